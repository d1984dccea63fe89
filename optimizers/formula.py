r"""The formula shown is the formula run: LaTeX read from the source of a rule's `step`.

    >>> latex(GradientDescent(0.1))
    ('g = \\nabla f(\\theta)', '\\theta \\leftarrow \\theta - \\eta g')

One line for each assignment of `step`, and one for the point it returns; taking state and hyperparameters apart and
counting t are left out, and so is `LEAST`, which stands for what floats lose. Hyperparameters appear by the symbols of
their declarations, switches by the form they choose. What cannot be written is a ValueError naming it.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from optimizers.rule import Rule
from optimizers.schedules import Schedule, WarmUp

# How tightly a piece of LaTeX holds together; a looser piece gets parentheses where a tighter one is needed.
SUM, NEGATIVE, PRODUCT, ATOM = range(4)
Piece = tuple[str, int]

NAMES: Mapping[str, Piece] = {
    "x": (r"\theta", ATOM),
    "dx": (r"\Delta\theta", PRODUCT),
    "E_g2": ("E[g^2]", ATOM),
    "E_dx2": (r"E[\Delta\theta^2]", ATOM),
    "pi": (r"\pi", ATOM),
}
ACCENTS = {"hat", "bar", "tilde"}
FUNCTIONS: Mapping[str, Piece] = {
    "sqrt": (r"\sqrt{{{}}}", ATOM),
    "abs": ("|{}|", ATOM),
    "maximum": (r"\max({}, {})", ATOM),
    "minimum": (r"\min({}, {})", ATOM),
    "min": (r"\min({}, {})", ATOM),
    "sign": (r"\operatorname{{sign}}({})", ATOM),
    "cos": (r"\cos\left({}\right)", ATOM),
    "exp": ("e^{{{}}}", PRODUCT),
}
GRADIENT: Piece = (r"\nabla f({})", PRODUCT)
"""The gradient at a point, as all of these a template for `format`."""


def latex(rule: Rule, gradient: Piece = GRADIENT) -> tuple[str, ...]:
    """Return the lines of LaTeX that the rule's `step` computes; gradient: what stands for the surface's."""
    names, switches = {"surface.gradient": gradient}, {}
    writer = _Writer(type(rule).step, names, switches)
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
                lines.append(f"{symbol(name)} {arrow} {writer.write(value)}")
            case ast.Return(ast.Tuple(elts=[point, _])):
                lines.append(rf"\theta \leftarrow {writer.write(point)}")
            case _:
                raise writer.unwritten(statement)
    return tuple(lines)


def schedule_latex(schedule: Schedule, rate: str = r"\eta", taken: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the lines of LaTeX that the schedule's `at` computes, that of the learning rate first.

    rate: the letter of that. taken: symbols that stand for something else, and are left to it.
    """
    specs = schedule.hyperparameters()
    names = {f"self.{field}": (_free(spec.symbol, taken), ATOM) for field, spec in specs.items()}
    taken |= {text for text, _ in names.values()} | {rate}
    followed = ()
    if isinstance(schedule, WarmUp):
        names["self.then.at"] = names["self.after"]
        if isinstance(schedule.after, Schedule):
            after = _free(r"\rho", taken)
            names["self.then.at"] = (f"{after}_{{{{{{}}}}}}", ATOM)
            followed = schedule_latex(schedule.after, after, taken)
    writer = _Writer(type(schedule).at, names, {})
    lines = []
    for statement in body(type(schedule).at):
        match statement:
            case ast.Expr(ast.Constant(str())):
                continue
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                names[name] = (f"{name}_t", ATOM)
                lines.append(f"{name}_t = {writer.write(value)}")
            case ast.Return(value):
                lines.insert(0, f"{rate}_t = {writer.write(value)}")
            case _:
                raise writer.unwritten(statement)
    return (*lines, *followed)


def symbol(name: str) -> str:
    """Return the LaTeX of a name used in a step, such as a letter of the state."""
    return _piece(name)[0]


@dataclass(frozen=True)
class _Writer:
    """Writes expressions in the source of a function; names: what it calls something → how that is written."""

    function: Callable
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
            case ast.Attribute() if ast.unparse(node) in self.names:
                return self.names[ast.unparse(node)]
            case ast.IfExp(ast.Name(id=name), yes, no) if name in self.switches:
                return self.piece(yes if self.switches[name] else no)
            case ast.IfExp(ast.Compare(left, [ast.LtE()], [right]), yes, no):
                condition = rf"\text{{if }} {self.write(left)} \le {self.write(right)}"
                choices = rf"{self.write(yes)} & {condition} \\ {self.write(no)} & \text{{otherwise}}"
                return rf"\begin{{cases}} {choices} \end{{cases}}", SUM
            case ast.UnaryOp(ast.USub(), operand):
                return f"-{self.write(operand, PRODUCT)}", NEGATIVE
            case ast.BinOp(left, ast.Add(), ast.Name("LEAST")):
                return self.piece(left)
            case ast.BinOp(left, operator, right):
                return self._operation(left, operator, right)
            case ast.Call(func=function, args=args) if ast.unparse(function) in self.names:
                return self._filled(self.names[ast.unparse(function)], args)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args):
                return self._call(node, name, args)
        raise self.unwritten(node)

    def unwritten(self, node: ast.AST) -> ValueError:
        """Return the error that names what cannot be written."""
        return ValueError(f"{self.function.__qualname__}: no LaTeX for {ast.unparse(node)!r}")

    def _operation(self, left, operator, right):
        match operator:
            case ast.Add():
                return f"{self.write(left)} + {self.write(right, PRODUCT)}", SUM
            case ast.Sub():
                return f"{self.write(left)} - {self.write(right, PRODUCT)}", SUM
            case ast.Mult():
                first, second = self.write(left, NEGATIVE), self.write(right, PRODUCT)
                dot = r" \cdot " if second[0].isdigit() else " "
                return f"{first}{dot}{second}", NEGATIVE if first.startswith("-") else PRODUCT
            case ast.Div() if isinstance(left, ast.UnaryOp):
                return f"-{self._fraction(left.operand, right)}", NEGATIVE
            case ast.Div():
                return self._fraction(left, right), PRODUCT
            case ast.FloorDiv():
                return rf"\lfloor {self.write(left, PRODUCT)} / {self.write(right, ATOM)} \rfloor", ATOM
            case ast.Pow():
                return self._power(left, right), PRODUCT
        raise self.unwritten(ast.BinOp(left, operator, right))

    def _call(self, node, name, args):
        if name == "divide":
            return self._fraction(*args), PRODUCT
        if name == "power":
            return self._power(*args), PRODUCT
        if name in FUNCTIONS:
            return self._filled(FUNCTIONS[name], args)
        return self._inlined(node, self.function.__globals__.get(name), args)

    def _filled(self, template, args):
        text, level = template
        return text.format(*map(self.write, args)), level

    def _inlined(self, node, function, args):
        """What a function that only returns an expression says of these arguments."""
        match function and body(function):
            case [*_, ast.Return(expression)]:
                given = dict(zip(inspect.signature(function).parameters, args, strict=True))
                switches = {name: switch for name, arg in given.items() if (switch := self._switch(arg)) is not None}
                names = {name: self.piece(arg) for name, arg in given.items() if name not in switches}
                return _Writer(self.function, names, switches).piece(expression)
        raise self.unwritten(node)

    def _switch(self, node):
        match node:
            case ast.Constant(bool() as value):
                return value
            case ast.Name(id=name):
                return self.switches.get(name)
        return None

    def _fraction(self, a, b):
        return rf"\frac{{{self.write(a)}}}{{{self.write(b)}}}"

    def _power(self, base, exponent):
        above = self.write(exponent)
        return f"{self.write(base, ATOM)}^{above if len(above) == 1 else f'{{{above}}}'}"


def _free(text, taken):
    return _free(f"{text}'", taken) if text in taken else text


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
