"""Connected sets of critical points: lines, rings and crossings of them, and level ground.

Coordinates are those of the unit square (newton.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from surfaces.critical.kinds import Kind, floor, main_axes
from surfaces.critical.kinks import FLATNESS, NOISE
from surfaces.critical.newton import HALVINGS, Points, Unit, grid, thinned

SPACING = 1 / 96
"""One sample of a line in a cell so wide is enough."""

REACH = 1 / 16
"""Samples further apart than this are not compared: they belong together only by others between."""

UNDERFLOW = 1e-290
"""A slope that is smaller before it becomes 0 only does so because floats are no smaller."""

LEVEL_GROUND = 96
"""The grid of slopes in which level ground is sought is about this fine."""

CLOSER_LOOKS = 16
"""How often the least value across is looked for more closely, eight times as closely each time."""

ASIDE = 1 / 4
"""A line between two samples is sought this part of their distance beside the middle: a parallel one lies further."""

_WAYS_ASIDE = np.linspace(-1, 1, 17)


@dataclass(frozen=True, eq=False)
class Ground:
    """Level ground: nodes (n, 2) of a grid without any slope, and which cells of the grid, (k, k), are of it or next.

    kind: minima where it is the bottom of something; a flat above lower ground, or a plain without any other, is not.
    """

    nodes: Points
    cells: NDArray[np.bool_]
    kind: Kind

    def holds(self, at: Points) -> NDArray[np.bool_]:
        """Which of the points (n, 2) lie on it, give or take two cells of the grid."""
        cells = np.clip(np.rint(at * (LEVEL_GROUND - 2) + 0.5), 0, LEVEL_GROUND - 1).astype(int)
        return self.cells[cells[:, 0], cells[:, 1]]


def level_grounds(unit: Unit) -> list[Ground]:
    """The stretches of the domain on which the slope is exactly 0."""
    nodes = grid(LEVEL_GROUND)
    slopes = unit.slope(nodes)
    level = _in_squares((slopes == 0).all(axis=-1))
    values, left, found = unit.value(nodes), level.copy(), []
    while left.any():
        own = _connected(left)
        left &= ~own
        edge = _widened(own) & ~level
        if _is_underflow(unit, nodes[own], nodes[edge]):
            continue
        here, beside = values[own][0], values[edge]
        noise = NOISE * np.abs(beside[np.isfinite(beside)]).max(initial=abs(here))
        is_least = (beside > here + noise).any() and not (beside < here - noise).any()
        found.append(Ground(nodes[own], _widened(_widened(own)), Kind.FLAT_MINIMUM if is_least else Kind.FLAT))
    return found


def _in_squares(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Those of the cells that are of a square of four: lines have none."""
    squares = cells[:-1, :-1] & cells[1:, :-1] & cells[:-1, 1:] & cells[1:, 1:]
    size = len(cells) - 1
    found = np.zeros_like(cells)
    for i, j in product((0, 1), repeat=2):
        found[i : i + size, j : j + size] |= squares
    return found


def _connected(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The first of the cells with all those that touch it, one after another."""
    reached = np.zeros_like(cells)
    reached.flat[np.argmax(cells)] = True
    while (more := _widened(reached) & cells).sum() > reached.sum():
        reached = more
    return reached


def _widened(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The cells and those next to them."""
    padded = np.pad(cells, 1)
    size = len(cells)
    return np.any([padded[1 + i : 1 + i + size, 1 + j : 1 + j + size] for i in (-1, 0, 1) for j in (-1, 0, 1)], axis=0)


def _is_underflow(unit: Unit, inside: Points, outside: Points) -> bool:
    """Whether the slope only becomes too small for a float: just outside, it is hardly larger."""
    if not len(outside):
        return False
    outside = outside[:: 1 + len(outside) // 16]
    level = np.array([inside[np.argmin(np.hypot(*(inside - place).T))] for place in outside])
    return bool((_least_slope(unit, level, outside) < UNDERFLOW).all())


def _least_slope(unit: Unit, level: Points, sloping: Points) -> Points:
    """The slope next to where it becomes exactly 0, on the ways from points (n, 2) with one to points without: (n,)."""
    for _ in range(HALVINGS):
        middle = (level + sloping) / 2
        is_level = (unit.slope(middle) == 0).all(axis=-1)[:, None]
        level, sloping = np.where(is_level, middle, level), np.where(is_level, sloping, middle)
    return np.hypot(*unit.slope(sloping).T)


def lines(unit: Unit, sign: float, at: Points) -> Iterator[Points]:
    """The samples (n, 2) of lines along which sign · f is least across, put together line by line.

    Two samples are of one line where the ground between them does not rise: not on the way straight across to a
    parallel one.
    """
    at = thinned(at, SPACING)[0]
    values = sign * unit.value(at)
    first, second = _near(at)
    apart = at[second] - at[first]
    middle, aside = (at[first] + at[second]) / 2, np.stack([-apart[:, 1], apart[:, 0]], axis=-1)
    noise = _noise(unit, at, values)
    alike = np.abs(values[first] - values[second]) <= noise[first] + noise[second]
    joined = np.zeros(len(first), dtype=bool)
    least, most = _across(unit, sign, middle[alike], ASIDE * aside[alike])
    level = values[first[alike]] + noise[first[alike]] + noise[second[alike]]
    joined[alike] = least <= np.maximum(level, values[first[alike]] + FLATNESS * (most - least))
    for island in _united(len(at), first[joined], second[joined]):
        yield at[island]


def is_line_above(unit: Unit, line: Points) -> bool:
    """Whether a line of critical points (n, 2) ends at a way down, as a ledge does."""
    along, across = main_axes(unit.curvature(line))
    here, steep = unit.value(line), np.abs(unit.curvature(line)).max(axis=(1, 2))
    noise = _noise(unit, line, here)
    for side in (-1, 1):
        beyond = floor(unit, line + 2 * side * SPACING * along, across)
        ends = np.hypot(*np.moveaxis(beyond[:, None] - line, -1, 0)).min(axis=1) > 1.5 * SPACING
        lower = unit.value(beyond) < here - noise
        slopes = np.abs((unit.slope(beyond) * along).sum(axis=1)) > 1e-9 * steep * SPACING
        if (ends & lower & slopes).any():
            return True
    return False


def fades(unit: Unit, at: Points) -> NDArray[np.bool_]:
    """Whether the line through points (n, 2) is level only because floats are no smaller than they are: (n,)."""
    along, _ = main_axes(unit.curvature(at))
    faded = np.zeros(len(at), dtype=bool)
    exact = np.flatnonzero((unit.slope(at) == 0).all(axis=1))
    for side in (-1, 1):
        ways = at[exact, None] + side * np.linspace(0, 1, 65)[:, None] * along[exact, None]
        sloping = (unit.slope(ways) != 0).any(axis=-1)
        some, first = np.flatnonzero(sloping.any(axis=1)), sloping.argmax(axis=1)
        least = _least_slope(unit, at[exact[some]], ways[some, first[some]])
        faded[exact[some]] |= least < UNDERFLOW
    return faded


def nearest_of(samples: Points, at: Points) -> tuple[NDArray[np.intp], Points]:
    """The index of the nearest of `samples` (m, 2) for each of the points (n, 2), and how far it is: (n,) each."""
    best, index = np.full(len(at), np.inf), np.zeros(len(at), dtype=np.intp)
    for i, sample in enumerate(samples):
        apart = np.hypot(*(at - sample).T)
        closer = apart < best
        best[closer], index[closer] = apart[closer], i
    return index, best


def onto(samples: Points, at: Points) -> Points:
    """The points (n, 2) moved straight onto a line given by samples (m, 2): between the nearest two of them."""
    nearest = samples[nearest_of(samples, at)[0]]
    apart = np.hypot(*np.moveaxis(samples - nearest[:, None], -1, 0))
    second = samples[np.where(apart == 0, np.inf, apart).argmin(axis=1)]
    way = second - nearest
    length = (way**2).sum(axis=1)
    part = ((at - nearest) * way).sum(axis=1) / np.where(length == 0, 1, length)
    return nearest + part[:, None] * way


def clusters(cells: NDArray[np.intp]) -> Iterator[list[int]]:
    """Indices of the cells (n, 2) of each cluster: those that touch."""
    left: dict[tuple[int, ...], list[int]] = {}
    for index, cell in enumerate(map(tuple, cells.tolist())):
        left.setdefault(cell, []).append(index)
    while left:
        border, island = [next(iter(left))], []
        while border:
            cell = border.pop()
            island += left.pop(cell, [])
            border += [near for i, j in product((-1, 0, 1), repeat=2) if (near := (cell[0] + i, cell[1] + j)) in left]
        yield sorted(island)


def _near(at: Points) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The pairs of points (n, 2) within `REACH`, as two lists of indices."""
    order = np.argsort(at[:, 0])
    sorted_x = at[order, 0]
    last = np.searchsorted(sorted_x, sorted_x + REACH)
    counts = last - np.arange(len(at)) - 1
    one = np.repeat(np.arange(len(at)), counts)
    other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(counts) - counts, counts)
    one, other = order[one], order[other]
    near = np.hypot(*(at[one] - at[other]).T) < REACH
    return one[near], other[near]


def _noise(unit: Unit, at: Points, values: Points) -> Points:
    """How far values at points (n, 2) may be off: by rounding, and because the points lie a little beside the line."""
    steep = np.hypot(*unit.slope(at).T)
    around = unit.value(at[:, None] + SPACING * np.array([(1, 0), (-1, 0), (0, 1), (0, -1)]))
    around = np.where(np.isfinite(around), np.abs(around), 0).max(axis=1, initial=0)
    return 8 * NOISE * np.maximum(np.abs(values), around) + 1e-9 * np.where(np.isfinite(steep), steep, 0)


def _across(unit: Unit, sign: float, middle: Points, aside: Points) -> tuple[Points, Points]:
    """The least and the greatest of sign · f on the ways across (n,), each `aside` (n, 2) long from its middle."""
    best, width, rows, most = np.zeros(len(middle)), 1.0, np.arange(len(middle)), None
    for _ in range(CLOSER_LOOKS):
        ways = best[:, None] + width * _WAYS_ASIDE
        values = np.nan_to_num(sign * unit.value(middle[:, None] + ways[..., None] * aside[:, None]), nan=np.inf)
        most = values.max(axis=1) if most is None else most
        lowest = values.argmin(axis=1)
        best, width = ways[rows, lowest], width / 8
    return values[rows, lowest], most


def _united(count: int, first: NDArray[np.intp], second: NDArray[np.intp]) -> list[list[int]]:
    """The indices below `count`, put together where pairs join them."""
    root = list(range(count))

    def top(index: int) -> int:
        while root[index] != index:
            root[index] = root[root[index]]
            index = root[index]
        return index

    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        root[top(one)] = top(other)
    together: dict[int, list[int]] = {}
    for index in range(count):
        together.setdefault(top(index), []).append(index)
    return list(together.values())
