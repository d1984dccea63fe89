"""What became of the runs of two hyperparameters, as a map: colours for the result, a line for what theory says.

Whether a run is gone for good has a colour of its own whatever is shown: its loss is only where it was last finite.
"""

from enum import StrEnum

import numpy as np

from figures.boundary import boundary_lines
from figures.choice import not_one_of
from figures.map_words import places, told_cells
from figures.plots import (
    AWAY,
    BACKGROUND,
    GONE,
    LEGEND,
    MUTED,
    NEITHER,
    PHONE,
    SHARE,
    TEXT,
    cell_range,
    cells_axis,
    decade_ticks,
    narrow,
    packed,
    plain_scale,
    short,
    steps_scale,
    swatch,
)
from figures.values_axis import FLOOR, above_label
from racing import ENDINGS, Axis, Ending, Map, stability_boundary
from racing.judge import CODES
from racing.stability import commonest_minimum
from surfaces import least_value
from words import say

SEQUENCE = ("#2b2f77", "#2c5c9c", "#2b8a9c", "#4bb08a", "#9dcf70", "#f0e57c")
"""From the least number to the greatest; it grows lighter, so that it reads without colours too."""

ENDING_COLORS = {
    Ending.CONVERGED: "#009e73",
    Ending.SADDLE: "#e69f00",
    Ending.MAXIMUM: "#cc79a7",
    Ending.FLAT: "#56b4e9",
    Ending.STALLED: "#0072b2",
    Ending.CIRCLING: "#8fd3b6",
    Ending.SWINGING: "#d55e00",
    Ending.LEAVING: "#f0e442",
    Ending.RUNAWAY: "#7a3b3b",
    Ending.LEFT: "#5b2a86",
    Ending.DIVERGED: AWAY,
    Ending.MOVING: NEITHER,
}
"""Ending → colour, apart for the colour-blind too. Source: Okabe & Ito 2008, Color Universal Design."""

WIDE = 30.0
"""Losses, or their heights above the minimum, that spread by more than this factor are coloured by decades."""

TAIL = 0.02
"""At most this part of the losses share a colour with those at an end of the scale, which then says so."""


class Measure(StrEnum):
    """What a map's colours tell."""

    LOSS = "final loss"
    STEPS = "steps to tolerance"
    VERDICT = "verdict"

    @property
    def title(self) -> str:
        """What it is called."""
        return _TITLES[self]


_TITLES = {
    Measure.LOSS: say("final loss"),
    Measure.STEPS: say("steps to tolerance"),
    Measure.VERDICT: say("verdict"),
}


def map_figure(found: Map, measure: Measure | str, *, mine: tuple[float, float] | None = None) -> dict:
    """Return the map; mine: the values of a racer to be marked, in the order of the axes.

    ValueError where `measure` is none.
    """
    if measure not in list(Measure):
        raise not_one_of("map_figure", "measure", Measure, measure)
    draw = {Measure.LOSS: _losses, Measure.STEPS: _steps, Measure.VERDICT: _verdicts}[Measure(measure)]
    data = [*draw(found), told_cells(found)]
    theory = stability_boundary(
        found.rule, found.surface, found.across, found.along, _commonest(found), found.batch_size
    )
    if theory is not None:
        data += boundary_lines(found.across, found.along, theory)
    if mine is not None and all(map(_holds, (found.across, found.along), mine)):
        data.append(_mark(mine))
    return {
        "data": data,
        "layout": {
            "xaxis": cells_axis(found.rule, found.across),
            "yaxis": cells_axis(found.rule, found.along),
            "legend": LEGEND,
            "showlegend": True,
            "hovermode": "closest",
            "margin": {"l": 64, "r": 16, "t": 8, "b": 48},
            "uirevision": f"map {type(found.rule).__name__} {found.across} {found.along}",
        },
        "narrow": narrow(1.2 * PHONE),
    }


def _commonest(found: Map) -> tuple[float, float] | None:
    """Return the minimum that most of the runs converged to, the lowest one where none did."""
    return commonest_minimum(found.surface, found.outcomes.rests[found.outcomes.endings == CODES[Ending.CONVERGED]])


def _losses(found: Map) -> list[dict]:
    minimum = least_value(found.surface)
    fell = found.fell & ~found.lost
    apart = _flat(found, found.lost, GONE, AWAY)
    apart += _flat(found, fell, say("below the minimum, outside the domain"), NEITHER)
    shown = np.where(found.lost | fell | ~np.isfinite(found.losses), np.nan, found.losses)
    if np.isnan(shown).all():
        return apart
    above = shown if minimum is None else np.maximum(shown - minimum, 0)
    title = say("final {loss}", loss=above_label(found.surface) if minimum else say("loss"))
    kept = above[np.isfinite(above)]
    positive = kept[kept > FLOOR * kept.max()]
    if positive.size and positive.max() > WIDE * positive.min() and (minimum is not None or kept.min() >= 0):
        least, most = np.log10(kept.min()) if kept.min() > 0 else -np.inf, np.log10(kept.max())
        low, high = np.log10(np.quantile(positive, [TAIL, 1 - TAIL]))
        low = low if low - least > 1 and high - low > 1 else np.log10(positive.min())
        high = high if most - high > 1 and high - low > 1 else most
        ticks = _ended(*decade_ticks(low, high), (low, high), (least < low, most > high))
        return [_colored(found, np.log10(np.maximum(above, 10**low)), (low, high), title, ticks), *apart]
    low, high = float(kept.min()), float(kept.max())
    margin = 0.0 if high > low else max(abs(low), 1e-12) / 2
    return [_colored(found, above, (low - margin, high + margin), title), *apart]


def _ended(places: list[float], texts: list[str], bounds, beyond) -> tuple[list[float], list[str]]:
    """Say at the ends of a scale in decades that they stand for more than themselves."""
    ticks = dict(zip(places, texts, strict=True))
    for end, sign in ((end, sign) for end, sign, more in zip(bounds, "≤≥", beyond, strict=True) if more):
        near = 0.08 * (bounds[1] - bounds[0])
        ticks = {place: text for place, text in ticks.items() if abs(place - end) > near}
        ticks[float(end)] = f"{sign} {short(10**end)}"
    return list(ticks), list(ticks.values())


def _steps(found: Map) -> list[dict]:
    reached = (found.steps_to_tolerance >= 0) & ~found.lost
    apart = _flat(found, ~reached & ~found.lost, say("{share} never reached", share=SHARE), NEITHER)
    apart += _flat(found, found.lost, GONE, AWAY)
    if not reached.any():
        return apart
    taken = np.where(reached, found.steps_to_tolerance, np.nan)
    low, high = float(np.nanmin(taken)), float(np.nanmax(taken))
    return [_colored(found, taken, (low, max(high, low + 1)), say("steps to {share}", share=SHARE)), *apart]


def _verdicts(found: Map) -> list[dict]:
    present = [code for code in range(len(ENDINGS)) if (found.endings == code).any()]
    colors = [ENDING_COLORS[ENDINGS[code]] for code in present]
    trace = {
        "type": "heatmap",
        **places(found),
        "z": packed(np.searchsorted(present, found.endings), "u1"),
        "colorscale": steps_scale(colors),
        "zmin": -0.5,
        "zmax": len(present) - 0.5,
        **_BARE,
    }
    return [trace, *(swatch(ENDINGS[code].title, color) for code, color in zip(present, colors, strict=True))]


_BARE = {"showscale": False, "showlegend": False, "hoverinfo": "skip"}


def _flat(found: Map, where: np.ndarray, name: str, color: str) -> list[dict]:
    """Return cells of one colour with their entry in the legend, nothing where there are none."""
    if not where.any():
        return []
    z = packed(np.where(where, 0.0, np.nan))
    cells = {"type": "heatmap", **places(found), "z": z, "zmin": 0, "zmax": 1, "colorscale": plain_scale(color)}
    return [{**cells, "hoverongaps": False, **_BARE}, swatch(name, color)]


def _colored(found: Map, z: np.ndarray, bounds: tuple[float, float], title: str, ticks=None) -> dict:
    low, high = bounds
    bar = {"title": {"text": title, "side": "right", "font": {"color": MUTED}}, "tickfont": {"color": MUTED}}
    bar |= {"thickness": 12, "outlinewidth": 0, "xpad": 8, "ypad": 0, "ticksuffix": "\u2002"}
    if ticks:
        bar |= {"tickmode": "array", "tickvals": ticks[0], "ticktext": [f"{text}\u2002" for text in ticks[1]]}
    return {
        "type": "heatmap",
        **places(found),
        "z": packed(np.clip(z, low, high)),
        "zmin": low,
        "zmax": high,
        "colorscale": [[i / (len(SEQUENCE) - 1), color] for i, color in enumerate(SEQUENCE)],
        "colorbar": bar,
        "hoverongaps": False,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _holds(axis: Axis, value: float) -> bool:
    low, high = cell_range(axis)
    return low <= (np.log10(value) if value > 0 else -np.inf) <= high if axis.log else low <= value <= high


def _mark(mine: tuple[float, float]) -> dict:
    x, y = mine
    marker = {"symbol": "circle-dot", "size": 14, "color": BACKGROUND, "line": {"width": 2.5, "color": TEXT}}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [float(x)],
        "y": [float(y)],
        "marker": marker,
        "name": say("the racer now"),
        "showlegend": True,
        "hoverinfo": "skip",
        "cliponaxis": False,
        "legendrank": 1002,
    }
