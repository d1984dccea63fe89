"""A critical point as it is listed: at plain coordinates where they fit, with its value, eigenvalues and kind.

Coordinates given are those of the unit square (newton.py), those of a `CriticalPoint` the surface's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surfaces.critical.islands import SPACING
from surfaces.critical.kinds import CODE, KINDS, Kind, kinds_around
from surfaces.critical.kinks import ALIKE, may_have_kinks
from surfaces.critical.newton import ARRIVED, Points, Unit

SAME = 1e-6
"""Invertible points closer than this part of the domain are one."""

_LEVEL = [CODE[kind] for kind in (Kind.FLAT_MINIMUM, Kind.FLAT_MAXIMUM, Kind.FLAT)]

_PLAINER = (SPACING, ALIKE, SAME, ARRIVED)


@dataclass(frozen=True)
class CriticalPoint:
    """A point without slope, or one at a kink that is lower or higher than all around.

    eigenvalues: of the Hessian, the smaller first, exactly 0 where degenerate; None at a kink.
    exact: LaTeX of the exact coordinates, None where they are unknown or long.
    """

    point: tuple[float, float]
    value: float
    eigenvalues: tuple[float, float] | None
    kind: Kind
    exact: str | None = None

    @property
    def condition(self) -> float | None:
        """How much stronger the surface curves one way than the other; None where an eigenvalue is 0 or missing."""
        if self.eigenvalues is None or 0 in self.eigenvalues:
            return None
        gentle, steep = sorted(map(abs, self.eigenvalues))
        return steep / gentle

    @property
    def largest_rate(self) -> float | None:
        """2/λmax, below which plain gradient descent is stable here; None where this is no smooth minimum."""
        if not self.kind.is_minimum or self.eigenvalues is None or self.eigenvalues[1] <= 0:
            return None
        return 2 / self.eigenvalues[1]


def in_order(points: list[CriticalPoint]) -> tuple[CriticalPoint, ...]:
    """Minima by value first, of values equal but for rounding the leftmost first; then the other kinds."""
    values = [abs(point.value) for point in points]
    scale = max(values, default=0.0)
    kinds = list(Kind)

    def key(critical: CriticalPoint) -> tuple[float, ...]:
        rank = -1 if critical.kind.is_minimum else kinds.index(critical.kind)
        level = round(critical.value / scale, 10) if scale else 0.0
        return rank, level, *critical.point

    return tuple(sorted(points, key=key))


def regular_points(unit: Unit, at: Points) -> Iterator[CriticalPoint]:
    """Those at points (n, 2) whose kind the Hessian tells, unless it is that of one side of a kink."""
    eigenvalues = np.linalg.eigvalsh(unit.surface.hessian(unit.points(at)))
    for here, place, value, pair in zip(at, unit.points(at), unit.value(at), eigenvalues, strict=True):
        kind = Kind.MINIMUM if pair[0] > 0 else Kind.MAXIMUM if pair[1] < 0 else Kind.SADDLE
        if 0 in pair:  # on a kink, where the Hessian is that of one side
            kind = KINDS[kinds_around(unit, here[None])[0]]
        yield CriticalPoint(_pair(place), float(value), _pair(pair), kind)


def on_lines(unit: Unit, at: Points) -> NDArray[np.bool_]:
    """Which of the points (n, 2) with the Hessian of a saddle lie where level lines of kinks cross: (n,)."""
    low, high = np.linalg.eigvalsh(unit.curvature(at)).T
    seeming = np.flatnonzero((low < 0) & (high > 0) & may_have_kinks(unit.surface.form))
    found = np.zeros(len(at), dtype=bool)
    found[seeming] = np.isin(kinds_around(unit, at[seeming]), _LEVEL)
    return found


def degenerate_point(unit: Unit, at: Points, kind: Kind) -> CriticalPoint:
    """The one at `at` (2,), where an eigenvalue vanishes."""
    return CriticalPoint(_pair(unit.points(at)), float(unit.value(at)), _vanishing(unit, at), kind)


def _vanishing(unit: Unit, at: Points) -> tuple[float, float]:
    """The eigenvalues at a degenerate point (2,), those within its blur made exactly 0."""
    around = at + 1e-2 * np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)])
    curvature = unit.surface.hessian(unit.points(around))
    low, high = np.linalg.eigvalsh(curvature[0])
    negligible = 1e-4 * np.abs(curvature[np.isfinite(curvature)]).max()
    if min(abs(low), abs(high)) > negligible:
        negligible = min(abs(low), abs(high))
    return tuple(0.0 if abs(number) <= negligible else float(number) for number in (low, high))


def kink_point(unit: Unit, at: Points, sign: float, kind: Kind) -> CriticalPoint:
    """The one at `at` (2,), or at coordinates with few digits near it where sign · f is no higher there."""
    exact = unit.points(at)
    coordinates = [
        [*(np.round(exact, _digits(unit, within))[axis] + 0.0 for within in _PLAINER), exact[axis]] for axis in (0, 1)
    ]
    places = np.stack(np.meshgrid(*coordinates, indexing="ij"), axis=-1).reshape(-1, 2)
    best = places[np.argmin(np.nan_to_num(sign * unit.surface.value(places), nan=np.inf))]
    return CriticalPoint(_pair(best), float(unit.surface.value(best)), None, kind)


def rounded(unit: Unit, at: Points, within: float) -> Points:
    """The points (n, 2), with few digits where that leaves no more slope than rounding does."""
    plain = (np.round(unit.points(at), _digits(unit, within)) - unit.low) / unit.size
    granted = 1e-15 * np.abs(unit.curvature(at)).max(axis=(1, 2), initial=0)
    granted += np.hypot(*unit.slope(at).T)
    for chosen in ((True, True), (True, False), (False, True)):
        moved = np.where(chosen, plain, at)
        fits = np.hypot(*unit.slope(moved).T) <= granted
        fits &= np.isfinite(unit.curvature(moved)).all(axis=(1, 2))
        at = np.where(fits[:, None], moved, at)
    return at


def _digits(unit: Unit, within: float) -> int:
    """How many decimals keep a coordinate within this part of the domain."""
    return int(np.ceil(-np.log10(2 * within * unit.size.min())))


def _pair(numbers: NDArray[np.float64]) -> tuple[float, float]:
    first, second = (float(number) + 0.0 for number in numbers)
    return first, second
