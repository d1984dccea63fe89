"""A rule as plain code: NumPy, which gives the bits of its step, or PyTorch."""

import ast
import inspect
import keyword
import math
import re
from collections.abc import Mapping
from operator import attrgetter

import numpy as np

from optimizers import arithmetic
from optimizers.program.nodes import COORDINATE, NUMBER, Node, Program, Unrecorded, choose, gradient_at
from optimizers.program.record import record, record_rate
from optimizers.rule import Rule
from optimizers.schedules import Schedule
from programs import OPERATORS

_PYTHON = OPERATORS | {
    **{arithmetic.power: "power({}, {})", arithmetic.quotient: "quotient({}, {})", gradient_at: "gradient({})"},
    **{arithmetic.least: "min({}, {})", arithmetic.cos: "math.cos({})", choose: "({1} if {0} else {2})"},
    **{np.absolute: "abs({})", np.square: "({} ** 2)"},
}
_NUMPY = _PYTHON | {
    arithmetic.raised: "np.power({}, {})",
    **{arithmetic.dot: "np.sum({} * {}, axis=-1, keepdims=True)", arithmetic.exp: "np.exp({})"},
    arithmetic.norm: "np.hypot({0}[..., :1], {0}[..., 1:])",
}
_TORCH = _PYTHON | {
    **{arithmetic.raised: "({} ** {})", np.cbrt: "({} ** (1 / 3))"},
    **{arithmetic.power: "({} ** {})", arithmetic.quotient: "torch.where({0} != 0, {0} / {1}, 0.0)"},
    **{arithmetic.dot: "({} * {}).sum(-1, keepdim=True)", arithmetic.norm: "torch.hypot(*{}.split(1, -1))"},
    arithmetic.exp: "math.exp({})",
}
_RESERVED = {"x", "gradient", "state", "t", "np", "math", "torch", "abs", "min", "float", "power", "quotient"}


def numpy_code(rule: Rule) -> str:
    """Return a module whose `step(x, gradient, state, t)` is the rule's, to the bit; gradient: points -> gradients.

    t: which step it is, from 1; state: as the rule's `begin` makes it. Unrecorded where the rule has no program.
    """
    functions = _functions(rule, "", "np", _NUMPY)
    helpers = [each for each in (arithmetic.power, arithmetic.quotient) if f"{each.__name__}(" in "".join(functions)]
    sources = [inspect.getsource(inspect.unwrap(helper)).partition("\n")[2].rstrip() for helper in helpers]
    body = "\n\n\n".join([*sources, *functions])
    imports = [line for line in ("import math", "import numpy as np") if f"{line.split()[-1]}." in body]
    return "\n".join([*imports, *["", ""][: 2 * len(imports)], body, ""])


def torch_functions(rule: Rule, suffix: str) -> str:
    """Return functions, the last of them `step` with a suffix: the rule's step on tensors, called as that of NumPy.

    Unrecorded where the rule has no program.
    """
    return "\n\n\n".join(_functions(rule, suffix, "torch", _TORCH))


def rate_code(schedule: Schedule, t: str = "t") -> str:
    """Return Python for the learning rate at step `t`, itself Python."""
    program = record_rate(schedule)
    numbers = {field: node for field, node in program.fields.items() if isinstance(node, Node)}
    names = {node: _literal(getattr(schedule, field)) for field, node in numbers.items()}
    names[program.given["t"]] = f"({t})"
    return ast.unparse(ast.parse(_text(program.results["rate"], names, "math", _TORCH)))


def _functions(rule: Rule, suffix: str, library: str, table: Mapping) -> list[str]:
    program, taken = record(rule), set(_RESERVED)
    x, t, *state = program.given.items()
    names = {x[1]: "x", t[1]: "t"} | {node: _free(name, taken) for name, node in state}
    body = [f"{names[node]} = state[{name!r}]" for name, node in state]
    told, rates = ["x", "gradient", "state", "t"], []
    for field, node in program.fields.items():
        value, name = attrgetter(field)(rule), field.replace(".", "_")
        if isinstance(value, Schedule):
            name = _free(name + suffix, taken)
            rates += _rate_functions(value, name, library, table)
            names[node] = f"{name}(t)"
        elif isinstance(node, Node):
            names[node] = _free(name, taken)
            told.append(f"{names[node]}={_literal(value)}")
    body += _assignments(program, names, taken, library, table)
    results = {name: _text(node, names, library, table) for name, node in program.results.items()}
    left = ", ".join(f"{name!r}: {results[name]}" for name, _ in state)
    title = " ".join(f"{getattr(rule, 'title', type(rule).__name__)}. {rule.line}".split())
    body += [f"return {results['x']}, {{{left}}}"]
    return [*rates, _function(f"step{suffix}({', '.join(told)})", title, body)]


def _rate_functions(schedule: Schedule, name: str, library: str, table: Mapping) -> list[str]:
    program = record_rate(schedule)
    names, others = {program.given["t"]: "t"}, []
    for field, node in program.fields.items():
        value = getattr(schedule, field)
        if isinstance(value, Schedule):
            others += _rate_functions(value, f"{name}_{field}", library, table)
            names[value] = f"{name}_{field}"
        else:
            names[node] = _literal(value)
    body = _assignments(program, names, set(_RESERVED), library, table)
    body += [f"return {_text(program.results['rate'], names, library, table)}"]
    return [*others, _function(f"{name}(t)", schedule.title, body)]


def _assignments(program: Program, names: dict, taken: set[str], library: str, table: Mapping) -> list[str]:
    """Return a line for each value that has a name, and add that to the names."""
    lines = []
    for i, (name, node) in enumerate(program.lines):
        if node in program.names and node not in names:
            written, given = _text(node, names, library, table), program.given.get(name)
            later = set().union(*(program.reads(*line) for line in program.lines[i + 1 :]))
            over = program.results.get(name) is node and given not in later
            names[node] = names[given] if over else _free(name, taken)
            lines.append(f"{names[node]} = {written}")
    return lines


def _function(head: str, title: str, body: list[str]) -> str:
    return ast.unparse(ast.parse("\n    ".join([f"def {head}:", repr(title), *body])))


def _text(value: Node | float, names: Mapping[Node, str], library: str, table: Mapping) -> str:
    """Return the expression for a node, or a number, in parentheses wherever they may matter."""
    if not isinstance(value, Node):
        return _literal(value)
    if value in names:
        return names[value]
    operands = [_text(each, names, library, table) for each in value.operands]
    if isinstance(value.operation, Schedule):
        name = names.get(value.operation)
        return f"{name}({operands[0]})" if name else f"({rate_code(value.operation, *operands)})"
    if value.operation in table:
        return f"({table[value.operation].format(*operands)})"
    name = value.operation.__name__
    if getattr(np, name, None) is not value.operation:
        raise Unrecorded(f"{name} is no function of NumPy")
    if library == "torch":
        extents = [getattr(each, "extent", NUMBER) for each in value.operands]
        operands = [o if e == COORDINATE else f"torch.as_tensor({o})" for o, e in zip(operands, extents, strict=True)]
    return f"{library}.{name}({', '.join(operands)})"


def _literal(value) -> str:
    if isinstance(value, np.ndarray):
        return f"np.array({value.tolist()})[..., None]"
    if value == math.pi:
        return "math.pi"
    return repr(value) if math.isfinite(value) else f"float('{value}')"


def _free(name: str, taken: set[str]) -> str:
    """Return the name, lengthened until it is no other's; it is taken from then on."""
    name = re.sub(r"^(?=\d)|\W", "_", name)
    while name in taken or keyword.iskeyword(name):
        name += "_"
    taken.add(name)
    return name
