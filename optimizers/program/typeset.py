r"""The formula shown is the formula run: LaTeX of a program.

    >>> latex(GradientDescent(0.1))
    ('g = \\nabla f(\\theta)', '\\theta \\leftarrow \\theta - \\eta g')

One line for each value that has a name, and for each result. Hyperparameters appear by the symbols of their
declarations, switches by the form they choose. A letter is what it last became; where a line needs what it was before,
that is said by the step. `LEAST`, which stands for what floats lose, is left out, and so is `MOST`, which they hold.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import zip_longest
from operator import attrgetter
from types import MappingProxyType

import numpy as np

from optimizers import arithmetic
from optimizers.hyperparameters import Nested
from optimizers.numbers import as_fraction
from optimizers.program.nodes import Node, Program, Unrecorded, choose, gradient_at, numbers
from optimizers.program.record import record, record_rate
from optimizers.rule import Ask, Rule, State
from optimizers.schedules import Schedule

# How tightly a piece of LaTeX holds together; a looser piece gets parentheses where a tighter one is needed.
SUM, NEGATIVE, PRODUCT, ATOM = range(4)
Piece = tuple[str, int]

NAMES: Mapping[str, Piece] = MappingProxyType(
    {
        "x": (r"\theta", ATOM),
        "dx": (r"\Delta\theta", PRODUCT),
        "E_g": ("E[g]", ATOM),
        "E_g2": ("E[g^2]", ATOM),
        "E_dx2": (r"E[\Delta\theta^2]", ATOM),
    }
)
_GREEK = (
    "alpha", "beta", "gamma", "delta", "epsilon", "eta", "theta", "kappa", "lambda", "mu", "nu", "xi", "rho", "sigma",
    "tau", "phi", "psi", "omega",
)  # fmt: skip
_ACCENTS, _INFINITE = {"hat", "bar", "tilde"}, "inf"

GRADIENT: Piece = (r"\nabla f({})", PRODUCT)
"""The gradient at a point, as all of these a template for `format`."""

_CASES = (r"\begin{{cases}} {1} & \text{{if }} {0} \\ {2} & \text{{otherwise}} \end{{cases}}", SUM)
_MAXIMUM, _MINIMUM = (r"\max({}, {})", ATOM), (r"\min({}, {})", ATOM)
_FRACTION, _EXPONENTIAL, _POWER = (r"\frac{{{}}}{{{}}}", PRODUCT), ("e^{{{}}}", PRODUCT), ("{}^{{{}}}", PRODUCT, ATOM)

_FORMS: Mapping[Callable, tuple] = MappingProxyType(
    {
        **{np.add: ("{} + {}", SUM, SUM, PRODUCT), np.subtract: ("{} - {}", SUM, SUM, PRODUCT)},
        **{np.multiply: ("{} {}", PRODUCT, NEGATIVE, PRODUCT), np.negative: ("-{}", NEGATIVE, PRODUCT)},
        **{np.divide: _FRACTION, arithmetic.quotient: _FRACTION, np.power: _POWER, arithmetic.power: _POWER},
        **{np.floor_divide: (r"\lfloor {} / {} \rfloor", ATOM, PRODUCT, ATOM), np.square: ("{}^2", PRODUCT, ATOM)},
        **{np.remainder: (r"{} \bmod {}", SUM, PRODUCT, PRODUCT), np.exp: _EXPONENTIAL, arithmetic.exp: _EXPONENTIAL},
        **{np.sqrt: (r"\sqrt{{{}}}", ATOM), np.cbrt: (r"\sqrt[3]{{{}}}", ATOM), arithmetic.raised: _POWER},
        **{np.absolute: ("|{}|", ATOM), arithmetic.norm: (r"\|{}\|", ATOM)},
        **{np.maximum: _MAXIMUM, np.minimum: _MINIMUM, arithmetic.least: _MINIMUM, np.where: _CASES, choose: _CASES},
        **{arithmetic.cos: (r"\cos\left({}\right)", ATOM), arithmetic.dot: (r"\langle {}, {} \rangle", ATOM)},
        **{np.positive: ("{}", SUM)},
        **{np.less: ("{} < {}", SUM), np.less_equal: (r"{} \le {}", SUM), np.equal: ("{} = {}", SUM)},
        **{np.greater: ("{} > {}", SUM), np.greater_equal: (r"{} \ge {}", SUM), np.not_equal: (r"{} \ne {}", SUM)},
    }
)
"""Operation → its template, how tightly that holds together, and how tightly its operands must where that matters."""


def latex(rule: Rule, gradient: Piece = GRADIENT) -> tuple[str, ...]:
    """Return the lines of LaTeX that the rule's `step` computes; gradient: what stands for the surface's.

    Where the step has no program, those that the rule declares as its formula, those of the rule within it, and those
    that it declares to stand after them.
    """
    try:
        lines = _lines(record(rule), rule)
    except Unrecorded:
        shown = gradient[0] if gradient[1] > SUM else f"({gradient[0]})"
        own = (re.sub(r"\\nabla f\(([^()]*)\)", lambda at: shown.format(at[1]), line) for line in rule.formula)
        within = (getattr(rule, name) for name, spec in rule.hyperparameters().items() if isinstance(spec, Nested))
        lines = (*own, *(line for each in within for line in latex(each, gradient)))
        return (*lines, *getattr(rule, "afterwards", ()))
    return tuple(f"{left} {_Writer(symbols, gradient).write(node)}" for left, node, symbols in lines)


def filled(rule: Rule, x, ask: Ask, state: State, digits: int = 4) -> tuple[tuple[str, ...], ...]:
    """Return the same lines with the numbers of one step in them, and what they come to: for x, then for y.

    x: (2,) or (1, 2), state: as before the step. Fractions where the rule is set to some. No lines where the step has
    no program.
    """
    try:
        program = record(rule)
    except Unrecorded:
        return (), ()
    values, told, exact = program.values(rule, np.array(x), ask, state), ((), ()), in_fractions(rule, ask.t)
    pairs = {node: np.broadcast_to(np.ravel(value), 2) for node, value in values.items()}
    both = [{node: _number(float(pair[i]), digits, exact) for node, pair in pairs.items()} for i in range(2)]
    for left, node, symbols in _lines(program, rule):
        parts = [{each: numbers[each] for each in symbols} for numbers in both]
        shown = [_Writer(parts[i], (rf"\partial_{'xy'[i]} f{{}}", PRODUCT), parts).write(node) for i in range(2)]
        told = tuple((*told[i], f"{left} {shown[i]} = {both[i][node][0]}") for i in range(2))
    return told


def in_fractions(rule: Rule, t: int) -> bool:
    """Say whether a number of the rule's is a fraction at step t, such as 1/3: then so may be what comes of it."""
    return any(as_fraction(float(value)) for value in numbers(rule)(t) if isinstance(value, float))


def schedule_latex(schedule: Schedule, rate: str = r"\eta", taken: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the lines of LaTeX that the schedule's `at` computes, that of the learning rate first.

    rate: the letter of that. taken: symbols that stand for something else, and are left to it.
    """
    try:
        program, specs = record_rate(schedule), schedule.hyperparameters()
    except Unrecorded:
        return (rf"{rate}_t = \mathrm{{{type(schedule).__name__}}}(t)",)
    fields = {name: node for name, node in program.fields.items() if isinstance(node, Node)}
    symbols = {node: (_free(specs[name].symbol, taken), ATOM) for name, node in fields.items()}
    taken |= {text for text, _ in symbols.values()} | {rate}
    after = _free(r"\rho", taken)
    symbols[program.given["t"]] = ("t", ATOM)
    lines = []
    for name, node in program.lines:
        last = node is program.results["rate"]
        left = f"{rate if last else name}_t"
        written = _Writer(symbols, (f"{after}_{{{{{{}}}}}}", ATOM)).write(node)
        lines.insert(0 if last else len(lines), f"{left} = {written}")
        symbols[node] = (left, ATOM)
    followed = (getattr(schedule, name) for name in specs if name not in fields)
    return (*lines, *(line for each in followed for line in schedule_latex(each, after, taken)))


def symbol(name: str) -> Piece:
    """Return the LaTeX of a name used in a step, such as a letter of the state, or of that of a rule within."""
    name = name.rpartition(".")[2]
    if name in NAMES:
        return NAMES[name]
    letter, _, mark = name.partition("_")
    letter, digits = re.fullmatch(r"(.*?)(\d*)", letter).groups()
    letter = rf"\{letter}" if letter in _GREEK else letter if len(letter) < 2 else rf"\mathrm{{{letter}}}"
    if mark in _ACCENTS:
        return rf"\{mark} {letter}", ATOM
    mark = rf"\{mark}" if mark in _GREEK else mark
    below = digits + mark if mark != _INFINITE else r"\infty"
    return letter + (below and (f"_{below}" if len(below) == 1 else f"_{{{below}}}")), ATOM


def called(names: Iterable[str]) -> dict[str, Piece]:
    """Return what each of these names is called, no two alike."""
    pieces: dict[str, Piece] = {}
    for name in names:
        text, level = symbol(name)
        pieces[name] = _free(text, {other for other, _ in pieces.values()}), level
    return pieces


def _lines(program: Program, rule: Rule) -> list[tuple[str, Node, dict[Node, Piece]]]:
    """Return the left side of each line, the node on its right, and what others are called there."""
    letters = called(program.given)
    symbols = {node: letters[name] for name, node in program.given.items()}
    for name, node in program.fields.items():
        if isinstance(node, Node):
            within, _, field = name.rpartition(".")
            owner = attrgetter(within)(rule) if within else rule
            text = owner.hyperparameters()[field].symbol + "_t" * isinstance(getattr(owner, field), Schedule)
            symbols[node] = (_free(text, {text for text, _ in symbols.values()}), ATOM)
    lines, renewed = [], set()
    for name, node in program.lines:
        reads, shown = program.reads(name, node), dict(symbols)
        for letter in renewed:
            old, new, (text, _) = program.given[letter], program.results[letter], letters[letter]
            if old in reads:
                shown[old] = (f"{text}_{{t-1}}", ATOM)
                if new in reads and symbols[new][0] == text:
                    shown[new] = (f"{text}_t", ATOM)
        (text, level), arrow = letters.get(name) or symbol(name), r"\leftarrow"
        if program.results.get(name) is node:
            renewed.add(name)
        else:
            text, arrow = _free(text, {text for text, _ in symbols.values()}), "="
        lines.append((f"{text} {arrow}", node, shown))
        symbols.setdefault(node, (text, level))
    return lines


class _Writer:
    """Writes expressions. symbols: nodes → what they are called. both: their numbers for x and for y, if any."""

    def __init__(self, symbols: Mapping[Node, Piece], gradient: Piece, both: Sequence[Mapping[Node, Piece]] = ()):
        self.symbols, self.gradient, self.both = symbols, gradient, both

    def write(self, value: Node | float, least: int = SUM) -> str:
        """Return the expression, in parentheses if it holds together more loosely than asked for."""
        text, level = self.piece(value)
        if level >= least:
            return text
        return rf"\left({text}\right)" if r"\frac" in text or r"\begin" in text else f"({text})"

    def piece(self, value: Node | float) -> Piece:
        """Return the expression and how tightly it holds together."""
        if not isinstance(value, Node):
            return _number(0 if value == arithmetic.LEAST else value)
        if value in self.symbols:
            return self.symbols[value]
        operation, (first, *others) = value.operation, value.operands
        if (operation, others) in ((np.add, [arithmetic.LEAST]), (np.minimum, [arithmetic.MOST])):
            return self.piece(first)
        if operation is np.divide and getattr(first, "operation", None) is np.negative and first not in self.symbols:
            return f"-{self.piece(Node(operation, (*first.operands, *others)))[0]}", NEGATIVE
        form = self.gradient if operation is gradient_at or isinstance(operation, Schedule) else _FORMS.get(operation)
        text, level, *levels = form or (f"\\operatorname{{{{{operation.__name__}}}}}({{}}{', {}' * len(others)})", ATOM)
        if self.both and operation in (gradient_at, arithmetic.dot, arithmetic.norm):
            written = list(map(self._pair, value.operands))
        else:
            written = [self.write(each, least) for each, least in zip_longest(value.operands, levels, fillvalue=SUM)]
        if operation is np.multiply:
            text = r"{} \cdot {}" if written[1][0].isdigit() else text
            level = NEGATIVE if written[0].startswith("-") else level
        return (text if form is not _POWER or len(written[1]) > 1 else "{}^{}").format(*written), level

    def _pair(self, operand: Node) -> str:
        return f"({', '.join(_Writer(numbers, self.gradient, self.both).write(operand) for numbers in self.both)})"


def _free(text: str, taken) -> str:
    return _free(f"{text}'", taken) if text in taken else text


def _number(value: float, digits: int = 6, exact: bool = False) -> Piece:
    """Return a number as one writes it, a power of ten where it needs one; exact: as a fraction if it is one."""
    if value == math.pi:
        return r"\pi", ATOM
    if exact and (found := as_fraction(value)):
        text = rf"\frac{{{abs(found.numerator)}}}{{{found.denominator}}}"
        return (f"-{text}", NEGATIVE) if value < 0 else (text, PRODUCT)
    mantissa, _, exponent = f"{value:.{digits}g}".replace("inf", r"\infty").replace("nan", r"\text{nan}").partition("e")
    if exponent:
        mantissa = rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
    return mantissa, NEGATIVE if value < 0 else PRODUCT if exponent else ATOM
