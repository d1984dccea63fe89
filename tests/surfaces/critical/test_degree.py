"""The degree of a polynomial is bounded without expanding it."""

import resource
from time import thread_time

import pytest
from sympy import Float, Mul, Pow, Symbol, pi, sin, sqrt

from racing.finite import _finite_within
from racing.stability import is_quadratic
from surfaces import exact_points, from_formula, x, y
from surfaces.critical import polynomial
from surfaces.critical.degree import degree
from tests.each import each

BOUNDS = [
    (x * 0 + 3, 0),
    (sqrt(2) * pi, 0),
    (x, 1),
    (3 * x * y**2 + x**2 - 7, 3),
    (((x + y + 1) ** 64) ** 64, 4096),
    ((x * y + 1) ** 3 * (x - 1) / 7, 7),
    ((x + 1) ** 2 - (x - 1) ** 2, 2),
    (Pow(Mul(x, x, evaluate=False), 2, evaluate=False), 4),
    (1 / x, None),
    (sqrt(x) + y, None),
    (x ** Float(2.0), None),
    (2**x, None),
    (sin(x) * y, None),
    (x**y, None),
    (abs(Symbol("x", real=True)), None),
]


@each("expression, bound", BOUNDS)
def test_the_degree_is_bounded_or_the_expression_no_polynomial(expression, bound):
    assert degree(expression) == bound


def test_a_polynomial_is_expanded_up_to_a_degree():
    cube = from_formula("(x + y)^3")
    assert polynomial(cube, 3).coeffs() == [1, 3, 3, 1]
    assert polynomial(cube, 2) is None
    assert polynomial(from_formula("sin(x) + y"), 9) is None


@pytest.mark.parametrize("text", ["((x + y + 1)^64)^64", "(x + y + 1)^64", "((x + y + 1)^12)^12 - x"])
def test_high_powers_of_sums_take_little_time_and_memory(text):
    surface = from_formula(text, domain=((-1, 1), (-1, 1)))
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, thread_time()
    exact_points(surface)
    assert _finite_within.__wrapped__(surface) == 0
    assert not is_quadratic(surface)
    assert thread_time() - started < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_quadratics_are_known_however_they_are_written():
    for text in ("x^2 + y^2", "(x + 1)^2 - x y", "x^3 + y^2 - x x^2", "(x + 1)(y - 1)"):
        assert is_quadratic(from_formula(text))
    for text in ("x", "x^4 + y^2", "x^2 sin(y)"):
        assert not is_quadratic(from_formula(text))
