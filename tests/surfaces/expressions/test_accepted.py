"""What an expression may hold works wherever a surface is asked; what it may not hold is named at once."""

import pickle

import mpmath
import numpy as np
import pytest
import sympy
from sympy import Abs, Eq, Heaviside, I, Integral, Max, Min, Mod, Ne, Piecewise, Rational, Symbol, ceiling, floor, log
from sympy.codegen.cfunctions import Cbrt
from sympy.codegen.numpy_nodes import logaddexp

from optimizers import Adam
from racing import race
from surfaces import DataLoss, Surface, x, y
from surfaces.compiling import Scratch
from surfaces.expressions.accepted import KNOWN
from tests.each import each

TWO = {"atan2", "Max", "Min", "Mod", "logaddexp"}
INSIDE = {
    **dict.fromkeys(("asin", "acos", "atanh"), x / 4),
    **dict.fromkeys(("acosh", "asec", "acsc", "acoth"), 3 + x / 2),
    "log": 3 + x,
    "asech": (3 + x) / 9,
}


def declared(expression, **changes):
    fields = {"name": "Test", "domain": ((-2, 2), (-2, 2)), "start": (1, 1), "minima": (), "source": "-"}
    return Surface(expression=expression, **(fields | changes))


def holding(name):
    function = {"logaddexp": logaddexp, "Cbrt": Cbrt}.get(name) or getattr(sympy, name)
    inner = INSIDE.get(name, x + Rational(1, 7))
    return (function(inner, 1 + y**2) if name in TWO else function(inner)) * (1 + y**2)


EXPRESSIONS = {name: holding(name) for name in KNOWN} | {
    "three": Max(x, y, 1 - x * y) - Min(x, y, 3) + Abs(x * y - 1),
    "modulus of a logarithm": Abs(log(x + 3)) + sympy.sign(log(x + 3)),
    "nested": floor(3 * Abs(x)) * x + ceiling(y) ** 2 + Mod(x * y, Rational(3, 2)) + sympy.tanh(Max(x, y)),
    "pieces": Piecewise((x**2, (x < 0) & Ne(y, 5)), (Abs(y), Eq(x, 3) | (x > y)), (sympy.cosh(x * y), True)),
    "edges": Heaviside(x, 1) * y + Heaviside(y, 0) * x + Heaviside(x * y),
    "constants": sympy.GoldenRatio * x + sympy.EulerGamma * y + sympy.Catalan + sympy.E**y + sympy.pi,
    "a power that changes": (2 + x) ** y + 2**x,
}
every = each("expression", EXPRESSIONS)
POINTS = np.random.default_rng(5).uniform(-1.9, 1.9, (40, 2))


@every
def test_it_works_at_a_point_and_over_arrays_of_any_shape_and_in_place(expression):
    surface = declared(expression)
    for function, tail in ((surface.value, ()), (surface.gradient, (2,)), (surface.hessian, (2, 2))):
        many = function(POINTS)
        np.testing.assert_array_equal(np.stack([function(point) for point in POINTS]), many)
        np.testing.assert_array_equal(function(POINTS.reshape(5, 8, 2)).reshape(many.shape), many)
        assert function(np.empty((0, 2))).shape == (0, *tail)
        assert function([[np.nan, 1], [1e300, -np.inf]]).shape == (2, *tail)
        assert np.isfinite(many).all()
    filled = np.empty((2, 40)).T
    surface.gradient_into(filled, np.asfortranarray(POINTS), Scratch(lambda: np.empty(40)))
    np.testing.assert_array_equal(filled, surface.gradient(POINTS))
    assert surface.gradient_at(*POINTS[0].tolist()) == tuple(filled[0])


STEP = {"Heaviside": lambda u, at_zero=0.5: mpmath.mpf(int(u > 0)) if u else at_zero}
CODE = {"logaddexp": lambda u, v: mpmath.log(mpmath.exp(u) + mpmath.exp(v))}
CODE |= {"Cbrt": lambda u: mpmath.sign(u) * mpmath.cbrt(abs(u))}
MEANING = [STEP, CODE, "mpmath"]


@every
def test_it_has_the_values_and_derivatives_that_mpmath_finds(expression):
    surface, f = declared(expression), sympy.lambdify((x, y), expression, MEANING)
    for point in POINTS[:8]:
        with mpmath.workdps(40):
            at = tuple(map(mpmath.mpf, point))
            exact = {n: float(mpmath.diff(f, at, n)) for n in ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2))}
        assert surface.value(point) == pytest.approx(exact[0, 0], rel=1e-12)
        assert surface.gradient(point) == pytest.approx([exact[1, 0], exact[0, 1]], rel=1e-11, abs=1e-13)
        hessian = [[exact[2, 0], exact[1, 1]], [exact[1, 1], exact[0, 2]]]
        np.testing.assert_allclose(surface.hessian(point), hessian, rtol=1e-10, atol=1e-12)


@every
def test_it_can_be_written_pickled_and_raced_on(expression):
    surface = declared(expression)
    assert surface.latex.count("{") == surface.latex.count("}")
    copy = pickle.loads(pickle.dumps(surface))
    assert copy == surface
    runs = [race(each, {"a": Adam(0.1)}, steps=5)["a"].points for each in (surface, copy)]
    np.testing.assert_array_equal(*runs)


@each(
    "expression, got",
    [
        (sympy.erf(x) + y**2, r"erf\(x\)"),
        (x + sympy.besselj(0, y), r"besselj\(0, y\)"),
        (sympy.gamma(x) + y, r"gamma\(x\)"),
        (sympy.Function("f")(x) + y, r"f\(x\)"),
        (Integral(x * y, (x, 0, 1)) + x, "Integral"),
        (sympy.DiracDelta(x) + y, r"DiracDelta\(x\)"),
        (I * x, "I"),
        (log(-2) * x, "I"),
        (sympy.sqrt(-2) * x, "I"),
        (sympy.oo + y, "oo"),
        (sympy.zoo * x, "zoo"),
        (sympy.nan * x, "nan"),
        (Piecewise((x, sympy.Contains(x, sympy.Interval(0, 1))), (y, True)), "Contains"),
    ],
)
def test_what_cannot_be_computed_is_refused_when_the_surface_is_made(expression, got):
    expected = r"^Test: expression: expected finite real numbers, .* functions Abs, .*, tanh, got "
    with pytest.raises(ValueError, match=expected + got):
        declared(expression)


def test_a_sample_of_data_is_checked_alike_and_may_hold_the_same():
    u = Symbol("u", real=True)
    data = {"name": "Test", "columns": lambda: {"u": np.array([-1.0, 2.0, 5.0])}, "domain": ((-2, 2), (-2, 2))}
    data |= {"start": (1, 1), "minima": (), "source": "-"}
    with pytest.raises(ValueError, match=r"^Test: sample: expected .*, got erf\(u\*x\)"):
        DataLoss(sample=sympy.erf(u * x) + y, **data)
    loss = DataLoss(sample=Max(0, 1 - u * x) + Abs(y - u), **data)
    assert loss.gradient((0.7, 1)) == pytest.approx(((1 - 0 - 0) / 3, (1 - 1 - 1) / 3))
    np.testing.assert_array_equal(loss.gradient((0.7, 1), rows=[0, 1, 2]), loss.gradient((0.7, 1)))
