"""What the Plotly figures of many runs share: plain dictionaries whose colours follow the page they are shown on.

A colour of the page's theme is one of the words in `THEMED`, which the browser puts its own in for; so a figure is a
dictionary {"data": [...], "layout": {...}}, ready for JSON, that Plotly can draw once the words are replaced; where it
has "marks" on maps, the browser adds their traces. Arrays are packed as plotly.py packs them. The browser also gives
axes their fonts and grids.
"""

import base64
from collections.abc import Sequence
from html import escape
from itertools import pairwise
from operator import attrgetter

import numpy as np

from figures.critical import mark_groups
from figures.landscape import LEVELS, Landscape
from optimizers import Rule, declarations
from optimizers.schedules import Schedule, WarmUp
from racing.axis import COORDINATES, Axis
from racing.ranking import TOLERANCE
from words import Text, joined, say

TEXT, MUTED, GRID, BACKGROUND = THEMED = ("$text", "$muted", "$grid", "$background")
"""The theme's colours."""

SHARE = f"{TOLERANCE:.1%}".replace(".0", "").replace("%", " %")
"""The tolerance in words."""

NEITHER = GRID
"""The colour of runs without the result that is shown."""

AWAY = "#b5523b"
"""The colour of runs that are gone for good, in every picture."""

GONE = say("gone for good")
"""What legends call runs that diverged, ran away or left the domain of definition."""

_STARTS = {"start_x": say("start x"), "start_y": say("start y")}

LEGEND = {
    "orientation": "h",
    "x": 0,
    "xanchor": "left",
    "y": 1,
    "yanchor": "bottom",
    "itemclick": False,
    "itemdoubleclick": False,
    "itemsizing": "constant",
    "bgcolor": "rgba(0,0,0,0)",
    "tracegroupgap": 0,
    "maxheight": 1,
}

NARROW = 640
"""Boards of fewer pixels get a figure's narrow layout."""

PHONE = 250
"""Pixels that a figure on a phone is wide without its margins; narrow layouts are reckoned for that."""

_LARGEST = np.finfo(np.float32).max
_LEAST = np.finfo(np.float32).smallest_subnormal


def single(values) -> np.ndarray:
    """Return an array in single precision; what lies beyond it is drawn in to its largest, no number but 0 is 0."""
    found = np.clip(values, -_LARGEST, _LARGEST).astype(np.float32)
    lost = (found == 0) & (np.asarray(values) != 0)
    return np.where(lost, np.copysign(_LEAST, values), found) if lost.any() else found


def packed(values, dtype: str = "f4") -> dict:
    """Return an array as plotly.js unpacks it: little-endian in base64; nan is a gap."""
    if dtype == "f4":
        values = single(values)
    array = np.ascontiguousarray(values, dtype=f"<{dtype}")
    found = {"dtype": dtype, "bdata": base64.b64encode(array.tobytes()).decode()}
    return found if array.ndim == 1 else {**found, "shape": ", ".join(map(str, array.shape))}


def narrow(height: float, layout: dict | None = None) -> dict:
    """Return a figure's narrow layout; height: pixels from the bottom of its axes to their top, on a phone."""
    return {"below": NARROW, "aspect": height / PHONE, "layout": layout or {}}


def panel_title(text: str, color: str, number: str = "", **font) -> dict:
    """Return a note above a panel; text: HTML, cut where the panel is less wide; number: that of its axes."""
    place = {"xref": f"x{number} domain", "yref": f"y{number} domain", "x": 0, "y": 1}
    look = {"font": {"color": color, **font}, "showarrow": False, "borderpad": 1}
    return {"text": text, **look, **place, "xanchor": "left", "yanchor": "bottom"}


def swatch(name: str, color: str, **more) -> dict:
    """Return a trace that only puts a square of a colour into the legend; `name` is HTML."""
    marker = {"symbol": "square", "size": 11, "color": color, "line": {"width": 1, "color": MUTED}}
    trace = {"type": "scatter", "x": [None], "y": [None], "mode": "markers", "name": name, "marker": marker}
    return {**trace, "hoverinfo": "skip", "showlegend": True, **more}


def shown(name: str, most: int = 40) -> str:
    """Return a racer's name as HTML, cut where it has more than `most` letters; a `Text` is short and plain already.

    A dollar would stand for a colour of the theme, or begin a formula.
    """
    if isinstance(name, Text):
        return name
    cut = name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
    return escape(cut, quote=False).replace("$", "&#36;")


def hover(*lines: str) -> Text:
    """Return what is said of a place, in lines of HTML with Plotly's `%{…}` in them, without a trace's name beside."""
    return joined("", [joined("<br>", lines), "<extra></extra>"])


def plain_scale(color: str) -> list:
    """Return a colour scale of one colour."""
    return [[0, color], [1, color]]


def steps_scale(colors: Sequence[str]) -> list:
    """Return a colour scale on which whole numbers from 0 have the colours, from -0.5 to the last plus 0.5."""
    edges = [i / len(colors) for i in range(len(colors) + 1)]
    return [[edge, color] for color, pair in zip(colors, pairwise(edges), strict=True) for edge in pair]


def field_label(rule: Rule, field: str) -> str:
    """Return what an axis that varies `field` is called."""
    if field in COORDINATES:
        return _STARTS[field]
    label = declarations(rule)[field].label
    match attrgetter(field)(rule):
        case WarmUp():
            return say("{field} after the warm-up", field=label)
        case Schedule():
            return say("{field} at the beginning", field=label)
    return label


def cells_axis(rule: Rule, axis: Axis) -> dict:
    """Return the layout of a map's axis: its cells fill it, each with its value in the middle."""
    low, high = cell_range(axis)
    return {
        "title": {"text": field_label(rule, axis.field)},
        "type": "log" if axis.log else "linear",
        "range": [low, high],
        "showgrid": False,
        "zeroline": False,
    }


def cell_range(axis: Axis) -> tuple[float, float]:
    """Return the outer edges of the first and the last cell, as decades where the axis is logarithmic."""
    low, high = (np.log10(axis.low), np.log10(axis.high)) if axis.log else (axis.low, axis.high)
    half = (high - low) / (axis.count - 1) / 2
    return float(low - half), float(high + half)


def decade_ticks(low: float, high: float, most: int = 7) -> tuple[list[float], list[str]]:
    """Return places, in decades, and texts of a few round numbers from 10**low to 10**high."""
    every = max(1, int(np.ceil((high - low) / (most - 1))))
    decades = [float(i) for i in range(int(np.ceil(low)), int(np.floor(high)) + 1) if i % every == 0]
    if len(decades) >= 3:
        return decades, [power(decade) for decade in decades]
    around = range(int(np.floor(low)), int(np.ceil(high)) + 1)
    places = [np.log10(digit) + i for i in around for digit in ((1, 2, 5) if high - low > 0.5 else range(1, 10))]
    places = [float(place) for place in places if low <= place <= high]
    if len(places) < 2:
        places = np.linspace(low, high, 3).tolist()
    return places, [_round(10**place) for place in places]


def power(decade: float) -> str:
    """Return 10 to a whole number, as HTML."""
    if -3 <= decade <= 4:
        return f"{10.0**decade:g}"
    return f"10<sup>{f'−{-decade:.0f}' if decade < 0 else f'{decade:.0f}'}</sup>"


def _round(value: float) -> str:
    return f"{value:.3g}" if 1e-3 <= value < 1e5 else short(value)


def short(value: float) -> str:
    """Return a positive number with one significant digit, as HTML."""
    decade = int(np.floor(np.log10(value)))
    if -3 <= decade <= 4:
        return f"{float(f'{value:.0e}'):g}"
    digit, _, exponent = f"{value:.0e}".partition("e")
    return power(int(exponent)) if digit == "1" else f"{digit}·{power(int(exponent))}"


def plane(ground: Landscape, side: str) -> dict:
    """Return the layout of a map's axis, "x" or "y": the domain's side."""
    ends = getattr(ground, side)
    low, high = float(ends[0]), float(ends[-1])
    return {"title": {"text": side}, "range": [low, high], "showgrid": False, "zeroline": False}


def contour_lines(ground: Landscape, parts: int = 80, finer: int = 1) -> dict:
    """Return a trace of the map's contour lines alone, thin and without hover, from so many parts of each side.

    finer: times as many lines as usual.
    """
    thin = max(1, (len(ground.x) - 1) // parts)
    heights = np.nan_to_num(ground.height(ground.loss), nan=ground.top)[::thin, ::thin]
    unit = 60_000 / ground.top  # in whole numbers, to halve the bytes
    size = 60_000 / LEVELS * 2 / finer
    return {
        "type": "contour",
        "x": packed(ground.x[::thin]),
        "y": packed(ground.y[::thin]),
        "z": packed(np.clip(heights * unit, 0, 65_535), "u2"),
        "autocontour": False,
        "contours": {"coloring": "none", "start": size / 2, "end": 60_000, "size": size},
        "line": {"color": MUTED, "width": 0.75},
        "opacity": 0.4,
        "showscale": False,
        "showlegend": False,
        "hoverinfo": "skip",
    }


def map_marks(ground: Landscape, panels: Sequence[str] = ("",), scale: float = 1.0, color: str | None = None) -> dict:
    """Return a figure's "marks": the critical points of its maps, of which the browser shows what can be told apart.

    panels: what the names of the maps' axes end in. color: of all marks, None for their own.
    """
    axes = [{"xaxis": f"x{panel}", "yaxis": f"y{panel}"} for panel in panels]
    return {"groups": mark_groups(ground.critical), "axes": axes, "scale": scale, "color": color}
