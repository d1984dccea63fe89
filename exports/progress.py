"""How far an export is: told as it is made, so that whoever waits can see it, and stop it by raising."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Progress = Callable[[int, int], None]
"""Is told how many of how many frames, rows or steps are done."""

_EVERY = 1000
"""Rows after which progress is told."""

Row = TypeVar("Row")


def told(rows: Iterable[Row], whole: int, progress: Progress | None) -> Iterator[Row]:
    """Yield `rows`, telling now and then how many of the `whole` are done."""
    for done, row in enumerate(rows):
        if progress and done % _EVERY == 0:
            progress(done, whole)
        yield row
