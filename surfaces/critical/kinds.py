"""What a critical point is: one classifier, which the table of critical points and the verdicts on runs both ask.

The eigenvalues of the Hessian tell, where Newton's method agrees that none of them vanishes. Where one does, the method
tells whether the point is one of a line of them, and if not, or at a kink, the values around it tell.

Coordinates are those of the unit square (newton.py). Everything takes many points at once.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from surfaces.critical.kinks import NOISE, lowest_around
from surfaces.critical.newton import Points, Unit, newton_step, probe
from words import say


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
    EDGE_MINIMUM = "minimum at the edge"

    @property
    def title(self) -> str:
        """What it is called."""
        return _WORDS[self][0]

    @property
    def words(self) -> str:
        """What it means, for a person."""
        return _WORDS[self][1]

    @property
    def is_minimum(self) -> bool:
        """Whether nothing around lies lower."""
        return self in _MINIMA


_WORDS = {
    Kind.MINIMUM: (say("minimum"), say("curves up in every direction")),
    Kind.KINK_MINIMUM: (
        say("minimum at a kink"),
        say("lower than all around, but without second derivatives there"),
    ),
    Kind.DEGENERATE_MINIMUM: (
        say("degenerate minimum"),
        say("an eigenvalue is 0, so the Hessian does not tell; all around is higher"),
    ),
    Kind.FLAT_MINIMUM: (
        say("flat minimum"),
        say("not isolated: one of connected minima; nothing around is lower"),
    ),
    Kind.SADDLE: (say("saddle"), say("curves up in one direction and down in another")),
    Kind.MAXIMUM: (say("maximum"), say("curves down in every direction")),
    Kind.KINK_MAXIMUM: (
        say("maximum at a kink"),
        say("higher than all around, but without second derivatives there"),
    ),
    Kind.DEGENERATE_SADDLE: (
        say("degenerate saddle"),
        say("an eigenvalue is 0, so the Hessian does not tell; around are higher and lower places"),
    ),
    Kind.DEGENERATE_MAXIMUM: (
        say("degenerate maximum"),
        say("an eigenvalue is 0, so the Hessian does not tell; all around is lower"),
    ),
    Kind.FLAT_MAXIMUM: (
        say("flat maximum"),
        say("not isolated: one of connected maxima; nothing around is higher"),
    ),
    Kind.FLAT: (say("flat"), say("not isolated: one of connected points without slope")),
    Kind.EDGE_MINIMUM: (
        say("minimum at the edge"),
        say("the lowest place of the domain lies on its edge, beyond which the surface falls on"),
    ),
}
"""What each is called, and what that means."""

_MINIMA = {Kind.MINIMUM, Kind.KINK_MINIMUM, Kind.DEGENERATE_MINIMUM, Kind.FLAT_MINIMUM}

KINDS = tuple(Kind)
"""Code → kind."""

CODE = {kind: code for code, kind in enumerate(KINDS)}

NONE, UNSURE = 255, 254
"""Stand for a code where the surface goes on sloping after all, however little, and where it is not known yet."""

LEVEL = 1e-9
"""A way out that rises or falls less than this part of the steepest one is level."""

RADII = (1e-3, 1e-2, 3e-2)
"""How far around a point its values are looked at."""

LEVELS = 12

_WAYS = (-3, -2, -1, 0, 1, 2, 3)
_HERE = 3

_BY_VALUES = (
    Kind.DEGENERATE_SADDLE,
    Kind.FLAT_MAXIMUM,
    Kind.DEGENERATE_MAXIMUM,
    Kind.FLAT_MINIMUM,
    Kind.DEGENERATE_MINIMUM,
)


class Told(NamedTuple):
    """What Newton's method says of points (n, 2) without slope.

    kinds: (n,) codes, `UNSURE` where the values around must tell. isolated: (n,) whether it is no part of a line.
    """

    kinds: NDArray[np.uint8]
    isolated: NDArray[np.bool_]


def told_apart(unit: Unit, at: Points) -> Told:
    """Tell points (n, 2) without slope apart by Newton's method, moved a little along and across the least curvature.

    It returns to an invertible point at once, to a degenerate one step by step, and to one of a line not at all.
    """
    curvature = unit.curvature(at)
    finite = np.isfinite(curvature).all(axis=(1, 2))
    curvature = np.where(finite[:, None, None], curvature, 0.0)
    along, across = main_axes(curvature)
    least, most = (np.einsum("ni,nij,nj->n", axis, curvature, axis) for axis in (along, across))

    def returns(direction: Points, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        return _left(unit, at[rows], 1e-5 * direction[rows])[0] < 0.02

    kinds, isolated = np.full(len(at), UNSURE, np.uint8), np.ones(len(at), dtype=bool)
    simple = np.zeros(len(at), dtype=bool)
    rows = np.flatnonzero(finite)
    simple[rows] = returns(along, rows)
    kinds[simple] = np.select(
        [least * most < 0, most > 0], [CODE[Kind.SADDLE], CODE[Kind.MINIMUM]], CODE[Kind.MAXIMUM]
    )[simple]

    rows = np.flatnonzero(finite & ~simple)
    clear = returns(across, rows)
    edges, bare = rows[clear], rows[~clear]
    for distance in (1e-3, 1e-2):
        still = edges[isolated[edges]]
        isolated[still] = ~_left(unit, at[still], distance * along[still])[1]
    lines = edges[~isolated[edges]]
    kinds[lines] = np.where(most[lines] > 0, CODE[Kind.FLAT_MINIMUM], CODE[Kind.FLAT_MAXIMUM])
    if lines.size:
        kinds[lines[_is_sloping(unit, at[lines], along[lines], across[lines])]] = NONE
    isolated[bare] = ~_on_level_ways(unit, at[bare])
    return Told(kinds, isolated)


def kinds_around(unit: Unit, at: Points, reach: Points | float = np.inf) -> NDArray[np.uint8]:
    """The codes (n,) of critical points (n, 2) by their values on circles, none wider than `reach` but the first.

    A minimum or maximum out of which a level way leads is called flat, and so is a point among level ground.
    """
    reach = np.broadcast_to(reach, len(at))
    here = unit.value(at)
    grain = 2 * np.finfo(float).eps * (np.abs(unit.points(at)) / unit.size).max(axis=1, initial=0)
    lower, higher, even, topped = (np.zeros(len(at), dtype=bool) for _ in range(4))
    for radius in RADII:
        some = np.flatnonzero((reach >= radius) | (radius == RADII[0]))
        if not some.size:
            break
        circle = np.full(len(some), radius)
        low, negative = (lowest_around(signed(unit, sign), at[some], circle, 0.0, LEVELS)[1] for sign in (1.0, -1.0))
        fall, rise = here[some] - low, -negative - here[some]
        sizes = [np.where(np.isfinite(values), np.abs(values), 0) for values in (here[some], low, negative)]
        steep = np.fmax(np.abs(fall), np.abs(rise)) / radius
        noise = NOISE * np.max(sizes, axis=0) + grain[some] * np.where(np.isfinite(steep), steep, 0)
        lower[some] |= fall > noise
        higher[some] |= rise > noise
        even[some] = -fall <= np.maximum(noise, LEVEL * rise)
        topped[some] = -rise <= np.maximum(noise, LEVEL * fall)
    return np.select(
        [lower & higher, lower & topped, lower, higher & even, higher],
        [CODE[kind] for kind in _BY_VALUES],
        CODE[Kind.FLAT],
    ).astype(np.uint8)


def main_axes(curvature: NDArray[np.float64]) -> tuple[Points, Points]:
    """The directions of the least and of the greatest curvature, whichever way it bends: (n, 2) each."""
    sizes, axes = np.linalg.eigh(curvature)
    order = np.argsort(np.abs(sizes), axis=1)
    along, across = np.moveaxis(np.take_along_axis(axes, order[:, None], axis=2), 2, 0)
    return along, across


def floor(unit: Unit, at: Points, across: Points) -> Points:
    """Where Newton's method comes to from points (n, 2) when it may only move along `across` (n, 2)."""
    for _ in range(4):
        bend = np.einsum("ni,nij,nj->n", across, unit.curvature(at), across)
        back = (unit.slope(at) * across).sum(axis=1) / np.where(bend == 0, np.inf, bend)
        at = at - back[:, None] * across
    return at


def signed(unit: Unit, sign: float) -> Callable[[Points], Points]:
    """sign · f as a function of points."""
    return lambda at: sign * unit.value(at)


def _left(unit: Unit, at: Points, away: Points) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Of points (n, 2) moved by ±away: the greater part of the way that is left after four steps; whether one stays."""
    distance = np.hypot(*away.T)
    parts, stays = [], np.zeros(len(at), dtype=bool)
    for moved in (away, -away):
        end = probe(unit, at, moved, 4)
        parts.append(np.nan_to_num(np.hypot(*(end - at).T) / distance, nan=np.inf))
        slope, curvature = unit.slope(end), unit.curvature(end)
        further = np.hypot(*newton_step(slope, curvature).T)
        steep = np.hypot(*slope.T) > distance * np.abs(curvature).max(axis=(1, 2), initial=0)  # as beside a kink
        stays |= (parts[-1] > 0.5) & (further < 0.01 * distance) & ~steep
    return np.maximum(*parts), stays


def _is_sloping(unit: Unit, at: Points, along: Points, across: Points) -> NDArray[np.bool_]:
    """Whether the seeming lines through points (n, 2) fall towards one end all along, ever more or ever less steeply.

    A level line has slopes of 0, or of rounding, which point either way; the tails of tanh and exp are never level.
    """
    falls = np.zeros(len(at), dtype=bool)
    for distance in (1e-2, 1e-4):
        ways = [floor(unit, at + distance * way * along, across) for way in _WAYS]
        gradients = np.stack([unit.slope(places) for places in ways])
        slopes = (gradients * along).sum(axis=-1)
        sizes = np.where(np.abs(slopes) > 1e-3 * np.hypot(*np.moveaxis(gradients, -1, 0)), np.abs(slopes), 0)
        changes = np.diff(sizes, axis=0)
        one_way = ((slopes >= 0) | (sizes == 0)).all(axis=0) | ((slopes <= 0) | (sizes == 0)).all(axis=0)
        steadily = (changes >= 0).all(axis=0) | (changes <= 0).all(axis=0)
        falls |= one_way & steadily & (sizes[_HERE] > 0)
    return falls


def _on_level_ways(unit: Unit, at: Points) -> NDArray[np.bool_]:
    """Whether the slope vanishes somewhere on a circle around points (n, 2) without curvature."""
    if not len(at):
        return np.zeros(0, dtype=bool)

    def steepness(places: Points) -> Points:
        return np.hypot(*np.moveaxis(unit.slope(places), -1, 0))

    circle = np.full(len(at), RADII[1])
    least = lowest_around(steepness, at, circle, 0.0, LEVELS)[1]
    most = -lowest_around(lambda places: -steepness(places), at, circle, 0.0, 2)[1]
    return least <= LEVEL * most
