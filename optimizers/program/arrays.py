"""A rule's step over a large batch, without new memory for each operation.

Each goes into an array that nothing reads any more, in the same order, hence with the same bits.
"""

from collections.abc import Callable
from functools import cache

import numpy as np

from optimizers.program.nodes import COORDINATE, Node, Program, Unrecorded, gradient_at, numbers
from optimizers.program.record import record
from optimizers.rule import Ask, Rule, State
from programs import OPERATORS, Arrays, fills


def array_step(rule: Rule, n: int) -> Callable:
    """Return what takes a step of `rule` for n runs: (x, ask, state, after) -> state.

    The new points are written into `after`. Points and state are in memory each coordinate by itself, and the state it
    is given is its own from then on. ask: as of a rule, and `gradient_into(gradients, points)` fills one array from
    another. Where the rule has no program its own `step` takes the step.
    """
    try:
        step, at = _written(record(rule)), numbers(rule)
    except Unrecorded:
        return own_step(rule)
    free: list[np.ndarray] = []
    take, give = lambda: free.pop() if free else np.empty((2, n)).T, free.append
    return lambda x, ask, state, after: step(at, x, ask, state, after, take, give)


def own_step(rule: Rule) -> Callable:
    """Return what takes the same steps by the rule's own code, which leaves the state it is given as it is."""

    def step(x: np.ndarray, ask: Ask, state: State, after: np.ndarray) -> State:
        after[...], state = rule.step(x, ask, state)
        return state

    return step


@cache
def _written(program: Program) -> Callable:
    return _Writer(program).step()


class _Writer:
    """Writes the lines for one program. places: nodes → their names."""

    def __init__(self, program: Program):
        self.program, self.lines, self.names = program, [], {"copy": np.copy, "inf": np.inf, "nan": np.nan}
        self.places = {node: f"n{i}" for i, node in enumerate(program.nodes)}
        last = {each: node for node in program.nodes for each in node.operands if isinstance(each, Node)}
        own = {node for node in program.given.values() if node.extent == COORDINATE} - {program.given["x"]}
        self.arrays = Arrays(self.lines, self.places, last | dict.fromkeys(program.results.values()), own)

    def step(self) -> Callable:
        """Return the function: (at, x, ask, state, after, take, give) -> state."""
        x, t, *_ = map(self.places.get, self.program.given.values())
        fields = ", ".join(self.places.get(value, "_") for value in self.program.fields.values())
        self.lines += [f"{x} = x", f"{t} = ask.t", f"[{fields}] = at({t})"]
        self.lines += [f"{self.places[node]} = state[{name!r}]" for name, node in [*self.program.given.items()][2:]]
        for node in self.program.nodes:
            if node.operation:
                self._operation(node, [self.places[o] if isinstance(o, Node) else f"({o!r})" for o in node.operands])
            if node not in self.arrays.last:
                self.arrays.give([node] if node in self.arrays.own else [])
        self._return(*self.program.results.items())
        exec("\n    ".join(["def step(at, x, ask, state, after, take, give):", *self.lines]), self.names)
        return self.names["step"]

    def _operation(self, node: Node, operands: list[str]) -> None:
        spare = self.arrays.spare(node, node.operands)
        operation, function = node.operation, f"{node.operation.__name__}_{self.places[node]}"
        if operation is np.power and node.operands[1] == 2:
            operation, operands = np.multiply, operands[:1] * 2
        self.names[function] = operation
        if operation is gradient_at:
            self.lines.append(f"ask.gradient_into({self._array(node, [])}, {operands[0]})")
        elif node.extent == COORDINATE and fills(operation) and operation is not np.power:
            self.lines.append(f"{function}({', '.join(operands)}, out={self._array(node, spare)})")
        else:
            form = OPERATORS.get(operation, f"{function}({', '.join(['{}'] * len(operands))})")
            self.lines.append(f"{self.places[node]} = {form.format(*operands)}")
        self.arrays.give(spare)

    def _array(self, node: Node, spare: list[Node]) -> str:
        """Return the name of an array for a node: the new points', or one of its own."""
        if list(self.program.results.values()).count(node) == 1 and node is self.program.results["x"]:
            self.places[node] = "after"
            return "after"
        return self.arrays.take(node, spare)

    def _return(self, point: tuple[str, Node], *state: tuple[str, Node]) -> None:
        if self.places[point[1]] != "after":
            self.lines.append(f"after[...] = {self.places[point[1]]}")
        left = []
        for name, node in state:  # an array for each, whatever the step calls twice
            form = "{!r}: {}" if node in self.arrays.own else "{!r}: copy({}, order='K')"
            left.append(form.format(name, self.places[node]))
            self.arrays.own.discard(node)
        self.lines.append(f"return {{{', '.join(left)}}}")
