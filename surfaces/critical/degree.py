"""Polynomials told from other expressions before they are expanded, so that none is that would fill the memory."""

from __future__ import annotations

from sympy import Expr, Poly

from surfaces.surface import Surface, x, y
from surfaces.threads import building


def degree(expression: Expr) -> int | None:
    """An upper bound of the polynomial's degree, nothing expanded; None if the expression is no polynomial."""
    if expression.is_Symbol:
        return 1
    if not expression.free_symbols:
        return 0
    if expression.is_Pow:
        base, exponent = degree(expression.base), expression.exp
        raised = exponent.is_Integer and exponent >= 0
        return base * int(exponent) if raised and base is not None else None
    if not (expression.is_Add or expression.is_Mul):
        return None
    degrees = [degree(argument) for argument in expression.args]
    if None in degrees:
        return None
    return max(degrees) if expression.is_Add else sum(degrees)


def polynomial(surface: Surface, highest: int) -> Poly | None:
    """The surface as a polynomial in x and y; None if it is none, or its degree may be above `highest`."""
    bound = None if degree(surface.form) is None else degree(surface.expression)
    if bound is None or bound > highest:
        return None
    with building:
        return Poly(surface.expression, x, y)
