"""A sheet: a Matplotlib figure of exact pixels with a heading and a legend, onto which axes are placed by pixel.

Matplotlib's Agg canvas is used without pyplot: nothing global, so that threads may draw at once.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from exports.caption import caption, wrapped
from exports.chart import draw_chart
from exports.cut import draw_cut
from exports.fonts import drawable, letter, measured
from exports.glass import Place
from exports.ink import Box
from exports.numbers import POINTS, Numbers, numbers_below
from figures import Chart, Look, Style, chart_lines, landscape
from figures.cut import cut
from figures.marks import SHAPES
from racing import Race, Run, Step
from words import _, tell

DPI = 100

HEAD_RADIUS = 5.5
"""Pixels at a scale of 1."""

_LEGEND = 0.3  # of the height at most; what does not fit is counted
_MARK, _BESIDE, _APART = 2.4, 0.8, 2.0  # letters wide: a mark and the room beside it, that room, that between columns
_PAD = 0.4  # letters around the legend
_CAPTION = 0.25
_CUT = 0.62  # of the width, where the cut begins beside the chart
_LOW = 0.28  # of the width: a view that is lower has chart and cut beside it,
_VIEW = 0.56  # and ends here
_FURTHEST = 1e300  # in data, and in pixels:
_FAR = 1e5
_NONE: Mapping = MappingProxyType({})
_ROUND = 2  # pixels around a head, at least
_EDGE = 2  # pixels between a label and the side


class Pane(NamedTuple):
    """A rectangle in which some racers move.

    racers: their numbers in the race. pixels: for each, (steps + 1, 2) columns and rows. hidden: for each, (steps + 1,)
    where the relief stands before the point, or None where nothing can. charted: whether it is the chart. away: for
    each, where the way of each step that is off the relief leaves it, and a place beyond, (steps + 1, 2) both; None
    where what is out of sight has pixels of its own. place: of points on the ground, nan off a
    relief; None on the chart.
    """

    box: Box
    racers: tuple[int, ...]
    pixels: tuple[np.ndarray, ...]
    hidden: tuple[np.ndarray, ...] | None
    ground: tuple[int, int, int]
    charted: bool = False
    away: tuple[tuple[np.ndarray, np.ndarray], ...] | None = None
    place: Place | None = None


class Scene(NamedTuple):
    """figure: what was drawn. background: its pixels, (height, width, 3) uint8. clock: where the step number stands, as
    (right, top). numbers: where the lines of a rule do, if any.
    """

    figure: Figure
    background: np.ndarray
    panes: tuple[Pane, ...]
    clock: tuple[int, int]
    numbers: Numbers | None


def picture_scale(width: int, height: int) -> float:
    """Return how much larger marks and letters are on a picture of so many pixels than on one of 640 × 480."""
    return float(np.clip(min(width / 640, height / 480), 0.75, 2.25))


class Sheet:
    """The figure, and where there is room on it: from row `head` to row `foot`."""

    def __init__(
        self,
        race: Race,
        styles: Sequence[Style],
        look: Look,
        width: int,
        height: int,
        captioned: bool = False,
        step: Step | None = None,
        lined: Run | None = None,
    ):
        """Write the surface's name at the top, and where it is asked for a caption at the foot.

        step: the one along which the loss stands beside the chart, or for it. lined: for whose lines there is room.
        """
        self.race, self.styles, self.look, self.theme = race, styles, look, look.colors
        self.names = [drawable(tell(name)) for name in race]
        self.width, self.height = width, height
        self._charted: Axes | None = None
        self._cut = cut(step) if step else None
        self._cut_style = styles[[*race.values()].index(step.run)] if step else None
        scale = picture_scale(width, height)
        self.font = max(9 * scale, 7.0)
        self.line = round(2.4 * self.font)
        self.radius = HEAD_RADIUS * scale
        self.title = round(1.2 * self.font)
        self.chart_height = round(0.32 * height) + self.title
        self.ground = landscape(race.surface, levels=look.levels)
        self.figure = Figure((width / DPI, height / DPI), dpi=DPI, facecolor=self.theme.background)
        FigureCanvasAgg(self.figure)
        self._heading()
        self.head = self.line
        self.foot = height - (self._caption() if captioned else 0)
        letters = (self.font - 1) * DPI / POINTS
        self._numbers = numbers_below(lined, width, height, self.foot, letters) if lined else None
        self.foot -= self._numbers.height if self._numbers else 0

    @property
    def middle(self) -> str:
        """The ground's middle colour, from which a trail's edges fade in."""
        return self.theme.scale[len(self.theme.scale) // 2]

    @property
    def everyone(self) -> tuple[int, ...]:
        """The numbers of all racers."""
        return tuple(range(len(self.race)))

    def view(self, chart: Chart | None) -> tuple[int, int]:
        """Return the column and the row where the view ends, below the legend: there the chart and the cut begin.

        They lie below it, or where that would leave little of it, beside it.
        """
        if not chart and not self._cut:
            return self.width, self.foot
        below = self.foot - self.chart_height
        return (self.width, below) if below - self.head >= _LOW * self.width else (round(_VIEW * self.width), self.foot)

    def legend(self, pairs: Sequence[tuple[str, Style]] | None = None) -> None:
        """Write below the heading who wears which mark, the racers unless told; those who find no room are counted."""
        pairs = list(zip(self.names, self.styles, strict=True)) if pairs is None else pairs
        most = max(1, int(_LEGEND * self.height / self.line))
        labels = [*(name for name, _ in pairs), *([_("and {racers} more", racers=99)] if len(pairs) > most else [])]
        em, measure = self.font * DPI / 72, measured(self.figure.canvas.get_renderer(), self.font)
        column = max(map(measure, labels)) + (_MARK + _APART) * em
        columns = max(1, min(len(pairs), int((self.width + em) / column)))
        rows = min(-(-len(pairs) // columns), most)
        columns = min(columns, -(-len(pairs) // rows))
        told = pairs if len(pairs) <= rows * columns else pairs[: rows * columns - 1]
        ink = {"markersize": 0.8 * self.font, "linewidth": 1.6}
        handles = [Line2D([], [], color=style.color, marker=marker(style), **ink) for _, style in told]
        names = [name for name, _ in told]
        if len(told) < len(pairs):
            handles.append(Line2D([], [], linestyle="none"))
            names.append(_("and {racers} more", racers=len(pairs) - len(told)))
        made = self.figure.legend(
            handles=handles,
            labels=names,
            loc="upper left",
            bbox_to_anchor=((self.font - _PAD * em) / self.width, 1 - self.line / self.height),
            ncols=columns,
            frameon=False,
            fontsize=self.font,
            labelcolor=self.theme.text,
            borderaxespad=0,
            borderpad=_PAD,
            handlelength=_MARK - _BESIDE,
            handletextpad=_BESIDE,
            columnspacing=_APART,
        )
        for text in made.get_texts():
            text.set_parse_math(False)
        self.head += rows * self.line

    def axes(self, left: float, top: float, right: float, bottom: float, ticks: bool) -> Axes:
        """Place axes in a rectangle of pixels, leaving room for tick labels where there are any."""
        start, end, below = (4.5 * self.font, 1.2 * self.font, 2.6 * self.font) if ticks else (6, 6, 6)
        frame = (
            (left + start) / self.width,
            1 - (bottom - below) / self.height,
            (right - left - start - end) / self.width,
            max(bottom - below - top - 4, 1) / self.height,
        )
        axes = self.figure.add_axes(frame)
        axes.tick_params(colors=self.theme.muted, labelsize=self.font - 1, length=3 if ticks else 0)
        if not ticks:
            axes.set_xticks([])
            axes.set_yticks([])
        for spine in axes.spines.values():
            spine.set_color(self.theme.grid)
        return axes

    def chart(self, chart: Chart | None) -> list[tuple]:
        """Draw the chart's axes, if there is a chart, and the cut; return what `scene` takes of the chart."""
        rooms = self._beside(chart)
        if self._cut:
            axes = self.axes(*rooms[-1], ticks=True)
            draw_cut(axes, self._cut, self._cut_style, self.theme, self.font - 1)
            fit(axes, rooms[-1][0])
        if not chart:
            return []
        axes = self.axes(*rooms[0], ticks=True)
        lines = draw_chart(axes, chart_lines(self.race, chart), self.theme, self.font - 1, self.radius + _ROUND)
        fit(axes)
        self._charted = axes
        return [(axes, self.everyone, lines, self.theme.background)]

    def _beside(self, chart: Chart | None) -> list[tuple[float, float, float, float]]:
        """Return the rectangles of the chart and the cut, or of that which there is: left, top, right, bottom."""
        right, bottom = self.view(chart)
        both = bool(chart and self._cut)
        if right == self.width:
            ends = (0, _CUT * self.width, self.width) if both else (0, self.width)
            return [(start, bottom + self.title, end, self.foot) for start, end in pairwise(ends)]
        ends = np.linspace(self.head, self.foot, 2 + both)
        return [(right, top + self.title, self.width, end) for top, end in pairwise(ends)]

    def scene(self, placed: Sequence[tuple]) -> Scene:
        """Draw the figure and turn (axes, racers, points, ground colour) into panes."""
        letter(self.figure)
        self.figure.canvas.draw()
        return self.drawn(placed)

    def drawn(
        self, placed: Sequence[tuple], hidden: Mapping = _NONE, away: Mapping = _NONE, raised: Mapping = _NONE
    ) -> Scene:
        """Return what `scene` does of a figure that is drawn already; what panes have beside, by their number.

        away: in data, as points are. raised: what makes data of places on the ground, where these are none.
        """
        picture = np.asarray(self.figure.canvas.buffer_rgba())[..., :3].copy()
        panes = tuple(
            Pane(
                box=self._box(axes),
                racers=racers,
                pixels=tuple(self._to_pixels(axes, curve) for curve in curves),
                hidden=hidden.get(number),
                ground=_rgb(color),
                charted=axes is self._charted,
                away=self._all_to_pixels(axes, away[number]) if number in away else None,
                place=None if axes is self._charted else partial(self._placed, axes, raised.get(number, np.asarray)),
            )
            for number, (axes, racers, curves, color) in enumerate(placed)
        )
        clock = (self.width - round(self.font), round(0.7 * self.font))
        return Scene(self.figure, picture, panes, clock, self._numbers)

    def _all_to_pixels(self, axes: Axes, ways: Sequence[Sequence[np.ndarray]]) -> tuple[tuple[np.ndarray, ...], ...]:
        return tuple(tuple(self._to_pixels(axes, end) for end in way) for way in ways)

    def _placed(self, axes: Axes, raised: Callable, points: np.ndarray) -> np.ndarray:
        return self._to_pixels(axes, raised(points))

    def _to_pixels(self, axes: Axes, points: np.ndarray) -> np.ndarray:
        pixels = axes.transData.transform(np.clip(points, -_FURTHEST, _FURTHEST))
        pixels[:, 1] = self.height - pixels[:, 1]
        if axes is self._charted:
            return np.clip(pixels, -_FAR, _FAR)  # which keeps nan
        beyond = np.abs(pixels).max(axis=1, keepdims=True) / _FAR
        return np.where(beyond > 1, pixels / beyond, pixels)  # in the direction where it lies

    def _box(self, axes: Axes) -> Box:
        extent = axes.get_window_extent()
        return Box(
            round(extent.x0),
            round(self.height - extent.y1),
            round(extent.x1),
            round(self.height - extent.y0),
        )

    def _heading(self) -> None:
        at = 1 - 0.75 * self.font / self.height
        ink = {"color": self.theme.text, "fontsize": self.font + 1, "parse_math": False}
        self.figure.text(self.font / self.width, at, drawable(tell(self.race.surface.name)), va="top", **ink)

    def _caption(self) -> int:
        """Write the formula, the start and the learning rates at the foot; return how many pixels that takes."""
        size, line = self.font - 1, round(2.0 * (self.font - 1))
        most = max(2, int(_CAPTION * self.height / line))
        measure = measured(self.figure.canvas.get_renderer(), size)
        told = map(drawable, caption(self.race))
        lines = [each for text in told for each in wrapped(text, self.width - 2 * self.font, measure)]
        if len(lines) > most:
            lines = [*lines[: most - 1], f"{lines[most - 1]} …"]
        ink = {"color": self.theme.muted, "fontsize": size, "parse_math": False, "va": "bottom", "linespacing": 1.35}
        self.figure.text(self.font / self.width, 0.5 * self.font / self.height, "\n".join(lines), **ink)
        return len(lines) * line + round(0.5 * self.font)


def fit(axes: Axes, start: float = 0) -> None:
    """Narrow `axes` so far that no tick label stands left of the pixel `start`, or is cut off by the figure's sides."""
    figure = axes.figure
    letter(axes)
    sides = (side.get_tightbbox(figure.canvas.get_renderer()) for side in (axes.xaxis, axes.yaxis))
    labels, width = Bbox.union([axes.get_window_extent(), *filter(None, sides)]), figure.bbox.width
    left, right = max(0, start + _EDGE - labels.x0), max(0, labels.x1 - (width - _EDGE))
    frame = axes.get_position()
    axes.set_position((frame.x0 + left / width, frame.y0, frame.width - (left + right) / width, frame.height))


def marker(style: Style) -> Path:
    """Return the racer's mark as a Matplotlib marker."""
    corners = np.array(SHAPES[style.symbol]) * (1, -1)
    return Path([*corners, corners[0]], closed=True)


def _rgb(color: str) -> tuple[int, int, int]:
    return tuple(int(color[i : i + 2], 16) for i in (1, 3, 5))
