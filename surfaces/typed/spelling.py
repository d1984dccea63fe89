"""What to say about a name or a character that no formula has: the problem, then what was probably meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches

from words import Text, say

LONGEST_WORD = 20
"""Longer ones are not compared with what is known."""

HINTS = {
    "=": say("expected the formula alone, without an ="),
    "[": say("expected ( )"),
    "]": say("expected ( )"),
    "{": say("expected ( )"),
    "}": say("expected ( )"),
    "!": say("factorials have no gradient"),
    ".": say("expected digits beside the point"),
    **dict.fromkeys("<>≤≥", say("write a condition as a factor: step(x) is 0 below 0 and 1 above")),
    "%": "mod(x, 2)",
    "÷": "/",
    "√": "sqrt(…)",
}
INSTEAD = {
    **dict.fromkeys(("tg", "tang"), "tan(x)"),
    **dict.fromkeys(("cot", "ctg", "cotan"), "1/tan(x)"),
    "sec": "1/cos(x)",
    **dict.fromkeys(("csc", "cosec"), "1/sin(x)"),
    **dict.fromkeys(("arctg", "atg"), "atan(x)"),
    "sh": "sinh(x)",
    "ch": "cosh(x)",
    "th": "tanh(x)",
    "lg": "log10(x)",
    "ld": "log2(x)",
    "log1p": "log(1 + x)",
    "expm1": "exp(x) - 1",
    "exp2": "2^x",
    **dict.fromkeys(("pow", "sqr", "square"), "x^2"),
    **dict.fromkeys(("round", "rint"), "floor(x + 0.5)"),
    **dict.fromkeys(("trunc", "fix"), "sign(x)*floor(|x|)"),
    "frac": "mod(x, 1)",
    **dict.fromkeys(("clip", "clamp"), "min(max(x, -1), 1)"),
    **dict.fromkeys(("rect", "box"), "step(0.5 - |x|)"),
    **dict.fromkeys(("tri", "triangle"), "max(1 - |x|, 0)"),
    **dict.fromkeys(("if", "where", "piecewise"), say("step(x), 0 below 0 and 1 above, is a condition as a factor")),
    **dict.fromkeys(("swish", "silu"), "x*sigmoid(x)"),
    "gelu": say("write {formula}, which is near it", formula="x*sigmoid(1.702x)"),
    **dict.fromkeys(("leakyrelu", "lrelu"), "max(x, 0.01x)"),
    "elu": "relu(x) + min(exp(x) - 1, 0)",
    "erf": say("write {formula}, which is near it", formula="tanh(1.2x)"),
    **dict.fromkeys(("sum", "mean", "prod"), say("write the terms or factors one by one")),
    **dict.fromkeys(("argmin", "argmax"), say("write the function itself; the racers look for where it is least")),
    **dict.fromkeys(("gamma", "factorial", "beta", "zeta", "besselj"), say("it is not among the functions")),
    **dict.fromkeys(
        ("diff", "integral", "limit"), say("write what it comes to: derivatives and limits are not worked out")
    ),
    **dict.fromkeys(("softmax", "logsumexp"), say("write {formula}, which is near it", formula="log(exp(x) + exp(y))")),
    "tau": "2pi",
}
"""What to write for names that other programs, books and languages know: a formula, or a sentence."""

LOOK_ALIKES = dict(zip("хуасеχγα", "xyacexya", strict=True))
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"


def unknown_name(name: str, known: Sequence[str]) -> Text:
    """About a name that is none of the `known` ones."""
    letters = name.lower()
    long_ones = [other for other in known if len(other) > 1]
    if letters in known:
        hint = _hint(letters)
    elif letters in INSTEAD:
        hint = _hint(INSTEAD[letters])
    elif len(name) > LONGEST_WORD:
        hint = say("expected x, y or a function")
    elif pieces := _split(name, known):
        hint = _written(pieces)
    elif close := get_close_matches(letters, long_ones, 1, 0.5):
        hint = say("did you mean {name}?", name=close[0])
    else:
        letters = ", ".join(other for other in known if len(other) == 1)
        hint = say("expected {letters}, pi or a function", letters=letters)
    return say("unknown name {name}: {hint}", name=name, hint=hint)


def decimal_comma(text: str) -> str:
    """What to write instead of the first comma that stands between digits; nothing if none does."""
    found = re.search("([0-9]+),([0-9]+)", text)
    if not found:
        return ""
    whole, part = found.groups()
    if len(part) == 3 and whole != "0":
        return say("the decimal sign is a point: write {whole}.{part} or {whole}{part}", whole=whole, part=part)
    return say("the decimal sign is a point: write {whole}.{part}", whole=whole, part=part)


def strange_character(character: str) -> Text:
    """About a character that stands in no formula."""
    plain = LOOK_ALIKES.get(character) or unicodedata.normalize("NFKC", character)
    if character in SUPERSCRIPTS:
        return say("unexpected {character}: write ^{plain}", character=_shown(character), plain=plain)
    if plain != character and len(plain) == 1 and ((plain.isascii() and plain.isalnum()) or plain in "+-*/^(),|"):
        return say("{character} only looks like {plain}: type {plain}", character=_described(character), plain=plain)
    hint = (
        _hint(HINTS[character]) if character in HINTS else say("expected numbers, x, y, functions and + - * / ^ ( ) |")
    )
    return say("unexpected {character}: {hint}", character=_shown(character), hint=hint)


def _shown(character: str) -> str:
    """The character, or its name where there is nothing to see."""
    return f'"{character}"' if character.isprintable() else say("character {name}", name=_name(character))


def _described(character: str) -> str:
    """The character with its name, which tells it from one that looks like it."""
    return f'"{character}" ({_name(character)})'


def _name(character: str) -> str:
    """What Unicode calls it, in English everywhere."""
    return unicodedata.name(character, "").lower() or f"U+{ord(character):04X}"


def _hint(hint: str) -> Text:
    return hint if isinstance(hint, Text) else say("write {formula}", formula=hint)


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


def _written(pieces: list[str]) -> Text:
    """About the pieces of a name as they should be typed: sin(x), x*sin, x*2 or x^2.

    A function among them, as in sinx, is given all that follows.
    """
    *before, last = pieces
    joined = last
    for piece in reversed(before):
        joined = f"{piece}({joined})" if len(piece) > 1 and piece != "pi" else f"{piece}*{joined}"
    if len(pieces) == 2 and last.isdigit():
        return say("write {formula} or {other}", formula=joined, other=f"{before[0]}^{last}")
    return _hint(joined)
