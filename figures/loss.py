"""The loss axis that runs are read on: logarithmic where the losses allow it."""

from typing import NamedTuple

import numpy as np

from racing import Race
from surfaces import Surface

FLOOR = 1e-16
"""Losses closer to the minimum than this part of the highest that is usual are below double precision: drawn at the
floor."""

RUNAWAY = 1e3
"""A loss this many times as high as the start's is off the chart."""

DRAWN = 1e36
"""Where the axis ends when most runs run away; lines hold no more in single precision."""

NARROW = 1e-4
"""Plain losses that differ by less than this part of themselves are read as their distance from a round number."""

OFF = 1e300
"""Where losses stand that are not finite, or nearly: far off any chart, with room left to reckon."""


class LossAxis(NamedTuple):
    """label: the axis title. log: whether the axis is logarithmic. offset: what is taken off every loss first.

    bounds: (low, high) of the axis, in loss above the offset.
    """

    label: str
    log: bool
    offset: float
    bounds: tuple[float, float]


def loss_axis(race: Race) -> LossAxis:
    """Choose the axis of a race; see `values_axis`."""
    return values_axis(race.surface, np.stack([run.values for run in race.values()]))


def values_axis(surface: Surface, values: np.ndarray) -> LossAxis:
    """Choose the axis for losses (runs, steps + 1) on `surface`.

    It is the loss above the known minimum on a log scale, else the plain loss, log where positive, or how far it is
    from a round number where it hardly changes. Runs that run away to either side leave the axis to the others.
    """
    values = np.where(np.isfinite(values), np.clip(values, -OFF, OFF), OFF)
    minimum = surface.minimum
    offset = 0.0 if minimum is None else minimum
    above = values - offset
    start = float(np.median(np.abs(above[:, 0])))
    high = float(min(above.max(), max(RUNAWAY * start, min(np.median(above), DRAWN))))
    usual = min(high, RUNAWAY * start) or high
    positive = above[above > FLOOR * max(usual, 1e-300)]
    barely = high - float(above.min()) < NARROW * abs(high)
    if not positive.size or (minimum is None and (barely or (above <= 0).any())):
        low = max(float(above.min()), _lowest_shown(surface, float(values[:, 0].min())) - offset)
        return _linear(low, max(high, low), offset)
    low, high = _round_outward(float(positive.min()), max(high, float(positive.min())))
    return LossAxis("loss" if offset == 0 else "loss above the minimum", True, offset, (low, high))


def _linear(low: float, high: float, offset: float) -> LossAxis:
    margin = 0.05 * (high - low) if high > low else max(0.5, 0.05 * abs(low))
    label = "loss"
    if 0 < high - low < NARROW * max(abs(low), abs(high)):
        place = 10.0 ** np.ceil(np.log10(high - low))
        base = float(np.floor(low / place) * place)
        label = f"loss {'+' if base < 0 else '−'} {abs(base):.15g}"
        low, high, offset = low - base, high - base, offset + base
    return LossAxis(label, False, offset, (low - margin, high + margin))


def _round_outward(low: float, high: float) -> tuple[float, float]:
    """Widen a range to thirds of a decade, or to a tenth where it is narrow, so that the axis seldom moves."""
    parts = 3 if high > 10 * low else 10
    first, last = np.floor(parts * np.log10(low)), np.ceil(parts * np.log10(high))
    return float(10 ** (first / parts)), float(10 ** (max(last, first + 1) / parts))


def _lowest_shown(surface: Surface, start: float) -> float:
    """Return a loss well below all that the domain holds, and below that of the start."""
    (x0, x1), (y0, y1) = surface.domain
    grid = np.stack(np.meshgrid(np.linspace(x0, x1, 21), np.linspace(y0, y1, 21)), axis=-1)
    losses = surface.value(grid)
    losses = losses[np.isfinite(losses)]
    return float(losses.min(initial=start) - 2 * np.ptp(losses)) if losses.size else start
