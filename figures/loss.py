"""The loss axis that a race is read on: logarithmic where the losses allow it."""

from typing import NamedTuple

import numpy as np

from racing import Race

FLOOR = 1e-16
"""Losses closer to the minimum than this part of the highest are below double precision: drawn at the floor."""


class LossAxis(NamedTuple):
    """label: the axis title. log: whether the axis is logarithmic. offset: what is taken off every loss first.

    bounds: (low, high) of the axis, in loss above the offset.
    """

    label: str
    log: bool
    offset: float
    bounds: tuple[float, float]


def loss_axis(race: Race) -> LossAxis:
    """Choose the axis: the loss above the known minimum on a log scale, else the plain loss, log where positive."""
    values = np.stack([run.values for run in race.values()])
    minimum = race.surface.minimum
    offset = 0.0 if minimum is None else minimum
    # A start that no racer can fall far below says more than one that diverged to 1e30.
    highest = float(min(values.max(), max(1e3 * abs(values[0, 0] - offset), np.median(values) - offset) + offset))
    above = values - offset
    positive = above[above > FLOOR * max(highest - offset, 1e-300)]
    if not positive.size or (minimum is None and (above <= 0).any()):
        low = float(above.min())
        return LossAxis("loss", False, offset, _padded(low, max(highest - offset, low)))
    label = "loss" if offset == 0 else "loss above the minimum"
    high = max(highest - offset, float(positive.min()))
    return LossAxis(label, True, offset, (float(positive.min()) / 1.5, high * 1.5))


def _padded(low: float, high: float) -> tuple[float, float]:
    margin = 0.05 * (high - low) or 0.5
    return low - margin, high + margin
