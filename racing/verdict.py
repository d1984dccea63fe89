"""How a run ended: from the gradient, the Hessian and the size of the last steps, never from the racer's name.

Near its last point p a run has an estimated critical point c = p - H⁺g, one Newton step away (H⁺ the pseudo-inverse).
A run rests when its last points all lie within `TOLERANCE` times the domain's diagonal of c. Where it rests, the
eigenvalues of H say on what: both positive a minimum, mixed signs a saddle, both negative a maximum. Where one
vanishes the neighbourhood decides: a way without slope is a flat, lower ground a saddle, otherwise a minimum. At a
kink, where H says nothing, a run rests in a known minimum that it stays near.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from surfaces import Surface, critical_points
from surfaces.kinds import Kind

TOLERANCE = 1e-3
"""What counts as near, as a part of the domain's diagonal."""

ESCAPE = 1e3
"""A run that ends further from the domain's centre than this many diagonals, and than its start, has diverged."""

STALL = 1e-9
"""Less movement than this part of the diagonal, over the last tenth of a run, is standing still."""

NEWTON_STEPS = 3
"""Steps from a run's last point to the critical point that it may rest at."""

CUT = 1e-12
"""An eigenvalue that is a smaller part of the larger one is taken for 0 in H⁺."""

SOLVED = MappingProxyType({"rtol": 1e-6, "atol": 1e-12})
"""How well H H⁺g must give g: else the slope lies where the surface does not curve."""

NEGLIGIBLE = 1e-9
"""Curvatures, and slopes, that are a smaller part of the largest around tell nothing."""

LEAST_CURVATURE = 1e-3
"""What counts as the largest curvature where there is less."""

CIRCLE = np.exp(2j * np.pi * np.arange(64) / 64).view(float).reshape(64, 2)
"""Directions in which the neighbourhood of a critical point is looked at, (64, 2)."""


class Ending(StrEnum):
    """The ways a run can end."""

    CONVERGED = "converged"
    SADDLE = "stuck at a saddle"
    MAXIMUM = "stuck at a maximum"
    FLAT = "stuck on a flat"
    STALLED = "stands still on a slope"
    DIVERGED = "diverged"
    MOVING = "still moving"


@dataclass(frozen=True)
class Verdict:
    """How a run ended, since which step, and the critical point it rests at.

    step: the first step of the ending, None while the run still moves. point: (x, y) of the critical point. minimum:
    its index in `surface.minima` where it is a declared one.
    """

    ending: Ending
    step: int | None = None
    point: tuple[float, float] | None = None
    minimum: int | None = None

    def __str__(self) -> str:
        text = str(self.ending)
        if self.ending is Ending.CONVERGED:
            kind = "the minimum" if self.minimum is not None else "a local minimum"
            text += f" to {kind} ({self.point[0]:.4g}, {self.point[1]:.4g})"
        return text if self.step is None else f"{text} at step {self.step}"


@np.errstate(all="ignore")
def judge(surface: Surface, points: np.ndarray, values: np.ndarray, stopped: int | None) -> Verdict:
    """Return the verdict on points (steps + 1, 2) with losses (steps + 1,) that ceased to be finite at `stopped`."""
    reach = np.hypot(*(points - np.array(surface.domain).mean(axis=1)).T)
    near = reach <= max(ESCAPE * diagonal(surface), reach[0])
    if not near[-1]:
        return Verdict(Ending.DIVERGED, int(np.flatnonzero(near)[-1]) + 1)
    if stopped is not None:
        return Verdict(Ending.DIVERGED, stopped)

    end, radius, last = last_part(len(points)), nearness(surface), points[-1]
    for rest in _rests(surface, last):
        away = np.hypot(*(points - rest).T) > radius if rest is not None else np.ones(len(points), dtype=bool)
        if not away[-end:].any():
            step = int(np.flatnonzero(away)[-1]) + 1 if away.any() else 0
            return _resting(surface, rest, radius, step)
    moved = np.hypot(*(points - last).T) > STALL * diagonal(surface)
    if not moved[-end:].any():
        return Verdict(Ending.STALLED, int(np.flatnonzero(moved)[-1]) + 1 if moved.any() else 0)
    return Verdict(Ending.MOVING)


def diagonal(surface: Surface) -> float:
    """Return the length of the domain's diagonal."""
    return float(np.hypot(*np.ptp(surface.domain, axis=1)))


def nearness(surface: Surface) -> float:
    """Return how near a point of rest a run must stay."""
    return TOLERANCE * diagonal(surface)


def last_part(points: int) -> int:
    """Return how many of a run's last points must stay near for it to rest."""
    return min(points, max(5, points // 10))


def known_minima(surface: Surface) -> np.ndarray:
    """Return the isolated minima (m, 2) that are known: the declared ones, or where there are none those found."""
    minima = surface.minima or [
        point.point
        for point in critical_points(surface)
        if point.kind.is_minimum and point.kind is not Kind.FLAT_MINIMUM
    ]
    return np.array(minima, dtype=float).reshape(-1, 2)


def known_flats(surface: Surface) -> np.ndarray:
    """Return a point of each flat (m, 2) that is known; none are sought where minima are declared."""
    found = () if surface.minima else critical_points(surface)
    flats = [point.point for point in found if point.kind in (Kind.FLAT_MINIMUM, Kind.FLAT, Kind.FLAT_MAXIMUM)]
    return np.array(flats, dtype=float).reshape(-1, 2)


def _rests(surface: Surface, last: np.ndarray) -> Iterator[np.ndarray | None]:
    """Yield the places where a run that ends at `last` may rest, the second only worked out where it is asked for."""
    yield _critical_point(surface, last)
    yield _nearest(known_minima(surface), last)


def _resting(surface: Surface, rest: np.ndarray, radius: float, step: int) -> Verdict:
    nearest = _nearest(known_minima(surface), rest)
    if nearest is not None and np.hypot(*(nearest - rest)) <= radius:
        point = (float(nearest[0]), float(nearest[1]))
        declared = surface.minima.index(point) if point in surface.minima else None
        return Verdict(Ending.CONVERGED, step, point, declared)
    flat = _nearest(known_flats(surface), rest)
    on_flat = flat is not None and np.hypot(*(flat - rest)) <= radius
    ending = Ending.FLAT if on_flat else _kind(surface, rest, radius)
    return Verdict(ending, step, (float(rest[0]), float(rest[1])))


def _nearest(minima: np.ndarray, point: np.ndarray) -> np.ndarray | None:
    return minima[np.argmin(np.hypot(*(minima - point).T))] if len(minima) else None


def _critical_point(surface: Surface, point: np.ndarray) -> np.ndarray | None:
    """Return the Newton estimate (2,) of the critical point next to `point`, or None where there is none."""
    for _ in range(NEWTON_STEPS):
        gradient, hessian = surface.gradient(point), surface.hessian(point)
        if not (np.isfinite(gradient).all() and np.isfinite(hessian).all()):
            return point
        size = np.abs(hessian).max() or 1.0
        newton = np.linalg.pinv(hessian / size, rcond=CUT, hermitian=True) @ (gradient / size)
        if not np.allclose(hessian @ newton, gradient, **SOLVED):
            return None  # the slope lies where the surface does not curve: no critical point near
        if np.linalg.norm(newton) == 0:
            break
        point = point - newton
    return point


def _kind(surface: Surface, point: np.ndarray, radius: float) -> Ending:
    low, high = np.linalg.eigvalsh(np.nan_to_num(surface.hessian(point)))
    negligible = NEGLIGIBLE * max(abs(low), abs(high), LEAST_CURVATURE)
    if low > negligible:
        return Ending.CONVERGED
    if high < -negligible:
        return Ending.MAXIMUM
    if low < -negligible:
        return Ending.SADDLE
    around = point + radius * CIRCLE
    slopes = np.hypot(*surface.gradient(around).T)  # which does not overflow, as squares would
    if slopes.min() <= NEGLIGIBLE * slopes.max():
        return Ending.FLAT
    lower = surface.value(around) < surface.value(point)
    return Ending.SADDLE if lower.any() else Ending.CONVERGED
