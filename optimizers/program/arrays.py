"""A rule's step over a large batch, without new memory for each operation.

NumPy makes an array for every sum and product, and finding that memory takes longer than the arithmetic. Here each goes
into an array that nothing reads any more, in the same order, hence with the same bits.
"""

from collections.abc import Callable
from functools import cache, partial

import numpy as np

from optimizers.program.code import PYTHON
from optimizers.program.record import Extent, Node, Program, Unrecorded, gradient_at, record
from optimizers.rule import Rule


def array_step(rule: Rule, n: int) -> Callable:
    """Return what takes a step of `rule` for n runs: (x, surface, state, after) -> state.

    The new points are written into `after`; all arrays are (n, 2), in memory either coordinate by itself. The state it
    is given is its own from then on. surface: `gradient_into(gradients, points)` fills one array from another; where
    the rule has no program its own `step` takes the step, on `surface.gradient`.
    """
    try:
        step = _written(record(rule))
    except Unrecorded:
        return partial(_by_itself, rule)
    free: list[np.ndarray] = []

    def take() -> np.ndarray:
        return free.pop() if free else np.empty((2, n)).T

    return lambda x, surface, state, after: step(rule.at, x, surface.gradient_into, state, after, take, free.append)


def _by_itself(rule: Rule, x: np.ndarray, surface, state: tuple, after: np.ndarray) -> tuple:
    after[...], state = rule.step(x, surface, state)
    return state


@cache
def _written(program: Program) -> Callable:
    return _Writer(program).written()


class _Writer:
    """Writes the lines for one program; own: the nodes whose arrays may be written over once they are read no more."""

    def __init__(self, program: Program):
        self.program = program
        self.places = {node: f"n{i}" for i, node in enumerate([*program.nodes, program.t])}
        self.last = {each: node for node in program.nodes for each in node.operands if isinstance(each, Node)}
        self.kept = set(program.results.values())
        self.own = {node for name, node in program.given.items() if name != "x"}
        self.names = {"np": np, "inf": np.inf, "nan": np.nan}
        self.lines: list[str] = []

    def written(self) -> Callable:
        """Return the function: (at, x, gradient_into, state, after, take, give) -> state."""
        program = self.program
        x, *state = map(self.place, program.given.values())
        fields = [self.place(value) if isinstance(value, Node) else "_" for value in program.fields.values()]
        before = self.place(program.before)
        self.lines += [f"{x} = x", f"({', '.join([before, *state])},) = state"]
        self.lines.append(f"({', '.join(fields)}{',' * bool(fields)}) = at({before} + 1)")
        for node in program.nodes:
            if node.operation is not None:
                self._operation(node)
        self._return(*program.results.values())
        exec("\n    ".join(["def step(at, x, gradient_into, state, after, take, give):", *self.lines]), self.names)
        return self.names["step"]

    def place(self, value: Node | float) -> str:
        """Return what stands for a node or a number."""
        return self.places[value] if isinstance(value, Node) else f"({value!r})"

    def _operation(self, node: Node) -> None:
        operands = list(map(self.place, node.operands))
        spare = [each for each in dict.fromkeys(node.operands) if each in self.own and self.last[each] is node]
        spare = [each for each in spare if each not in self.kept]
        square = node.operation is np.power and node.operands[1:] == (2,)
        if node.extent < Extent.COORDINATE or not (square or _fills(node.operation)):
            self.lines.append(f"{self.places[node]} = {self._expression(node, operands)}")
        else:
            place = self._array(node, spare)
            if node.operation is gradient_at:
                self.lines.append(f"gradient_into({place}, {operands[0]})")
            else:
                function, operands = ("multiply", operands[:1] * 2) if square else (node.operation.__name__, operands)
                self.lines.append(f"np.{function}({', '.join(operands)}, out={place})")
        self._give(spare)
        if node not in self.last:
            self._give({node} & self.own - self.kept)

    def _array(self, node: Node, spare: list[Node]) -> str:
        """Return the name of an array for a node: the new points', an operand's that is read no more, or a free one."""
        if node is self.program.results["x"] and list(self.program.results.values()).count(node) == 1:
            self.places[node] = "after"
            return "after"
        self.own.add(node)
        if spare and node.operation is not gradient_at:
            operand = spare.pop(0)
            self.own.discard(operand)
            self.places[node] = self.places[operand]
        else:
            self.lines.append(f"{self.places[node]} = take()")
        return self.places[node]

    def _expression(self, node: Node, operands: list[str]) -> str:
        if node.operation in PYTHON:
            return PYTHON[node.operation].format(*operands)
        name = f"{node.operation.__name__}_made"
        self.names[name] = node.operation
        return f"{name}({', '.join(operands)})"

    def _give(self, nodes) -> None:
        for node in nodes:
            self.own.discard(node)
            self.lines.append(f"give({self.places[node]})")

    def _return(self, point: Node, *state: Node) -> None:
        if self.places[point] != "after":
            self.lines.append(f"after[...] = {self.places[point]}")
        left = [self.places[self.program.t]]
        for node in state:  # an array for each, whatever the step calls twice
            left.append(self.places[node] if node in self.own else f"np.copy({self.places[node]}, order='K')")
            self.own.discard(node)
        self._give(node for node in list(self.own) if node not in self.last and node.operation is None)
        self.lines.append(f"return ({', '.join(left)},)")


def _fills(operation: Callable) -> bool:
    """Whether it is the gradient, or one of NumPy's that make floats of floats, and so can fill an array."""
    floats = isinstance(operation, np.ufunc) and f"{'d' * operation.nin}->d" in operation.types
    return operation is gradient_at or (floats and operation is not np.power)
