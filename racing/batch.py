"""Many runs of one rule at once, step by step in step: arrays of hyperparameters, starts and seeds for numbers.

    paths = trace(optimizers.Adam(np.geomspace(1e-4, 1, 61)), surface, (-1, 1.5), 300)
    paths.points[7]         # (301, 2): bit for bit the run that `racing.race` makes with that learning rate

Inside a batch the points are (2, n) in memory, seen as (n, 2), so that each operation of a rule goes through one block
of memory for either coordinate, and a hyperparameter's array (n,) meets it without a copy.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizers import Rule
from optimizers.hyperparameters import Declared
from optimizers.program import array_step
from racing.checks import counted, deviation, rows_a_step
from racing.gradients import drawn_noise, mini_batches
from racing.judge import is_undefined
from racing.spans import PASS
from surfaces import Surface
from surfaces.compiling import Scratch

MOST_STEPS = 100_000
MOST_PATH_BYTES = 2**30
"""Whole paths are kept up to this size; more runs than that are for `racing.survey`, which keeps none."""

Memory = Callable[[tuple[int, ...]], np.ndarray]

_LOOK_UP = 64  # steps between two questions whether to go on


class Cancelled(Exception):
    """The work was called off from outside."""


@dataclass(frozen=True, eq=False)
class Paths:
    """Whole runs, side by side. Arrays are read-only; a run that stopped early repeats its last finite point.

    points: (n, steps + 1, 2), the starts first. values: (n, steps + 1) exact losses. stopped: (n,) the step at which
    point or loss ceased to be finite, -1 where none. left: (n,) whether it did because f is not defined there.
    """

    rule: Rule
    surface: Surface
    points: np.ndarray
    values: np.ndarray
    stopped: np.ndarray
    left: np.ndarray

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True, eq=False)
class Batch:
    """What is to be run: `starts` (n, 2), `seeds` (n,) or None where nothing is drawn, a rule of numbers or (n,)."""

    rule: Rule
    surface: Surface
    starts: np.ndarray
    steps: int
    seeds: np.ndarray | None = None
    noise: float = 0.0
    batch_size: int | None = None

    def __len__(self) -> int:
        return len(self.starts)

    def part(self, chosen: slice) -> "Batch":
        """Return the batch of some of the runs."""
        seeds = self.seeds if self.seeds is None else self.seeds[chosen]
        return replace(self, rule=_part(self.rule, chosen), starts=self.starts[chosen], seeds=seeds)


def trace(
    rule: Rule,
    surface: Surface,
    start,
    steps: int,
    *,
    seeds: Sequence[int] | int = 0,
    noise: float = 0.0,
    batch_size: int | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Paths:
    """Run a batch and keep its whole paths; the arguments are those of `batch`.

    `cancelled` is asked now and then; `Cancelled` is raised once it says so.
    """
    runs = batch(rule, surface, start, steps, seeds=seeds, noise=noise, batch_size=batch_size)
    size = 24 * len(runs) * (runs.steps + 1)
    if size > MOST_PATH_BYTES:
        limit = f"at most {MOST_PATH_BYTES // 2**20:,} MB of points and losses"
        raise ValueError(f"batch: paths must take {limit}, got {len(runs):,} runs × {runs.steps:,} steps")
    path = walk(runs, cancelled)
    values, stopped, left = settle(surface, path)
    for array in (path, values, stopped, left):
        array.flags.writeable = False
    never = stopped > runs.steps
    return Paths(rule, surface, path.transpose(2, 1, 0), values.T, np.where(never, -1, stopped), left)


def batch(
    rule: Rule, surface: Surface, start, steps: int, *, seeds=0, noise: float = 0.0, batch_size: int | None = None
) -> Batch:
    """Return the batch of runs that these amount to: numbers hold for all, arrays (n,), or (n, 2) of a start, for each.

    noise and batch_size are those of `racing.race`, drawn from one seed or from each run's own. ValueError naming the
    field, what is expected and what was given.
    """
    if not isinstance(rule, Rule):
        raise ValueError(f"batch: rule must be an optimizers.Rule, got {rule!r}")
    steps = counted("batch", "steps", steps, 1, MOST_STEPS)
    try:
        starts = np.array(start, dtype=float)
    except (TypeError, ValueError):
        starts = np.array(np.nan)
    if starts.shape[-1:] != (2,) or starts.ndim > 2 or not np.isfinite(starts).all():
        raise ValueError(f"batch: start must be finite numbers (2,) or (n, 2), got {start!r}")
    drawn = np.array([counted("batch", "seed", seed, 0) for seed in np.atleast_1d(np.array(seeds, dtype=object))])
    noise, batch_size = deviation("batch", noise), rows_a_step("batch", surface, batch_size)
    shapes = {"start": starts.shape[:-1], "seeds": drawn.shape if len(drawn) != 1 else (), **rule.shapes()}
    counts = {shape for shape in shapes.values() if shape != ()} or {(1,)}
    if len(counts) > 1 or len(max(counts)) != 1:
        raise ValueError(f"batch: arrays must be of one length, (n,), got {shapes}")
    n = counts.pop()[0]
    if not n:
        raise ValueError("batch: expected at least one run, got none")
    seeds = np.broadcast_to(drawn, n) if noise or batch_size else None
    return Batch(rule, surface, np.broadcast_to(starts, (n, 2)), steps, seeds, noise, batch_size)


@np.errstate(all="ignore")
def walk(runs: Batch, cancelled: Callable[[], bool] | None = None, memory: Memory = np.empty) -> np.ndarray:
    """Step all runs to the end, finite or not; return their points, (2, steps + 1, n), in an array of `memory`.

    They are nan from the step on at which a run's state ceased to be finite for good.
    """
    path = memory((2, runs.steps + 1, len(runs)))
    [state] = deque(_states(runs, path, cancelled), maxlen=1)
    burst = np.flatnonzero(np.isfinite(path[:, -1]).all(axis=0) & ~_sound(state))
    if burst.size:  # rare enough to run these again, for the step at which it happened
        again = np.empty((2, runs.steps + 1, burst.size))
        sound = np.array([_sound(state) for state in _states(runs.part(burst), again, cancelled)])
        lasts = np.logical_or.accumulate(sound[::-1])[::-1]
        path[:, 1:, burst] = np.where(lasts, again[:, 1:], np.nan)
    return path


def _states(runs: Batch, path: np.ndarray, cancelled: Callable[[], bool] | None) -> Iterator[tuple]:
    """Fill `path` (2, steps + 1, n) step by step; yield the state after each, which the next may overwrite."""
    n = len(runs)
    source = _Source(runs)
    step, state = array_step(runs.rule, n), (0, *(np.zeros((2, n)).T for _ in runs.rule.letters))
    path[:, 0] = runs.starts.T
    for t in range(1, runs.steps + 1):
        if cancelled and t % _LOOK_UP == 0 and cancelled():
            raise Cancelled
        source.next_step()
        state = step(path[:, t - 1].T, source, state, path[:, t].T)
        yield state


def _sound(state: tuple) -> np.ndarray:
    """Whether each run's state is finite, (n,)."""
    return np.all([np.isfinite(letter).all(axis=-1) for letter in state[1:]], axis=0)


def settle(surface: Surface, path: np.ndarray, memory: Memory = np.empty) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the losses (steps + 1, n) along `path`, the step at which each run stopped, steps + 1 where none did, and
    whether it stopped because f is not defined where it went, (n,).

    The losses are in an array of `memory`.
    From there on `path` itself and the losses repeat the last finite point, as those of a run alone do.
    """
    _, rows, n = path.shape
    values = memory((rows, n))
    stopped, left = np.full(n, rows), np.zeros(n, dtype=bool)
    with np.errstate(all="ignore"):
        for part in _blocks(0, rows, n):
            values[part] = surface.value(path[:, part].transpose(1, 2, 0))
            finite = np.isfinite(values[part])
            if not (finite.all() and np.isfinite(path[:, part]).all()):
                finite &= np.isfinite(path[:, part]).all(axis=0)
                first = part.start + np.argmin(finite, axis=0)
                ends = np.flatnonzero(~finite.all(axis=0) & (stopped == rows))
                stopped[ends] = np.maximum(first[ends], 1)
                left[ends] = is_undefined(surface, path[:, first[ends], ends].T, values[first[ends], ends])
    if stopped.min() < rows:
        each = np.arange(n)
        held, loss = path[:, stopped - 1, each], values[stopped - 1, each]
        for part in _blocks(int(stopped.min()), rows, n):
            over = np.arange(part.start, part.stop)[:, None] >= stopped
            np.copyto(path[:, part], held[:, None], where=over)
            np.copyto(values[part], loss, where=over)
    return values, stopped, left


class _Source:
    """The gradients of a batch, in the surface's place: with each run's own noise or mini-batches."""

    def __init__(self, runs: Batch):
        self.surface = runs.surface
        self._noise = self._batches = self._rows = None
        self._step = -1
        self._scratch = Scratch(lambda: np.empty(len(runs)))
        seeds, self._whose = ([], None) if runs.seeds is None else np.unique(runs.seeds, return_inverse=True)
        if runs.noise:
            drawn = [drawn_noise(runs.steps, seed, runs.noise) for seed in seeds]
            self._noise = np.stack(drawn, axis=-1)  # (steps, 2, seeds)
        if runs.batch_size:
            self._batches = [mini_batches(runs.surface.rows, runs.batch_size, seed) for seed in seeds]

    def next_step(self) -> None:
        """Move on to the next step's draws."""
        self._step += 1
        if self._batches is not None:
            self._rows = np.stack([next(batches) for batches in self._batches])[self._whose]

    def gradient(self, points: np.ndarray) -> np.ndarray:
        """Return the gradients (n, 2) that the rule sees at `points` (n, 2)."""
        gradients = np.empty((2, len(points))).T
        self.gradient_into(gradients, points)
        return gradients

    def gradient_into(self, gradients: np.ndarray, points: np.ndarray) -> None:
        """Fill `gradients` (n, 2) with those that the rule sees at `points` (n, 2)."""
        if self._rows is None:
            self.surface.gradient_into(gradients, points, self._scratch)
        else:
            gradients[...] = self.surface.gradient(points, rows=self._rows)
        if self._noise is not None:
            gradients += self._noise[self._step][:, self._whose].T


def _blocks(begin: int, end: int, n: int):
    """Yield slices of rows that hold about `PASS` points."""
    rows = max(1, PASS // n)
    for first in range(begin, end, rows):
        yield slice(first, min(first + rows, end))


def _part(declared: Declared, chosen: slice) -> Declared:
    """Return a rule or schedule with the chosen entries of its arrays."""
    fields = {}
    for field in declared.hyperparameters():
        value = getattr(declared, field)
        if isinstance(value, Declared):
            fields[field] = _part(value, chosen)
        elif isinstance(value, np.ndarray):
            fields[field] = value[chosen]
    return replace(declared, **fields) if fields else declared
