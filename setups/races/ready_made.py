"""What a ready-made race is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ReadyMade:
    """title: what it is. topic: the group it stands in. line: what is to be seen, in a sentence.

    texts: row of `setups.rows.TABLE` → text, or several. source: where it was first shown. names: those that `texts`
    give to racers, to be told. animation: options of an animation that are not as usual.
    """

    title: str
    topic: str
    line: str
    source: str
    texts: Mapping[str, str | tuple[str, ...]]
    names: tuple[str, ...] = ()
    animation: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> dict[str, list[str]]:
        """Key → texts, as an address holds them."""
        return {key: [text] if isinstance(text, str) else list(text) for key, text in self.texts.items()}
