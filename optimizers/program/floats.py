"""A rule's step at one point, on plain floats.

NumPy spends a quarter of a microsecond on an operation however short the array is, so a racer by itself steps three
times as fast on two floats: each operation once for either coordinate, or once for both. The same IEEE operations in
the same order give the same bits.
"""

import math
from collections.abc import Callable, Iterable
from functools import lru_cache

import numpy as np

from optimizers import arithmetic
from optimizers.program.coordinates import by_coordinates
from optimizers.program.nodes import COORDINATE, REMEMBERED, Node, Program, Unrecorded, gradient_at, numbers
from optimizers.program.record import record
from optimizers.rule import Rule
from programs import OPERATORS

FloatStep = Callable[[tuple[float, float], object, tuple], tuple[tuple[float, float], tuple]]
"""(point, ask, state) -> (point, state): the state as all its floats; `ask` tells t and `gradient_at(x, y)`, a pair.

ArithmeticError or ValueError where floats raise and arrays answer inf or nan.
"""

_FUNCTIONS = {"sqrt": math.sqrt, "hypot": np.hypot, "exp": np.exp, "cbrt": np.cbrt, "pow": np.power}
_FUNCTIONS |= {"power": arithmetic.power.__wrapped__, "inf": math.inf, "nan": math.nan}
_FORMS = OPERATORS | {
    **{np.sqrt: "sqrt({})", np.square: "({0} * {0})", np.absolute: "abs({})", np.where: "({1} if {0} else {2})"},
    **{np.sign: "({0} if {0} != {0} else float(({0} > 0) - ({0} < 0)))"},
    np.maximum: "({0} if {0} >= {1} or {0} != {0} else {1})",
    np.minimum: "({0} if {0} <= {1} or {0} != {0} else {1})",
    **{arithmetic.power: "power({}, {})", arithmetic.quotient: "({0} / {1} if {0} != 0 else 0.0)"},
    **{np.exp: "float(exp({}))", np.cbrt: "float(cbrt({}))", arithmetic.raised: "float(pow({}, {}))"},
    **{np.hypot: "float(hypot({}, {}))", gradient_at: "gradient({}, {})"},
}
"""Operation → what gives a float the bits that it has in an array."""

_ALIKE = {None, np.clip, *_FORMS} - {np.power, np.remainder}
"""What floats do as arrays of coordinates do it."""


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


@lru_cache(maxsize=REMEMBERED)
def _written(program: Program) -> Callable:
    for node in program.nodes:
        if node.extent == COORDINATE and node.operation not in _ALIKE:
            raise Unrecorded(f"{node.operation.__name__} has other bits on floats than on arrays")
    (tape, places), functions = by_coordinates(program), dict(_FUNCTIONS)

    def call(operation: Callable, operands: list[str]) -> str:
        if operation in _FORMS:
            return _FORMS[operation].format(*operands)
        name = f"{operation.__name__}_{len(functions)}"
        functions[name] = operation
        return f"float({name}({', '.join(operands)}))"

    def names(nodes: Iterable[Node]) -> str:
        return "".join(f"n{place}, " for node in nodes for place in places[node])

    x, t, *state = program.given.values()
    point, *after = program.results.values()
    fields = "".join(names([node]) if isinstance(node, Node) else "_, " for node in program.fields.values())
    lines = [f"{names([x])} = x", f"{names([t])} = (ask.t,)", f"[{names(state)}] = state", f"[{fields}] = at(ask.t)"]
    lines += ["gradient = ask.gradient_at", *tape.lines(call), f"return ({names([point])}), ({names(after)})"]
    exec("\n    ".join(["def step(x, ask, state, at):", *lines]), functions)  # of operations, under numbers
    return functions["step"]
