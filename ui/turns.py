"""Runs of the page take turns: they share one interpreter, and who came first is to be done first.

Where all ran at once each would last as long as all of them together, and they would come back all at once.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

PLACES = 2
"""So many run at once: while one is in NumPy, which lets the interpreter go, another goes on."""

PATIENCE = 1.0
"""Seconds after which a run no longer waits for its turn."""

SLOW_PATIENCE = 15.0
"""The same for a run that has waited for what took long, and now has much to show."""


class Turns:
    """Places that runs take one after the other, each in a thread of its own; one is kept for quick changes."""

    def __init__(self, places: int = PLACES, patience: float = PATIENCE, slow_patience: float = SLOW_PATIENCE):
        """Let so many take a turn at once, and nobody wait longer than so many seconds for it."""
        self._places, self._unhurried = threading.Semaphore(places), threading.Semaphore(places - 1)
        self._patience, self._slow_patience = patience, slow_patience
        self._own = threading.local()

    @contextmanager
    def taken(self, *, is_first: bool = False) -> Iterator[None]:
        """Wait for a turn, or for as long as patience lasts, and take it for what is done within.

        is_first: of a visitor who sees nothing yet; those who have changed something go first.
        """
        self._take(self._patience, *([self._unhurried] if is_first else []), self._places)
        try:
            yield
        finally:
            self._give()

    @contextmanager
    def given(self) -> Iterator[None]:
        """Let others have the turn, if this has one, while it waits for what is made elsewhere.

        From then on it is no quick one: its next turn leaves a place to others.
        """
        had = self._give()
        try:
            yield
        finally:
            if had:
                self._take(self._slow_patience, self._unhurried, self._places)

    def _take(self, patience: float, *needed: threading.Semaphore) -> None:
        self._own.held = [each for each in needed if each.acquire(timeout=patience)]

    def _give(self) -> bool:
        """Give back what is held; say whether a turn was due."""
        held, self._own.held = getattr(self._own, "held", None), None
        for each in held or ():
            each.release()
        return held is not None


@st.cache_resource(show_spinner=False)
def turns() -> Turns:
    """Return the turns of the page's runs, one set a process."""
    return Turns()
