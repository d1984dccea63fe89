"""A sweep, run and written down chunk by chunk, here or on any executor."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from racing.engine import completed, threads
from racing.sweep.plan import Plan, rows
from racing.sweep.store import Store


@dataclass(frozen=True)
class Progress:
    """How far a sweep is: chunks and runs done and in all; `found`: chunks that an earlier start had finished."""

    chunks: int
    all_chunks: int
    runs: int
    all_runs: int
    found: int


def write_sweep(
    plan: Plan,
    output: Path,
    *,
    executor: Executor | None = None,
    ahead: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Run what is left of a plan, then write its rows to `output`, a .parquet or a .csv.

    executor: where the chunks run, threads of this machine where None; ahead: how many it is given at a time.
    cancelled: asked between chunks; `Cancelled` is raised once it says so. Whatever stops the work, the next call with
    the same plan and output goes on from the chunks that are finished.
    """
    store = Store(plan, Path(output))
    missing = store.missing()
    found = len(plan.chunks) - len(missing)
    done = sum(part.stop - part.start for part in plan.chunks) - sum(_size(plan, i) for i in missing)

    def tell(chunks: int) -> None:
        if progress:
            progress(Progress(chunks, len(plan.chunks), done, plan.runs, found))

    tell(found)
    calls = ((i, rows, (plan, plan.chunks[i])) for i in missing)
    ours = threads([plan.chunks[i] for i in missing], plan.engine)
    finished = completed(calls, executor=executor, threads=ours, ahead=ahead, cancelled=cancelled)
    for count, (i, table) in enumerate(finished, start=found + 1):
        store.keep(i, table)
        done += _size(plan, i)
        tell(count)
    store.finish()


def _size(plan: Plan, i: int) -> int:
    return plan.chunks[i].stop - plan.chunks[i].start
