"""What to say about a name or a character that no formula has: the problem, then what was probably meant."""

from __future__ import annotations

import re
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
    **dict.fromkeys("<>≤≥", "write a condition as a factor: step(x) is 0 below 0 and 1 above"),
    "%": "write mod(x, 2)",
    "÷": "write /",
    "√": "write sqrt(…)",
}
INSTEAD = {
    **dict.fromkeys(("tg", "tang"), "write tan(x)"),
    **dict.fromkeys(("cot", "ctg", "cotan"), "write 1/tan(x)"),
    "sec": "write 1/cos(x)",
    **dict.fromkeys(("csc", "cosec"), "write 1/sin(x)"),
    **dict.fromkeys(("arctg", "atg"), "write atan(x)"),
    "sh": "write sinh(x)",
    "ch": "write cosh(x)",
    "th": "write tanh(x)",
    "lg": "write log10(x)",
    "ld": "write log2(x)",
    "log1p": "write log(1 + x)",
    "expm1": "write exp(x) - 1",
    "exp2": "write 2^x",
    **dict.fromkeys(("pow", "sqr", "square"), "write x^2"),
    **dict.fromkeys(("round", "rint"), "write floor(x + 0.5)"),
    **dict.fromkeys(("trunc", "fix"), "write sign(x)*floor(|x|)"),
    "frac": "write mod(x, 1)",
    **dict.fromkeys(("clip", "clamp"), "write min(max(x, -1), 1)"),
    **dict.fromkeys(("rect", "box"), "write step(0.5 - |x|)"),
    **dict.fromkeys(("tri", "triangle"), "write max(1 - |x|, 0)"),
    **dict.fromkeys(("if", "where", "piecewise"), "step(x), 0 below 0 and 1 above, is a condition as a factor"),
    **dict.fromkeys(("swish", "silu"), "write x*sigmoid(x)"),
    "gelu": "write x*sigmoid(1.702x), which is near it",
    **dict.fromkeys(("leakyrelu", "lrelu"), "write max(x, 0.01x)"),
    "elu": "write relu(x) + min(exp(x) - 1, 0)",
    "erf": "write tanh(1.2x), which is near it",
    **dict.fromkeys(("sum", "mean", "prod"), "write the terms or factors one by one"),
    **dict.fromkeys(("argmin", "argmax"), "write the function itself; the racers look for where it is least"),
    **dict.fromkeys(("gamma", "factorial", "beta", "zeta", "besselj"), "it is not among the functions"),
    **dict.fromkeys(("diff", "integral", "limit"), "write what it comes to: derivatives and limits are not worked out"),
    **dict.fromkeys(("softmax", "logsumexp"), "write log(exp(x) + exp(y)), which is near it"),
    "tau": "write 2pi",
}
"""What to write for names that other programs, books and languages know."""

LOOK_ALIKES = dict(zip("хуасеχγα", "xyacexya", strict=True))
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"


def unknown_name(name: str, known: Sequence[str]) -> str:
    """About a name that is none of the `known` ones."""
    letters = name.lower()
    long_ones = [other for other in known if len(other) > 1]
    if letters in known:
        hint = f"write {letters}"
    elif letters in INSTEAD:
        hint = INSTEAD[letters]
    elif len(name) > LONGEST_NAME:
        hint = "expected x, y or a function"
    elif pieces := _split(name, known):
        hint = f"write {_joined(pieces)}"
    elif close := get_close_matches(letters, long_ones, 1, 0.5):
        hint = f"did you mean {close[0]}?"
    else:
        hint = f"expected {', '.join(other for other in known if len(other) == 1)}, pi or a function"
    return f"unknown name {name}: {hint}"


def decimal_comma(text: str) -> str:
    """What to write instead of the first comma that stands between digits; nothing if none does."""
    found = re.search("([0-9]+),([0-9]+)", text)
    if not found:
        return ""
    whole, part = found.groups()
    grouped = f" or {whole}{part}" if len(part) == 3 and whole != "0" else ""
    return f"the decimal sign is a point: write {whole}.{part}{grouped}"


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
