"""From which step on something holds of runs, to their end: read from the end backwards, many runs at once."""

from collections.abc import Callable

import numpy as np

from racing.ranking import TOLERANCE
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


def away(x, y, rest_x, rest_y, square):
    """Whether points are further from a place than the root of `square`."""
    across, along = x - rest_x, y - rest_y
    return across * across + along * along > square


def stays_since(walked, runs: np.ndarray, rests: np.ndarray, radius: float | np.ndarray) -> np.ndarray:
    """Return the step from which each of `runs` (k,) stays within `radius` of its rest (k, 2), else steps + 1."""
    return walked.since(away, runs, *np.ascontiguousarray(rests.T), np.square(radius))


def steps_to_tolerance(surface: Surface, values: np.ndarray) -> np.ndarray:
    """Return, from losses (steps + 1, n), the step from which each run stays within the tolerance, (n,); -1: never.

    That is within `ranking.TOLERANCE` of its starting height of the least value known, above or below it.
    """
    rows, n = values.shape
    least, allowed = tolerance(surface, values[0])

    def seen(part: slice, some: np.ndarray) -> np.ndarray:
        return off(values[part][:, slice(None) if len(some) == n else some], least, allowed[some])

    with np.errstate(all="ignore"):
        reached = since(rows, n, seen)
    return np.where(reached == rows, -1, reached)


def tolerance(surface: Surface, first: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the least value known, and how far from it losses may be whose first was `first` (n,): (n,); nan for none.

    There is none where no least value is known, or the first loss is not finite.
    """
    known = least_value(surface)
    least = np.nan if known is None else known
    with np.errstate(all="ignore"):
        return least, np.where(np.isfinite(first), TOLERANCE * np.abs(first - least), np.nan)


def off(loss, least, allowed):
    """Whether losses are further from the least than is allowed, or nothing is."""
    return ~(abs(loss - least) <= allowed)


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
