"""Functions of real numbers as NumPy computes them, with their slopes, for where SymPy's own would not do.

A kink has the mean of the slopes of its sides, a root of a negative number is real or nan, and nothing cancels far out.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import mul
from typing import Any, ClassVar

import numpy as np
import sympy
from sympy import Expr, Function, S, Symbol

from surfaces.expressions.special import spherical_bessel


class NumPyFunction(Function):
    """A function that NumPy computes, with slopes given by its class; SymPy never evaluates it.

    compute: what it does with numbers, arrays, or what stands for them.
    """

    compute: ClassVar[Callable[..., Any]]


class Sign(NumPyFunction):
    """-1, 0 or 1; flat away from 0."""

    compute = np.sign

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope."""
        return S.Zero


class Floor(Sign):
    """The whole number below; flat between whole numbers."""

    compute = np.floor


class Ceiling(Sign):
    """The whole number above; flat between whole numbers."""

    compute = np.ceil


class Absolute(NumPyFunction):
    """|u|; its slope at 0 is 0."""

    compute = np.abs

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope."""
        return Sign(self.args[0])


class Edge(Absolute):
    """|u|, of infinite curvature at 0."""

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope."""
        return Side(self.args[0])


class Side(Sign):
    """The slope of an edge."""

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope."""
        return Spike(self.args[0])


class Spike(Sign):
    """Infinite at 0, elsewhere 0."""

    compute = staticmethod(lambda u: np.where(u == 0, np.inf, 0.0))


class CubeRoot(NumPyFunction):
    """The real cube root, of negative numbers too."""

    compute = np.cbrt

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope."""
        return 1 / (3 * self**2)


class Tanh(NumPyFunction):
    """tanh; SymPy's slope 1 - tanh² is all rounding far out."""

    compute = np.tanh

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope."""
        return 1 / sympy.cosh(self.args[0]) ** 2


class Sigmoid(NumPyFunction):
    """1/(1 + exp(-u))."""

    compute = staticmethod(lambda u: 1 / (1 + np.exp(-u)))

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope."""
        return self * Sigmoid(-self.args[0])


class Softplus(NumPyFunction):
    """log(1 + exp(u)), without overflow."""

    compute = staticmethod(lambda u: np.logaddexp(0, u))

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope."""
        return Sigmoid(self.args[0])


class Remainder(NumPyFunction):
    """u less a multiple of v: from 0 to v."""

    compute = np.mod

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope along one argument between the jumps."""
        u, v = self.args
        return S.One if argindex == 1 else -Floor(u / v)


class SphericalBessel(NumPyFunction):
    """The spherical Bessel function of u of order n: sin(u)/u for n = 0, and what its slopes consist of.

    Source: NIST Digital Library of Mathematical Functions, 10.51.2.
    """

    compute = staticmethod(spherical_bessel)

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope along u."""
        u, n = self.args
        higher = SphericalBessel(u, n + 1)
        return -higher if n == 0 else (n * SphericalBessel(u, n - 1) - (n + 1) * higher) / (2 * n + 1)


class Power(NumPyFunction):
    """u to the power v; SymPy's slope along u divides by it, which fails at 0."""

    compute = np.power

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope along one argument."""
        u, v = self.args
        return v * Power(u, v - 1) if argindex == 1 else LogarithmicPower(u, v, S.One)


class LogarithmicPower(NumPyFunction):
    """u to the power v times the nth power of log u, which at u = 0 is 0 for v above 0."""

    compute = staticmethod(
        lambda u, v, n: np.where((u == 0) & (v > 0), 0.0, np.power(u, v) * reduce(mul, [np.log(u)] * int(n)))
    )

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope along u or v."""
        u, v, n = self.args
        if argindex == 2:
            return LogarithmicPower(u, v, n + 1)
        less = Power(u, v - 1) if n == 1 else LogarithmicPower(u, v - 1, n - 1)
        return v * LogarithmicPower(u, v - 1, n) + n * less


class Hypotenuse(NumPyFunction):
    """sqrt(u² + v²), without overflow."""

    compute = np.hypot

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope along one argument."""
        return Cosine(*(self.args if argindex == 1 else self.args[::-1]))


class Cosine(NumPyFunction):
    """u/hypot(u, v), the slope of a distance; 0 at its kink."""

    compute = staticmethod(lambda u, v: u / np.where((distance := np.hypot(u, v)) == 0, 1.0, distance))

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope along one argument."""
        u, v = self.args
        return (Cosine(v, u) ** 2 if argindex == 1 else -Cosine(u, v) * Cosine(v, u)) / Hypotenuse(u, v)


class Angle(NumPyFunction):
    """The angle of the point (v, u), written atan2(u, v)."""

    compute = np.arctan2

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope along one argument."""
        u, v = self.args
        return (v if argindex == 1 else -u) / (u**2 + v**2)


class Sided(NumPyFunction):
    """A function whose slope is not a sum of products of slopes, as 0 times infinity is none."""

    def slope(self, of: Callable[[Expr], Expr]) -> Expr:
        """The slope, given those of the arguments."""
        raise NotImplementedError

    def _eval_derivative(self, along: Symbol) -> Expr:
        return self.slope(lambda argument: argument.diff(along))


class Choice(Sided):
    """`chosen` where u > v, `otherwise` where u < v, their mean where u = v, nan where either is nan."""

    compute = staticmethod(
        lambda u, v, chosen, otherwise: np.where(
            u > v, chosen, np.where(u < v, otherwise, np.where(u == v, 0.5 * (chosen + otherwise), np.nan))
        )
    )

    def slope(self, of: Callable[[Expr], Expr]) -> Expr:
        """The slope of what is chosen."""
        u, v, chosen, otherwise = self.args
        return choice(u, v, of(chosen), of(otherwise))


class Greatest(Sided):
    """The greater of two; where they are equal its slope is the mean of theirs, as that of every kink."""

    compute = np.maximum

    def slope(self, of: Callable[[Expr], Expr]) -> Expr:
        """The slope of the greater one."""
        u, v = self.args
        return choice(u, v, of(u), of(v))


class Least(Sided):
    """The lesser of two, with slopes like those of the greater."""

    compute = np.minimum

    def slope(self, of: Callable[[Expr], Expr]) -> Expr:
        """The slope of the lesser one."""
        u, v = self.args
        return choice(v, u, of(u), of(v))


def choice(u: Expr, v: Expr, chosen: Expr, otherwise: Expr) -> Expr:
    """A Choice; the value itself where both are the same."""
    return chosen if chosen == otherwise else Choice(u, v, chosen, otherwise)
