"""What is taught: a question before a race, and claims about it that the race bears out.

lessons.CATALOGUE["ridge"].setup.race()     # the race that the lesson is about

Another lesson is one more entry in the file of its topic, about a race of `setups.RACES`; the tests run its claims.
"""

from collections.abc import Mapping
from types import MappingProxyType

from lessons.adam import ADAM
from lessons.adaptive import ADAPTIVE
from lessons.challenge import Challenge
from lessons.challenges import CHALLENGES
from lessons.documents import DOCUMENTS
from lessons.famous import FAMOUS
from lessons.learning_rate import LEARNING_RATE
from lessons.lesson import Attempt, Claim, Lesson
from lessons.momentum import MOMENTUM_LESSONS
from lessons.noise import NOISE
from lessons.panel import challenge_panel, panel, tried_text
from lessons.scale import SCALE
from lessons.traps import TRAPS
from lessons.units import UNITS

__all__ = [
    "CATALOGUE",
    "CHALLENGES",
    "DOCUMENTS",
    "Attempt",
    "Challenge",
    "Claim",
    "Lesson",
    "challenge_panel",
    "panel",
    "tried_text",
]

_ORDER = (*LEARNING_RATE, *TRAPS, *MOMENTUM_LESSONS, *ADAPTIVE, UNITS, *ADAM, *SCALE, *NOISE, *FAMOUS)

CATALOGUE: Mapping[str, Lesson] = MappingProxyType({lesson.key: lesson for lesson in _ORDER})
"""Key → lesson, in the order in which they are taught."""
