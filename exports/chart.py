"""The chart below an exported picture: its axes in Matplotlib, and the racers' lines on them."""

import sys

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, StrMethodFormatter

from exports.fonts import drawable
from figures import Lines, Theme, ValuesAxis
from words import joined, say, tell

FEW_DECADES = 2.5
"""A log axis over fewer has ticks within the decades as well, as in `browser/pictures.js`."""

FAR = 1e3
"""How many times its own height a linear axis has room for beyond its ends, as lines that leave it need some."""


def draw_chart(axes: Axes, lines: Lines, theme: Theme, size: float, room: float) -> list[np.ndarray]:
    """Draw what stands still, with letters of `size` points; return each racer's line, (steps + 1, 2) in data.

    room: how many pixels a mark on the axis' ends has above and below.
    """
    axes.set_facecolor(theme.background)
    axes.grid(color=theme.grid, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlim(-0.02 * lines.last, 1.02 * lines.last)
    # Of a step, or an evaluation, there is no half.
    axes.xaxis.set_major_locator(MaxNLocator("auto", steps=(1, 2, 5, 10), integer=True))
    title = say("{values} against {over}", values=lines.axis.label, over=lines.over)
    if lines.note:
        title = joined(". ", [title, lines.note])
    axes.set_title(
        drawable(tell(title)),
        loc="left",
        color=theme.muted,
        fontsize=size,
        pad=2,
        parse_math=False,
    )
    if not lines.axis.bounds:
        axes.set_yticks([])
        return [np.full((len(places), 2), np.nan) for places in lines.places]
    _spread(axes, lines.axis)
    _widen(axes, room)
    least, most = _ends(lines.axis)
    return [
        np.stack([places, np.clip(values, least, most)], axis=-1)
        for places, values in zip(lines.places, lines.values, strict=True)
    ]


def _spread(axes: Axes, axis: ValuesAxis) -> None:
    """Set the scale, its range and its ticks."""
    if axis.log:
        axes.set_yscale("log")
        low, high = np.log10(axis.bounds)
        if high - low < FEW_DECADES:
            near = high - low < 1
            axes.yaxis.set_major_locator(MaxNLocator(5) if near else LogLocator(subs=(1, 2, 5), numticks=12))
            axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        else:
            axes.yaxis.set_major_locator(LogLocator(numticks=6))
        axes.yaxis.set_minor_formatter(NullFormatter())
    else:
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axes.set_ylim(*axis.bounds)


def _widen(axes: Axes, room: float) -> None:
    """Have the value axis go on by so many pixels, a quarter of its height at most, at both ends."""
    height = axes.get_window_extent().height
    room = min(room, height / 4)
    (low, high), transform = axes.get_ylim(), axes.yaxis.get_transform()
    low, high = transform.transform((low, high))
    beyond = room * (high - low) / (height - 2 * room)
    axes.set_ylim(*transform.inverted().transform((low - beyond, high + beyond)))


def _ends(axis: ValuesAxis) -> tuple[float, float]:
    """Return how far beyond the axis lines are drawn; Matplotlib puts what has no logarithm far below a log axis."""
    low, high = axis.bounds
    if axis.log:
        return 0.0, min(high * 1e30, sys.float_info.max)
    return low - FAR * (high - low), high + FAR * (high - low)
