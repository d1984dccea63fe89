"""What can be read off a run at every step beside its loss: each (steps + 1,), nan where a step has no such thing.

From `Run.stopped` on a run repeats its last point, and the measures what holds there.
"""

import numpy as np

from optimizers import rate_field
from racing.run import Run
from surfaces import Surface, critical_points
from surfaces.critical import Kind


def gradient_norms(run: Run) -> np.ndarray:
    """Return the norm of the exact gradient at each point: over all rows, and without the noise that the rule met."""
    with np.errstate(all="ignore"):
        return np.hypot(*run.surface.gradient(run.points).T)


def step_lengths(run: Run) -> np.ndarray:
    """Return how far each step led, nan at the start."""
    with np.errstate(all="ignore"):
        return np.append(np.nan, np.hypot(*np.diff(run.points, axis=0).T))


def learning_rates(run: Run) -> np.ndarray | None:
    """Return the learning rate of each step under its schedule, nan at the start; None where the rule has none."""
    if rate_field(run.rule) is None:
        return None
    return np.array([np.nan, *(run.rule.rate_at(t) for t in range(1, len(run.points)))])


def goal_distances(run: Run) -> np.ndarray | None:
    """Return how far each point is from the nearest of the surface's `goals`; None where there are none."""
    minima = goals(run.surface)
    return distances(minima, run.points) if minima else None


def goals(surface: Surface) -> tuple[tuple[float, float], ...]:
    """Return the declared minima, which are global, or where none is declared those found in the domain.

    None at all where one that is found belongs to a connected set, of which nothing but that point is known.
    """
    if surface.minima:
        return surface.minima
    found = [point for point in critical_points(surface) if point.kind.is_minimum]
    return () if any(point.kind is Kind.FLAT_MINIMUM for point in found) else tuple(point.point for point in found)


def distances(minima: tuple[tuple[float, float], ...], points: np.ndarray) -> np.ndarray:
    """Return how far points (n, 2) are from the nearest of the minima, at least one: (n,)."""
    with np.errstate(all="ignore"):
        return np.hypot(*(points[:, None] - np.array(minima)).T).min(axis=0)
