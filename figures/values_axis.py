"""The axis that runs are read on, of losses or of sizes: logarithmic where they allow it, or as one chooses."""

from typing import NamedTuple

import numpy as np

from racing import Race
from surfaces import Surface, least_value
from words import joined, say

FLOOR = 1e-16
"""Values closer to the least than this part of the highest that is usual are below double precision: below the axis."""

RUNAWAY = 1e3
"""A value this many times as high as the start's is off the chart."""

DRAWN = 1e36
"""Where the axis ends when most runs run away; lines hold no more in single precision."""

NARROW = 1e-4
"""Plain losses that differ by less than this part of themselves are read as their distance from a round number."""

OFF = 1e300
"""Where values stand that are not finite, or nearly: far off any chart, with room left to reckon."""

MARGIN = 0.05
"""Part of a linear axis beyond what it holds, at either end."""

FITTING, LINEAR, LOG = "fitting", "linear", "log"


class ValuesAxis(NamedTuple):
    """label: the axis title. log: whether the axis is logarithmic. offset: what is taken off every value first.

    bounds: (low, high) of the axis, in values above the offset; None where there is nothing to read on it.
    """

    label: str
    log: bool
    offset: float
    bounds: tuple[float, float] | None

    def units(self, values) -> np.ndarray:
        """Return values above the offset in the axis's own units; on a logarithmic one 0 and less lie at -inf."""
        if not self.log:
            return np.asarray(values)
        with np.errstate(divide="ignore"):
            return np.log10(np.maximum(values, 0))


def loss_axis(race: Race) -> ValuesAxis:
    """Choose the axis of a race's losses; see `values_axis`."""
    return values_axis(race.surface, np.stack([run.values for run in race.values()]))


def values_axis(surface: Surface, values: np.ndarray, *, scale: str = FITTING, runaway: bool = True) -> ValuesAxis:
    """Choose the axis for losses (runs, steps + 1) on `surface`.

    It is the loss above the least value known on a log scale, else the plain loss, log where positive, or how far it is
    from a round number where it hardly changes. Runs that run away to either side leave the axis to the others, where
    any may be a `runaway`. scale: `LINEAR` or `LOG`, the latter where anything is positive, instead of what fits.
    """
    offset = least_value(surface) or 0.0
    label = say("loss") if offset == 0 else above_label(surface)
    return losses_axis(surface, values, label, offset, scale=scale, runaway=runaway)


def above_label(surface: Surface) -> str:
    """Return what losses above the least value are called; a minimum that was found need not be the lowest."""
    found = surface.minimum is None and least_value(surface) is not None
    return say("loss above the minimum found") if found else say("loss above the minimum")


def losses_axis(
    surface: Surface, values: np.ndarray, label: str, offset: float, *, scale: str, runaway: bool
) -> ValuesAxis:
    """Choose the axis for losses above `offset`; see `values_axis`."""
    above = _within(values) - offset
    if least_value(surface) == offset:
        return sizes_axis(above, label, offset, scale=scale, runaway=runaway)
    high, positive = _reach(above, runaway)
    barely = high - float(above.min()) < NARROW * abs(high)
    if positive.size and (scale == LOG or (scale == FITTING and not barely and (above > 0).all())):
        return _log(label, offset, positive, high)
    low = max(float(above.min()), _lowest_shown(surface, float(above[:, 0].min()) + offset) - offset)
    return _linear(label, offset, low, max(high, low))


def sizes_axis(sizes: np.ndarray, label: str, offset: float = 0.0, *, scale: str, runaway: bool) -> ValuesAxis:
    """Choose the axis for sizes (runs, steps), none of them below 0 but by rounding; `offset` is off them already."""
    high, positive = _reach(_within(sizes), runaway)
    if positive.size and scale != LINEAR:
        return _log(label, offset, positive, high)
    high = high if high > 0 else 1.0
    return ValuesAxis(label, False, offset, (-MARGIN * high, (1 + MARGIN) * high))


def _within(values: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(values), np.clip(values, -OFF, OFF), OFF)


def _reach(above: np.ndarray, runaway: bool) -> tuple[float, np.ndarray]:
    """Return the highest of `above` (runs, steps) to show, and those that are positive beside it."""
    usual = high = float(above.max())
    if runaway:
        start = float(np.median(np.abs(above[:, 0])))
        high = min(high, max(RUNAWAY * start, min(float(np.median(above)), DRAWN)))
        usual = min(high, RUNAWAY * start) or high
    return high, above[above > FLOOR * max(usual, 1e-300)]


def _log(label: str, offset: float, positive: np.ndarray, high: float) -> ValuesAxis:
    low = float(positive.min())
    return ValuesAxis(label, True, offset, _round_outward(low, max(high, low)))


def _linear(label: str, offset: float, low: float, high: float) -> ValuesAxis:
    margin = MARGIN * (high - low) if high > low else max(0.5, MARGIN * abs(low))
    if 0 < high - low < NARROW * max(abs(low), abs(high)):
        place = 10.0 ** np.ceil(np.log10(high - low))
        base = float(np.floor(low / place) * place)
        label = joined(" ", [label, "+" if base < 0 else "−", f"{abs(base):.15g}"])
        low, high, offset = low - base, high - base, offset + base
    return ValuesAxis(label, False, offset, (low - margin, high + margin))


def _round_outward(low: float, high: float) -> tuple[float, float]:
    """Widen a range to thirds of a decade, or to a tenth where it is narrow, so that the axis seldom moves."""
    parts = 3 if high > 10 * low else 10
    first, last = np.ceil(parts * np.log10(low)) - 1, np.floor(parts * np.log10(high)) + 1
    return float(10 ** (first / parts)), float(10 ** (last / parts))


def _lowest_shown(surface: Surface, start: float) -> float:
    """Return a loss well below all that the domain holds, and below that of the start."""
    (x0, x1), (y0, y1) = surface.domain
    grid = np.stack(np.meshgrid(np.linspace(x0, x1, 21), np.linspace(y0, y1, 21)), axis=-1)
    losses = surface.value(grid)
    losses = losses[np.isfinite(losses)]
    return float(losses.min(initial=start) - 2 * np.ptp(losses)) if losses.size else start
