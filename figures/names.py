"""Names where there is little room."""

from collections.abc import Sequence
from itertools import takewhile


def names_apart(names: Sequence[str]) -> list[str]:
    """Return of each name what the others do not begin with too, whole words; as in browser/pictures.js."""
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))
    start = "".join(first for first, *_ in alike).rfind(" ") + 1
    return [f"…{name[start:]}" for name in names] if start else list(names)
