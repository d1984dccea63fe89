"""What became of many runs, their paths let go: the last point and loss of each, and the verdict on it.

    found = survey(optimizers.Momentum(rates, momenta), surface, (-1, 1.5), 200)
    found.endings[7], found.verdict(7)      # the same that `racing.race` tells of that run alone

Runs go in chunks that stay near the processor, by default on this machine's threads, or on any executor.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields

import numpy as np

from optimizers import Rule
from racing.batch import Batch, batch
from racing.checks import NUMPY
from racing.engine import gathered, walked
from racing.judge import judge
from racing.paths import Paths
from racing.ranking import STAYED, fates
from racing.verdict import Verdicts
from racing.walked import Walked
from surfaces import Surface


@dataclass(frozen=True, eq=False)
class Outcomes(Verdicts):
    """What became of n runs: the verdicts on them, and beside those an array (n, ...) each.

    points: (n, 2) where it ended. values: the exact loss there. spent: evaluations in all. stopped: the step at which
    point or loss ceased to be finite. steps_to_tolerance: as in the standings; spent_to_tolerance: the evaluations by
    then. For these whole numbers -1 stands for never.
    """

    points: np.ndarray
    values: np.ndarray
    spent: np.ndarray
    stopped: np.ndarray
    steps_to_tolerance: np.ndarray
    spent_to_tolerance: np.ndarray


def survey(
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
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Outcomes:
    """Run a batch and keep what became of each run; the arguments are those of `racing.batch.batch`.

    executor: where the chunks run, threads of this machine where None. progress: told the runs done and the runs in
    all, in the caller's thread. cancelled: asked now and then; `Cancelled` is raised once it says so.
    """
    drawn = {"seeds": seeds, "noise": noise, "batch_size": batch_size}
    runs = batch(rule, surface, start, steps, **drawn, evaluations=evaluations, engine=engine)
    return gathered(outcomes, runs, executor=executor, progress=progress, cancelled=cancelled)


def outcomes(runs: Batch, cancelled: Callable[[], bool] | None = None) -> Outcomes:
    """Run one chunk and tell what became of it."""
    return _outcomes(walked(runs, cancelled))


def outcomes_of(paths: Paths) -> Outcomes:
    """Tell what became of runs whose paths were kept."""
    path = paths.points.transpose(2, 1, 0)
    stopped = np.where(paths.stopped < 0, path.shape[1], paths.stopped)
    return _outcomes(Walked(paths.surface, path, stopped, paths.left, paths.values.T, paths.spent.T))


def scores(found: Outcomes, surface: Surface, starts: np.ndarray, spent: bool = False) -> np.ndarray:
    """Return how good runs from starts (2,) or (n, 2) are, (3, n): final losses, steps to the tolerance, and to rest.

    spent: the evaluations to the tolerance in place of steps. inf stands for runs that are lost or have left the
    domain, and for never.
    """
    stayed = fates(surface, starts, found.points, found.lost) == STAYED
    reached = found.spent_to_tolerance if spent else found.steps_to_tolerance
    steps = (np.where(since < 0, np.inf, since) for since in (reached, found.since))
    return np.where(stayed, np.stack([found.values, *steps]), np.inf)


def _outcomes(walked: Walked) -> Outcomes:
    found, stopped, reached = judge(walked), walked.stopped, walked.reached
    return Outcomes(
        points=walked.at(-1).T.copy(),
        values=walked.values.copy(),
        spent=walked.spent(np.minimum(stopped, walked.rows - 1)),
        stopped=np.where(stopped < walked.rows, stopped, -1),
        steps_to_tolerance=reached,
        spent_to_tolerance=np.where(reached < 0, -1, walked.spent(reached)),
        **{field.name: getattr(found, field.name) for field in fields(found)},
    )
