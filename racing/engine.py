"""How a batch is shared out: in chunks that stay near the processor, on threads or on any executor.

What a chunk gives depends neither on the others nor on where it runs.
"""

import math
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import nullcontext
from dataclasses import fields
from functools import lru_cache, partial
from itertools import islice

import numpy as np

from racing.batch import Batch, Cancelled, Memory, settle, walk
from racing.checks import JAX, NUMPY
from racing.finite import surely_finite
from racing.walked import Walked
from surfaces import Surface
from words import say

MOST_HELD = 2**22
"""At most so many runs are held in memory; `racing.sweep` writes more to a file."""

CHUNK = 2**15
"""At most so many runs in a chunk: with fewer, threads wait for each other more than they compute."""

WORTH_SHARING = 2**14
"""So many runs must be in a chunk before a second thread helps: NumPy lets go of Python's lock at each operation, and
handing it over takes as long as an operation on ten thousand numbers."""

PATH_BYTES = 2**27
"""A chunk's paths take at most so much while it runs; the longer the runs, the fewer in a chunk."""

_LOOK_UP = 0.1  # seconds between two questions whether to go on


def gathered(
    work: Callable,
    runs: Batch,
    *arguments,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
):
    """Return what `work(chunk, *arguments)` makes of all runs, its dataclass of arrays put together in their order."""
    if len(runs) > MOST_HELD:
        raise ValueError(say("batch: runs must be at most {most:,}, got {runs:,}", most=MOST_HELD, runs=len(runs)))
    parts = chunks(len(runs), runs.steps)
    calls = ((i, work, (runs.part(part), *arguments)) for i, part in enumerate(parts))
    done, made = 0, {}
    for i, result in completed(calls, executor=executor, threads=threads(parts, runs.engine), cancelled=cancelled):
        made[i] = result
        done += parts[i].stop - parts[i].start
        if progress:
            progress(done, len(runs))
    ordered = [made[i] for i in range(len(parts))]
    names = [field.name for field in fields(ordered[0])]
    return type(ordered[0])(**{name: np.concatenate([getattr(part, name) for part in ordered]) for name in names})


def chunks(runs: int, steps: int) -> list[slice]:
    """Return the chunks that this many runs of so many steps go in: the same ones wherever they run."""
    most = max(1, min(CHUNK, PATH_BYTES // (16 * (steps + 1))))
    return [slice(first, min(first + most, runs)) for first in range(0, runs, most)]


def completed(
    calls: Iterable[tuple],
    *,
    executor: Executor | None = None,
    threads: int = 1,
    ahead: int | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[tuple]:
    """Yield (key, result) for each (key, work, arguments) of `calls` as it finishes, in whatever order.

    executor: so many `threads` of our own where None. At most `ahead` calls are under way, so that neither what is to
    do nor what is done piles up. Once the caller stops, or is stopped, none begins any more, and those on our threads
    break off: they are given `cancelled=`, those of another executor cannot be. What a call raises is raised here.
    """
    stop = threading.Event()
    with ThreadPoolExecutor(threads) if executor is None else nullcontext(executor) as on:
        asking = {"cancelled": stop.is_set} if executor is None else {}
        ahead = ahead or 2 * getattr(on, "_max_workers", os.cpu_count() or 1)
        under_way: dict[Future, object] = {}
        waiting = iter(calls)
        try:
            while True:
                for key, work, arguments in islice(waiting, ahead - len(under_way)):
                    under_way[on.submit(work, *arguments, **asking)] = key
                if not under_way:
                    return
                if cancelled and cancelled():
                    raise Cancelled
                for future in wait(under_way, timeout=_LOOK_UP, return_when=FIRST_COMPLETED).done:
                    yield under_way.pop(future), future.result()
        finally:
            stop.set()
            for future in under_way:
                future.cancel()


def threads(parts: Sequence[slice], engine: str) -> int:
    """Return how many threads to share these chunks out to; one, where they would only wait for each other.

    Beside JAX, which steps without Python, one more than there are processors: it is judging then.
    """
    if not parts or (engine == NUMPY and parts[0].stop - parts[0].start < WORTH_SHARING):
        return 1
    return min((os.cpu_count() or 1) + (engine != NUMPY), len(parts))


_own = threading.local()


def own_memory(use: str, shape: tuple[int, ...]) -> np.ndarray:
    """Return an array of the thread's own, for each use the same memory every time: the system is slow to find new."""
    size, kept = math.prod(shape), vars(_own)
    if use not in kept or kept[use].size < size:
        kept[use] = np.empty(size)
    return kept[use][:size].reshape(shape)


POINTS, LOSSES = partial(own_memory, "points"), partial(own_memory, "losses")
"""Memory for the paths of a chunk, and for the losses along them."""


def walked(
    runs: Batch,
    cancelled: Callable[[], bool] | None = None,
    points: Memory = POINTS,
    losses: Memory | None = LOSSES,
) -> Walked:
    """Run one chunk to its end, by the engine that it asks for.

    points, losses: memory for the paths, and for the losses along them; losses: None where they are not wanted.
    """
    surface = known(runs.surface)
    if runs.engine == JAX:
        from racing.fused import Fused  # late: it needs JAX, which not everyone has

        return Fused(surface, runs, cancelled)
    path, spent = walk(runs, cancelled, points)
    if losses is None and surely_finite(surface, path):
        return Walked(surface, path, np.full(len(runs), runs.steps + 1), np.zeros(len(runs), dtype=bool))
    values, stopped, left = settle(surface, path, losses or LOSSES)
    return Walked(surface, path, stopped, left, values, spent)


@lru_cache(maxsize=64)
def known(surface: Surface) -> Surface:
    """Return the first surface equal to this one: in another process each call brings a new one, not yet compiled."""
    return surface
