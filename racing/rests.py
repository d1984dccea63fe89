"""Where runs may rest: the critical points near their last points, and what those are.

Near its last point p a run has an estimated critical point, where Newton's method leads from p. Where that method's
steps collapse, the Hessian there tells its kind; where they only shrink the point is degenerate, and the surface's own
classifier (`surfaces.kinds_at`) is asked; where they do not shrink the slope never ends, and there is none.
"""

from functools import lru_cache

import numpy as np

from racing.spans import nearest
from racing.verdict import RANKS, Rank, Verdicts
from surfaces import CriticalPoint, Surface, critical_points, kinds_at, special_near
from surfaces.critical import CODE, NONE, UNSURE, Kind, of_entries, solved

NEAR = 1e-3
"""What counts as near, as a part of the domain's diagonal."""

STALL = 1e-9
"""Less movement than this part of the diagonal is standing still."""

STEPS = 3
MORE_STEPS = 12
"""Newton's steps from a run's last point to the critical point that it may rest at; for those that are slow, more."""

CUT = 1e-12
"""A slope that this part of the curvature makes over the whole diagonal is none."""

SOLVED = 1e-6
"""How well H H⁺g must give g: else the slope lies where the surface does not curve."""

COLLAPSED = 0.05
"""A step so much shorter than the one before belongs to a point whose Hessian is invertible."""

SHRINKING = 0.95
"""Steps that keep more than this part of their length lead nowhere."""

STEADY = 0.5
"""A Hessian that changes by less than this part of its smaller eigenvalue a little further on tells the kind."""

CLEAR = 1e-6
"""A smaller eigenvalue of less than this part of the larger one asks for a second look."""

_SCATTERED = np.multiply.outer(np.arange(1, 17), (0.7548776662466927, 0.5698402909980532)) % 1
"""Places (16, 2) of the unit square. Source: Roberts 2018, The Unreasonable Effectiveness of Quasirandom Sequences."""

ISOLATED_MINIMA = {kind for kind in Kind if kind.is_minimum} - {Kind.FLAT_MINIMUM}


def diagonal(surface: Surface) -> float:
    """Return the length of the domain's diagonal."""
    return float(np.hypot(*np.ptp(surface.domain, axis=1)))


def nearness(surface: Surface) -> float:
    """Return how near a point of rest a run must stay."""
    return NEAR * diagonal(surface)


@lru_cache(maxsize=64)
def known_minima(surface: Surface) -> np.ndarray:
    """Return the isolated minima (m, 2) that are known: the declared ones first, then those found elsewhere."""
    declared = np.array(surface.minima).reshape(-1, 2)
    others = [point.point for point in _minima_elsewhere(surface)]
    minima = np.concatenate([declared, np.array(others).reshape(-1, 2)])
    minima.flags.writeable = False
    return minima


def _minima_elsewhere(surface: Surface) -> list[CriticalPoint]:
    """Return the isolated minima that are found and not declared."""
    declared = np.array(surface.minima).reshape(-1, 2)
    found = [point for point in critical_points(surface) if point.kind in ISOLATED_MINIMA]
    return [one for one in found if np.hypot(*(declared - one.point).T).min(initial=np.inf) > nearness(surface)]


def newton_rests(surface: Surface, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the critical points (k, 2) near `last` (k, 2), nan where there is none, and the codes of their kinds.

    The code is `UNSURE` where the Hessian does not tell: `surfaces.kinds_at` does.
    """
    points, steps = _descended(surface, last, STEPS)
    codes = np.full(len(last), NONE, np.uint8)
    near = np.flatnonzero(np.hypot(*(points - last).T) <= 2 * nearness(surface))  # others cannot rest there
    before, after = steps[-2:, near]
    hessian = surface.hessian(points[near])
    low, high, _ = spectrum(np.nan_to_num(hessian))
    sizes = np.abs(low), np.abs(high)
    # Where the curvature vanishes but for rounding, it grows as soon as one moves.
    aside = surface.hessian(points[near] + NEAR * nearness(surface))
    steady = of_entries(np.maximum, np.abs(aside - hessian)) < STEADY * np.minimum(*sizes)  # False if not finite
    simple = (after <= COLLAPSED * before) & (np.minimum(*sizes) > CLEAR * np.maximum(*sizes)) & steady
    kinds = np.select([low > 0, high < 0], [CODE[Kind.MINIMUM], CODE[Kind.MAXIMUM]], CODE[Kind.SADDLE])
    codes[near[simple]] = kinds[simple]
    slow = near[~simple]
    if slow.size:
        points[slow], codes[slow] = _degenerate(surface, points[slow])
    points[codes == NONE] = np.nan
    return points, codes


def special_rests(surface: Surface, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the nearest places (k, 2) that Newton's method does not lead to, minima at kinks above all, and codes."""
    declared = np.array(surface.minima).reshape(-1, 2)
    points, codes = special_near(surface, last)
    if len(declared):
        there = declared[nearest(declared, last)]
        closer = ~(np.hypot(*(points - last).T) < np.hypot(*(there - last).T))
        points[closer] = there[closer]
        codes[closer] = kinds_of_minima(surface)[nearest(declared, last[closer])]
    return points, codes


def name_minima(found: Verdicts, surface: Surface, runs: np.ndarray, rests: np.ndarray) -> None:
    """Write down the places (k, 2) of runs, and which minima those among them are."""
    rests = without_dust(surface, rests)
    minima = np.isin(found.kinds[runs], [CODE[kind] for kind in Kind if kind.is_minimum])
    declared = np.array(surface.minima).reshape(-1, 2)
    unlisted = Rank.FOUND if surface.minimum is None else Rank.GLOBAL
    ranks = np.full(len(runs), RANKS.index(Rank.LOCAL if len(declared) else unlisted), np.uint8)
    if len(declared) and minima.any():
        index = nearest(declared, rests)
        there = minima & (np.hypot(*(declared[index] - rests).T) <= nearness(surface))
        rests[there] = declared[index[there]]
        found.minima[runs[there]] = index[there]
        ranks[there] = RANKS.index(Rank.ONLY if len(declared) == 1 else Rank.GLOBAL)
    elif minima.any():
        lowest = min((point.value for point in critical_points(surface) if point.kind.is_minimum), default=np.inf)
        higher = surface.value(rests) > lowest + STALL * _height(surface, lowest)
        ranks[higher] = RANKS.index(Rank.LOCAL)
    found.rests[runs] = rests
    found.ranks[runs[minima]] = ranks[minima]


def without_dust(surface: Surface, places: np.ndarray) -> np.ndarray:
    """The places (k, 2), coordinates that are nothing beside the domain made 0."""
    return np.where(np.abs(places) < STALL * np.ptp(surface.domain, axis=1), 0.0, places)


def _height(surface: Surface, lowest: float) -> float:
    """How far the middle one of some values is from `lowest`; 0 where none is finite.

    The places are in no line with each other: of those in a lattice many can lie in the valleys of a formula.
    """
    low, size = np.array(surface.domain)[:, 0], np.ptp(surface.domain, axis=1)
    heights = np.abs(surface.value(low + size * _SCATTERED) - lowest)
    heights = heights[np.isfinite(heights)]
    return float(np.median(heights)) if heights.size else 0.0


@lru_cache(maxsize=64)
def kinds_of_minima(surface: Surface) -> np.ndarray:
    """Return the codes (m,) of the known minima: where one was found, it stays what it was found to be.

    To the last digit it need not lie at the bottom of its kink, and looks like a saddle from there.
    """
    declared = kinds_at(surface, np.array(surface.minima).reshape(-1, 2))
    return np.concatenate([declared, np.array([CODE[one.kind] for one in _minima_elsewhere(surface)], np.uint8)])


def spectrum(hessian: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the eigenvalues low ≤ high (k,) of symmetric matrices (k, 2, 2), and the unit eigenvector (k, 2) of high.

    In closed form, a hundred times faster than one call of LAPACK for each.
    Source: LAPACK's dlaev2, whose smaller eigenvalue keeps its digits.
    """
    a, b, c = hessian[:, 0, 0], hessian[:, 0, 1], hessian[:, 1, 1]
    root = np.hypot(a - c, 2 * b)
    total = a + c
    larger = (total + np.where(total < 0, -root, root)) / 2
    by_size = np.where(np.abs(a) > np.abs(c), a, c), np.where(np.abs(a) > np.abs(c), c, a)
    smaller = np.where(larger == 0, 0, by_size[0] / larger * by_size[1] - b / larger * b)
    angle = np.arctan2(2 * b, a - c) / 2
    vector = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    return np.minimum(larger, smaller), np.maximum(larger, smaller), vector


def _degenerate(surface: Surface, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where Newton's method goes on to, slowly, and what is there: known points of that sort first."""
    further, steps = _descended(surface, points, MORE_STEPS)
    arrives = (steps[-1] <= SHRINKING * steps[-2]) | (steps[-1] <= NEAR**3 * diagonal(surface))
    codes = np.where(arrives & np.isfinite(further).all(axis=1), UNSURE, NONE).astype(np.uint8)
    known, kinds = special_near(surface, points)
    there = np.hypot(*(known - points).T) <= nearness(surface)
    return np.where(there[:, None], known, further), np.where(there, kinds, codes)


def _descended(surface: Surface, last: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return where Newton's method leads in `count` steps, and how long each was, (count, k).

    It stays where there is no gradient or Hessian, and comes to nan where the slope lies where nothing curves.
    """
    points, lengths = last.copy(), np.zeros((count, len(last)))
    on = np.arange(len(points))
    for length in lengths:
        gradient, hessian = surface.gradient(points[on]), surface.hessian(points[on])
        finite = of_entries(np.logical_and, np.isfinite(gradient)) & of_entries(np.logical_and, np.isfinite(hessian))
        on, gradient, hessian = on[finite], gradient[finite], hessian[finite]
        way, leads = solved(hessian, gradient)
        left = np.abs(np.einsum("nij,nj->ni", hessian, way) - gradient)
        nothing = CUT * diagonal(surface) * of_entries(np.maximum, np.abs(hessian))[:, None]
        leads |= of_entries(np.logical_and, left <= SOLVED * np.abs(gradient) + nothing)
        points[on[~leads]] = np.nan
        moving = leads & of_entries(np.logical_or, way != 0)
        on = on[moving]
        points[on] -= way[moving]
        length[on] = np.hypot(*way[moving].T)
    return points, lengths
