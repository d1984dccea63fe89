"""A rule's step at one point, on plain floats.

NumPy spends a quarter of a microsecond on an operation however short the array is, so a racer by itself steps three
times as fast on two floats: each operation once for either coordinate, or once for both. The same IEEE operations in
the same order give the same bits.
"""

import math
from collections.abc import Callable
from functools import cache

import numpy as np

from optimizers import arithmetic
from optimizers.program.code import PYTHON
from optimizers.program.record import Extent, Node, Program, Unrecorded, gradient_at, record
from optimizers.rule import Rule

FloatStep = Callable[[tuple[float, float], Callable, tuple], tuple[tuple[float, float], tuple]]
"""(point, gradient, state) -> (point, state); `gradient` takes and returns two floats, the state is t and then pairs.

ArithmeticError or ValueError where floats raise and arrays answer inf or nan.
"""

_EXACT = {operation: PYTHON[operation] for operation in PYTHON if operation not in (np.power, np.remainder)} | {
    **{np.sqrt: "sqrt({})", np.sign: "sign({})", np.where: "({1} if {0} else {2})"},
    **{np.maximum: "maximum({}, {})", np.minimum: "minimum({}, {})", np.clip: "minimum(maximum({}, {}), {})"},
    **{arithmetic.power: "power({}, {})", arithmetic.quotient: "quotient({}, {})"},
    **{arithmetic.dot: "({0} * {2} + {1} * {3})", arithmetic.norm: "sqrt({0} * {0} + {1} * {1})"},
}
"""Operation → what gives a float the bits that it has in an array."""


def float_step(rule: Rule) -> FloatStep | None:
    """Return the step of `rule` on floats; None where it holds arrays, or operations that floats round otherwise."""
    if any(isinstance(value, np.ndarray) for value in rule.at(1)):
        return None
    try:
        step = _written(record(rule))
    except Unrecorded:
        return None
    return lambda point, gradient, state: step(point, gradient, state, rule.at)


def _maximum(a: float, b: float) -> float:
    return a if a >= b or a != a else b


def _minimum(a: float, b: float) -> float:
    return a if a <= b or a != a else b


def _sign(a: float) -> float:
    return a if a != a else float((a > 0) - (a < 0))


def _quotient(a: float, b: float) -> float:
    return a / b if a != 0 else 0.0


_NAMES = {"sqrt": math.sqrt, "maximum": _maximum, "minimum": _minimum, "sign": _sign, "quotient": _quotient}
_NAMES |= {"power": arithmetic.power.__wrapped__, "inf": math.inf, "nan": math.nan}


@cache
def _written(program: Program) -> Callable:
    number = {node: i for i, node in enumerate([*program.nodes, program.t])}
    names = dict(_NAMES)

    def place(value, i: int) -> str:
        if not isinstance(value, Node):
            return f"({value!r})"
        return f"n{number[value]}_{i}" if value.extent == Extent.COORDINATE else f"n{number[value]}"

    def both(value) -> str:
        return f"{place(value, 0)}, {place(value, 1)}"

    point, *state = program.given.values()
    fields = [place(value, 0) if isinstance(value, Node) else "_" for value in program.fields.values()]
    lines = [
        f"{both(point)} = x",
        f"{', '.join([place(program.before, 0), *map(both, state)])}, = state",
        f"({', '.join(fields)}{',' * bool(fields)}) = at({place(program.before, 0)} + 1)",
    ]
    for node in program.nodes:
        if node.operation is gradient_at:
            lines.append(f"{both(node)} = gradient({both(node.operands[0])})")
        elif node.operation is not None:
            lines += [f"{place(node, i)} = {_expression(node, i, place, names)}" for i in range(_count(node))]
    point, *state = program.results.values()
    lines.append(f"return ({both(point)}), ({', '.join([place(program.t, 0), *map(both, state)])},)")
    exec("\n    ".join(["def step(x, gradient, state, at):", *lines]), names)  # of operations, in numbered names
    return names["step"]


def _count(node: Node) -> int:
    return 2 if node.extent == Extent.COORDINATE else 1


def _expression(node: Node, i: int, place: Callable, names: dict) -> str:
    """Return the expression for a node's coordinate i."""
    operation, operands = node.operation, [place(each, i) for each in node.operands]
    if operation in (arithmetic.dot, arithmetic.norm):
        operands = [place(each, j) for each in node.operands for j in range(2)]
    square = operation is np.power and node.operands[1:] == (2,) and node.extent == Extent.COORDINATE
    if square:
        return f"{operands[0]} * {operands[0]}"
    if operation in _EXACT:
        return _EXACT[operation].format(*operands)
    if node.extent == Extent.COORDINATE:
        raise Unrecorded(f"{operation.__name__} on floats has other bits than on arrays")
    if operation in PYTHON:
        return PYTHON[operation].format(*operands)
    name = f"{operation.__name__}_of_numbers"
    names[name] = operation
    return f"float({name}({', '.join(operands)}))"
