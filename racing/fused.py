"""Runs on JAX, in double precision: a step is one pass over the runs, and of a path a few places are kept.

What a rule and a surface do comes from their tapes, compiled once for each, whatever their numbers are. Verdicts are
made by the same code as on NumPy: where it looks at more of a path, the runs that it asks about are run again. Those
that cease to be finite where NumPy's engine takes a closer look at what they asked for are left to it.

JAX runs them on the device that it is set to; without one of its own that is the processor.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from operator import attrgetter

import jax
import numpy as np

from optimizers.program import asked, taped_step
from racing.batch import Batch, Cancelled, settle, walk
from racing.checks import NUMPY
from racing.drawn import drawn_noise, mini_batches
from racing.judge import glances, is_near
from racing.spans import off, tolerance
from racing.states import begun
from racing.stepping import LOSS, POINT, Given, Seen, compiled
from racing.walked import ALL, Walked
from surfaces import Surface

TILE = 2**11
"""So many runs step at once: what they remember stays in a core's cache."""

AGAIN = 2**9
"""The same of those that are looked at again, which are few."""

ELSEWHERE = 2**15
"""The same on a device that is no processor."""


class Fused(Walked):
    """Runs whose paths are worked out where they are asked for. stopped, left: as of `Walked`."""

    def __init__(self, surface: Surface, runs: Batch, cancelled: Callable[[], bool] | None = None):
        self.surface, self._runs, self._cancelled = surface, runs, cancelled
        self._cost = asked(runs.rule) * (runs.batch_size or surface.rows or 1)
        self._moves = runs.steps if runs.evaluations is None else min(runs.steps, runs.evaluations // self._cost)
        rule = taped_step(runs.rule)
        self._tapes, self._given = _tapes(rule, surface, runs), _given(rule, surface, runs)
        self._tile = min(TILE if jax.default_backend() == "cpu" else ELSEWHERE, 1 << (len(runs) - 1).bit_length())
        self._rows = sorted({min(row, self._moves) for row in glances(self.rows)})
        with np.errstate(all="ignore"):
            given = tolerance(surface, surface.value(runs.starts))
        self._kept, seen = self._run(np.arange(len(self)), self._rows, off, LOSS, *given)
        self.stopped, self.left = self._never(seen.stopped), np.zeros(len(self), dtype=bool)
        self._reached = self._never(seen.since)
        self._others = self._leave(self._follow(seen, given))

    @property
    def rows(self) -> int:
        """How many points a run has, with its start."""
        return self._runs.steps + 1

    def __len__(self) -> int:
        return len(self._runs)

    @property
    def values(self) -> np.ndarray:
        """The losses in the end, (n,)."""
        return self._kept[2, -1]

    @property
    def reached(self) -> np.ndarray:
        """The step from which each run stays within the tolerance, (n,), -1 for never."""
        return np.where(self._reached == self.rows, -1, self._reached)

    @property
    def path(self) -> np.ndarray:
        """All points, (2, steps + 1, n)."""
        return self._whole[:2]

    @property
    def losses(self) -> np.ndarray:
        """The losses along them, (steps + 1, n)."""
        return self._whole[2]

    def at(self, row: int, runs: np.ndarray | slice = ALL) -> np.ndarray:
        """As `Walked.at`."""
        row = min(row % self.rows, self._moves)
        return self._kept[:2, self._rows.index(row), runs] if row in self._rows else self.paths(runs)[:, row]

    def paths(self, runs: np.ndarray | slice = ALL, first: int = 0) -> np.ndarray:
        """As `Walked.paths`."""
        return self._paths(np.arange(len(self))[runs], first)[:2]

    def since(self, broken: Callable[..., np.ndarray], runs: np.ndarray, *given: np.ndarray | float) -> np.ndarray:
        """As `Walked.since`."""
        first = self._tail.shape[1]
        found = Walked(self.surface, self._tail, self.stopped, self.left).since(broken, runs, *given)
        found, still = found + self._moves + 1 - first, np.flatnonzero(found == 0)
        ours, others = still[self._place[runs[still]] < 0], still[self._place[runs[still]] >= 0]
        if ours.size and first <= self._moves:
            careful = self._stop(runs[ours])
            _, seen = self._run(runs[ours], [self._moves], broken, POINT, *_of(given, ours), careful=careful)
            found[ours] = seen.since
        if others.size:
            found[others] = self._others.since(broken, self._place[runs[others]], *_of(given, others))
        return self._never(found)

    def spent(self, steps: np.ndarray) -> np.ndarray:
        """As `Walked.spent`."""
        return self._cost * np.minimum(steps, self._moves)

    def _run(
        self,
        runs: np.ndarray,
        rows: Sequence[int],
        watch: Callable,
        of: tuple[int, ...],
        *watched: np.ndarray | float,
        careful: bool = False,
    ) -> tuple[np.ndarray, Seen]:
        """Run some (k,); return their points and losses after steps, (3, len(rows), k), and what was seen of them."""
        places, parts = np.empty((3, len(rows), len(runs))), []
        steps = compiled(self._tapes, (self.rows + 1).bit_length(), watch, of, careful)
        tile = self._tile if len(runs) == len(self) else min(AGAIN, self._tile)
        for first in range(0, len(runs), tile):
            if self._cancelled and self._cancelled():
                raise Cancelled
            some = np.minimum(np.arange(first, first + tile), len(runs) - 1)
            with jax.enable_x64(True):
                found, seen = steps(np.array(rows), _tile(self._given, runs[some])._replace(watched=_of(watched, some)))
                last = min(tile, len(runs) - first)
                places[:, :, first : first + last] = np.moveaxis(np.asarray(found)[:, :, :last], 0, 1)
                parts.append(jax.tree.map(lambda each, last=last: np.asarray(each)[:last], seen))
        return places, jax.tree.map(lambda *each: np.concatenate(each), *parts)

    @cached_property
    def _whole(self) -> np.ndarray:
        return self._paths(np.arange(len(self)))

    @cached_property
    def _tail(self) -> np.ndarray:
        """The last points that are kept without a gap, (2, k, n)."""
        gaps = np.flatnonzero(np.diff(self._rows) > 1)
        return self._kept[:2, gaps[-1] + 1 if gaps.size else 0 :]

    def _stop(self, runs: np.ndarray) -> bool:
        """Whether any of some runs stops."""
        return bool((self.stopped[runs] < self.rows).any())

    def _never(self, steps: np.ndarray) -> np.ndarray:
        """Return steps, with steps + 1 for those after the last one that was taken."""
        return np.where(steps > self._moves, self.rows, steps)

    def _paths(self, runs: np.ndarray, first: int = 0) -> np.ndarray:
        """Return points and losses of runs (k,) from a step on: (3, steps + 1 - first, k)."""
        rows = np.minimum(np.arange(first, self.rows), self._moves)
        found, _ = self._run(runs, rows, off, LOSS, np.nan, np.nan, careful=self._stop(runs))
        others = np.flatnonzero(self._place[runs] >= 0)
        if others.size:
            places = self._place[runs[others]]
            found[:2, :, others] = self._others.paths(places, first)
            found[2][:, others] = self._others.losses[first:, places]
        return found

    def _follow(self, seen: Seen, given: tuple) -> np.ndarray:
        """Follow those that stopped to there; return which runs NumPy's engine treats in ways of its own, (k,)."""
        others, index = ~seen.sound | seen.odd, np.flatnonzero(self.stopped < self.rows)
        if index.size:
            self._kept[:, :, index], ends = self._run(index, self._rows, off, LOSS, *_of(given, index), careful=True)
            self.stopped[index], self._reached[index] = self._never(ends.stopped), self._never(ends.since)
            near = [is_near(self.surface, np.transpose(place)) for place in (ends.place[:2], ends.point)]
            others[index] = ~ends.sound | ends.odd | np.logical_or(*near)
        return np.flatnonzero(others)

    def _leave(self, others: np.ndarray) -> Walked | None:
        """Let NumPy's engine have the others (k,); return those, if there are any."""
        self._place = np.full(len(self), -1)
        self._place[others] = np.arange(others.size)
        if not others.size:
            return None
        path, spent = walk(replace(self._runs.part(others), engine=NUMPY), self._cancelled)
        values, stopped, left = settle(self.surface, path)
        walked = Walked(self.surface, path, stopped, left, values, spent)
        self._kept[:, :, others] = np.stack([*path, values])[:, self._rows]
        self.stopped[others], self.left[others] = stopped, left
        self._reached[others] = np.where(walked.reached < 0, self.rows, walked.reached)
        return walked


def _tapes(rule: dict, surface: Surface, runs: Batch) -> str:
    """Return the tapes of a batch's steps, as `compiled` takes them."""
    ground, slopes = surface.tapes, surface.row_tapes if runs.batch_size else surface.tapes
    tapes = {"value": ground["value"], "gradient": slopes["gradient"], "mended": slopes["mended"]}
    return json.dumps(tapes | {"averaged": "table" in ground, "rule": rule})


def _given(rule: dict, surface: Surface, runs: Batch) -> Given:
    """Return what all runs of a batch begin with, and what their steps draw."""
    state = begun(runs.rule, runs.starts)
    seeds, whose = np.unique(runs.seeds, return_inverse=True)
    draws = {}
    if runs.noise:
        draws["noise"] = np.stack([drawn_noise(runs.steps, int(seed), runs.noise) for seed in seeds], axis=-1)
    if runs.batch_size:
        drawn = ([*islice(mini_batches(surface.rows, runs.batch_size, int(seed)), runs.steps)] for seed in seeds)
        draws["rows"] = np.stack([*drawn], axis=1)
    if runs.batch_size or "table" in surface.tapes:
        draws["table"] = np.transpose(surface.row_tapes["table"])
    return Given(
        point=tuple(runs.starts.T),
        state=tuple(entry for part in state.values() for entry in part.reshape(len(runs), -1).T),
        numbers=tuple(attrgetter(name)(runs.rule) for name in rule["fields"]),
        letters=tuple(getattr(surface, "parameters", {}).values()),
        draws=draws,
        whose=whose,
        watched=(),
    )


def _tile(given: Given, runs: np.ndarray) -> Given:
    """Return what some of the runs begin with."""
    parts = {name: _of(getattr(given, name), runs) for name in ("point", "state", "numbers")}
    return given._replace(**parts, whose=given.whose[runs])


def _of(each: Sequence[np.ndarray | float], runs: np.ndarray) -> tuple:
    """Return numbers for all as they are, of those for each run those of some runs."""
    return tuple(np.float64(one) if np.ndim(one) == 0 else one[runs] for one in each)
