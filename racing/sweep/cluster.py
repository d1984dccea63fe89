"""A Dask cluster as an executor. Dask itself gives a lost worker's chunks to another one.

    PYTHONPATH=. dask scheduler                     # on one machine, in a copy of this project; it listens at port 8786
    PYTHONPATH=. dask worker tcp://host:8786        # on each machine, in a copy of this project

Both unpack what they are sent, which is why both need the code.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, ThreadPoolExecutor
from contextlib import contextmanager

from words import say

PATIENCE = 10
"""Seconds that a scheduler may take to answer."""

_CHUNKS_A_THREAD = 4  # under way, so that workers that join later find something to do
_FEWEST_CHUNKS = 32


class ClusterUnavailable(Exception):
    """There is no cluster to be had; the message says why."""


class ClusterLost(Exception):
    """The cluster went away, or could not do the work; the message says why."""


@contextmanager
def cluster(address: str, waiting: Callable[[], None]) -> Iterator[tuple[Executor, int]]:
    """Offer the executor of the scheduler at `address`, and how many chunks to give it at a time.

    `waiting` is called where it has no workers yet.
    """
    try:
        from distributed import Client
        from distributed.comm import connect
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise ClusterUnavailable(
            say("--scheduler needs Dask: {command}", command="pip install -r requirements-cluster.txt")
        ) from None
    try:
        # First, as a Client that finds nobody leaves threads behind, which complain; apart, as a notebook's own thread
        # has a loop that runs already.
        with ThreadPoolExecutor(1) as apart:
            apart.submit(asyncio.run, _reach(connect, address)).result()
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as problem:
        reason = str(problem).splitlines()[0] if str(problem) else type(problem).__name__
        text = say("--scheduler: no answer from {address}: {reason}", address=address, reason=reason)
        raise ClusterUnavailable(text) from None
    try:
        threads = sum(client.nthreads().values())
        if not threads:
            waiting()
        yield client.get_executor(), max(_FEWEST_CHUNKS, _CHUNKS_A_THREAD * threads)
    except (KilledWorker, CancelledError) as problem:
        told = {"kind": type(problem).__name__, "problem": problem}
        raise ClusterLost(say("the cluster gave up on a chunk: {kind}: {problem}.", **told)) from None
    except (ImportError, RuntimeError) as problem:
        reason = " ".join(str(problem).split())[:200]
        text = say(
            "the cluster cannot do the work ({reason}); the scheduler and all workers need a copy of this project,"
            " as `python -m racing.sweep --help` says.",
            reason=reason,
        )
        raise ClusterLost(text) from None
    finally:
        client.close(timeout=2)


async def _reach(connect, address: str) -> None:
    comm = await connect(address, timeout=PATIENCE)
    await comm.close()
