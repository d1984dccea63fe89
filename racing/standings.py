"""Who won: the racers of a race, ranked."""

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from racing.race import Race
from racing.run import Run
from racing.verdict import Ending, Verdict

TOLERANCE = 1e-3
"""A racer has reached the tolerance when this part of the starting loss above the minimum is left."""

EQUAL = 1e-10
"""Losses are equally good once less than this part of the starting height above the minimum is left."""


TITLES = MappingProxyType(
    {
        "place": "Place",
        "name": "Racer",
        "loss": "Final loss",
        "distance": "Distance to minimum",
        "steps_to_tolerance": f"Steps to {TOLERANCE:.1%}",
        "evaluations": "Gradients",
        "verdict": "Verdict",
    }
)
"""The fields of a line → what a table calls them."""


@dataclass(frozen=True)
class Standing:
    """One line of the standings.

    distance: to the nearest declared minimum, None where none is declared. steps_to_tolerance: the first step from
    which the loss stays within `TOLERANCE` of its starting height above the minimum, None where it never does.
    """

    place: int
    name: str
    loss: float
    distance: float | None
    steps_to_tolerance: int | None
    evaluations: int
    verdict: Verdict


def standings(race: Race) -> tuple[Standing, ...]:
    """Rank by final loss, the diverged last; the equally good by their steps to the tolerance, then to their rest."""
    lines = [(name, run, _steps_to_tolerance(race.surface.minimum, run.values)) for name, run in race.items()]
    lines.sort(key=lambda line: _rank(race, *line[1:]))
    return tuple(
        Standing(
            place=place,
            name=name,
            loss=float(run.values[-1]),
            distance=_distance(race.surface.minima, run.points[-1]),
            steps_to_tolerance=reached,
            evaluations=run.evaluations,
            verdict=run.verdict,
        )
        for place, (name, run, reached) in enumerate(lines, start=1)
    )


def cells(line: Standing) -> dict[str, str]:
    """Return what a table shows of a line, as plain text: a field of `TITLES` → four digits of it, a dash for none."""
    numbers = {"loss": line.loss, "distance": line.distance, "steps_to_tolerance": line.steps_to_tolerance}
    return {
        "place": str(line.place),
        "name": line.name,
        **{field: "–" if number is None else f"{number:.4g}" for field, number in numbers.items()},
        "evaluations": f"{line.evaluations:,}",
        "verdict": str(line.verdict),
    }


def _rank(race: Race, run: Run, reached: int | None) -> tuple[bool, float, int, int]:
    never = race.steps + 1
    loss = float(run.values[-1])
    if race.surface.minimum is not None:
        height = float(run.values[0]) - race.surface.minimum
        loss = max(loss - race.surface.minimum, EQUAL * height)
    rested = never if run.verdict.step is None else run.verdict.step
    return run.verdict.ending is Ending.DIVERGED, loss, never if reached is None else reached, rested


def _steps_to_tolerance(minimum: float | None, values: np.ndarray) -> int | None:
    if minimum is None or not np.isfinite(values[0]):
        return None
    above = values - minimum > TOLERANCE * (values[0] - minimum)
    if above[-1]:
        return None
    return int(np.flatnonzero(above)[-1]) + 1 if above.any() else 0


def _distance(minima: tuple[tuple[float, float], ...], point: np.ndarray) -> float | None:
    return float(np.hypot(*(np.array(minima) - point).T).min()) if minima else None
