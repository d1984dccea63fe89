"""A rule as plain code: NumPy, which gives the bits of its step, or PyTorch."""

import ast
import inspect
import keyword
import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from optimizers import arithmetic
from optimizers.program.record import COORDINATE, Node, choose, gradient_at, record, record_rate
from optimizers.rule import Rule
from optimizers.schedules import Schedule

OPERATORS: Mapping[Callable, str] = MappingProxyType(
    {
        **{np.add: "({} + {})", np.subtract: "({} - {})", np.multiply: "({} * {})", np.divide: "({} / {})"},
        **{np.floor_divide: "({} // {})", np.remainder: "({} % {})", np.power: "({} ** {})"},
        **{np.negative: "(-{})", np.positive: "(+{})"},
        **{np.less: "({} < {})", np.less_equal: "({} <= {})", np.equal: "({} == {})"},
        **{np.greater: "({} > {})", np.greater_equal: "({} >= {})", np.not_equal: "({} != {})"},
    }
)
"""Operation → how Python writes it of numbers, arrays and tensors; the others are functions."""

_PYTHON = OPERATORS | {
    **{arithmetic.power: "power({}, {})", arithmetic.quotient: "quotient({}, {})", gradient_at: "gradient({})"},
    **{arithmetic.least: "min({}, {})", arithmetic.cos: "math.cos({})", choose: "({1} if {0} else {2})"},
    **{np.absolute: "abs({})"},
}
_NUMPY = _PYTHON | {
    **{arithmetic.dot: "np.sum({} * {}, axis=-1, keepdims=True)", arithmetic.exp: "np.exp({})"},
    **{arithmetic.norm: "np.sqrt(np.sum({0} * {0}, axis=-1, keepdims=True))"},
}
_TORCH = _PYTHON | {
    **{arithmetic.power: "({} ** {})", arithmetic.quotient: "torch.where({0} != 0, {0} / {1}, 0.0)"},
    **{arithmetic.dot: "({} * {}).sum(-1, keepdim=True)", arithmetic.norm: "({0} * {0}).sum(-1, keepdim=True).sqrt()"},
    **{np.maximum: "torch.clamp({}, min={})", np.minimum: "torch.clamp({}, max={})", arithmetic.exp: "math.exp({})"},
}
_RESERVED = {"x", "t", "state", "gradient", "np", "math", "torch", "abs", "min", "float", "power", "quotient"}


def numpy_code(rule: Rule) -> str:
    """Return a module whose `step(x, gradient, state)` is the rule's, to the bit; gradient: points -> gradients.

    Unrecorded where the rule has no program.
    """
    step = _step(rule, "step", "np", _NUMPY)
    helpers = [helper for helper in (arithmetic.power, arithmetic.quotient) if f"{helper.__name__}(" in step]
    sources = [inspect.getsource(inspect.unwrap(helper)).partition("\n")[2].rstrip() for helper in helpers]
    body = "\n\n\n".join([*sources, step])
    imports = [line for line in ("import math", "import numpy as np") if f"{line.split()[-1]}." in body]
    return "\n".join([*imports, *["", ""][: 2 * len(imports)], body, ""])


def torch_code(rule: Rule, name: str) -> str:
    """Return a function of that name, (x, gradient, state) -> (x, state), that takes the rule's step on tensors.

    Unrecorded where the rule has no program.
    """
    return _step(rule, name, "torch", _TORCH)


def rate_code(schedule: Schedule, t: str = "t") -> str:
    """Return Python for the learning rate at step `t`, itself Python."""
    return ast.unparse(ast.parse(_rate(schedule, t, _TORCH)))


def _step(rule: Rule, name: str, library: str, table: Mapping) -> str:
    program, taken = record(rule), set(_RESERVED)
    names = {node: name if name in _RESERVED else _free(name, taken) for name, node in program.given.items()}
    names |= {program.given["t"]: "(t - 1)", program.results["t"]: "t"}
    letters = ["t", *list(names.values())[2:-1]]
    told, body = [], [f"({', '.join(letters)},) = state", "t = t + 1"]
    for field, node in program.fields.items():
        if isinstance(node, Node):
            names[node], value = _free(field, taken), getattr(rule, field)
            if isinstance(value, Schedule):
                body.append(f"{names[node]} = {_rate(value, 't', table)}")
            else:
                told.append(f"{names[node]}={_literal(value)}")
    for i, (name_, node) in enumerate(program.lines):
        if node in program.names and node not in names:
            written, given = _text(node, names, library, table), program.given.get(name_)
            later = set().union(*(program.reads(*line) for line in program.lines[i + 1 :]))
            over = program.results.get(name_) is node and given not in later
            names[node] = names[given] if over else _free(name_, taken)
            body.append(f"{names[node]} = {written}")
    point, _, *state = (_text(node, names, library, table) for node in program.results.values())
    title = repr(" ".join(f"{getattr(rule, 'title', type(rule).__name__)}. {rule.line}".split()))
    head = f"def {name}({', '.join(['x', 'gradient', 'state', *told])}):"
    return ast.unparse(ast.parse("\n    ".join([head, title, *body, f"return {point}, ({', '.join(['t', *state])},)"])))


def _rate(schedule: Schedule, t: str, table: Mapping) -> str:
    program = record_rate(schedule)
    numbers = {field: node for field, node in program.fields.items() if isinstance(node, Node)}
    names = {node: _literal(getattr(schedule, field)) for field, node in numbers.items()}
    return _text(program.results["rate"], names | {program.given["t"]: f"({t})"}, "math", table)


def _text(value: Node | float, names: Mapping[Node, str], library: str, table: Mapping) -> str:
    """Return the expression for a node, or a number, in parentheses wherever they may matter."""
    if not isinstance(value, Node):
        return _literal(value)
    if value in names:
        return names[value]
    operands = [_text(each, names, library, table) for each in value.operands]
    if isinstance(value.operation, Schedule):
        return _rate(value.operation, *operands, table)
    if value.operation in table:
        return f"({table[value.operation].format(*operands)})"
    alone = library == "torch" and value.extent < COORDINATE
    return f"{'math' if alone else library}.{value.operation.__name__}({', '.join(operands)})"


def _literal(value) -> str:
    if isinstance(value, np.ndarray):
        return f"np.array({value.tolist()})[..., None]"
    if value == math.pi:
        return "math.pi"
    return repr(value) if math.isfinite(value) else f"float('{value}')"


def _free(name: str, taken: set[str]) -> str:
    """Return the name, lengthened until it is no other's; it is taken from then on."""
    while name in taken or keyword.iskeyword(name) or not name.isidentifier():
        name += "_"
    taken.add(name)
    return name
