"""A language that has another letter for each English one, so that what is not translated shows."""

import re
from gettext import NullTranslations
from types import SimpleNamespace

import pytest

from words import languages

WORD = re.compile(r"[A-Za-z_]{2,}")


def _other(template):
    return re.sub(r"(\{\{|\}\}|\{[^{}]*\})|[A-Za-z]", lambda found: found[1] or chr(0xAC00 + ord(found[0])), template)


OTHER = SimpleNamespace(gettext=_other, ngettext=lambda one, many, n: _other(one if n == 1 else many))
"""Its catalogue."""


def english(told, *names):
    """Return the English words in what was told, but for these names."""
    return [word for word in WORD.findall(told) if word not in names]


def told(text):
    """Return the words in a text that were told in the other letters."""
    return re.findall("[\uac00-\uacff]{2,}", text)


@pytest.fixture
def elsewhere(monkeypatch):
    """Speak it: everything that is said is told in its letters, and all else as it is."""
    monkeypatch.setattr(languages, "_catalogue", {"ko": OTHER, "en": NullTranslations()}.get)
    with languages.speaking("ko"):
        yield
