"""Arithmetic over large arrays, written anew so that no operation asks for new memory.

NumPy makes an array for every sum and product; over thousands of points finding that memory takes longer than the
arithmetic, and threads wait for each other to get it. The writers here turn an expression into the same operations in
the same order, hence the same bits, each into an array that is free by then.
"""

import ast
from collections.abc import Callable, Sequence

import numpy as np

_OPERATORS = {ast.Add: "np.add", ast.Sub: "np.subtract", ast.Mult: "np.multiply", ast.Div: "np.divide"}


class Scratch:
    """Arrays that `make` makes alike, lent and given back: `take()` one, `give(array)` it back."""

    def __init__(self, make: Callable[[], np.ndarray]):
        self._make = make
        self._free: list[np.ndarray] = []
        self.give = self._free.append

    def take(self) -> np.ndarray:
        """Return an array whose content is no longer needed."""
        return self._free.pop() if self._free else self._make()


class Unwritten(Exception):
    """The source holds more than the writer knows."""


class Writer:
    """Writes lines of NumPy that call `take` and `give`; `arrays` are the names that hold arrays."""

    def __init__(self, arrays: Sequence[str]):
        self.arrays = set(arrays)
        self.own: set[str] = set()  # of arrays that were taken, those that nothing else needs
        self.lines: list[str] = []
        self._count = 0

    def holds_array(self, node: ast.AST) -> bool:
        """Whether the value of an expression is an array."""
        return any(isinstance(part, ast.Name) and part.id in self.arrays for part in ast.walk(node))

    def value(self, node: ast.expr, result: str | None = None) -> str:
        """Write what computes a value; return the name, or the expression, that then stands for it.

        result: the name of an array that the last operation goes into, if there is one.
        """
        if not self.holds_array(node):
            return f"({ast.unparse(node)})"
        match node:
            case ast.Name(id=name):
                return name
            case ast.BinOp(base, ast.Pow(), ast.Constant(2)):
                one = self.value(base)
                return self.into("np.multiply", one, one, result=result)
            case ast.BinOp(left, operator, right) if type(operator) in _OPERATORS:
                return self.into(_OPERATORS[type(operator)], self.value(left), self.value(right), result=result)
            case ast.UnaryOp(ast.USub(), operand):
                return self.into("np.negative", self.value(operand), result=result)
            case ast.Call(function, arguments, []) if name := self.ufunc(function):
                return self.into(name, *map(self.value, arguments), result=result)
        return self.other(node)

    def ufunc(self, function: ast.expr) -> str | None:
        """Return the name of a function that takes `out=`; None if it is no such function."""
        raise NotImplementedError

    def other(self, node: ast.expr) -> str:
        """Write what is not arithmetic, as `value` does."""
        raise Unwritten

    def into(self, function: str, *operands: str, result: str | None = None) -> str:
        """Write one operation, into `result`, or an operand that nothing else needs, or else an array that is free."""
        spare = [name for name in dict.fromkeys(operands) if name in self.own]
        result = result or (spare.pop(0) if spare else self.taken())
        self.lines.append(f"{function}({', '.join(operands)}, out={result})")
        self.release(spare)
        return result

    def taken(self) -> str:
        """Write the taking of an array; return its name."""
        name = self.name("taken")
        self.own.add(name)
        self.lines.append(f"{name} = take()")
        return name

    def release(self, names: Sequence[str]) -> None:
        """Write the giving back of arrays."""
        for name in names:
            self.own.discard(name)
            self.lines.append(f"give({name})")

    def name(self, kind: str) -> str:
        """Return a new name."""
        self._count += 1
        return f"{kind}_{self._count}"

    def function(self, signature: str, names: dict) -> Callable:
        """Return what the lines amount to; `names` is what they can call."""
        names = dict(names, np=np)
        exec("\n    ".join([f"def {signature}:", *self.lines]), names)  # our own source, rewritten
        return names[signature.partition("(")[0]]


class TermsWriter(Writer):
    """Writes the function of several terms, as `lambdify` left its source, with arrays (n,) for x and y.

    What is no arithmetic, such as choices, makes arrays of its own, as it did.
    """

    def __init__(self, function: Callable, source: str):
        [definition] = ast.parse(source).body
        self._names = function.__globals__
        self._arguments = [argument.arg for argument in definition.args.args]
        super().__init__(self._arguments[:2])
        *steps, last = definition.body
        pieces = [step for step in steps if isinstance(step, ast.Assign)]  # forgetting is decided here
        self._results = last.value.elts
        self._last_uses = self._released_after([*(step.value for step in pieces), *self._results])
        self._lent: set[str] = set()
        for i, step in enumerate(pieces):
            self._step(step.targets[0].id, step.value)
            self._forget(i)
        for i, term in enumerate(self._results):
            self._result(f"results[{i}]", term)
            self._forget(len(pieces) + i)

    def written(self) -> Callable:
        """Return the function: (results, take, give, *arguments), the results being arrays to fill."""
        return self.function(f"evaluate(results, take, give, {', '.join(self._arguments)})", self._names)

    def ufunc(self, function: ast.expr) -> str | None:
        """Return the name of one of NumPy's functions of floats."""
        known = self._names.get(function.id, getattr(np, function.id, None)) if isinstance(function, ast.Name) else None
        floats = isinstance(known, np.ufunc) and known.types and {"d->d", "dd->d"} & set(known.types)
        return function.id if floats else None

    def other(self, node: ast.expr) -> str:
        """Leave it as it stands."""
        return f"({ast.unparse(node)})"

    def _step(self, name: str, value: ast.expr) -> None:
        holds, computed = self.holds_array(value), self.value(value)
        if holds:
            self.arrays.add(name)
        if computed in self.own:
            self.own.discard(computed)
            self._lent.add(name)
        elif computed in self.arrays:  # a second name for one array
            raise Unwritten
        self.lines.append(f"{name} = {computed}")

    def _result(self, place: str, term: ast.expr) -> None:
        computed = self.value(term, result=place)
        if computed != place:
            self.lines.append(f"{place}[...] = {computed}")

    def _forget(self, i: int) -> None:
        self.release(sorted(self._last_uses.get(i, set()) & self._lent))

    def _released_after(self, values: Sequence[ast.expr]) -> dict[int, set[str]]:
        """Return the names that are used for the last time in each of `values`, by its number."""
        last = {part.id: i for i, value in enumerate(values) for part in ast.walk(value) if isinstance(part, ast.Name)}
        return {i: {name for name, use in last.items() if use == i} for i in set(last.values())}
