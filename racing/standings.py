"""Who won: the racers of a race, ranked."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from optimizers.numbers import or_dash
from racing.measures import distances, goals
from racing.oracle import KINDS
from racing.race import Race, as_race
from racing.ranking import LOST, STAYED, TOLERANCE, Criterion, as_criterion, fates, has_minimum, inside, places
from racing.run import Run
from racing.spans import steps_to_tolerance
from racing.verdict import Verdict
from surfaces import Surface, least_value
from words import say

TITLES = MappingProxyType(
    {
        "place": say("Place"),
        "name": say("Racer"),
        "loss": say("Final loss"),
        "distance": say("Distance to nearest global minimum"),
        "steps_to_tolerance": say("Steps to {tolerance:.1%}", tolerance=TOLERANCE),
        "steps_to_leave": say("Steps to leave"),
        **KINDS,
        "verdict": say("Verdict"),
    }
)
"""The fields of a line → what a table calls them."""


@dataclass(frozen=True)
class Standing:
    """One line of the standings.

    distance: to the nearest of `measures.goals`, None where there are none. steps_to_tolerance: the first step from
    which the loss stays within `TOLERANCE` of its starting height of the minimum, None where it never does; where each
    racer was given as many evaluations, those by then. steps_to_leave: where no minimum is known, the step from which
    the run is outside the domain for good, below its start; None where it never is. gradients, values, hessians,
    jacobians: how many of each it was told, over data one for each row.
    """

    place: int
    name: str
    loss: float
    distance: float | None
    steps_to_tolerance: int | None
    steps_to_leave: int | None
    gradients: int
    values: int
    hessians: int
    jacobians: int
    verdict: Verdict


def titles(race: Race) -> Mapping[str, str]:
    """Return the columns of a table of standings of `race`, fields of a line → `TITLES`."""
    surface = as_race("standings", race).surface
    without = {"steps_to_leave" if has_minimum(surface) else "steps_to_tolerance"}
    if least_value(surface) is None:
        without |= {"steps_to_tolerance"}
    if not goals(surface):
        without |= {"distance"}
    without |= KINDS.keys() - asked_kinds(race)
    told = TITLES if surface.minima else {**TITLES, "distance": say("Distance to nearest minimum")}
    if race.evaluations is not None:
        told = {**told, "steps_to_tolerance": say("Evaluations to {tolerance:.1%}", tolerance=TOLERANCE)}
    return {field: title for field, title in told.items() if field not in without}


def asked_kinds(race: Race) -> list[str]:
    """Return the kinds of `KINDS` that some racer asked for."""
    return [kind for kind in KINDS if any(run.asked[kind][-1] for run in race.values())]


def standings(race: Race, criterion: Criterion | str = Criterion.LOSS) -> tuple[Standing, ...]:
    """Rank by the criterion, then by the other, then by the step of the verdict; without a known minimum by leaving.

    `racing.ranking` says which losses are equal, and who ranks last.
    """
    surface, runs = as_race("standings", race).surface, list(race.values())
    criterion = as_criterion("standings", criterion)
    ends = np.array([run.points[-1] for run in runs])
    lost = np.array([run.verdict.ending.lost for run in runs])
    bounded = has_minimum(surface)
    if bounded:
        reached = steps_to_tolerance(surface, np.stack([run.values for run in runs], axis=-1))
        if race.evaluations is not None:
            reached = [-1 if step < 0 else int(run.spent[step]) for step, run in zip(reached, runs, strict=True)]
            reached = np.array(reached)
        became = fates(surface, np.array(race.start), ends, lost)
    else:
        reached = np.array([_steps_to_leave(surface, run) for run in runs])
        became = np.where((reached < 0) & (lost | ~inside(surface, ends)), LOST, STAYED)
    found = places(
        surface,
        float(runs[0].values[0]),
        np.array([run.values[-1] for run in runs]),
        np.where(reached < 0, np.inf, reached),
        criterion=criterion if bounded else Criterion.STEPS,
        fates=became,
        rested=np.array([np.inf if run.verdict.step is None else run.verdict.step for run in runs]),
    )
    steps, minima = [None if step < 0 else int(step) for step in reached], goals(surface)
    lines = [
        Standing(
            place=int(place),
            name=name,
            loss=float(run.values[-1]),
            distance=float(distances(minima, run.points[-1:])[0]) if minima else None,
            steps_to_tolerance=step if bounded else None,
            steps_to_leave=None if bounded else step,
            **{kind: int(asked[-1]) for kind, asked in run.asked.items()},
            verdict=run.verdict,
        )
        for place, step, (name, run) in zip(found, steps, race.items(), strict=True)
    ]
    return tuple(sorted(lines, key=lambda line: line.place))


def cells(line: Standing) -> dict[str, str]:
    """Return what a table shows of a line, as text: a field of `TITLES` → four digits of it, a dash for none."""
    numbers = {field: getattr(line, field) for field in ("loss", "distance", "steps_to_tolerance", "steps_to_leave")}
    return {
        "place": str(line.place),
        "name": line.name,
        **{field: or_dash(number) for field, number in numbers.items()},
        **{kind: f"{getattr(line, kind):,}" for kind in KINDS},
        "verdict": line.verdict.said,
    }


def _steps_to_leave(surface: Surface, run: Run) -> int:
    """Return the step from which a run is outside the domain for good, below its start; -1 where it never is."""
    within = np.flatnonzero(inside(surface, run.points))
    since = int(within[-1]) + 1 if within.size else 0
    return since if since < len(run.points) and run.values[-1] < run.values[0] else -1
