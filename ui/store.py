"""A shared store of finished files, bounded in bytes: what was asked for longest ago goes first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock


class ByteStore:
    """Safe to share between visitors: keys say all that a file was made from, and its bytes never change."""

    def __init__(self, limit: int):
        """Hold at most `limit` bytes."""
        self._limit = limit
        self._files: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return the file under `key`, made now if it is not held. Making it holds up nobody else."""
        with self._lock:
            if key in self._files:
                self._files.move_to_end(key)
                return self._files[key]
        made = make()
        with self._lock:
            self._files[key] = made
            while len(self._files) > 1 and sum(map(len, self._files.values())) > self._limit:
                self._files.popitem(last=False)
        return made
