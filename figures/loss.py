"""The loss axis that a race is read on: logarithmic where the losses allow it."""

from typing import NamedTuple

import numpy as np

from racing import Race
from surfaces import Surface

FLOOR = 1e-16
"""Losses closer to the minimum than this part of the highest are below double precision: drawn at the floor."""

RUNAWAY = 1e3
"""A loss this many times as high as the start's is off the chart."""


class LossAxis(NamedTuple):
    """label: the axis title. log: whether the axis is logarithmic. offset: what is taken off every loss first.

    bounds: (low, high) of the axis, in loss above the offset.
    """

    label: str
    log: bool
    offset: float
    bounds: tuple[float, float]


def loss_axis(race: Race) -> LossAxis:
    """Choose the axis: the loss above the known minimum on a log scale, else the plain loss, log where positive.

    Racers that run away to either side leave the axis to the others.
    """
    values = np.stack([run.values for run in race.values()])
    minimum = race.surface.minimum
    offset = 0.0 if minimum is None else minimum
    above = values - offset
    start = float(above[0, 0])
    high = float(min(above.max(), max(RUNAWAY * abs(start), np.median(above))))
    positive = above[above > FLOOR * max(high, 1e-300)]
    if not positive.size or (minimum is None and (above <= 0).any()):
        low = max(float(above.min()), _lowest_shown(race.surface))
        margin = 0.05 * (high - low) if high > low else 0.5
        return LossAxis("loss", False, offset, (low - margin, max(high, low) + margin))
    low = float(positive.min())
    high = max(high, low)
    margin = max((high / low) ** 0.05, 1.02)
    return LossAxis("loss" if offset == 0 else "loss above the minimum", True, offset, (low / margin, high * margin))


def _lowest_shown(surface: Surface) -> float:
    """Return a loss well below all that the domain holds."""
    (x0, x1), (y0, y1) = surface.domain
    grid = np.stack(np.meshgrid(np.linspace(x0, x1, 21), np.linspace(y0, y1, 21)), axis=-1)
    losses = surface.value(grid)
    losses = losses[np.isfinite(losses)]
    return float(losses.min() - 2 * np.ptp(losses))
