"""The functions that a typed formula may call: one table.

SymPy's own functions serve where they mean what NumPy computes for real numbers. The classes here stand in where
they do not: a kink has the derivatives of its two sides, a root of a negative number is real or nan, and nothing
cancels far out (tanh, sigmoid).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import sympy
from sympy import Expr, Function, S
from sympy.codegen.cfunctions import log10
from sympy.printing.numpy import NumPyPrinter

MANY = 200
"""As many arguments as a formula can hold."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One function: what is compiled from it, and how it is spelled.

    build: real SymPy symbols → the expression that value and derivatives are compiled from.
    standard: the same in SymPy's own functions, where `build` is none of them.
    arguments: the fewest and the most; where two are the fewest and more are allowed, `build` takes two at a time.
    latex: what stands before the argument in brackets; a template if it holds "{}".
    """

    name: str
    build: Callable[..., Expr]
    help: str
    aliases: tuple[str, ...] = ()
    arguments: tuple[int, int] = (1, 1)
    standard: Callable[..., Expr] | None = None
    latex: str = ""


class NumPyFunction(Function):
    """A function that NumPy computes, with slopes given by its class; SymPy never evaluates it."""

    numpy: ClassVar[str]

    def _numpycode(self, printer: NumPyPrinter, **_) -> str:
        arguments = ", ".join(map(printer._print, self.args))
        return f"{printer._module_format(f'numpy.{self.numpy}')}({arguments})"


class Sign(NumPyFunction):
    """-1, 0 or 1; flat away from 0."""

    numpy = "sign"

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope."""
        return S.Zero


class Floor(Sign):
    """The whole number below; flat between whole numbers."""

    numpy = "floor"


class Ceiling(Sign):
    """The whole number above; flat between whole numbers."""

    numpy = "ceil"


class Absolute(NumPyFunction):
    """|u|; its slope at 0 is 0."""

    numpy = "abs"

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope."""
        return Sign(self.args[0])


class CubeRoot(NumPyFunction):
    """The real cube root, of negative numbers too."""

    numpy = "cbrt"

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope."""
        return 1 / (3 * self**2)


class Tanh(NumPyFunction):
    """tanh; SymPy's slope 1 - tanh² is all rounding far out."""

    numpy = "tanh"

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope."""
        return 1 / sympy.cosh(self.args[0]) ** 2


class Sigmoid(NumPyFunction):
    """1/(1 + exp(-u))."""

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope."""
        return self * Sigmoid(-self.args[0])

    def _numpycode(self, printer: NumPyPrinter, **_) -> str:
        return f"(1/(1 + {printer._module_format('numpy.exp')}(-({printer._print(self.args[0])}))))"


class Power(NumPyFunction):
    """u to the power v; SymPy's slope along u divides by it, which fails at 0."""

    numpy = "power"

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope along one argument."""
        u, v = self.args
        return v * Power(u, v - 1) if argindex == 1 else LogarithmicPower(u, v, S.One)


class LogarithmicPower(NumPyFunction):
    """u to the power v times the nth power of log u, which at u = 0 is 0 for v above 0."""

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope along u or v."""
        u, v, n = self.args
        if argindex == 2:
            return LogarithmicPower(u, v, n + 1)
        less = Power(u, v - 1) if n == 1 else LogarithmicPower(u, v - 1, n - 1)
        return v * LogarithmicPower(u, v - 1, n) + n * less

    def _numpycode(self, printer: NumPyPrinter, **_) -> str:
        u, v = map(printer._print, self.args[:2])
        where, power, log = (printer._module_format(f"numpy.{name}") for name in ("where", "power", "log"))
        return f"{where}(({u} == 0) & ({v} > 0), 0.0, {power}({u}, {v})*{'*'.join([f'{log}({u})'] * self.args[2])})"


class Hypotenuse(NumPyFunction):
    """sqrt(u² + v²), without overflow."""

    numpy = "hypot"

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope along one argument."""
        return Cosine(*(self.args if argindex == 1 else self.args[::-1]))


class Cosine(NumPyFunction):
    """u/hypot(u, v), the slope of a distance; 0 at its kink."""

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope along one argument."""
        u, v = self.args
        return (Cosine(v, u) ** 2 if argindex == 1 else -Cosine(u, v) * Cosine(v, u)) / Hypotenuse(u, v)

    def _numpycode(self, printer: NumPyPrinter, **_) -> str:
        u, v = map(printer._print, self.args)
        distance = f"{printer._module_format('numpy.hypot')}({u}, {v})"
        return f"({u}/{printer._module_format('numpy.where')}({distance} == 0, 1.0, {distance}))"


class Angle(NumPyFunction):
    """The angle of the point (v, u), written atan2(u, v)."""

    numpy = "arctan2"

    def fdiff(self, argindex: int = 1) -> Expr:
        """The slope along one argument."""
        u, v = self.args
        return (v if argindex == 1 else -u) / (u**2 + v**2)


class Choice(NumPyFunction):
    """`chosen` where u ≥ v, `otherwise` where u < v, nan where either is nan."""

    def slope(self, of: Callable[[Expr], Expr]) -> Expr:
        """The slope, given those of the arguments; not a sum of products, as 0 times infinity is no slope."""
        u, v, chosen, otherwise = self.args
        return choice(u, v, of(chosen), of(otherwise))

    def _numpycode(self, printer: NumPyPrinter, **_) -> str:
        u, v, chosen, otherwise = map(printer._print, self.args)
        where, nan = printer._module_format("numpy.where"), printer._module_format("numpy.nan")
        return f"{where}({u} >= {v}, {chosen}, {where}({u} < {v}, {otherwise}, {nan}))"


class Greatest(NumPyFunction):
    """The greater of two."""

    numpy = "maximum"

    def slope(self, of: Callable[[Expr], Expr]) -> Expr:
        """The slope of the greater one."""
        u, v = self.args
        return choice(u, v, of(u), of(v))


class Least(NumPyFunction):
    """The lesser of two."""

    numpy = "minimum"

    def slope(self, of: Callable[[Expr], Expr]) -> Expr:
        """The slope of the lesser one."""
        u, v = self.args
        return choice(v, u, of(u), of(v))


def choice(u: Expr, v: Expr, chosen: Expr, otherwise: Expr) -> Expr:
    """A Choice; the value itself where both are the same."""
    return chosen if chosen == otherwise else Choice(u, v, chosen, otherwise)


ENTRIES = (
    Entry(name="sin", build=sympy.sin, help="sine, angle in radians", latex=r"\sin"),
    Entry(name="cos", build=sympy.cos, help="cosine, angle in radians", latex=r"\cos"),
    Entry(name="tan", build=sympy.tan, help="tangent, angle in radians", latex=r"\tan"),
    Entry(name="asin", build=sympy.asin, help="inverse sine", aliases=("arcsin",), latex=r"\arcsin"),
    Entry(name="acos", build=sympy.acos, help="inverse cosine", aliases=("arccos",), latex=r"\arccos"),
    Entry(name="atan", build=sympy.atan, help="inverse tangent", aliases=("arctan",), latex=r"\arctan"),
    Entry(
        name="atan2",
        build=Angle,
        standard=sympy.atan2,
        help="atan2(y, x): the angle of the point (x, y)",
        aliases=("arctan2",),
        arguments=(2, 2),
        latex=r"\operatorname{atan2}",
    ),
    Entry(name="sinh", build=sympy.sinh, help="hyperbolic sine", latex=r"\sinh"),
    Entry(name="cosh", build=sympy.cosh, help="hyperbolic cosine", latex=r"\cosh"),
    Entry(name="tanh", build=Tanh, standard=sympy.tanh, help="hyperbolic tangent", latex=r"\tanh"),
    Entry(
        name="asinh",
        build=sympy.asinh,
        help="inverse hyperbolic sine",
        aliases=("arcsinh", "arsinh"),
        latex=r"\operatorname{arsinh}",
    ),
    Entry(
        name="acosh",
        build=sympy.acosh,
        help="inverse hyperbolic cosine",
        aliases=("arccosh", "arcosh"),
        latex=r"\operatorname{arcosh}",
    ),
    Entry(
        name="atanh",
        build=sympy.atanh,
        help="inverse hyperbolic tangent",
        aliases=("arctanh", "artanh"),
        latex=r"\operatorname{artanh}",
    ),
    Entry(name="exp", build=sympy.exp, help="e to the power of", latex="e^{{{}}}"),
    Entry(name="log", build=sympy.log, help="natural logarithm; nan below 0", aliases=("ln",), latex=r"\ln"),
    Entry(
        name="log10", build=log10, standard=lambda u: sympy.log(u, 10), help="logarithm to base 10", latex=r"\log_{10}"
    ),
    Entry(name="sqrt", build=sympy.sqrt, help="square root; nan below 0", latex=r"\sqrt{{{}}}"),
    Entry(
        name="cbrt",
        build=CubeRoot,
        standard=lambda u: sympy.sign(u) * sympy.Abs(u) ** sympy.Rational(1, 3),
        help="real cube root, of negative numbers too",
        latex=r"\sqrt[3]{{{}}}",
    ),
    Entry(name="abs", build=Absolute, standard=sympy.Abs, help="distance from 0, also |x|", latex=r"\left|{}\right|"),
    Entry(
        name="sign",
        build=Sign,
        standard=sympy.sign,
        help="-1, 0 or 1",
        aliases=("sgn",),
        latex=r"\operatorname{sign}",
    ),
    Entry(name="min", build=Least, standard=sympy.Min, help="the least", arguments=(2, MANY), latex=r"\min"),
    Entry(name="max", build=Greatest, standard=sympy.Max, help="the greatest", arguments=(2, MANY), latex=r"\max"),
    Entry(
        name="floor",
        build=Floor,
        standard=sympy.floor,
        help="the whole number below",
        latex=r"\left\lfloor {}\right\rfloor",
    ),
    Entry(
        name="ceil",
        build=Ceiling,
        standard=sympy.ceiling,
        help="the whole number above",
        aliases=("ceiling",),
        latex=r"\left\lceil {}\right\rceil",
    ),
    Entry(
        name="hypot",
        build=Hypotenuse,
        standard=lambda u, v: sympy.sqrt(u**2 + v**2),
        help="hypot(x, y): the distance of (x, y) from the origin",
        arguments=(2, 2),
        latex=r"\operatorname{hypot}",
    ),
    Entry(
        name="sigmoid",
        build=Sigmoid,
        standard=lambda u: 1 / (1 + sympy.exp(-u)),
        help="1/(1 + exp(-x)), from 0 to 1",
        aliases=("logistic",),
        latex=r"\operatorname{sigmoid}",
    ),
    Entry(
        name="gauss",
        build=lambda u: sympy.exp(-(u**2)),
        help="exp(-x^2), a hill of height 1",
        latex=r"\operatorname{gauss}",
    ),
)

FUNCTIONS: Mapping[str, Entry] = MappingProxyType(
    {spelling: entry for entry in ENTRIES for spelling in (entry.name, *entry.aliases)}
)
"""Every spelling → its function, names before aliases, in the order of the table."""
