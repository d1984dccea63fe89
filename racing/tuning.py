"""A fair race: every rule tuned with the same budget before it starts.

    tuned = tune_all({"Adam": optimizers.Adam(), "Momentum": optimizers.Momentum()}, surface, steps=200)
    racing.race(surface, {name: each.rule for name, each in tuned.items()}, steps=200)

The budget is one run for each learning rate of one grid, and for each seed where gradients are noisy. The best rate is
the one with the smallest `Criterion`, over seeds its median; a diverged run is worse than any other.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from optimizers import Rule
from racing.axis import Axis, vary
from racing.run import STEPS
from racing.survey import Outcomes, survey
from surfaces import Surface

FIELD = "learning_rate"
RATES = Axis(FIELD, 1e-4, 1, 25, log=True)
"""The learning rates that are tried where nobody says."""


class Criterion(StrEnum):
    """What makes one run better than another."""

    STEPS = "steps to tolerance"
    LOSS = "final loss"


@dataclass(frozen=True, eq=False)
class Tuned:
    """One rule at its best, and the table that shows it.

    rule: with the best value. value: that value, None for a rule without a learning rate, which runs as it is.
    best: its index in `values`, (k,), all that were tried. losses, steps: (k,) the medians over seeds, inf where half
    or more diverged or never reached the tolerance. outcomes: of all runs, for each value seed after seed.
    """

    rule: Rule
    criterion: Criterion
    value: float | None
    best: int
    values: np.ndarray
    losses: np.ndarray
    steps: np.ndarray
    outcomes: Outcomes

    @property
    def runs(self) -> int:
        """What the tuning cost."""
        return len(self.outcomes)

    @property
    def score(self) -> float:
        """The criterion at its best."""
        return float((self.steps if self.criterion is Criterion.STEPS else self.losses)[self.best])


def tune_all(rules: Mapping[str, Rule], *arguments: Any, **settings: Any) -> dict[str, Tuned]:
    """Tune every rule with the same settings, those of `tune`; return name → what was found."""
    return {name: tune(rule, *arguments, **settings) for name, rule in rules.items()}


def tune(
    rule: Rule,
    surface: Surface,
    start: tuple[float, float] | None = None,
    steps: int = STEPS,
    axis: Axis = RATES,
    criterion: Criterion | str | None = None,
    *,
    seeds: Sequence[int] = (0,),
    noise: float = 0.0,
    batch_size: int | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Tuned:
    """Run `rule` at every learning rate of the axis, and say which is best.

    criterion: the steps to the tolerance where None, and where no minimum is known the final loss. Among rates that
    never reach the tolerance the final loss decides, among equals the other criterion, then the smaller rate. The rest
    as for `racing.race` and `survey`. ValueError naming the field, what is expected and what was given.
    """
    if axis.field != FIELD:
        raise ValueError(f"tuning: axis must vary {FIELD}, got {axis.field}")
    criterion = _checked(criterion, surface)
    if not len(seeds):
        raise ValueError("tuning: seeds must be at least one, got none")
    has_rate = FIELD in rule.hyperparameters()
    values = axis.checked(rule).values() if has_rate else np.array([np.nan])
    each = len(seeds)
    outcomes = survey(
        vary(rule, FIELD, np.repeat(values, each)) if has_rate else rule,
        surface,
        np.broadcast_to(np.array(surface.start if start is None else start, dtype=float), (len(values) * each, 2)),
        steps,
        seeds=np.tile(seeds, len(values)),
        noise=noise,
        batch_size=batch_size,
        executor=executor,
        progress=progress,
        cancelled=cancelled,
    )
    losses = _medians(np.where(outcomes.diverged, np.inf, outcomes.values), each)
    reached = (outcomes.steps_to_tolerance >= 0) & ~outcomes.diverged
    taken = _medians(np.where(reached, outcomes.steps_to_tolerance, np.inf), each)
    order = (losses, taken) if criterion is Criterion.STEPS else (taken, losses)
    best = int(np.lexsort(order)[0])
    value = float(values[best]) if has_rate else None
    return Tuned(
        rule=vary(rule, FIELD, value) if has_rate else rule,
        criterion=criterion,
        value=value,
        best=best,
        values=values if has_rate else values[:0],
        losses=losses,
        steps=taken,
        outcomes=outcomes,
    )


def _checked(criterion: Criterion | str | None, surface: Surface) -> Criterion:
    if criterion is None:
        return Criterion.LOSS if surface.minimum is None else Criterion.STEPS
    try:
        found = Criterion(criterion)
    except ValueError:
        raise ValueError(f"tuning: criterion must be one of {', '.join(Criterion)}, got {criterion!r}") from None
    if found is Criterion.STEPS and surface.minimum is None:
        raise ValueError(f"tuning: {found} needs a known minimum, and {surface.name} has none")
    return found


def _medians(values: np.ndarray, seeds: int) -> np.ndarray:
    """Return the median over each value's seeds; of an even number the upper of the middle two, never half an inf."""
    return np.sort(values.reshape(-1, seeds), axis=1)[:, seeds // 2]
