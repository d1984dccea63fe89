"""The race on the landscape as a relief, seen without perspective from one direction, or from one after another."""

from collections.abc import Iterable, Iterator
from functools import partial

import numpy as np
from contourpy import contour_generator
from matplotlib.colors import LightSource
from matplotlib.ticker import MaxNLocator
from mpl_toolkits.mplot3d import Axes3D, proj3d
from mpl_toolkits.mplot3d.art3d import Line3D

from exports.scene import mark_inks, start_ink
from exports.sheet import Scene, Sheet
from exports.sight import ASPECT, Places, Relief
from figures import Chart
from figures.critical import told_apart
from figures.landscape import LEVELS
from figures.map_image import band_colors
from figures.ticks import loss_ticks
from words import tell

AZIMUTH, ELEVATION = -56.0, 44.0
"""Where the relief is seen from, in degrees."""

_FACES = 80
_TICKS = 5
_FAINT = 0.45
_SHADE, _LIT = 0.82, 1.06
_SIDE = 0.5  # of the picture's width that a side of the ground takes, about


def relief_scene(sheet: Sheet, chart: Chart | None) -> Scene:
    """The relief, with the `chart` below, if any."""
    return next(turning_scenes(sheet, chart, [0.0]))


def turning_scenes(sheet: Sheet, chart: Chart | None, turns: Iterable[float]) -> Iterator[Scene]:
    """Yield the relief turned by so many degrees each time; what stands still is drawn once."""
    sheet.legend()
    placed, relief = sheet.chart(chart), Relief(sheet.ground)
    axes = _axes(sheet, relief, *sheet.view(chart))
    laid, start = _marked(axes, sheet, relief), _start(axes, sheet, relief)
    paths = [relief.places(run.points, run.values) for run in sheet.race.values()]
    ways = [relief.leaving(run.points) for run in sheet.race.values()]
    axes.set_visible(False)
    sheet.scene(placed)
    canvas = sheet.figure.canvas
    still = canvas.copy_from_bbox(sheet.figure.bbox)
    axes.set_visible(True)
    for turn in turns:
        axes.view_init(ELEVATION, AZIMUTH + turn)
        hidden = relief.hidden(AZIMUTH + turn, ELEVATION)
        for line, (points, cells) in laid:
            line.set_data_3d(*np.where(hidden[cells][:, None], np.nan, points).T)
        for line, (_, cells) in start:
            line.set_alpha(_FAINT if hidden[cells].all() else 1)
        canvas.restore_region(still)
        axes.draw(canvas.get_renderer())
        curves = [_seen_at(axes, points) for points, _ in paths]
        behind = tuple(hidden[cells] for _, cells in paths)
        away = tuple(tuple(_seen_at(axes, end) for end in way) for way in ways)
        raised = partial(_raised_at, relief, axes.get_proj())
        yield sheet.drawn([(axes, sheet.everyone, curves, sheet.middle), *placed], {0: behind}, {0: away}, {0: raised})


def _seen_at(axes: Axes3D, points: np.ndarray) -> np.ndarray:
    """Return where the axes show points (n, 3), as data of the plane that they are drawn on, (n, 2)."""
    return np.column_stack(proj3d.proj_transform(*points.T, axes.get_proj())[:2])


def _raised_at(relief: Relief, projection: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return where a projection shows the ground at points (n, 2), as `_seen_at`."""
    return np.column_stack(proj3d.proj_transform(*relief.raised(points).T, projection)[:2])


def _axes(sheet: Sheet, relief: Relief, right: int, bottom: int) -> Axes3D:
    theme, ground = sheet.theme, sheet.ground
    frame = (0, 1 - bottom / sheet.height, right / sheet.width, (bottom - sheet.head) / sheet.height)
    axes = sheet.figure.add_axes(frame, projection="3d", proj_type="ortho", computed_zorder=False)
    axes.set_box_aspect(ASPECT, zoom=0.98)
    axes.set_facecolor(theme.background)
    some = np.linspace(0, len(ground.x) - 1, _FACES + 1).round().astype(int)
    x, y = np.meshgrid(ground.x[some], ground.y[some])
    z = relief.floor[np.ix_(some, some)]
    band = np.clip(z / ground.peak * LEVELS, 0, LEVELS - 1).astype(int)
    colors = np.minimum(band_colors(theme.scale)[band] / 255 * _light(z / ground.peak)[..., None], 1)
    axes.plot_surface(
        x, y, z, rcount=_FACES, ccount=_FACES, facecolors=colors, shade=False, linewidth=0, antialiased=False,
        rasterized=True,
    )  # fmt: skip
    (x0, x1), (y0, y1) = sheet.race.surface.domain
    axes.set(xlim=(x0, x1), ylim=(y0, y1), zlim=(0, ground.peak))
    for side in (axes.xaxis, axes.yaxis):
        side.set_major_locator(MaxNLocator(_TICKS))
    axes.set_zticks(*zip(*loss_ticks(ground), strict=True))
    size, larger = sheet.font - 2, sheet.font - 9  # Matplotlib's distances do not grow with the letters
    axes.set_zlabel(tell(ground.height_name), color=theme.muted, fontsize=size, labelpad=2 * larger)
    axes.tick_params(colors=theme.muted, labelsize=size, pad=0.5 * larger)
    for side in (axes.xaxis, axes.yaxis, axes.zaxis):
        side.set_pane_color((0, 0, 0, 0))
        side.line.set_color(theme.muted)
        side._axinfo["grid"]["color"] = theme.grid
    return axes


def _light(heights: np.ndarray) -> np.ndarray:
    """Return how bright each place of a relief is, about 1; heights: (rows, columns) from 0 to 1."""
    across, along = (side / (len(heights) - 1) for side in ASPECT[:2])
    return _SHADE + (_LIT - _SHADE) * LightSource(315, 60).hillshade(heights * ASPECT[2], dx=across, dy=along)


def _marked(axes: Axes3D, sheet: Sheet, relief: Relief) -> list[tuple[Line3D, Places]]:
    """Draw the contour lines and the critical points; return each with where it lies: what is hidden is left out."""
    ground, drawn = sheet.ground, []
    if sheet.look.lines and (contours := _contours(relief)):
        ink = {"color": sheet.theme.ridge, "linewidth": 0.5, "rasterized": True}
        drawn.append((axes.plot([], [], [], **ink)[0], contours))
    unit = [_SIDE * sheet.width / np.ptp(side) for side in (ground.x, ground.y)]
    for marked in told_apart(ground.critical, unit) if sheet.look.marks else ():
        points, values = zip(*((critical.point, critical.value) for critical in marked.points), strict=True)
        places = relief.places(np.array(points), np.array(values))
        drawn += [(axes.plot([], [], [], **ink)[0], places) for ink in mark_inks(marked, sheet.theme)]
    return drawn


def _contours(relief: Relief) -> Places | None:
    """Return the contour lines as one, with a gap after each; None where there are none."""
    ground = relief.ground
    drawn = contour_generator(ground.x, ground.y, np.minimum(ground.height(ground.loss), ground.peak))
    levels = np.arange(1, LEVELS * ground.peak / ground.top) * ground.top / LEVELS
    lines = [np.insert(line, 2, level, axis=1) for level in levels for line in drawn.lines(level)]
    if not lines:
        return None
    points = np.concatenate([np.pad(line, ((0, 1), (0, 0)), constant_values=np.nan) for line in lines])
    return Places(points, relief.cells(points[:, :2]))


def _start(axes: Axes3D, sheet: Sheet, relief: Relief) -> list[tuple[Line3D, Places]]:
    """Mark the start where it is on the relief; return the mark with where it lies, as it is faint where hidden."""
    losses = next(iter(sheet.race.values())).values[:1]
    places = relief.places(np.array([sheet.race.start]), losses)
    if np.isnan(places.points).any():
        return []
    return [(axes.plot(*places.points.T, **start_ink(sheet.theme, sheet.radius))[0], places)]
