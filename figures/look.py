"""How a picture of the ground looks: one frozen value, which the page, links, exports and notebooks share."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from figures.choice import Choice, not_one_of
from figures.landscape import SCALES
from figures.theme import GROUNDS, LIGHT, THEMES, Theme
from words import say

CHOICES: Mapping[str, Choice] = MappingProxyType(
    {
        "theme": Choice(say("Colours"), {"page": say("Those of the page"), "light": say("Light"), "dark": say("Dark")}),
        "ground": Choice(say("Ground"), {name: ground.title for name, ground in GROUNDS.items()}),
        "levels": Choice(say("Levels"), SCALES),
        "axes": Choice(say("Axes"), {"fill": say("Fill the space"), "equal": say("Equally scaled")}),
    }
)
"""Field → what it may be. Only on equally scaled axes does a gradient stand at right angles to the contour lines."""

SWITCHES: Mapping[str, str] = MappingProxyType(
    {"lines": say("Contour lines"), "arrows": say("Arrows of −∇f"), "marks": say("Critical points")}
)
"""Field that is on or off → what it is called."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """The colours of the picture and of its ground, what is drawn on maps, and how levels and axes are scaled.

    ValueError naming the field, what is expected and what was given.
    """

    theme: str = CHOICES["theme"].default
    ground: str = CHOICES["ground"].default
    lines: bool = True
    arrows: bool = False
    marks: bool = True
    levels: str = CHOICES["levels"].default
    axes: str = CHOICES["axes"].default

    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            legal = (True, False) if field.name in SWITCHES else tuple(CHOICES[field.name].titles)
            if type(value) is not type(legal[0]) or value not in legal:
                raise not_one_of("Look", field.name, legal, value)

    @property
    def colors(self) -> Theme:
        """The colours of a picture with no page around it, which is light unless it is to be dark."""
        return THEMES.get(self.theme, LIGHT).on(self.ground)

    @property
    def themes(self) -> dict[str, Theme]:
        """Every theme over this ground, for a picture that follows the page around it."""
        return {name: theme.on(self.ground) for name, theme in THEMES.items()}


USUAL_LOOK = Look()
"""How a picture looks where nobody says."""
