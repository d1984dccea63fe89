"""A typed formula in SymPy's own functions, its parameters' numbers put in: what is solved exactly and written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import inf, isnan, nan

from sympy import E as EULER
from sympy import Expr, Float, Number, Rational, S, log, pi

from surfaces.expressions import FUNCTIONS
from surfaces.surface import x, y
from surfaces.typed.derivation import compiled, operation
from surfaces.typed.grammar import HIGHEST_POWER, Node


def standard(
    nodes: Sequence[Node], constants: Sequence[Fraction | float | None], parameters: Mapping[str, float]
) -> Expr:
    """The formula of the nodes; constants symbolic where they are small, so that nothing can grow.

    constants: the number that each node is, None where it is none.
    """
    symbolic: list[Expr] = []
    numeric: list[float | None] = []
    heights: list[float] = []
    """The product of the exponents that stand on one another, for each node."""
    for node, constant in zip(nodes, constants, strict=True):
        arguments = [symbolic[child] for child in node.children]
        numbers = [numeric[child] for child in node.children]
        height = max((heights[child] for child in node.children), default=1)
        if None in numbers and (raised := _exponent(node, arguments)) is not None:
            size = _size(raised) if numbers[-1] is None else abs(numbers[-1])
            height *= max(1, size)
            if size > HIGHEST_POWER or height > HIGHEST_POWER**2:
                arguments[-1] = raised.xreplace({number: Float(number) for number in raised.atoms(Rational)})
        heights.append(height)
        if node.kind == "name" and node.name in parameters:
            value = parameters[node.name]
            expression: Expr = (
                Rational(Fraction(repr(value))) if value == 0 or 1e-15 < abs(value) < 1e15 else Float(value)
            )
        elif node.kind == "name" and node.name in "xy":
            value, expression = None, {"x": x, "y": y}[node.name]
        elif node.kind in ("name", "number"):
            value = float(constant)
            expression = {"pi": pi, "e": EULER}[node.name] if node.kind == "name" else Rational(constant)
        elif None in numbers:
            value, expression = None, _operation(node)(*arguments)
            if not expression.free_symbols:
                value = float(constant) if constant is not None else _float(expression)
                expression = S.NaN if isnan(value) else expression
        else:
            value = float(compiled(node.kind, node.name, len(numbers)).at(*numbers)[0])
            if constant is not None and not isinstance(constant, float):
                expression = Rational(constant)
            elif constant is None or (node.kind == "power" and abs(numbers[1]) > HIGHEST_POWER):
                expression = S.NaN if isnan(value) else S(value)
            else:
                expression = _operation(node)(*arguments)
        symbolic.append(expression)
        numeric.append(value)
    return symbolic[-1]


def _exponent(node: Node, arguments: list[Expr]) -> Expr | None:
    """The exponent that SymPy may multiply with those within the base, and raise coefficients to; None if none."""
    if node.kind == "power" and not arguments[1].free_symbols:
        return arguments[1]
    # e^(2 log x) becomes x².
    exponential = node.kind == "power" or (node.kind == "call" and FUNCTIONS[node.name].name == "exp")
    return arguments[-1] if exponential and arguments[-1].has(log) else None


def _size(exponent: Expr) -> float:
    """The largest number in an exponent, those in logarithms left out."""
    outside = exponent.xreplace(dict.fromkeys(exponent.atoms(log), x))
    # Not math.ceil, nor a comparison of SymPy's: its floats have exponents of any length.
    sizes = [abs(_float(number)) for number in outside.atoms(Number)]
    return max((inf if isnan(size) else size for size in sizes), default=0)


def _float(expression: Expr) -> float:
    """The value of a constant; nan if it is not real."""
    try:
        return float(expression)
    except (TypeError, OverflowError):
        return nan


def _operation(node: Node):
    if node.kind == "power":
        return lambda base, exponent: base**exponent
    return (FUNCTIONS[node.name].standard if node.kind == "call" else None) or operation(node)
