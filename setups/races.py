"""Ready-made races, each written in the rows of an address: what is raced, how it is shown, and what it shows.

Another is one more entry of `CATALOGUE`; `link.ready_made` makes its setup, and the tests run what its title claims.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class ReadyMade:
    """title: what it is. topic: the group it stands in. line: what is to be seen, in a sentence.

    texts: row of `setups.rows.TABLE` → text, or several. source: where it was first shown. animation: options of an
    animation that are not as usual.
    """

    title: str
    topic: str
    line: str
    source: str
    texts: Mapping[str, str | tuple[str, ...]]
    animation: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> dict[str, list[str]]:
        """Key → texts, as an address holds them."""
        return {key: [text] if isinstance(text, str) else list(text) for key, text in self.texts.items()}


_RADFORD = "Alec Radford's animations of 2014, in Ruder 2016, arXiv:1609.04747, figure 4"

BEALE = ReadyMade(
    title="The famous animation: Beale",
    topic="Famous animations",
    line="Momentum and NAG are led off track across y = 0, NAG less far; the others stay above it, and SGD comes last.",
    source=_RADFORD,
    texts={
        "surface": "beale",
        "start": "1,1.5",
        "steps": "200",
        "racer": (
            "GradientDescent learning_rate=0.005 name=SGD",
            "Momentum learning_rate=0.005",
            "Nesterov learning_rate=0.005 name=NAG",
            "AdaGrad learning_rate=0.8",
            "Adadelta decay=0.95 epsilon=1e-3",
            "RMSProp learning_rate=0.03",
        ),
    },
)

SADDLE = ReadyMade(
    title="The famous animation: a saddle",
    topic="Famous animations",
    line="The adaptive rules leave the ridge first, then NAG, then Momentum; SGD is on it still after these 150 steps.",
    source=_RADFORD,
    texts={
        "surface": "saddle",
        "start": "1,-1e-6",  # on the ridge but for a hair, which is all that the rules have to go by
        "steps": "150",
        "view": "3-D",
        "racer": (
            "GradientDescent learning_rate=0.02 name=SGD",
            "Momentum learning_rate=0.02",
            "Nesterov learning_rate=0.02 name=NAG",
            "AdaGrad learning_rate=0.1",
            "Adadelta decay=0.9 epsilon=1e-3",
            "RMSProp learning_rate=0.02",
        ),
    },
    animation={"spacing": "linear", "frames": 151},
)

CATALOGUE: Mapping[str, ReadyMade] = MappingProxyType({"beale": BEALE, "saddle": SADDLE})
"""Name → race, in menu order."""
