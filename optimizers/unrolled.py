"""A rule's step at one point, on plain floats.

NumPy spends a quarter of a microsecond on an operation however short the array is, so a racer by itself steps three
times as fast on two floats. The function is written from the source of `step`, as the formula is: each assignment once
for either coordinate, what holds no coordinate once for both. The same IEEE operations in the same order give the same
bits; the tests hold every rule to that.
"""

import ast
from collections.abc import Callable
from functools import cache
from math import sqrt
from types import FunctionType, SimpleNamespace

import numpy as np

from optimizers import arithmetic
from optimizers.formula import step_source
from optimizers.rule import Rule

FloatStep = Callable[[tuple[float, float], Callable, tuple], tuple[tuple[float, float], tuple]]
"""(point, gradient, state) -> (point, state); `gradient` takes and returns two floats, the state is t and then pairs.

ArithmeticError or ValueError where floats raise and arrays answer inf or nan.
"""


def unrolled(rule: Rule) -> FloatStep | None:
    """Return the step of `rule` on floats; None where it holds arrays, or its source more than is known here."""
    step = _written(type(rule))
    if step is None or any(isinstance(value, np.ndarray) for value in rule.at(1)):
        return None
    return lambda point, gradient, state: step(point, gradient, state, rule.at)


def _maximum(a: float, b: float) -> float:
    return a if a >= b or a != a else b


def _minimum(a: float, b: float) -> float:
    return a if a <= b or a != a else b


_FLOATS = SimpleNamespace(sqrt=sqrt, abs=abs, maximum=_maximum, minimum=_minimum)
"""What stands for NumPy in the written function."""


def _quotient(a: float, b: float) -> float:
    return a / b if a != 0 else 0.0


_NAMES = {
    "np": _FLOATS,
    "power": arithmetic.power,
    "root": FunctionType(arithmetic.root.__code__, vars(arithmetic) | {"np": _FLOATS}),
    "quotient": _quotient,
}


@cache
def _written(kind: type[Rule]) -> Callable | None:
    statements = step_source(kind)
    if statements is None:
        return None
    try:
        source = ast.unparse(ast.fix_missing_locations(ast.Module([_Unroller(kind).function(statements)], [])))
    except _Unwritten:
        return None
    names = kind.step.__globals__ | _NAMES
    exec(source, names)  # our own source, rewritten
    return names["step"]


class _Unwritten(Exception):
    pass


class _Unroller:
    """Writes the function for one rule."""

    def __init__(self, kind: type[Rule]):
        self.kind = kind
        self.pairs = {"x", "state", *kind.letters}
        self.lines: list[ast.stmt] = []

    def function(self, statements: list[ast.stmt]) -> ast.FunctionDef:
        self.lines = [_assign(_pair("x"), ast.Name("x"))]
        for statement in statements:
            self._statement(statement)
        names = [ast.arg(name) for name in ("x", "gradient", "state", "at")]
        return ast.FunctionDef("step", ast.arguments([], names, None, [], [], None, []), self.lines, [], type_params=[])

    def _statement(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Expr(ast.Constant(str())):
                pass
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Name("state")):
                flat = [part for target in targets for part in self._parts(target)]
                self.lines.append(_assign(ast.Tuple(flat), ast.Name("state")))
            case ast.Assign(targets=[ast.Tuple() as targets], value=ast.Call(func=ast.Attribute(attr="at"), args=args)):
                self.lines.append(_assign(targets, ast.Call(ast.Name("at"), args, [])))
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(attr="gradient"), args=[at])
            ):
                self.pairs.add(name)
                self.lines.append(_assign(_pair(name), ast.Call(ast.Name("gradient"), self._both(at), [])))
            case ast.Assign(targets=[ast.Name(id=name) as target], value=value) if not self._holds_pair(value):
                self.lines.append(_assign(target, value))
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                values = self._both(value)
                self.pairs.add(name)
                self.lines.append(_assign(_pair(name), ast.Tuple(values)))
            case ast.Return(ast.Tuple(elts=[point, ast.Tuple(elts=state)])):
                flat = [part for entry in state for part in self._parts(entry)]
                self.lines.append(ast.Return(ast.Tuple([ast.Tuple(self._both(point)), ast.Tuple(flat)])))
            case _:
                raise _Unwritten

    def _parts(self, node: ast.expr) -> list[ast.expr]:
        return self._both(node) if self._holds_pair(node) else [node]

    def _holds_pair(self, node: ast.expr) -> bool:
        return any(isinstance(part, ast.Name) and part.id in self.pairs for part in ast.walk(node))

    def _both(self, node: ast.expr) -> list[ast.expr]:
        shared = self._hoisted(node)
        return [self._coordinate(shared, i) for i in range(2)]

    def _hoisted(self, node: ast.expr) -> ast.expr:
        """Name what holds no coordinate, so that it is computed once for both."""
        if not self._holds_pair(node):
            if isinstance(node, ast.Name | ast.Constant):
                return node
            name = f"shared_{len(self.lines)}"
            self.lines.append(_assign(ast.Name(name), node))
            return ast.Name(name)
        match node:
            case ast.Name():
                return node
            case ast.BinOp(ast.Name() as left, ast.Pow(), ast.Constant(2)):
                return ast.BinOp(left, ast.Mult(), left)
            case ast.BinOp(left, ast.Add() | ast.Sub() | ast.Mult() | ast.Div() as operator, right):
                return ast.BinOp(self._hoisted(left), operator, self._hoisted(right))
            case ast.UnaryOp(ast.USub(), operand):
                return ast.UnaryOp(ast.USub(), self._hoisted(operand))
            case ast.Call(ast.Name(id=name) as function, args, []) if name in _NAMES:
                return ast.Call(function, [self._hoisted(arg) for arg in args], [])
            case ast.Call(ast.Attribute(ast.Name("np"), name) as function, args, []) if hasattr(_FLOATS, name):
                return ast.Call(function, [self._hoisted(arg) for arg in args], [])
        raise _Unwritten

    def _coordinate(self, node: ast.expr, i: int) -> ast.expr:
        match node:
            case ast.Name(id=name) if name in self.pairs:
                return ast.Name(f"{name}_{i}")
            case ast.BinOp(left, operator, right):
                return ast.BinOp(self._coordinate(left, i), operator, self._coordinate(right, i))
            case ast.UnaryOp(operator, operand):
                return ast.UnaryOp(operator, self._coordinate(operand, i))
            case ast.Call(function, args, keywords):
                return ast.Call(function, [self._coordinate(arg, i) for arg in args], keywords)
        return node


def _pair(name: str) -> ast.Tuple:
    return ast.Tuple([ast.Name(f"{name}_{i}") for i in range(2)])


def _assign(target: ast.expr, value: ast.expr) -> ast.Assign:
    return ast.Assign([target], value)
