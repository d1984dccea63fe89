r"""The formula shown is the formula run: LaTeX of a program.

    >>> latex(GradientDescent(0.1))
    ('g = \\nabla f(\\theta)', '\\theta \\leftarrow \\theta - \\eta g')

One line for each value that has a name, and for each result. Hyperparameters appear by the symbols of their
declarations, switches by the form they choose. A letter is what it last became; where a line needs what it was before,
that is said by the step. `LEAST`, which stands for what floats lose, is left out, and so is the count of t.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from optimizers import arithmetic
from optimizers.program.record import Node, Program, Unrecorded, choose, gradient_at, record, record_rate
from optimizers.rule import Rule
from optimizers.schedules import Schedule

# How tightly a piece of LaTeX holds together; a looser piece gets parentheses where a tighter one is needed.
SUM, NEGATIVE, PRODUCT, ATOM = range(4)
Piece = tuple[str, int]

NAMES: Mapping[str, Piece] = MappingProxyType(
    {
        "x": (r"\theta", ATOM),
        "dx": (r"\Delta\theta", PRODUCT),
        "E_g2": ("E[g^2]", ATOM),
        "E_dx2": (r"E[\Delta\theta^2]", ATOM),
    }
)
_GREEK = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "eta",
    "theta",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "rho",
    "sigma",
    "tau",
    "phi",
    "psi",
    "omega",
]
_ACCENTS = {"hat", "bar", "tilde"}

GRADIENT: Piece = (r"\nabla f({})", PRODUCT)
"""The gradient at a point, as all of these a template for `format`."""

_CASES = (r"\begin{{cases}} {1} & \text{{if }} {0} \\ {2} & \text{{otherwise}} \end{{cases}}", SUM)
_FUNCTIONS: Mapping[object, Piece] = MappingProxyType(
    {
        **{np.sqrt: (r"\sqrt{{{}}}", ATOM), np.absolute: ("|{}|", ATOM), np.positive: ("{}", SUM)},
        **{np.maximum: (r"\max({}, {})", ATOM), np.minimum: (r"\min({}, {})", ATOM)},
        **{arithmetic.least: (r"\min({}, {})", ATOM), arithmetic.cos: (r"\cos\left({}\right)", ATOM)},
        **{arithmetic.exp: ("e^{{{}}}", PRODUCT), np.exp: ("e^{{{}}}", PRODUCT)},
        **{arithmetic.dot: (r"\langle {}, {} \rangle", ATOM), arithmetic.norm: (r"\|{}\|", ATOM)},
        **{np.less: ("{} < {}", SUM), np.less_equal: (r"{} \le {}", SUM), np.equal: ("{} = {}", SUM)},
        **{np.greater: ("{} > {}", SUM), np.greater_equal: (r"{} \ge {}", SUM), np.not_equal: (r"{} \ne {}", SUM)},
        **{np.where: _CASES, choose: _CASES},
    }
)


def latex(rule: Rule, gradient: Piece = GRADIENT) -> tuple[str, ...]:
    """Return the lines of LaTeX that the rule's `step` computes; gradient: what stands for the surface's.

    Where the step has no program, those that the rule declares as its formula.
    """
    try:
        program = record(rule)
    except Unrecorded:
        shown = gradient[0] if gradient[1] > SUM else f"({gradient[0]})"
        return tuple(re.sub(r"\\nabla f\(([^()]*)\)", lambda at: shown.format(at[1]), line) for line in rule.formula)
    lines = _lines(program, _symbols(program, rule))
    return tuple(f"{left} {_Writer((shown,), gradient).write(node)}" for left, node, shown in lines)


def filled(rule: Rule, x, state: tuple, gradient: Callable, digits: int = 4) -> tuple[tuple[str, ...], ...]:
    """Return the same lines with the numbers of one step in them, and what they come to: for x, then for y.

    x: (2,), state: as before the step. gradient: (2,) -> (2,). None at all where the step has no program.
    """
    try:
        program = record(rule)
    except Unrecorded:
        return (), ()
    values = program.values(program.start(rule, x, state), gradient)
    numbers = [{node: _number(_coordinate(values[node], i), digits) for node in values} for i in range(2)]
    lines = list(_lines(program, _symbols(program, rule)))
    return tuple(
        tuple(
            f"{left} {_Writer([{each: part[each] for each in shown} for part in numbers], GRADIENT, i).write(node)}"
            f" = {numbers[i][node][0]}"
            for left, node, shown in lines
        )
        for i in range(2)
    )


def schedule_latex(schedule: Schedule, rate: str = r"\eta", taken: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the lines of LaTeX that the schedule's `at` computes, that of the learning rate first.

    rate: the letter of that. taken: symbols that stand for something else, and are left to it.
    """
    program, specs = record_rate(schedule), schedule.hyperparameters()
    fields = {name: node for name, node in program.fields.items() if isinstance(node, Node)}
    symbols = {node: (_free(specs[name].symbol, taken), ATOM) for name, node in fields.items()}
    taken |= {text for text, _ in symbols.values()} | {rate}
    after = _free(r"\rho", taken)
    symbols[program.t] = ("t", ATOM)
    lines = []
    for name, node in program.lines:
        line = _Writer((dict(symbols),), (f"{after}_{{{{{{}}}}}}", ATOM)).write(node)
        last = node is program.results["rate"]
        lines.insert(0 if last else len(lines), f"{rate if last else name}_t = {line}")
        symbols[node] = (f"{name}_t", ATOM)
    followed = (getattr(schedule, name) for name in specs if name not in fields)
    return (*lines, *(line for each in followed for line in schedule_latex(each, after, taken)))


def symbol(name: str) -> Piece:
    """Return the LaTeX of a name used in a step, such as a letter of the state."""
    if name in NAMES:
        return NAMES[name]
    letter, _, mark = name.partition("_")
    base, digits = re.fullmatch(r"(.*?)(\d*)", letter).groups()
    base = rf"\{base}" if base in _GREEK else base if len(base) < 2 else rf"\mathrm{{{base}}}"
    if mark in _ACCENTS:
        return rf"\{mark} {base}", ATOM
    below = digits + mark
    return base + (f"_{below}" if len(below) == 1 else f"_{{{below}}}" if below else ""), ATOM


def _symbols(program: Program, rule: Rule) -> dict[Node, Piece]:
    symbols = {node: symbol(name) for name, node in program.given.items()}
    for name, node in program.fields.items():
        if isinstance(node, Node):
            scheduled = isinstance(getattr(rule, name), Schedule)
            symbols[node] = (rule.hyperparameters()[name].symbol + "_t" * scheduled, ATOM)
    return symbols | {program.t: ("t", ATOM), program.before: ("t - 1", SUM)}


def _lines(program: Program, symbols: dict[Node, Piece]) -> Iterator[tuple[str, Node, dict[Node, Piece]]]:
    """Yield the left side of each line, the node on its right, and what the symbols of others are there."""
    renewed = set()
    for name, node in program.lines:
        reads, shown = program.reads(name, node), dict(symbols)
        for letter in renewed:
            old, new, (text, _) = program.given[letter], program.results[letter], symbol(letter)
            if old in reads:
                shown[old] = (f"{text}_{{t-1}}", ATOM)
                if new in reads and symbols.get(new, "")[0] == text:
                    shown[new] = (f"{text}_t", ATOM)
        if program.results.get(name) is node:
            piece, arrow = symbol(name), r"\leftarrow"
            renewed.add(name)
        else:
            text, level = symbol(name)
            piece, arrow = (_free(text, {text for text, _ in symbols.values()}), level), "="
        yield f"{piece[0]} {arrow}", node, shown
        symbols.setdefault(node, piece)


class _Writer:
    """Writes expressions. symbols: what nodes are called, or for either coordinate their numbers; i: of which."""

    def __init__(self, symbols: Sequence[Mapping[Node, Piece]], gradient: Piece, i: int = 0):
        self.symbols, self.gradient, self.i = symbols, gradient, i

    def write(self, value: Node | float, least: int = SUM) -> str:
        """Return the expression, in parentheses if it holds together more loosely than asked for."""
        text, level = self.piece(value)
        if level >= least:
            return text
        return rf"\left({text}\right)" if r"\frac" in text else f"({text})"

    def piece(self, value: Node | float) -> Piece:
        """Return the expression and how tightly it holds together."""
        if not isinstance(value, Node):
            return _number(value)
        if value in self.symbols[self.i]:
            return self.symbols[self.i][value]
        operation, operands = value.operation, value.operands
        if isinstance(operation, Schedule) or (operation is gradient_at and len(self.symbols) == 1):
            return self._filled(self.gradient, operands)
        if operation is gradient_at:
            return rf"\partial_{'xy'[self.i]} f{self._pair(operands[0])}", PRODUCT
        if operation in (arithmetic.dot, arithmetic.norm) and len(self.symbols) > 1:
            text, level = _FUNCTIONS[operation]
            return text.format(*map(self._pair, operands)), level
        if operation in _FUNCTIONS:
            return self._filled(_FUNCTIONS[operation], operands)
        if operation in _OPERATIONS:
            return _OPERATIONS[operation](self, *operands)
        return rf"\operatorname{{{operation.__name__}}}({', '.join(map(self.write, operands))})", ATOM

    def _filled(self, template: Piece, operands) -> Piece:
        text, level = template
        return text.format(*map(self.write, operands)), level

    def _pair(self, operand: Node) -> str:
        return f"({', '.join(_Writer(self.symbols, self.gradient, i).write(operand) for i in range(2))})"

    def _sum(self, left, right) -> Piece:
        if right == arithmetic.LEAST:
            return self.piece(left)
        return f"{self.write(left)} + {self.write(right, PRODUCT)}", SUM

    def _difference(self, left, right) -> Piece:
        return f"{self.write(left)} - {self.write(right, PRODUCT)}", SUM

    def _product(self, left, right) -> Piece:
        first, second = self.write(left, NEGATIVE), self.write(right, PRODUCT)
        dot = r" \cdot " if second[0].isdigit() else " "
        return f"{first}{dot}{second}", NEGATIVE if first.startswith("-") else PRODUCT

    def _fraction(self, left, right) -> Piece:
        if isinstance(left, Node) and left.operation is np.negative and left not in self.symbols[self.i]:
            return rf"-\frac{{{self.write(left.operands[0])}}}{{{self.write(right)}}}", NEGATIVE
        return rf"\frac{{{self.write(left)}}}{{{self.write(right)}}}", PRODUCT

    def _power(self, base, exponent) -> Piece:
        above = self.write(exponent)
        return f"{self.write(base, ATOM)}^{above if len(above) == 1 else f'{{{above}}}'}", PRODUCT

    def _floor(self, left, right) -> Piece:
        return rf"\lfloor {self.write(left, PRODUCT)} / {self.write(right, ATOM)} \rfloor", ATOM

    def _negative(self, operand) -> Piece:
        return f"-{self.write(operand, PRODUCT)}", NEGATIVE

    def _remainder(self, left, right) -> Piece:
        return rf"{self.write(left, PRODUCT)} \bmod {self.write(right, PRODUCT)}", SUM


_OPERATIONS: Mapping[object, Callable] = MappingProxyType(
    {
        **{np.add: _Writer._sum, np.subtract: _Writer._difference, np.multiply: _Writer._product},
        **{np.divide: _Writer._fraction, arithmetic.quotient: _Writer._fraction, np.negative: _Writer._negative},
        **{np.power: _Writer._power, arithmetic.power: _Writer._power},
        **{np.floor_divide: _Writer._floor, np.remainder: _Writer._remainder},
    }
)


def _free(text: str, taken) -> str:
    return _free(f"{text}'", taken) if text in taken else text


def _coordinate(value, i: int) -> float:
    return float(np.broadcast_to(value, 2)[i])


def _number(value: float, digits: int = 6) -> Piece:
    """Return a number as one writes it, with a power of ten where it needs one."""
    if value == math.pi:
        return r"\pi", ATOM
    mantissa, _, exponent = f"{value:.{digits}g}".replace("inf", r"\infty").replace("nan", r"\text{nan}").partition("e")
    if not exponent:
        return mantissa, NEGATIVE if mantissa.startswith("-") else ATOM
    power = f"10^{{{int(exponent)}}}"
    sign, size = ("-", mantissa[1:]) if mantissa[0] == "-" else ("", mantissa)
    return sign + (power if size == "1" else rf"{size} \cdot {power}"), NEGATIVE if sign else PRODUCT
