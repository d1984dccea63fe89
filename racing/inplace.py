"""A rule's step over a large batch, without new memory for each operation.

The function here is written from the source of `step`, the way `surfaces.inplace` writes those of surfaces. The tests
hold every rule to the same bits.
"""

import ast
from collections.abc import Callable
from functools import cache

import numpy as np

from optimizers import Rule, arithmetic
from optimizers.formula import body
from surfaces.inplace import Scratch, Unwritten, Writer

_FUNCTIONS = {"sqrt", "abs", "sign", "maximum", "minimum"}


def stepper(rule: Rule, n: int) -> Callable:
    """Return what takes a step of `rule` for n runs: (x, surface, state) -> (x, state), all (n, 2) in memory as (2, n).

    What it is given is its own from then on. surface: `gradient_into(gradients, points)` fills one array from another.
    The rule's own `step`, on `surface.gradient`, where its source holds more than is known here.
    """
    step = _written(type(rule))
    if step is None:
        return rule.step
    scratch = Scratch(lambda: np.empty((2, n)).T)
    return lambda x, surface, state: step(rule, x, surface, state, scratch.take, scratch.give)


@cache
def _written(kind: type[Rule]) -> Callable | None:
    try:
        return _StepWriter(kind).written()
    except Unwritten:
        return None


def _root(v, epsilon, inside, out):
    return np.sqrt(np.add(v, epsilon, out=out), out=out) if inside else np.add(np.sqrt(v, out=out), epsilon, out=out)


_INTO = {arithmetic.root: "root_into"}
"""Functions of rules → the name of what does the same into an array."""


class _StepWriter(Writer):
    """Writes the lines for one rule. Arrays that belong to it are those that `take` gave, and the points and state."""

    def __init__(self, kind: type[Rule]):
        super().__init__(["x", *kind.letters])
        self.kind = kind
        self.kept: list[str] = []  # arrays that were taken and have a name in the source
        for statement in body(kind.step):
            self._statement(statement)

    def written(self) -> Callable:
        """Return the function: (self, x, surface, state, take, give) -> (x, state)."""
        names = self.kind.step.__globals__ | {"root_into": _root}
        return self.function("step(self, x, surface, state, take, give)", names)

    def ufunc(self, function: ast.expr) -> str | None:
        """Return the name of a function that rules use and that can fill an array."""
        match function:
            case ast.Attribute(ast.Name("np"), name) if name in _FUNCTIONS:
                return f"np.{name}"
            case ast.Name(id=name):
                return _INTO.get(self.kind.step.__globals__.get(name))
        return None

    def other(self, node: ast.expr) -> str:
        """Write a gradient, or a call of what makes an array of its own."""
        match node:
            case ast.Call(ast.Attribute(ast.Name("surface"), "gradient"), [point], []):
                operands = [self.value(point)]
                result = self.taken()
                self.lines.append(f"surface.gradient_into({result}, {operands[0]})")
            case ast.Call(ast.Name() as function, arguments, []):
                operands = list(map(self.value, arguments))
                result = self.name("new")
                self.lines.append(f"{result} = {ast.unparse(function)}({', '.join(operands)})")
            case _:
                raise Unwritten
        self.release([name for name in dict.fromkeys(operands) if name in self.own])
        return result

    def _statement(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Expr(ast.Constant(str())):
                pass
            case ast.Assign(targets=[ast.Tuple()], value=ast.Name("state") | ast.Call(func=ast.Attribute(attr="at"))):
                self.lines.append(ast.unparse(statement))
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if not self.holds_array(value):
                if name in self.arrays:
                    raise Unwritten
                self.lines.append(ast.unparse(statement))
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._assign(name, value)
            case ast.Return(ast.Tuple(elts=[point, ast.Tuple(elts=state)])):
                if any(self.holds_array(part) and not isinstance(part, ast.Name) for part in state):
                    raise Unwritten
                after = self._owned(point)
                self.release(["x", *self.kept])
                self.lines.append(f"return {after}, ({', '.join(map(ast.unparse, state))},)")
            case _:
                raise Unwritten

    def _assign(self, name: str, value: ast.expr) -> None:
        if name in self.kind.letters:
            after = self._owned(value)
            self.lines += [f"give({name})", f"{name} = {after}"]
            return
        if name in self.arrays:
            raise Unwritten
        after = self.value(value)
        if after in self.own:
            self.own.discard(after)
            self.kept.append(name)
        elif not after.startswith("new_"):  # a second name for one array
            raise Unwritten
        self.arrays.add(name)
        self.lines.append(f"{name} = {after}")

    def _owned(self, node: ast.expr) -> str:
        """Write what computes a value into an array of ours that goes on living."""
        name = self.value(node) if self.holds_array(node) else ""
        if name not in self.own:
            raise Unwritten
        self.own.discard(name)
        return name
