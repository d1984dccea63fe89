"""A program coordinate by coordinate, on a tape: for where there are no arrays."""

from collections.abc import Callable, Iterable

import numpy as np

from optimizers.arithmetic import dot, norm
from optimizers.program.nodes import COORDINATE, Node, Program, gradient_at
from optimizers.schedules import Schedule
from programs import Tape

Places = dict[Node, tuple[int, ...]]
"""Those of x and of y, or the one of a number."""


def given(nodes: Iterable[Node], tape: Tape) -> Places:
    """Return the places of nodes that a program is given."""
    return {node: tuple(tape.given() for _ in range(1 + (node.extent == COORDINATE))) for node in nodes}


def write(program: Program, tape: Tape, places: Places, rate: Callable | None = None) -> None:
    """Write what a program does; to the places of what is given are added those of all else.

    rate: what writes a schedule, from itself and the place of its step.
    """
    for node in program.nodes:
        if node.operation:
            operands = [places[each] if isinstance(each, Node) else (tape.number(each),) for each in node.operands]
            follows = isinstance(node.operation, Schedule)
            places[node] = rate(node.operation, *operands) if follows else _places(node, operands, tape.write)


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
