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
from optimizers.program.nodes import COORDINATE, NUMBER, Node, Program, Unrecorded, gradient_at, numbers
from optimizers.program.record import record
from optimizers.rule import Rule
from programs import OPERATORS

FloatStep = Callable[[tuple[float, float], object, tuple], tuple[tuple[float, float], tuple]]
"""(point, ask, state) -> (point, state): the state as all its floats; `ask` tells t and `gradient_at(x, y)`, a pair.

ArithmeticError or ValueError where floats raise and arrays answer inf or nan.
"""

_NAMES = {"sqrt": math.sqrt, "hypot": np.hypot, "exp": np.exp, "cbrt": np.cbrt, "pow": np.power}
_NAMES |= {"power": arithmetic.power.__wrapped__, "inf": math.inf, "nan": math.nan}
_FLOATS = OPERATORS | {
    **{np.sqrt: "sqrt({})", np.square: "({0} * {0})", np.absolute: "abs({})", np.where: "({1} if {0} else {2})"},
    **{np.sign: "({0} if {0} != {0} else float(({0} > 0) - ({0} < 0)))"},
    np.maximum: "({0} if {0} >= {1} or {0} != {0} else {1})",
    np.minimum: "({0} if {0} <= {1} or {0} != {0} else {1})",
    np.clip: "({2} if {0} > {2} or {1} > {2} else {1} if {0} < {1} else {0})",
    **{arithmetic.power: "power({}, {})", arithmetic.quotient: "({0} / {1} if {0} != 0 else 0.0)"},
    **{np.exp: "float(exp({}))", np.cbrt: "float(cbrt({}))", arithmetic.raised: "float(pow({}, {}))"},
    **{arithmetic.dot: "({0} * {2} + {1} * {3})", arithmetic.norm: "float(hypot({}, {}))"},
}
"""Operation → what gives a float the bits that it has in an array."""


def float_step(rule: Rule) -> FloatStep | None:
    """Return the step of `rule` on floats; None where it holds arrays, or operations that floats round otherwise."""
    try:
        step = _written(record(rule))
    except Unrecorded:
        return None
    at = numbers(rule)
    if any(isinstance(value, np.ndarray) for value in at(1)):
        return None
    return lambda point, ask, state: step(point, ask, state, at)


@cache
def _written(program: Program) -> Callable:
    number, names = {node: i for i, node in enumerate(program.nodes)}, dict(_NAMES)

    def place(value, i: int = 0) -> str:
        if not isinstance(value, Node):
            return f"({value!r})"
        return f"n{number[value]}" + f"_{i}" * (value.extent == COORDINATE)

    def all_of(values) -> str:
        return "".join(f"{place(each, i)}, " for each in values for i in range(1 + (each.extent == COORDINATE)))

    x, t, *state = program.given.values()
    fields = ", ".join(place(value) if isinstance(value, Node) else "_" for value in program.fields.values())
    lines = [f"{all_of([x])} = x", f"{place(t)} = ask.t", f"[{all_of(state)}] = state", f"[{fields}] = at({place(t)})"]
    lines += ["gradient = ask.gradient_at"]
    for node in program.nodes:
        if node.operation is gradient_at:
            lines.append(f"{all_of([node])} = gradient({all_of(node.operands)})")
        elif node.operation:
            form = _form(node, names)
            for i in range(1 + (node.extent == COORDINATE)):
                coordinates = (0, 1) if node.operation in (arithmetic.dot, arithmetic.norm) else (i,)
                operands = (place(each, j) for each in node.operands for j in coordinates)
                lines.append(f"{place(node, i)} = {form.format(*operands)}")
    point, *state = program.results.values()
    lines.append(f"return ({all_of([point])}), ({all_of(state)})")
    exec("\n    ".join(["def step(x, ask, state, at):", *lines]), names)  # of operations, under numbers
    return names["step"]


def _form(node: Node, names: dict) -> str:
    """Return the template of an operation on floats; what it calls is added to the names."""
    operation = node.operation
    if operation is np.power and node.extent > NUMBER and node.operands[1] == 2:
        return "{0} * {0}"  # as arrays do it; `**` rounds otherwise now and then
    rounds_otherwise = node.extent == COORDINATE and operation in (np.power, np.remainder)
    if operation in _FLOATS and not rounds_otherwise:
        return _FLOATS[operation]
    if node.extent < COORDINATE:
        name = f"{operation.__name__}_{len(names)}"
        names[name] = operation
        return f"float({name}({', '.join(['{}'] * len(node.operands))}))"
    raise Unrecorded(f"{operation.__name__} has other bits on floats than on arrays")
