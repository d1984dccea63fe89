"""A scene: a background drawn once by Matplotlib, and panes on it in which racers move.

Matplotlib's Agg canvas is used without pyplot: nothing global, so that threads may draw at once.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path

from exports.chart import draw_chart
from exports.fonts import drawable, families
from exports.ink import Box
from figures import Chart, Landscape, Look, Style, Theme, chart_lines, landscape
from figures.arrows import arrow_lines, arrows
from figures.critical import Marked, told_apart
from figures.landscape import LEVELS
from figures.map_image import band_colors
from figures.marks import SHAPES, START
from racing import Race

DPI = 100

HEAD_RADIUS = 5.5
"""Pixels at a scale of 1."""


class Pane(NamedTuple):
    """A rectangle in which some racers move.

    racers: their numbers in the race. pixels: for each, (steps + 1, 2) columns and rows. hidden: for each, (steps + 1,)
    where the relief stands before the point, or None where nothing can.
    """

    box: Box
    racers: tuple[int, ...]
    pixels: tuple[np.ndarray, ...]
    hidden: tuple[np.ndarray, ...] | None
    ground: tuple[int, int, int]


class Scene(NamedTuple):
    """figure: what was drawn. background: its pixels, (height, width, 3) uint8. clock: where the step number stands, as
    (right, top).
    """

    figure: Figure
    background: np.ndarray
    panes: tuple[Pane, ...]
    clock: tuple[int, int]


def contour_scene(
    race: Race, styles: Sequence[Style], look: Look, width: int, height: int, chart: Chart | None
) -> Scene:
    """All racers on one map; with the `chart` below, if any."""
    page = Page(race, styles, look, width, height)
    bottom = height - page.chart_height if chart else height
    axes = page.axes(0, page.head, width, bottom, ticks=True)
    draw_map(axes, race, look, page.ground, page.radius)
    everyone = tuple(range(len(race)))
    placed = [(axes, everyone, _points(race, everyone), page.middle)]
    return page.scene(placed + (page.chart(chart, bottom) if chart else []))


def panels_scene(
    race: Race, styles: Sequence[Style], look: Look, width: int, height: int, chart: Chart | None
) -> Scene:
    """One small map for each racer; with the `chart` below, if any."""
    page = Page(race, styles, look, width, height, legend=False)
    bottom = height - page.chart_height if chart else height
    count = len(race)
    columns = max(1, round(np.sqrt(count * width / max(bottom, 1))))
    rows = -(-count // columns)
    across, down = width / columns, (bottom - page.head) / rows
    placed = []
    for i, (name, style) in enumerate(zip(race, styles, strict=True)):
        left, top = (i % columns) * across, page.head + (i // columns) * down
        axes = page.axes(left, top + page.line, left + across, top + down, ticks=False)
        _title(axes, name, style, page.font)
        draw_map(axes, race, look, page.ground, page.radius, rasterized=True)
        placed.append((axes, (i,), _points(race, (i,)), page.middle))
    return page.scene(placed + (page.chart(chart, bottom) if chart else []))


def picture_scale(width: int) -> float:
    """Return how much thicker the marks are on a picture of `width` pixels than on one of 640."""
    return float(np.clip(width / 640, 0.75, 1.6))


class Page:
    """A Matplotlib figure of exact pixels with a heading, onto which axes are placed by pixel."""

    def __init__(self, race: Race, styles: Sequence[Style], look: Look, width: int, height: int, legend: bool = True):
        self.race, self.styles, self.theme = race, styles, look.colors
        self.width, self.height = width, height
        self.font = float(np.clip(9 * width / 640, 7, 13))
        self.line = round(2.4 * self.font)
        self.radius = HEAD_RADIUS * picture_scale(width)
        self.head = self.line + (self._legend_rows() * self.line if legend else 0)
        self.title = round(1.2 * self.font)
        self.chart_height = round(0.32 * height) + self.title
        self.ground = landscape(race.surface, levels=look.levels)
        self.figure = Figure((width / DPI, height / DPI), dpi=DPI, facecolor=self.theme.background)
        FigureCanvasAgg(self.figure)
        self._heading(legend)

    @property
    def middle(self) -> str:
        """The ground's middle colour, from which a trail's edges fade in."""
        return self.theme.scale[len(self.theme.scale) // 2]

    def axes(self, left: float, top: float, right: float, bottom: float, ticks: bool) -> Axes:
        """Place axes in a rectangle of pixels, leaving room for tick labels where there are any."""
        start, end, below = (4.5 * self.font, 1.2 * self.font, 2.6 * self.font) if ticks else (6, 6, 6)
        frame = (
            (left + start) / self.width,
            1 - (bottom - below) / self.height,
            (right - left - start - end) / self.width,
            (bottom - below - top - 4) / self.height,
        )
        axes = self.figure.add_axes(frame)
        axes.tick_params(colors=self.theme.muted, labelsize=self.font - 1, length=3 if ticks else 0)
        if not ticks:
            axes.set_xticks([])
            axes.set_yticks([])
        for spine in axes.spines.values():
            spine.set_color(self.theme.grid)
        return axes

    def chart(self, chart: Chart, top: int) -> list[tuple]:
        """Draw the chart's axes below `top`; return what `scene` takes."""
        axes = self.axes(0, top + self.title, self.width, self.height, ticks=True)
        lines = draw_chart(axes, chart_lines(self.race, chart), self.theme, self.font - 1)
        return [(axes, tuple(range(len(self.race))), lines, self.theme.background)]

    def scene(
        self, placed: Sequence[tuple], hidden: Mapping[int, tuple[np.ndarray, ...]] = MappingProxyType({})
    ) -> Scene:
        """Draw the figure and turn (axes, racers, points, ground colour) into panes; `hidden` by pane number."""
        self.figure.canvas.draw()
        picture = np.asarray(self.figure.canvas.buffer_rgba())[..., :3].copy()
        panes = tuple(
            Pane(
                box=self._box(axes),
                racers=racers,
                pixels=tuple(self._to_pixels(axes, curve) for curve in curves),
                hidden=hidden.get(number),
                ground=_rgb(color),
            )
            for number, (axes, racers, curves, color) in enumerate(placed)
        )
        return Scene(self.figure, picture, panes, (self.width - round(self.font), round(0.7 * self.font)))

    def _to_pixels(self, axes: Axes, points: np.ndarray) -> np.ndarray:
        pixels = axes.transData.transform(points)
        pixels[:, 1] = self.height - pixels[:, 1]
        return np.clip(pixels, -1e5, 1e5)  # which keeps nan

    def _box(self, axes: Axes) -> Box:
        extent = axes.get_window_extent()
        return Box(
            round(extent.x0),
            round(self.height - extent.y1),
            round(extent.x1),
            round(self.height - extent.y0),
        )

    def _legend_rows(self) -> int:
        return -(-len(self.race) // self._legend_columns())

    def _legend_columns(self) -> int:
        longest = max(len(name) for name in self.race)
        return max(1, min(len(self.race), int(self.width / (self.font * (4 + 0.8 * longest)))))

    def _heading(self, legend: bool) -> None:
        at = 1 - 0.75 * self.font / self.height
        name = drawable(self.race.surface.name)
        self.figure.text(
            self.font / self.width, at, name, va="top", color=self.theme.text, fontsize=self.font + 1, parse_math=False
        )
        if legend:
            handles = [
                Line2D(
                    [],
                    [],
                    color=s.color,
                    marker=marker(s),
                    markersize=0.8 * self.font,
                    linewidth=1.6,
                    label=drawable(name),
                )
                for name, s in zip(self.race, self.styles, strict=True)
            ]
            made = self.figure.legend(
                handles=handles,
                loc="upper left",
                bbox_to_anchor=(0, 1 - self.line / self.height),
                ncols=self._legend_columns(),
                frameon=False,
                fontsize=self.font,
                labelcolor=self.theme.text,
                borderaxespad=0,
                handlelength=1.6,
            )
            for text in made.get_texts():
                text.set_parse_math(False)
                text.set_family(families())


def _title(axes: Axes, name: str, style: Style, size: float) -> None:
    look = {"color": style.color, "fontsize": size, "fontweight": "bold", "family": families()}
    axes.set_title(drawable(name), loc="left", pad=3, parse_math=False, **look)


def draw_map(
    axes: Axes, race: Race, look: Look, ground: Landscape, radius: float = HEAD_RADIUS, rasterized: bool = False
) -> None:
    """Draw the contour map and what lies on it under heads of that `radius`, in pixels.

    rasterized: the map as a picture even in vector files.
    """
    theme = look.colors
    heights = np.minimum(ground.height(ground.loss), ground.top)
    levels = np.linspace(0, ground.top, LEVELS + 1)
    bands = axes.contourf(ground.x, ground.y, heights, levels, colors=list(band_colors(theme.scale) / 255))
    bands.set_rasterized(rasterized)
    if look.lines:
        ink = {"colors": theme.contour, "alpha": theme.contour_alpha, "linewidths": 0.6}
        axes.contour(ground.x, ground.y, heights, levels[1:-1], **ink).set_rasterized(rasterized)
    axes.set_xlim(*race.surface.domain[0])
    axes.set_ylim(*race.surface.domain[1])
    if look.axes == "equal":
        axes.set_aspect("equal")
        axes.apply_aspect()
    extent = axes.get_window_extent()
    unit = (extent.width / np.ptp(race.surface.domain[0]), extent.height / np.ptp(race.surface.domain[1]))
    if look.arrows:
        field = arrow_lines(arrows(race.surface, ground), unit)
        axes.add_collection(LineCollection(list(field), colors=theme.muted, linewidths=0.8, alpha=0.7), autolim=False)
    for marked in told_apart(ground.critical, unit) if look.marks else ():
        for ink in mark_inks(marked, theme):
            axes.plot(*zip(*(critical.point for critical in marked.points), strict=True), **ink)
    axes.plot(*race.start, **start_ink(theme, radius))


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


def marker(style: Style) -> Path:
    """Return the racer's mark as a Matplotlib marker."""
    corners = np.array(SHAPES[style.symbol]) * (1, -1)
    return Path([*corners, corners[0]], closed=True)


def _points(race: Race, racers: Sequence[int]) -> list[np.ndarray]:
    runs = list(race.values())
    return [runs[i].points for i in racers]


def _rgb(color: str) -> tuple[int, int, int]:
    return tuple(int(color[i : i + 2], 16) for i in (1, 3, 5))
