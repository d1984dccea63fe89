"""The views on a plane: a background drawn once by Matplotlib, and panes on it in which racers move."""

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection, LineCollection, PathCollection

from exports.fonts import fitted, measured
from exports.sheet import DPI, HEAD_RADIUS, Scene, Sheet, fit
from figures import Chart, Landscape, Look, Theme
from figures.arrows import arrow_lines, arrows
from figures.critical import Marked, told_apart
from figures.landscape import LEVELS
from figures.map_image import band_colors
from figures.marks import START
from figures.names import names_apart
from racing import Race

_GAP = 6  # pixels beside a panel
_BOLD = "bold"
_SMALL = 0.75  # how much smaller a title may be than other letters


def contour_scene(sheet: Sheet, chart: Chart | None) -> Scene:
    """All racers on one map; with the `chart` below, if any."""
    sheet.legend()
    axes = sheet.axes(0, sheet.head, *sheet.view(chart), ticks=True)
    draw_map(axes, sheet.race, sheet.look, sheet.ground, sheet.radius)
    placed = [(axes, sheet.everyone, [run.points for run in sheet.race.values()], sheet.middle)]
    return sheet.scene(placed + sheet.chart(chart))


def panels_scene(sheet: Sheet, chart: Chart | None) -> Scene:
    """One small map for each racer; with the `chart` below, if any."""
    race, placed, drawn = sheet.race, [], ()
    for i, (run, axes) in enumerate(zip(race.values(), panels(sheet, *sheet.view(chart)), strict=True)):
        drawn = draw_map(axes, race, sheet.look, sheet.ground, sheet.radius, True, drawn)
        placed.append((axes, (i,), [run.points], sheet.middle))
    return sheet.scene(placed + sheet.chart(chart))


def panels(sheet: Sheet, right: int, bottom: int) -> Iterator[Axes]:
    """Yield axes for each racer, with its name above, as many beside each other as suit the room that ends there."""
    count = len(sheet.race)
    columns = max(1, round(np.sqrt(count * right / max(bottom, 1))))
    rows = -(-count // columns)
    across, down = right / columns, (bottom - sheet.head) / rows
    names, size = _titles(sheet, across - 2 * _GAP)
    for i, (name, style) in enumerate(zip(names, sheet.styles, strict=True)):
        left, top = (i % columns) * across, sheet.head + (i // columns) * down
        axes = sheet.axes(left, top + sheet.line, left + across, top + down, ticks=False)
        look = {"color": style.color, "fontsize": size, "fontweight": _BOLD}
        axes.set_title(name, loc="left", pad=3, parse_math=False, **look)
        yield axes


def _titles(sheet: Sheet, room: float) -> tuple[list[str], float]:
    """Return what stands above each panel, in so many pixels, and in which size: smaller letters where they do, then
    what tells the names apart.
    """
    renderer, names = sheet.figure.canvas.get_renderer(), sheet.names
    widest = max(map(measured(renderer, sheet.font, _BOLD), names))
    size = sheet.font * float(np.clip(room / widest, _SMALL, 1))
    measure = measured(renderer, size, _BOLD)
    if max(map(measure, names)) > room:
        names = names_apart(names)
    return [fitted(name, room, measure) for name in names], size


def draw_map(
    axes: Axes,
    race: Race,
    look: Look,
    ground: Landscape,
    radius: float = HEAD_RADIUS,
    rasterized: bool = False,
    drawn: Sequence[Collection] = (),
) -> Sequence[Collection]:
    """Draw the contour map and what lies on it under heads of that `radius`, in pixels; return its bands and lines.

    rasterized: the map as a picture even in vector files. drawn: what was returned for other axes, to be drawn again.
    """
    theme = look.colors
    drawn = [_again(axes, each) for each in drawn] or list(_contours(axes, look, ground, rasterized))
    axes.set_xlim(*race.surface.domain[0])
    axes.set_ylim(*race.surface.domain[1])
    fit(axes)
    if look.axes == "equal":
        axes.set_aspect("equal")
        axes.apply_aspect()
    extent = axes.get_window_extent()
    unit = (extent.width / np.ptp(race.surface.domain[0]), extent.height / np.ptp(race.surface.domain[1]))
    if look.arrows:
        field = arrow_lines(arrows(race.surface, ground), unit)
        axes.add_collection(LineCollection(list(field), colors=theme.muted, linewidths=0.8, alpha=0.7), autolim=False)
    if look.marks:
        draw_marks(axes, ground, unit, theme)
    axes.plot(*race.start, **start_ink(theme, radius))
    return drawn


def _contours(axes: Axes, look: Look, ground: Landscape, rasterized: bool) -> Iterator[Collection]:
    """Draw bands of colour, and lines where they are looked for."""
    heights = np.minimum(ground.height(ground.loss), ground.top)
    levels = np.linspace(0, ground.top, LEVELS + 1)
    colors = list(band_colors(look.colors.scale) / 255)
    bands = axes.contourf(ground.x, ground.y, heights, levels, colors=colors)
    bands.set_rasterized(rasterized)
    yield bands
    if look.lines:
        yield draw_lines(axes, ground, look.colors, rasterized)


def _again(axes: Axes, drawn: Collection) -> Collection:
    """Draw on axes what is drawn on others, at the same places in data."""
    copy = PathCollection(drawn.get_paths(), zorder=drawn.get_zorder())
    copy.update_from(drawn)
    copy.set_transform(axes.transData)
    copy.set_clip_path(axes.patch)
    copy.set_rasterized(drawn.get_rasterized())
    return axes.add_collection(copy, autolim=False)


def draw_lines(axes: Axes, ground: Landscape, theme: Theme, rasterized: bool = False) -> Collection:
    """Draw the contour lines alone, and return them."""
    heights = np.minimum(ground.height(ground.loss), ground.top)
    ink = {"colors": theme.contour, "alpha": theme.contour_alpha, "linewidths": 0.6}
    lines = axes.contour(ground.x, ground.y, heights, np.linspace(0, ground.top, LEVELS + 1)[1:-1], **ink)
    lines.set_rasterized(rasterized)
    return lines


def draw_marks(axes: Axes, ground: Landscape, unit: tuple[float, float], theme: Theme) -> None:
    """Draw the critical points that can be told apart; unit: how many pixels one of x and of y takes."""
    for marked in told_apart(ground.critical, unit):
        for ink in mark_inks(marked, theme):
            axes.plot(*zip(*(critical.point for critical in marked.points), strict=True), **ink)


def mark_inks(marked: Marked, theme: Theme) -> list[dict]:
    """Return how Matplotlib marks critical points: one marker upon the other."""
    color = theme.muted if marked.mark.muted else theme.text
    return [_ink(each, 0.62 * marked.mark.size, color) for each in marked.mark.markers]


def start_ink(theme: Theme, radius: float) -> dict:
    """Return how Matplotlib marks the place where all racers begin; radius: of the heads, in pixels."""
    return _ink("o", 2 * START * radius * 72 / DPI, theme.text)


def _ink(marker: str, size: float, color: str) -> dict:
    edge = {"markeredgecolor": color, "markeredgewidth": 1, "markerfacecolor": "none"}
    return {"marker": marker, "markersize": size, "linestyle": "none", **edge}
