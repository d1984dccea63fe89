r"""The formula shown is the formula run: LaTeX read from the source of a rule's `step`.

    >>> latex(GradientDescent(0.1))
    ('g = \\nabla f(\\theta)', '\\theta \\leftarrow \\theta - \\eta g')

One line for each assignment of `step`, and one for the point it returns; taking state and hyperparameters apart and
counting t are left out. Hyperparameters appear by the symbols of their declarations, switches by the form they choose.
What cannot be written is a ValueError naming it.
"""

import ast
import inspect
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from optimizers.rule import Rule
from optimizers.schedules import Schedule

# How tightly a piece of LaTeX holds together; a looser piece gets parentheses where a tighter one is needed.
SUM, NEGATIVE, PRODUCT, ATOM = range(4)
Piece = tuple[str, int]

NAMES: Mapping[str, Piece] = {
    "x": (r"\theta", ATOM),
    "dx": (r"\Delta\theta", PRODUCT),
    "E_g2": ("E[g^2]", ATOM),
    "E_dx2": (r"E[\Delta\theta^2]", ATOM),
}
ACCENTS = {"hat", "bar", "tilde"}
FUNCTIONS: Mapping[str, str] = {
    "sqrt": r"\sqrt{{{}}}",
    "abs": "|{}|",
    "maximum": r"\max({}, {})",
    "minimum": r"\min({}, {})",
    "sign": r"\operatorname{{sign}}({})",
}


def latex(rule: Rule) -> tuple[str, ...]:
    """Return the lines of LaTeX that the rule's `step` computes."""
    names, switches = {}, {}
    lines = []
    for statement in body(type(rule).step):
        match statement:
            case ast.Expr(ast.Constant(str())) | ast.Assign(targets=[ast.Name("t")]):
                continue
            case ast.Assign(targets=[ast.Tuple()], value=ast.Name("state")):
                continue
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Call(func=ast.Attribute(attr="at"))):
                for target, (field, spec) in zip(targets, rule.hyperparameters().items(), strict=True):
                    value = getattr(rule, field)
                    if isinstance(value, bool):
                        switches[target.id] = value
                    else:
                        names[target.id] = (spec.symbol + "_t" * isinstance(value, Schedule), ATOM)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                arrow = r"\leftarrow" if name in rule.letters else "="
                lines.append(f"{symbol(name)} {arrow} {_Writer(rule, names, switches).write(value)}")
            case ast.Return(ast.Tuple(elts=[point, _])):
                lines.append(rf"\theta \leftarrow {_Writer(rule, names, switches).write(point)}")
            case _:
                raise _unwritten(rule, statement)
    return tuple(lines)


def symbol(name: str) -> str:
    """Return the LaTeX of a name used in a step, such as a letter of the state."""
    return _piece(name)[0]


@dataclass(frozen=True)
class _Writer:
    """Writes expressions of one rule's step."""

    rule: Rule
    names: Mapping[str, Piece]
    switches: Mapping[str, bool]

    def write(self, node: ast.expr, least: int = SUM) -> str:
        """Return the expression, in parentheses if it holds together more loosely than asked for."""
        text, level = self.piece(node)
        if level >= least:
            return text
        return rf"\left({text}\right)" if r"\frac" in text else f"({text})"

    def piece(self, node: ast.expr) -> Piece:
        """Return the expression and how tightly it holds together."""
        match node:
            case ast.Constant(int() | float() as value):
                return f"{value:g}", ATOM
            case ast.Name(id=name):
                return self.names.get(name) or _piece(name)
            case ast.IfExp(ast.Name(id=name), yes, no) if name in self.switches:
                return self.piece(yes if self.switches[name] else no)
            case ast.UnaryOp(ast.USub(), operand):
                return f"-{self.write(operand, PRODUCT)}", NEGATIVE
            case ast.BinOp(left, ast.Add(), right):
                return f"{self.write(left)} + {self.write(right, PRODUCT)}", SUM
            case ast.BinOp(left, ast.Sub(), right):
                return f"{self.write(left)} - {self.write(right, PRODUCT)}", SUM
            case ast.BinOp(left, ast.Mult(), right):
                first, second = self.write(left, NEGATIVE), self.write(right, PRODUCT)
                dot = r" \cdot " if second[0].isdigit() else " "
                return f"{first}{dot}{second}", NEGATIVE if first.startswith("-") else PRODUCT
            case ast.BinOp(ast.UnaryOp(ast.USub(), left), ast.Div(), right):
                return f"-{self._fraction(left, right)}", NEGATIVE
            case ast.BinOp(left, ast.Div(), right):
                return self._fraction(left, right), PRODUCT
            case ast.BinOp(left, ast.Pow(), right):
                return self._power(left, right), PRODUCT
            case ast.Call(func=ast.Attribute(ast.Name("surface"), "gradient"), args=[point]):
                return rf"\nabla f({self.write(point)})", PRODUCT
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args):
                return self._call(node, name, args)
        raise _unwritten(self.rule, node)

    def _call(self, node, name, args):
        if name == "divide":
            return self._fraction(*args), PRODUCT
        if name == "power":
            return self._power(*args), PRODUCT
        if name in FUNCTIONS:
            return FUNCTIONS[name].format(*map(self.write, args)), ATOM
        return self._inlined(node, type(self.rule).step.__globals__.get(name), args)

    def _inlined(self, node, function, args):
        """What a function that only returns an expression says of these arguments."""
        match function and body(function):
            case [*_, ast.Return(expression)]:
                given = dict(zip(inspect.signature(function).parameters, args, strict=True))
                switches = {name: self.switches[arg.id] for name, arg in given.items() if self._is_switch(arg)}
                names = {name: self.piece(arg) for name, arg in given.items() if name not in switches}
                return _Writer(self.rule, names, switches).piece(expression)
        raise _unwritten(self.rule, node)

    def _is_switch(self, node):
        return isinstance(node, ast.Name) and node.id in self.switches

    def _fraction(self, a, b):
        return rf"\frac{{{self.write(a)}}}{{{self.write(b)}}}"

    def _power(self, base, exponent):
        above = self.write(exponent)
        return f"{self.write(base, ATOM)}^{above if len(above) == 1 else f'{{{above}}}'}"


def _piece(name):
    if name in NAMES:
        return NAMES[name]
    letter, _, mark = name.partition("_")
    return (rf"\{mark} {letter}" if mark in ACCENTS else name), ATOM


@cache
def body(function) -> list[ast.stmt]:
    """Return the statements of a function's source."""
    return ast.parse(textwrap.dedent(inspect.getsource(function))).body[0].body


def step_source(kind) -> list[ast.stmt] | None:
    """Return the statements of a rule's step; None where it leans on a function around it, or is in no file."""
    if kind.step.__closure__:
        return None
    try:
        return body(kind.step)
    except OSError:
        return None


def _unwritten(rule, node):
    return ValueError(f"{type(rule).__name__}.step: no LaTeX for {ast.unparse(node)!r}")
