"""A rule as plain code: NumPy, which gives the bits of its step, or PyTorch."""

import ast
import inspect
import keyword
import math
import re
from collections.abc import Callable, Mapping
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
    functions = _Functions("np", _NUMPY).step(rule)
    primitives = [each for each in (arithmetic.power, arithmetic.quotient) if f"{each.__name__}(" in "".join(functions)]
    sources = [inspect.getsource(inspect.unwrap(primitive)).partition("\n")[2].rstrip() for primitive in primitives]
    body = "\n\n\n".join([*sources, *functions])
    imports = [line for line in ("import math", "import numpy as np") if f"{line.split()[-1]}." in body]
    return "\n".join([*imports, *["", ""][: 2 * len(imports)], body, ""])


def torch_functions(rule: Rule, suffix: str) -> str:
    """Return functions, the last of them `step` with a suffix: the rule's step on tensors, called as that of NumPy.

    Unrecorded where the rule has no program.
    """
    return "\n\n\n".join(_Functions("torch", _TORCH).step(rule, suffix))


def rate_code(schedule: Schedule, t: str = "t") -> str:
    """Return Python for the learning rate at step `t`, itself Python."""
    program = record_rate(schedule)
    numbers = {field: node for field, node in program.fields.items() if isinstance(node, Node)}
    names = {node: _literal(getattr(schedule, field)) for field, node in numbers.items()}
    names[program.given["t"]] = f"({t})"
    return ast.unparse(ast.parse(_Functions("math", _TORCH).text(program.results["rate"], names)))


class _Functions:
    """Writes functions, each after those that it calls. package: what has NumPy's functions; table: all other forms."""

    def __init__(self, package: str, table: Mapping[Callable, str]):
        self.package, self.table = package, table
        self.written: list[str] = []

    def step(self, rule: Rule, suffix: str = "") -> list[str]:
        """Write a step, and the schedules that it follows; return all functions."""
        program, taken = record(rule), set(_RESERVED)
        x, t, *state = program.given.items()
        names = {x[1]: "x", t[1]: "t"} | {node: _free(name, taken) for name, node in state}
        body, told = [f"{names[node]} = state[{name!r}]" for name, node in state], ["x", "gradient", "state", "t"]
        for field, node in program.fields.items():
            value, name = attrgetter(field)(rule), field.replace(".", "_")
            if isinstance(value, Schedule):
                names[node] = f"{self._rate(value, _free(name + suffix, taken))}(t)"
            elif isinstance(node, Node):
                names[node] = _free(name, taken)
                told.append(f"{names[node]}={_literal(value)}")
        body += self._assignments(program, names, taken)
        results = {name: self.text(node, names) for name, node in program.results.items()}
        body.append(f"return {results['x']}, {{{', '.join(f'{name!r}: {results[name]}' for name, _ in state)}}}")
        title = " ".join(f"{getattr(rule, 'title', type(rule).__name__)}. {rule.line}".split())
        self._write(f"step{suffix}({', '.join(told)})", title, body)
        return self.written

    def _rate(self, schedule: Schedule, name: str) -> str:
        """Write a schedule as a function of that name, which is returned."""
        program = record_rate(schedule)
        names = {program.given["t"]: "t"}
        for field, node in program.fields.items():
            value = getattr(schedule, field)
            names[node] = self._rate(value, f"{name}_{field}") if isinstance(value, Schedule) else _literal(value)
        body = self._assignments(program, names, set(_RESERVED))
        self._write(f"{name}(t)", schedule.title, [*body, f"return {self.text(program.results['rate'], names)}"])
        return name

    def _assignments(self, program: Program, names: dict, taken: set[str]) -> list[str]:
        """Return a line for each value that has a name, and add that to the names."""
        lines = []
        for i, (name, node) in enumerate(program.lines):
            if node in program.names and node not in names:
                text, given = self.text(node, names), program.given.get(name)
                later = set().union(*(program.reads(*line) for line in program.lines[i + 1 :]))
                over = program.results.get(name) is node and given not in later
                names[node] = names[given] if over else _free(name, taken)
                lines.append(f"{names[node]} = {text}")
        return lines

    def _write(self, head: str, title: str, body: list[str]) -> None:
        self.written.append(ast.unparse(ast.parse("\n    ".join([f"def {head}:", repr(title), *body]))))

    def text(self, value: Node | float, names: Mapping) -> str:
        """Return the expression for a node, or a number, in parentheses wherever they may matter."""
        if not isinstance(value, Node):
            return _literal(value)
        if value in names:
            return names[value]
        operands, operation = [self.text(each, names) for each in value.operands], value.operation
        if isinstance(operation, Schedule):
            return (
                f"{names[operation]}({operands[0]})" if operation in names else f"({rate_code(operation, *operands)})"
            )
        if operation in self.table:
            return f"({self.table[operation].format(*operands)})"
        if getattr(np, operation.__name__, None) is not operation:
            raise Unrecorded(f"{operation.__name__} is no function of NumPy")
        if self.package == "torch":
            extents = [getattr(each, "extent", NUMBER) for each in value.operands]
            operands = [
                o if e == COORDINATE else f"torch.as_tensor({o})" for o, e in zip(operands, extents, strict=True)
            ]
        return f"{self.package}.{operation.__name__}({', '.join(operands)})"


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
