"""A rule's step over a large batch, without new memory for each operation.

NumPy makes a new array for every sum and product of a step; over thousands of runs finding that memory takes as long as
the arithmetic, and threads wait for each other to get it. The function here is written from the source of `step`: the
same operations in the same order, each into an array that is free by then. The tests hold every rule to the same bits.
"""

import ast
from collections.abc import Callable
from functools import cache

import numpy as np

from optimizers import Rule
from optimizers.formula import body

_OPERATORS = {ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide"}
_FUNCTIONS = {"sqrt", "abs", "sign", "maximum", "minimum"}


def stepper(rule: Rule, n: int) -> Callable:
    """Return what takes a step of `rule` for n runs: (x, surface, state) -> (x, state), all (n, 2) in memory as (2, n).

    What it is given is its own from then on. The rule's own `step` where its source holds more than is known here.
    """
    step = _written(type(rule))
    if step is None:
        return rule.step
    free: list[np.ndarray] = []

    def take() -> np.ndarray:
        return free.pop() if free else np.empty((2, n)).T

    return lambda x, surface, state: step(rule, x, surface, state, take, free.append)


@cache
def _written(kind: type[Rule]) -> Callable | None:
    try:
        lines = _Writer(kind).lines()
    except _Unwritten:
        return None
    names = dict(kind.step.__globals__, np=np)
    exec("\n    ".join(["def step(self, x, surface, state, take, give):", *lines]), names)  # our own source, rewritten
    return names["step"]


class _Unwritten(Exception):
    pass


class _Writer:
    """Writes the lines for one rule. Arrays that belong to it are those that `take` gave, and the points and state."""

    def __init__(self, kind: type[Rule]):
        self.kind = kind
        self.pairs = {"x", *kind.letters}
        self.own: set[str] = set()  # names of arrays in use that were taken
        self.kept: list[str] = []  # of those, the ones with a name in the source
        self.written: list[str] = []
        self.count = 0

    def lines(self) -> list[str]:
        """Return the body of the function."""
        for statement in body(self.kind.step):
            self._statement(statement)
        return self.written

    def _statement(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Expr(ast.Constant(str())):
                pass
            case ast.Assign(targets=[ast.Tuple()], value=ast.Name("state") | ast.Call(func=ast.Attribute(attr="at"))):
                self.written.append(ast.unparse(statement))
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if not self._holds_pair(value):
                if name in self.pairs:
                    raise _Unwritten
                self.written.append(ast.unparse(statement))
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._assign(name, value)
            case ast.Return(ast.Tuple(elts=[point, ast.Tuple(elts=state)])):
                if any(self._holds_pair(part) and not isinstance(part, ast.Name) for part in state):
                    raise _Unwritten
                after = self._owned(point)
                self.written += [f"give({name})" for name in ["x", *self.kept]]
                self.written.append(f"return {after}, ({', '.join(map(ast.unparse, state))},)")
            case _:
                raise _Unwritten

    def _assign(self, name: str, value: ast.expr) -> None:
        if name in self.kind.letters:
            after = self._owned(value)
            self.written += [f"give({name})", f"{name} = {after}"]
            return
        if name in self.pairs:
            raise _Unwritten
        after = self._value(value)
        if after in self.own:
            self.own.discard(after)
            self.kept.append(name)
        elif not after.startswith("new_"):  # a second name for one array
            raise _Unwritten
        self.pairs.add(name)
        self.written.append(f"{name} = {after}")

    def _owned(self, node: ast.expr) -> str:
        """Write what computes a value into an array of ours that goes on living."""
        name = self._value(node) if self._holds_pair(node) else ""
        if name not in self.own:
            raise _Unwritten
        self.own.discard(name)
        return name

    def _holds_pair(self, node: ast.expr) -> bool:
        return any(isinstance(part, ast.Name) and part.id in self.pairs for part in ast.walk(node))

    def _value(self, node: ast.expr) -> str:
        """Write what computes a value; return the name, or the expression, that then stands for it."""
        if not self._holds_pair(node):
            return f"({ast.unparse(node)})"
        match node:
            case ast.Name(id=name):
                return name
            case ast.BinOp(base, ast.Pow(), ast.Constant(2)):
                one = self._value(base)
                return self._into("multiply", one, one)
            case ast.BinOp(left, operator, right) if type(operator) in _OPERATORS:
                return self._into(_OPERATORS[type(operator)], self._value(left), self._value(right))
            case ast.UnaryOp(ast.USub(), operand):
                return self._into("negative", self._value(operand))
            case ast.Call(ast.Attribute(ast.Name("np"), name), args, []) if name in _FUNCTIONS:
                return self._into(name, *map(self._value, args))
            case ast.Call(ast.Name() | ast.Attribute(ast.Name("surface"), "gradient") as function, args, []):
                return self._called(ast.unparse(function), *map(self._value, args))
        raise _Unwritten

    def _into(self, ufunc: str, *operands: str) -> str:
        """Write one operation, into an operand that nothing else needs, or else into an array that is free."""
        spare = [name for name in dict.fromkeys(operands) if name in self.own]
        result = spare.pop(0) if spare else self._taken()
        self.written.append(f"np.{ufunc}({', '.join(operands)}, out={result})")
        self._release(spare)
        return result

    def _called(self, function: str, *operands: str) -> str:
        """Write a call of what makes an array of its own."""
        result = self._name("new")
        self.written.append(f"{result} = {function}({', '.join(operands)})")
        self._release([name for name in dict.fromkeys(operands) if name in self.own])
        return result

    def _taken(self) -> str:
        result = self._name("taken")
        self.own.add(result)
        self.written.append(f"{result} = take()")
        return result

    def _release(self, names: list[str]) -> None:
        for name in names:
            self.own.discard(name)
            self.written.append(f"give({name})")

    def _name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}_{self.count}"
