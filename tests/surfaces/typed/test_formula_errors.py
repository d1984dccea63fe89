"""What is wrong with a formula is said in plain words, and where; nothing typed hangs, grows or runs."""

import pickle
import re
import resource
from contextlib import suppress
from time import thread_time

import numpy as np
import pytest
from sympy import Rational

from surfaces import FormulaError, formula_parameters, from_formula, x
from surfaces.expressions import FUNCTIONS
from surfaces.typed.formula import compiled_formula
from surfaces.typed.grammar import HIGHEST_POWER
from surfaces.typed.spelling import INSTEAD
from tests.each import each
from words import speaking, tell


def problem(text, **options):
    with pytest.raises(FormulaError) as caught:
        from_formula(text, **options)
    error = caught.value
    assert error.text == text
    assert "\n" not in str(error)
    return error


READING = [
    ("", None, "empty"),
    (" \t ", None, "empty"),
    ("x +", 3, "stops too early"),
    ("x + * y", 4, 'unexpected "*"'),
    ("sen(x)", 0, "did you mean sin"),
    ("1 + sqt(x)", 4, "did you mean sqrt"),
    ("x + z", 4, "unknown name z"),
    ("xyz", 0, "unknown name xyz"),
    ("x^xy", 3, "two ways"),
    ("1/2xy", 3, "two ways"),
    ("2 + xsin(x)", 4, r"write x\*sin"),
    ("lnx", 0, r"write ln\(x\)"),
    ("pix", 0, r"write pi\*x"),
    ("cosx", 0, r"write cos\(x\)"),
    ("x2", 0, r"write x\*2 or x\^2"),
    ("X", 0, "write x"),
    ("f(x)", 0, "unknown name f"),
    ("(x + (y)", 0, r"missing parenthesis: expected a \)"),
    ("x + sin(y", 7, r"missing parenthesis: expected a \)"),
    ("x + y)", 5, "closes nothing"),
    ("|x + y", 0, "missing bar"),
    ("(|x)|", 1, "missing bar"),
    ("|x|y|x|", 4, "two ways"),
    ("|x||y|", 3, "two ways"),
    ("|x|(y+1)|x|", 8, "two ways"),
    ("||x|y|", 4, r"expected a sign such as \* before y"),
    ("||", 1, "unexpected"),
    ("sin()", 0, "sin takes 1 argument, got none"),
    ("y + sin(x, y)", 4, "sin takes 1 argument, got 2"),
    ("max(x)", 0, "max takes at least 2 arguments, got 1"),
    ("atan2(x)", 0, "atan2 takes 2 arguments, got 1"),
    ("sin x", 4, r"write sin\(x\)"),
    ("sin^2(x)", 3, "the power comes after the argument"),
    ("x + sin", 7, "sin needs parentheses"),
    ("1/2x", 3, "two ways"),
    ("x/2(y+1)", 3, "two ways"),
    ("e^2x", 3, "two ways"),
    ("x^2y", 3, "two ways"),
    ("2e", 1, r"write 2\*e"),
    ("2e + x", 1, r"write 2\*e"),
    ("2 3", 2, "two numbers"),
    ("x 2", 2, "expected a sign"),
    ("e(x)", 1, "e is a number"),
    ("x, y", 1, "comma"),
    ("(x, y)", 2, "comma"),
    ("0,5x^2", 1, r"decimal sign is a point: write 0\.5"),
    ("y + (x - 1,25)", 10, r"write 1\.25"),
    ("x + 1,000y", 5, r"write 1\.000 or 1000"),
    ("sin(0,5x)", 0, r"takes 1 argument, got 2: .*write 0\.5"),
    ("hypot(0,5x, y)", 0, r"takes 2 arguments, got 3: .*write 0\.5"),
    ("mod x", 4, r"write mod\(x, y\)"),
    ("x mod 2", 6, r"write mod\(x, y\)"),
    ("tg(x)", 0, r"write tan\(x\)"),
    ("exp2(x)", 0, r"write 2\^x"),
    ("ROUND(x)", 0, r"write floor\(x \+ 0\.5\)"),
    ("erf(x)", 0, r"write tanh\(1\.2x\)"),
    ("x + rect(y)", 4, r"write step\(0\.5 - \|x\|\)"),
    ("argmin(x)", 0, "where it is least"),
    ("x > 0", 2, r"step\(x\) is 0 below 0"),
    ("y = x", 2, "without an ="),
    ("x^2 + y^2 = 0", 10, "without an ="),
    ("x²", 1, r"write \^2"),
    ("x + 1e301", 4, "too large"),
    ("x + 1e-301", 4, "too small"),
    ("x" + "+x" * 250, 500, "at most 500 characters"),
    ("x+" * 150 + "x", 199, "at most 200"),
    ("(" * 51 + "x" + ")" * 51, 50, "at most 50 levels"),
]

MEANING = [
    ("x^65", 1, "too high"),
    ("x^-65", 1, "too high"),
    ("((x^64)^64)^2", 11, "powers of powers"),
    ("x + 1/0", 5, "division by zero"),
    ("x/(2 - 2)", 1, "division by zero"),
    ("1/(x - x)", 1, "division by zero"),
    ("x + 0^-1", 5, "division by zero"),
    ("x + sqrt(-1)", 4, "no real value"),
    ("x (-2)^0.5", 6, "no real value"),
    ("x + log(0)", 4, "no finite value"),
    ("x + acos(2)", 4, "no real value"),
    ("x + exp(1000)", 4, "too large"),
    ("x + 1e300*10", 9, "too large"),
    ("x + 9999999999999999999^64", 23, "too large"),
    ("x + a^2^7", 5, "too high"),
    ("(-2)^x", 4, "positive number"),
    ("3", None, "constant"),
    ("a + b", None, "constant"),
    ("x - x", None, "constant"),
    ("x^0", None, "constant"),
    ("sign(x^2 + 1)", None, "constant"),
    ("sin(x)^2 + cos(x)^2", None, "constant"),
    ("sqrt(-1 - x^2)", None, "no real value anywhere"),
    ("log(-x^2 - 1) + y", None, "no real value anywhere"),
]


@each("text, position, words", READING + MEANING)
def test_an_error_says_what_is_wrong_and_points_at_the_character(text, position, words):
    error = problem(text)
    assert error.position == position
    with pytest.raises(FormulaError, match=words):
        raise error
    at = "at the end" if position == len(text) else f"at character {(position or 0) + 1}"
    assert str(error) == (error.problem if position is None else f"{error.problem}, {at}")


@each("name", [*INSTEAD])
def test_what_an_unknown_name_is_to_be_replaced_by_can_be_typed(name):
    assert name not in FUNCTIONS
    said = problem(f"{name}(x) + y").problem
    assert INSTEAD[name] in said
    assert said.startswith(f"unknown name {name}: ")
    if written := re.match("write (.*?x.*?)(, which.*)?$", said.partition(": ")[2]):
        assert np.isfinite(from_formula(written[1]).value([0.3, 0.4]))


@each("text", [text for text, _, _ in READING])
def test_asking_for_parameters_finds_the_same_errors(text):
    with pytest.raises(FormulaError) as caught:
        formula_parameters(text)
    assert str(caught.value) == str(problem(text))


@each("given", [["x^2"], {}, None, 3, b"x^2", x**2])
def test_what_is_no_text_is_refused_as_a_formula(given):
    told = re.escape(f"expected a formula as text such as x^2 + 3y^2, got {given!r}")
    for ask in (from_formula, formula_parameters):
        with pytest.raises(FormulaError, match=f"^{told}$"):
            ask(given)


@each("given", [[1], "ab", 3, ("a", 2)])
def test_what_are_no_parameters_is_refused(given):
    told = re.escape(f"parameters: expected numbers such as {{'a': 2}}, got {given!r}")
    with pytest.raises(FormulaError, match=f"^{told}$"):
        from_formula("a x^2 + y^2", parameters=given)


@each("text, parameters", [("sqrt(a) x", {"a": -1}), ("x/a", {"a": 0}), ("a^b^c x", dict.fromkeys("abc", 99))])
def test_parameters_that_leave_no_value_are_named(text, parameters):
    error = problem(text, parameters=parameters)
    assert error.position is None
    assert all(f"{letter} = {number}" in error.problem for letter, number in parameters.items())


def test_a_parameter_may_pass_a_value_at_which_all_is_flat():
    assert not from_formula("a x^2", parameters={"a": 0}).gradient([1, 1]).any()


def test_an_error_can_be_pickled_and_is_a_value_error():
    error = problem("x +")
    copy = pickle.loads(pickle.dumps(error))
    assert isinstance(copy, ValueError)
    assert (copy.text, copy.position, copy.problem, str(copy)) == (error.text, 3, error.problem, str(error))


HOSTILE = [
    "9**9**9**9",
    "9^9^9^9 x",
    "x**x**x**x" + "**x" * 60,
    "(" * 1000 + "x" + ")" * 1000,
    "(" * 250 + "x" + ")" * 250,
    "-" * 499 + "x",
    "|" * 499 + "x",
    "x^" * 249 + "x",
    "sin(" * 120 + "x",
    "x!!!!",
    "100!",
    "9" * 500,
    "x" + "9" * 499,
    "1e" + "9" * 497,
    "1e-" + "9" * 496,
    "10^300^300",
    "x + 10^(10^(10^10))",
    "х + у",
    "１ + x",
    "x\0",
    "\ud800",
    "x.__class__",
    "__import__('os').system('true')",
    "().__class__.__bases__",
    "lambda: x",
    "lambda x: x",
    "[x for x in y]",
    "{x: y}",
    "'x'",
    'f"{x}"',
    "x if y else a",
    "x; y",
    "x := 2",
    "eval(x)",
    "exec(x)",
    "open(x)",
    "x == y",
    "x @ y",
    "x % y",
    "x // y",
    "x \\ y",
    "S.One",
    "oo",
    "zoo",
    "I",
    "nan",
    "Symbol(x)",
    "x_1",
    "#x",
    "x\u200by",
    "\u202ex",
    None,
    3,
    b"x",
]


@each("text", HOSTILE)
def test_hostile_text_is_refused_at_once(text):
    started = thread_time()
    with pytest.raises(FormulaError) as caught:
        from_formula(text)
    assert caught.value.problem
    assert thread_time() - started < 0.5


@each("power", ["64", "(+64)", "(-(-64))", "(2^6)", "(8*8)", "(128/2)", "sqrt(4096)", "(-64.5)"])
def test_powers_of_powers_are_counted_however_they_are_spelled(power):
    started = thread_time()
    assert "powers of powers" in problem(f"(((((2x)^{power})^{power})^{power})^{power})^{power}").problem
    assert from_formula(f"(2x)^{power}", domain=((0.1, 1), (0.1, 1))).expression.free_symbols == {x}
    assert thread_time() - started < 1


@pytest.mark.parametrize("a", [64, 1e6, 1e14, 123456.5, 1e300, -1e6, -1e300])
@each(
    "text",
    [
        "x^a",
        "(x + y + 1)^a",
        "(2x)^a (2x)^a",
        "(((2x)^a)^a)^a",
        "(a x)^a",
        "2^(a x)",
        "exp(a log(2x))",
        "e^(a log(3x)) y",
        "exp(a log(exp(a log(exp(a log(2x))))))",
    ],
)
def test_a_large_parameter_as_a_power_does_not_make_the_expression_grow(text, a):
    started = thread_time()
    # Some have no finite value on the domain.
    with suppress(FormulaError):
        expression = from_formula(text, parameters={"a": a}, domain=((0.1, 1), (0.1, 1))).expression
        longest = max((max(abs(n.p), n.q).bit_length() for n in expression.atoms(Rational)), default=0)
        assert longest < 8 * HIGHEST_POWER**2
    assert thread_time() - started < 1


def test_null_bytes_and_look_alikes_are_described():
    assert "U+0000" in problem("x + \0").problem
    assert "cyrillic" in problem("х").problem
    assert "type x" in problem("х").problem
    assert "type 1" in problem("１").problem


@pytest.mark.parametrize("formula", ["x²", "√x", "x ÷ y", "∂x", "사인(x)", "θ"])
def test_what_shows_itself_is_not_called_by_its_english_name_too(formula):
    with speaking("ko"):
        told = tell(problem(formula).problem)
    assert re.findall("[A-Za-z]{3,}", told.replace("sqrt", "")) == []


LARGE = {
    "nested": "sin(" * 50 + "x*y" + ")" * 50,
    "product": "*".join(["(x+y)"] * 49),
    "different factors": "*".join(f"(x+{i}y)" for i in range(2, 35)),
    "towers": "^".join(["x"] * 51),
    "powers": "*".join(["(1e99x+y)^64"] * 25),
    "quotients": "/".join(["(x^y)"] * 50),
    "exponentials": "exp(" * 48 + "-x^2-y^2" + ")" * 48,
    "kinks": "max(" + "|x|,min(x,y)," * 25 + "1)",
    "constants": "x+" + "+".join(f"exp({i}.{i})^.1" for i in range(28)),
    "nested powers": "(" * 2 + "3x" + ")^64" * 2,
    "fractions": "x" + "+x/9999999999" * 33,
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE.keys())
def test_the_largest_formulas_take_less_than_two_seconds_and_300_megabytes(text):
    compiled_formula.cache_clear()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = thread_time()
    try:
        surface = from_formula(text)
    except FormulaError as error:
        refused = error
    else:
        refused = None
        assert surface.hessian([0.3, 0.4]).shape == (2, 2)
        assert thread_time() - started < 2
        assert surface.latex
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024
    assert refused is None or "anywhere on the domain" in refused.problem


def test_a_formula_that_takes_too_long_is_refused_and_can_be_tried_again(monkeypatch):
    text = "sin(x)^3 + y + 54321"
    with monkeypatch.context() as patch:
        patch.setattr("surfaces.typed.formula.SECONDS", -1)
        assert "too intricate" in problem(text).problem
    assert from_formula(text).value([0, 0]) == 54321
