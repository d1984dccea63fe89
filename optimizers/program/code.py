"""A rule as plain code: NumPy, which gives the bits of its step, or PyTorch."""

import ast
import inspect
import keyword
import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from optimizers import arithmetic
from optimizers.program.record import Extent, Node, choose, gradient_at, record, record_rate
from optimizers.rule import Rule
from optimizers.schedules import Schedule

PYTHON: Mapping[object, str] = MappingProxyType(
    {
        **{np.add: "({} + {})", np.subtract: "({} - {})", np.multiply: "({} * {})", np.divide: "({} / {})"},
        **{np.floor_divide: "({} // {})", np.remainder: "({} % {})", np.power: "({} ** {})"},
        **{np.negative: "(-{})", np.positive: "(+{})", np.absolute: "abs({})"},
        **{np.less: "({} < {})", np.less_equal: "({} <= {})", np.greater: "({} > {})"},
        **{np.greater_equal: "({} >= {})", np.equal: "({} == {})", np.not_equal: "({} != {})"},
        **{choose: "({1} if {0} else {2})", arithmetic.least: "min({}, {})", arithmetic.cos: "math.cos({})"},
        gradient_at: "gradient({})",
    }
)
"""Operation → how any Python writes it."""

_NUMPY = {arithmetic.exp: "np.exp({})", arithmetic.power: "power({}, {})", arithmetic.quotient: "quotient({}, {})"}
_NUMPY |= {arithmetic.dot: "np.sum({} * {}, axis=-1, keepdims=True)"}
_NUMPY |= {arithmetic.norm: "np.sqrt(np.sum({0} * {0}, axis=-1, keepdims=True))"}

_TORCH = {arithmetic.exp: "math.exp({})", arithmetic.power: "({} ** {})", np.clip: "torch.clamp({}, {}, {})"}
_TORCH |= {arithmetic.quotient: "torch.where({0} != 0, {0} / {1}, 0.0)"}
_TORCH |= {
    arithmetic.dot: "({} * {}).sum(-1, keepdim=True)",
    arithmetic.norm: "({0} * {0}).sum(-1, keepdim=True).sqrt()",
}
_TORCH |= {np.maximum: "torch.clamp({}, min={})", np.minimum: "torch.clamp({}, max={})"}

_RESERVED = {"x", "t", "state", "gradient", "np", "math", "torch", "abs", "min", "float", "power", "quotient"}


def numpy_code(rule: Rule) -> str:
    """Return a module whose `step(x, gradient, state)` is the rule's, to the bit; gradient: points -> gradients.

    Unrecorded where the rule has no program.
    """
    step = _step(rule, "step", "np", _NUMPY)
    helpers = [_source(helper) for helper in (arithmetic.power, arithmetic.quotient) if f"{helper.__name__}(" in step]
    body = "\n\n\n".join([*helpers, step])
    imports = [line for line in ("import math", "import numpy as np") if f"{line.split()[-1]}." in body]
    return "\n".join([*imports, "\n" * bool(imports), body, ""])


def torch_code(rule: Rule, name: str) -> str:
    """Return a function of that name, (x, gradient, state) -> (x, state), that takes the rule's step on tensors.

    Unrecorded where the rule has no program.
    """
    return _step(rule, name, "torch", _TORCH)


def rate_code(schedule: Schedule, t: str = "t") -> str:
    """Return Python for the learning rate at step `t`, itself Python."""
    return ast.unparse(ast.parse(_rate(schedule, t, _TORCH)))


def _step(rule: Rule, name: str, library: str, table: Mapping) -> str:
    program = record(rule)
    letters = [name for name in program.given if name != "x"]
    names = dict(zip(program.given.values(), program.given, strict=True))
    taken = _RESERVED | set(letters)
    told, rates = [], []
    for field, node in program.fields.items():
        if isinstance(node, Node):
            names[node] = _free(field, taken)
            value = getattr(rule, field)
            if isinstance(value, Schedule):
                rates.append(f"{names[node]} = {_rate(value, 't', table)}")
            else:
                told.append(f"{names[node]}={_literal(value)}")
    writer = _Writer(library, table, names | {program.t: "t", program.before: "(t - 1)"})
    lines = []
    for i, (name_, node) in enumerate(program.lines):
        if node in program.names:
            written = writer.text(node)
            later = set().union(*(program.reads(*line) for line in program.lines[i + 1 :]))
            over = program.results.get(name_) is node and program.given[name_] not in later
            writer.names[node] = name_ if over else _free(name_, taken)
            lines.append(f"{writer.names[node]} = {written}")
    point, *state = map(writer.text, program.results.values())
    head = f"def {name}({', '.join(['x', 'gradient', 'state', *told])}):"
    title = " ".join(f"{getattr(rule, 'title', type(rule).__name__)}. {rule.line}".split())
    taking = [repr(title), f"({', '.join(['t', *letters])},) = state", "t = t + 1", *rates]
    giving = f"return {point}, ({', '.join(['t', *state])},)"
    return ast.unparse(ast.parse("\n    ".join([head, *taking, *lines, giving])))


def _rate(schedule: Schedule, t: str, table: Mapping) -> str:
    program = record_rate(schedule)
    fields = {
        node: _literal(getattr(schedule, field)) for field, node in program.fields.items() if isinstance(node, Node)
    }
    return _Writer("math", table, fields | {program.t: f"({t})"}).text(program.results["rate"])


class _Writer:
    """Writes expressions; names: nodes → what they are called."""

    def __init__(self, library: str, table: Mapping, names: Mapping[Node, str]):
        self.library, self.table, self.names = library, table, dict(names)

    def text(self, value: Node | float) -> str:
        """Return the expression for a node, or for a number, in parentheses wherever they may matter."""
        if not isinstance(value, Node):
            return _literal(value)
        if value in self.names:
            return self.names[value]
        operation, operands = value.operation, list(map(self.text, value.operands))
        if isinstance(operation, Schedule):
            return _rate(operation, *operands, self.table)
        if template := self.table.get(operation) or PYTHON.get(operation):
            return f"({template.format(*operands)})"
        alone = self.library == "torch" and value.extent < Extent.COORDINATE
        return f"{'math' if alone else self.library}.{operation.__name__}({', '.join(operands)})"


def _literal(value) -> str:
    if isinstance(value, np.ndarray):
        return f"np.array({value.tolist()})[..., None]"
    if value == math.pi:
        return "math.pi"
    return repr(value) if math.isfinite(value) else f"float('{value}')"


def _free(name: str, taken: set[str]) -> str:
    """Return the name, lengthened until it is no other's; it is taken from then on."""
    while name in taken or keyword.iskeyword(name):
        name += "_"
    taken.add(name)
    return name


def _source(helper: Callable) -> str:
    return inspect.getsource(inspect.unwrap(helper)).partition("\n")[2].rstrip()
