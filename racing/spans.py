"""From which step on something holds of runs, to their end: read from the end backwards, many runs at once."""

from collections.abc import Callable

import numpy as np

from racing.ranking import TOLERANCE, heights
from surfaces import Surface, least_value

PASS = 2**15
"""About so many points of the paths are looked at in one pass."""


def since(rows: int, n: int, broken: Callable[[slice, np.ndarray], np.ndarray]) -> np.ndarray:
    """Return the first row from which `broken` holds no more, (n,); `rows` where it holds in the last.

    broken(rows, runs) answers for some rows and runs, (rows, runs). It is asked from the end backwards, of the runs
    that are still open.
    """
    found, still, end = np.zeros(n, dtype=np.intp), np.arange(n), rows
    while still.size and end:
        begin = max(0, end - max(1, PASS // still.size))
        seen = broken(slice(begin, end), still)
        some = seen.any(axis=0)
        found[still[some]] = end - np.argmax(seen[::-1, some], axis=0)
        still, end = still[~some], begin
    return found


def stays_since(path: np.ndarray, runs: np.ndarray, rests: np.ndarray, radius: float | np.ndarray) -> np.ndarray:
    """Return the step from which each of `runs` (k,) stays within `radius` of its rest (k, 2), else steps + 1."""
    rest_x, rest_y = np.ascontiguousarray(rests.T)
    everyone = len(runs) == path.shape[2]
    square = np.broadcast_to(np.square(radius), len(runs))

    def away(part: slice, some: np.ndarray) -> np.ndarray:
        every = everyone and len(some) == len(runs)
        columns = slice(None) if every else runs[some]
        across = path[0, part][:, columns] - rest_x[some]
        along = path[1, part][:, columns] - rest_y[some]
        return across * across + along * along > square[some]

    return since(path.shape[1], len(runs), away)


def steps_to_tolerance(surface: Surface, values: np.ndarray) -> np.ndarray:
    """Return, from losses (steps + 1, n), the step from which each run stays within the tolerance, (n,); -1: never.

    That is within `ranking.TOLERANCE` of its starting height of the least value known, above or below it.
    """
    rows, n = values.shape
    if least_value(surface) is None:
        return np.full(n, -1)
    with np.errstate(all="ignore"):
        allowed = TOLERANCE * heights(surface, values[0])

        def off(part: slice, some: np.ndarray) -> np.ndarray:
            columns = slice(None) if len(some) == n else some
            return heights(surface, values[part][:, columns]) > allowed[some]

        reached = since(rows, n, off)
    return np.where((reached == rows) | ~np.isfinite(values[0]), -1, reached)


def nearest(targets: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return the index of the nearest of `targets` (m, 2) for each of `points` (k, 2)."""
    across, along = np.ascontiguousarray(points.T)
    best, index = np.full(len(points), np.inf), np.zeros(len(points), dtype=np.intp)
    with np.errstate(all="ignore"):
        for i, (x, y) in enumerate(targets):
            apart = (across - x) ** 2 + (along - y) ** 2
            closer = apart < best
            np.copyto(best, apart, where=closer)
            np.copyto(index, i, where=closer)
    return index
