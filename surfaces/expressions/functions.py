"""The functions that a typed formula may call: one table.

SymPy's own functions serve where they mean what NumPy computes for real numbers; those of `expressions.elementary`
stand in where they do not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import sympy
from sympy import Expr, S
from sympy.codegen.cfunctions import Cbrt, log2, log10
from sympy.codegen.numpy_nodes import logaddexp

from surfaces.expressions.elementary import (
    Absolute,
    Angle,
    Ceiling,
    CubeRoot,
    Floor,
    Greatest,
    Hypotenuse,
    Least,
    Remainder,
    Sigmoid,
    Sign,
    Softplus,
    SphericalBessel,
    Tanh,
)
from words import say

MANY = 200
"""As many arguments as a formula can hold."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One function: what is compiled from it, and how it is spelled.

    build: real SymPy symbols → the expression that value and derivatives are compiled from.
    standard: the same in SymPy's own functions, where `build` is none of them.
    arguments: the fewest and the most; where two are the fewest and more are allowed, `build` takes two at a time.
    help: what it is; a sentence that begins with the function where its name does not say it.
    latex: what stands before the argument in brackets; a template if it holds "{}".
    """

    name: str
    build: Callable[..., Expr]
    help: str
    aliases: tuple[str, ...] = ()
    arguments: tuple[int, int] = (1, 1)
    standard: Callable[..., Expr] | None = None
    latex: str = ""


ENTRIES = (
    Entry(name="sin", build=sympy.sin, help=say("sine, angle in radians"), latex=r"\sin"),
    Entry(name="cos", build=sympy.cos, help=say("cosine, angle in radians"), latex=r"\cos"),
    Entry(name="tan", build=sympy.tan, help=say("tangent, angle in radians"), latex=r"\tan"),
    Entry(name="asin", build=sympy.asin, help=say("inverse sine"), aliases=("arcsin",), latex=r"\arcsin"),
    Entry(name="acos", build=sympy.acos, help=say("inverse cosine"), aliases=("arccos",), latex=r"\arccos"),
    Entry(name="atan", build=sympy.atan, help=say("inverse tangent"), aliases=("arctan",), latex=r"\arctan"),
    Entry(
        name="atan2",
        build=Angle,
        standard=sympy.atan2,
        help=say("atan2(y, x) is the angle of the point (x, y)"),
        aliases=("arctan2",),
        arguments=(2, 2),
        latex=r"\operatorname{atan2}",
    ),
    Entry(name="sinh", build=sympy.sinh, help=say("hyperbolic sine"), latex=r"\sinh"),
    Entry(name="cosh", build=sympy.cosh, help=say("hyperbolic cosine"), latex=r"\cosh"),
    Entry(name="tanh", build=Tanh, standard=sympy.tanh, help=say("hyperbolic tangent"), latex=r"\tanh"),
    Entry(
        name="asinh",
        build=sympy.asinh,
        help=say("inverse hyperbolic sine"),
        aliases=("arcsinh", "arsinh"),
        latex=r"\operatorname{arsinh}",
    ),
    Entry(
        name="acosh",
        build=sympy.acosh,
        help=say("inverse hyperbolic cosine"),
        aliases=("arccosh", "arcosh"),
        latex=r"\operatorname{arcosh}",
    ),
    Entry(
        name="atanh",
        build=sympy.atanh,
        help=say("inverse hyperbolic tangent"),
        aliases=("arctanh", "artanh"),
        latex=r"\operatorname{artanh}",
    ),
    Entry(name="exp", build=sympy.exp, help=say("e to the power of"), latex="e^{{{}}}"),
    Entry(name="log", build=sympy.log, help=say("natural logarithm; nan below 0"), aliases=("ln",), latex=r"\ln"),
    Entry(
        name="log10",
        build=log10,
        standard=lambda u: sympy.log(u, 10),
        help=say("logarithm to base 10"),
        latex=r"\log_{10}",
    ),
    Entry(
        name="log2", build=log2, standard=lambda u: sympy.log(u, 2), help=say("logarithm to base 2"), latex=r"\log_{2}"
    ),
    Entry(name="sqrt", build=sympy.sqrt, help=say("square root; nan below 0"), latex=r"\sqrt{{{}}}"),
    Entry(
        name="cbrt",
        build=CubeRoot,
        standard=Cbrt,
        help=say("real cube root, of negative numbers too"),
        latex=r"\sqrt[3]{{{}}}",
    ),
    Entry(
        name="abs", build=Absolute, standard=sympy.Abs, help=say("distance from 0, also |x|"), latex=r"\left|{}\right|"
    ),
    Entry(
        name="sign",
        build=Sign,
        standard=sympy.sign,
        help=say("-1, 0 or 1"),
        aliases=("sgn",),
        latex=r"\operatorname{sign}",
    ),
    Entry(name="min", build=Least, standard=sympy.Min, help=say("the least"), arguments=(2, MANY), latex=r"\min"),
    Entry(name="max", build=Greatest, standard=sympy.Max, help=say("the greatest"), arguments=(2, MANY), latex=r"\max"),
    Entry(
        name="floor",
        build=Floor,
        standard=sympy.floor,
        help=say("the whole number below"),
        latex=r"\left\lfloor {}\right\rfloor",
    ),
    Entry(
        name="ceil",
        build=Ceiling,
        standard=sympy.ceiling,
        help=say("the whole number above"),
        aliases=("ceiling",),
        latex=r"\left\lceil {}\right\rceil",
    ),
    Entry(
        name="mod",
        build=Remainder,
        standard=sympy.Mod,
        help=say("mod(x, y) is x - y*floor(x/y)"),
        arguments=(2, 2),
        latex=r"\operatorname{mod}",
    ),
    Entry(
        name="step",
        build=lambda u: (1 + Sign(u)) / 2,
        standard=lambda u: (1 + sympy.sign(u)) / 2,
        help=say("step(x) is 0 below 0, 1 above, 1/2 at 0"),
        aliases=("heaviside",),
        latex=r"\operatorname{step}",
    ),
    Entry(
        name="relu",
        build=lambda u: Greatest(u, S.Zero),
        standard=lambda u: sympy.Max(u, 0),
        help=say("relu(x) is max(x, 0)"),
        latex=r"\operatorname{relu}",
    ),
    Entry(
        name="softplus",
        build=Softplus,
        standard=lambda u: logaddexp(0, u),
        help=say("softplus(x) is log(1 + exp(x))"),
        latex=r"\operatorname{softplus}",
    ),
    Entry(
        name="hypot",
        build=Hypotenuse,
        standard=lambda u, v: sympy.sqrt(u**2 + v**2),
        help=say("hypot(x, y) is sqrt(x^2 + y^2)"),
        aliases=("norm",),
        arguments=(2, 2),
        latex=r"\operatorname{hypot}",
    ),
    Entry(
        name="sigmoid",
        build=Sigmoid,
        standard=lambda u: 1 / (1 + sympy.exp(-u)),
        help=say("sigmoid(x) is 1/(1 + exp(-x))"),
        aliases=("logistic",),
        latex=r"\operatorname{sigmoid}",
    ),
    Entry(
        name="sinc",
        build=lambda u: SphericalBessel(u, S.Zero),
        standard=sympy.sinc,
        help=say("sinc(x) is sin(x)/x, 1 at 0"),
        latex=r"\operatorname{sinc}",
    ),
    Entry(
        name="gauss",
        build=lambda u: sympy.exp(-(u**2)),
        help=say("gauss(x) is exp(-x^2)"),
        latex=r"\operatorname{gauss}",
    ),
)

FUNCTIONS: Mapping[str, Entry] = MappingProxyType(
    {spelling: entry for entry in ENTRIES for spelling in (entry.name, *entry.aliases)}
)
"""Every spelling → its function, names before aliases, in the order of the table."""
