"""Critical points: where a surface has no slope. Minima, maxima, saddles, and what the Hessian does not tell.

Found from the symbolic gradient by Newton's method from a grid of starts, and told apart by the eigenvalues of the
symbolic Hessian; where one vanishes, by the values around. Minima and maxima at kinks, where there is no gradient,
come from a grid of values. Points closer than about a fortieth of the domain may be missed; saddles at kinks are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import product
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from surfaces.kinks import ALIKE, NOISE, is_sharp, low_points, lowest_around, may_have_kinks
from surfaces.newton import ARRIVED, Points, Unit, grid, probe, slopeless, thinned, turning
from surfaces.surface import Surface

STARTS = 48
FINER_STARTS = 96
CROWDED = 8
"""Fewer starts than this to a point found call for the finer grid."""

SAME = 1e-6
"""Isolated points closer than this part of the domain are one; degenerate ones, which blur, closer than `BLUR`."""

BLUR = 1e-3

LINK = 1 / 24
"""Samples of a flat closer than this belong to one flat."""


REMEMBERED = 64
"""Surfaces whose points are kept."""


class Kind(StrEnum):
    """What a critical point is, in the order of a list of them."""

    MINIMUM = "minimum"
    KINK_MINIMUM = "minimum at a kink"
    DEGENERATE_MINIMUM = "degenerate minimum"
    FLAT_MINIMUM = "flat minimum"
    SADDLE = "saddle"
    MAXIMUM = "maximum"
    KINK_MAXIMUM = "maximum at a kink"
    DEGENERATE_SADDLE = "degenerate saddle"
    DEGENERATE_MAXIMUM = "degenerate maximum"
    FLAT_MAXIMUM = "flat maximum"
    FLAT = "flat"

    @property
    def words(self) -> str:
        """What it means, for a person."""
        return _WORDS[self]

    @property
    def is_minimum(self) -> bool:
        """Whether nothing around lies lower."""
        return self in _MINIMA


_WORDS = {
    Kind.MINIMUM: "curves up in every direction",
    Kind.KINK_MINIMUM: "lower than all around, but without second derivatives there",
    Kind.DEGENERATE_MINIMUM: "an eigenvalue is 0, so the Hessian does not tell; all around is higher",
    Kind.FLAT_MINIMUM: "not isolated: one of connected minima; nothing around is lower",
    Kind.SADDLE: "curves up in one direction and down in another",
    Kind.MAXIMUM: "curves down in every direction",
    Kind.KINK_MAXIMUM: "higher than all around, but without second derivatives there",
    Kind.DEGENERATE_SADDLE: "an eigenvalue is 0, so the Hessian does not tell; around are higher and lower places",
    Kind.DEGENERATE_MAXIMUM: "an eigenvalue is 0, so the Hessian does not tell; all around is lower",
    Kind.FLAT_MAXIMUM: "not isolated: one of connected maxima; nothing around is higher",
    Kind.FLAT: "not isolated: one of connected points without slope",
}

_MINIMA = {Kind.MINIMUM, Kind.KINK_MINIMUM, Kind.DEGENERATE_MINIMUM, Kind.FLAT_MINIMUM}

_BY_LOWER_AND_HIGHER = {
    (False, False): Kind.FLAT,
    (False, True): Kind.DEGENERATE_MINIMUM,
    (True, False): Kind.DEGENERATE_MAXIMUM,
    (True, True): Kind.DEGENERATE_SADDLE,
}

_NOT_ISOLATED = {
    Kind.DEGENERATE_MINIMUM: Kind.FLAT_MINIMUM,
    Kind.DEGENERATE_MAXIMUM: Kind.FLAT_MAXIMUM,
    Kind.DEGENERATE_SADDLE: Kind.FLAT,
}


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


@lru_cache(maxsize=REMEMBERED)
@np.errstate(all="ignore")
def critical_points(surface: Surface) -> tuple[CriticalPoint, ...]:
    """The critical points in the domain, its border included: minima by value, saddles, maxima, degenerate ones.

    A connected set of them is given by one of its points. The same surface always gives the same points.
    """
    unit = Unit(surface)
    found, sharp = _everywhere_slopeless(unit), []
    for sign in (1.0, -1.0) if may_have_kinks(surface.expression) else ():
        missed = low_points(unit, sign, _curving(unit, found, sign))
        found = np.concatenate([found, slopeless(unit, missed)])
        missed = missed[(np.abs(missed[:, None] - found) > ALIKE).any(axis=-1).all(axis=1)]
        kind = Kind.KINK_MINIMUM if sign > 0 else Kind.KINK_MAXIMUM
        sharp += [_at_kink(unit, at, kind) for at in missed[is_sharp(unit, sign, missed)]]
    return in_order([point for point in (*_smooth(unit, found), *sharp) if isfinite(point.value)])


@np.errstate(all="ignore")
def kinds_of(surface: Surface, places: Points) -> list[CriticalPoint]:
    """The critical points that lie at `places` (n, 2), known to have no slope."""
    unit = Unit(surface)
    return list(_smooth(unit, (places - unit.low) / unit.size))


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


def _everywhere_slopeless(unit: Unit) -> Points:
    found = slopeless(unit, grid(STARTS).reshape(-1, 2))
    curvature = unit.curvature(found)
    invertible = np.abs(np.linalg.det(curvature)) > SAME * np.abs(curvature).max(axis=(1, 2), initial=0) ** 2
    if np.count_nonzero(invertible) * CROWDED > STARTS**2:
        found = slopeless(unit, grid(FINER_STARTS).reshape(-1, 2))
    return np.concatenate([found, slopeless(unit, turning(unit, FINER_STARTS, found))])


def _smooth(unit: Unit, found: Points) -> Iterator[CriticalPoint]:
    curvature = unit.curvature(found)
    finite = np.isfinite(curvature).all(axis=(1, 2))
    found, curvature = found[finite], curvature[finite]
    isolated, simple = _told_apart(unit, found, curvature)

    at = _rounded(unit, _merged(found[simple]), ARRIVED)
    eigenvalues = np.linalg.eigvalsh(unit.surface.hessian(unit.points(at)))
    for here, place, value, pair in zip(at, unit.points(at), unit.value(at), eigenvalues, strict=True):
        kind = Kind.MINIMUM if pair[0] > 0 else Kind.MAXIMUM if pair[1] < 0 else Kind.SADDLE
        if 0 in pair:  # on a kink, where the Hessian is that of one side
            kind = _by_values_around(unit, here, 1.0)
        yield CriticalPoint(_pair(place), float(value), _pair(pair), kind)

    flat = found[~isolated]
    for island in _islands(flat, LINK):
        members = flat[island]
        middle = (members.min(axis=0) + members.max(axis=0)) / 2
        best = _rounded(unit, members[np.argmin(np.hypot(*(members - middle).T))][None], LINK / 2)[0]
        kind = _by_values_around(unit, best, 1.0)
        yield _singular(unit, best, _NOT_ISOLATED.get(kind, kind))
    alone = found[isolated & ~simple]
    for island in _islands(alone, BLUR):
        members = alone[island]
        best = _rounded(unit, members[np.argmin(np.hypot(*unit.slope(members).T))][None], ALIKE)[0]
        to_simple, to_flat = (np.hypot(*(others - best).T).min(initial=1.0) for others in (at, flat))
        if to_simple > BLUR and to_flat > LINK:
            kind = _by_values_around(unit, best, 0.3 * to_simple)
            yield _singular(unit, best, _NOT_ISOLATED[kind] if _is_level(unit, best, kind) else kind)


def _singular(unit: Unit, at: Points, kind: Kind) -> CriticalPoint:
    return CriticalPoint(_pair(unit.points(at)), float(unit.value(at)), _vanishing(unit, at), kind)


def _told_apart(unit: Unit, at: Points, curvature: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which points (n, 2) are isolated, and which of those have an invertible Hessian: (n,), (n,).

    Moved a little along the least curved direction, Newton's method returns to an invertible point at once, to a
    degenerate one step by step, and to one of many not at all.
    """
    eigenvalues, eigenvectors = np.linalg.eigh(curvature)
    least = np.argmin(np.abs(eigenvalues), axis=1)
    away = np.take_along_axis(eigenvectors, least[:, None, None], axis=2)[..., 0]

    def left(distance: float, rows: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The greater part of the distance that is left, of both ways; whether Newton's method stays there."""
        parts, stays = [], False
        for moved in (distance * away[rows], -distance * away[rows]):
            end = probe(unit, at[rows], moved, 4)
            parts.append(np.nan_to_num(np.hypot(*(end - at[rows]).T) / distance, nan=np.inf))
            further = np.hypot(*(probe(unit, end, 0.0, 1) - end).T)
            stays |= (parts[-1] > 0.5) & (further < 0.01 * distance)
        return np.maximum(*parts), stays

    simple = left(1e-5, np.arange(len(at)))[0] < 0.02
    isolated = simple.copy()
    for distance in (1e-3, 1e-2):
        unsure = np.flatnonzero(~isolated)
        isolated[unsure] = ~left(distance, unsure)[1]
    return isolated, simple


def _by_values_around(unit: Unit, at: Points, reach: float) -> Kind:
    """The degenerate kind of one isolated point (2,), from circles no wider than `reach`."""
    angles = np.linspace(0, 2 * np.pi, 1024, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    here = unit.value(at)
    lower = higher = False
    for radius in (1e-3, 1e-2, 3e-2):
        if radius > max(reach, 1e-3):
            break
        around = unit.value(at + radius * circle)
        around = around[np.isfinite(around)]
        rise = around - here
        noise = NOISE * np.abs(around).max(initial=abs(here))
        lower, higher = lower or (rise < -noise).any(), higher or (rise > noise).any()
    return _BY_LOWER_AND_HIGHER[bool(lower), bool(higher)]


def _is_level(unit: Unit, at: Points, kind: Kind) -> bool:
    """Whether narrow level ways lead out of a degenerate minimum or maximum (2,), as where valleys cross."""
    if kind not in (Kind.DEGENERATE_MINIMUM, Kind.DEGENERATE_MAXIMUM):
        return False
    sign = 1.0 if kind is Kind.DEGENERATE_MINIMUM else -1.0
    _, lowest = lowest_around(unit, sign, at[None], np.array([3e-2]), 0.0, levels=12)
    here = sign * unit.value(at)
    return bool(lowest[0] - here <= NOISE * abs(here))


def _vanishing(unit: Unit, at: Points) -> tuple[float, float]:
    """The eigenvalues at a degenerate point (2,), those within its blur made exactly 0."""
    around = at + 1e-2 * np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)])
    curvature = unit.surface.hessian(unit.points(around))
    low, high = np.linalg.eigvalsh(curvature[0])
    negligible = 1e-4 * np.abs(curvature[np.isfinite(curvature)]).max()
    if min(abs(low), abs(high)) > negligible:
        negligible = min(abs(low), abs(high))
    return tuple(0.0 if abs(number) <= negligible else float(number) for number in (low, high))


def _curving(unit: Unit, at: Points, sign: float) -> Points:
    """Those of the points (n, 2) that may be minima of sign · f by their Hessian."""
    curvature = sign * unit.curvature(at)
    finite = np.isfinite(curvature).all(axis=(1, 2))
    low, high = np.linalg.eigvalsh(curvature[finite]).T
    return at[finite][low >= -1e-6 * np.abs(high)]


def _at_kink(unit: Unit, at: Points, kind: Kind) -> CriticalPoint:
    """The critical point at `at` (2,), or at coordinates with few digits near it where f is no worse there."""
    sign = 1 if kind is Kind.KINK_MINIMUM else -1
    plain = [np.round(unit.points(at), _digits(unit, within)) + 0.0 for within in (ALIKE, SAME, ARRIVED)]
    best = min([*plain, unit.points(at)], key=lambda place: np.nan_to_num(sign * unit.surface.value(place), nan=np.inf))
    return CriticalPoint(_pair(best), float(unit.surface.value(best)), None, kind)


def _rounded(unit: Unit, at: Points, within: float) -> Points:
    """The points (n, 2), with few digits where that leaves no more slope than rounding does."""
    plain = (np.round(unit.points(at), _digits(unit, within)) - unit.low) / unit.size
    granted = 1e-15 * np.abs(unit.curvature(at)).max(axis=(1, 2), initial=0)
    granted += np.hypot(*unit.slope(at).T)
    for chosen in ((True, True), (True, False), (False, True)):
        rounded = np.where(chosen, plain, at)
        fits = np.hypot(*unit.slope(rounded).T) <= granted
        fits &= np.isfinite(unit.curvature(rounded)).all(axis=(1, 2))
        at = np.where(fits[:, None], rounded, at)
    return at


def _digits(unit: Unit, within: float) -> int:
    """How many decimals keep a coordinate within this part of the domain."""
    return int(np.floor(-np.log10(within * unit.size.min())))


def _merged(at: Points) -> Points:
    """One of each lot of points within `SAME`: cells laid four ways, so that no border parts a lot in all of them."""
    for shift in product((0, SAME / 2), repeat=2):
        at = thinned(at + shift, SAME)[0] - shift
    return at


def _islands(at: Points, spacing: float) -> Iterator[list[int]]:
    """Indices of the points (n, 2) of each cluster: those in cells `spacing` wide that touch."""
    cells: dict[tuple[int, ...], list[int]] = {}
    for index, cell in enumerate(map(tuple, np.floor(at / spacing).astype(int).tolist())):
        cells.setdefault(cell, []).append(index)
    while cells:
        border, island = [next(iter(cells))], []
        while border:
            cell = border.pop()
            island += cells.pop(cell, [])
            border += [near for i, j in product((-1, 0, 1), repeat=2) if (near := (cell[0] + i, cell[1] + j)) in cells]
        yield sorted(island)


def _pair(numbers: NDArray[np.float64]) -> tuple[float, float]:
    first, second = (float(number) + 0.0 for number in numbers)
    return first, second
