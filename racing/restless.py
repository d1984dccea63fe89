"""Runs that do not rest: those that circle a minimum, swing for ever, run away, or stand still on a slope.

Each function writes down what it finds of `runs` (k,) of those that were walked, and returns the others.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from racing.rests import STALL, diagonal, kinds_of_minima, known_minima, name_minima, without_dust
from racing.spans import nearest, since, stays_since
from racing.verdict import CODES, Ending, Verdicts
from racing.walked import Walked
from surfaces import Surface

LAST = 5
"""At least so many points, and a tenth of all, must stay near for a run to rest."""

CLOSE = 0.1
"""A run that circles a minimum stays within this part of the diagonal of it."""

SMALL = 0.02
"""A cycle that stays within this part of the diagonal of a minimum circles it."""

PARTS = 5
"""The second half of a run is looked at in so many parts: one that circles comes no nearer from part to part."""

NEARER = 0.98
"""A run whose greatest distance shrinks from part to part, in the last to less than this, is on its way."""

STEADILY = 0.5
"""Nor has a run arrived whose greatest distance shrinks at last by more than this part of how it did at first."""

ENDLESS = 0.9
"""Steps that keep so much of their length over a run's last tenth shrink like 1/t or slower: their sum has no end."""

LONGEST_PERIOD = 8

FOR_EVER = 5
"""A cycle has lasted for one in so many steps of a run: a rule's memory can go on changing while its places repeat."""

ROUND = 0.1
"""Whoever circles a minimum gets about, in the second half of a run, by more than this part of how far away it is."""


def looking_back(rows: int) -> int:
    """Return how many of so many points, the last ones, must stay near for a run to rest."""
    return min(rows, max(LAST, rows // 10))


def stall(found: Verdicts, walked: Walked, runs: np.ndarray) -> np.ndarray:
    """Write down which runs stand still on a slope; return the others."""
    still = stays_since(walked, runs, walked.at(-1, runs).T, STALL * diagonal(walked.surface))
    stands = still <= walked.rows - looking_back(walked.rows)
    found.endings[runs[stands]], found.since[runs[stands]] = CODES[Ending.STALLED], still[stands]
    return runs[~stands]


def swing(found: Verdicts, walked: Walked, runs: np.ndarray) -> np.ndarray:
    """Write down which runs come back to the same places every few steps; return the others."""
    surface, rows = walked.surface, walked.rows
    same = STALL * diagonal(surface)
    ends, last = walked.at(-1), walked.at(-1, runs)
    going = runs[np.hypot(*(last - walked.at(-2, runs))) > 10 * same]
    for period in range(2, min(LONGEST_PERIOD, (rows - 1) // 2) + 1):
        again = np.logical_and(*(np.abs(ends - walked.at(-1 - period)) <= same))  # of all, faster than of some
        some = going[again[going] & (found.since[going] < 0)]
        some = some[~_is_small(surface, np.stack([walked.at(-back, some) for back in range(period, 0, -1)], axis=1))]
        if some.size:
            path = walked.paths(some)
            begun = since(rows - period, len(some), _changed(path, period, same))
            swings = begun <= rows - period - max(period, min(LAST, rows // 2), rows // FOR_EVER)
            some, begun, path = some[swings], begun[swings], path[:, :, swings]
            found.endings[some], found.since[some], found.periods[some] = CODES[Ending.SWINGING], begun, period
            found.rests[some], found.others[some] = (without_dust(surface, path[:, row].T) for row in (-1, -2))
    return runs[found.since[runs] < 0]


def _is_small(surface: Surface, cycles: np.ndarray) -> np.ndarray:
    """Whether cycles (2, period, n) go so closely round a minimum that this is what they are: (n,)."""
    minima = known_minima(surface)
    if not (len(minima) and cycles.size):
        return np.zeros(cycles.shape[2], dtype=bool)
    centre = minima[nearest(minima, cycles[:, -1].T)].T[:, None]
    return (np.hypot(*(cycles - centre)) <= SMALL * diagonal(surface)).all(axis=0)


def _changed(path: np.ndarray, period: int, same: float) -> Callable[[slice, np.ndarray], np.ndarray]:
    def changed(part: slice, some: np.ndarray) -> np.ndarray:
        later = slice(part.start + period, part.stop + period)
        return np.hypot(*(path[:, part][:, :, some] - path[:, later][:, :, some])) > same

    return changed


def outward(rows: int) -> list[int]:
    """Return the points, of so many, that tell whether a run goes ever further, in steps without an end; or none.

    Those that must be further and further out, then the two steps to compare, by their ends.
    """
    back = max(2, min(rows // 2, max(LAST, rows // 10)))
    if rows <= back + 1:
        return []
    return [rows - 1 - back, rows - 1 - back // 2, rows - 1, rows - back - 1, rows - back, rows - 2, rows - 1]


def run_away(found: Verdicts, walked: Walked, runs: np.ndarray) -> np.ndarray:
    """Write down which runs are far out and go ever further, in steps without an end; return the others."""
    surface, rows = walked.surface, outward(walked.rows)
    if not rows:
        return runs
    (x0, x1), (y0, y1) = surface.domain
    centre = np.array([[(x0 + x1) / 2], [(y0 + y1) / 2]])
    some = runs[np.hypot(*(walked.at(-1, runs) - centre)) > diagonal(surface)]
    places = [walked.at(row, some) for row in rows]
    reach = np.stack([np.hypot(*(place - centre)) for place in places[:3]])
    first, final = (np.hypot(*(after - before)) for before, after in (places[3:5], places[5:]))
    some = some[(np.diff(reach, axis=0) > 0).all(axis=0) & (final >= ENDLESS * first)]
    found.endings[some], found.since[some] = CODES[Ending.RUNAWAY], walked.since(between, some, x0, x1, y0, y1)
    return runs[found.since[runs] < 0]


def between(x, y, x0, x1, y0, y1):
    """Whether points lie between limits, these included."""
    return (x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1)


def ends_of_parts(rows: int) -> np.ndarray:
    """Return where the parts end in which the second half of so many points is looked at, (PARTS + 1,)."""
    return rows - rows // 2 + np.arange(PARTS + 1) * (rows // 2) // PARTS - 1


def circle(found: Verdicts, walked: Walked, runs: np.ndarray) -> np.ndarray:
    """Write down which runs hover about a minimum without coming nearer; return the others."""
    surface, ends = walked.surface, ends_of_parts(walked.rows)
    if ends[1] - ends[0] < 2:
        return runs
    close, minima = CLOSE * diagonal(surface), known_minima(surface)
    if not len(minima):
        return runs
    # Those that roam, or come nearer all the time, need no closer look.
    reach = np.ptp([walked.at(row, runs) for row in ends[[0, 2, 5]]], axis=0)
    some = runs[np.hypot(*reach) <= 2 * close]
    index = nearest(minima, walked.at(-1, some).T)
    near = np.hypot(*(walked.at(-1, some) - minima[index].T)) <= close
    some, index = some[near], index[near]
    places = np.stack([np.hypot(*(walked.at(row, some) - minima[index].T)) for row in ends])
    near = np.flatnonzero((places <= close).all(axis=0) & ~(places[1:] < NEARER * places[:-1]).all(axis=0))
    if not near.size:
        return runs
    some, index = some[near], index[near]
    centre, path = minima[index], walked.paths(some, ends[0])
    away = np.hypot(*(path - centre.T[:, None]))
    straight = np.hypot(*(path[:, -1] - path[:, ends[-2] - ends[0]]))
    length = np.hypot(*np.diff(path[:, ends[-2] - ends[0] :], axis=1)).sum(axis=0)
    furthest = np.stack([away[a : b + 1].max(axis=0) for a, b in pairwise(ends - ends[0])])
    falls = -np.diff(furthest, axis=0)
    # On its way to a circle of its own a run falls ever less; on its way to the minimum by the same part each time.
    shrinks = (falls > 0).all(axis=0) & ((furthest[-1] < NEARER * furthest[-2]) | (falls[-1] > STEADILY * falls[0]))
    grows = (np.diff(furthest, axis=0) > 0).all(axis=0) & (NEARER * furthest[-1] > furthest[-2])
    within = furthest[-2:].max(axis=0)
    about = np.hypot(*np.ptp(path, axis=1)) > ROUND * within
    circles = (within <= close) & ~shrinks & ~grows & about & (straight < length / 2)
    some, centre, within, index = some[circles], centre[circles], within[circles], index[circles]
    found.endings[some], found.within[some] = CODES[Ending.CIRCLING], within
    found.since[some] = stays_since(walked, some, centre, within * (1 + 1e-9))
    found.kinds[some] = kinds_of_minima(surface)[index]
    name_minima(found, surface, some, centre)
    return runs[found.since[runs] < 0]
