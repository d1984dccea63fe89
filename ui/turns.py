"""Runs of the page take turns: they share one interpreter, and who came first is to be done first.

Where all ran at once each would last as long as all of them together, and they would come back all at once.
"""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import attrgetter

import streamlit as st

PLACES = 2
"""So many run at once: while one is in NumPy, which lets the interpreter go, another goes on."""

PATIENCE = 1.0
"""Seconds after which a turn that has not ended holds up nobody any more."""

FIRST_LATER, LONG_LATER = 0.5, 3.0
"""Seconds by which first pages, and what takes long, stand back in the line behind quick changes; so none for ever."""

SWITCH_SECONDS = 1e-4
"""After so long one thread lets another into the interpreter: a run asks for that some hundred times."""


@dataclass(eq=False)
class _Turn:
    """due: its place in the line. until: the clock when it holds up nobody any more."""

    quick: bool
    due: float
    until: float = 0.0
    begun: threading.Event = field(default_factory=threading.Event)


class Turns:
    """Places that runs take one after the other, each in a thread of its own; one is kept for quick changes."""

    def __init__(self, places: int = PLACES, patience: float = PATIENCE):
        """Let so many take a turn at once, and none hold up the others for much longer than so many seconds."""
        self._places, self._patience = places, patience
        self._lock = threading.Lock()
        self._waiting: list[_Turn] = []
        self._held: list[_Turn] = []
        self._own = threading.local()

    @contextmanager
    def taken(self, *, is_first: bool = False) -> Iterator[None]:
        """Wait for a turn, and take it for what is done within.

        is_first: of a visitor who sees nothing yet; those who have changed something go first.
        """
        self._take(FIRST_LATER if is_first else 0.0)
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
                self._take(LONG_LATER)

    def stand_back(self) -> None:
        """Let others go first, if this has a turn: what is to be done takes long."""
        with self.given():
            pass

    def _take(self, later: float) -> None:
        self._own.turn = turn = _Turn(later == 0, time.monotonic() + later)
        with self._lock:
            self._waiting.append(turn)
        self._pass_on()
        while not turn.begun.wait(self._patience):
            self._pass_on()

    def _give(self) -> bool:
        """Give back the turn that this thread has; say whether it had one."""
        turn, self._own.turn = getattr(self._own, "turn", None), None
        if turn:
            with self._lock:
                self._held.remove(turn)
            self._pass_on()
        return turn is not None

    def _pass_on(self) -> None:
        """Let all begin for whom there is a place now."""
        with self._lock:
            while turn := self._next():
                self._waiting.remove(turn)
                self._held.append(turn)
                turn.until = time.monotonic() + self._patience
                turn.begun.set()

    def _next(self) -> _Turn | None:
        now = time.monotonic()
        taken = [turn.quick for turn in self._held if turn.until > now]
        if len(taken) >= self._places:
            return None
        only_quick = taken.count(False) >= self._places - 1
        able = (turn for turn in self._waiting if turn.quick or not only_quick)
        return min(able, key=attrgetter("due"), default=None)


@st.cache_resource(show_spinner=False)
def turns() -> Turns:
    """Return the turns of the page's runs, one set a process."""
    sys.setswitchinterval(SWITCH_SECONDS)
    return Turns()
