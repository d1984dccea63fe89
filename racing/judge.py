"""How runs ended: from the paths, the gradient and the Hessian, never from the racer's name; many runs at once.

A run rests when its last points all lie within `rests.NEAR` times the domain's diagonal of a critical point, or
when it has come to sit on one exactly. A run that does not rest may circle a minimum, swing between the same few places
for ever, run away, or stand still on a slope; else it still moves.
"""

from collections.abc import Sequence

import numpy as np

from racing.restless import LAST, LONGEST_PERIOD, circle, ends_of_parts, looking_back, outward, run_away, stall, swing
from racing.rests import STALL, diagonal, name_minima, nearness, newton_rests, special_rests, spectrum
from racing.spans import stays_since
from racing.verdict import CODES, Ending, Verdicts
from racing.walked import Walked
from surfaces import Surface, kinds_at
from surfaces.critical import CODE, KINDS, NONE, UNSURE, Kind

ESCAPE = 1e3
"""A run that ends further from the domain's centre than this many diagonals, and than its start, has diverged."""

_BESIDE = np.array([(1, 0), (-1, 0), (0, 1), (0, -1)])[:, None]

_BY_KIND = {
    **{kind: Ending.CONVERGED for kind in Kind if kind.is_minimum},
    Kind.SADDLE: Ending.SADDLE,
    Kind.DEGENERATE_SADDLE: Ending.SADDLE,
    Kind.MAXIMUM: Ending.MAXIMUM,
    Kind.KINK_MAXIMUM: Ending.MAXIMUM,
    Kind.DEGENERATE_MAXIMUM: Ending.MAXIMUM,
    Kind.FLAT_MAXIMUM: Ending.MAXIMUM,
    Kind.FLAT: Ending.FLAT,
    Kind.EDGE_MINIMUM: Ending.STALLED,
}
_ENDING_OF_KIND = np.array([CODES[_BY_KIND[kind]] for kind in KINDS], np.uint8)


@np.errstate(all="ignore")
def judge(walked: Walked, some: np.ndarray | None = None) -> Verdicts:
    """Judge n runs; some: (k,) those to look at, if not all; the others are said to move."""
    found = Verdicts.of_moving(len(walked))
    finished = diverged_since(walked)
    gone = finished >= 0
    found.since[gone] = finished[gone]
    left = walked.left & (walked.stopped < walked.rows)
    found.endings[gone] = np.where(left, CODES[Ending.LEFT], CODES[Ending.DIVERGED])[gone]
    runs = np.flatnonzero(~gone) if some is None else some[~gone[some]]
    for look in (_rest, stall, swing, circle, run_away):
        if runs.size:
            runs = look(found, walked, runs)
    return found


def glances(rows: int) -> list[int]:
    """Return the points, of so many, that are looked at of every run that may still move."""
    back, parts = looking_back(rows), ends_of_parts(rows)
    tail = range(max(0, rows - 1 - LONGEST_PERIOD), rows)
    return sorted({0, rows - back, *outward(rows), *parts, *tail})


def is_undefined(surface: Surface, points: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return whether f has no value at points (n, 2), given its `values` (n,): not because it overflows there.

    Where it overflows it does so all around, where it is infinite, as log at 0, it has values beside.
    """
    with np.errstate(all="ignore"):
        beside = surface.value(points + STALL * diagonal(surface) * _BESIDE)
    there = np.isnan(values) | (np.isinf(values) & np.isfinite(beside).any(axis=0))
    return there & is_near(surface, points)


@np.errstate(all="ignore")
def is_near(surface: Surface, points: np.ndarray) -> np.ndarray:
    """Return whether points (n, 2) are not so far out that a run there has diverged."""
    return np.hypot(*(points - np.array(surface.domain).mean(axis=1)).T) <= escape(surface)


def escape(surface: Surface) -> float:
    """Return how far from the domain's centre a run has run away."""
    return ESCAPE * diagonal(surface)


def stray(surface: Surface, places: Sequence[np.ndarray]) -> np.ndarray:
    """Return where, of the places (n, 2) that a step asked at, f is not defined: the first, (n, 2), nan for none."""
    found = np.full(places[0].shape, np.nan) if places else np.empty((0, 2))
    for asked in places:
        first = np.isnan(found).all(axis=1) & is_undefined(surface, asked, surface.value(asked))
        found[first] = asked[first]
    return found


def diverged_since(walked: Walked) -> np.ndarray:
    """Return the step at which each run diverged or left, (n,), -1 where it did not."""
    centre = np.array(walked.surface.domain).mean(axis=1)
    with np.errstate(all="ignore"):
        limit = np.maximum(escape(walked.surface), np.hypot(*(walked.at(0).T - centre).T))
        far = np.flatnonzero(~(np.hypot(*(walked.at(-1).T - centre).T) <= limit))
        found = np.where(walked.stopped < walked.rows, walked.stopped, -1)
        found[far] = walked.since(within, far, *centre, limit[far])
    return found


def within(x, y, centre_x, centre_y, limit):
    """Whether points are no further from a place than the limit; their squares could overflow."""
    across, along = (x - centre_x) / limit, (y - centre_y) / limit
    return across * across + along * along <= 1


def resting_since(walked: Walked, runs: np.ndarray, rests: np.ndarray) -> np.ndarray:
    """Return the step from which each of `runs` (k,) rests at its place in `rests` (k, 2), -1 where it does not."""
    surface, rows = walked.surface, walked.rows
    near = stays_since(walked, runs, rests, nearness(surface))
    found = np.where(near <= rows - max(LAST, rows // 10), near, -1)
    # Few steps are enough to sit on a point exactly.
    open_ = np.flatnonzero((found < 0) & (near < rows))
    exact = stays_since(walked, runs[open_], rests[open_], STALL * diagonal(surface))
    sits = exact <= max(rows - 2, 1)
    found[open_[sits]] = near[open_[sits]]
    return found


def _rest(found: Verdicts, walked: Walked, runs: np.ndarray) -> np.ndarray:
    """Write down which runs rest, where and on what; return the others."""
    surface, last = walked.surface, walked.at(-1, runs)
    # Whoever rests has hardly moved in the end, or not at all in the last step.
    slow = np.hypot(*(last - walked.at(-looking_back(walked.rows), runs))) <= 2 * nearness(surface)
    slow |= np.hypot(*(last - walked.at(-2, runs))) <= 2 * STALL * diagonal(surface)
    left = runs if walked.rows == 2 else runs[slow]
    for candidates in (newton_rests, special_rests):
        some = left
        if not some.size:
            break
        rests, codes = candidates(surface, walked.at(-1, some).T)
        known = np.isfinite(rests[:, 0]) & np.isfinite(rests[:, 1])
        some, rests, codes = some[known], rests[known], codes[known]
        step = resting_since(walked, some, rests)
        resting = step >= 0
        some, rests, codes, step = some[resting], rests[resting], codes[resting], step[resting]
        unsure = np.flatnonzero(codes == UNSURE)
        if unsure.size:
            codes[unsure] = kinds_at(surface, rests[unsure])
            told = codes != NONE
            some, rests, codes, step = some[told], rests[told], codes[told], step[told]
        found.endings[some], found.since[some], found.kinds[some] = _ENDING_OF_KIND[codes], step, codes
        name_minima(found, surface, some, rests)
        _leave(found, walked, some)
        left = left[found.since[left] < 0]
    return runs[found.since[runs] < 0]


def _leave(found: Verdicts, walked: Walked, runs: np.ndarray) -> None:
    """Tell those that are on their way from a saddle or maximum from those that are stuck there."""
    some = runs[np.isin(found.endings[runs], [CODES[Ending.SADDLE], CODES[Ending.MAXIMUM]])]
    some = some[found.kinds[some] != CODE[Kind.FLAT_MAXIMUM]]
    if not some.size:
        return
    surface, rests = walked.surface, found.rests[some]
    earlier, last = (walked.at(row, some).T - rests for row in (-max(2, min(LAST, walked.rows)), -1))
    size = np.abs(last) + np.abs(rests)
    _, _, up = spectrum(np.nan_to_num(surface.hessian(rests)))
    down = np.stack([-up[:, 1], up[:, 0]], axis=-1)
    saddle = (found.kinds[some] == CODE[Kind.SADDLE])[:, None]

    def away(place: np.ndarray) -> np.ndarray:
        return np.where(saddle[:, 0], np.abs((place * down).sum(axis=1)), np.hypot(*place.T))

    noise = 8 * np.finfo(float).eps * np.where(saddle, np.abs(down) * size, size).sum(axis=1)
    leaving = (away(last) > noise) & (away(last) > (1 + 1e-6) * away(earlier))
    found.endings[some[leaving]] = CODES[Ending.LEAVING]
