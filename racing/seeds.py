"""A noisy race run with many seeds: where the losses lie at each step, and where the runs end.

    found = many_seeds(optimizers.Adam(0.1), surface, steps=300, noise=1.0)
    found.median, found.low, found.high     # (301,) each: half the seeds are below, a tenth, nine tenths

Each seed's run is the one that `racing.race` makes with that seed. Once it has stopped, its loss no longer finite, it
counts as higher than any other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

import surfaces
from optimizers import Rule
from racing.checks import NUMPY
from racing.oracle import Oracle
from racing.paths import Paths, trace
from racing.run import STEPS
from racing.states import begun
from surfaces import Surface
from surfaces.surface import as_surface
from words import say

SEEDS = 64
BAND = (0.1, 0.9)
"""Which part of the seeds lies below the band, and below its upper edge."""

LOOKED_AT = 3
"""So many steps tell whether a rule draws."""


@dataclass(frozen=True, eq=False)
class Seeds:
    """seeds: whose runs these are, in order. paths: the whole runs.

    median, low, high: (steps + 1,) of their losses, inf where so many have stopped.
    """

    seeds: tuple[int, ...]
    paths: Paths
    median: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def ends(self) -> np.ndarray:
        """Where each run ended, (seeds, 2)."""
        return self.paths.points[:, -1]

    @property
    def stops(self) -> np.ndarray:
        """The steps at which runs stopped, in ascending order: (k,) where k did."""
        return np.sort(self.paths.stopped[self.paths.stopped >= 0])


@lru_cache(maxsize=1024)
@np.errstate(all="ignore")
def is_random(rule: Rule) -> bool:
    """Whether a rule draws numbers of its own, in one of its first steps."""
    oracle, x = Oracle(surfaces.get("sphere"), LOOKED_AT, np.zeros(1, dtype=int)), np.ones((1, 2))
    state, drawn = begun(rule, x), False
    for _ in range(LOOKED_AT):
        oracle.next_step()
        x, state = rule.step(x, oracle, state)
        drawn |= oracle.draws > 0
    return drawn


def many_seeds(
    rule: Rule,
    surface: Surface,
    start: tuple[float, float] | None = None,
    steps: int = STEPS,
    seeds: Sequence[int] = range(SEEDS),
    *,
    noise: float = 0.0,
    batch_size: int | None = None,
    engine: str = NUMPY,
    cancelled: Callable[[], bool] | None = None,
) -> Seeds:
    """Run `rule` once with every seed; the rest as for `racing.race` and `trace`.

    ValueError where nothing is drawn from a seed.
    """
    if not noise and batch_size is None and not is_random(rule):
        raise ValueError(say("seeds: expected noise or a batch_size, for without them all seeds give one run"))
    if not len(seeds):
        raise ValueError(say("seeds: expected at least one, got none"))
    start = as_surface("seeds", surface).start if start is None else start
    starts = np.broadcast_to(np.array(start, dtype=float), (len(seeds), 2))
    given = {"noise": noise, "batch_size": batch_size, "engine": engine, "cancelled": cancelled}
    paths = trace(rule, surface, starts, steps, seeds=seeds, **given)
    over = (paths.stopped >= 0)[:, None] & (np.arange(paths.values.shape[1]) >= paths.stopped[:, None])
    low, median, high = quantiles(np.where(over, np.inf, paths.values), (BAND[0], 0.5, BAND[1]))
    return Seeds(tuple(map(int, seeds)), paths, median, low, high)


def quantiles(values: np.ndarray, parts: Sequence[float]) -> np.ndarray:
    """Return below what those parts of `values` (n, ...) lie, (parts, ...): in proportion between two neighbours.

    It is infinite where either of the two is.
    """
    ordered, at = np.sort(values, axis=0), np.array(parts) * (len(values) - 1)
    lower, upper = ordered[np.floor(at).astype(int)], ordered[np.ceil(at).astype(int)]
    share = (at % 1).reshape(-1, *(1,) * (values.ndim - 1))
    with np.errstate(all="ignore"):
        return np.where(lower == upper, lower, (1 - share) * lower + share * upper)
