"""A rule's step over a large batch, without new memory for each operation.

Each goes into an array that nothing reads any more, in the same order, hence with the same bits.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from optimizers.program.nodes import COORDINATE, REMEMBERED, Node, Program, Unrecorded, gradient_at, numbers
from optimizers.program.record import record
from optimizers.rule import Ask, Rule, State
from programs import OPERATORS, InPlace, fills


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


@lru_cache(maxsize=REMEMBERED)
def _written(program: Program) -> Callable:
    """Return the function: (at, x, ask, state, after, take, give) -> state."""
    (_, x), (_, t), *state = program.given.items()
    (_, point), *results = program.results.items()
    last = {each: node for node in program.nodes for each in node.reads} | dict.fromkeys(program.results.values())
    own = {node for _, node in state if node.extent == COORDINATE}
    step = _Step({node: f"n{i}" for i, node in enumerate(program.nodes)}, last, own)
    fields = ", ".join(step.places.get(value, "_") for value in program.fields.values())
    step.lines += [f"{step.place(x)} = x", f"{step.place(t)} = ask.t", f"[{fields}] = at(ask.t)"]
    step.lines += [f"{step.place(node)} = state[{name!r}]" for name, node in state]
    result = point if point.operation and point not in dict(results).values() else None
    for node in program.nodes:
        if node.operation:
            step.work_out(node, _fills(node), "after" if node is result else None)
        if node not in last:
            step.give([node] if node in step.own else [])
    if not (result and _fills(result)):
        step.lines.append(f"after[...] = {step.place(point)}")
    step.names["copy"], left = np.copy, []
    for name, node in results:  # an array for each, whatever the step calls twice
        left.append(("{!r}: {}" if node in step.own else "{!r}: copy({}, order='K')").format(name, step.place(node)))
        step.own.discard(node)
    step.lines.append(f"return {{{', '.join(left)}}}")
    return step.function("at, x, ask, state, after, take, give")


def _fills(node: Node) -> bool:
    """Whether arrays take up what a node comes to, with the same bits."""
    if node.operation is gradient_at:
        return True
    return node.extent == COORDINATE and fills(node.operation) and node.operation is not np.power


class _Step(InPlace):
    operators = OPERATORS | {np.square: "({0} * {0})"}

    def call(self, node: Node, operation: Callable, out: str | None = None) -> str:
        if operation is gradient_at:
            return f"ask.gradient_into({out}, {self.place(node.operands[0])})"
        return super().call(node, operation, out)

    def array(self, node: Node, spare: list[Node]) -> str:
        return super().array(node, [] if node.operation is gradient_at else spare)  # whose point is read to the end
