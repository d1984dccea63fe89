"""SymPy's expressions as programs: the operations of NumPy's that work them out, each on results of earlier ones.

What a function of numbers and arrays does with nodes, as those of `expressions.elementary`, is written down as nodes.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import copysign, inf, nan
from types import MappingProxyType

import numpy as np
import sympy
from numpy.lib.mixins import NDArrayOperatorsMixin
from sympy import Add, And, Basic, Expr, Mul, Not, Number, NumberSymbol, Or, Piecewise, Pow, Rational, Symbol
from sympy.codegen.cfunctions import Cbrt, log2, log10
from sympy.codegen.numpy_nodes import logaddexp
from sympy.core.mul import _keep_coeff

from surfaces.expressions.elementary import NumPyFunction

LARGEST_PRODUCT = 8
"""Integer powers up to this one are written as products; above it NumPy's power is about as fast (2.5 ns)."""

_FUNCTIONS: Mapping[type[Basic], Callable] = MappingProxyType(
    {
        **{sympy.exp: np.exp, sympy.log: np.log, log2: np.log2, log10: np.log10, logaddexp: np.logaddexp},
        **{sympy.sin: np.sin, sympy.cos: np.cos, sympy.tan: np.tan, Cbrt: np.cbrt},
        **{sympy.asin: np.arcsin, sympy.acos: np.arccos, sympy.atan: np.arctan},
        **{sympy.sinh: np.sinh, sympy.cosh: np.cosh, sympy.tanh: np.tanh},
        **{sympy.asinh: np.arcsinh, sympy.acosh: np.arccosh, sympy.atanh: np.arctanh},
        **{sympy.Eq: np.equal, sympy.Ne: np.not_equal, sympy.Lt: np.less, sympy.Le: np.less_equal},
        **{sympy.Gt: np.greater, sympy.Ge: np.greater_equal, Not: np.logical_not},
        **{And: lambda *each: reduce(operator.and_, each), Or: lambda *each: reduce(operator.or_, each)},
    }
)


class Node(NDArrayOperatorsMixin):
    """One operation on nodes and numbers; without one, what a program is given.

    book: what stands for an operation → its node, so that the same operation is one node.
    """

    __slots__ = ("book", "operands", "operation")
    __hash__ = object.__hash__  # by identity, as == is an operation too

    def __init__(self, book: dict[tuple, Node], operation: Callable | None = None, operands: tuple = ()):
        self.book, self.operation, self.operands = book, operation, operands

    def __array_ufunc__(self, ufunc, method, *operands):
        return self._made(ufunc, operands)

    def __array_function__(self, function, types, operands, options):
        return self._made(function, operands)

    @property
    def reads(self) -> list[Node]:
        """The operands that are nodes."""
        return [each for each in self.operands if isinstance(each, Node)]

    def _made(self, operation: Callable, operands: tuple) -> Node:
        operands = tuple(each.item() if isinstance(each, np.generic | np.ndarray) else each for each in operands)
        key = (operation, *(id(each) if isinstance(each, Node) else repr(each) for each in operands))
        return self.book.setdefault(key, Node(self.book, operation, operands))


@dataclass(frozen=True)
class Program:
    """Nodes, each after those that it reads; which of them are given; the results, some of which may be numbers."""

    nodes: tuple[Node, ...]
    given: tuple[Node, ...]
    results: tuple[Node | float, ...]

    @property
    def result_nodes(self) -> list[Node]:
        """The results that are no numbers."""
        return [each for each in self.results if isinstance(each, Node)]

    @property
    def uses(self) -> Counter[Node]:
        """How often each node is read, by others or as a result."""
        return Counter([*self.result_nodes, *(each for node in self.nodes for each in node.reads)])


def program(arguments: Sequence[Symbol], steps: Iterable[tuple[Symbol, Expr]], expressions: Sequence[Expr]) -> Program:
    """The program of expressions in the arguments and in steps, which are worked out before, in order."""
    book: dict[tuple, Node] = {}
    given = tuple(Node(book) for _ in arguments)
    known: dict[Symbol, Node | float] = dict(zip(arguments, given, strict=True))
    with np.errstate(all="ignore"):
        for symbol, step in steps:
            known[symbol] = _read(step, known)
        found = [_read(expression, known) for expression in expressions]
    results = tuple(each if isinstance(each, Node) else float(each) for each in found)
    needed = {each for each in results if isinstance(each, Node)}
    for node in reversed(book.values()):
        if node in needed:
            needed.update(node.reads)
    return Program(tuple(node for node in book.values() if node in needed), given, results)


def _read(part: Basic, known: Mapping[Symbol, Node | float]) -> Node | float:
    """What a part of an expression comes to."""
    match part:
        case Symbol():
            return known[part]
        case Number() | NumberSymbol():
            return _number(part)
        case Add():
            return _sum(part, known)
        case Mul():
            return _product(part, known)
        case Pow():
            return _power(part.base, part.exp, known)
        case Piecewise():
            return _choice(part, known)
    operands = [_read(each, known) for each in part.args]
    made = part.compute(*operands) if isinstance(part, NumPyFunction) else _FUNCTIONS[part.func](*operands)
    return made if isinstance(made, Node) else np.float64(made)


def _number(number: Number | NumberSymbol) -> float:
    try:
        return np.float64(number.p / number.q if number.is_Rational else float(number))
    except OverflowError:
        return np.float64(copysign(inf, number))


def _sum(terms: Add, known: Mapping[Symbol, Node | float]) -> Node | float:
    """The terms in the order that a person would write them, those with a minus sign subtracted."""
    first, *others = terms.as_ordered_terms()
    total = _read(first, known)
    for term in others:
        less, rest = _unsigned(term)
        total = total - _read(rest, known) if less else total + _read(rest, known)
    return total


def _product(factors: Mul, known: Mapping[Symbol, Node | float]) -> Node | float:
    """The factors in the order that a person would write them, over those with a negative power."""
    negative, rest = _unsigned(factors)
    above, below = [], []
    for factor in rest.as_ordered_factors():
        if factor.is_Pow and factor.exp.is_Rational and factor.exp.is_negative:
            below.append(_power(factor.base, -factor.exp, known))
        else:
            above.append(_read(factor, known))
    first, *others = above or [np.float64(1)]
    product = reduce(operator.mul, others, -first if negative else first)
    return product / reduce(operator.mul, below) if below else product


def _unsigned(term: Expr) -> tuple[bool, Expr]:
    """Whether a term stands with a minus sign, and the term without it."""
    number, rest = term.as_coeff_Mul()
    return (True, _keep_coeff(-number, rest)) if number < 0 else (False, term)


def _power(base: Expr, exponent: Expr, known: Mapping[Symbol, Node | float]) -> Node | float:
    """A power: a small whole one as a product, a negative one under 1."""
    if exponent.is_Rational and exponent.is_negative:
        return 1 / _power(base, -exponent, known)
    raised = _read(base, known)
    if exponent == Rational(1, 2):
        return np.sqrt(raised)
    if exponent.is_Integer and 1 <= exponent <= LARGEST_PRODUCT:
        return reduce(operator.mul, [raised] * int(exponent))
    return np.power(raised, _read(exponent, known))


def _choice(pieces: Piecewise, known: Mapping[Symbol, Node | float]) -> Node | float:
    chosen = np.float64(nan)
    for piece, condition in reversed(pieces.args):
        value = _read(piece, known)
        chosen = value if condition is sympy.true else np.where(_read(condition, known), value, chosen)
    return chosen
