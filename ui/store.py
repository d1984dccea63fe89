"""What the page keeps for all visitors: finished work, in one store that is bounded in bytes.

What was asked for longest ago goes first. Of those who ask for the same thing at once one makes it, the others wait.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import is_dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

import numpy as np
import streamlit as st

from surfaces.threads import Sharing

Made = TypeVar("Made")

MOST_BYTES = 96 * 2**20
"""Runs, landscapes, maps and files that are kept, all together."""

OWN_BYTES = 2048
"""What a thing takes beside its arrays and texts: its key, its objects, its place."""


class Store(Generic[Made]):
    """Safe to share between visitors: keys say all that a thing was made from, and it never changes."""

    def __init__(self, limit: int, size: Callable[[Made], int]):
        """Hold things whose sizes add up to at most `limit`."""
        self._limit, self._size = limit, size
        self._things: OrderedDict[Hashable, tuple[Made, int]] = OrderedDict()
        self._held = 0
        self._lock, self._sharing = Lock(), Sharing()

    def __contains__(self, key: Hashable) -> bool:
        with self._lock:
            return key in self._things

    @property
    def held(self) -> int:
        """How much all that is held adds up to."""
        return self._held

    def find(self, key: Hashable) -> Made | None:
        """Return the thing under `key`, None where it is not held."""
        with self._lock:
            if key not in self._things:
                return None
            self._things.move_to_end(key)
            return self._things[key][0]

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return the thing under `key`, made now if it is not held. Making it holds up only who asks for the same."""
        if (held := self.find(key)) is not None:
            return held
        with self._sharing.alone(key):
            if (held := self.find(key)) is not None:
                return held
            made = make()
            self._keep(key, made)
        return made

    def _keep(self, key: Hashable, made: Made) -> None:
        size = self._size(made)
        with self._lock:
            self._things[key] = made, size
            self._held += size
            while len(self._things) > 1 and self._held > self._limit:
                _, (_, gone) = self._things.popitem(last=False)
                self._held -= gone


@st.cache_resource(show_spinner=False)
def kept() -> Store:
    """Return the page's store, one a process."""
    return Store(MOST_BYTES, lambda made: OWN_BYTES + size_of(made))


def size_of(thing: Any) -> int:
    """Return how many bytes the arrays and texts in a thing take."""
    if isinstance(thing, np.ndarray):
        return thing.nbytes
    if isinstance(thing, bytes | str):
        return len(thing)
    if is_dataclass(thing):
        thing = vars(thing)
    if isinstance(thing, Mapping):
        thing = list(thing.values())
    return sum(map(size_of, thing)) if isinstance(thing, list | tuple) else 0
