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


class Turns:
    """Places that runs take one after the other, each in a thread of its own."""

    def __init__(self, places: int = PLACES, patience: float = PATIENCE):
        """Let so many take a turn at once, and nobody wait longer than `patience` seconds for it."""
        self._free, self._patience, self._own = threading.Semaphore(places), patience, threading.local()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn, or for as long as patience lasts, and take it for what is done within."""
        self._take()
        try:
            yield
        finally:
            self._give()

    @contextmanager
    def given(self) -> Iterator[None]:
        """Let others have the turn, if this has one, while it waits for what is made elsewhere."""
        had = self._give()
        try:
            yield
        finally:
            if had:
                self._take()

    def _take(self) -> None:
        self._own.has = self._free.acquire(timeout=self._patience)

    def _give(self) -> bool:
        had, self._own.has = getattr(self._own, "has", False), False
        if had:
            self._free.release()
        return had


@st.cache_resource(show_spinner=False)
def turns() -> Turns:
    """Return the turns of the page's runs, one set a process."""
    return Turns()
