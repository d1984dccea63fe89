"""The command line: `python -m racing.sweep --surface beale --rule Adam --vary beta1=0:0.99:100 -o sweep.parquet`."""

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from time import monotonic

import words
from racing.commands import bar, language_of
from racing.sweep.arguments import Order, read_order
from racing.sweep.cluster import ClusterLost, ClusterUnavailable, cluster
from racing.sweep.writing import Progress, write_sweep
from words import counted, say, tell

FAILED, USAGE, INTERRUPTED = 1, 2, 130
_EVERY = 5.0  # seconds between two lines where there is no terminal


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line asks; return the exit code.

    0; 1 where the cluster or a process is lost; 2 where it cannot be done; 130 where it is stopped. After 1 and 130
    the same command goes on from the finished chunks.
    """
    argv = sys.argv[1:] if argv is None else argv
    with words.speaking(language_of(argv)):
        return _done(argv)


def _done(argv: Sequence[str]) -> int:
    output = None
    try:
        order = read_order(argv)
        output = order.output
        with _engine(order) as (executor, ahead), _told() as progress:
            write_sweep(order.plan, output, executor=executor, ahead=ahead, progress=progress)
    except (ValueError, ClusterUnavailable) as problem:
        return _print(problem, USAGE)
    except OSError as problem:
        told = {"file": problem.filename or output, "problem": problem.strerror or problem}
        return _print(say("cannot write {file}: {problem}", **told), USAGE)
    except BrokenProcessPool:
        return _print(say("a process ended before its work was done; the same command goes on from here"), FAILED)
    except ClusterLost as problem:
        return _print(say("{problem} The same command goes on from here.", problem=problem), FAILED)
    except KeyboardInterrupt:
        return _print(say("stopped; the same command goes on from here"), INTERRUPTED)
    runs = counted("{count:,} run", "{count:,} runs", count=order.plan.runs)
    print(f"{output}: {tell(runs)}")
    return 0


@contextmanager
def _engine(order: Order) -> Iterator[tuple[Executor | None, int | None]]:
    if order.scheduler is not None:
        waiting = partial(_print, say("the scheduler has no workers yet; waiting for one"))
        with cluster(order.scheduler, waiting) as engine:
            yield engine
    elif order.processes is not None:
        ours = get_context("spawn"), signal.signal, (signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for this process alone
        with ProcessPoolExecutor(order.processes, *ours) as processes:
            yield processes, None
    else:
        yield None, None


@contextmanager
def _told() -> Iterator[Callable[[Progress], None]]:
    """Offer what draws a bar on a terminal, and elsewhere writes a line now and then."""
    began, told, last = monotonic(), -_EVERY, None
    terminal = sys.stderr.isatty()

    def draw(now: Progress) -> None:
        nonlocal told, last
        last = now
        if terminal:
            line = f"{bar(now.chunks, now.all_chunks)} {tell(_line(now, began))}"
            print(f"\r{line}\x1b[K", end="", file=sys.stderr, flush=True)
        elif now.chunks == now.all_chunks or monotonic() - told >= _EVERY:
            told = monotonic()
            print(tell(_line(now, began)), file=sys.stderr, flush=True)

    try:
        yield draw
    finally:
        if terminal and last:
            print(file=sys.stderr, flush=True)


def _line(now: Progress, began: float) -> str:
    text = say("{done:,} of {all:,} runs", done=now.runs, all=now.all_runs)
    new = now.chunks - now.found
    if new == 0:
        return say("{runs}, finished before", runs=text) if now.found else text
    left = (monotonic() - began) / new * (now.all_chunks - now.chunks)
    if left:
        return say("{runs}, {seconds:.0f} s left", runs=text, seconds=left)
    return say("{runs}, {seconds:.1f} s", runs=text, seconds=monotonic() - began)


def _print(said: str | Exception, code: int = 0) -> int:
    print(f"racing.sweep: {' '.join(tell(said).split())}", file=sys.stderr)
    return code


def _stop(*_) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(main())
