"""What the panel of a lesson or a challenge shows: texts and numbers, as the player takes them."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from lessons.challenge import LEVELS, Challenge
from lessons.documents import DOCUMENTS
from lessons.lesson import Lesson
from lessons.terms import explained
from player.mathml import typeset
from racing import Race
from setups.setup import EXPLORE, Setup
from words import Text, joined, tell


def panel(lesson: Lesson, place: tuple[int, int], answered: int | None, setup: Setup) -> dict[str, Any]:
    """Return what the player's panel shows of a lesson.

    place: which of how many it is. answered: the choice that was made, None while the race is still hidden. setup: what
    is set now; where it is what the lesson proposes to try, the panel says what is to be seen.
    """
    right, reveal, _ = _claims(lesson)
    tried = tried_text(lesson, setup)
    read = _explained(*lesson.text, lesson.question, *reveal, *([] if tried is None else [tried]))
    return {
        "key": lesson.key,
        "title": lesson.race.title,
        "place": place,
        "text": [*islice(read, len(lesson.text))],
        "question": next(read),
        "choices": _typeset([choice.words for choice in lesson.choices]),
        "right": right,
        "reveal": [*islice(read, len(reveal))],
        "answered": answered,
        "attempt": _typeset(lesson.attempt.words),
        "tried": next(read, None),
        "source": joined("; ", [lesson.race.source, *_others(lesson)]),
    }


def tried_text(lesson: Lesson, setup: Setup) -> Text | None:
    """Return what is to be seen where `setup` is what the lesson proposes to try, beside the picture or in Explore."""
    return _claims(lesson)[2] if _raced(setup) == _raced(lesson.tried) else None


def _raced(setup: Setup) -> tuple:
    """Return what is raced, and what of it is explored, if that is."""
    return setup.conditions, setup.racers, setup.explored.mode if setup.view == EXPLORE else None


def challenge_panel(challenge: Challenge, place: tuple[int, int], setup: Setup, race: Race) -> dict[str, Any]:
    """Return what the player's panel shows of a challenge, and what `race`, the one that `setup` asks for, is worth.

    place: which of how many it is.
    """
    judged = challenge.judge(setup, race)
    goal, allowed = _explained(challenge.start.line, challenge.allowed)
    return {
        "key": challenge.key,
        "title": challenge.start.title,
        "place": place,
        "goal": goal,
        "allowed": allowed,
        "unit": _typeset(challenge.unit),
        "levels": [{"name": name, "most": most} for name, most in zip(LEVELS, challenge.levels, strict=True)],
        "value": judged.value,
        "broken": judged.broken,
    }


def _explained(*texts: Text) -> Iterator[str]:
    """Return texts that are read one after another with their terms explained, told and typeset like `_typeset`'s."""
    return map(typeset, explained(map(tell, texts)))


def _typeset(said: Text | Sequence[Text] | None) -> Any:
    """Return what is said, told in the language spoken, with its formulas as MathML between $."""
    if isinstance(said, str):
        return typeset(tell(said))
    return said and [typeset(tell(text)) for text in said]


def _others(lesson: Lesson) -> list[str]:
    """Return the documents that the race's own source does not name."""
    return [DOCUMENTS[key] for key in lesson.documents if DOCUMENTS[key] not in lesson.race.source]


@lru_cache(maxsize=64)
def _claims(lesson: Lesson) -> tuple[int, Sequence[Text], Text]:
    """Return the right choice, the reveal, and what is seen when the attempt is made, of the lesson's own races."""
    race = lesson.setup.race()
    return (
        lesson.answer(race),
        [claim.about(race) for claim in lesson.reveal],
        lesson.attempt.shows.about(lesson.tried.race()),
    )
