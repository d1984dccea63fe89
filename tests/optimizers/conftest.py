from functools import cache

import numpy as np
import pytest
import sympy

from tests.optimizers.variants import At


class Field:
    """An expression in x and y with its derivatives, counting how often its gradient is asked for."""

    def __init__(self, expression):
        x, y = sympy.symbols("x y", real=True)
        expression = sympy.sympify(expression, locals={"x": x, "y": y}, rational=True)
        gradient = [sympy.diff(expression, v) for v in (x, y)]
        hessian = [sympy.diff(part, v) for part in gradient for v in (x, y)]
        compiled = ([sympy.lambdify((x, y), part) for part in parts] for parts in ([expression], gradient, hessian))
        self._value, self._gradient, self._hessian = compiled
        self._jacobian = _slopes(expression, x, y)
        self.calls = 0

    def value(self, points):
        return _found(self._value, points)[..., 0]

    def gradient(self, points):
        self.calls += 1
        return _found(self._gradient, points)

    def hessian(self, points):
        return _found(self._hessian, points).reshape(*np.shape(points), 2)

    def gauss_newton(self, points):
        if not self._jacobian:
            return np.full((*np.shape(points), 2), np.nan)
        J = _found(self._jacobian, points).reshape(*np.shape(points)[:-1], -1, 2)
        return 2 * np.einsum("...ri,...rj->...ij", J, J)


def _slopes(expression, x, y):
    """Functions of the slopes of all residuals, where the expression is a sum of their squares, as factor · r²."""
    terms = [term.as_coeff_Mul() for term in sympy.Add.make_args(expression)]
    if not all(square.is_Pow and square.exp == 2 and factor > 0 for factor, square in terms):
        return []
    residuals = [sympy.sqrt(factor) * square.base for factor, square in terms]
    return [sympy.lambdify((x, y), sympy.diff(r, v)) for r in residuals for v in (x, y)]


def _found(parts, points):
    """The parts at points (..., 2), (..., k)."""
    x, y = np.reshape(points, (-1, 2)).T  # arrays always: NumPy's scalars round powers and sines differently
    found = np.stack([part(x, y) + np.zeros_like(x) for part in parts], axis=-1)
    return found.reshape(*np.shape(points)[:-1], len(parts))


class Zero:
    """A plain without any slope."""

    def value(self, points):
        return np.zeros(np.shape(points)[:-1])

    def gradient(self, points):
        return np.zeros_like(points)

    def hessian(self, points):
        return np.zeros((*np.shape(points), 2))

    gauss_newton = hessian


_compiled = cache(Field)


def field_of(expression):
    """The surface of an expression, the same one each time, its count begun anew."""
    field = _compiled(expression)
    field.calls = 0
    return field


@pytest.fixture
def field():
    """Makes the surface of an expression."""
    return field_of


@pytest.fixture
def bowl():
    return field_of("(x - 7)**2 + (y - 3)**2")


@pytest.fixture
def beale():
    return field_of("(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2")


@pytest.fixture
def waves():
    """Bumps in a wide bowl: gradients change sign often and stay small however large the steps."""
    return field_of("sin(3*x) + cos(2*y) + x**2/10 + y**2/5 + x*y/7")


@pytest.fixture
def plain():
    return Zero()


@pytest.fixture
def descend():
    """Runs a rule: the points, the start first, and the states."""

    def run(rule, surface, start, steps):
        x = np.array(start, dtype=float)
        points, states = [x], [rule.begin(x)]
        for t in range(1, steps + 1):
            x, state = rule.step(x, At(surface, t), states[-1])
            points.append(x)
            states.append(state)
        return points, states

    return run
