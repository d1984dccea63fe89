"""Ready-made races, each written in the rows of an address: what is raced, how it is shown, and what it shows.

Another is one more entry in the file of its topic; `link.ready_made` makes its setup, and the tests run what it claims.
"""

from collections.abc import Mapping
from types import MappingProxyType

from setups.races.adam import RELATIVES
from setups.races.adaptive import ADAPTIVE
from setups.races.challenges import CHALLENGES
from setups.races.famous import FAMOUS
from setups.races.learning_rate import LEARNING_RATE
from setups.races.momentum import MOMENTUM
from setups.races.noise import NOISE
from setups.races.ready_made import ReadyMade
from setups.races.scale import SCALE
from setups.races.schedules import SCHEDULES
from setups.races.traps import TRAPS

__all__ = ["CATALOGUE", "CHALLENGES", "ReadyMade"]

CATALOGUE: Mapping[str, ReadyMade] = MappingProxyType(
    {**LEARNING_RATE, **TRAPS, **MOMENTUM, **ADAPTIVE, **RELATIVES, **SCALE, **NOISE, **SCHEDULES, **FAMOUS}
)
"""Key → race, in menu order."""
