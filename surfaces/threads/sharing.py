"""What threads share: of those that ask for the same thing at once one makes it, and the others wait for it."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache, wraps
from threading import Lock, RLock
from typing import Any, TypeVar

Made = TypeVar("Made")

LOOK_UP = 0.1
"""Seconds between two looks of one who waits at whether to go on waiting."""

building = RLock()
"""Held while SymPy works: threads share its cache, what `evaluate(False)` leaves there, its printers and `lambdify`."""


class Sharing:
    """Keeps threads with the same key apart, and none with others."""

    def __init__(self):
        self._lock = Lock()
        self._held: dict[Hashable, list] = {}  # key → a lock, and how many want it

    @contextmanager
    def alone(self, key: Hashable, waiting: Callable[[], object] = lambda: None) -> Iterator[None]:
        """Run the body in one thread at a time for each key; who waits calls `waiting` again and again."""
        with self._lock:
            held = self._held.setdefault(key, [RLock(), 0])
            held[1] += 1
        try:
            while not held[0].acquire(timeout=LOOK_UP):
                waiting()
            try:
                yield
            finally:
                held[0].release()
        finally:
            with self._lock:
                held[1] -= 1
                if not held[1]:
                    del self._held[key]


def remembered(most: int, lock: AbstractContextManager | None = None) -> Callable[[Callable], Callable]:
    """Return a decorator as `lru_cache(most)` is, but that no two threads make the same thing at once.

    lock: the one to hold meanwhile, whatever is asked for; one for each thing where None.
    """

    def remember(make: Callable[..., Made]) -> Callable[..., Made]:
        kept, sharing = lru_cache(most)(make), Sharing()

        @wraps(make)
        def shared(*arguments):
            with lock or sharing.alone(arguments):
                return kept(*arguments)

        shared.cache_clear = kept.cache_clear
        return shared

    return remember


class once:
    """A property built at its first use, by one thread only, and kept in the instance's `__dict__`.

    functools.cached_property builds once per racing thread, and SymPy's printers and `lambdify` share module state.
    """

    def __init__(self, build: Callable[[Any], Any]):
        self.build = build
        self.__doc__ = build.__doc__

    def __set_name__(self, owner: type, name: str):
        self.name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        with building:
            kept = vars(instance)
            if self.name not in kept:
                kept[self.name] = self.build(instance)
            return kept[self.name]
