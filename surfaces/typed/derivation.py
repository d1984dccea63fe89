"""Formulas as straight-line programs: one SymPy expression a step, each over the results of earlier steps.

A derivative is taken step by step, so it is at most a few times as long as the formula, however deeply that is nested:
whatever the grammar lets through is derived and compiled in a fraction of a second and a few megabytes. Constants are
worked out here, in exact fractions or floats, so SymPy never meets a number that could grow.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache, reduce
from math import ceil, inf, isnan
from time import thread_time

from sympy import Add, Expr, Float, Integer, Mul, Number, Pow, Rational, S, Symbol, exp, sqrt

from surfaces.compiling import Terms
from surfaces.expressions import FUNCTIONS
from surfaces.expressions.elementary import Power, Sided
from surfaces.surface import x, y
from surfaces.typed.grammar import HIGHEST_POWER, LARGEST, Node
from surfaces.typed.tokens import CONSTANTS, FormulaError
from words import say

MOST_BITS = 2000
"""A fraction with a longer numerator or denominator becomes a float."""

LARGEST_EXACT_INTEGER = 2**53

Constant = Fraction | float


class Derivation:
    """The steps that work out a formula, derivatives added on demand.

    FormulaError where the formula is none that can be descended, or takes more than `seconds` of processor time.
    """

    def __init__(self, text: str, nodes: Sequence[Node], seconds: float):
        self.text = text
        self._deadline = thread_time() + seconds
        self.steps: dict[Symbol, Expr] = {}
        self._names: dict[Expr, Symbol] = {}
        self._slopes: dict[tuple[Expr, Symbol], Expr] = {}
        self.results: list[Expr | Constant] = []
        """One for each node: a number, or a symbol."""
        for node in nodes:
            self.results.append(self._step(node, [self.results[child] for child in node.children]))
        _check_height(text, nodes, self.results)
        self.value = self.results[-1]
        if not isinstance(self.value, Expr) or not {x, y} & self._reached([self.value]):
            raise FormulaError(text, None, say("the formula is constant: expected x or y to change it"))

    @property
    def is_polynomial(self) -> bool:
        """Whether every step so far is a sum, product or whole power, so that nothing is divided or has a kink."""
        return all(step.is_polynomial() for step in self.steps.values())

    def slope(self, of: Expr, along: Symbol) -> Expr:
        """The partial derivative of a result, away from kinks."""
        reached = self._reached([of])
        for step in [step for step in self.steps if step in reached]:
            self._slope_of_step(step, along)
        return self._slope_of_step(of, along)

    def terms(self, arguments: Sequence[Symbol], results: Sequence[Expr], shape: tuple[int, ...]) -> Terms:
        """Compile the steps that lead to the results."""
        reached = self._reached(results)
        return Terms(arguments, results, shape, [step for step in self.steps.items() if step[0] in reached])

    def _slope_of_step(self, of: Expr, along: Symbol) -> Expr:
        if of not in self.steps:
            return S.One if of == along else S.Zero
        if (of, along) not in self._slopes:
            step = self.steps[of]
            if isinstance(step, Sided):
                slope = step.slope(lambda argument: self._slope_of_step(argument, along))
            else:
                inner = {symbol: self._slope_of_step(symbol, along) for symbol in step.free_symbols}
                slope = Add(*(Mul(step.diff(symbol), slope) for symbol, slope in inner.items() if slope != 0))
            self._slopes[of, along] = self._named(slope.xreplace(self._names))
        return self._slopes[of, along]

    def _named(self, expression: Expr) -> Expr:
        """A number or symbol as it is; anything else as the name of the step that works it out."""
        if expression.is_Symbol or isinstance(expression, Number):
            return expression
        if thread_time() > self._deadline:
            raise FormulaError(self.text, None, say("the formula is too intricate to derive: expected a shorter one"))
        if expression not in self._names:
            name = Symbol(f"step{len(self.steps)}", real=True)
            self._names[expression] = name
            self.steps[name] = expression
        return self._names[expression]

    def _reached(self, results: Sequence[Expr]) -> set[Symbol]:
        """The symbols that the results depend on, themselves included."""
        reached = {symbol for result in results for symbol in result.free_symbols}
        for name, step in reversed(self.steps.items()):
            if name in reached:
                reached |= step.free_symbols
        return reached

    def _step(self, node: Node, arguments: list[Expr | Constant]) -> Expr | Constant:
        if node.kind == "number":
            return node.number
        if node.kind == "name":
            return CONSTANTS[node.name] if node.name in CONSTANTS else Symbol(node.name, real=True)
        if not any(isinstance(argument, Expr) for argument in arguments):
            return self._constant(node, arguments)
        if node.kind == "power":
            expression = self._power(node, *arguments)
        elif node.kind == "divide" and arguments[1] == 0:
            raise FormulaError(self.text, node.position, say("division by zero: expected another number below"))
        else:
            numbers = [number(argument) for argument in arguments]
            expression = (
                operation(node)(*numbers)
                if len(numbers) < 3
                else reduce(lambda u, v: self._named(operation(node)(u, v)), numbers)
            )
        result = self._named(expression)
        return constant(result) if isinstance(result, Number) else result

    def _power(self, node: Node, base: Expr | Constant, exponent: Expr | Constant) -> Expr:
        if isinstance(exponent, Expr):
            if isinstance(base, Expr):
                return Power(base, exponent)
            if base <= 0:
                problem = say("only a positive number has powers that change: expected a base above 0")
                raise FormulaError(self.text, node.position, problem)
            return exp(exponent) if base == CONSTANTS["e"] else Pow(Float(float(base)), exponent)
        if isinstance(exponent, float):
            return Pow(base, Float(exponent))
        if exponent.denominator > 1:
            # A square root is more exact, and faster, than the power of a half.
            halves = {Fraction(1, 2): sqrt(base), Fraction(-1, 2): 1 / sqrt(base)}
            return halves.get(exponent) or Pow(base, number(exponent))
        if abs(exponent) > HIGHEST_POWER:
            raise self._too_high(node)
        return Pow(base, int(exponent))

    def _constant(self, node: Node, arguments: list[Constant]) -> Constant:
        """The operation on numbers; FormulaError if the result is none that fits."""
        exact = all(isinstance(argument, Fraction) for argument in arguments)
        if node.kind == "divide" and arguments[1] == 0:
            raise FormulaError(self.text, node.position, say("division by zero: expected another number below"))
        if node.kind == "power":
            base, exponent = arguments
            if base == 0 and exponent < 0:
                raise FormulaError(self.text, node.position, say("division by zero: 0 to a negative power"))
            if isinstance(exponent, Fraction) and exponent.denominator == 1:
                if abs(exponent) > HIGHEST_POWER:
                    raise self._too_high(node)
            else:
                exact = False
        elif node.kind == "call":
            exact = False
        if exact:
            result = _EXACTLY[node.kind](*arguments)
            bits = max(result.numerator.bit_length(), result.denominator.bit_length())
            if bits > MOST_BITS and abs(result) <= LARGEST:
                result = Fraction(_float(result))
        else:
            result = float(compiled(node.kind, node.name, len(arguments)).at(*map(_float, arguments))[0])
        if isnan(_float(result)) or result == -inf:
            if result == -inf:
                problem = say("this has no finite value: expected a number that it is defined for")
            else:
                problem = say("this has no real value: expected a number that it is defined for")
            raise FormulaError(self.text, node.position, problem)
        if abs(result) > LARGEST:
            problem = say("this number is too large: expected at most {most:g}", most=LARGEST)
            raise FormulaError(self.text, node.position, problem)
        return result

    def _too_high(self, node: Node) -> FormulaError:
        problem = say(
            "the power is too high: expected whole numbers from -{most} to {most}",
            most=HIGHEST_POWER,
        )
        return FormulaError(self.text, node.position, problem)


def _check_height(text: str, nodes: Sequence[Node], results: Sequence[Expr | Constant]):
    """Refuse powers of powers of powers: SymPy multiplies such exponents, and coefficients with them."""
    heights: list[int] = []
    for node, result in zip(nodes, results, strict=True):
        # A fraction is worked out already, and of bounded length.
        within = () if isinstance(result, Fraction) else node.children
        heights.append(max((heights[child] for child in within), default=1))
        exponent = results[node.children[1]] if within and node.kind == "power" else None
        if exponent is not None and not isinstance(exponent, Expr):
            heights[-1] *= max(1, ceil(abs(exponent)))
        if heights[-1] > HIGHEST_POWER**2:
            problem = say("powers of powers are too high: expected at most {most} in all", most=HIGHEST_POWER**2)
            raise FormulaError(text, node.position, problem)


def operation(node: Node):
    """SymPy expressions → the expression of the node's operation on them."""
    return FUNCTIONS[node.name].build if node.kind == "call" else _OPERATIONS[node.kind]


def number(value: Expr | Constant) -> Expr:
    """The value as SymPy writes it into code: whole numbers as they are, any other with the bits of its float."""
    if isinstance(value, Expr):
        return value
    if isinstance(value, Fraction) and value.denominator == 1 and abs(value) < LARGEST_EXACT_INTEGER:
        return Integer(value.numerator)
    return Float(_float(value), 17)


def constant(value: Number) -> Constant:
    """The value of a SymPy number."""
    return Fraction(value.p, value.q) if isinstance(value, Rational) else float(value)


@cache
def compiled(kind: str, name: str, arguments: int) -> Terms:
    """One operation as NumPy computes it, for constants."""
    symbols = [Symbol(f"u{i}", real=True) for i in range(arguments)]
    node = Node(kind, 0, name=name)
    build = Power if kind == "power" else operation(node)
    return Terms(symbols, [build(*symbols) if len(symbols) < 3 else reduce(build, symbols)], ())


def _float(value: Constant) -> float:
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf


_OPERATIONS = {
    "negate": lambda u: -u,
    "add": lambda u, v: u + v,
    "subtract": lambda u, v: u - v,
    "multiply": lambda u, v: u * v,
    "divide": lambda u, v: u / v,
}
_EXACTLY = {**_OPERATIONS, "power": lambda u, v: u ** int(v)}
