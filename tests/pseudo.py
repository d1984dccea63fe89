"""A language in which what a text says itself stands between «these marks», so that what is not told stands out."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from unittest import mock

import words
from words import languages

CODE = "marks"


class _Marked(NullTranslations):
    def gettext(self, message):
        parts = re.split(r"(\{\{|\}\}|\{[^{}]*\})", message)
        return "".join(f"«{part}»" if i % 2 == 0 and re.search(r"\w", part) else part for i, part in enumerate(parts))

    def ngettext(self, one, many, n):
        return self.gettext(one if n == 1 else many)


@contextmanager
def speaking_in_marks() -> Iterator[None]:
    """Speak it."""
    with (
        mock.patch.object(languages, "LANGUAGES", {**languages.LANGUAGES, CODE: "«»"}),
        mock.patch.object(languages, "_catalogue", return_value=_Marked()),
        words.speaking(CODE),
    ):
        yield


def untold(text: str, names: Iterable[str] = ()) -> list[str]:
    """Return the words outside all marks in a text that was told in it; names, and what stands in quotes, are none."""
    text = re.sub(r"«[^«»]*»", "", text)
    text = re.sub(r"%\{[^}]*\}|<[^>]*>|&[#\w]+;|'[^']*'", "", text)
    for name in names:
        text = text.replace(name, "")
    return [word for word in re.findall(r"[^\W\d_]{2,}", text) if not word.isupper()]
