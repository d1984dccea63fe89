"""How far an export is: told as it is made, so that whoever waits can see it, and stop it by raising."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Progress = Callable[[int, int], None]
"""Is told how many of how many frames, rows or steps are done."""


def silent(done: int, whole: int) -> None:
    """Tell nobody."""


Row = TypeVar("Row")


def told(rows: Iterable[Row], whole: int, progress: Progress | None, every: int = 1000) -> Iterator[Row]:
    """Yield `rows`, telling after each so many how many of the `whole` are done."""
    for done, row in enumerate(rows):
        if progress and done % every == 0:
            progress(done, whole)
        yield row
