"""Files made in threads of their own: shared between visitors, with a bar and a way out while they are made.

A dialog runs as a fragment, which no press interrupts; so the work goes on beside it, and the fragment runs again and
again to tell how far it is. Who closes the dialog, or goes away, is asked for no longer, and that stops the work too.
"""

import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError

import streamlit as st

from exports.progress import Progress
from ui.fields import plain
from ui.store import Store

BAR_AFTER = 0.5
"""Seconds after which work shows how far it is."""

PATIENCE = 3.0
"""Seconds for which the page waits as a dialog opens, where the work cannot be watched yet."""

FORGOTTEN = 10.0
"""Seconds after which work stops that nobody asks for."""

STORE_BYTES = 128 * 2**20
WORKERS = 4


class Stopped(Exception):
    """Nobody wants it any more."""


class Job:
    """A file in the making; `far`: how much of how much is done."""

    def __init__(self, key: Hashable, make: Callable[[Progress], bytes]):
        """Begin to make what `key` says all about."""
        self.key, self.far = key, (0, 1)
        self._stopped, self._asked = False, time.monotonic()
        self._future: Future[bytes] = _workers().submit(self._make, make)

    def within(self, seconds: float) -> bool:
        """Say whether it is done, or comes to be in so many seconds."""
        self._asked = time.monotonic()
        try:
            self._future.exception(seconds)
        except TimeoutError:
            return False
        return True

    def made(self) -> bytes:
        """Return what was made, or raise what went wrong."""
        return self._future.result()

    @property
    def stopped(self) -> bool:
        """Whether it has ended without having made anything, because nobody wanted it any more."""
        return self._future.done() and isinstance(self._future.exception(), Stopped)

    def stop(self) -> None:
        """Let it end at the next time that it tells how far it is."""
        self._stopped = True

    def _make(self, make: Callable[[Progress], bytes]) -> bytes:
        self._tell(*self.far)  # it may have waited for others
        return make(self._tell)

    def _tell(self, done: int, whole: int) -> None:
        self.far = done, whole
        if self._stopped or time.monotonic() - self._asked > FORGOTTEN:
            raise Stopped


def made(place: str, key: Hashable, make: Callable[[Progress], bytes], ask: str | None = None) -> bytes | None:
    """Return the file that `make` makes; None where it is not made yet, is cancelled, or cannot be made, which is said.

    place: one of those that a dialog makes files in, one each at a time. key: says all that the file is made from.
    ask: what a button says that is to be pressed before; None where it is made at once.
    """
    state, jobs = st.session_state, _jobs()
    state.setdefault("making.places", set()).add(place)
    if (held := _store().find(key)) is not None:
        stop(place)
        return held
    area, job = st.empty(), jobs.get(place)
    if job is None or job.key != key or job.stopped:
        stop(place)
        cancelled = state.get("making.cancelled") == key
        told = {"type": "primary", "width": "stretch", "key": f"{place}.make"}
        if (ask or cancelled) and not area.button(ask or "Make it", **told):
            return None
        job = jobs[place] = Job(key, make)
    opening = state.get("making.opening", False)
    if job.within(PATIENCE if opening else BAR_AFTER):
        jobs.pop(place, None)  # meanwhile the dialog may have been closed, which another run has heard
        area.empty()
        return _kept(job)
    if opening:  # only a fragment can run again by itself
        area.button("Go on", width="stretch", key=f"{place}.go")
    else:
        _watch(area, place, job)
    return None


def stop(*places: str) -> None:
    """Stop what is being made in these places, or in all."""
    for place in places or list(_jobs()):
        if job := _jobs().pop(place, None):
            job.stop()


def go_on() -> None:
    """Run the dialog again while it waits for a file, and stop what it asks for no longer; to be called at its end."""
    state, jobs = st.session_state, dict(_jobs())
    opening, asked = state.pop("making.opening", False), state.pop("making.places", set())
    if left := jobs.keys() - asked:
        stop(*left)
    wanted = [job for place, job in jobs.items() if place in asked]
    if wanted and not opening:
        wanted[0].within(BAR_AFTER)
        st.rerun(scope="fragment")


def _kept(job: Job) -> bytes | None:
    try:
        found = job.made()
    except Stopped:
        return None
    except (ValueError, ImportError) as problem:
        st.error(plain(str(problem)))
        return None
    return _store().get(job.key, lambda: found)


def _watch(area, place: str, job: Job) -> None:
    done, whole = job.far
    with area.container(horizontal=True, vertical_alignment="center"):
        st.progress(min(done / max(whole, 1), 1.0), f"Making it: {done:,} of {whole:,}" if whole > 1 else "Making it")
        st.button("Cancel", on_click=_cancel, args=(place,), key=f"{place}.cancel")


def _cancel(place: str) -> None:
    if job := _jobs().get(place):
        st.session_state["making.cancelled"] = job.key
        stop(place)


def _jobs() -> dict[str, Job]:
    return st.session_state.setdefault("making", {})


@st.cache_resource(show_spinner=False)
def _store() -> Store[bytes]:
    return Store(STORE_BYTES, len)


@st.cache_resource(show_spinner=False)
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="making")
