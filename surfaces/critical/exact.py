"""Exact coordinates of critical points, where the surface is a polynomial with plain coefficients.

The gradient's two polynomials are eliminated to one in each coordinate; factors solved by radicals give coordinates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from itertools import product
from math import gcd

import numpy as np
from sympy import Expr, Float, Poly, Rational, im, re, resultant, roots

from surfaces.critical.census import critical_points, critical_points_at
from surfaces.critical.degree import degree
from surfaces.critical.kinds import Kind
from surfaces.critical.kinks import ALIKE
from surfaces.critical.newton import Unit
from surfaces.critical.points import CriticalPoint, in_order
from surfaces.expressions import readable_latex
from surfaces.surface import Surface, x, y
from surfaces.threads import BudgetExceeded, building, within

LARGEST_DENOMINATOR = 10_000
"""A decimal with a larger one is a measurement, not a number somebody chose."""

LARGEST_BEZOUT = 144
"""A larger product of the two degrees makes numbers too large to interrupt."""

HIGHEST_SOLVED = LARGEST_BEZOUT + 1
"""A polynomial that may be of a higher degree is not expanded."""

LONGEST = 60
"""Characters of LaTeX that a coordinate may take."""

DIGITS = 60

_UNSOLVED = {Kind.FLAT, Kind.FLAT_MINIMUM, Kind.FLAT_MAXIMUM, Kind.KINK_MINIMUM, Kind.KINK_MAXIMUM}

Solution = tuple[Expr, Expr]


def exact_points(surface: Surface, seconds: float = 1.0) -> tuple[CriticalPoint, ...]:
    """The critical points, those with short exact coordinates carrying them in `exact`.

    Exact solutions in the domain that the search missed are added. No more than `seconds` of processor time are spent
    on exact ones; what is solved by then counts.
    """
    points, unit, solved = list(critical_points(surface)), Unit(surface), []
    try:
        with building, within(seconds):
            for solution in _solutions(surface):
                solved.append((solution, _latex(solution)))
    except BudgetExceeded:
        pass
    missed = []
    for solution, latex in solved:
        place = np.array([float(coordinate) for coordinate in solution])
        apart = [np.abs((place - point.point) / unit.size).max() for point in points]
        nearest = int(np.argmin(apart)) if apart else None
        if nearest is None or apart[nearest] > ALIKE:
            missed.append((place, latex))
        elif points[nearest].kind not in _UNSOLVED:
            value = float(surface.value(place))
            points[nearest] = replace(points[nearest], point=tuple(place.tolist()), value=value, exact=latex)
    for place, latex in missed:
        points += [replace(point, exact=latex) for point in critical_points_at(surface, place[None])]
    return in_order(points)


def _solutions(surface: Surface) -> Iterator[Solution]:
    """The isolated points of the domain where both derivatives vanish, as far as radicals tell."""
    expression = None if degree(surface.form) is None else _rational(surface.expression)
    if expression is None:
        return
    by_x, by_y = (Poly(expression.diff(symbol), x, y, domain="QQ") for symbol in (x, y))
    if by_x.is_zero or by_y.is_zero or by_x.total_degree() * by_y.total_degree() > LARGEST_BEZOUT:
        return
    shared = by_x.gcd(by_y)
    by_x, by_y = by_x.quo(shared), by_y.quo(shared)
    across, along = (
        list(_real_roots(resultant(by_x, by_y, other), symbol, interval))
        for symbol, other, interval in zip((x, y), (y, x), surface.domain, strict=True)
    )
    for solution in product(across, along):
        here = dict(zip((x, y), (coordinate.n(DIGITS) for coordinate in solution), strict=True))
        slopes = [abs(_at(polynomial, here)) / _scale(polynomial, here) for polynomial in (by_x, by_y)]
        # Roots of two fixed polynomials that agree to this many digits are the same.
        if max(slopes) < 10 ** (-DIGITS / 2) and (shared.is_ground or abs(_at(shared, here)) > 1e-9):
            yield solution


def _rational(expression: Expr) -> Expr | None:
    """The expression with fractions for its decimals; None if it is no polynomial, or no plain one."""
    bound = degree(expression)
    if bound is None or bound > HIGHEST_SOLVED:
        return None
    fractions = {decimal: Rational(str(decimal)) for decimal in expression.atoms(Float)}
    if any(fraction.q > LARGEST_DENOMINATOR for fraction in fractions.values()):
        return None
    plain = expression.xreplace(fractions)
    coefficients = Poly(plain, x, y).coeffs()
    return plain if all(coefficient.is_Rational for coefficient in coefficients) else None


def _real_roots(polynomial: Expr, symbol: Expr, interval: tuple[float, float]) -> Iterator[Expr]:
    """The real roots in the interval of those factors that are linear or quadratic in a power of the symbol."""
    polynomial = Poly(polynomial, symbol, domain="QQ")
    if polynomial.is_ground:
        return
    for factor, _ in polynomial.factor_list()[1]:
        power = reduce(gcd, (degree for (degree,) in factor.monoms()))
        if factor.degree() > 2 * power:
            continue
        for root in roots(factor):
            number = root.n(DIGITS)
            if abs(im(number)) < 10 ** (-DIGITS / 2) and interval[0] <= re(number) <= interval[1]:
                yield root


def _at(polynomial: Poly, here: dict[Expr, Expr]) -> Expr:
    return polynomial.as_expr().xreplace(here).n(DIGITS)


def _scale(polynomial: Poly, here: dict[Expr, Expr]) -> Expr:
    """The size of the polynomial's terms: what a vanishing sum is small against."""
    terms = (abs(coefficient) * abs(here[x]) ** i * abs(here[y]) ** j for (i, j), coefficient in polynomial.terms())
    return max(1, *terms)


def _latex(solution: Solution) -> str | None:
    across, along = (readable_latex(coordinate) for coordinate in solution)
    return rf"\left({across}, {along}\right)" if max(len(across), len(along)) <= LONGEST else None
