"""Formulas made at random: good ones mean what mpmath computes from the same tree, bad ones are refused."""

from collections import Counter

import mpmath
import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from surfaces import FormulaError, from_formula
from surfaces.expressions import ENTRIES

EXAMPLES = 360
PARTS = 2
"""Runs that share the examples out, so that no worker is left alone with all of them."""
RELATIVE = 1e-9

quick = settings(database=None, derandomize=True, suppress_health_check=list(HealthCheck))

LITERALS = {"2": "2", "3.": "3", ".5": "0.5", "1e-1": "0.1", "25e-1": "2.5", "1.75E0": "1.75", "0.3": "0.3"}
UNARY = [entry.name for entry in ENTRIES if entry.arguments == (1, 1)]
BINARY = [entry.name for entry in ENTRIES if entry.arguments != (1, 1)]


class Undecided(Exception):
    """The formula has no comparable value here: not real, at a kink, or beyond the range of floats."""


# Trees: ("number", literal), ("name", letter), or (operation, tree, ...).


@st.composite
def trees(draw, depth=3):
    """A tree that holds x or y; constants stand as leaves only."""
    kind = draw(st.sampled_from(["leaf", "sum", "product", "call", "power", "negate"])) if depth else "leaf"
    if kind == "leaf":
        return ("name", draw(st.sampled_from("xy")))
    inner = trees(depth - 1)
    if kind == "negate":
        return ("negate", draw(inner))
    if kind == "call":
        name = draw(st.sampled_from(UNARY * 2 + BINARY))
        return (name, draw(inner)) if name in UNARY else (name, draw(inner), draw(inner))
    if kind == "power":
        exponent = draw(st.sampled_from(["2", "3", "4", "0.5", "1.5", "-1", "-2", "tree", "base"]))
        if exponent == "tree":
            return ("^", draw(inner), draw(inner))
        if exponent == "base":
            return ("^", draw(constants), draw(inner))
        number = ("number", exponent.removeprefix("-"))
        return ("^", draw(inner), ("negate", number) if exponent[0] == "-" else number)
    operation = draw(st.sampled_from("+-" if kind == "sum" else "*/"))
    parts = [draw(inner), draw(inner | constants)]
    return (operation, *(parts if draw(st.booleans()) else reversed(parts)))


constants = st.sampled_from([("number", literal) for literal in LITERALS] + [("name", "pi"), ("name", "e")])

SUM, PRODUCT, SIGN, POWER, ATOM = range(5)


def spelled(tree, random):
    """The tree as a person might type it, with no more parentheses than needed, and how tightly it binds."""

    def inside(part, binding):
        text, bound = spelled(part, random)
        return text if bound >= binding and random.random() < 0.9 else f"({text})"

    operation, *parts = tree
    space = random.choice(["", " "])
    if operation in ("number", "name"):
        return parts[0], ATOM
    if operation == "negate":
        return f"{random.choice('-−')}{inside(parts[0], POWER)}", SIGN
    if operation in "+-":
        return f"{inside(parts[0], SUM)}{space}{operation}{space}{inside(parts[1], PRODUCT)}", SUM
    if operation == "*":
        left, right = inside(parts[0], PRODUCT), inside(parts[1], SIGN)
        simple = (left[-1] == ")" and left[0] == "(" and left.count("(") == 1) or left in (*LITERALS, "x", "y", "pi")
        if simple and (right[0].isalpha() or right[0] == "(") and right != "e" and random.random() < 0.6:
            return f"{left} {right}", PRODUCT
        return f"{left}{space}{random.choice('*·×')}{space}{right}", PRODUCT
    if operation == "/":
        return f"{inside(parts[0], PRODUCT)}{space}/{space}{inside(parts[1], SIGN)}", PRODUCT
    if operation == "^":
        return f"{inside(parts[0], ATOM)}{random.choice(['^', '**', ' ^ '])}{inside(parts[1], SIGN)}", POWER
    if operation == "abs" and random.random() < 0.5:
        return f"|{inside(parts[0], ATOM)}|", ATOM
    return f"{operation}{space}({f',{space}'.join(inside(part, SUM) for part in parts)})", ATOM


def kink(number):
    if abs(number) < 1e-6:
        raise Undecided
    return number


def defined(condition):
    if not condition:
        raise Undecided


def power(u, v):
    defined(u != 0 and (u > 0 or v == mpmath.nint(v)))
    return u**v


def root(u):
    defined(u > 0)
    return mpmath.sqrt(u)


def real(function, condition):
    def of(u):
        defined(condition(u))
        return function(u)

    return of


MEANING = {
    "negate": lambda u: -u,
    "+": lambda u, v: u + v,
    "-": lambda u, v: u - v,
    "*": lambda u, v: u * v,
    "/": lambda u, v: u / kink(v),
    "^": power,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "tan": mpmath.tan,
    "asin": real(mpmath.asin, lambda u: abs(u) < 1),
    "acos": real(mpmath.acos, lambda u: abs(u) < 1),
    "atan": mpmath.atan,
    "atan2": lambda u, v: mpmath.atan2(kink(u), kink(v)),
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
    "tanh": mpmath.tanh,
    "asinh": mpmath.asinh,
    "acosh": real(mpmath.acosh, lambda u: u > 1),
    "atanh": real(mpmath.atanh, lambda u: abs(u) < 1),
    "exp": mpmath.exp,
    "log": real(mpmath.log, lambda u: u > 0),
    "log10": real(mpmath.log10, lambda u: u > 0),
    "sqrt": root,
    "cbrt": lambda u: mpmath.sign(kink(u)) * mpmath.cbrt(abs(u)),
    "abs": lambda u: abs(kink(u)),
    "sign": lambda u: mpmath.sign(kink(u)),
    "min": lambda u, v: min(u, v) if kink(u - v) else u,
    "max": lambda u, v: max(u, v) if kink(u - v) else u,
    "floor": lambda u: mpmath.floor(u) if kink(u - mpmath.nint(u)) else u,
    "ceil": lambda u: mpmath.ceil(u) if kink(u - mpmath.nint(u)) else u,
    "hypot": lambda u, v: mpmath.hypot(kink(u), v),
    "sigmoid": lambda u: 1 / (1 + mpmath.exp(-u)),
    "gauss": lambda u: mpmath.exp(-(u**2)),
    "log2": real(lambda u: mpmath.log(u, 2), lambda u: u > 0),
    "mod": lambda u, v: u - v * mpmath.floor(u / v) if kink(u / kink(v) - mpmath.nint(u / v)) else u,
    "step": lambda u: (1 + mpmath.sign(kink(u))) / 2,
    "relu": lambda u: max(kink(u), 0),
    "softplus": lambda u: mpmath.log1p(mpmath.exp(u)),
    "sinc": mpmath.sinc,
}


def test_every_function_of_the_table_has_a_meaning_here():
    assert {entry.name for entry in ENTRIES} <= MEANING.keys()


def worked_out(tree, at, noise):
    """The value of the tree; every result off by as much as `noise` says."""
    operation, *parts = tree
    if operation == "number":
        return mpmath.mpf(LITERALS.get(parts[0], parts[0]))
    if operation == "name":
        return at[parts[0]]
    result = MEANING[operation](*(worked_out(part, at, noise) for part in parts)) * (1 + noise())
    if not (result == 0 or 1e-250 < abs(result) < 1e250):
        raise Undecided
    return result


def value_and_slopes(tree, point, seed=None):
    """Of the tree at a point, to 150 digits by differences; with a seed, as if each result were rounded near 1e-14."""
    step = mpmath.mpf("1e-60")

    def value(dx, dy):
        random = np.random.default_rng(seed)
        noise = (lambda: random.uniform(-1e-14, 1e-14)) if seed is not None else (lambda: 0)
        return worked_out(tree, at(dx, dy), noise)

    def at(dx, dy):
        return {"x": mpmath.mpf(point[0]) + dx, "y": mpmath.mpf(point[1]) + dy, "pi": +mpmath.pi, "e": +mpmath.e}

    with mpmath.workdps(150):
        by_x = (value(step, 0) - value(-step, 0)) / (2 * step)
        by_y = (value(0, step) - value(0, -step)) / (2 * step)
        numbers = [value(0, 0), by_x, by_y]
        if any(abs(number) > 1e250 for number in numbers):
            raise Undecided
        return [float(number) for number in numbers]


def steepness(tree, at, letter):
    """The value, and the sum over all ways from the letter up to the value of the products of slopes, without signs."""
    operation, *parts = tree
    if operation in ("number", "name"):
        return worked_out(tree, at, lambda: 0), int(parts[0] == letter)
    values, sums = zip(*(steepness(part, at, letter) for part in parts), strict=True)
    step, total = mpmath.mpf("1e-60"), 0
    for i, (value, inner) in enumerate(zip(values, sums, strict=True)):
        if inner:
            above, below = ([*values[:i], value + sign * step, *values[i + 1 :]] for sign in (1, -1))
            total += abs((MEANING[operation](*above) - MEANING[operation](*below)) / (2 * step)) * inner
    return MEANING[operation](*values), total


def agree(tree, point, got):
    """Whether value and slopes are right, to 1e-9 or as far as rounding lets any of them be."""
    expected = value_and_slopes(tree, point)
    if np.allclose(got, expected, RELATIVE, 1e-300):
        return True
    spread = np.abs([np.subtract(value_and_slopes(tree, point, seed), expected) for seed in range(4)]).max(axis=0)
    with mpmath.workdps(150):
        at = {"x": mpmath.mpf(point[0]), "y": mpmath.mpf(point[1]), "pi": +mpmath.pi, "e": +mpmath.e}
        cancelled = np.array([0, *(float(steepness(tree, at, letter)[1]) for letter in "xy")])
    # Differences of 150 digits over steps of 1e-60 leave 90.
    allowed = RELATIVE * np.abs(expected) + 100 * spread + 1e-14 * cancelled + 1e-80 * (1 + abs(expected[0]))
    return bool(np.all(np.abs(np.subtract(got, expected)) <= allowed))


REASONS = (
    "constant",
    "only a positive number",
    "no real value",
    "no finite value",
    "too large",
    "division by zero",
    "too high",
    "powers of powers",
)


@pytest.mark.parametrize("part", range(PARTS))
def test_good_formulas_have_the_values_and_slopes_that_mpmath_finds(part):
    seen = Counter()

    @seed(part)
    @settings(quick, max_examples=6 * EXAMPLES // PARTS // 5)
    @given(trees(), st.randoms(use_true_random=False), st.integers(0, 2**32 - 1))
    def compare(tree, random, place):
        text = spelled(tree, random)[0]
        try:
            surface = from_formula(text)
        except FormulaError as error:
            assert any(reason in error.problem for reason in REASONS), (text, error)  # noqa: PT017
            seen["refused"] += 1
            return
        seen["accepted"] += 1
        for point in np.random.default_rng(place).uniform((-3, 0.1), (3, 3), (2, 2)):
            got = [float(surface.value(point)), *surface.gradient(point)]
            try:
                assert agree(tree, point, got), (text, point, got, value_and_slopes(tree, point))
                seen["compared"] += 1
            except Undecided:
                seen["undecided"] += 1

    compare()
    assert seen["accepted"] >= EXAMPLES // PARTS, seen
    assert seen["compared"] >= EXAMPLES // PARTS, seen


PIECES = [
    *"xyabce0129.+-*/^(),| !_[]{}'\"=:;<>@#$%&\\\n\t\0",
    *("**", "1e", "e9", "999999", "sin", "max(", "lambda", "__"),
    *"х１²∞",
]


@settings(quick, max_examples=2 * EXAMPLES)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=60))
def test_any_text_is_a_surface_or_a_formula_error(text):
    try:
        surface = from_formula(text)
    except FormulaError as caught:
        error = caught
    else:
        assert surface.gradient([0.3, 0.7]).shape == (2,)
        return
    assert error.text == text
    assert error.position is None or 0 <= error.position <= len(text)
    assert "\n" not in str(error)
    assert error.problem
