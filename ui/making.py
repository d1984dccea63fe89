"""Files made beside the page: shared between visitors, with a bar and a way out while they are made.

A dialog runs as a fragment, which no press interrupts; so the work goes on beside it, and the fragment runs again and
again to tell how far it is; the browser asks for it the first time, as only a fragment can itself. Who closes the
dialog, or goes away, is asked for no longer, and that stops the work too.
"""

from collections.abc import Callable, Hashable

import streamlit as st

from exports.progress import Progress
from ui.browser import component
from ui.fields import plain
from ui.jobs import BAR_AFTER, Job, Stopped, bar, jobs
from ui.store import kept
from words import Text, _, say, tell

SOON, LATER = 1.0, 10.0
"""About how many seconds a file takes that is made at once, and one that is asked for by a press."""


def made(place: str, key: Hashable, make: Callable[[Progress], bytes], ask: Text | None = None) -> bytes | None:
    """Return the file that `make` makes; None where it is not made yet, is cancelled, or cannot be made, which is said.

    place: one of those that a dialog makes files in, one each at a time. key: says all that the file is made from.
    ask: what a button says that is to be pressed before; None where it is made at once.
    """
    state, own = st.session_state, _own()
    state.setdefault("making.places", set()).add(place)
    area = st.empty()  # in any case, so that what follows keeps its place on the page
    if (held := kept().find(key)) is not None:
        stop(place)
        return held
    job = own.get(place)
    if job is None or job.key != key or job.stopped:
        stop(place)
        cancelled = state.get("making.cancelled") == key
        look = {"type": "primary", "width": "stretch", "key": f"{place}.make"}
        if (ask or cancelled) and not area.button(tell(ask or say("Make it")), **look):
            return None
        job = own[place] = jobs().ask(key, make, LATER if ask else SOON, _asker())
    if job.within(BAR_AFTER, _asker()):
        own.pop(place, None)  # meanwhile the dialog may have been closed, which another run has heard
        area.empty()
        return _kept(job)
    _watch(area, place, job)
    return None


def stop(*places: str) -> None:
    """Ask no longer for what is being made in these places, or in all: that stops it, if nobody else does."""
    for place in places or list(_own()):
        if job := _own().pop(place, None):
            job.leave(_asker())


def go_on() -> None:
    """Run the dialog again while it waits for a file, and stop what it asks for no longer; to be called at its end."""
    state, own = st.session_state, dict(_own())
    opening, asked = state.pop("making.opening", False), state.pop("making.places", set())
    if left := own.keys() - asked:
        stop(*left)
    wanted = [job for place, job in own.items() if place in asked]
    if wanted and opening:
        component().again(key="making.again", data=b"")
    elif wanted:
        wanted[0].within(BAR_AFTER, _asker())
        st.rerun(scope="fragment")


def _kept(job: Job) -> bytes | None:
    try:
        found = job.made()
    except Stopped:
        return None
    except (ValueError, ImportError) as problem:
        st.error(plain(problem))
        return None
    return kept().get(job.key, lambda: found)


def _watch(area, place: str, job: Job) -> None:
    with area.container(horizontal=True, vertical_alignment="center"):
        st.progress(*bar(say("Making it"), *job.far))
        st.button(_("Cancel"), on_click=_cancel, args=(place,), key=f"{place}.cancel")


def _cancel(place: str) -> None:
    if job := _own().get(place):
        st.session_state["making.cancelled"] = job.key
        stop(place)


def _own() -> dict[str, Job]:
    """Return the visitor's jobs by their places."""
    return st.session_state.setdefault("making", {})


def _asker() -> object:
    """Return what tells the visitor from others who ask for the same."""
    return st.session_state.setdefault("making.asker", object())
