"""The languages that texts are told in: English as it is written, others from the catalogues under locale/."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from words.text import Text, say

CATALOGUES = Path(__file__).parents[1] / "locale"
"""<language>/LC_MESSAGES/derby.po each, read when the language is first spoken."""

ENGLISH = "en"

LANGUAGES = MappingProxyType({ENGLISH: "English", "ko": "한국어"})
"""Codes of languages, as addresses and HTML have them → what each calls itself."""

_TOLD = (Text, BaseException)

_spoken: ContextVar[str] = ContextVar("language", default=ENGLISH)


def language() -> str:
    """Return the code of the language that is spoken here and now."""
    return _spoken.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak another of `LANGUAGES` until the end; ValueError where it is none."""
    before = language()
    speak(code)
    try:
        yield
    finally:
        speak(before)


def speak(code: str) -> None:
    """Speak another of `LANGUAGES` from here on, in this thread; ValueError where it is none."""
    if code not in LANGUAGES:
        raise ValueError(f"language: expected one of {', '.join(LANGUAGES)}, got {code!r}")
    _spoken.set(code)


def nearest(*wanted: str) -> str:
    """Return the first of `LANGUAGES` that serves one of the languages `wanted` ("ko-KR"), English where none does."""
    from babel import negotiate_locale  # takes 100 ms, and is asked once a visit

    return negotiate_locale([code for code in wanted if code], LANGUAGES, sep="-") or ENGLISH


def tell(said: str | BaseException) -> str:
    """Return a text, or what a problem says, in the language spoken; what is no `Text` stays as it is."""
    if isinstance(said, BaseException):
        said = _of_problem(said)
    if not isinstance(said, Text):
        return said
    if language() == ENGLISH:
        return str(said)
    catalogue = _catalogue(language())
    if said.many is None:
        template = catalogue.gettext(said.template)
    else:
        count = said.values["count"]
        whole = int(count) if count == int(count) else 2  # gettext knows whole numbers only; 1.5 are many
        template = catalogue.ngettext(said.template, said.many, whole)
    return template.format(
        **{
            name: tell(value) if isinstance(value, Text | BaseException) else value
            for name, value in said.values.items()
        }
    )


def told(content: Any) -> Any:
    """Return dictionaries, lists and tuples with all texts in them told in the language spoken; keys stay.

    A text that stands there many times, as in the cells of a map, is told once. In English they are told already.
    """
    return content if language() == ENGLISH else _told(content, {})


def _(template: str, /, **values) -> str:
    """Return what `say` would say, told in the language spoken: where a text is drawn at once."""
    return tell(say(template, **values))


def _told(content: Any, known: dict[int, str]) -> Any:
    """Return `content` told; known: what the texts so far said, by their `id`."""
    if isinstance(content, Text):
        if (said := known.get(id(content))) is None:
            said = known[id(content)] = tell(content)
        return said
    if isinstance(content, str | int | float):
        return content
    if isinstance(content, Mapping):
        return {key: _told(value, known) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_told(value, known) for value in content]
    return content


def _of_problem(problem: BaseException) -> str:
    """Return its text, where it has one: `said`, or what it was raised with."""
    said = getattr(problem, "said", problem.args[0] if len(problem.args) == 1 else None)
    return said if isinstance(said, Text) else str(problem)


@cache
def _catalogue(code: str) -> NullTranslations:
    if code == ENGLISH:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (CATALOGUES / code / "LC_MESSAGES" / "derby.po").open("rb") as file:
        compiled = BytesIO()
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)
