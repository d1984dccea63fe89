"""What makes one run better than another, for the standings, a dragged value and a fair race alike.

A run that is lost ranks last, one that left the domain before it: what is known of a surface, its least value too, is
known of the domain. Among those that stay the final loss counts, or how soon it is within the tolerance. Runs that rest
in one minimum differ by rounding only: such losses are equal, and what comes next decides. Without a minimum in the
domain a loss says nothing but how far a run fell, so that there the step counts at which it leaves.
"""

from enum import StrEnum

import numpy as np

from surfaces import Surface, critical_points, least_value
from words import say

TOLERANCE = 1e-3
"""A racer has reached the tolerance when its loss is within this part of its starting height of the minimum."""

EQUAL = 1e-10
"""Losses that differ by less than this part of the starting height are equally good."""

STAYED, LEFT, LOST = range(3)
"""What became of a run, the better first: it ended in the domain, outside of it, or nowhere."""


class Criterion(StrEnum):
    """What makes one run better than another."""

    STEPS = "steps to tolerance"
    LOSS = "final loss"

    @property
    def title(self) -> str:
        """What it is called."""
        return _TITLES[self]


_TITLES = {Criterion.STEPS: say("steps to tolerance"), Criterion.LOSS: say("final loss")}


def as_criterion(owner: str, criterion: Criterion | str) -> Criterion:
    """Return one of the criteria; ValueError where `criterion` is none."""
    try:
        return Criterion(criterion)
    except ValueError:
        told = {"owner": owner, "criteria": ", ".join(Criterion), "given": criterion}
        raise ValueError(say("{owner}: criterion must be one of {criteria}, got {given!r}", **told)) from None


def has_minimum(surface: Surface) -> bool:
    """Whether a minimum is known in the domain, declared or found."""
    return bool(surface.minima) or any(point.kind.is_minimum for point in critical_points(surface))


def inside(surface: Surface, points: np.ndarray) -> np.ndarray:
    """Return whether points (..., 2) lie in the domain, its border included: (...)."""
    low, high = np.transpose(surface.domain)
    return ((low <= points) & (points <= high)).all(axis=-1)


def fates(surface: Surface, starts: np.ndarray, ends: np.ndarray, lost: np.ndarray) -> np.ndarray:
    """Return `STAYED`, `LEFT` or `LOST` for runs from starts (2,) or (n, 2) to ends (n, 2), `lost` (n,) among them.

    A run that began outside the domain does not leave it, nor does one where there is no minimum to stay for.
    """
    left = has_minimum(surface) & inside(surface, np.asarray(starts)) & ~inside(surface, ends)
    return np.where(lost, LOST, np.where(left, LEFT, STAYED))


def heights(surface: Surface, losses: np.ndarray) -> np.ndarray:
    """Return how far losses are from the least value known, above or below; where none is known, the losses."""
    least = least_value(surface)
    return losses if least is None else np.abs(losses - least)


def places(
    surface: Surface,
    start_loss: float,
    losses: np.ndarray,
    reached: np.ndarray,
    *,
    criterion: Criterion = Criterion.LOSS,
    fates: np.ndarray | int = STAYED,
    rested: np.ndarray | int = 0,
) -> np.ndarray:
    """Return the place (n,) of each run from one start; equals in all share one: 1, 2, 2, 4.

    losses: the final ones. reached: the step at which each arrived where it should, inf for never. They count in the
    order of the criterion, then `rested`, the step of the verdict. The lost share the last place.
    """
    height = heights(surface, losses)
    levels = _levels(height, EQUAL * _drop(surface, start_loss, height))
    keys = (levels, reached, rested) if criterion is Criterion.LOSS else (reached, levels, rested)
    keys = np.stack(np.broadcast_arrays(fates, *keys))
    return _placed(np.where(keys[0] == LOST, [[LOST], [0], [0], [0]], keys))


def _drop(surface: Surface, start_loss: float, height: np.ndarray) -> float:
    """Return the starting height above the least value, or where none is known above the best of `height`."""
    start = float(heights(surface, np.float64(start_loss)))
    return start if least_value(surface) is not None else start - float(height.min(initial=start))


def _levels(height: np.ndarray, width: float) -> np.ndarray:
    """Number the heights (n,) from the lowest up; those within `width` above the lowest of a level share it."""
    levels, level, floor = np.zeros(len(height)), 0, -np.inf
    for i in np.argsort(height):
        if not height[i] <= floor + width:
            level, floor = level + 1, height[i]
        levels[i] = level
    return levels


def _placed(keys: np.ndarray) -> np.ndarray:
    """Return places (n,) by keys (k, n), small before large, the first key first."""
    order = np.lexsort(keys[::-1])
    ordered = keys[:, order]
    differs = np.append(True, (ordered[:, 1:] != ordered[:, :-1]).any(axis=0))
    first = np.maximum.accumulate(np.where(differs, np.arange(1, len(order) + 1), 0))
    found = np.empty(len(order), dtype=int)
    found[order] = first
    return found
