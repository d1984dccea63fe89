"""What a lesson is: a ready-made race, a question before it, and claims about it that the race itself bears out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from racing import Race
from setups import RACES, link, ready_made
from setups.races.ready_made import ReadyMade
from setups.setup import Setup
from words import Text

Told = Text | Callable[[Race], Text]
"""A text, or what makes one of a race whose numbers stand in it."""


@dataclass(frozen=True)
class Claim:
    """A sentence about a race. words: the sentence. holds: whether a race bears it out."""

    words: Told
    holds: Callable[[Race], bool]

    def about(self, race: Race) -> Text:
        """Return the sentence with the numbers of `race`."""
        return self.words if isinstance(self.words, Text) else self.words(race)


@dataclass(frozen=True)
class Attempt:
    """One thing to try. words: what a button says. rows: texts of an address that change the lesson's race; none at all
    takes what the race says away.

    shows: what the race so changed bears out.
    """

    words: Text
    rows: Mapping[str, str | tuple[str, ...]]
    shows: Claim


@dataclass(frozen=True, eq=False)
class Lesson:
    """A race, and what it teaches.

    key: of the race in `setups.RACES`, and of the lesson. documents: keys of `lessons.DOCUMENTS`. text: paragraphs that
    stand before the question. choices: answers to it, of which the race bears out one. reveal: what is seen, claim by
    claim. robust: whether all holds at learning rates up to a tenth off, too.
    """

    key: str
    documents: tuple[str, ...]
    text: tuple[Text, ...]
    question: Text
    choices: tuple[Claim, ...]
    reveal: tuple[Claim, ...]
    attempt: Attempt
    robust: bool = True

    @property
    def race(self) -> ReadyMade:
        """The ready-made race: its title, its topic, and where it comes from."""
        return RACES[self.key]

    @property
    def setup(self) -> Setup:
        """What is set when the lesson opens."""
        return ready_made(self.key)

    @cached_property
    def tried(self) -> Setup:
        """What is set when its attempt is pressed."""
        texts = {key: [text] if isinstance(text, str) else [*text] for key, text in self.attempt.rows.items()}
        return link.read(link.changed(self.race.rows, texts))[0]

    def answer(self, race: Race) -> int:
        """Return which of the choices the lesson's own race bears out; ValueError where it is not one."""
        [right] = [i for i, choice in enumerate(self.choices) if choice.holds(race)]
        return right
