"""Sums of squares: what they sum up, and the curvature that the slopes of that alone make."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Add, Expr, Mul, Symbol, sqrt

from surfaces.expressions import computable


def residuals(expression: Expr, along: Sequence[Symbol]) -> list[Expr] | None:
    """What the expression sums up the squares of, as it is written, beside numbers; None where it is no such sum.

    A factor without the coordinates `along` has to be known not to be below 0.
    """
    found = []
    for term in Add.make_args(expression):
        factor, square = term.as_independent(*along, as_Add=False)
        powers = [part.as_base_exp() for part in Mul.make_args(square) if part != 1]
        if not factor.is_nonnegative or not all(power.is_Integer and power.is_even for _, power in powers):
            return None
        if powers:
            found.append(sqrt(factor) * Mul(*(base ** (power / 2) for base, power in powers)))
    return found


def gauss_newton(expression: Expr, along: Sequence[Symbol]) -> list[Expr] | None:
    """2 Σ ∇r ∇rᵀ over the residuals r: its entries by rows, None where the expression is no sum of squares.

    That is the Hessian but for what the curvatures of the residuals add.
    """
    summed = residuals(expression, along)
    if summed is None:
        return None
    x, y = along
    slopes = [(computable(r).diff(x), computable(r).diff(y)) for r in summed]
    mixed = 2 * Add(*(a * b for a, b in slopes))
    return [2 * Add(*(a**2 for a, _ in slopes)), mixed, mixed, 2 * Add(*(b**2 for _, b in slopes))]
