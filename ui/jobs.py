"""Work that takes a while: made beside the page by a few workers, in turns, the small before the large.

Visitors who ask for the same thing share one job. A job that nobody asks for any more ends where it next tells how far
it is; there it also lets much smaller ones go first.
"""

import os
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from math import inf
from operator import attrgetter
from threading import Lock
from typing import Any

import streamlit as st

from exports.progress import Progress
from ui.store import kept
from ui.turns import turns
from words import Text, say, tell

BAR_AFTER = 0.5
"""Seconds after which the page shows how far what it waits for is."""

WORKERS = max(1, (os.cpu_count() or 1) - 1)
"""One processor is left to those who only look and change."""

MUCH = 4.0
"""Times smaller than the one under way is what goes before it: so only a few wait half-made."""

FORGOTTEN = 10.0
"""Seconds after which nobody asks for a job that was not asked for again."""

LEFT = 2.0
"""Seconds for which a job goes on after who asked has left: most come back, having changed something else."""

LOOK_UP = 0.05
"""Seconds between two looks at a job that is waited for."""


class Stopped(Exception):
    """Nobody wants it any more."""


class Job:
    """A thing in the making.

    far: how much of how much is done. seconds: about how long it takes. due: the clock when it would have been done,
    had nobody else wanted anything; who comes after that goes after it, so that none waits for ever.
    """

    def __init__(self, key: Hashable, make: Callable[[Progress], Any], seconds: float, go_first: Callable):
        """Describe what `key` says all about; `go_first(seconds)` works off what takes less than that."""
        self.key, self.seconds, self.far = key, seconds, (0, 1)
        self.due = time.monotonic() + seconds
        self._make, self._go_first = make, go_first
        self._until: dict[Hashable, float] = {}
        self._future: Future = Future()

    def asked(self, asker: Hashable, seconds: float = 0.0) -> None:
        """Note that `asker` wants it, and waits for so many seconds."""
        self._until[asker] = time.monotonic() + seconds + FORGOTTEN

    def within(self, seconds: float, asker: Hashable | None = None) -> bool:
        """Say whether it is done, or comes to be in so many seconds; `asker`, if told, goes on asking for it."""
        if asker is not None:
            self.asked(asker, seconds)
        try:
            self._future.exception(seconds)
        except TimeoutError:
            return False
        return True

    def made(self) -> Any:
        """Return what was made, or raise what went wrong."""
        return self._future.result()

    @property
    def done(self) -> bool:
        """Whether it has ended, in whatever way."""
        return self._future.done()

    @property
    def stopped(self) -> bool:
        """Whether it has ended without having made anything, because nobody wanted it any more."""
        return self.done and isinstance(self._future.exception(), Stopped)

    def leave(self, asker: Hashable = None, after: float = 0.0) -> None:
        """Note that `asker` wants it no longer than so many seconds."""
        self._until[asker] = time.monotonic() + after

    def run(self) -> None:
        """Make it, unless nobody wants it any more."""
        try:
            self._tell(*self.far)  # it may have waited for others
            self._future.set_result(self._make(self._tell))
        except BaseException as problem:  # noqa: BLE001 - whatever it is, it is for those who asked
            self._future.set_exception(problem)

    def _tell(self, done: int, whole: int) -> None:
        self.far = done, whole
        self._go_first(self.seconds / MUCH)
        if max(tuple(self._until.values()), default=inf) < time.monotonic():
            raise Stopped


class Jobs:
    """The jobs of all visitors, and who works them off."""

    def __init__(self, workers: int = WORKERS):
        """Work with so many threads."""
        self._workers = ThreadPoolExecutor(workers, thread_name_prefix="job")
        self._lock = Lock()
        self._jobs: dict[Hashable, Job] = {}
        self._waiting: list[Job] = []

    def ask(self, key: Hashable, make: Callable[[Progress], Any], seconds: float, asker: Hashable = None) -> Job:
        """Return the job of that key, begun now if there is none; `make` tells how far it is, and takes `seconds`."""
        with self._lock:
            job = self._jobs.get(key)
            if job is None or job.done:
                job = self._jobs[key] = Job(key, make, seconds, self._work_off)
                self._waiting.append(job)
                self._workers.submit(self._work_off)
            job.asked(asker)
        return job

    def _work_off(self, below: float = inf) -> None:
        """Work off what waits now and takes less than `below`, what is due first before the rest."""
        for _ in tuple(self._waiting):
            with self._lock:
                job = min((job for job in self._waiting if job.seconds < below), key=attrgetter("due"), default=None)
                if job is None:
                    return
                self._waiting.remove(job)
            job.run()
            with self._lock:
                if self._jobs.get(job.key) is job:
                    del self._jobs[job.key]


@st.cache_resource(show_spinner=False)
def jobs() -> Jobs:
    """Return the page's jobs, one set a process."""
    return Jobs()


def bar(work: Text, done: int, whole: int) -> tuple[float, str]:
    """Return where a bar stands that tells so much of `whole`, and what it says; without numbers where there is one."""
    told = say("{work}: {done:,} of {whole:,}", work=work, done=done, whole=whole) if whole > 1 else work
    return min(done / max(whole, 1), 1.0), tell(told)


def awaited(key: Hashable, make: Callable[[Progress], Any], seconds: float, watch: Callable[[int, int], object]) -> Any:
    """Return what is kept under `key`, made by a job if need be; `watch` is told again and again how far it is.

    The script may be ended meanwhile, wherever it touches the page or the session; then nobody asks any more.
    """
    store = kept()
    while (found := store.find(key)) is None:
        asker = object()
        job = jobs().ask(key, make, seconds, asker)
        try:
            with turns().given():
                while not job.within(LOOK_UP, asker):
                    watch(*job.far)
        finally:
            job.leave(asker, LEFT)
        if not job.stopped:
            return store.get(key, job.made)
    return found
