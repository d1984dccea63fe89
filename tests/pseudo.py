"""A language in which each text stands between «these marks», so that what is not told, or glued, stands out."""

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
        return f"«{message}»"

    def ngettext(self, one, many, n):
        return f"«{one if n == 1 else many}»"


@contextmanager
def speaking_in_marks() -> Iterator[None]:
    """Speak it."""
    with (
        mock.patch.object(languages, "LANGUAGES", {**languages.LANGUAGES, CODE: "«»"}),
        mock.patch.object(languages, "_catalogue", return_value=_Marked()),
        words.speaking(CODE),
    ):
        yield


def untold(text: str, names: Iterable[str] = ()) -> str:
    """Return what of a text that was told in it is words, beside `names`, and stands outside all marks."""
    while text != (text := re.sub(r"«[^«»]*»", "", text)):
        pass
    text = re.sub(r"%\{[^}]*\}|<[^>]*>|&[#\w]+;", "", text)
    for name in names:
        text = text.replace(name, "")
    return " ".join(re.findall(r"[^\W\d_]{2,}", text))
