"""A rule's step over a large batch, without new memory for each operation.

The function here is written from the source of `step`, the way `surfaces.inplace` writes those of surfaces. The tests
hold every rule of the catalogue to the same bits. Where an array might live on under a second name nothing is written.
"""

import ast
from collections.abc import Callable
from functools import cache, partial

import numpy as np

from optimizers import Rule, arithmetic
from optimizers.formula import step_source
from surfaces.inplace import Scratch, Unwritten, Writer

_FUNCTIONS = {"sqrt", "abs", "sign", "maximum", "minimum"}


def stepper(rule: Rule, n: int) -> Callable:
    """Return what takes a step of `rule` for n runs: (x, surface, state, after) -> state.

    The new points are written into `after`; all arrays are (n, 2), in memory either coordinate by itself. The state it
    is given is its own from then on. surface: `gradient_into(gradients, points)` fills one array from another; where
    the source of the rule's `step` holds more than is known here, that itself takes the step, on `surface.gradient`.
    """
    step = _written(type(rule))
    if step is None:
        return partial(_by_itself, rule)
    scratch = Scratch(lambda: np.empty((2, n)).T)
    return lambda x, surface, state, after: step(rule, x, surface, state, after, scratch.take, scratch.give)


def _by_itself(rule: Rule, x: np.ndarray, surface, state: tuple, after: np.ndarray) -> tuple:
    after[...], state = rule.step(x, surface, state)
    return state


@cache
def _written(kind: type[Rule]) -> Callable | None:
    try:
        return _StepWriter(kind).written()
    except Unwritten:
        return None


def _root(v, epsilon, inside, out):
    if inside:
        return np.sqrt(np.add(v, epsilon + arithmetic.LEAST, out=out), out=out)
    if epsilon is out:
        epsilon = epsilon.copy()
    return np.add(np.sqrt(np.add(v, arithmetic.LEAST, out=out), out=out), epsilon, out=out)


_INTO = {arithmetic.root: "root_into"}
"""Functions of rules → the name of what does the same into an array."""

_FRESH = {arithmetic.power, arithmetic.quotient}
"""Functions of rules that always return an array of its own."""


class _StepWriter(Writer):
    """Writes the lines for one rule. Arrays that belong to it are those that `take` gave, and the state."""

    def __init__(self, kind: type[Rule]):
        super().__init__(["x", "state"])
        self.kind = kind
        self.kept: list[str] = []  # arrays that were taken and have a name in the source
        statements = step_source(kind)
        if statements is None:
            raise Unwritten
        used = {part.id for statement in statements for part in ast.walk(statement) if isinstance(part, ast.Name)}
        if used & {"after", "take", "give"}:
            raise Unwritten
        last_uses = {name: i for i, each in enumerate(statements) for name in used if _uses(each, name)}
        for i, statement in enumerate(statements):
            for name in [name for name in self.kept if last_uses.get(name) == i and _uses(statement, name) == 1]:
                self.kept.remove(name)
                self.own.add(name)
            self._statement(statement)

    def written(self) -> Callable:
        """Return the function: (self, x, surface, state, after, take, give) -> state."""
        names = self.kind.step.__globals__ | {"root_into": _root}
        return self.function("step(self, x, surface, state, after, take, give)", names)

    def ufunc(self, function: ast.expr) -> str | None:
        """Return the name of a function that rules use and that can fill an array."""
        match function:
            case ast.Attribute(ast.Name("np"), name) if name in _FUNCTIONS:
                return f"np.{name}"
            case ast.Name(id=name):
                return _INTO.get(self._called(name))
        return None

    def other(self, node: ast.expr) -> str:
        """Write a gradient, or a call of what makes an array of its own."""
        match node:
            case ast.Call(ast.Attribute(ast.Name("surface"), "gradient"), [point], []):
                operands = [self.value(point)]
                result = self.taken()
                self.lines.append(f"surface.gradient_into({result}, {operands[0]})")
            case ast.Call(ast.Name(id=name) as function, arguments, []) if self._called(name) in _FRESH:
                operands = list(map(self.value, arguments))
                result = self.name("new")
                self.lines.append(f"{result} = {ast.unparse(function)}({', '.join(operands)})")
            case _:
                raise Unwritten
        self.release([name for name in dict.fromkeys(operands) if name in self.own])
        return result

    def _called(self, name: str) -> Callable | None:
        return self.kind.step.__globals__.get(name)

    def _statement(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Expr(ast.Constant(str())):
                pass
            case ast.Assign(targets=[ast.Tuple(elts=[_, *names])], value=ast.Name("state")):
                self._check_letters(names)
                self.arrays |= set(self.kind.letters)
                self.lines.append(ast.unparse(statement))
            case ast.Assign(targets=[ast.Tuple()], value=ast.Call(func=ast.Attribute(ast.Name("self"), "at"))):
                self.lines.append(ast.unparse(statement))
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if not self.holds_array(value):
                if name in self.arrays:
                    raise Unwritten
                self.lines.append(ast.unparse(statement))
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._assign(name, value)
            case ast.Return(ast.Tuple(elts=[point, ast.Tuple(elts=[_, *names] as state)])):
                self._check_letters(names)
                if self.value(point, result="after") != "after":
                    raise Unwritten
                self.release(self.kept)
                self.lines.append(f"return ({', '.join(map(ast.unparse, state))},)")
            case _:
                raise Unwritten

    def _check_letters(self, names: list[ast.expr]) -> None:
        """Let only the letters themselves, in their order, be the state that is taken and that is left."""
        if [ast.unparse(name) for name in names] != list(self.kind.letters):
            raise Unwritten

    def _assign(self, name: str, value: ast.expr) -> None:
        if name in self.kind.letters and name in self.arrays:
            self._renew(name, value)
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

    def _renew(self, letter: str, value: ast.expr) -> None:
        """Write a piece of state's new value, over the old one where that is read only once."""
        once = _uses(value, letter) == 1
        if once:
            self.own.add(letter)
        after = self._owned(value)
        if not once:
            self.lines.append(f"give({letter})")
        if after != letter:
            self.lines.append(f"{letter} = {after}")

    def _owned(self, node: ast.expr) -> str:
        """Write what computes a value into an array of ours that goes on living."""
        name = self.value(node) if self.holds_array(node) else ""
        if name not in self.own:
            raise Unwritten
        self.own.discard(name)
        return name


def _uses(node: ast.AST, name: str) -> int:
    """Return how often a name is read."""
    names = (part for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load))
    return sum(part.id == name for part in names)
