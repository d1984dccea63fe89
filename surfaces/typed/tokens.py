"""Typed formulas: text → numbers, names and signs, and what is said where something is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import e, pi
from types import MappingProxyType
from typing import Any

from surfaces.typed.spelling import strange_character
from words import say

MOST_CHARACTERS = 500

VARIABLES = ("x", "y")
PARAMETERS = ("a", "b", "c")
CONSTANTS = MappingProxyType({"pi": pi, "e": e})

_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n\u00a0\u2009\u202f]+)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9]*|π)"
    r"|(?P<sign>\*\*|[-+*/^(),|−·⋅×])"
)
_SIGNS = {"**": "^", "−": "-", "·": "*", "⋅": "*", "×": "*"}


class FormulaError(ValueError):
    """What is wrong with a formula.

    text: the formula. position: index of the character meant, len(text) for its end, None for the whole.
    problem: what is wrong and what was expected, in plain words.
    """

    def __init__(self, text: str, position: int | None, problem: str):
        super().__init__(text, position, problem)
        self.text, self.position, self.problem = text, position, problem

    @property
    def said(self) -> str:
        """The problem, and where it is."""
        if self.position is None:
            return self.problem
        if self.position >= len(self.text):
            return say("{problem}, at the end", problem=self.problem)
        return say("{problem}, at character {number}", problem=self.problem, number=self.position + 1)

    def __str__(self) -> str:
        return str(self.said)


@dataclass(frozen=True)
class Token:
    """A piece of a formula. kind: "number", "name", "end" or the sign itself. start: index of its first character."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The index of the character after it."""
        return self.start + len(self.text)


def as_text(formula: Any) -> str:
    """The formula where it is text; FormulaError if it is anything else."""
    if not isinstance(formula, str):
        given = repr(formula)[:MOST_CHARACTERS]
        raise FormulaError(
            given, None, say("expected a formula as text such as x^2 + 3y^2, got {given}", given=given[:60])
        )
    return formula


def tokens(text: str) -> list[Token]:
    """The tokens of a formula, one that ends it last; FormulaError where it is too long or none begins."""
    if len(text) > MOST_CHARACTERS:
        problem = say("too long: expected at most {most} characters", most=MOST_CHARACTERS)
        raise FormulaError(text, MOST_CHARACTERS, problem)
    found, start = [], 0
    while start < len(text):
        match = _TOKEN.match(text, start)
        if match is None:
            raise FormulaError(text, start, strange_character(text[start]))
        kind, spelled = match.lastgroup, match.group()
        if kind == "sign":
            kind = _SIGNS.get(spelled, spelled)
        if kind == "name" and set(spelled) <= {*VARIABLES, *PARAMETERS}:
            found += [Token(kind, letter, start + i) for i, letter in enumerate(spelled)]
        elif kind != "space":
            found.append(Token(kind, spelled, start))
        start = match.end()
    return [*found, Token("end", "", len(text))]
