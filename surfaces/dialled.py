"""What is descended where some of its numbers have dials: one SymPy expression in x, y and those numbers.

All of a surface's turns share what is compiled of it, and the numbers are put in as it runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from numbers import Real
from typing import NamedTuple, Self

from sympy import Expr, Float, Symbol

from surfaces.compiling import Derived
from surfaces.expressions import readable_latex
from surfaces.surface import Surface, x, y
from surfaces.threads import building, once, remembered
from words import say

GREEK = {"κ": r"\kappa"}
"""Letters that LaTeX has a name for."""

REMEMBERED = 16
"""Expressions that are kept compiled: more than there are with dials."""


class Dial(NamedTuple):
    """A number of a surface that can be turned, from low to high."""

    label: str
    help: str
    default: float
    low: float
    high: float
    log: bool = False


class Where(NamedTuple):
    """What a formula's letters stand for: as plain text, and as LaTeX."""

    plain: str
    latex: str


@dataclass(frozen=True, kw_only=True)
class Dialled(Surface):
    """A surface whose expression has numbers with dials; the minima are the same wherever these stand.

    written: the formula in letters. letters: what each stands for, an expression in x, y and the symbols of the dials.
    where: how that is said beside the formula. dials: symbol's name → dial. parameters: name → where the dial stands,
    its default where not given.
    """

    expression: Expr = field(init=False, repr=False, compare=False, default=once(lambda self: self._turned()))
    written: Expr
    letters: Mapping[Symbol, Expr] = field(hash=False)
    where: Where = field(repr=False, compare=False)
    dials: Mapping[str, Dial] = field(repr=False, compare=False)
    parameters: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self):
        if strangers := [name for name in self.parameters if name not in self.dials]:
            raise self._error("parameters", ", ".join(self.dials), repr(strangers[0]))
        stand = {
            name: self._checked(name, self.parameters.get(name, dial.default)) for name, dial in self.dials.items()
        }
        object.__setattr__(self, "parameters", stand)
        super().__post_init__()

    def turned(self, **parameters: float) -> Self:
        """Return the surface with some of its dials set; ValueError naming the dial and its range."""
        return replace(self, parameters={**self.parameters, **parameters})

    @once
    def form(self) -> Expr:
        """The expression with the symbols of its dials."""
        return self.written.xreplace(self.letters)

    @once
    def latex(self) -> str:
        """The formula as LaTeX, and what its letters stand for."""
        names = {letter: GREEK[letter.name] for letter in self.letters if letter.name in GREEK}
        return rf"{readable_latex(self.written, names)}, \ {self.where.latex}"

    @once
    def _derived(self) -> Derived:
        return _derived(self.form, tuple(self.dials))

    @property
    def _numbers(self) -> tuple[float, ...]:
        return tuple(self.parameters.values())

    def _turned(self) -> Expr:
        return self.form.subs({dial_symbol(name): Float(value) for name, value in self.parameters.items()}).evalf()

    def _checked(self, name: str, value: float) -> float:
        dial = self.dials[name]
        if isinstance(value, Real) and dial.low <= value <= dial.high:
            return float(value)
        raise self._error(name, say("a number from {low:g} to {high:g}", low=dial.low, high=dial.high), repr(value))

    def _check_expression(self):
        self._check_parts("written", self.form)


@remembered(REMEMBERED, building)
def _derived(form: Expr, names: tuple[str, ...]) -> Derived:
    return Derived((x, y, *map(dial_symbol, names)), form)


def dial_symbol(name: str) -> Symbol:
    """Return the symbol of a dial: positive, so that roots of it are known to be real."""
    return Symbol(name, positive=True)
