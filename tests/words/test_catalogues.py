"""Every text has its words in every language, with the same values in them, and no catalogue has words for nothing."""

import string
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from words import ENGLISH, LANGUAGES
from words.languages import CATALOGUES

ROOT = Path(__file__).parents[2]
KEYWORDS = {"say": None, "counted": (1, 2), "_": None}
"""What takes a text as its first argument, or its first two."""

OTHERS = pytest.mark.parametrize("code", [code for code in LANGUAGES if code != ENGLISH])


@cache
def said() -> frozenset:
    """All that the project says, one text each or one and many."""
    rooms = (path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name not in ("tests", "benchmarks"))
    found = (each for room in rooms for each in extract_from_dir(room, keywords=KEYWORDS, comment_tags=()))
    return frozenset(message for _, _, message, _, _ in found)


@cache
def catalogue(code):
    with (CATALOGUES / code / "LC_MESSAGES" / "derby.po").open("rb") as file:
        return {message.id: message for message in read_po(file, locale=code) if message.id}


def values(text):
    """The values that stand in a text, each with how it is written."""
    return {(name, spec, how) for _, name, spec, how in string.Formatter().parse(text) if name is not None}


@OTHERS
def test_every_text_has_its_words_and_there_are_none_for_nothing(code):
    assert said() == catalogue(code).keys(), "make words, then translate what is new"


@OTHERS
def test_all_words_are_there_and_sure(code):
    empty = [key for key, message in catalogue(code).items() if not all(every(message.string)) or message.fuzzy]
    assert empty == []


@OTHERS
def test_the_same_values_stand_in_the_words(code):
    for key, message in catalogue(code).items():
        [*_, most] = every(key)
        for told in every(message.string):
            assert values(told) == values(most), key


@OTHERS
def test_the_room_around_a_text_is_the_same(code):
    for key, message in catalogue(code).items():
        first, told = every(key)[0], every(message.string)[0]
        assert (told[:1].isspace(), told[-1:].isspace()) == (first[:1].isspace(), first[-1:].isspace()), key


STRAY = ("십시오", "습니까", "아닙니까", "모형", "이차 도함수", "제동 거리", "안쪽 규칙")
STRAY += ("{rate}을(를)", "{criterion}을(를)")
"""What Korean says otherwise everywhere else: its tone is 합니다 and 하세요, and a thing has one word."""


def test_korean_keeps_to_one_tone_and_one_word_for_a_thing():
    told = [text for message in catalogue("ko").values() for text in every(message.string)]
    assert [text for text in told if any(word in text for word in STRAY)] == []


def every(text) -> list[str]:
    """A text's one form, or its several."""
    return [text] if isinstance(text, str) else [*text]
