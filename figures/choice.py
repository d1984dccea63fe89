"""A field that is one of several: declared once, read by validation, links, controls and commands."""

from collections.abc import Mapping
from typing import NamedTuple


class Choice(NamedTuple):
    """label: what the field is called. titles: identity → what it is called, the default first."""

    label: str
    titles: Mapping[str, str]

    @property
    def default(self) -> str:
        """The first identity."""
        return next(iter(self.titles))
