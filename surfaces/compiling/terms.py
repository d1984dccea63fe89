"""SymPy expressions → NumPy functions, compiled once, evaluated quietly.

Kinks, poles and overflow give inf or nan, never a warning or an exception: divergence is data.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Sequence
from math import isfinite, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sympy import (
    And,
    Expr,
    Float,
    Integer,
    Or,
    Piecewise,
    Pow,
    Rational,
    S,
    Symbol,
    cse,
    default_sort_key,
    lambdify,
)
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean
from sympy.printing.numpy import NumPyPrinter
from sympy.printing.precedence import PRECEDENCE

from surfaces.compiling.inplace import Scratch, TermsWriter, Unwritten
from surfaces.expressions.special import spherical_bessel
from surfaces.threads import building

LARGEST_PRODUCT = 8
"""Integer powers up to this one are written as products; above it NumPy's power is about as fast (2.5 ns)."""

LARGEST_EXACT_INTEGER = 2**53

BLOCK = 2**13
"""So many points go through a function at a time: what is between its operations stays in a core's cache."""

MODULES = [{spherical_bessel.__name__: spherical_bessel}, "numpy"]
"""Where compiled code finds what it names."""


class Terms:
    """Several expressions as one NumPy function: shared subexpressions once, integer powers as products.

    `shape` is what the expressions fill at one point: () for a value, (2,) for a gradient, (2, 2) for a Hessian.
    A point by itself and the same point in a batch give identical bits.
    """

    __slots__ = ("_arithmetic_only", "_into", "function", "shape")

    def __init__(
        self,
        arguments: Sequence[Symbol],
        expressions: Sequence[Expr],
        shape: tuple[int, ...],
        steps: Sequence[tuple[Symbol, Expr | None]] | None = None,
    ):
        """`steps`: what is worked out beforehand, in order, or forgotten (None); else found among the expressions."""
        share = _share if steps is None else lambda expressions: (steps, expressions)
        printer = _Printer({"fully_qualified_modules": False, "inline": True, "allow_unknown_functions": True})
        with building:
            self.function: Callable[..., list[Any]] = lambdify(
                arguments, list(expressions), modules=MODULES, printer=printer, cse=share, docstring_limit=0
            )
        self.shape = shape
        # Plain Python floats never warn, so code that names no NumPy function needs no errstate (0.7 µs).
        self._arithmetic_only = not self.function.__code__.co_names
        self._into: Callable[..., None] | None = None

    def at(self, *numbers: float) -> list[Any]:
        """Evaluate on plain Python floats, ten times faster than on arrays of length one: one number per expression."""
        try:
            if self._arithmetic_only:
                return self.function(*numbers)
            with np.errstate(all="ignore"):
                return self.function(*numbers)
        except (ZeroDivisionError, OverflowError):
            # NumPy's floats answer inf or nan where Python's raise.
            with np.errstate(all="ignore"):
                return self.function(*(np.float64(number) for number in numbers))

    def over(self, *arrays: NDArray[np.float64]) -> list[Any]:
        """Evaluate on arrays that broadcast: one array, or one number for a constant, per expression."""
        with np.errstate(all="ignore"):
            return self.function(*arrays)

    def into(self, results: Sequence[NDArray[np.float64]], scratch: Scratch, *arrays: NDArray[np.float64]) -> None:
        """Evaluate on arrays of one shape, that of `results` and of the arrays of `scratch`."""
        if self._into is None:
            self._into = self._written()
        with np.errstate(all="ignore"):
            self._into(results, scratch.take, scratch.give, *arrays)

    def over_points(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Evaluate at points (..., 2): (..., *shape)."""
        shape, count = points.shape[:-1] + self.shape, prod(self.shape)
        if points.size <= BLOCK:  # few enough for NumPy to find memory at once
            results = self.over(np.ascontiguousarray(points[..., 0]), np.ascontiguousarray(points[..., 1]))
            filled = np.empty((*points.shape[:-1], count))
            for i, result in enumerate(results):
                filled[..., i] = result
            return filled.reshape(shape)[()]
        flat = points.reshape(-1, 2)
        filled = np.empty((len(flat), count))
        scratch = Scratch(lambda: np.empty(BLOCK))
        for first in range(0, len(flat), BLOCK):
            by_coordinate = np.ascontiguousarray(flat[first : first + BLOCK].T)
            places = filled[first : first + BLOCK].T
            if places.shape[1] < BLOCK:
                scratch = Scratch(lambda size=places.shape[1]: np.empty(size))
            self.into(places, scratch, *by_coordinate)
        return filled.reshape(shape)

    @property
    def source(self) -> str:
        """The function's code; empty where it is kept no longer."""
        return "".join(linecache.getlines(self.function.__code__.co_filename))

    def _written(self) -> Callable[..., None]:
        try:
            return TermsWriter(self.function, self.source).written() if self.source else self._copied
        except Unwritten:
            return self._copied

    def _copied(self, results: Sequence[NDArray[np.float64]], take: Any, give: Any, *arrays: NDArray[np.float64]):
        for place, result in zip(results, self.function(*arrays), strict=True):
            place[...] = result


def _share(expressions: list[Expr]) -> tuple[list[tuple[Symbol, Expr]], list[Expr]]:
    """Shared subexpressions, and what is left of each expression.

    The base of an integer power counts as shared, so that a product can repeat its name. Products are left to the
    printer: unevaluated ones (`create_expand_pow_optimization`) come out of `cse` wrong, x·x standing where 2·x should.
    """
    powers = {power for expression in expressions for power in expression.atoms(Pow)}
    bases = {power.base for power in powers if power.exp.is_Integer and abs(power.exp) > 1}
    shared, reduced = cse([*expressions, *sorted(bases, key=default_sort_key)], list=False)
    return shared, reduced[: len(expressions)]


class _Printer(NumPyPrinter):
    """Code that means the same on floats and on arrays of any shape, the empty one included."""

    def _print_Pow(self, expr: Pow, rational: bool = False) -> str:
        # `**` on Python floats takes other roads than on arrays (other last bits, complex roots): name the function.
        base, exponent = expr.base, expr.exp
        if exponent == 1:
            return self.parenthesize(base, PRECEDENCE["Atom"])
        if exponent.is_Rational and exponent.is_negative:
            return f"(1/{self._print_Pow(Pow(base, -exponent, evaluate=False))})"
        if exponent == Rational(1, 2):
            return f"{self._module_format('numpy.sqrt')}({self._print(base)})"
        if base.is_Symbol and exponent.is_Integer and exponent <= LARGEST_PRODUCT:
            return f"({'*'.join([self._print(base)] * int(exponent))})"
        return f"{self._module_format('numpy.power')}({self._print(base)}, {self._print(exponent)})"

    def _print_Float(self, expr: Float) -> str:
        # All 17 digits; SymPy prints the 15 that are sure. An infinite literal is one too large.
        number = float(expr)
        return repr(number) if isfinite(number) else "1e999" if number > 0 else "-1e999"

    def _print_Integer(self, expr: Integer) -> str:
        # An integer beyond 64 bits would make an array of objects.
        return str(expr) if abs(expr) < LARGEST_EXACT_INTEGER else self._print(Float(expr, 17))

    def _print_Relational(self, expr: Relational) -> str:
        return f"({self._print(expr.lhs)} {expr.rel_op} {self._print(expr.rhs)})"

    def _print_And(self, expr: And) -> str:
        return f"({' & '.join(map(self._print, expr.args))})"

    def _print_Or(self, expr: Or) -> str:
        return f"({' | '.join(map(self._print, expr.args))})"

    def _print_Piecewise(self, expr: Piecewise) -> str:
        code = self._print(S.NaN)
        for piece, condition in reversed(expr.args):
            code = self._print(piece) if condition == S.true else self._where(condition, piece, code)
        return code

    def _where(self, condition: Boolean, chosen: Expr, otherwise: str) -> str:
        return f"{self._module_format('numpy.where')}({self._print(condition)}, {self._print(chosen)}, {otherwise})"
