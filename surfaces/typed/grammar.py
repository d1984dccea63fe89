"""Typed formulas: text → nodes. Nothing is evaluated here, and no text reaches Python or SymPy.

    sum      product, + or - product, …
    product  power, * or / power, …; or side by side: 2x, 3(x+1), x y, xy
    power    operand ^ power, from the right; - binds less: -x^2 is -(x^2)
    operand  number, x, y, a, b, c, pi, e, function(sum, …), (sum), |sum|

What can be read in two ways is refused with both spelled out: 1/2x, x^2y, sin x.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite

from surfaces.expressions import FUNCTIONS
from surfaces.typed.spelling import decimal_comma, unknown_name
from surfaces.typed.tokens import CONSTANTS, PARAMETERS, VARIABLES, FormulaError, Token, as_text, tokens
from words import counted, say

MOST_NODES = 200
DEEPEST = 50
LARGEST = 1e300
SMALLEST = 1e-300
HIGHEST_POWER = 64


@dataclass(frozen=True)
class Node:
    """One operation of a formula.

    kind: "number", "name", "call", "negate", "add", "subtract", "multiply", "divide" or "power".
    position: index of the character that spells it. children: indices of earlier nodes.
    name: of a variable, parameter, constant or function, or a number as typed. number: exact, for "number".
    """

    kind: str
    position: int
    children: tuple[int, ...] = ()
    name: str = ""
    number: Fraction = Fraction(0)


def parse(text: str) -> tuple[Node, ...]:
    """The nodes of a formula, each after its children, the whole last; FormulaError if it is none."""
    return _Parser(as_text(text)).parse()


def formula_parameters(text: str) -> tuple[str, ...]:
    """Which of a, b, c the formula uses; FormulaError if it cannot be read."""
    return parameters_of(parse(text))


def parameters_of(nodes: tuple[Node, ...]) -> tuple[str, ...]:
    """Which of a, b, c stand in the nodes, in that order."""
    return tuple(letter for letter in PARAMETERS if any(node.name == letter for node in nodes))


_OPERATIONS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "^": "power"}

# What binds how tightly; a sign or a juxtaposition is taken where it binds at least as tightly as asked.
_SUM, _PRODUCT, _NEGATION, _POWER = 1, 2, 3, 4
_BINDING = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "^": _POWER}


@dataclass
class _Level:
    """What is known within one pair of parentheses."""

    bars: int = 0
    """How many are open."""
    follows_bar: bool = False
    """Whether a bar has closed since the last sign."""


class _Parser:
    """Precedence climbing: at most five Python calls a level, and at most `DEEPEST` levels."""

    def __init__(self, text: str):
        self.text = text
        self.nodes: list[Node] = []
        self.depth = 0
        self.levels = [_Level()]  # one more for each open parenthesis
        self.next = 0

    def parse(self) -> tuple[Node, ...]:
        self.tokens = tokens(self.text)
        if self.token.kind == "end":
            raise FormulaError(self.text, None, say("the formula is empty: expected one such as x^2 + 3y^2"))
        self.expression(_SUM)
        if self.token.kind != "end":
            raise self.unexpected()
        return tuple(self.nodes)

    @property
    def token(self) -> Token:
        return self.tokens[self.next]

    @property
    def following(self) -> Token:
        return self.tokens[min(self.next + 1, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.token
        self.next += 1
        return token

    def expression(self, binding: int) -> int:
        """Read as far as signs bind at least as tightly as `binding`; the node's index."""
        left = self.operand()
        divided = False
        while True:
            token = self.token
            if token.kind in _BINDING:
                if _BINDING[token.kind] < binding:
                    break
                self.take()
                self.levels[-1].follows_bar = False
                divided = token.kind == "/"
                if token.kind == "^":
                    # As tightly as itself: from the right.
                    self.deepen(token)
                    right = self.expression(_POWER)
                    self.depth -= 1
                else:
                    right = self.expression(_BINDING[token.kind] + 1)
                left = self.add(Node(_OPERATIONS[token.kind], token.start, (left, right)))
            elif self.is_side_by_side(token):
                if binding > _PRODUCT:
                    if binding == _POWER and self.tokens[self.next - 1].end == token.start:
                        raise self.ambiguous_power(token)
                    break
                if divided:
                    raise self.error(
                        token.start,
                        say("this can be read in two ways: write 1/(2*x) or (1/2)*x, with * and parentheses"),
                    )
                right = self.expression(_NEGATION)
                left = self.add(Node("multiply", token.start, (left, right)))
            else:
                break
        return left

    def operand(self) -> int:
        token = self.take()
        if token.kind in "+-":
            # A sign binds less than ^ and as much as * on either side of it.
            self.deepen(token)
            child = self.expression(_NEGATION)
            self.depth -= 1
            return child if token.kind == "+" else self.add(Node("negate", token.start, (child,)))
        if token.kind == "number":
            return self.number(token)
        if token.kind == "name":
            return self.call(token) if token.text in FUNCTIONS else self.name(token)
        if token.kind == "(":
            return self.parenthesis(token)
        if token.kind == "|" and not self.closes_nothing(token):
            self.deepen(token)
            self.levels[-1].bars += 1
            child = self.expression(_SUM)
            if self.token.kind != "|":
                raise self.unclosed(token, "|")
            self.take()
            self.levels[-1].bars -= 1
            self.levels[-1].follows_bar = True
            self.depth -= 1
            return self.add(Node("call", token.start, (child,), name="abs"))
        self.next -= 1
        raise self.missing_operand(token)

    def number(self, token: Token) -> int:
        if not isfinite(value := float(token.text)) or value > LARGEST:
            raise self.error(token.start, say("the number is too large: expected at most {most:g}", most=LARGEST))
        if value < SMALLEST and re.search("[1-9]", re.split("[eE]", token.text)[0]):
            raise self.error(
                token.start, say("the number is too small: expected at least {least:g}, or 0", least=SMALLEST)
            )
        after = self.token
        if after.kind == "name" and after.start == token.end and after.text in ("e", "E"):
            if self.following.kind != "^":
                raise self.error(
                    after.start,
                    say("the number stops after e: write {it}*e, or a power of ten such as {it}e3", it=token.text),
                )
        elif after.kind == "number":
            raise self.error(after.start, say("two numbers in a row: expected a sign such as * between them"))
        # A zero with a giant exponent is zero.
        return self.add(
            Node("number", token.start, name=token.text, number=Fraction(token.text) if value else Fraction(0))
        )

    def name(self, token: Token) -> int:
        name = "pi" if token.text == "π" else token.text
        if name not in (*VARIABLES, *PARAMETERS, *CONSTANTS):
            known = [*VARIABLES, *PARAMETERS, *CONSTANTS, *FUNCTIONS]
            raise self.error(token.start, unknown_name(token.text, known))
        if name == "e" and self.token.kind == "(":
            raise self.error(self.token.start, say("e is a number: write exp(…), e^(…) or e*(…)"))
        return self.add(Node("name", token.start, name=name))

    def parenthesis(self, opening: Token) -> int:
        self.deepen(opening)
        self.levels.append(_Level())
        child = self.expression(_SUM)
        if self.token.kind != ")":
            raise self.unclosed(opening, ")")
        self.take()
        self.levels.pop()
        self.depth -= 1
        return child

    def call(self, token: Token) -> int:
        name = token.text
        entry = FUNCTIONS[name]
        if self.token.kind == "^":
            raise self.error(self.token.start, say("the power comes after the argument: write {name}(…)^2", name=name))
        if self.token.kind != "(":
            argument = self.token.text if self.token.kind in ("name", "number") else "…"
            argument = "x, y" if entry.arguments[0] == 2 else argument
            raise self.error(
                self.token.start,
                say("{name} needs parentheses: write {name}({argument})", name=name, argument=argument),
            )
        opening = self.take()
        self.deepen(opening)
        self.levels.append(_Level())
        arguments = []
        if self.token.kind != ")":
            arguments.append(self.expression(_SUM))
            while self.token.kind == ",":
                self.take()
                self.levels[-1].follows_bar = False
                arguments.append(self.expression(_SUM))
        if self.token.kind != ")":
            raise self.unclosed(opening, ")")
        self.take()
        self.levels.pop()
        self.depth -= 1
        fewest, most = entry.arguments
        if not fewest <= len(arguments) <= most:
            hint = decimal_comma(self.text[opening.end : self.token.start]) if len(arguments) > most else ""
            raise self.error(token.start, _miscounted(name, len(arguments), fewest, fewest == most, hint))
        return self.add(Node("call", token.start, tuple(arguments), name=entry.name))

    def deepen(self, token: Token):
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.error(token.start, say("nested too deeply: expected at most {most} levels", most=DEEPEST))

    def add(self, node: Node) -> int:
        if len(self.nodes) == MOST_NODES:
            raise self.error(
                node.position,
                say("too many parts: expected at most {most} numbers, names and signs", most=MOST_NODES),
            )
        self.nodes.append(node)
        return len(self.nodes) - 1

    def is_side_by_side(self, token: Token) -> bool:
        """Whether a product is meant without a sign, or a FormulaError that a sign is missing."""
        before = self.tokens[self.next - 1]
        if token.kind == "|":
            if self.levels[-1].bars:
                return False
            # |x|y|z| is |x|*y*|z| or |x*|y|*z|.
            if self.levels[-1].follows_bar:
                raise self.error(token.start, say("this can be read in two ways: expected a sign such as * before |"))
            return True
        if token.kind not in ("name", "number", "("):
            return False
        if token.kind == "number" or (before.kind == "|" and self.levels[-1].bars):
            raise self.error(token.start, say("expected a sign such as * before {sign}", sign=token.text))
        return True

    def closes_nothing(self, bar: Token) -> bool:
        """Whether the bar stands where an operand should and can only be meant to close."""
        return self.levels[-1].bars > 0 and self.token.kind in ("end", ")")

    def error(self, position: int, problem: str) -> FormulaError:
        return FormulaError(self.text, position, problem)

    def missing_operand(self, token: Token) -> FormulaError:
        expected = say("expected a number, x, y, a function or a parenthesis")
        if token.kind == "end":
            return self.error(token.start, say("the formula stops too early: {expected}", expected=expected))
        return self.error(token.start, say('unexpected "{sign}": {expected}', sign=token.text, expected=expected))

    def unexpected(self) -> FormulaError:
        token = self.token
        if token.kind == ")":
            return self.error(token.start, say("this parenthesis closes nothing: expected a ( before it"))
        if token.kind == ",":
            expected = decimal_comma(self.text[self.tokens[self.next - 1].start : self.following.end])
            expected = expected or say("expected it between the arguments of a function only")
            return self.error(token.start, say("unexpected comma: {expected}", expected=expected))
        return self.error(token.start, say('unexpected "{sign}": expected a sign such as + or *', sign=token.text))

    def unclosed(self, opening: Token, closing: str) -> FormulaError:
        if self.token.kind == "," and closing == ")":
            return self.unexpected()
        if closing == "|":
            problem = say("missing bar: expected a | for this |")
        else:
            problem = say("missing parenthesis: expected a ) for this (")
        return self.error(opening.start, problem)

    def ambiguous_power(self, token: Token) -> FormulaError:
        return self.error(
            token.start, say("the power can be read in two ways: write x^2*y or x^(2*y), with * and parentheses")
        )


def _miscounted(name: str, given: int, fewest: int, exactly: bool, hint: str) -> str:
    """About a function that got another number of arguments than it takes."""
    numbers = {"name": name, "given": given, "count": fewest}
    if exactly and given:
        problem = counted(
            "{name} takes {count} argument, got {given}", "{name} takes {count} arguments, got {given}", **numbers
        )
    elif exactly:
        problem = counted(
            "{name} takes {count} argument, got none", "{name} takes {count} arguments, got none", **numbers
        )
    elif given:
        problem = say("{name} takes at least {count} arguments, got {given}", **numbers)
    else:
        problem = say("{name} takes at least {count} arguments, got none", **numbers)
    return say("{problem}: {hint}", problem=problem, hint=hint) if hint else problem
