"""Many runs of one rule at once, step by step in step: arrays of hyperparameters, starts and seeds for numbers.

Inside a batch the points are (2, n) in memory, seen as (n, 2), so that each operation of a rule goes through one block
of memory for either coordinate, and a hyperparameter's array (n,) meets it without a copy.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from optimizers import Rule
from optimizers.hyperparameters import Declared
from optimizers.program import array_step, own_step
from optimizers.rule import State
from racing.checks import NUMPY, budget, deviation, engine_of, rows_a_step, whole_number
from racing.judge import is_near, is_undefined, stray
from racing.oracle import Oracle, Witness
from racing.spans import PASS
from racing.states import begun, chosen, sound
from surfaces import Surface
from surfaces.surface import as_surface
from words import say

MOST_STEPS = 100_000
Memory = Callable[[tuple[int, ...]], np.ndarray]

_LOOK_UP = 64  # steps between two questions whether to go on


class Cancelled(Exception):
    """The work was called off from outside."""


@dataclass(frozen=True, eq=False)
class Batch:
    """What is to be run: `starts` (n, 2), `seeds` (n,), a rule of numbers or (n,).

    evaluations: a run stands still from the step on that would make it more; it may be a number for all, or None.
    """

    rule: Rule
    surface: Surface
    starts: np.ndarray
    steps: int
    seeds: np.ndarray
    noise: float = 0.0
    batch_size: int | None = None
    evaluations: int | None = None
    engine: str = NUMPY

    def __len__(self) -> int:
        return len(self.starts)

    def part(self, chosen: slice) -> "Batch":
        """Return the batch of some of the runs."""
        rule = _part(self.rule, chosen)
        return replace(self, rule=rule, starts=self.starts[chosen], seeds=self.seeds[chosen])


def batch(
    rule: Rule,
    surface: Surface,
    start,
    steps: int,
    *,
    seeds=0,
    noise: float = 0.0,
    batch_size: int | None = None,
    evaluations: int | None = None,
    engine: str = NUMPY,
) -> Batch:
    """Return the batch of runs that these amount to: numbers hold for all, arrays (n,), or (n, 2) of a start, for each.

    noise, batch_size and evaluations are those of `racing.race`, drawn from one seed or from each run's own. engine:
    one of `racing.checks.ENGINES`. ValueError naming the field, what is expected and what was given.
    """
    as_surface("batch", surface)
    if not isinstance(rule, Rule):
        raise ValueError(say("batch: rule must be an optimizers.Rule, got {rule!r}", rule=rule))
    steps = whole_number("batch", "steps", steps, 1, MOST_STEPS)
    try:
        starts = np.array(start, dtype=float)
    except (TypeError, ValueError):
        starts = np.array(np.nan)
    if starts.shape[-1:] != (2,) or starts.ndim > 2 or not np.isfinite(starts).all():
        raise ValueError(say("batch: start must be finite numbers (2,) or (n, 2), got {start!r}", start=start))
    drawn = np.array([whole_number("batch", "seed", seed, 0) for seed in np.atleast_1d(np.array(seeds, dtype=object))])
    noise, batch_size = deviation("batch", noise), rows_a_step("batch", surface, batch_size)
    evaluations, engine = budget("batch", evaluations), engine_of("batch", engine, rule)
    shapes = {"start": starts.shape[:-1], "seeds": drawn.shape if len(drawn) != 1 else (), **rule.shapes()}
    counts = {shape for shape in shapes.values() if shape != ()} or {(1,)}
    if len(counts) > 1 or len(max(counts)) != 1:
        raise ValueError(say("batch: arrays must be of one length, (n,), got {shapes}", shapes=shapes))
    n = counts.pop()[0]
    if not n:
        raise ValueError(say("batch: expected at least one run, got none"))
    starts, seeds = np.broadcast_to(starts, (n, 2)), np.broadcast_to(drawn, n)
    return Batch(rule, surface, starts, steps, seeds, noise, batch_size, evaluations, engine)


@np.errstate(all="ignore")
def walk(
    runs: Batch, cancelled: Callable[[], bool] | None = None, memory: Memory = np.empty
) -> tuple[np.ndarray, np.ndarray]:
    """Step all runs to the end, finite or not; return their points, (2, steps + 1, n), in an array of `memory`, and the
    evaluations by each step, (steps + 1, n).

    The points are nan from the step on at which a run's state ceased to be finite for good. One whose step led nowhere
    as it asked where f is not defined, goes there.
    """
    path, counts = memory((2, runs.steps + 1, len(runs))), []
    [state] = deque(_states(runs, path, counts, cancelled), maxlen=1)
    burst = np.flatnonzero(~sound(state, len(runs)))
    nowhere = ~np.isfinite(path[:, :, burst]).all(axis=0)
    _stray(runs, path, cancelled)
    if burst.size:  # few, or lost within a few steps: run again, for the step at which it happened
        end = int(np.where(nowhere[-1], nowhere.argmax(axis=0), runs.steps).max())
        again = np.empty((2, runs.steps + 1, burst.size))
        states = islice(_states(runs.part(burst), again, [], cancelled), end)
        finite = np.array([sound(state, burst.size) for state in states])
        lasts = np.logical_or.accumulate(finite[::-1])[::-1]
        path[:, 1 : end + 1, burst] = np.where(lasts | nowhere[1 : end + 1], path[:, 1 : end + 1, burst], np.nan)
    if any(map(np.ndim, counts[-1])):  # not as many for each run
        return path, np.array([np.broadcast_to(sum(each), len(runs)) for each in counts])
    return path, np.broadcast_to(np.sum(counts, axis=1)[:, None], path.shape[1:])


def _stray(runs: Batch, path: np.ndarray, cancelled: Callable[[], bool] | None) -> None:
    """Put into `path`, where a run's points cease to be finite not far out, the place where it asked for what is not.

    Those are rare enough to run again.
    """
    nowhere = ~np.isfinite(path).all(axis=0)
    lost = np.flatnonzero(nowhere[-1])
    first = nowhere[:, lost].argmax(axis=0)
    near = is_near(runs.surface, path[:, first - 1, lost].T)
    lost, first = lost[near], first[near]
    if lost.size:
        again, last = np.empty((2, runs.steps + 1, lost.size)), int(first.max())
        witness = Witness(_oracle(runs.part(lost)))
        for t, _ in enumerate(islice(_states(runs.part(lost), again, [], cancelled, witness), last), start=1):
            here = np.flatnonzero(first == t)
            if here.size:
                place = stray(runs.surface, [asked[here] for asked in witness.places])
                path[:, t, lost[here]] = np.where(np.isnan(place), path[:, t, lost[here]].T, place).T


def _oracle(runs: Batch) -> Oracle:
    return Oracle(runs.surface, runs.steps, runs.seeds, runs.noise, runs.batch_size)


def _states(
    runs: Batch, path: np.ndarray, counts: list, cancelled: Callable[[], bool] | None, witness: Witness | None = None
) -> Iterator[State]:
    """Fill `path` (2, steps + 1, n) step by step, and `counts` with those of the oracle; yield the state after each
    step, which the next may overwrite.
    """
    path[:, 0] = runs.starts.T
    oracle = witness or _oracle(runs)
    counts.append([*oracle.counts])
    step = array_step(runs.rule, len(runs)) if runs.evaluations is None and not witness else own_step(runs.rule)
    state = begun(runs.rule, path[:, 0].T)
    for t in range(1, runs.steps + 1):
        if cancelled and t % _LOOK_UP == 0 and cancelled():
            raise Cancelled
        oracle.next_step()
        before, state = state, step(path[:, t - 1].T, oracle, state, path[:, t].T)
        counts.append([*oracle.counts])
        if runs.evaluations is not None:
            over = np.broadcast_to(oracle.spent > runs.evaluations, len(runs))
            np.copyto(path[:, t], path[:, t - 1], where=over)
            counts[t] = [np.where(over, *both) for both in zip(counts[t - 1], counts[t], strict=True)]
            state = {name: chosen(over, before[name], part) for name, part in state.items()}
        yield state


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
