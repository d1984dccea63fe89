"""Expressions become the operations that work them out: each once, whatever they are called, however many they are."""

import numpy as np
import pytest
from sympy import Add, Symbol, sin, sqrt

from surfaces import x, y
from surfaces.compiling import Terms
from tests.each import each

POINTS = np.random.default_rng(2).uniform(-2, 2, (50, 2))


def operations(*expressions):
    """The names of what works the expressions out, sorted."""
    nodes = Terms((x, y), expressions, (len(expressions),)).program.nodes
    return sorted(node.operation.__name__ for node in nodes if node.operation)


@each(
    "expressions, expected",
    [
        ([x, y], []),
        ([3 + 0 * x], []),
        ([x + y, x + y, sin(x + y)], ["add", "sin"]),
        ([sqrt(x**2 + 1), 1 / sqrt(x**2 + 1)], ["add", "divide", "multiply", "sqrt"]),
        ([x**5, x**3], ["multiply"] * 4),
        ([x**-2 / y], ["divide", "multiply", "multiply"]),
        ([-x - 2 * y], ["multiply", "negative", "subtract"]),
    ],
)
def test_each_operation_is_made_once(expressions, expected):
    assert operations(*expressions) == expected


def test_more_operations_than_python_reads_brackets_are_no_hindrance():
    rows = range(1, 251)
    long_sum = Terms((x, y), [Add(*(sin(row * x + y) for row in rows))], ()).over_points(POINTS)
    expected = sum(np.sin(row * POINTS[:, 0] + POINTS[:, 1]) for row in rows)
    np.testing.assert_allclose(long_sum, expected, rtol=1e-9, atol=1e-11)
    tower, expected = x, POINTS[:, 0]
    for _ in range(70):
        tower, expected = sin(tower + y) * 2, np.sin(expected + POINTS[:, 1]) * 2
    np.testing.assert_allclose(Terms((x, y), [tower], ()).over_points(POINTS), expected, rtol=1e-6)


@each("name", ["n0", "given_0", "sqrt", "evaluate", "results", "take", "stopping distance (ft)", "λ"])
def test_what_a_symbol_is_called_does_not_matter(name):
    symbol = Symbol(name, real=True)
    terms = Terms((x, y, symbol), [sqrt(symbol) * x + sin(sin(y)) * sin(y)], ())
    assert terms.at(2.0, 0.5, 9.0)[0] == pytest.approx(6 + np.sin(np.sin(0.5)) * np.sin(0.5))
