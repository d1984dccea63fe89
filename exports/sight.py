"""A landscape as a relief in a box: how high its places lie, and which of them an eye far away sees."""

from math import ceil
from typing import NamedTuple

import numpy as np

from figures import Landscape

ASPECT = (1.15, 1.15, 0.72)
"""The sides of the box: along x, along y, and up."""

BESIDE = 0.05
"""As in browser/panes.js: how far beyond the edge a direction is told by, in the relief's side."""

_LIFT = 0.012


class Places(NamedTuple):
    """points: (n, 3) x, y and height, nan off the relief. cells: the rows and the columns of the grid they are in."""

    points: np.ndarray
    cells: tuple[np.ndarray, np.ndarray]


class Relief:
    """The ground that is drawn. floor: its heights, (rows, columns); what has no loss is as high as the highest."""

    def __init__(self, ground: Landscape):
        """Take the heights once, for all directions that it is seen from."""
        self.ground = ground
        self.floor = np.nan_to_num(np.minimum(ground.height(ground.loss), ground.peak), nan=ground.peak)
        self._low = np.array([ground.x[0], ground.y[0]])
        self._side = np.array([np.ptp(ground.x), np.ptp(ground.y)])

    def places(self, points: np.ndarray, losses: np.ndarray) -> Places:
        """Return where `points` (n, 2) with such `losses` (n,) lie."""
        heights = np.minimum(self.ground.height(losses), self.ground.peak)
        placed = np.where(self.covers(points)[:, None], np.column_stack([points, heights]), np.nan)
        return Places(placed, self.cells(points))

    def covers(self, points: np.ndarray) -> np.ndarray:
        """Say of each of `points` (n, 2) whether it lies on the relief."""
        return ((points >= self._low) & (points <= self._low + self._side)).all(axis=-1)

    def raised(self, points: np.ndarray) -> np.ndarray:
        """Return places (n, 2) with the height of the ground there, (n, 3): nan off the relief."""
        last = len(self.floor) - 1
        inside = np.where(self.covers(points)[:, None], points, np.nan)
        at = np.nan_to_num((inside - self._low) / self._side) * last
        column, row = corner = np.minimum(at.astype(int), last - 1).T
        across, along = at.T - corner
        low, high = (
            (1 - across) * self.floor[line, column] + across * self.floor[line, column + 1] for line in (row, row + 1)
        )
        return np.column_stack([inside, np.where(np.isnan(inside[:, 0]), np.nan, (1 - along) * low + along * high)])

    def leaving(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return where the way of each step of a path (n, 2) from where it was last on the relief to where it is
        leaves the edge, and a place beyond; (n, 3) each, nan where it never was on the relief.
        """
        steps = np.arange(len(points))
        seen = np.maximum.accumulate(np.where(self.covers(points), steps, -1))
        start, end = points[seen], points[np.maximum(steps, np.minimum(seen + 1, len(points) - 1))]
        with np.errstate(all="ignore"):
            shares = (np.clip(end, self._low, self._low + self._side) - start) / (end - start)
            shares[end == start] = 1
            edge = start + shares.min(axis=1, keepdims=True) * (end - start)
            way = (end - start) / self._side
            beyond = edge + BESIDE * self._side * way / np.hypot(*way.T)[:, None]
        edge[seen < 0] = np.nan
        heights = np.where(seen < 0, np.nan, self.floor[self.cells(edge)])
        return np.column_stack([edge, heights]), np.column_stack([beyond, heights])

    def hidden(self, azimuth: float, elevation: float) -> np.ndarray:
        """Say of each place of the grid (rows, columns) whether ground stands before it, seen from there (degrees)."""
        size, floor = len(self.floor), self.floor / self.ground.peak * ASPECT[2]
        around, up = np.radians([azimuth, elevation])
        way = np.cos(up) * np.array([np.cos(around), np.sin(around)]) / ASPECT[:2] * (size - 1)  # in cells
        stride, rise = way / np.abs(way).max(), np.sin(up) / np.abs(way).max()
        over = np.full_like(floor, -np.inf)
        for number in range(1, min(size, ceil(ASPECT[2] / rise))):  # no ground stands higher
            across, along = np.rint(number * stride).astype(int)
            (rows, before_rows), (columns, before_columns) = _shifted(size, along), _shifted(size, across)
            part = over[rows, columns]
            np.maximum(part, floor[before_rows, before_columns] - number * rise, out=part)
        return over > floor + _LIFT

    def cells(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the rows and the columns of the grid that points (n, 2) are nearest to."""
        last = len(self.floor) - 1
        columns, rows = np.clip(np.rint(np.nan_to_num((points - self._low) / self._side) * last), 0, last).T.astype(int)
        return rows, columns


def _shifted(size: int, by: int) -> tuple[slice, slice]:
    """Return which of `size` places have another so many further on, and which are those."""
    return slice(max(0, -by), size - max(0, by)), slice(max(0, by), size + min(0, by))
