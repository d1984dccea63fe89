"""Work that may take a while: shared between visitors, with a bar and a way out after half a second."""

import time
from collections.abc import Callable, Hashable
from dataclasses import is_dataclass
from typing import Any

import numpy as np
import streamlit as st

from setups.setup import Racer, Setup
from ui.making import BAR_AFTER
from ui.store import Store

STORE_BYTES = 256 * 2**20


def worked(key: Hashable, make: Callable[[Callable[[int, int], None], Callable[[], bool]], Any]) -> Any | None:
    """Return what `make` makes; None where the visitor has cancelled it.

    `make` is given what it tells its progress to, and what it asks now and then whether to stop. A button pressed
    meanwhile ends the script at the next of these calls; that is how cancelling, and any change of a setting, stops
    the work.
    """
    state, store = st.session_state, _store()
    if key not in store and state.get("explore.cancelled") == key:
        st.info("Cancelled. Change a setting, or")
        st.button("run it again", on_click=lambda: state.pop("explore.cancelled", None), key="explore.again")
        return None
    place, began = st.empty(), time.monotonic()
    shown: list[Any] = []
    told = [0, 1]

    def tell(done: int, whole: int) -> None:
        told[:] = done, whole
        if not shown and time.monotonic() - began > BAR_AFTER:
            with place.container(horizontal=True, vertical_alignment="center"):
                shown.append(st.progress(0.0, "Running"))
                cancelled = {"explore.cancelled": key}
                st.button("Cancel", on_click=state.update, kwargs=cancelled, key=f"explore.cancel {hash(key)}")
        if shown:
            shown[0].progress(done / whole, f"Running: {done:,} of {whole:,}" if whole > 1 else "Running")

    def is_cancelled() -> bool:
        tell(*told)
        return False

    found = store.get(key, lambda: make(tell, is_cancelled))
    if shown:
        place.empty()
    return found


def conditions(settings: Setup, racer: Racer, *, seeded: bool = True) -> tuple:
    """Return what every run of a racer in an exploration depends on, beside its rule, as part of a key.

    seeded: whether what is drawn is drawn from the settings' seed.
    """
    drawn = tuple(randomness(settings, racer).values())
    seed = settings.seed if seeded and any(drawn) else None
    return (settings.descended.identity, settings.start, settings.steps, seed, *drawn)


def randomness(settings: Setup, racer: Racer) -> dict[str, Any]:
    """Return what is drawn for a racer, as the engine's arguments."""
    return racer.conditions(settings.noise, settings.batch_size)


@st.cache_resource(show_spinner=False)
def _store() -> Store:
    return Store(STORE_BYTES, _bytes)


def _bytes(found: Any) -> int:
    """Return how much the arrays in what was found take."""
    if isinstance(found, np.ndarray):
        return found.nbytes
    if is_dataclass(found):
        found = list(vars(found).values())
    return sum(map(_bytes, found)) if isinstance(found, list | tuple) else 0
