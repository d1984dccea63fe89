"""How runs ended: from the paths, the gradient and the Hessian, never from the racer's name; many runs at once.

A run rests when its last points all lie within `rests.TOLERANCE` times the domain's diagonal of a critical point, or
when it has come to sit on one exactly. A run that does not rest may circle a minimum, swing between the same few places
for ever, run away, or stand still on a slope; else it still moves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from racing.rests import diagonal, eigen, known_minima, nearness, newton_rests, special_rests
from racing.spans import nearest, since, stays_since
from racing.verdict import Ending, Rank, Verdict
from surfaces import Surface, critical_points
from surfaces.kinds import CODE, KINDS, NONE, Kind

ESCAPE = 1e3
"""A run that ends further from the domain's centre than this many diagonals, and than its start, has diverged."""

STALL = 1e-9
"""Less movement than this part of the diagonal is standing still."""

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

LONGEST_PERIOD = 8

ENDINGS = tuple(Ending)
"""Code → ending."""

CODES = {ending: code for code, ending in enumerate(ENDINGS)}

RANKS = tuple(Rank)
"""Code → rank."""

_BY_KIND = {
    **{kind: Ending.CONVERGED for kind in Kind if kind.is_minimum},
    Kind.SADDLE: Ending.SADDLE,
    Kind.DEGENERATE_SADDLE: Ending.SADDLE,
    Kind.MAXIMUM: Ending.MAXIMUM,
    Kind.KINK_MAXIMUM: Ending.MAXIMUM,
    Kind.DEGENERATE_MAXIMUM: Ending.MAXIMUM,
    Kind.FLAT_MAXIMUM: Ending.MAXIMUM,
    Kind.FLAT: Ending.FLAT,
}
_ENDING_OF_KIND = np.array([CODES[_BY_KIND[kind]] for kind in KINDS], np.uint8)


@dataclass(frozen=True, eq=False)
class Verdicts:
    """What `Verdict` says of n runs, each field an array (n, ...).

    endings, kinds, ranks: codes, kinds and ranks 255 for none. since: -1 while moving. rests, others: (n, 2), nan for
    none. minima: -1 for none. within: nan for none. periods: 0 for none.
    """

    endings: np.ndarray
    since: np.ndarray
    rests: np.ndarray
    kinds: np.ndarray
    minima: np.ndarray
    ranks: np.ndarray
    within: np.ndarray
    periods: np.ndarray
    others: np.ndarray

    def __len__(self) -> int:
        return len(self.endings)

    @property
    def lost(self) -> np.ndarray:
        """Whether each run is gone for good."""
        return np.isin(self.endings, [CODES[ending] for ending in ENDINGS if ending.lost])

    def verdict(self, i: int) -> Verdict:
        """Return the verdict on one run."""
        step, minimum, period = int(self.since[i]), int(self.minima[i]), int(self.periods[i])
        kind, rank, within = int(self.kinds[i]), int(self.ranks[i]), float(self.within[i])
        return Verdict(
            ending=ENDINGS[self.endings[i]],
            step=None if step < 0 else step,
            point=_pair(self.rests[i]),
            kind=None if kind == NONE else KINDS[kind],
            minimum=None if minimum < 0 else minimum,
            rank=None if rank == NONE else RANKS[rank],
            within=None if np.isnan(within) else within,
            period=period or None,
            other=_pair(self.others[i]),
        )


@np.errstate(all="ignore")
def judge(
    surface: Surface, path: np.ndarray, stopped: np.ndarray, left: np.ndarray, some: np.ndarray | None = None
) -> Verdicts:
    """Judge runs along `path` (2, steps + 1, n) that stopped at `stopped` (n,): steps + 1 for never.

    left: (n,) whether they stopped because f is not defined at the next point. some: those to look at, if not all; the
    others are said to move.
    """
    _, rows, n = path.shape
    found = Verdicts(
        endings=np.full(n, CODES[Ending.MOVING], np.uint8),
        since=np.full(n, -1),
        rests=np.full((n, 2), np.nan),
        kinds=np.full(n, NONE, np.uint8),
        minima=np.full(n, -1),
        ranks=np.full(n, NONE, np.uint8),
        within=np.full(n, np.nan),
        periods=np.zeros(n, np.uint8),
        others=np.full((n, 2), np.nan),
    )
    finished = diverged_since(surface, path, stopped)
    gone = finished >= 0
    found.since[gone] = finished[gone]
    found.endings[gone] = np.where(left & (stopped < rows), CODES[Ending.LEFT], CODES[Ending.DIVERGED])[gone]
    runs = np.flatnonzero(~gone) if some is None else some[~gone[some]]
    for look in (_rest, _stall, _swing, _circle, _run_away):
        if runs.size:
            runs = look(found, surface, path, runs)
    return found


def is_undefined(surface: Surface, points: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return whether f has no value at points (n, 2), given its `values` (n,): not because it overflows far out."""
    with np.errstate(all="ignore"):
        reach = np.hypot(*(points - np.array(surface.domain).mean(axis=1)).T)
    return np.isnan(values) & (reach <= ESCAPE * diagonal(surface))


def diverged_since(surface: Surface, path: np.ndarray, stopped: np.ndarray) -> np.ndarray:
    """Return the step at which each run diverged or left, (n,), -1 where it did not."""
    rows = path.shape[1]
    centre = np.array(surface.domain).mean(axis=1)
    with np.errstate(all="ignore"):
        limit = np.maximum(ESCAPE * diagonal(surface), np.hypot(*(path[:, 0].T - centre).T))
        far = np.flatnonzero(~(np.hypot(*(path[:, -1].T - centre).T) <= limit))
        found = np.where(stopped < rows, stopped, -1)
        near = np.hypot(path[0][:, far] - centre[0], path[1][:, far] - centre[1]) <= limit[far]
        found[far] = rows - np.argmax(near[::-1], axis=0)
    return found


def resting_since(surface: Surface, path: np.ndarray, runs: np.ndarray, rests: np.ndarray) -> np.ndarray:
    """Return the step from which each of `runs` (k,) rests at its place in `rests` (k, 2), -1 where it does not."""
    rows = path.shape[1]
    near = stays_since(path, runs, rests, nearness(surface))
    found = np.where(near <= rows - max(LAST, rows // 10), near, -1)
    # Few steps are enough to sit on a point exactly.
    open_ = np.flatnonzero((found < 0) & (near < rows))
    exact = stays_since(path, runs[open_], rests[open_], STALL * diagonal(surface))
    sits = exact <= max(rows - 2, 1)
    found[open_[sits]] = near[open_[sits]]
    return found


def _rest(found: Verdicts, surface: Surface, path: np.ndarray, runs: np.ndarray) -> np.ndarray:
    """Write down which runs rest, where and on what; return the others."""
    for candidates in (newton_rests, special_rests):
        # Whoever rests has hardly moved in the end.
        back = max(1, min(LAST - 1, path.shape[1] - 1))
        slow = np.hypot(*(path[:, -1, runs] - path[:, -1 - back, runs])) <= 2 * nearness(surface)
        slow |= (path[:, -1, runs] == path[:, -2, runs]).all(axis=0) | (path.shape[1] == 2)
        some = runs[slow]
        if not some.size:
            break
        rests, codes = candidates(surface, path[:, -1, some].T)
        known = np.isfinite(rests).all(axis=1)
        some, rests, codes = some[known], rests[known], codes[known]
        step = resting_since(surface, path, some, rests)
        resting = step >= 0
        some, rests, codes = some[resting], rests[resting], codes[resting]
        found.endings[some], found.since[some] = _ENDING_OF_KIND[codes], step[resting]
        found.kinds[some] = codes
        _name(found, surface, some, rests)
        _leave(found, surface, path, some)
        runs = np.setdiff1d(runs, some, assume_unique=True)
    return runs


def _name(found: Verdicts, surface: Surface, runs: np.ndarray, rests: np.ndarray) -> None:
    """Write down the places (k, 2) of runs, and which minima those among them are."""
    rests = _without_dust(surface, rests)
    minima = np.isin(found.kinds[runs], [CODE[kind] for kind in Kind if kind.is_minimum])
    declared = np.array(surface.minima).reshape(-1, 2)
    ranks = np.full(len(runs), RANKS.index(Rank.LOCAL if len(declared) else Rank.FOUND), np.uint8)
    if len(declared) and minima.any():
        index = nearest(declared, rests)
        there = minima & (np.hypot(*(declared[index] - rests).T) <= nearness(surface))
        rests[there] = declared[index[there]]
        found.minima[runs[there]] = index[there]
        ranks[there] = RANKS.index(Rank.ONLY if len(declared) == 1 else Rank.GLOBAL)
    elif minima.any():
        lowest = min((point.value for point in critical_points(surface) if point.kind.is_minimum), default=np.inf)
        higher = surface.value(rests) > lowest + STALL * np.nanmedian(np.abs(surface.value(_corners(surface)) - lowest))
        ranks[higher] = RANKS.index(Rank.LOCAL)
    found.rests[runs] = rests
    found.ranks[runs[minima]] = ranks[minima]


def _leave(found: Verdicts, surface: Surface, path: np.ndarray, runs: np.ndarray) -> None:
    """Tell those that are on their way from a saddle or maximum from those that are stuck there."""
    some = runs[np.isin(found.endings[runs], [CODES[Ending.SADDLE], CODES[Ending.MAXIMUM]])]
    some = some[found.kinds[some] != CODE[Kind.FLAT_MAXIMUM]]
    if not some.size:
        return
    rests = found.rests[some]
    earlier, last = (path[:, row, some].T - rests for row in (-max(2, min(LAST, path.shape[1])), -1))
    size = np.abs(last) + np.abs(rests)
    _, _, up = eigen(np.nan_to_num(surface.hessian(rests)))
    down = np.stack([-up[:, 1], up[:, 0]], axis=-1)
    saddle = (found.kinds[some] == CODE[Kind.SADDLE])[:, None]

    def away(place: np.ndarray) -> np.ndarray:
        return np.where(saddle[:, 0], np.abs((place * down).sum(axis=1)), np.hypot(*place.T))

    noise = 8 * np.finfo(float).eps * np.where(saddle, np.abs(down) * size, size).sum(axis=1)
    leaving = (away(last) > noise) & (away(last) > (1 + 1e-6) * away(earlier))
    found.endings[some[leaving]] = CODES[Ending.LEAVING]


def _circle(found: Verdicts, surface: Surface, path: np.ndarray, runs: np.ndarray) -> np.ndarray:
    """Write down which runs hover about a minimum without coming nearer; return the others."""
    rows = path.shape[1]
    ends = rows - rows // 2 + np.arange(PARTS + 1) * (rows // 2) // PARTS - 1
    if ends[1] - ends[0] < 2:
        return runs
    close, minima = CLOSE * diagonal(surface), known_minima(surface)
    # Those that roam need no closer look.
    around = np.ptp(path[:, ends][:, :, runs], axis=1)
    some = runs[np.hypot(*around) <= 2 * close]
    if not (some.size and len(minima)):
        return runs
    index = nearest(minima, path[:, ends[-2] :, some].mean(axis=1).T)
    centre = minima[index]
    away = np.hypot(path[0, ends[0] :, some].T - centre[:, 0], path[1, ends[0] :, some].T - centre[:, 1])
    straight = np.hypot(*(path[:, -1, some] - path[:, ends[-2], some]))
    length = np.hypot(*np.diff(path[:, ends[-2] :, some], axis=1)).sum(axis=0)
    furthest = np.stack([away[a : b + 1].max(axis=0) for a, b in pairwise(ends - ends[0])])
    shrinks = (np.diff(furthest, axis=0) < 0).all(axis=0) & (furthest[-1] < NEARER * furthest[-2])
    grows = (np.diff(furthest, axis=0) > 0).all(axis=0) & (NEARER * furthest[-1] > furthest[-2])
    within = furthest[-2:].max(axis=0)
    circles = (within <= close) & ~shrinks & ~grows & (straight < length / 2)
    some, centre, within, index = some[circles], centre[circles], within[circles], index[circles]
    found.endings[some], found.within[some] = CODES[Ending.CIRCLING], within
    found.since[some] = stays_since(path, some, centre, within * (1 + 1e-9))
    found.kinds[some] = CODE[Kind.MINIMUM]
    _name(found, surface, some, centre)
    return np.setdiff1d(runs, some, assume_unique=True)


def _stall(found: Verdicts, surface: Surface, path: np.ndarray, runs: np.ndarray) -> np.ndarray:
    """Write down which runs stand still on a slope; return the others."""
    rows = path.shape[1]
    still = stays_since(path, runs, path[:, -1, runs].T, STALL * diagonal(surface))
    stands = still <= rows - min(rows, max(LAST, rows // 10))
    found.endings[runs[stands]], found.since[runs[stands]] = CODES[Ending.STALLED], still[stands]
    return runs[~stands]


def _swing(found: Verdicts, surface: Surface, path: np.ndarray, runs: np.ndarray) -> np.ndarray:
    """Write down which runs come back to the same places every few steps; return the others."""
    rows = path.shape[1]
    same = STALL * diagonal(surface)
    for period in range(2, LONGEST_PERIOD + 1):
        if rows < 2 * period + 1:
            break
        apart = np.hypot(*(path[:, -1, runs] - path[:, -1 - period, runs]))
        step = np.hypot(*(path[:, -1, runs] - path[:, -2, runs]))
        some = runs[(apart <= same) & (step > 10 * same)]
        some = some[~_is_small(surface, path[:, -period:, some])]
        begun = since(rows - period, len(some), _changed(path, some, period, same))
        swings = begun <= rows - period - max(period, min(LAST, rows // 2))
        some, begun = some[swings], begun[swings]
        found.endings[some], found.since[some], found.periods[some] = CODES[Ending.SWINGING], begun, period
        places = [_without_dust(surface, path[:, row, some].T) for row in (-1, -2)]
        found.rests[some], found.others[some] = places
        runs = np.setdiff1d(runs, some, assume_unique=True)
    return runs


def _is_small(surface: Surface, cycles: np.ndarray) -> np.ndarray:
    """Whether cycles (2, period, n) go so closely round a minimum that this is what they are: (n,)."""
    minima = known_minima(surface)
    if not (len(minima) and cycles.size):
        return np.zeros(cycles.shape[2], dtype=bool)
    centre = minima[nearest(minima, cycles[:, -1].T)].T[:, None]
    return (np.hypot(*(cycles - centre)) <= SMALL * diagonal(surface)).all(axis=0)


def _changed(path: np.ndarray, runs: np.ndarray, period: int, same: float) -> Callable[[slice, np.ndarray], np.ndarray]:
    def changed(part: slice, some: np.ndarray) -> np.ndarray:
        later = slice(part.start + period, part.stop + period)
        return np.hypot(*(path[:, part][:, :, runs[some]] - path[:, later][:, :, runs[some]])) > same

    return changed


def _run_away(found: Verdicts, surface: Surface, path: np.ndarray, runs: np.ndarray) -> np.ndarray:
    """Write down which runs are far out and go ever further, in steps that do not shorten; return the others."""
    rows = path.shape[1]
    back = max(2, min(rows // 2, max(LAST, rows // 10)))
    if rows <= back + 1:
        return runs
    (x0, x1), (y0, y1) = surface.domain
    centre = np.array([[(x0 + x1) / 2], [(y0 + y1) / 2]])
    reach = np.stack([np.hypot(*(path[:, row, runs] - centre)) for row in (-1 - back, -1 - back // 2, -1)])
    first, final = (np.hypot(*(path[:, row, runs] - path[:, row - 1, runs])) for row in (-back, -1))
    away = (reach[-1] > diagonal(surface)) & (np.diff(reach, axis=0) > 0).all(axis=0) & (final >= 0.999 * first)
    some = runs[away]

    def inside(part: slice, which: np.ndarray) -> np.ndarray:
        x, y = path[:, part][:, :, some[which]]
        return (x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1)

    found.endings[some], found.since[some] = CODES[Ending.RUNAWAY], since(rows, len(some), inside)
    return runs[~away]


def _without_dust(surface: Surface, places: np.ndarray) -> np.ndarray:
    """The places (k, 2), coordinates that are nothing beside the domain made 0."""
    return np.where(np.abs(places) < STALL * np.ptp(surface.domain, axis=1), 0.0, places)


def _corners(surface: Surface) -> np.ndarray:
    """The corners of the domain and of its middle half: (8, 2)."""
    low, size = np.array(surface.domain)[:, 0], np.ptp(surface.domain, axis=1)
    square = np.array([(0, 0), (0, 1), (1, 0), (1, 1)])
    return low + size * np.concatenate([square, (square + 0.5) / 2])


def _pair(place: np.ndarray) -> tuple[float, float] | None:
    x, y = place.tolist()
    return None if np.isnan(x) else (x, y)
