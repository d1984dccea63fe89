"""A shared store of finished work, bounded: what was asked for longest ago goes first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Store(Generic[Made]):
    """Safe to share between visitors: keys say all that a thing was made from, and it never changes."""

    def __init__(self, limit: int, size: Callable[[Made], int]):
        """Hold things whose sizes add up to at most `limit`."""
        self._limit, self._size = limit, size
        self._things: OrderedDict[Hashable, Made] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, key: Hashable) -> bool:
        with self._lock:
            return key in self._things

    def find(self, key: Hashable) -> Made | None:
        """Return the thing under `key`, None where it is not held."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
            return self._things.get(key)

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return the thing under `key`, made now if it is not held. Making it holds up nobody else."""
        if (held := self.find(key)) is not None:
            return held
        made = make()
        with self._lock:
            self._things[key] = made
            while len(self._things) > 1 and sum(map(self._size, self._things.values())) > self._limit:
                self._things.popitem(last=False)
        return made
