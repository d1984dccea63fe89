"""What claims look at in a race."""

from math import inf

import numpy as np

from racing import Race, Run, standings
from racing.measures import step_lengths


def ends_at(run: Run, point: tuple[float, float], within: float = 0.01) -> bool:
    """Return whether the run's last point is `point`, but for `within`."""
    return distance(run, point) <= within


def ended_at(race: Race, point: tuple[float, float]) -> set[str]:
    """Return the names of the racers whose last point is `point`."""
    return {name for name, run in race.items() if ends_at(run, point)}


def distance(run: Run, point: tuple[float, float], step: int = -1) -> float:
    """Return how far the run is from `point` at a step; the last where nothing is said."""
    return float(np.hypot(*(run.points[step] - point)))


def excess(run: Run, step: int = -1) -> float:
    """Return the loss above the minimum at a step; the last where nothing is said."""
    return float(run.values[step] - run.surface.minimum)


def stride(run: Run, step: int) -> float:
    """Return how far a step led, the first being 1."""
    return float(step_lengths(run)[step])


def arrivals(race: Race) -> dict[str, float]:
    """Return name → the step from which a racer stays within 0.1 % of its first height; infinite for never."""
    return {line.name: line.steps_to_tolerance or inf for line in standings(race)}


def departures(race: Race) -> dict[str, float]:
    """Return name → the first step at which a racer is half a unit off the ridge y = 0; infinite for never."""
    away = {name: np.flatnonzero(np.abs(run.points[:, 1]) > 0.5) for name, run in race.items()}
    return {name: float(steps[0]) if steps.size else inf for name, steps in away.items()}


def turns(run: Run, axis: int, steps: int) -> int:
    """Return at how many of the first `steps` steps the run has crossed zero along an axis, 0 for x and 1 for y."""
    return int(np.count_nonzero(np.diff(np.sign(run.points[: steps + 1, axis]))))


def signed(value: float, digits: int) -> str:
    """Write a number with so many digits behind the point, its minus as texts have it."""
    return f"{value:.{digits}f}".replace("-", "−")
