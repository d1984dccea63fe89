"""Where a surface has no slope: Newton's method on the gradient, from a grid of starts at once.

Everything here is in units of the domain: it is the square from (0, 0) to (1, 1), and slopes and curvatures follow.
The caller keeps NumPy quiet: poles and overflow give inf or nan.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from surfaces.surface import Surface

Points = NDArray[np.float64]

CELLS = 64
"""The grid of values and slopes is about this fine: what lies closer together is seen as one."""

HALVINGS = 54
DIVISIONS = 10

ITERATIONS = 48
LONGEST_STEP = 0.1
ARRIVED = 1e-9
"""A step shorter than this ends the search: the next one would be about its square."""

LINGERING = 1e-3
"""After the last iteration, a shorter step than this means slow convergence: the Hessian vanishes at the limit."""

SLOPELESS = 1e-9
"""Less slope than this part of what the gentle tenth of the surface has is none."""

ROUNDING = 1e-13
"""Relative error granted to coordinates, curvatures and the smaller of two eigenvalues."""

MARGIN = 0.25
"""How far outside the domain a search may pass."""


@dataclass(frozen=True)
class Unit:
    """A surface seen on the unit square. Points are (..., 2)."""

    surface: Surface

    @cached_property
    def low(self) -> Points:
        """The domain's lower left corner."""
        return np.array(self.surface.domain)[:, 0]

    @cached_property
    def size(self) -> Points:
        """The domain's width and height."""
        return np.ptp(np.array(self.surface.domain), axis=1)

    @cached_property
    def gentle_slope(self) -> float:
        """The slope that a tenth of the surface stays below; flats left out."""
        slopes = np.hypot(*self.slope(grid(48).reshape(-1, 2)).T)
        slopes = slopes[np.isfinite(slopes) & (slopes > 0)]
        return float(np.quantile(slopes, 0.1)) if slopes.size else 0.0

    @cached_property
    def uneven_grid(self) -> tuple[Points, Points]:
        """An uneven grid of points and the slopes there, (n, n, 2) each."""
        nodes = uneven(CELLS)
        return nodes, self.slope(nodes)

    def points(self, at: Points) -> Points:
        """The surface's own coordinates."""
        points = np.empty(np.shape(at))  # a coordinate at a time: NumPy is slow along axes of two
        for axis in (0, 1):
            points[..., axis] = self.low[axis] + at[..., axis] * self.size[axis]
        return points

    def at(self, points: Points) -> Points:
        """The unit square's coordinates of the surface's own points."""
        return (self.surface.checked(points) - self.low) / self.size

    def value(self, at: Points) -> Points:
        """f: (...)."""
        return self.surface.stand_in.value(self.points(at))

    def slope(self, at: Points) -> Points:
        """The gradient: (..., 2)."""
        return self.surface.stand_in.gradient(self.points(at)) * self.size

    def curvature(self, at: Points) -> Points:
        """The Hessian: (..., 2, 2)."""
        return self.surface.stand_in.hessian(self.points(at)) * np.multiply.outer(self.size, self.size)


def grid(count: int) -> Points:
    """A square grid of count × count points over the unit square and half a cell beyond: (count, count, 2)."""
    ticks = (np.arange(count) - 0.5) / (count - 2)
    return np.stack(np.meshgrid(ticks, ticks, indexing="ij"), axis=-1)


def uneven(count: int) -> Points:
    """As `grid`, its offsets uneven, because a surface symmetric about a grid turns at its nodes."""
    ticks = [(np.arange(count) - offset) / (count - 3) for offset in (1.382, 1.447)]
    return np.stack(np.meshgrid(*ticks, indexing="ij"), axis=-1)


def slopeless(unit: Unit, starts: Points) -> Points:
    """The points (n, 2) of the unit square without slope that Newton's method reaches from `starts` (m, 2).

    Many may be copies of one, to the last few digits; where they fill a line or an area, samples of it.
    """
    if not len(starts):
        return starts
    at, reached = starts, []
    for iteration in range(ITERATIONS):
        step = newton_step(unit.slope(at), unit.curvature(at))
        at, length = at + step, np.hypot(*step.T)
        arrived = length < ARRIVED
        reached.append(at[arrived])
        going = ~arrived & (np.abs(at - 0.5) < 0.5 + MARGIN).all(axis=1)
        at, length = at[going], length[going]
        if iteration % 6 == 5:
            at, kept = thinned(at, 1e-6)
            length = length[kept]
        if not len(at):
            break
    slow = at[length < LINGERING]
    nearer = probe(unit, slow, 0.0, 12)
    shrinking = np.hypot(*(probe(unit, nearer, 0.0, 1) - nearer).T) < length[length < LINGERING] / 2
    found = np.concatenate([*reached, nearer[shrinking]])
    slope, steepest = unit.slope(found), np.abs(unit.curvature(found)).max(axis=(1, 2), initial=0)
    granted = SLOPELESS * unit.gentle_slope + ROUNDING * steepest
    inside = (np.abs(found - 0.5) <= 0.5 + ARRIVED).all(axis=1)
    found, _ = thinned(found[inside & (np.hypot(*slope.T) <= granted)], 1e-9)
    return found[is_continuous(unit, found)]


def is_continuous(unit: Unit, at: Points) -> NDArray[np.bool_]:
    """Whether the slope dwindles towards points (n, 2) without any. At a kink sign(0) = 0 feigns it."""
    angles = np.linspace(0.1, 2 * np.pi, 8, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    nearest, near, off = (
        np.nan_to_num(np.hypot(*np.moveaxis(unit.slope(at[:, None] + radius * circle), -1, 0))).max(axis=1, initial=0)
        for radius in (1e-8, 1e-6, 1e-2)
    )
    return (nearest <= 0.3 * near) | (nearest <= 1e-4 * off)


def crossings(unit: Unit, sign: float) -> tuple[Points, Points]:
    """Where sign · f stops falling and begins to rise along the lines of a grid: points (n, 2), and directions (n, 2).

    Halving finds the places, smooth ones and kinks alike.
    """
    nodes, slopes = unit.uneven_grid
    lines = []
    for axis in (0, 1):
        ends = [np.arange(CELLS - 1), np.arange(1, CELLS)]
        before, after = (np.take(nodes, some, axis) for some in ends)
        falls, rises = (sign * np.take(slopes[..., axis], some, axis) for some in ends)
        turns = (falls < 0) & (rises >= 0)
        lines.append((before[turns], after[turns], np.broadcast_to(np.eye(2)[axis], (np.count_nonzero(turns), 2))))
    before, after, directions = (np.concatenate(each) for each in zip(*lines, strict=True))
    along = directions[:, 1] > 0
    for _ in range(HALVINGS if len(before) else 0):
        middle = (before + after) / 2
        slope = unit.slope(middle)
        falls = (sign * np.where(along, slope[:, 1], slope[:, 0]) < 0)[:, None]
        before, after = np.where(falls, middle, before), np.where(falls, after, middle)
    return after, directions


def turning(unit: Unit, count: int, known: Points) -> Points:
    """Starts (n, 2) in those cells of a grid around which the slope turns, unless a `known` point (m, 2) is near.

    A slope that turns around a cell, by its Poincaré index, vanishes in it or is not continuous there; a slope that
    turns back between two corners is sometimes mistaken for one. Where Newton's method needs to begin very near, the
    cell is divided into ever smaller ones.
    """
    corners = grid(count)
    wanted = _turns(unit, corners)
    cells = np.floor(known * (count - 2) + 0.5).astype(int)
    for i, j in np.ndindex(3, 3):
        near = np.clip(cells + np.array([i - 1, j - 1]), 0, count - 2)
        wanted[near[:, 0], near[:, 1]] = False
    size, cells = 1 / (count - 2), corners[:-1, :-1][wanted]
    starts = [(cells[:, None] + size * _square(0.1, 0.9).reshape(-1, 2)).reshape(-1, 2)]
    for _ in range(DIVISIONS if len(cells) else 0):
        corners = cells[:, None, None] + size * _square(0, 1)
        turns = _turns(unit, corners).reshape(-1, 16)
        some, first = np.flatnonzero(turns.any(axis=1)), turns.argmax(axis=1)
        cells, size = corners[:, :-1, :-1].reshape(-1, 16, 2)[some, first[some]], size / 4
        starts.append(cells + size / 2)
    return np.concatenate(starts)


def _turns(unit: Unit, corners: Points) -> NDArray[np.bool_]:
    """Around which cells (..., m - 1, n - 1) between corners (..., m, n, 2) the slope turns."""
    slope = unit.slope(corners)
    angle = np.arctan2(slope[..., 1], slope[..., 0])
    across, along = ((np.diff(angle, axis=axis) + np.pi) % (2 * np.pi) - np.pi for axis in (-2, -1))
    return np.abs(across[..., :-1] + along[..., 1:, :] - across[..., 1:] - along[..., :-1, :]) > np.pi


def _square(low: float, high: float) -> Points:
    """5 × 5 points between two corners on a diagonal: (5, 5, 2)."""
    return np.stack(np.meshgrid(*[np.linspace(low, high, 5)] * 2, indexing="ij"), axis=-1)


def newton_step(slope: Points, curvature: Points) -> Points:
    """−H⁺g, no longer than `LONGEST_STEP`: (n, 2). nan where there is no curvature to go by."""
    step = -solved(curvature, slope)[0]
    length = np.hypot(step[:, 0], step[:, 1])
    return step * np.minimum(1, LONGEST_STEP / np.maximum(length, ARRIVED))[:, None]


def solved(curvature: Points, slope: Points) -> tuple[Points, NDArray[np.bool_]]:
    """H⁺g, the way (n, 2) to take off a point in a step of Newton's method, and whether H is invertible: (n,)."""
    size = of_entries(np.maximum, np.abs(curvature))
    size[size == 0] = 1
    a, b, d = (curvature[:, i, j] / size for i, j in ((0, 0), (0, 1), (1, 1)))
    g, h = slope[:, 0] / size, slope[:, 1] / size
    determinant = a * d - b * b
    regular = np.abs(determinant) > ROUNDING
    # With one eigenvalue 0 the pseudo-inverse of H is H over the trace squared.
    divisor = np.where(regular, determinant, (a + d) ** 2)
    divisor[divisor == 0] = np.inf
    way = np.stack(
        [np.where(regular, d * g - b * h, a * g + b * h), np.where(regular, a * h - b * g, b * g + d * h)], axis=-1
    )
    return way / divisor[:, None], regular


def of_entries(combine: Callable, each: NDArray) -> NDArray:
    """Combine all entries of each of n arrays, two at a time: (n, ...) -> (n,).

    NumPy's own reductions go array by array: twenty times slower where each is that small.
    """
    return reduce(combine, each.reshape(len(each), math.prod(each.shape[1:])).T)


def thinned(at: Points, spacing: float) -> tuple[Points, NDArray[np.intp]]:
    """One point of each cell `spacing` wide, in the order of their coordinates, and its index."""
    cells = np.rint(at / spacing).astype(np.int64)
    order = np.lexsort((at[:, 1], at[:, 0], cells[:, 1], cells[:, 0]))
    first = np.ones(len(at), dtype=bool)
    first[1:] = (np.diff(cells[order], axis=0) != 0).any(axis=1)
    return at[order[first]], order[first]


def probe(unit: Unit, at: Points, away: Points | float, iterations: int) -> Points:
    """Where Newton's method comes to from points (n, 2) moved by `away`."""
    moved = at + away
    for _ in range(iterations):
        moved = moved + newton_step(unit.slope(moved), unit.curvature(moved))
    return moved
