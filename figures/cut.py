"""The cut: the loss along the line of one step, and the parabola that gradient and Hessian see where the step begins.

Along it the step is the unit: it begins at 0 and lands at 1.
"""

from dataclasses import dataclass

import numpy as np

from figures.plots import LEGEND, MUTED, TEXT, hover, packed
from figures.theme import Style
from racing import Step
from surfaces.critical.kinks import may_have_kinks
from words import Text, say

POINTS = 99
"""Of the line, beside those where the step begins and lands."""

BESIDE = 0.3
"""How much of it is shown before and after what is of interest."""

FURTHEST = (-1.0, 3.0)
"""Where the lowest point of the parabola is still of interest."""

STRAIGHT = 1e6
"""Steps: a parabola whose lowest point is further away is a straight line."""

NEAR = 0.05
"""Part of the way to the lowest point: a step that ends so near lands there."""

HEIGHT = 280
"""Pixels of the chart."""


BESIDE_START, KINK = 1e-3, 1e-5
"""A parabola that misses the surface so far beside the start by more than so much of the losses seen is none."""

ROUNDED = 1e-12
"""Losses that differ by no more than so much of themselves are alike but for rounding."""

EQUAL = 1e-9
"""How far from twice as far as the lowest point a step goes that lands as high as it began, but for rounding."""

_STILL = say("The step stands still, so there is no line to cut along.")
_TOO_SHORT = say("The step is so short that along it the loss changes by no more than its rounding.")
_BENDS_DOWN = say("The parabola bends down along the step: it has no lowest point, so no step is too long for it.")
_STRAIGHT = say(
    "The parabola is a straight line along the step: it has no lowest point, so no step is too long for it."
)
_AS_HIGH = say(
    "Overshoot: the step goes twice as far as the lowest point of the parabola, so on it it lands as high as it began."
)


@dataclass(frozen=True, eq=False)
class Cut:
    """What is seen along a step. along: (n,) ascending, 0 and 1 among them. losses: (n,), nan where there is none.

    slope, curvature: of the parabola, by steps; nan where the surface has none at the start. before, after: the losses
    where the step begins and lands.
    """

    along: np.ndarray
    losses: np.ndarray
    slope: float
    curvature: float
    before: float
    after: float

    @property
    def has_parabola(self) -> bool:
        """Whether the surface has one where the step begins."""
        return bool(np.isfinite(self.slope + self.curvature))

    @property
    def lowest(self) -> float | None:
        """Where the parabola is lowest; None where it has no such place."""
        return _lowest(self.slope, self.curvature)

    def parabola(self, along: np.ndarray) -> np.ndarray:
        """Return the parabola's height at places along the step."""
        return self.before + along * (self.slope + along * self.curvature / 2)


def cut(step: Step) -> Cut | None:
    """Return what is seen along a step; None where that is nothing, as `uncut_text` says why."""
    if not step.length:
        return None
    surface, way = step.run.surface, step.way
    with np.errstate(all="ignore"):
        slope, curvature = float(surface.gradient(step.start) @ way), float(way @ surface.hessian(step.start) @ way)
        lowest = np.clip(_lowest(slope, curvature) or 0, *FURTHEST)
        line = np.linspace(min(0, lowest) - BESIDE, max(1, lowest) + BESIDE, POINTS)
        along = np.union1d(line, (0, 1))
        losses = surface.value(step.start + along[:, None] * way)
        losses[~np.isfinite(losses)] = np.nan
    if np.isfinite(losses).any() and np.nanmax(losses) - np.nanmin(losses) <= ROUNDED * np.nanmax(np.abs(losses)):
        return None
    if may_have_kinks(surface.form) and _is_kink(step, curvature, losses):
        slope = curvature = np.nan
    return Cut(along, losses, slope, curvature, *step.losses)


def uncut_text(step: Step) -> Text:
    """Say why there is nothing to be seen along a step."""
    return _TOO_SHORT if step.length else _STILL


def cut_text(seen: Cut) -> Text:
    """Say whether the step went too far, by the parabola."""
    if not seen.has_parabola:
        return say("Where the step begins the surface has a kink, and no parabola.")
    if seen.lowest is None:
        return _BENDS_DOWN if seen.curvature < 0 else _STRAIGHT
    if seen.lowest <= 0:
        return say("The step leads away from the lowest point of the parabola, uphill.")
    times = 1 / seen.lowest
    if abs(times - 1) <= NEAR:
        return say("The step lands at the lowest point of the parabola.")
    if times < 1:
        told = {"part": 100 * times}
        return say("Undershoot: the step goes {part:.2g} % of the way to the lowest point of the parabola.", **told)
    if abs(times - 2) < EQUAL:
        return _AS_HIGH
    if times < 2:
        return say(
            "Overshoot: the step goes {times:.3g} times as far as the lowest point of the parabola. On the parabola it "
            "still lands lower than it began.",
            times=times,
        )
    return say(
        "Overshoot: the step goes {times:.3g} times as far as the lowest point of the parabola. On the parabola it "
        "lands higher than it began.",
        times=times,
    )


def cut_figure(seen: Cut, style: Style) -> dict:
    """Return the chart of a cut; style: of the racer, whose mark stands where it lands."""
    curve = {"type": "scatter", "mode": "lines", "x": packed(seen.along, "f8"), "hoverinfo": "skip"}
    ring = {"symbol": "circle-open", "color": TEXT, "size": 13, "line": {"width": 2}}
    data = [
        {**curve, "y": packed(seen.losses, "f8"), "name": say("loss"), "line": {"color": TEXT, "width": 2}},
        _point(0, seen.before, say("start"), ring),
        _point(1, seen.after, say("landing"), {"symbol": style.symbol, "color": style.color, "size": 12}),
    ]
    if seen.has_parabola:
        line = {"color": MUTED, "width": 2, "dash": "dash"}
        parabola = {**curve, "y": packed(seen.parabola(seen.along), "f8"), "name": say("parabola"), "line": line}
        data.insert(1, parabola)
    if (lowest := seen.lowest) is not None and seen.along[0] <= lowest <= seen.along[-1]:
        mark = {"symbol": "x-thin", "size": 9, "line": {"color": MUTED, "width": 2}}
        data.append(_point(lowest, float(seen.parabola(lowest)), say("its lowest point"), mark, in_legend=True))
    return {"data": data, "layout": _layout(seen)}


def heights(seen: Cut) -> list[float]:
    """Return the range of losses: from the lowest to a little above where the step begins and lands."""
    between = seen.losses[(seen.along >= 0) & (seen.along <= 1)]
    top, low = float(np.nanmax([seen.before, seen.after, *between])), float(np.nanmin(seen.losses))
    if seen.lowest is not None:
        low = min(low, max(float(seen.parabola(seen.lowest)), low - (top - low)))
    room = (top - low) or abs(top) or 1.0
    return [low - 0.1 * room, top + 0.25 * room]


def _lowest(slope: float, curvature: float) -> float | None:
    """Return where a parabola of that slope and curvature at 0 is lowest; None where it bends down or is straight."""
    if not (curvature > 0 and abs(slope) <= STRAIGHT * curvature):
        return None
    return -slope / curvature


def _is_kink(step: Step, curvature: float, losses: np.ndarray) -> bool:
    """Say whether the surface has a kink where the step begins: its sides are not as the parabola has them."""
    beside = np.array([[-BESIDE_START], [BESIDE_START]])
    with np.errstate(all="ignore"):
        rise = step.run.surface.value(step.start + beside * step.way).sum() - 2 * step.losses[0]
    return not abs(rise - curvature * BESIDE_START**2) <= KINK * np.nanmax(np.abs(losses - step.losses[0]))


def _point(along: float, height: float, name: Text, marker: dict, in_legend: bool = False) -> dict:
    place = {"x": [along], "y": [height], "name": name, "marker": marker, "cliponaxis": False}
    told = {"hovertemplate": hover(name, say("loss {loss:.4g}", loss=height)), "showlegend": in_legend}
    return {"type": "scatter", "mode": "markers", **place, **told}


def _layout(seen: Cut) -> dict:
    return {
        "xaxis": {
            "title": {"text": say("along the step")},
            "range": [float(seen.along[0]), float(seen.along[-1])],
            "tickvals": [0, 1],
            "ticktext": [say("start"), say("landing")],
            "zeroline": False,
        },
        "yaxis": {"title": {"text": say("loss")}, "range": heights(seen), "zeroline": False},
        "legend": LEGEND,
        "showlegend": True,
        "height": HEIGHT,
        "margin": {"l": 60, "r": 12, "t": 48, "b": 42},
    }
