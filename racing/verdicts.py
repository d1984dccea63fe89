"""How many runs ended: `racing.verdict.judge` over a whole batch, with the same words and the same numbers.

The eigenvalues of the 2 × 2 Hessians are in closed form here, a hundred times faster than one call of LAPACK for each.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from racing.batch import PASS
from racing.ranking import TOLERANCE as LOSS_TOLERANCE
from racing.ranking import heights
from racing.verdict import (
    CIRCLE,
    CUT,
    ESCAPE,
    LEAST_CURVATURE,
    NEGLIGIBLE,
    NEWTON_STEPS,
    SOLVED,
    STALL,
    Ending,
    diagonal,
    known_flats,
    known_minima,
    last_part,
    nearness,
)
from surfaces import Surface

ENDINGS = tuple(Ending)
"""Code → ending."""

CODES = {ending: code for code, ending in enumerate(ENDINGS)}


@dataclass(frozen=True, eq=False)
class Verdicts:
    """endings: (n,) codes. since: (n,) first step of the ending, -1 while moving. rests: (n, 2) critical points, nan
    where there is none. minima: (n,) index in `surface.minima`, -1 where it is no declared one.
    """

    endings: np.ndarray
    since: np.ndarray
    rests: np.ndarray
    minima: np.ndarray


def judge_all(surface: Surface, path: np.ndarray, stopped: np.ndarray) -> Verdicts:
    """Judge runs along `path` (2, steps + 1, n) that stopped at `stopped` (n,): steps + 1 for never."""
    n = path.shape[2]
    found = Verdicts(
        endings=np.full(n, CODES[Ending.MOVING], np.uint8),
        since=np.full(n, -1),
        rests=np.full((n, 2), np.nan),
        minima=np.full(n, -1),
    )
    finished = diverged_since(surface, path, stopped)
    gone = finished >= 0
    found.endings[gone], found.since[gone] = CODES[Ending.DIVERGED], finished[gone]
    for runs, rests, since in at_rest(surface, path, np.flatnonzero(~gone)):
        found.since[runs] = since
        if rests is None:
            found.endings[runs] = CODES[Ending.STALLED]
        else:
            _fill(found, surface, runs, rests)
    return found


def at_rest(
    surface: Surface, path: np.ndarray, runs: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray | None, np.ndarray]]:
    """Yield those of `runs` (k,), none of them diverged, that rest: at critical points, at known minima, on a slope.

    With them come the places (m, 2) where they rest, None on a slope, and since which step they do, (m,).
    """
    rows = path.shape[1]
    end, last = rows - last_part(rows), path[:, -1].T
    with np.errstate(all="ignore"):
        for candidates in (_critical_points, _nearest_known, None):
            if not runs.size:
                return
            rests = candidates(surface, last[runs]) if candidates else last[runs]
            known = np.isfinite(rests).all(axis=1)
            since = np.full(len(runs), rows)
            radius = nearness(surface) if candidates else STALL * diagonal(surface)
            since[known] = stays_since(path, runs[known], rests[known], radius)
            resting = since <= end
            yield runs[resting], rests[resting] if candidates else None, since[resting]
            runs = runs[~resting]


def diverged_since(surface: Surface, path: np.ndarray, stopped: np.ndarray) -> np.ndarray:
    """Return the step at which each run diverged, (n,), -1 where it did not."""
    rows = path.shape[1]
    centre = np.array(surface.domain).mean(axis=1)
    with np.errstate(all="ignore"):
        limit = np.maximum(ESCAPE * diagonal(surface), np.hypot(*(path[:, 0].T - centre).T))
        far = np.flatnonzero(~(np.hypot(*(path[:, -1].T - centre).T) <= limit))
        since = np.where(stopped < rows, stopped, -1)
        near = np.hypot(path[0][:, far] - centre[0], path[1][:, far] - centre[1]) <= limit[far]
        since[far] = rows - np.argmax(near[::-1], axis=0)
    return since


def stays_since(path: np.ndarray, runs: np.ndarray, rests: np.ndarray, radius: float) -> np.ndarray:
    """Return the step from which each of `runs` (k,) stays within `radius` of its rest (k, 2), else steps + 1."""
    rest_x, rest_y = np.ascontiguousarray(rests.T)
    everyone = len(runs) == path.shape[2]

    def away(part: slice, some: np.ndarray) -> np.ndarray:
        every = everyone and len(some) == len(runs)
        columns = slice(None) if every else runs[some]
        across = path[0, part][:, columns] - rest_x[some]
        along = path[1, part][:, columns] - rest_y[some]
        return across * across + along * along > radius * radius

    return _since(path.shape[1], len(runs), away)


def steps_to_tolerance(surface: Surface, values: np.ndarray) -> np.ndarray:
    """Return, from losses (steps + 1, n), the step from which each run stays within the tolerance, (n,); -1: never.

    That is within `ranking.TOLERANCE` of its starting height of the declared minimum, above or below it.
    """
    rows, n = values.shape
    if surface.minimum is None:
        return np.full(n, -1)
    with np.errstate(all="ignore"):
        allowed = LOSS_TOLERANCE * heights(surface, values[0])

        def off(part: slice, some: np.ndarray) -> np.ndarray:
            columns = slice(None) if len(some) == n else some
            return heights(surface, values[part][:, columns]) > allowed[some]

        since = _since(rows, n, off)
    return np.where((since == rows) | ~np.isfinite(values[0]), -1, since)


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


def _since(rows: int, n: int, broken: Callable[[slice, np.ndarray], np.ndarray]) -> np.ndarray:
    """Return the first row from which `broken` holds no more, `rows` where it holds in the last.

    broken(rows, runs) answers for some rows and runs, (rows, runs). It is asked from the end backwards, of the runs
    that are still open.
    """
    since, still, end = np.zeros(n, dtype=np.intp), np.arange(n), rows
    while still.size and end:
        begin = max(0, end - max(1, PASS // still.size))
        seen = broken(slice(begin, end), still)
        some = seen.any(axis=0)
        since[still[some]] = end - np.argmax(seen[::-1, some], axis=0)
        still, end = still[~some], begin
    return since


def _fill(found: Verdicts, surface: Surface, runs: np.ndarray, rests: np.ndarray) -> None:
    """Write down what the runs that rest, rest on."""
    radius = nearness(surface)
    minima = _nearest_known(surface, rests)
    there = np.hypot(*(minima - rests).T) <= radius
    converged = runs[there]
    found.endings[converged] = CODES[Ending.CONVERGED]
    found.rests[converged] = minima[there]
    if surface.minima and there.any():
        found.minima[converged] = nearest(np.array(surface.minima), rests[there])
    others, places = runs[~there], rests[~there]
    found.rests[others] = places
    found.endings[others] = _kinds(surface, places, radius)
    on_flat = np.hypot(*(_nearest_of(known_flats(surface), places) - places).T) <= radius
    found.endings[others[on_flat]] = CODES[Ending.FLAT]


def _nearest_known(surface: Surface, points: np.ndarray) -> np.ndarray:
    return _nearest_of(known_minima(surface), points)


def _nearest_of(minima: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return which of `minima` (m, 2) is next to each of `points` (k, 2): (k, 2), nan where there are none."""
    return minima[nearest(minima, points)] if len(minima) else np.full(points.shape, np.nan)


def _critical_points(surface: Surface, points: np.ndarray) -> np.ndarray:
    """Return the Newton estimates (k, 2) of the critical points next to `points` (k, 2), nan where there is none."""
    points = points.copy()
    on = np.arange(len(points))
    for _ in range(NEWTON_STEPS):
        gradient, hessian = surface.gradient(points[on]), surface.hessian(points[on])
        finite = np.isfinite(gradient).all(axis=1) & np.isfinite(hessian).all(axis=(1, 2))
        on, gradient, hessian = on[finite], gradient[finite], hessian[finite]
        newton, back = _newton(gradient, hessian)
        solved = np.isclose(back, gradient, **SOLVED).all(axis=1)
        points[on[~solved]] = np.nan
        moving = solved & newton.any(axis=1)
        on = on[moving]
        points[on] -= newton[moving]
    return points


def _newton(gradient: np.ndarray, hessian: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return H⁺g and H H⁺g, each (k, 2): the second is g where H curves along g."""
    low, high, along = _eigen(hessian)
    across = np.stack([-along[:, 1], along[:, 0]], axis=-1)
    cut = CUT * np.maximum(np.abs(low), np.abs(high))
    step, back = np.zeros_like(gradient), np.zeros_like(gradient)
    for value, vector in ((high, along), (low, across)):
        part = np.where(np.abs(value) > cut, (gradient * vector).sum(axis=-1), 0)
        step += np.where(part == 0, 0, part / value)[:, None] * vector
        back += part[:, None] * vector
    return step, back


def _eigen(hessian: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the eigenvalues low ≤ high (k,) of symmetric matrices (k, 2, 2), and the unit eigenvector (k, 2) of high.

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


def _kinds(surface: Surface, points: np.ndarray, radius: float) -> np.ndarray:
    """Return the codes (k,) of what critical points (k, 2) are."""
    low, high, _ = _eigen(np.nan_to_num(surface.hessian(points)))
    negligible = NEGLIGIBLE * np.maximum(np.maximum(np.abs(low), np.abs(high)), LEAST_CURVATURE)
    kinds = np.select(
        [low > negligible, high < -negligible, low < -negligible],
        [CODES[Ending.CONVERGED], CODES[Ending.MAXIMUM], CODES[Ending.SADDLE]],
        CODES[Ending.FLAT],
    ).astype(np.uint8)
    degenerate = np.flatnonzero((low <= negligible) & (low >= -negligible) & (high >= -negligible))
    for some in np.array_split(degenerate, max(1, len(CIRCLE) * len(degenerate) // PASS)):
        around = points[some, None] + radius * CIRCLE
        slopes = np.hypot(*np.moveaxis(surface.gradient(around), -1, 0))
        lower = (surface.value(around) < surface.value(points[some])[:, None]).any(axis=1)
        flat = slopes.min(axis=1) <= NEGLIGIBLE * slopes.max(axis=1)
        kinds[some] = np.where(flat, CODES[Ending.FLAT], np.where(lower, CODES[Ending.SADDLE], CODES[Ending.CONVERGED]))
    return kinds
