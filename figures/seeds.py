"""A noisy race run with many seeds: where the runs ended, and between which losses they went."""

from collections.abc import Mapping, Sequence

import numpy as np

from figures.landscape import Landscape, landscape
from figures.plots import (
    BACKGROUND,
    GONE,
    LEGEND,
    MUTED,
    PHONE,
    contour_lines,
    log_ticks,
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

MOST_PLACES = 1000
"""Steps that a line is drawn through."""

FAR = 1e20
"""Ends as far away as this are left out: in pixels, they would be more than a browser can count."""

BESIDE = 0.1
"""Part of the figure's width between map and chart."""

SINGLE = 1e38
"""Losses up to this one are packed in single precision."""

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
    data = [contour_lines(ground)]
    for (name, seeds), style in zip(found.items(), styles, strict=True):
        data += [_ends(name, seeds, style), *_band(seeds, name, style, axis)]
    steps = every[0].median.size - 1
    low, high = (float(np.log10(end)) if axis.log else float(end) for end in axis.bounds)
    counts = sorted({len(seeds.seeds) for seeds in every})
    runs = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    below, above = (f"{round(100 * part)}" for part in BAND)
    return {
        "data": data,
        "layout": {
            "xaxis": {**plane(ground, "x"), "domain": [0, 0.5 - BESIDE / 2]},
            "yaxis": plane(ground, "y"),
            "xaxis2": {
                "title": {"text": "step"},
                "range": [-0.02 * steps, 1.02 * steps],
                "domain": [0.5 + BESIDE / 2, 1],
                "anchor": "y2",
            },
            "yaxis2": {
                "title": {"text": axis.label},
                "type": "log" if axis.log else "linear",
                "range": [low, high],
                "anchor": "x2",
                **log_ticks(axis.log, low, high),
            },
            "annotations": [
                panel_title(f"where {runs} runs ended", MUTED),
                panel_title(f"median of {runs} seeds, band from {below} to {above} %", MUTED, "2"),
            ],
            "legend": {**LEGEND, "y": 1.06},
            "showlegend": True,
            "hovermode": "closest",
            "margin": {"l": 52, "r": 16, "t": 32, "b": 48},
            "uirevision": f"seeds {surface.identity} {steps} {axis.log} {low} {high}",
        },
        "marks": map_marks(ground),
        "narrow": _narrow(),
    }


def gone_count(seeds: Seeds) -> int:
    """Return how many of the runs are gone for good, by the measure of the verdicts."""
    return int(outcomes_of(seeds.paths).lost.sum())


def stopped_text(found: Mapping[str, Seeds]) -> str:
    """Say of which racers runs stopped, how many, since when, and how they count; nothing where none did."""
    told = []
    for name, seeds in found.items():
        if seeds.stops.size:
            first, last = seeds.stops[[0, -1]]
            when = f"at step {first}" if first == last else f"at steps {first} to {last}"
            told.append(f"{name} {seeds.stops.size} of {len(seeds.seeds)}, {when}")
    why = "Runs that stopped, their loss no longer finite, count from there as higher than any other: "
    return f"{why}{'; '.join(told)}." if told else ""


def bands_axis(found: Mapping[str, Seeds]) -> ValuesAxis:
    """Choose the loss axis as for a race, from the medians and the edges of the bands."""
    lines = [line for seeds in found.values() for line in (seeds.low, seeds.median, seeds.high)]
    return values_axis(next(iter(found.values())).paths.surface, np.stack(lines))


def _ends(name: str, seeds: Seeds, style: Style) -> dict:
    gone = gone_count(seeds)
    text = shown(name) + (f" ({gone} of {len(seeds.seeds)} {GONE})" if gone else "")
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
            "size": 7,
            "opacity": 0.75,
            "line": {"color": BACKGROUND, "width": 0.5},
        },
        "hovertemplate": f"{shown(name)}<br>seed %{{customdata}}<br>x %{{x:.4~g}}<br>y %{{y:.4~g}}<extra></extra>",
    }


def _band(seeds: Seeds, name: str, style: Style, axis: ValuesAxis) -> list[dict]:
    steps = np.unique(np.linspace(0, seeds.median.size - 1, MOST_PLACES).round().astype(int))
    refs = {"type": "scatter", "mode": "lines", "xaxis": "x2", "yaxis": "y2", "showlegend": False, "legendgroup": name}
    edges = [
        {**refs, "x": packed(steps, "u4"), "y": _drawn(values[steps], axis), "line": {"width": 0}}
        for values in (seeds.low, seeds.high)
    ]
    red, green, blue = (int(style.color[i : i + 2], 16) for i in (1, 3, 5))
    edges[1] |= {"fill": "tonexty", "fillcolor": f"rgba({red},{green},{blue},0.2)"}
    middle = {
        **refs,
        "x": packed(steps, "u4"),
        "y": _drawn(seeds.median[steps], axis),
        "line": {"color": style.color, "width": 2},
        "hovertemplate": f"{shown(name)}<br>step %{{x}}<br>median {axis.label} %{{y:.4~g}}<extra></extra>",
    }
    return [*({**edge, "hoverinfo": "skip"} for edge in edges), middle]


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
