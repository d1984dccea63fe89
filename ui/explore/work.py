"""Work that may take a while: shared between visitors, with a bar and a way out after half a second."""

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import streamlit as st

from exports.progress import Progress
from racing.seeds import is_random
from setups.setup import Racer, Setup
from ui.jobs import BAR_AFTER, awaited, bar
from ui.store import kept
from words import _, say

STEP_SECONDS, RUN_SECONDS = 1e-4, 3e-8
"""About what a step of many runs at once takes, and what each run adds."""

Make = Callable[[Progress, Callable[[], bool]], Any]


_ONLY_KEPT: ContextVar[bool] = ContextVar("only_kept", default=False)


@contextmanager
def only_kept() -> Iterator[None]:
    """Begin no work within: what is not kept is not there."""
    token = _ONLY_KEPT.set(True)
    try:
        yield
    finally:
        _ONLY_KEPT.reset(token)


def worked(key: Hashable, make: Make, runs: int, steps: int) -> Any | None:
    """Return what `make` makes of so many runs of so many steps; None where the visitor has cancelled it.

    `make` is given what it tells its progress to, and what it asks now and then whether to stop. A button pressed
    meanwhile ends the script; so cancelling, and any change of a setting, stops the work, if nobody else waits for it.
    """
    state = st.session_state
    if _ONLY_KEPT.get():
        return kept().find(key)
    if key not in kept() and state.get("explore.cancelled") == key:
        st.info(_("Cancelled. Change a setting, or"))
        st.button(_("run it again"), on_click=lambda: state.pop("explore.cancelled", None), key="explore.again")
        return None
    place, began = st.empty(), time.monotonic()
    shown: list[Any] = []

    def watch(done: int, whole: int) -> None:
        if not shown and time.monotonic() - began > BAR_AFTER:
            with place.container(horizontal=True, vertical_alignment="center"):
                shown.append(st.progress(0.0, _("Running")))
                cancelled = {"explore.cancelled": key}
                st.button(_("Cancel"), on_click=state.update, kwargs=cancelled, key=f"explore.cancel {hash(key)}")
        told = bar(say("Running"), done, whole)
        # Looking into the session is where Streamlit may end the run; a bar that stands still is not sent again.
        if shown and told != state.get("explore.told"):
            shown[0].progress(*told)
        state["explore.told"] = told

    found = awaited(key, lambda progress: _told(make, progress), steps * (STEP_SECONDS + runs * RUN_SECONDS), watch)
    if shown:
        place.empty()
    return found


def conditions(setup: Setup, racer: Racer, *, seeded: bool = True) -> tuple:
    """Return what every run of a racer in an exploration depends on, beside its rule, as part of a key.

    seeded: whether what is drawn is drawn from the setup's seed.
    """
    seed = setup.seed if seeded and is_drawn(setup, racer) else None
    return (setup.descended.identity, setup.start, setup.steps, seed, *randomness(setup, racer).values())


def is_drawn(setup: Setup, racer: Racer) -> bool:
    """Return whether anything is drawn for a racer: its noise, its rows, or by its rule."""
    return any(randomness(setup, racer).values()) or is_random(racer.build())


def randomness(setup: Setup, racer: Racer) -> dict[str, Any]:
    """Return what is drawn for a racer, as the engine's arguments."""
    return racer.conditions(setup.noise, setup.batch_size)


def _told(make: Make, progress: Progress) -> Any:
    """Make it, so that its question whether to stop tells, too, how far it is: that is where a job may end."""
    far = [0, 1]

    def tell(done: int, whole: int) -> None:
        far[:] = done, whole
        progress(done, whole)

    def stop() -> bool:
        progress(*far)
        return False

    return make(tell, stop)
