"""A program coordinate by coordinate, on a tape: for where there are no arrays."""

from collections.abc import Callable, Mapping

import numpy as np

from optimizers.arithmetic import dot, norm
from optimizers.program.nodes import COORDINATE, Node, Program, gradient_at
from programs import Tape

Registers = Mapping[Node, tuple[int, ...]]
"""Those of x and of y, or the one of a number."""


def by_coordinates(program: Program) -> tuple[Tape, Registers]:
    """Return a tape of what a program does, and the places of its nodes: those given first, then its fields."""
    tape, places = Tape(), {}
    for node in (*program.given.values(), *program.fields.values()):
        if isinstance(node, Node):
            places[node] = tuple(tape.given() for _ in range(1 + (node.extent == COORDINATE)))
    for node in program.nodes:
        if node.operation:
            operands = [places[each] if isinstance(each, Node) else (tape.number(each),) for each in node.operands]
            places[node] = _places(node, operands, tape.write)
    return tape, places


def _places(node: Node, operands: list[tuple[int, ...]], write: Callable) -> tuple[int, ...]:
    if node.operation is gradient_at:
        by_x = write(gradient_at, *operands[0], makes=2)
        return by_x, by_x + 1
    if node.operation is norm:
        return (write(np.hypot, *operands[0]),)
    if node.operation is dot:
        return (write(np.add, *(write(np.multiply, *pair) for pair in zip(*operands, strict=True))),)
    each = (tuple(place[i % len(place)] for place in operands) for i in range(1 + (node.extent == COORDINATE)))
    if node.operation is np.clip:
        return tuple(write(np.minimum, write(np.maximum, x, low), high) for x, low, high in each)
    return tuple(write(node.operation, *read) for read in each)
