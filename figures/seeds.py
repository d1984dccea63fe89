"""A noisy race run with many seeds: where the runs ended, and between which losses they went."""

from collections.abc import Mapping, Sequence

import numpy as np

from figures.ends_window import Window, ends_window, window_lines
from figures.landscape import Landscape, landscape
from figures.plots import (
    BACKGROUND,
    LEGEND,
    MUTED,
    PHONE,
    TEXT,
    hover,
    map_marks,
    narrow,
    packed,
    panel_title,
    plane,
    shown,
)
from figures.theme import Style
from figures.values_axis import ValuesAxis, values_axis
from racing import Seeds, outcomes_of
from racing.seeds import BAND
from words import joined, say

TOGGLED = {"itemclick": "toggle", "itemdoubleclick": "toggleothers", "groupclick": "togglegroup"}
"""A press in the legend hides a racer, two show it alone."""

MOST_PLACES = 1000
"""Steps that a line is drawn through."""

FAR = 1e20
"""Ends as far away as this are left out: in pixels, they would be more than a browser can count."""

BESIDE = 0.1
"""Part of the figure's width between map and chart."""

SINGLE = 1e38
"""Losses up to this one are packed in single precision."""

_PLACE = ("x %{x:.4~g}", "y %{y:.4~g}")

BETWEEN, CHART, CAPTION = 78, 200, 22
"""Pixels on a phone: between the map and the chart below it, of the chart's height, and for a caption."""


def seeds_figure(found: Mapping[str, Seeds], styles: Sequence[Style], *, ground: Landscape | None = None) -> dict:
    """Return the map with the ends of each racer's runs, and the chart of their losses, in its style.

    ground: the surface's landscape where it is at hand.
    """
    every = list(found.values())
    surface = every[0].paths.surface
    ground = landscape(surface) if ground is None else ground
    axis = bands_axis(found)
    window = ends_window(every, surface.domain)
    drawn = [(name, seeds, style) for (name, seeds), style in zip(found.items(), styles, strict=True)]
    widest_first = sorted(drawn, key=lambda racer: -_spread(racer[1]))
    data = [
        window_lines(ground, surface, window),
        *({**_ends(*racer), "legendrank": 1000 + drawn.index(racer)} for racer in widest_first),
        *(_middle(*racer) for racer in drawn),
        *(edge for racer in drawn for edge in _band(*racer, axis)),
        *(_median(*racer, axis) for racer in drawn),
    ]
    return {
        "data": data,
        "layout": _layout(every, ground, axis, window),
        "marks": map_marks(ground),
        "narrow": _narrow(),
    }


def _layout(every: Sequence[Seeds], ground: Landscape, axis: ValuesAxis, window: Window) -> dict:
    """Return the axes of both pictures, their titles and the legend."""
    x, y = window
    steps = every[0].median.size - 1
    low, high = (float(np.log10(end)) if axis.log else float(end) for end in axis.bounds)
    fewest, most = (of(len(seeds.seeds) for seeds in every) for of in (min, max))
    runs = most if fewest == most else say("{first} to {last}", first=fewest, last=most)
    below, above = (round(100 * part) for part in BAND)
    return {
        "xaxis": {**plane(ground, "x"), "range": list(x), "domain": [0, 0.5 - BESIDE / 2]},
        "yaxis": {**plane(ground, "y"), "range": list(y)},
        "xaxis2": {
            "title": {"text": say("step")},
            "range": [-0.02 * steps, 1.02 * steps],
            "domain": [0.5 + BESIDE / 2, 1],
            "anchor": "y2",
        },
        "yaxis2": {
            "title": {"text": axis.label},
            "type": "log" if axis.log else "linear",
            "range": [low, high],
            "anchor": "x2",
        },
        "annotations": [
            panel_title(say("where {runs} runs ended", runs=runs), MUTED),
            panel_title(
                say("median of {runs} seeds, band from {below} to {above} %", runs=runs, below=below, above=above),
                MUTED,
                "2",
            ),
        ],
        "legend": {**LEGEND, **TOGGLED, "y": 1.06},
        "showlegend": True,
        "hovermode": "closest",
        "margin": {"l": 52, "r": 16, "t": 32, "b": 48},
        "uirevision": f"seeds {every[0].paths.surface.identity} {steps} {axis.log} {low} {high} {window}",
    }


def _spread(seeds: Seeds) -> float:
    """Return how far the ends are from their middle, most of them; inf where there is none."""
    away = np.hypot(*(seeds.ends - np.median(seeds.ends, axis=0)).T)
    return float(np.nan_to_num(np.median(away), nan=np.inf))


def gone_count(seeds: Seeds) -> int:
    """Return how many of the runs are gone for good, by the measure of the verdicts."""
    return int(outcomes_of(seeds.paths).lost.sum())


def stopped_text(found: Mapping[str, Seeds]) -> str:
    """Say of which racers runs stopped, how many, since when, and how they count; nothing where none did."""
    told = []
    for name, seeds in found.items():
        if seeds.stops.size:
            first, last = seeds.stops[[0, -1]]
            runs = {"racer": name, "stopped": seeds.stops.size, "count": len(seeds.seeds)}
            if first == last:
                told.append(say("{racer} {stopped} of {count}, at step {step}", step=first, **runs))
            else:
                told.append(
                    say("{racer} {stopped} of {count}, at steps {first} to {last}", first=first, last=last, **runs)
                )
    if not told:
        return ""
    return say(
        "Runs that stopped, their loss no longer finite, count from there as higher than any other: {racers}.",
        racers=joined("; ", told),
    )


def bands_axis(found: Mapping[str, Seeds]) -> ValuesAxis:
    """Choose the loss axis as for a race, from the medians and the edges of the bands."""
    lines = [line for seeds in found.values() for line in (seeds.low, seeds.median, seeds.high)]
    return values_axis(next(iter(found.values())).paths.surface, np.stack(lines))


def _ends(name: str, seeds: Seeds, style: Style) -> dict:
    gone = gone_count(seeds)
    text = shown(name)
    if gone:
        text = say("{racer} ({gone} of {count} gone for good)", racer=text, gone=gone, count=len(seeds.seeds))
    ends = np.where(np.abs(seeds.ends) < FAR, seeds.ends, np.nan)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": packed(ends[:, 0]),
        "y": packed(ends[:, 1]),
        "customdata": packed(seeds.seeds, "f8"),
        "name": text,
        "legendgroup": name,
        "showlegend": True,
        "marker": {
            "color": style.color,
            "symbol": style.symbol,
            "size": 6,
            "opacity": 0.7,
            "line": {"color": BACKGROUND, "width": 0.5},
        },
        "hovertemplate": hover(shown(name), say("seed {seed}", seed="%{customdata}"), *_PLACE),
    }


def _middle(name: str, seeds: Seeds, style: Style) -> dict:
    """Return the mark of the middle of the ends, which lies over all of them."""
    x, y = np.median(seeds.ends, axis=0)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [float(x)] if abs(x) < FAR else [None],
        "y": [float(y)] if abs(y) < FAR else [None],
        "legendgroup": name,
        "showlegend": False,
        "marker": {"color": style.color, "symbol": style.symbol, "size": 13, "line": {"color": TEXT, "width": 1.5}},
        "hovertemplate": hover(shown(name), say("middle of the ends"), *_PLACE),
    }


def _band(name: str, seeds: Seeds, style: Style, axis: ValuesAxis) -> list[dict]:
    """Return the edges of a band, the second filled down to the first."""
    red, green, blue = (int(style.color[i : i + 2], 16) for i in (1, 3, 5))
    fill = {"fill": "tonexty", "fillcolor": f"rgba({red},{green},{blue},0.2)"}
    bare = {"line": {"width": 0}, "hoverinfo": "skip"}
    return [_curve(name, seeds.low, axis, **bare), _curve(name, seeds.high, axis, **bare, **fill)]


def _median(name: str, seeds: Seeds, style: Style, axis: ValuesAxis) -> dict:
    loss = joined(" ", [say("median {loss}", loss=axis.label), "%{y:.4~g}"])
    told = hover(shown(name), say("step {step}", step="%{x}"), loss)
    return _curve(name, seeds.median, axis, line={"color": style.color, "width": 2}, hovertemplate=told)


def _curve(name: str, values: np.ndarray, axis: ValuesAxis, **look) -> dict:
    steps = np.unique(np.linspace(0, values.size - 1, MOST_PLACES).round().astype(int))
    refs = {"type": "scatter", "mode": "lines", "xaxis": "x2", "yaxis": "y2", "showlegend": False, "legendgroup": name}
    return {**refs, "x": packed(steps, "u4"), "y": _drawn(values[steps], axis), **look}


def _drawn(values: np.ndarray, axis: ValuesAxis) -> dict:
    """Return losses, packed, where the axis shows them, those beyond it a little beyond."""
    low, high = axis.bounds
    least, most = (low / 10, high * 1e3) if axis.log else (2 * low - high, 2 * high - low)
    drawn = np.clip(np.nan_to_num(values - axis.offset, nan=most, posinf=most, neginf=least), least, most)
    return packed(drawn, "f4" if max(-least, most) < SINGLE else "f8")


def _narrow() -> dict:
    """Return the layout on a phone: the map above the chart."""
    height = PHONE + BETWEEN + CHART
    whole = {"domain": [0, 1]}
    layout = {
        "xaxis": whole,
        "yaxis": {"domain": [1 - PHONE / height, 1]},
        "xaxis2": whole,
        "yaxis2": {"domain": [0, CHART / height]},
        "legend": {"y": 1 + CAPTION / height},
    }
    return narrow(height, layout)
