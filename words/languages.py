"""The languages that texts are told in: English as it is written, others from the catalogues under locale/."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from words.text import Text

CATALOGUES = Path(__file__).parents[1] / "locale"
"""<language>/LC_MESSAGES/derby.po each, read when the language is first spoken."""

ENGLISH = "en"

LANGUAGES = MappingProxyType({ENGLISH: "English", "ko": "한국어"})
"""Codes of languages, as addresses and HTML have them → what each calls itself."""

_spoken: ContextVar[str] = ContextVar("language", default=ENGLISH)


def language() -> str:
    """Return the code of the language that is spoken here and now."""
    return _spoken.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak another of `LANGUAGES`, in this thread until the end; ValueError where it is none."""
    if code not in LANGUAGES:
        raise ValueError(f"language: expected one of {', '.join(LANGUAGES)}, got {code!r}")
    before = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(before)


def nearest(*wanted: str) -> str:
    """Return the first of `LANGUAGES` that serves one of the languages `wanted` ("ko-KR"), English where none does."""
    from babel import negotiate_locale  # takes 100 ms, and is asked once a visit

    return negotiate_locale([code for code in wanted if code], LANGUAGES, sep="-") or ENGLISH


def tell(said: str | BaseException) -> str:
    """Return what is said, a text or a problem's, in the language spoken; what is no `Text` stays as it is."""
    if isinstance(said, BaseException):
        said = said.args[0] if said.args and isinstance(said.args[0], str) else str(said)
    if not isinstance(said, Text):
        return said
    catalogue = _catalogue(language())
    if said.many is None:
        template = catalogue.gettext(said.template)
    else:
        template = catalogue.ngettext(said.template, said.many, said.values["count"])
    return template.format(
        **{name: tell(value) if isinstance(value, Text) else value for name, value in said.values.items()}
    )


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
