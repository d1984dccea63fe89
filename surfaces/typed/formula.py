"""Surfaces typed as formulas: parsed, derived and compiled once for each text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Symbol, evaluate

from surfaces.compiling import Derived, Mended, Terms
from surfaces.surface import Surface, x, y
from surfaces.threads import BudgetExceeded, building, once, remembered, within
from surfaces.typed.derivation import Derivation
from surfaces.typed.grammar import LARGEST, parameters_of, parse
from surfaces.typed.notation import formula_latex
from surfaces.typed.standard import standard
from surfaces.typed.tokens import PARAMETERS, FormulaError, as_text
from words import say

SECONDS = 2.0
"""Processor time that one formula may take to be derived and compiled."""

REMEMBERED = 64
"""Formulas kept compiled."""

RESIDUE = 1e-9
"""Less slope than this part of the steepest one is rounding, where a wave has its crest."""

LONGEST_TITLE = 40
SAMPLES = 61
"""Points along each side of the grid at which a new formula is tried; as many in all are scattered between them."""

PLASTIC = 1.32471795724474602596
"""The real root of u³ = u + 1, and of all numbers the worst for fractions to come near in a plane."""


class Compiled:
    """What is derived and compiled from a formula, for every value of its parameters."""

    def __init__(self, text: str):
        self.nodes = parse(text)
        self.letters = parameters_of(self.nodes)
        derivation = Derivation(text, self.nodes, SECONDS)
        symbols = (x, y, *(Symbol(letter, real=True) for letter in self.letters))
        by_x, by_y = derivation.slope(derivation.value, x), derivation.slope(derivation.value, y)
        mixed = derivation.slope(by_x, y)
        seconds = [derivation.slope(by_x, x), mixed, mixed, derivation.slope(by_y, y)]
        self.constants = [None if isinstance(result, Expr) else result for result in derivation.results]
        self.value = derivation.terms(symbols, [derivation.value], ())
        gradient = derivation.terms(symbols, [by_x, by_y], (2,))
        self.gradient = gradient if derivation.is_polynomial else Mended(gradient, lambda: self.value)
        self.hessian = derivation.terms(symbols, seconds, (2, 2))


@remembered(REMEMBERED, building)
def compiled_formula(text: str) -> Compiled:
    """The formula compiled; FormulaError if it cannot be, or not in `SECONDS` of processor time."""
    return Compiled(text)


@dataclass(frozen=True, kw_only=True)
class TypedSurface(Surface):
    """A surface typed as a formula; see `from_formula`.

    formula: the text as typed. parameters: letter → number for those of a, b, c that the formula uses.
    expression: the formula in SymPy's own functions, the parameters' numbers put in.
    """

    name: str = ""
    expression: Expr = field(init=False, repr=False, compare=False, default=once(lambda self: self._standard()))
    domain: tuple[tuple[float, float], tuple[float, float]] = ((-5, 5), (-5, 5))
    start: tuple[float, float] = (1, 1)
    minima: tuple[tuple[float, float], ...] = ()
    source: str = "typed"
    formula: str
    parameters: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self):
        letters = compiled_formula(as_text(self.formula)).letters
        object.__setattr__(self, "parameters", self._checked_parameters(letters))
        if not self.name:
            object.__setattr__(self, "name", _title(self.formula))
        super().__post_init__()
        self._check_values()

    @once
    def latex(self) -> str:
        """The formula as it was understood, parameters as letters."""
        return formula_latex(self._derived.nodes)

    @once
    def _derived(self) -> Compiled:
        return compiled_formula(self.formula)

    @property
    def _numbers(self) -> tuple[float, ...]:
        return tuple(self.parameters.values())

    @once
    def _gauss_newton(self) -> Terms | None:
        try:
            with within(SECONDS):
                return Derived((x, y), self.expression).gauss_newton
        except BudgetExceeded:
            return None

    def _standard(self) -> Expr:
        try:
            with within(SECONDS):
                return standard(self._derived.nodes, self._derived.constants, self.parameters)
        except (BudgetExceeded, TypeError, ValueError):
            # SymPy's own simplifications take too long, or run into what is not real.
            with evaluate(False):
                return standard(self._derived.nodes, self._derived.constants, self.parameters)

    def _check_expression(self):
        """Nothing: the formula has been read by then."""

    def _checked_parameters(self, letters: tuple[str, ...]) -> dict[str, float]:
        given = self.parameters
        if not isinstance(given, Mapping):
            problem = say("parameters: expected numbers such as {{'a': 2}}, got {given!r}", given=given)
            raise FormulaError(self.formula, None, problem)
        if strangers := [letter for letter in given if letter not in PARAMETERS]:
            letters = ", ".join(PARAMETERS)
            problem = say("parameters: expected {letters}, got {given!r}", letters=letters, given=strangers[0])
            raise FormulaError(self.formula, None, problem)
        numbers = {}
        for letter in letters:
            try:
                numbers[letter] = float(given.get(letter, 1.0))
            except (TypeError, ValueError, OverflowError):
                numbers[letter] = float("nan")
            if not abs(numbers[letter]) <= LARGEST:
                problem = say(
                    "parameter {letter}: expected a number up to {most:g}, got {given!r}",
                    letter=letter,
                    most=LARGEST,
                    given=given[letter],
                )
                raise FormulaError(self.formula, None, problem)
        return numbers

    def _check_values(self):
        """FormulaError where there is nothing to descend: no value on the domain, or the same everywhere."""
        values = self.value(_samples(self.domain))
        finite = np.isfinite(values)
        if not finite.any():
            if np.isnan(values).any():
                problem = say("the formula has no real value anywhere on the domain: expected some")
            else:
                problem = say("the formula has no finite value anywhere on the domain: expected some")
            if self.parameters:
                problem = say("with {values} {problem}", values=_list(self.parameters), problem=problem)
            raise FormulaError(self.formula, None, problem)
        # A slider may pass a value at which all is flat.
        if not self.parameters and finite.all() and np.ptp(values) <= 1e-12 * np.abs(values).max():
            problem = say("the formula is constant on the domain: expected x or y to change it")
            raise FormulaError(self.formula, None, problem)


def from_formula(
    text: str,
    *,
    parameters: Mapping[str, float] | None = None,
    domain: tuple[tuple[float, float], tuple[float, float]] = ((-5, 5), (-5, 5)),
    start: tuple[float, float] | None = None,
) -> TypedSurface:
    """The surface of a formula in x and y, typed by a person; the grammar is that of `surfaces.typed.grammar`.

    parameters: numbers for the letters a, b, c in it, 1 where not given. start: a point with a slope if None.
    Real-valued, as NumPy: x^(1/3), sqrt(x) and log(x) are nan below 0, cbrt(x) is the real cube root. The slope of a
    kink is the mean of those of its sides.

    FormulaError says what is wrong with the text, and where: it cannot be read, is constant, has no real value
    anywhere on the domain, or takes more than `SECONDS` to derive. ValueError for domain and start as from Surface.
    """
    told = {"parameters": {} if parameters is None else parameters, "domain": domain}
    if start is not None:
        return TypedSurface(formula=text, start=start, **told)
    typed = TypedSurface(formula=text, **told)
    return replace(typed, start=_start(typed))


def _start(surface: TypedSurface) -> tuple[float, float]:
    """A point off the symmetries of the domain where value and slope are finite, and the slope not 0 if possible."""
    (x0, x1), (y0, y1) = surface.domain
    favoured = [
        (x0 + across * (x1 - x0), y0 + up * (y1 - y0)) for across, up in ((0.2, 0.7), (0.75, 0.65), (0.3, 0.25))
    ]
    points = np.array([*np.round(favoured, 12), *_samples(surface.domain)])
    gradients = surface.gradient(points)
    finite = np.isfinite(surface.value(points)) & np.isfinite(gradients).all(axis=-1)
    slopes = np.abs(gradients).max(axis=-1)
    sloping = finite & (slopes > RESIDUE * slopes[finite].max(initial=0))
    best = np.argmax(sloping if sloping.any() else finite)
    return tuple(points[best].tolist())


def _samples(domain: tuple[tuple[float, float], tuple[float, float]]) -> NDArray[np.float64]:
    """Points of the domain, (2 · SAMPLES², 2): a grid, which meets round numbers, then as many in step with no period.

    Source: the R2 sequence of M. Roberts 2018, The Unreasonable Effectiveness of Quasirandom Sequences.
    """
    ticks = np.linspace(0, 1, SAMPLES)
    grid = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    scattered = np.outer(np.arange(1, SAMPLES**2 + 1), (PLASTIC**-1, PLASTIC**-2)) % 1
    low, high = np.transpose(domain)
    return low + (high - low) * np.concatenate([grid, scattered])


def _title(text: str) -> str:
    """The formula as a title: typographic signs, which no markup takes for its own."""
    title = " ".join(text.replace("**", "^").replace("*", "·").replace("-", "−").split())
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def _list(parameters: Mapping[str, float]) -> str:
    return ", ".join(f"{letter} = {number:g}" for letter, number in parameters.items())
