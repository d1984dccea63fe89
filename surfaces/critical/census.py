"""Critical points: where a surface has no slope. Minima, maxima, saddles, and what the Hessian does not tell.

Found from the symbolic gradient by Newton's method from grids of starts, and told apart as kinds.py says.
Those at kinks, where there is no gradient, come from grids of values and of slopes. Points closer than about a
fortieth of the domain may be missed; saddles at kinks are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from surfaces.critical.islands import (
    SPACING,
    Ground,
    clusters,
    fades,
    is_line_above,
    level_grounds,
    lines,
    nearest_of,
    onto,
)
from surfaces.critical.kinds import CODE, KINDS, NONE, UNSURE, Kind, kinds_around, told_apart
from surfaces.critical.kinks import (
    ALIKE,
    NOISE,
    is_hole,
    is_sharp,
    is_tilted,
    low_points,
    may_have_kinks,
    on_level_kinks,
)
from surfaces.critical.newton import ARRIVED, Points, Unit, crossings, grid, is_continuous, slopeless, thinned, turning
from surfaces.critical.points import (
    SAME,
    CriticalPoint,
    degenerate_point,
    in_order,
    kink_point,
    on_lines,
    regular_points,
    rounded,
)
from surfaces.surface import Surface, as_surface
from surfaces.threads import remembered
from words import say

STARTS = 48
FINER_STARTS = 192
CROWDED = 8
"""Fewer starts than this to a point found call for the finer grid."""

BLUR = 1e-3
"""Degenerate points closer than this part of the domain are one; invertible ones, closer than `SAME`."""

BOTTOM_SLOPE = 1e-6
"""Less slope than this part of what there is a little further on is none."""

BESIDE = 1 / 24
"""A degenerate point closer than this to a line of critical points belongs to it."""

REMEMBERED = 256
"""Surfaces whose points are kept: all of the catalogue, and others beside them."""

_SIMPLE = [CODE[kind] for kind in (Kind.MINIMUM, Kind.MAXIMUM, Kind.SADDLE)]

_EXTREME = [CODE[kind] for kind in (Kind.FLAT_MINIMUM, Kind.FLAT_MAXIMUM)]

_LINES = {Kind.FLAT_MINIMUM: 1.0, Kind.FLAT_MAXIMUM: -1.0, Kind.FLAT: 1.0}
"""Kinds of which there are lines → the sign with which f is least across them."""

_SPECIAL = {
    Kind.KINK_MINIMUM,
    Kind.KINK_MAXIMUM,
    Kind.DEGENERATE_MINIMUM,
    Kind.DEGENERATE_MAXIMUM,
    Kind.DEGENERATE_SADDLE,
}

SIGNS = (1.0, -1.0)
"""The signs with which minima and maxima of f are minima."""

_KINKS = {1.0: Kind.KINK_MINIMUM, -1.0: Kind.KINK_MAXIMUM}

_AT_KINKS = {Kind.DEGENERATE_MINIMUM: Kind.KINK_MINIMUM, Kind.DEGENERATE_MAXIMUM: Kind.KINK_MAXIMUM}

_NOT_ISOLATED = {
    Kind.DEGENERATE_MINIMUM: Kind.FLAT_MINIMUM,
    Kind.DEGENERATE_MAXIMUM: Kind.FLAT_MAXIMUM,
    Kind.DEGENERATE_SADDLE: Kind.FLAT,
}


class Line(NamedTuple):
    """A line of critical points: samples (n, 2) of it, on the unit square; whether it is a kink."""

    samples: Points
    kind: Kind
    is_kink: bool = False


class Census(NamedTuple):
    """All critical points of a surface: one of each line and of each level ground among the points."""

    points: tuple[CriticalPoint, ...]
    lines: tuple[Line, ...]
    grounds: tuple[Ground, ...]


def critical_points(surface: Surface) -> tuple[CriticalPoint, ...]:
    """The critical points in the domain, its border included: minima by value, saddles, maxima, degenerate ones.

    Declared minima on the edge, where there is a slope, come last. A connected set of points is given by one of them.
    The same surface always gives the same points.
    """
    return _census(as_surface("critical_points", surface)).points


@np.errstate(all="ignore")
def critical_points_at(surface: Surface, places: Points) -> list[CriticalPoint]:
    """The isolated critical points that lie at `places` (n, 2), known to have no slope."""
    unit = Unit(surface)
    at = unit.at(places)
    return list(_isolated(unit, at, told_apart(unit, at).kinds))


@np.errstate(all="ignore")
def kinds_at(surface: Surface, places: Points) -> NDArray[np.uint8]:
    """What the critical points at `places` (n, 2) are: codes (n,) into `KINDS`, `NONE` where it slopes after all."""
    unit, places, census = *_asked("kinds_at", surface, places), _census(surface)
    at = unit.at(places)
    kinds = _kinds(unit, at, census.grounds)
    on_line = np.flatnonzero(np.isin(kinds, [CODE[kind] for kind in _LINES]))
    if on_line.size and census.lines:
        # One answer for a whole line, whatever the place on it.
        codes = np.repeat([CODE[line.kind] for line in census.lines], [len(line.samples) for line in census.lines])
        samples = np.concatenate([line.samples for line in census.lines])
        nearest, apart = nearest_of(samples, at[on_line])
        opposite = np.isin(kinds[on_line], _EXTREME) & np.isin(codes[nearest], _EXTREME)
        near = (apart < 2 * SPACING) & ~opposite
        kinds[on_line[near]] = codes[nearest[near]]
    return kinds


@np.errstate(all="ignore")
def special_near(surface: Surface, places: Points) -> tuple[Points, NDArray[np.uint8]]:
    """The nearest critical points to `places` (n, 2) that Newton's method finds slowly or not at all, and their codes.

    Those are the degenerate ones, and those at kinks, lines of kinks included. nan where there is none.
    """
    unit, places, census = *_asked("special_near", surface, places), _census(surface)
    best, codes = np.full(places.shape, np.nan), np.full(len(places), NONE, np.uint8)
    special = [(np.array(point.point), point.kind) for point in census.points if point.kind in _SPECIAL]
    found = [(np.broadcast_to(place, places.shape), kind) for place, kind in special]
    at = unit.at(places)
    found += [(unit.points(onto(line.samples, at)), line.kind) for line in census.lines if line.is_kink]
    for near, kind in found:
        closer = ~(np.hypot(*(best - places).T) <= np.hypot(*(near - places).T))
        best[closer], codes[closer] = near[closer], CODE[kind]
    return best, codes


def _asked(owner: str, surface: Surface, places: Points) -> tuple[Unit, Points]:
    """The surface on the unit square, and the places, both checked."""
    places = as_surface(owner, surface).checked(places)
    if places.ndim != 2:
        told = {"owner": owner, "shape": places.shape}
        raise ValueError(say("{owner}: places: expected numbers of shape (n, 2), got shape {shape}", **told))
    return Unit(surface), places


@remembered(REMEMBERED)
@np.errstate(all="ignore")
def _census(surface: Surface) -> Census:
    if surface.is_strictly_convex:
        return Census(tuple(critical_points_at(surface, np.reshape(surface.minima, (-1, 2)))), (), ())
    unit = Unit(surface)
    found, kinks, low = _everywhere_slopeless(unit), [], []
    for sign in SIGNS:
        places, directions = crossings(unit, sign)
        on_kink = on_level_kinks(unit, places, directions)
        kinks += _lines_of_kinks(unit, sign, places[on_kink])
        found = np.concatenate([found, slopeless(unit, places[~on_kink & _is_bottom(unit, places, directions)])])
    for sign in SIGNS if may_have_kinks(surface.form) else ():
        missed = low_points(unit, sign, _curving(unit, found, sign))
        if sign > 0:
            missed = np.concatenate([missed, unit.at(np.reshape(surface.minima, (-1, 2)))])
        found = np.concatenate([found, slopeless(unit, missed)])
        missed = missed[(np.abs(missed[:, None] - found) > ALIKE).any(axis=-1).all(axis=1)]
        missed = thinned(missed, ALIKE)[0]
        low += [kink_point(unit, at, sign, _KINKS[sign]) for at in missed[is_sharp(unit, sign, missed)]]
    grounds = level_grounds(unit)
    for ground in grounds:
        found = found[~ground.holds(found)]
    kinds, isolated = told_apart(unit, found)
    smooth = list(_smooth_lines(unit, found[~isolated])) if not isolated.all() else []
    points = [
        *_isolated(unit, found[isolated], kinds[isolated], [line.samples for line in smooth]),
        *(degenerate_point(unit, _representative(unit, line.samples), line.kind) for line in smooth),
        *(kink_point(unit, _middle(line.samples), 1.0 if line.kind.is_minimum else -1.0, line.kind) for line in kinks),
        *(degenerate_point(unit, _representative(unit, ground.nodes), ground.kind) for ground in grounds),
        *low,
        *(CriticalPoint(at, float(surface.value(at)), None, Kind.EDGE_MINIMUM) for at in surface.edge_minima),
    ]
    finite = [point for point in points if isfinite(point.value)]
    return Census(in_order(finite), (*smooth, *kinks), tuple(grounds))


def _everywhere_slopeless(unit: Unit) -> Points:
    found = slopeless(unit, grid(STARTS).reshape(-1, 2))
    curvature = unit.curvature(found)
    invertible = np.abs(np.linalg.det(curvature)) > SAME * np.abs(curvature).max(axis=(1, 2), initial=0) ** 2
    if np.count_nonzero(invertible) * CROWDED > STARTS**2:
        found = slopeless(unit, grid(FINER_STARTS).reshape(-1, 2))
    return np.concatenate([found, slopeless(unit, turning(unit, FINER_STARTS, found))])


def _is_bottom(unit: Unit, at: Points, directions: Points) -> NDArray[np.bool_]:
    """Which of the points (n, 2), where f turns along `directions`, have no slope across them either."""
    beside = np.hypot(*unit.slope(at + ALIKE * directions).T)
    return np.hypot(*unit.slope(at).T) <= BOTTOM_SLOPE * beside


def _kinds(unit: Unit, at: Points, grounds: Sequence[Ground] = ()) -> NDArray[np.uint8]:
    """The codes (n,) of points (n, 2) without slope."""
    kinds, isolated = told_apart(unit, at)
    unsure = np.flatnonzero(kinds == UNSURE)
    for ground in grounds:
        here = unsure[ground.holds(at[unsure])]
        kinds[here], unsure = CODE[ground.kind], np.setdiff1d(unsure, here)
    kinds[unsure] = kinds_around(unit, at[unsure])
    fading = (kinds[unsure] == CODE[Kind.FLAT]) & unit.slope(at[unsure]).any(axis=1)  # whose values only seem level
    kinds[unsure[fading]] = NONE
    kinks = unsure[~(np.isfinite(unit.curvature(at[unsure])).all(axis=(1, 2)) & is_continuous(unit, at[unsure]))]
    kinds[kinks[(kinds[kinks] == CODE[Kind.DEGENERATE_SADDLE]) & is_tilted(unit, at[kinks])]] = NONE
    for kind, sharp in _AT_KINKS.items():
        kinds[kinks[kinds[kinks] == CODE[kind]]] = CODE[sharp]
    for kind, flat in _NOT_ISOLATED.items():
        kinds[unsure[~isolated[unsure] & (kinds[unsure] == CODE[kind])]] = CODE[flat]
    kinds[unsure[is_hole(unit, at[unsure])]] = NONE
    lines = np.flatnonzero(~isolated & (kinds != NONE))
    kinds[lines[fades(unit, at[lines])]] = NONE
    return kinds


def _isolated(
    unit: Unit, found: Points, kinds: NDArray[np.uint8], lines: Sequence[Points] = ()
) -> Iterator[CriticalPoint]:
    """The isolated points among those found (n, 2) of kinds (n,), those left out that blur into a line."""
    finite = np.isfinite(unit.curvature(found)).all(axis=(1, 2))
    found, kinds = found[finite], kinds[finite]
    at = rounded(unit, _merged(found[np.isin(kinds, _SIMPLE)]), ARRIVED)
    yield from regular_points(unit, at[~on_lines(unit, at)])

    alone, flat = found[kinds == UNSURE], np.concatenate([np.empty((0, 2)), *lines])
    for island in clusters(np.floor(alone / BLUR).astype(int)):
        members = alone[island]
        best = rounded(unit, members[np.argmin(np.hypot(*unit.slope(members).T))][None], ALIKE)
        to_simple, to_flat = (np.hypot(*(others - best).T).min(initial=1.0) for others in (at, flat))
        if to_simple > BLUR and to_flat > BESIDE:
            yield degenerate_point(unit, best[0], KINDS[kinds_around(unit, best, 0.3 * to_simple)[0]])


def _smooth_lines(unit: Unit, flat: Points) -> Iterator[Line]:
    flat = thinned(flat, SPACING)[0]
    kinds = _kinds(unit, flat)
    for kind, sign in _LINES.items():
        for samples in lines(unit, sign, flat[kinds == CODE[kind]]):
            above = kind is Kind.FLAT_MINIMUM and is_line_above(unit, samples)
            yield Line(samples, Kind.FLAT if above else kind)


def _lines_of_kinks(unit: Unit, sign: float, at: Points) -> Iterator[Line]:
    at = thinned(at[(np.abs(at - 0.5) <= 0.5 + ARRIVED).all(axis=1)], SPACING)[0]
    at = at[~is_hole(unit, at)]
    kind = Kind.FLAT_MINIMUM if sign > 0 else Kind.FLAT_MAXIMUM
    for samples in lines(unit, sign, at[kinds_around(unit, at) == CODE[kind]]):
        yield Line(samples, kind, is_kink=True)


def _representative(unit: Unit, samples: Points) -> Points:
    """The middle sample (2,), with few digits where that is no step to a line at another level."""
    at = _middle(samples)
    plain = rounded(unit, at[None], SPACING)[0]
    values = unit.value(samples)
    noise = NOISE * np.abs(values).max()
    return plain if values.min() - noise <= unit.value(plain) <= values.max() + noise else at


def _middle(at: Points) -> Points:
    """That one of the points (n, 2) that is nearest to the middle of all."""
    return at[np.argmin(np.hypot(*(at - (at.min(axis=0) + at.max(axis=0)) / 2).T))]


def _curving(unit: Unit, at: Points, sign: float) -> Points:
    """Those of the points (n, 2) that may be minima of sign · f by their Hessian."""
    curvature = sign * unit.curvature(at)
    finite = np.isfinite(curvature).all(axis=(1, 2))
    low, high = np.linalg.eigvalsh(curvature[finite]).T
    return at[finite][low >= -1e-6 * np.abs(high)]


def _merged(at: Points) -> Points:
    """One of each lot of points within `SAME`: cells laid four ways, so that no border parts a lot in all of them."""
    for shift in product((0, SAME / 2), repeat=2):
        at = thinned(at + shift, SAME)[0] - shift
    return at
