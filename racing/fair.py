"""The standings of a fair race under noise: tuned rules, ranked by runs that took no part in their tuning.

    lines = fair_standings(tune_all(rules, surface, seeds=tuning.SEEDS, noise=2.0), surface, noise=2.0)

One seed is one draw of luck, and the seeds that a rate was chosen by flatter it. So each rule runs with `FRESH` seeds
more, and what ranks is its median over these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from optimizers.numbers import or_dash
from racing.checks import draws, of_kind, start_point
from racing.ranking import TOLERANCE, places
from racing.run import STEPS
from racing.seeds import BAND, quantiles
from racing.survey import scores, survey
from racing.tuning import SEEDS, Tuned
from surfaces import Surface
from surfaces.surface import as_surface
from words import say

FRESH = range(SEEDS.stop, SEEDS.stop + 64)
"""What the standings draw from."""

TITLES = MappingProxyType(
    {
        "place": say("Place"),
        "name": say("Racer"),
        "loss": say("Median final loss"),
        "band": say("{low:.0f} to {high:.0f} % of seeds", low=100 * BAND[0], high=100 * BAND[1]),
        "steps_to_tolerance": say("Median steps to {tolerance:.1%}", tolerance=TOLERANCE),
        "lost": say("Lost or left"),
    }
)
"""The fields of a line → what a table calls them."""

SPENT_TITLES = MappingProxyType(
    {**TITLES, "steps_to_tolerance": say("Median evaluations to {tolerance:.1%}", tolerance=TOLERANCE)}
)
"""The same where each run was given as many evaluations."""


@dataclass(frozen=True)
class FairStanding:
    """One line: what became of a tuned rule's runs.

    loss, low, high: the median of the final losses and the ends of their band, inf where so many runs were lost or left
    the domain. steps_to_tolerance: the median, inf where half or more never reached it; evaluations where each run was
    given so many. lost: how many of `runs` were lost or left the domain.
    """

    place: int
    name: str
    tuned: Tuned
    loss: float
    low: float
    high: float
    steps_to_tolerance: float
    lost: int
    runs: int


def fair_standings(
    tuned: Mapping[str, Tuned],
    surface: Surface,
    start: tuple[float, float] | None = None,
    steps: int = STEPS,
    seeds: Sequence[int] = FRESH,
    *,
    noise: float | Mapping[str, float] = 0.0,
    batch_size: int | Mapping[str, int | None] | None = None,
    **conditions: Any,
) -> tuple[FairStanding, ...]:
    """Run each rule with every seed and rank by the medians, in the order of the criterion of the tuning.

    Each run has as many evaluations as in the tuning. noise, batch_size: as for `racing.race`, one for all or each
    racer's own. The conditions are those of `survey`.
    ValueError where there is no rule or no seed, or where a seed took part in the tuning.
    """
    start = start_point("fair race", as_surface("fair race", surface).start if start is None else start)
    _check(tuned, seeds)
    starts = np.broadcast_to(np.array(start, dtype=float), (len(seeds), 2))
    drawn = draws("fair race", tuned, surface, noise, batch_size)
    runs = []
    for name, found in tuned.items():
        given = {"evaluations": found.evaluations, **drawn[name], **conditions}
        outcomes = survey(found.rule, surface, starts, steps, seeds=seeds, **given)
        runs.append(scores(outcomes, surface, starts, spent=found.evaluations is not None))
    return _lines(tuned, surface, start, np.stack(runs))


def _check(tuned: Mapping[str, Tuned], seeds: Sequence[int]) -> None:
    """Raise ValueError where there is nothing to compare, or nothing to compare it by."""
    for name, found in of_kind("fair race", "tuned", tuned, Mapping, say("what racing.tune_all returns")).items():
        of_kind("fair race", name, found, Tuned, say("what racing.tune returns"))
    for field, given in (("tuned", tuned), ("seeds", seeds)):
        if not len(given):
            raise ValueError(say("fair race: {field} must be at least one, got none", field=field))
    known = sorted({seed for found in tuned.values() for seed in found.seeds} & set(seeds))
    if known:
        raise ValueError(say("fair race: seeds must be others than those of the tuning, got {seed}", seed=known[0]))


def _lines(tuned: Mapping[str, Tuned], surface: Surface, start: Sequence[float], runs: np.ndarray) -> tuple:
    """Return the lines in the order of their places; runs: (rules, 3, seeds), the scores of each."""
    low, median, high = quantiles(np.moveaxis(runs, -1, 0), (BAND[0], 0.5, BAND[1]))
    losses, taken, rested = median.T
    criterion = next(iter(tuned.values())).criterion
    found = places(surface, float(surface.value(start)), losses, taken, criterion=criterion, rested=rested)
    lines = [
        FairStanding(
            place=int(found[i]),
            name=name,
            tuned=each,
            loss=float(losses[i]),
            low=float(low[i, 0]),
            high=float(high[i, 0]),
            steps_to_tolerance=float(taken[i]),
            lost=int(np.isinf(runs[i, 0]).sum()),
            runs=runs.shape[-1],
        )
        for i, (name, each) in enumerate(tuned.items())
    ]
    return tuple(sorted(lines, key=lambda line: line.place))


def cells(line: FairStanding) -> dict[str, str]:
    """Return what a table shows of a line, as text: a field of `TITLES` → four digits of it, a dash for none."""
    return {
        "place": str(line.place),
        "name": line.name,
        "loss": or_dash(line.loss),
        "band": say("{low} to {high}", low=or_dash(line.low), high=or_dash(line.high)),
        "steps_to_tolerance": or_dash(line.steps_to_tolerance),
        "lost": say("{count} of {all}", count=line.lost, all=line.runs) if line.lost else "–",
    }
