"""What to say about a name or a character that no formula has: the problem, then what was probably meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches

LONGEST_NAME = 20
"""Longer ones are not compared with what is known."""

HINTS = {
    "=": "expected only what stands right of the =",
    "[": "expected ( )",
    "]": "expected ( )",
    "{": "expected ( )",
    "}": "expected ( )",
    "!": "factorials have no gradient",
    ".": "expected digits beside the point",
    "÷": "write /",
    "√": "write sqrt(…)",
}
LOOK_ALIKES = dict(zip("хуасеχγα", "xyacexya", strict=True))
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"


def unknown_name(name: str, known: Sequence[str]) -> str:
    """About a name that is none of the `known` ones."""
    letters = name.lower()
    long_ones = [other for other in known if len(other) > 1]
    if letters in known:
        hint = f"write {letters}"
    elif len(name) > LONGEST_NAME:
        hint = "expected x, y or a function"
    elif pieces := _split(name, known):
        hint = f"write {_joined(pieces)}"
    elif close := get_close_matches(letters, long_ones, 1, 0.5):
        hint = f"did you mean {close[0]}?"
    else:
        hint = f"expected {', '.join(other for other in known if len(other) == 1)}, pi or a function"
    return f"unknown name {name}: {hint}"


def strange_character(character: str) -> str:
    """About a character that stands in no formula."""
    plain = LOOK_ALIKES.get(character) or unicodedata.normalize("NFKC", character)
    if character in SUPERSCRIPTS:
        return f"unexpected {_described(character)}: write ^{plain}"
    if plain != character and len(plain) == 1 and ((plain.isascii() and plain.isalnum()) or plain in "+-*/^(),|"):
        return f"{_described(character)} only looks like {plain}: type {plain}"
    hint = HINTS.get(character, "expected numbers, x, y, functions and + - * / ^ ( ) |")
    return f"unexpected {_described(character)}: {hint}"


def _described(character: str) -> str:
    """The character, with its name where it does not show what it is."""
    if character.isascii() and character.isprintable():
        return f'"{character}"'
    name = unicodedata.name(character, "").lower() or f"U+{ord(character):04X}"
    return f'"{character}" ({name})' if character.isprintable() else f"character {name}"


def _split(name: str, known: Sequence[str]) -> list[str] | None:
    """`name` as the fewest known names and numbers in a row; None if it is no such row."""
    rows: list[list[str] | None] = [[]]
    for end in range(1, len(name) + 1):
        pieces = [
            [*before, piece]
            for start, before in enumerate(rows)
            if before is not None and ((piece := name[start:end]) in known or (piece.isdigit() and start))
        ]
        rows.append(min(pieces, key=len, default=None))
    return rows[-1]


def _joined(pieces: list[str]) -> str:
    """The pieces of a name as they should be typed: sin(x), x*sin, x*2 or x^2.

    A function among them, as in sinx, is given all that follows.
    """
    *before, last = pieces
    joined = last
    for piece in reversed(before):
        joined = f"{piece}({joined})" if len(piece) > 1 and piece != "pi" else f"{piece}*{joined}"
    return f"{joined} or {before[0]}^{last}" if len(pieces) == 2 and last.isdigit() else joined
