"""Minima where a surface has no slope to search by: the gradient jumps there, or is infinite.

Coordinates are those of the unit square (newton.py).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Pow, atan, cos, cosh, erf, exp, log, sin, sinh, tan, tanh
from sympy.codegen.numpy_nodes import logaddexp
from sympy.core.function import Application

from surfaces.critical.newton import ARRIVED, CELLS, Points, Unit, thinned, uneven

FINE = 2 * CELLS
"""The grid of values is about this fine: a minimum is seen where its nearest maximum is no closer."""

MOVES = 200
SMALLEST_MOVE = 1e-14
GOLDEN_ANGLE = 2.399963

ALIKE = 1e-4
"""Points closer than this are one."""

CLOSE = 1e-7
FLATNESS = 1e-6
"""A way out of a minimum that rises less than this part of the steepest one is level."""

_ALL_AROUND = np.linspace(0, 2 * np.pi, 64, endpoint=False)
_HALVES = len(_ALL_AROUND) // 4 * np.array([[0], [2]]) + np.arange(-len(_ALL_AROUND) // 4, len(_ALL_AROUND) // 4 + 1)
"""Steps around the circle to the two half circles about a point of it and about the opposite one."""

NOISE = 1e-14
"""Relative differences of values below this say nothing."""


SMOOTH = (exp, log, logaddexp, sin, cos, tan, atan, sinh, cosh, tanh, erf)
"""Functions without kinks wherever they are finite."""


def may_have_kinks(expression: Expr) -> bool:
    """Whether the expression holds anything but sums, whole powers and smooth functions."""
    for power in expression.atoms(Pow):
        if not (power.exp.is_Integer or (power.base.is_number and power.base.is_positive)):
            return True
    return not all(isinstance(function, SMOOTH) for function in expression.atoms(Application))


def low_points(unit: Unit, sign: float, known: Points) -> Points:
    """Local minima (n, 2) of sign · f on a grid of values that none of the `known` minima (m, 2) explains."""
    at = uneven(FINE)
    values = sign * unit.value(at)
    values[~np.isfinite(values)] = np.nan
    inner = (slice(1, -1), slice(1, -1))
    around = np.stack(
        [values[1 + i : FINE - 1 + i, 1 + j : FINE - 1 + j] for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j]
    )
    noise = NOISE * np.abs(around).max(axis=0)
    lowest = (values[inner] < around - noise).all(axis=0)
    at, values = at[inner][lowest], values[inner][lowest]
    if len(known) and len(at):
        near = (np.abs(at[:, None] - known) < 2 / FINE).all(axis=-1)
        at = at[~(near & (sign * unit.value(known) <= values[:, None])).any(axis=1)]
    return _descended(unit, sign, at)


def on_level_kinks(unit: Unit, at: Points, directions: Points) -> NDArray[np.bool_]:
    """Which of the points (n, 2) lie on a kink that runs level, `directions` (n, 2) leading across it: (n,).

    There the slope keeps its size up to the point, and turns to the opposite direction: all the more so, the nearer,
    where the kink is curved.
    """
    (far, near), (other_far, other) = (
        [unit.slope(at + side * distance * directions) for distance in (1e3 * CLOSE, CLOSE)] for side in (-1, 1)
    )
    size = np.hypot(*near.T)
    turned = _sine(near, other)
    level = (turned < 1e-6) | (turned < 1e-2 * _sine(far, other_far))
    return level & ((near * other).sum(axis=1) < 0) & (size > 0.3 * np.hypot(*far.T))


def _sine(one: Points, other: Points) -> NDArray[np.float64]:
    """The size of the sine of the angles between vectors (n, 2)."""
    return np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]) / (np.hypot(*one.T) * np.hypot(*other.T))


def is_sharp(unit: Unit, sign: float, at: Points) -> np.ndarray:
    """Which of the points (n, 2) of the domain are continuous strict local minima of sign · f: (n,) of bool."""
    inside = (np.abs(at - 0.5) <= 0.5 + ARRIVED).all(axis=1)
    return np.array([_is_sharp(unit, sign, point) for point in at], dtype=bool) & inside


def is_hole(unit: Unit, at: Points) -> NDArray[np.bool_]:
    """Which of the points (n, 2) lie in a hole without a bottom, or a peak without a top, as of log or a pole: (n,).

    Towards its middle f changes as much from circle to circle as further off, or ever more.
    """
    circles = [at[:, None] + radius * _circle(_ALL_AROUND) for radius in (CLOSE, 2 * CLOSE, ALIKE, 2 * ALIKE)]
    values = np.stack([unit.value(circle) for circle in circles])
    sizes, changes = (np.nan_to_num(np.abs(each), posinf=0) for each in (values, values[1::2] - values[::2]))
    near, off = np.quantile(changes, 0.75, axis=2)  # on a border half of them are not defined
    return (near >= 0.3 * off) & (near > NOISE * sizes.max(axis=(0, 2), initial=0))


def is_tilted(unit: Unit, at: Points) -> NDArray[np.bool_]:
    """Which of the points (n, 2) without a gradient slope all the same: those around it point one way, most of all."""
    circle = at[:, None] + ALIKE * _circle(_ALL_AROUND)
    slopes = unit.slope(circle)
    slopes[~(np.isfinite(slopes).all(axis=-1) & np.isfinite(unit.value(circle)))] = 0
    return np.hypot(*slopes.sum(axis=1).T) > 0.7 * np.hypot(*np.moveaxis(slopes, -1, 0)).sum(axis=1)


def lowest_around(
    height: Callable[[Points], Points], at: Points, radius: Points, turn: float, levels: int
) -> tuple[Points, Points]:
    """The lowest points (n, 2) on circles about points (n, 2), and the height there (n,).

    On each half circle the angle is refined level by level: the way down along a kink is narrow.
    """
    rows, whole = np.arange(len(at)), len(_ALL_AROUND)

    def values(angles: Points) -> Points:
        return np.fmin(height(at[:, None] + radius[:, None, None] * _circle(angles)), np.inf)  # nan is highest

    coarse = values(turn + _ALL_AROUND)
    halves = (coarse.argmin(axis=1)[:, None] + _HALVES[:, None]) % whole  # both at once: (2, n, whole / 2 + 1)
    angle = turn + _ALL_AROUND[_at_lowest(halves, coarse[rows[:, None], halves])]
    width = 2 * np.pi / whole
    for _ in range(levels):
        angles = angle[..., None] + np.linspace(-width, width, 17)
        fine = values(angles)
        angle, width = _at_lowest(angles, fine), width / 8
    (one, other), (low, lowest) = angle, fine.min(axis=-1)
    return at + radius[:, None] * _circle(np.where(low <= lowest, one, other)), np.minimum(low, lowest)


def _at_lowest(choices: NDArray, heights: Points) -> NDArray:
    """That one of each row of choices (..., m) at which the heights (..., m) are lowest: (...)."""
    return np.take_along_axis(choices, heights.argmin(axis=-1)[..., None], axis=-1)[..., 0]


def _is_sharp(unit: Unit, sign: float, at: Points) -> bool:
    here = sign * unit.value(at)
    near, off = (sign * unit.value(at + radius * _circle(_ALL_AROUND)) - here for radius in (CLOSE, ALIKE))
    # A pole falls ever faster towards its middle; a jump is as high nearby as further off.
    if not near.max() < 0.3 * off.max():
        return False
    _, lowest = lowest_around(lambda places: sign * unit.value(places), at[None], np.array([ALIKE]), 0.0, levels=12)
    return bool(lowest[0] - here > FLATNESS * off.max())


def _descended(unit: Unit, sign: float, at: Points) -> Points:
    """Where pattern search leads from points (n, 2): coarsely, then, since a curved edge is narrow, closely."""
    for levels in (4, 12):
        at = thinned(_searched(lambda places: sign * unit.value(places), at, levels), ALIKE)[0]
    return at


def _searched(height: Callable[[Points], Points], at: Points, levels: int) -> Points:
    """Move to the lowest point of a circle while that is lower, else halve the circle."""
    values = height(at)
    radius = np.full(len(at), 1.0 / FINE)
    for turn in range(MOVES):
        if not len(at) or (radius < SMALLEST_MOVE).all():
            break
        around, lowest = _lower(
            lowest_around(height, at, radius, GOLDEN_ANGLE * turn, levels), _lowest_aligned(height, at, radius)
        )
        lower = lowest < values
        at, values = np.where(lower[:, None], around, at), np.where(lower, lowest, values)
        outside = (np.abs(at - 0.5) > 0.5 + 2 / FINE).any(axis=1)
        radius = np.where(outside, 0.0, np.where(lower, radius, radius / 2))
    return at


def _lowest_aligned(height: Callable[[Points], Points], at: Points, radius: Points) -> tuple[Points, Points]:
    """As `lowest_around`, in the directions of the axes alone: the only way along a cusp that lies so."""
    around = at[:, None] + radius[:, None, None] * np.array([(1, 0), (-1, 0), (0, 1), (0, -1)])
    values = np.fmin(height(around), np.inf)
    rows, best = np.arange(len(at)), values.argmin(axis=1)
    return around[rows, best], values[rows, best]


def _lower(ours: tuple[Points, Points], theirs: tuple[Points, Points]) -> tuple[Points, Points]:
    (at, value), (other_at, other_value) = ours, theirs
    return np.where((value <= other_value)[:, None], at, other_at), np.minimum(value, other_value)


def _circle(angles: Points) -> Points:
    circle = np.empty((*np.shape(angles), 2))
    circle[..., 0], circle[..., 1] = np.cos(angles), np.sin(angles)
    return circle
