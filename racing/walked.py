"""Runs that were walked to their ends, whose whole paths are there: what a verdict is made from.

Another engine's may keep less of a path than that, and work out the rest where it is asked for: see `racing.fused`.
"""

from collections.abc import Callable

import numpy as np

from racing.spans import since, steps_to_tolerance
from surfaces import Surface

ALL = slice(None)


class Walked:
    """stopped: (n,) the step at which each of n runs stopped, steps + 1 for never; from there on it repeats its last
    finite point. left: (n,) whether it did because f is not defined at the next one.
    """

    def __init__(
        self,
        surface: Surface,
        path: np.ndarray,
        stopped: np.ndarray,
        left: np.ndarray,
        values: np.ndarray | None = None,
        spent: np.ndarray | None = None,
    ):
        """path: (2, steps + 1, n); values, spent: (steps + 1, n) the losses along it, and the evaluations by then."""
        self.surface, self.path, self.stopped, self.left = surface, path, stopped, left
        self.losses, self._spent = values, spent

    @property
    def rows(self) -> int:
        """How many points a run has, with its start."""
        return self.path.shape[1]

    def __len__(self) -> int:
        return self.path.shape[2]

    @property
    def values(self) -> np.ndarray:
        """The losses in the end, (n,)."""
        return self.losses[-1]

    @property
    def reached(self) -> np.ndarray:
        """The step from which each run stays within the tolerance, (n,), -1 for never."""
        return steps_to_tolerance(self.surface, self.losses)

    def at(self, row: int, runs: np.ndarray | slice = ALL) -> np.ndarray:
        """Return where runs (k,) were after a step, (2, k); -1 for the last one."""
        return self.path[:, row, runs]

    def paths(self, runs: np.ndarray | slice = ALL, first: int = 0) -> np.ndarray:
        """Return the points of some runs (k,) from a step on: (2, steps + 1 - first, k)."""
        return self.path[:, first:, runs]

    def since(self, broken: Callable[..., np.ndarray], runs: np.ndarray, *given: np.ndarray | float) -> np.ndarray:
        """Return the step from which `broken` holds no more of runs (k,) to their end: (k,); steps + 1 for never.

        broken(x, y, *given) answers point by point, by operators alone, of whatever arrays these are. given: numbers
        for all, or (k,) for each.
        """
        everyone = len(runs) == len(self)

        def seen(part: slice, some: np.ndarray) -> np.ndarray:
            every = len(some) == len(runs)
            columns = ALL if everyone and every else runs[some]
            told = given if every else [each[some] if np.ndim(each) else each for each in given]
            return broken(*self.path[:, part][:, :, columns], *told)

        return since(self.rows, len(runs), seen)

    def spent(self, steps: np.ndarray) -> np.ndarray:
        """Return how many evaluations each run had made by its step of `steps` (n,)."""
        return self._spent[steps, np.arange(len(self))]
