"""Where runs may rest: the critical points near their last points, and what those are.

Near its last point p a run has an estimated critical point, where Newton's method leads from p. Where that method's
steps collapse, the Hessian there tells its kind; where they only shrink the point is degenerate, and the surface's own
classifier (`surfaces.kinds_at`) is asked; where they do not shrink the slope never ends, and there is none.
"""

import numpy as np

from racing.spans import nearest
from surfaces import Surface, critical_points, kinds_at, special_near
from surfaces.kinds import CODE, NONE, Kind

TOLERANCE = 1e-3
"""What counts as near, as a part of the domain's diagonal."""

STEPS = 3
MORE_STEPS = 12
"""Newton's steps from a run's last point to the critical point that it may rest at; for those that are slow, more."""

CUT = 1e-12
"""An eigenvalue that is a smaller part of the larger one is taken for 0 in H⁺."""

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


def diagonal(surface: Surface) -> float:
    """Return the length of the domain's diagonal."""
    return float(np.hypot(*np.ptp(surface.domain, axis=1)))


def nearness(surface: Surface) -> float:
    """Return how near a point of rest a run must stay."""
    return TOLERANCE * diagonal(surface)


def known_minima(surface: Surface) -> np.ndarray:
    """Return the isolated minima (m, 2) that are known: the declared ones, or where there are none those found."""
    minima = surface.minima or [
        point.point
        for point in critical_points(surface)
        if point.kind.is_minimum and point.kind is not Kind.FLAT_MINIMUM
    ]
    return np.array(minima, dtype=float).reshape(-1, 2)


def newton_rests(surface: Surface, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the critical points (k, 2) near `last` (k, 2), nan where there is none, and the codes of their kinds."""
    points, steps = _descended(surface, last, STEPS)
    before, after = steps[-2:]
    codes = np.full(len(last), NONE, np.uint8)
    hessian = surface.hessian(points)
    low, high, _ = eigen(np.nan_to_num(hessian))
    sizes = np.abs(low), np.abs(high)
    # Where the curvature vanishes but for rounding, it grows as soon as one moves.
    steady = np.abs(surface.hessian(points + TOLERANCE * nearness(surface)) - hessian).max(axis=(1, 2), initial=0)
    simple = (after <= COLLAPSED * before) & (np.minimum(*sizes) > CLEAR * np.maximum(*sizes))
    simple &= steady < STEADY * np.minimum(*sizes)  # False where the Hessian is not finite
    codes[simple] = np.select([low > 0, high < 0], [CODE[Kind.MINIMUM], CODE[Kind.MAXIMUM]], CODE[Kind.SADDLE])[simple]
    slow = np.flatnonzero(~simple & np.isfinite(points).all(axis=1))
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
        codes[closer] = kinds_at(surface, declared)[nearest(declared, last[closer])]
    return points, codes


def eigen(hessian: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
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
    known, codes = special_near(surface, points)
    there = np.hypot(*(known - points).T) <= nearness(surface)
    points = np.where(there[:, None], known, points)
    rest = np.flatnonzero(~there)
    further, steps = _descended(surface, points[rest], MORE_STEPS)
    arrived = (steps[-1] <= SHRINKING * steps[-2]) | (steps[-1] <= TOLERANCE**3 * diagonal(surface))
    points[rest], codes[rest] = further, NONE
    rest = rest[arrived & np.isfinite(further).all(axis=1)]
    if rest.size:
        codes[rest] = kinds_at(surface, points[rest])
    return points, codes


def _descended(surface: Surface, last: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return where Newton's method leads in `count` steps, and how long each was, (count, k).

    It stays where there is no gradient or Hessian, and comes to nan where the slope lies where nothing curves.
    """
    points, lengths = last.copy(), np.zeros((count, len(last)))
    on = np.arange(len(points))
    for length in lengths:
        gradient, hessian = surface.gradient(points[on]), surface.hessian(points[on])
        finite = np.isfinite(gradient).all(axis=1) & np.isfinite(hessian).all(axis=(1, 2))
        on, gradient, hessian = on[finite], gradient[finite], hessian[finite]
        newton, back = _newton(gradient, hessian)
        nothing = CUT * diagonal(surface) * np.abs(hessian).max(axis=(1, 2), initial=0)[:, None]
        solved = (np.abs(back - gradient) <= SOLVED * np.abs(gradient) + nothing).all(axis=1)
        points[on[~solved]] = np.nan
        moving = solved & newton.any(axis=1)
        on = on[moving]
        points[on] -= newton[moving]
        length[on] = np.hypot(*newton[moving].T)
    return points, lengths


def _newton(gradient: np.ndarray, hessian: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return H⁺g and H H⁺g, each (k, 2): the second is g where H curves along g."""
    low, high, along = eigen(hessian)
    across = np.stack([-along[:, 1], along[:, 0]], axis=-1)
    cut = CUT * np.maximum(np.abs(low), np.abs(high))
    step, back = np.zeros_like(gradient), np.zeros_like(gradient)
    for value, vector in ((high, along), (low, across)):
        part = np.where(np.abs(value) > cut, (gradient * vector).sum(axis=-1), 0)
        step += np.where(part == 0, 0, part / value)[:, None] * vector
        back += part[:, None] * vector
    return step, back
