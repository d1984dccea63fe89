"""A field that is one of several: declared once, read by validation, links, controls and commands."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from words import say


class Choice(NamedTuple):
    """label: what the field is called. titles: identity → what it is called, the default first."""

    label: str
    titles: Mapping[str, str]

    @property
    def default(self) -> str:
        """The first identity."""
        return next(iter(self.titles))


def not_one_of(owner: str, field: str, choices: Iterable[Any], given: Any) -> ValueError:
    """Return the refusal of a value that is none of those that a field may have."""
    legal = ", ".join(map(str, choices))
    return ValueError(
        say(
            "{owner}: {field} must be one of {legal}, got {value!r}", owner=owner, field=field, legal=legal, value=given
        )
    )
