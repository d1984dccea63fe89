"""The starts mapped: where a rule ends from each point of a grid, and how long it takes.

    found = basins(optimizers.Adam(0.1), surface, surface.minima, steps=300, size=128)
    found.labels[j, i]      # the index of the point that the start (across[i], along[j]) leads to

A run rests at a point, or circles it, by the measure of its verdict.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from optimizers import Rule
from racing.axis import spaced
from racing.batch import Batch, batch
from racing.checks import NUMPY, whole_number
from racing.engine import gathered, walked
from racing.judge import diverged_since, judge, resting_since
from racing.rests import nearness
from racing.run import STEPS
from racing.spans import nearest
from racing.verdict import CODES, Ending
from surfaces import Surface, kinds_at
from surfaces.critical import KINDS, NONE
from words import say

DIVERGED, MOVING, ELSEWHERE = -1, -2, -3
"""The labels of starts that lead to none of the targets: away for good, to no place yet, to rest at another place."""

_AWAY = {Ending.RUNAWAY: DIVERGED, Ending.LEFT: DIVERGED, Ending.DIVERGED: DIVERGED}
_UNDER_WAY = dict.fromkeys((Ending.MOVING, Ending.SWINGING, Ending.CIRCLING, Ending.LEAVING), MOVING)
_LABELS = np.array([(_AWAY | _UNDER_WAY).get(ending, ELSEWHERE) for ending in Ending])
"""Code of an ending → label of a start that leads to none of the targets."""

_AT_A_POINT = [CODES[ending] for ending in Ending if _LABELS[CODES[ending]] == ELSEWHERE or ending is Ending.CIRCLING]

MOST_STARTS_ACROSS = 1024


@dataclass(frozen=True, eq=False)
class Basins:
    """across (k,) and along (m,): the starts' coordinates. labels: (m, k) the target's index, `DIVERGED`, `MOVING` or
    `ELSEWHERE`.

    steps: (m, k) the step from which the run rests, or at which it diverged; -1 while it moves. points: (m, k, 2)
    where it ended. targets: (n, 2).
    """

    rule: Rule
    surface: Surface
    targets: np.ndarray
    across: np.ndarray
    along: np.ndarray
    labels: np.ndarray
    steps: np.ndarray
    points: np.ndarray


def basins(
    rule: Rule,
    surface: Surface,
    targets,
    steps: int = STEPS,
    size: int | tuple[int, int] = 128,
    domain: tuple[tuple[float, float], tuple[float, float]] | None = None,
    *,
    engine: str = NUMPY,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Basins:
    """Run `rule` from size × size starts spread over the domain, edges included; label them by where they come to rest.

    targets: (n, 2) points where a run can rest, such as the surface's critical points. size: one number, or those of
    starts across and along. domain: ((x0, x1), (y0, y1)), the surface's own where None. The rest as for `survey`.
    ValueError naming the field, what is expected and what was given.
    """
    targets = np.array(targets, dtype=float).reshape(-1, 2) if len(targets) == 0 else np.array(targets, dtype=float)
    if targets.ndim != 2 or targets.shape[1] != 2 or not np.isfinite(targets).all():
        raise ValueError(say("basins: targets must be finite points (n, 2), got shape {shape}", shape=targets.shape))
    counts = (size, size) if np.ndim(size) == 0 else tuple(size)
    if len(counts) != 2:
        raise ValueError(say("basins: size must be one whole number or two, got {size!r}", size=size))
    counts = [whole_number("basins", "size", count, 2, MOST_STARTS_ACROSS) for count in counts]
    across, along = (
        spaced(low, high, count) for (low, high), count in zip(domain or surface.domain, counts, strict=True)
    )
    starts = np.stack(np.meshgrid(across, along), axis=-1)
    runs = batch(rule, surface, starts.reshape(-1, 2), steps, engine=engine)
    least = np.array([code != NONE and KINDS[code].is_minimum for code in kinds_at(surface, targets)], dtype=bool)
    found = gathered(arrivals, runs, targets, least, executor=executor, progress=progress, cancelled=cancelled)
    shape = starts.shape[:2]
    return Basins(
        rule=rule,
        surface=surface,
        targets=targets,
        across=across,
        along=along,
        labels=found.labels.reshape(shape),
        steps=found.since.reshape(shape),
        points=found.points.reshape(*shape, 2),
    )


@dataclass(frozen=True, eq=False)
class Arrivals:
    """labels: (n,) where each run came to rest. since: (n,) from which step. points: (n, 2) where it ended."""

    labels: np.ndarray
    since: np.ndarray
    points: np.ndarray


def arrivals(
    runs: Batch, targets: np.ndarray, minima: np.ndarray, cancelled: Callable[[], bool] | None = None
) -> Arrivals:
    """Run one chunk and tell at which of `targets` (m, 2) each run rests, by the measure of the verdicts.

    minima: (m,) which of the targets are minima.
    """
    found = walked(runs, cancelled, losses=None)
    surface, since = found.surface, diverged_since(found)
    labels = np.where(since >= 0, DIVERGED, MOVING)
    left = np.flatnonzero(since < 0)
    least = np.flatnonzero(minima)
    if least.size:  # most runs end here, and need no more than a look
        closest = least[nearest(targets[least], found.at(-1, left).T)]
        reached = resting_since(found, left, targets[closest])
        resting = reached >= 0
        labels[left[resting]], since[left[resting]] = closest[resting], reached[resting]
        left = left[~resting]
    verdicts = judge(found, left)
    since[left] = verdicts.since[left]
    labels[left] = _LABELS[verdicts.endings[left]]
    there = left[np.isin(verdicts.endings[left], _AT_A_POINT)]
    if len(targets) and there.size:
        closest = nearest(targets, verdicts.rests[there])
        near = np.hypot(*(targets[closest] - verdicts.rests[there]).T) <= nearness(surface)
        labels[there[near]] = closest[near]
    return Arrivals(labels, since, found.at(-1).T.copy())
