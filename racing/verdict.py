"""How a run ended: from the gradient, the Hessian and the size of the last steps, never from the racer's name.

Near its last point p a run has an estimated critical point c = p - H⁺g, one Newton step away (H⁺ the pseudo-inverse).
A run rests when its last points all lie within `TOLERANCE` times the domain's diagonal of c. Where it rests, the
eigenvalues of H say on what: both positive a minimum, mixed signs a saddle, both negative a maximum. Where one
vanishes the neighbourhood decides: no slope around is a flat, lower ground a saddle, otherwise a minimum.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from surfaces import Surface

TOLERANCE = 1e-3
"""What counts as near, as a part of the domain's diagonal."""

ESCAPE = 1e3
"""A point further from the domain's centre than this many diagonals has diverged, finite or not."""

STALL = 1e-9
"""Less movement than this part of the diagonal, over the last tenth of a run, is standing still."""


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

    step: the first step of the ending, None while the run still moves. point: (x, y) of the critical point. minimum: its
    index in `surface.minima` where it is a declared one.
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


def judge(surface: Surface, points: np.ndarray, values: np.ndarray, stopped: int | None) -> Verdict:
    """Return the verdict on points (steps + 1, 2) with losses (steps + 1,) that ceased to be finite at `stopped`."""
    corners = np.array(surface.domain).T
    diagonal = float(np.hypot(*(corners[1] - corners[0])))
    far = np.hypot(*(points - corners.mean(axis=0)).T) > ESCAPE * diagonal
    if far.any():
        return Verdict(Ending.DIVERGED, int(np.argmax(far)))
    if stopped is not None:
        return Verdict(Ending.DIVERGED, stopped)

    window = max(5, len(points) // 10)
    radius = TOLERANCE * diagonal
    last = points[-1]
    rest = _critical_point(surface, last)
    distances = np.hypot(*(points - rest).T) if rest is not None else np.full(len(points), np.inf)
    if np.all(distances[-window:] <= radius):
        ending = _kind(surface, rest, radius)
        step = len(points) - int(np.argmax(distances[::-1] > radius)) if (distances > radius).any() else 0
        return Verdict(ending, step, (float(rest[0]), float(rest[1])), _declared(surface, rest, radius, ending))
    moved = np.hypot(*(points - last).T) > STALL * diagonal
    if not moved[-window:].any():
        return Verdict(Ending.STALLED, int(np.flatnonzero(moved)[-1]) + 1 if moved.any() else 0)
    return Verdict(Ending.MOVING)


def _critical_point(surface: Surface, point: np.ndarray) -> np.ndarray | None:
    """Return the Newton estimate (2,) of the critical point next to `point`, or None where there is none."""
    for _ in range(3):
        gradient, hessian = surface.gradient(point), surface.hessian(point)
        if not (np.isfinite(gradient).all() and np.isfinite(hessian).all()):
            return point
        newton = np.linalg.pinv(hessian, rcond=1e-12, hermitian=True) @ gradient
        if not np.allclose(hessian @ newton, gradient, rtol=1e-6, atol=1e-12):
            return None  # the slope lies where the surface does not curve: no critical point near
        if np.linalg.norm(newton) == 0:
            break
        point = point - newton
    return point


def _kind(surface: Surface, point: np.ndarray, radius: float) -> Ending:
    low, high = np.linalg.eigvalsh(np.nan_to_num(surface.hessian(point)))
    negligible = 1e-9 * max(abs(low), abs(high), 1e-3)
    if low > negligible:
        return Ending.CONVERGED
    if high < -negligible:
        return Ending.MAXIMUM
    if low < -negligible:
        return Ending.SADDLE
    angles = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    slopes = np.linalg.norm(surface.gradient(point + 1e-2 * radius * circle), axis=-1)
    if np.min(slopes) <= 1e-12:
        return Ending.FLAT
    lower = surface.value(point + radius * circle) < surface.value(point)
    return Ending.SADDLE if lower.any() else Ending.CONVERGED


def _declared(surface: Surface, point: np.ndarray, radius: float, ending: Ending) -> int | None:
    if ending is not Ending.CONVERGED or not surface.minima:
        return None
    distances = np.hypot(*(np.array(surface.minima) - point).T)
    return int(np.argmin(distances)) if distances.min() <= radius else None
