"""The surfaces that the menu offers, in its order."""

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from surfaces.bowls import BOWLS
from surfaces.dialled import Dial, Dialled
from surfaces.dials import DIALLED
from surfaces.kinks import KINKS
from surfaces.many_minima import MANY_MINIMA
from surfaces.plateaus import PLATEAUS
from surfaces.real_data import REAL_DATA
from surfaces.saddles import SADDLES
from surfaces.several_minima import SEVERAL_MINIMA
from surfaces.surface import Surface
from surfaces.trained import TRAINED
from surfaces.traps import TRAPS
from surfaces.valleys import VALLEYS
from words import say

FAMILIES: Mapping[str, Mapping[str, Surface]] = MappingProxyType(
    {
        say("Bowls"): MappingProxyType(BOWLS),
        say("Ravines and valleys"): MappingProxyType(VALLEYS),
        say("Saddles"): MappingProxyType(SADDLES),
        say("Traps"): MappingProxyType(TRAPS),
        say("Several lowest minima"): MappingProxyType(SEVERAL_MINIMA),
        say("Plateaus"): MappingProxyType(PLATEAUS),
        say("Kinks"): MappingProxyType(KINKS),
        say("Many minima"): MappingProxyType(MANY_MINIMA),
        say("With dials"): MappingProxyType(DIALLED),
        say("Trained models"): MappingProxyType(TRAINED),
        say("Real data"): MappingProxyType(REAL_DATA),
    }
)
"""Menu group → key → surface."""

CATALOGUE: Mapping[str, Surface] = MappingProxyType(
    {key: surface for family in FAMILIES.values() for key, surface in family.items()}
)
"""Key → surface."""

ALIASES: Mapping[str, str] = MappingProxyType({"dixon_price": "long_valley", "leon": "cube"})
"""Other names that lists have for some → their keys."""

DIALS: Mapping[str, Dial] = MappingProxyType(
    {
        name: dial
        for surface in CATALOGUE.values()
        if isinstance(surface, Dialled)
        for name, dial in surface.dials.items()
    }
)
"""Name → dial, of all surfaces that have any: a name means the same wherever it stands."""


def key_of(name: str) -> str:
    """The key of the surface that goes by that name; the name itself where none has it for an alias."""
    return ALIASES.get(name, name)


def get(name: str, **parameters: float) -> Surface:
    """The surface of the catalogue called `name`, a key or an alias; KeyError naming the closest keys.

    parameters: where its dials stand, if it has any; ValueError for others.
    """
    if isinstance(name, str) and key_of(name) in CATALOGUE:
        surface = CATALOGUE[key_of(name)]
        return surface.turned(**parameters) if parameters else surface
    closest = get_close_matches(str(name).lower(), CATALOGUE, cutoff=0.4) or list(CATALOGUE)[:3]
    told = {"closest": ", ".join(closest), "name": name}
    raise KeyError(say("surfaces.get: name: expected a key such as {closest}, got {name!r}", **told))
