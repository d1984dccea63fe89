"""The expressions that a Surface takes, and what is compiled from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from types import MappingProxyType

import sympy
from sympy import Add, Basic, Expr, Mul, Number, NumberSymbol, Pow, Symbol
from sympy.codegen.numpy_nodes import logaddexp
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import And, BooleanFalse, BooleanTrue, Not, Or

from surfaces.expressions.elementary import Edge, Floor, Sign, Softplus
from surfaces.expressions.functions import ENTRIES
from words import say

_PARTS = (
    *(Symbol, Number, NumberSymbol, Add, Mul, Pow),
    *(sympy.Piecewise, ExprCondPair, Relational, And, Or, Not, BooleanTrue, BooleanFalse),
)
_AS_THEY_ARE = (
    *(sympy.exp, sympy.log, sympy.sin, sympy.cos, sympy.tan, sympy.asin, sympy.acos, sympy.atan),
    *(sympy.sinh, sympy.cosh, sympy.asinh, sympy.acosh, sympy.atanh),
)


def _heaviside(u: Expr, at_zero: Expr) -> Expr:
    sign = Sign(u)
    return (1 + sign) / 2 + (at_zero - sympy.S.Half) * (1 - sign**2)


def _log_of_sum(u: Expr, v: Expr) -> Expr:
    """SymPy's slope of it overflows in the next one far out; that of `Softplus` does not."""
    return Softplus(v) if u == 0 else u + Softplus(v - u)


STAND_INS: Mapping[type[Expr], Callable[..., Expr]] = MappingProxyType(
    {entry.standard: entry.build for entry in ENTRIES if isinstance(entry.standard, type)}
    | {
        sympy.Abs: Edge,
        sympy.Heaviside: _heaviside,
        logaddexp: _log_of_sum,
        sympy.frac: lambda u: u - Floor(u),
        sympy.sec: lambda u: 1 / sympy.cos(u),
        sympy.csc: lambda u: 1 / sympy.sin(u),
        sympy.cot: lambda u: 1 / sympy.tan(u),
        sympy.sech: lambda u: 1 / sympy.cosh(u),
        sympy.csch: lambda u: 1 / sympy.sinh(u),
        sympy.coth: lambda u: 1 / STAND_INS[sympy.tanh](u),
        sympy.acot: lambda u: sympy.atan(1 / u),
        sympy.asec: lambda u: sympy.acos(1 / u),
        sympy.acsc: lambda u: sympy.asin(1 / u),
        sympy.acoth: lambda u: sympy.atanh(1 / u),
        sympy.asech: lambda u: sympy.acosh(1 / u),
        sympy.acsch: lambda u: sympy.asinh(1 / u),
    }
)
"""SymPy's function → what it means for real numbers, of functions that NumPy has and whose slopes it has."""

KNOWN = tuple(sorted((function.__name__ for function in (*_AS_THEY_ARE, *STAND_INS)), key=str.lower))
"""The names of the functions that an expression may hold."""

ACCEPTED = say(
    "finite real numbers, symbols, + * **, Piecewise with conditions and the functions {functions}",
    functions=", ".join(KNOWN),
)


def stranger(expression: Expr) -> Basic | None:
    """The first part of an expression that is none of `ACCEPTED`; None if there is none."""
    known = (*_PARTS, *_AS_THEY_ARE, *STAND_INS)
    for part in sympy.preorder_traversal(expression):
        if not isinstance(part, known) or (isinstance(part, Number) and not part.is_finite):
            return part
    return None


def computable(expression: Expr) -> Expr:
    """The expression with stand-ins for what NumPy has not got, or what has no slope that NumPy can compute."""
    if not expression.has(*STAND_INS):
        return expression
    return expression.replace(lambda part: part.func in STAND_INS, _stand_in)


def _stand_in(part: Expr) -> Expr:
    build = STAND_INS[part.func]
    return reduce(build, part.args) if isinstance(part, sympy.Max | sympy.Min) else build(*part.args)
