"""Many runs at once, with their whole paths.

paths = trace(optimizers.Adam(np.geomspace(1e-4, 1, 61)), surface, (-1, 1.5), 300)
paths.points[7]         # (301, 2): bit for bit the run that `racing.race` makes with that learning rate
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from optimizers import Rule
from racing.batch import batch
from racing.checks import NUMPY
from racing.engine import walked
from surfaces import Surface
from words import say

MOST_PATH_BYTES = 2**30
"""Whole paths are kept up to this size; more runs than that are for `racing.survey`, which keeps none."""


@dataclass(frozen=True, eq=False)
class Paths:
    """Whole runs, side by side. Arrays are read-only; a run that stopped early repeats its last finite point.

    points: (n, steps + 1, 2), the starts first. values: (n, steps + 1) exact losses. spent: (n, steps + 1) evaluations
    by then, of whatever kind. stopped: (n,) the step at which point or loss ceased to be finite, -1 where none. left:
    (n,) whether it did because f is not defined there.
    """

    rule: Rule
    surface: Surface
    points: np.ndarray
    values: np.ndarray
    spent: np.ndarray
    stopped: np.ndarray
    left: np.ndarray

    def __len__(self) -> int:
        return len(self.points)


def trace(
    rule: Rule,
    surface: Surface,
    start,
    steps: int,
    *,
    seeds: Sequence[int] | int = 0,
    noise: float = 0.0,
    batch_size: int | None = None,
    evaluations: int | None = None,
    engine: str = NUMPY,
    cancelled: Callable[[], bool] | None = None,
) -> Paths:
    """Run a batch and keep its whole paths; the arguments are those of `batch`.

    `cancelled` is asked now and then; `Cancelled` is raised once it says so.
    """
    drawn = {"seeds": seeds, "noise": noise, "batch_size": batch_size}
    runs = batch(rule, surface, start, steps, **drawn, evaluations=evaluations, engine=engine)
    size = 24 * len(runs) * (runs.steps + 1)
    if size > MOST_PATH_BYTES:
        told = {"most": MOST_PATH_BYTES // 2**20, "runs": len(runs), "steps": runs.steps}
        raise ValueError(
            say(
                "batch: paths must take at most {most:,} MB of points and losses, got {runs:,} runs × {steps:,} steps",
                **told,
            )
        )
    found = walked(runs, cancelled, np.empty, np.empty)
    path, values = found.path, found.losses
    for array in (path, values, found.stopped, found.left):
        array.flags.writeable = False
    spent = found.spent(np.minimum(np.arange(found.rows)[:, None], found.stopped))
    stopped = np.where(found.stopped < found.rows, found.stopped, -1)
    return Paths(rule, surface, path.transpose(2, 1, 0), values.T, spent.T, stopped, found.left)
