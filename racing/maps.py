"""One or two quantities varied at once: the runs behind a slider that one drags, and behind a map of two axes.

    paths = drag(rule, surface, "learning_rate", np.geomspace(1e-4, 1, 61), (-1, 1.5), 300)
    found = map_two(rule, surface, Axis("learning_rate", 1e-4, 1, 64, log=True), Axis("momentum", 0, 0.99, 64))

Every cell is the run that `racing.race` makes with those values.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from optimizers import Rule
from racing.axis import COORDINATES, Axis, vary
from racing.checks import NUMPY
from racing.paths import Paths, trace
from racing.ranking import inside
from racing.run import STEPS
from racing.survey import Outcomes, survey
from racing.verdict import Verdict
from surfaces import Surface, least_value
from surfaces.surface import as_surface
from words import say

MOST_CELLS = 2**20


@dataclass(frozen=True, eq=False)
class Map:
    """What became of the run of each cell: rows go along, columns across; `outcomes` has them row by row.

    batch_size: how many rows each step drew, None for all.
    """

    rule: Rule
    surface: Surface
    across: Axis
    along: Axis
    outcomes: Outcomes
    batch_size: int | None = None

    @property
    def losses(self) -> np.ndarray:
        """The final losses, (rows, columns)."""
        return self._table(self.outcomes.values)

    @property
    def steps_to_tolerance(self) -> np.ndarray:
        """As in the standings, (rows, columns); -1 for never."""
        return self._table(self.outcomes.steps_to_tolerance)

    @property
    def endings(self) -> np.ndarray:
        """The codes of the endings, (rows, columns): `racing.ENDINGS[code]`."""
        return self._table(self.outcomes.endings)

    @property
    def lost(self) -> np.ndarray:
        """Which runs are gone for good, (rows, columns)."""
        return self._table(self.outcomes.lost)

    @property
    def fell(self) -> np.ndarray:
        """Which runs ended outside the domain and below the least value known of it, (rows, columns)."""
        least = least_value(self.surface)
        outside = ~inside(self.surface, self.outcomes.points)
        return self._table(outside & (self.outcomes.values < (-np.inf if least is None else least)))

    def verdict(self, row: int, column: int) -> Verdict:
        """Return the verdict on the run of one cell."""
        return self.outcomes.verdict(row * self.across.count + column)

    def _table(self, values: np.ndarray) -> np.ndarray:
        return values.reshape(self.along.count, self.across.count)


def drag(
    rule: Rule,
    surface: Surface,
    field: str,
    values: Sequence[float],
    start: tuple[float, float] | None = None,
    steps: int = STEPS,
    *,
    seed: int = 0,
    noise: float = 0.0,
    batch_size: int | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Paths:
    """Run `rule` at every value of a hyperparameter, or a coordinate of the start, and keep the whole paths.

    The rest as for `racing.race` and `trace`. ValueError naming the field, what is expected and what was given.
    """
    varied = {field: np.array(values, dtype=float)}
    rule, starts = placed(rule, as_surface("drag", surface).start if start is None else start, varied)
    return trace(rule, surface, starts, steps, seeds=seed, noise=noise, batch_size=batch_size, cancelled=cancelled)


def map_two(
    rule: Rule,
    surface: Surface,
    across: Axis,
    along: Axis,
    start: tuple[float, float] | None = None,
    steps: int = STEPS,
    *,
    seed: int = 0,
    noise: float = 0.0,
    batch_size: int | None = None,
    engine: str = NUMPY,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Map:
    """Run `rule` at every pair of values of two axes; the rest as for `racing.race` and `survey`.

    ValueError naming the field, what is expected and what was given.
    """
    if across.field == along.field:
        raise ValueError(say("map: axes must vary two fields, got {field} twice", field=across.field))
    if across.count * along.count > MOST_CELLS:
        told = {"most": MOST_CELLS, "across": across.count, "along": along.count}
        raise ValueError(say("map: cells must be at most {most:,}, got {across:,} × {along:,}", **told))
    columns, rows = np.meshgrid(across.checked(rule).values(), along.checked(rule).values())
    varied = {across.field: columns.ravel(), along.field: rows.ravel()}
    placed_rule, starts = placed(rule, as_surface("map_two", surface).start if start is None else start, varied)
    found = survey(
        placed_rule,
        surface,
        starts,
        steps,
        seeds=seed,
        noise=noise,
        batch_size=batch_size,
        engine=engine,
        executor=executor,
        progress=progress,
        cancelled=cancelled,
    )
    return Map(rule, surface, across, along, found, batch_size)


def placed(rule: Rule, start, varied: Mapping[str, np.ndarray]) -> tuple[Rule, np.ndarray]:
    """Return the rule and the starts (n, 2) with what is varied in place, (n,) for each field."""
    n = len(next(iter(varied.values())))
    starts = np.broadcast_to(np.array(start, dtype=float), (n, 2)).copy()
    for field, values in varied.items():
        if field in COORDINATES:
            starts[:, COORDINATES[field]] = values
        else:
            rule = vary(rule, field, values)
    return rule, starts
