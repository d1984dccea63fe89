"""Typed formulas: what they mean, how they are shown, what stays the same as for every surface."""

import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import mpmath
import numpy as np
import pytest
import sympy
from sympy import Abs, Max, Rational, pi, sqrt

from optimizers import GradientDescent
from racing import Ending, race
from surfaces import FormulaError, Surface, TypedSurface, exact_points, formula_parameters, from_formula, x, y
from surfaces.expressions import ENTRIES, FUNCTIONS
from surfaces.threads import building
from surfaces.typed.formula import compiled_formula
from tests.each import each


def value(text, at=(2, 3), **parameters):
    return float(from_formula(text, parameters=parameters).value(at))


@each(
    "text, expected",
    [
        ("x + y", 5),
        ("x - y - 1", -2),
        ("-x^2", -4),
        ("(-x)^2", 4),
        ("2^-x", 0.25),
        ("x^-2^y", 2.0**-8),
        ("x^y^2", 512),
        ("x**y", 8),
        ("2x^2", 8),
        ("2x**2", 8),
        ("x y", 6),
        ("x y^2", 18),
        ("2xy", 12),
        ("xy^2", 18),
        ("yx(x+1)", 18),
        ("xyx - 2yx", 0),
        ("2pi x", 4 * np.pi),
        ("2π x", 4 * np.pi),
        ("3(x+1)", 9),
        ("(x+1)(y-1)", 6),
        ("x(y+1)", 8),
        ("x^2 y", 12),
        ("2e^x", 2 * np.e**2),
        ("2e3x", 4000),
        ("1e-3 x", 0.002),
        (".5x + 3.", 4),
        ("x−y·2×x", -10),
        ("x*-y", -6),
        ("x--y", 5),
        ("+x", 2),
        ("x/y*3", 2),
        ("x/(2y)", 1 / 3),
        ("|x - y|", 1),
        ("|x - |y||", 1),
        ("||x - y| - 3|", 2),
        ("2|x-y|", 2),
        ("|x| * |y|", 6),
        ("|x|y + x|y|", 12),
        ("(|x|)|y|", 6),
        ("max(|x|, x|y|)", 6),
        ("max(x, y, 1)", 3),
        ("min(x, y, 1) + x", 3),
        ("ln(e^x)", 2),
        ("arctan2(y, x)", np.arctan2(3, 2)),
        ("a x + b", 3),
        ("x\t+\ny", 5),
        ("(-8)^(1/3 + x/x - 1/3) x", -16),
        ("(x)", 2),
    ],
)
def test_a_formula_means_what_it_says(text, expected):
    assert value(text) == pytest.approx(expected, rel=1e-15)


GRID = [-2.5, -1.3, -0.7, 0.2, 0.6, 1.4, 2.3]
REAL = {
    "asin": lambda u: abs(u) < 1,
    "acos": lambda u: abs(u) < 1,
    "atanh": lambda u: abs(u) < 1,
    "acosh": lambda u: u > 1,
    "log": lambda u: u > 0,
    "log10": lambda u: u > 0,
    "log2": lambda u: u > 0,
    "sqrt": lambda u: u > 0,
}
MEANING = {
    "cbrt": lambda u: mpmath.sign(u) * mpmath.cbrt(abs(u)),
    "abs": abs,
    "sigmoid": lambda u: 1 / (1 + mpmath.exp(-u)),
    "gauss": lambda u: mpmath.exp(-(u**2)),
    "log2": lambda u: mpmath.log(u, 2),
    "mod": lambda u, v: u - v * mpmath.floor(u / v),
    "step": lambda u: (1 + mpmath.sign(u)) / 2,
    "relu": lambda u: max(u, 0),
    "softplus": lambda u: mpmath.log(1 + mpmath.exp(u)),
    "min": min,
    "max": max,
}


@each("entry", ENTRIES)
def test_a_function_agrees_with_mpmath_in_value_and_gradient_and_is_nan_where_it_is_not_real(entry):
    meaning = MEANING.get(entry.name) or getattr(mpmath, entry.name)
    single = entry.arguments == (1, 1)
    surface = from_formula(f"{entry.name}(x)" if single else f"{entry.name}(x, y)")
    for at_x in GRID:
        for at_y in (0.37, -1.9):
            at = (mpmath.mpf(at_x),) if single else (mpmath.mpf(at_x), mpmath.mpf(at_y))
            point = np.array([at_x, at_y])
            if not REAL.get(entry.name, bool)(at_x):
                assert np.isnan(surface.value(point))
                continue
            with mpmath.workdps(40):
                expected = meaning(*at)
                slopes = [mpmath.diff(meaning, at, tuple(int(i == j) for j in range(len(at)))) for i in range(len(at))]
            assert float(surface.value(point)) == pytest.approx(float(expected), rel=1e-14)
            assert surface.gradient(point)[: len(at)] == pytest.approx([float(slope) for slope in slopes], rel=1e-13)


@each("spelling", [*FUNCTIONS])
def test_every_spelling_of_a_function_is_understood(spelling):
    entry = FUNCTIONS[spelling]
    arguments = "x, y" if entry.arguments[0] == 2 else "x"
    assert value(f"{spelling}({arguments}) + y", (0.5, 2)) == pytest.approx(
        value(f"{entry.name}({arguments}) + y", (0.5, 2)), nan_ok=True
    )


@each(
    "text, at, slope",
    [
        ("floor(x) y", (1.5, 2), (0, 1)),
        ("ceil(x) y", (1.5, 2), (0, 2)),
        ("sign(x) y^2", (-1, 2), (0, -4)),
        ("|x|^3", (-2, 0), (-12, 0)),
        ("cbrt(x)", (-8, 0), (1 / 12, 0)),
        ("min(10, exp(exp(x^2)))", (4, 0), (0, 0)),
        ("max(x, y^2, 1)", (0, 3), (0, 6)),
        ("tanh(x)", (20, 0), (1 / np.cosh(20) ** 2, 0)),
        ("sigmoid(x)", (40, 0), (np.exp(-40), 0)),
        ("sigmoid(x)", (-800, 0), (0, 0)),
        ("x^a", (0, 0), (0, 0)),
        ("mod(x, y)", (7.5, 2), (1, -3)),
        ("mod(x, 2) + y", (-0.5, 0), (1, 1)),
        ("relu(x)", (2, 0), (1, 0)),
        ("relu(x) + y", (-2, 0), (0, 1)),
        ("step(x) y", (-1, 2), (0, 0)),
        ("step(x) y", (1, 2), (0, 1)),
        ("softplus(x)", (800, 0), (1, 0)),
        ("softplus(x)", (-700, 0), (np.exp(-700), 0)),
        ("log2(x)", (2, 0), (1 / np.log(4), 0)),
        ("sinc(x)", (1e-5, 0), (-1e-5 / 3, 0)),
        ("norm(x, y)", (3, -4), (0.6, -0.8)),
        ("hypot(x, y)", (1e200, 0), (1, 0)),
        ("hypot(x, y)", (3, -4), (0.6, -0.8)),
        ("hypot(x, y)", (0, 0), (0, 0)),
        ("3hypot(x - 1, 2y)", (1, 0), (0, 0)),
        ("x^y", (0, 2), (0, 0)),
        ("x^y", (0, 1), (1, 0)),
        ("x^y", (2, 3), (12, 8 * np.log(2))),
    ],
)
def test_slopes_are_those_of_the_side_one_stands_on(text, at, slope):
    surface = from_formula(text, parameters={"a": 3})
    assert surface.gradient(at) == pytest.approx(slope, rel=1e-13)
    assert surface.gradient_at(*at) == pytest.approx(slope, rel=1e-13)


@each(
    "text, slope",
    [
        ("max(x, -x)", (0, 0)),
        ("max(-x, x)", (0, 0)),
        ("min(3x, x) + y", (2, 1)),
        ("relu(x)", (0.5, 0)),
        ("max(0, x)", (0.5, 0)),
        ("relu(x) + relu(-x)", (0, 0)),
        ("max(|x|, |y|)", (0, 0)),
        ("max(x, y, -x - y)", (-0.25, -0.25)),
    ],
)
def test_where_two_sides_meet_the_slope_is_the_mean_of_theirs(text, slope):
    assert from_formula(text).gradient([0.0, 0]) == pytest.approx(slope)


def test_sinc_is_smooth_at_0_and_normalised_by_nothing():
    surface = from_formula("sinc(x) + y^2")
    assert surface.value([0, 0]) == 1
    np.testing.assert_array_equal(surface.gradient([0, 0]), [0, 0])
    np.testing.assert_allclose(surface.hessian([0, 0]), [[-1 / 3, 0], [0, 2]], rtol=1e-15)
    for at in (1e-9, 0.3, 1.999, 2.001, 31.4):
        exact = float(mpmath.diff(mpmath.sinc, at, 2))
        assert surface.hessian([at, 0])[0, 0] == pytest.approx(exact, rel=1e-12)


def test_softplus_is_right_far_out_on_both_sides():
    surface = from_formula("softplus(x) + y")
    np.testing.assert_array_equal(surface.value([[900, 0], [-900, 0]]), [900, 0])
    assert surface.value([-40, 0]) == pytest.approx(np.exp(-40), rel=1e-14)


@each(
    "text, half",
    [
        ("2 + sin(6*pi*x)", 5),
        ("cos(12*pi*x) + cos(12*pi*y)", 5),
        ("10 + cos(2*pi*x)", 30),
        ("sin(30pi*x)*sin(30pi*y)", 2),
        ("5 + sin(600pi*x)/1000", 5),
        ("y^0*cos(120pi*(x + 1/3))", 1),
        ("exp(-1000(x - 2)^2 - 1000(y - 1)^2)", 5),
    ],
)
def test_a_formula_that_repeats_as_samples_do_is_not_taken_for_a_constant(text, half):
    surface = from_formula(text, domain=((-half, half), (-half, half)))
    assert np.abs(surface.gradient(surface.start)).max() > 1e-6


@each("text", ["|x| y", "floor(x) + y", "sign(x) y", "max(x, y)^2", "min(|x|, 2) + y", "ceil(x y)"])
def test_a_kink_compiles_to_plain_numpy_in_second_derivatives_too(text):
    surface = from_formula(text)
    for terms in (surface._value, surface._gradient, surface._hessian):
        operations = {node.operation for node in terms.program.nodes} - {None}
        assert all(operation is getattr(np, operation.__name__) for operation in operations)
    assert np.isfinite(surface.hessian([0.3, 1.7])).all()


def test_a_hessian_is_that_of_the_formula():
    surface = from_formula("exp(x y) + x^3 sin(y) + |x| y^2")
    by_hand = surface.expression.xreplace({Abs(x): -x})
    point = {x: -0.7, y: 0.4}
    expected = np.array(sympy.hessian(by_hand, (x, y)).subs(point), float)
    np.testing.assert_allclose(surface.hessian(list(point.values())), expected, rtol=1e-13)


def test_roots_and_logarithms_of_negative_numbers_are_nan_and_cbrt_is_real():
    at = np.array([-8.0, 0])
    for text in ("x^(1/3)", "sqrt(x)", "log(x)", "sqrt(x)^2", "x^y^0.5 + x^0.5"):
        assert np.isnan(from_formula(text).value(at))
    assert from_formula("cbrt(x)").value(at) == -2


def test_numbers_keep_the_bits_of_their_floats():
    assert from_formula("0.1 + x").value([0.0, 0]) == 0.1
    assert from_formula("0.1x").gradient([0.0, 0])[0] == 0.1
    assert from_formula("(0.1 + 0.2)x").gradient([0.0, 0])[0] == 0.3
    assert from_formula("9007199254740993x").gradient([0.0, 0])[0] == 9007199254740992.0


def test_a_point_alone_and_in_a_batch_give_the_same_bits():
    surface = from_formula("a|x - y|^1.5 + sin(b x) exp(-y^2) / (1 + hypot(x, c))", parameters={"a": 2, "b": 0.7})
    points = np.random.default_rng(0).normal(size=(50, 2))
    for function in (surface.value, surface.gradient, surface.hessian):
        np.testing.assert_array_equal(np.stack([function(point) for point in points]), function(points))


@each("text", ["x/y", "1/(x - a)", "x^-a", "2/x^2 + a/y"])
def test_poles_are_infinite_or_nan_at_a_point_and_in_a_batch(text):
    surface = from_formula(text, parameters={"a": 0})
    points = np.zeros((3, 2))
    for function in (surface.value, surface.gradient, surface.hessian):
        np.testing.assert_array_equal(function(points)[0], function(points[0]))


def test_parameters_move_a_formula_that_is_compiled_once(monkeypatch):
    text = "a (x - b)^2 + c y^2 + 12345"
    assert formula_parameters(text) == ("a", "b", "c")
    surface = from_formula(text, parameters={"a": 3, "b": 0.5})
    assert surface.parameters == {"a": 3.0, "b": 0.5, "c": 1.0}

    def program(*_):
        raise AssertionError("compiled again")

    monkeypatch.setattr(sys.modules["surfaces.compiling.terms"], "program", program)
    for a in (0, -1.5, 1e300):
        moved = from_formula(text, parameters={"a": a, "b": 0.5})
        assert moved.gradient([1.5, 1]) == pytest.approx([2 * a, 2])
        assert replace(surface, parameters={"a": a, "b": 0.5}, start=moved.start) == moved
    assert surface.expression == 3 * (x - Rational(1, 2)) ** 2 + y**2 + 12345


@each(
    "parameters, problem",
    [
        ({"d": 1}, "expected a, b, c, got 'd'"),
        ({"a": float("nan")}, "parameter a"),
        ({"a": "much"}, "parameter a"),
        ({"a": None}, "parameter a"),
        ({"a": 10**400}, "parameter a"),
    ],
)
def test_wrong_parameters_are_named(parameters, problem):
    with pytest.raises(FormulaError, match=problem):
        from_formula("a x", parameters=parameters)


def test_a_parameter_that_the_formula_does_not_use_is_left_out():
    assert from_formula("a x", parameters={"a": 2, "b": 3}).parameters == {"a": 2}


def test_a_typed_surface_is_a_surface_in_every_other_way():
    surface = from_formula("x**2 + a*y^2", parameters={"a": 2}, domain=((-1, 1), (-2, 2)), start=(0.5, 1))
    assert isinstance(surface, Surface)
    assert isinstance(surface, TypedSurface)
    assert (surface.formula, surface.name) == ("x**2 + a*y^2", "x^2 + a·y^2")
    assert (surface.minima, surface.minimum, surface.rows) == ((), None, None)
    copy = pickle.loads(pickle.dumps(surface))
    assert copy == surface
    assert hash(copy) == hash(surface)
    np.testing.assert_array_equal(copy.hessian([1, 1]), [[2, 0], [0, 4]])
    assert replace(surface, start=(1, 1)).start == (1, 1)
    assert surface != replace(surface, parameters={"a": 3})
    with pytest.raises(ValueError, match="domain: expected"):
        from_formula("x", domain=((1, 0), (0, 1)))
    with pytest.raises(ValueError, match="start: expected"):
        from_formula("x", start=(1, float("inf")))


def test_a_hypotenuse_can_be_descended_to_its_kink():
    run = race(from_formula("hypot(x, y)"), {"a": GradientDescent(0.5)}, start=(1, 0), steps=20)["a"]
    assert run.points[-1] == pytest.approx([0, 0])
    assert run.verdict.ending is not Ending.DIVERGED


@each("at, hessian", [((2, 3), None), ((3, 0.5), None), ((0, 2), [[2, 0], [0, 0]])])
def test_a_power_that_changes_has_the_hessian_that_sympy_finds(at, hessian):
    if hessian is None:
        hessian = np.array(sympy.hessian(x**y, (x, y)).subs({x: at[0], y: at[1]}), dtype=float)
    np.testing.assert_allclose(from_formula("x^y").hessian(at), hessian, rtol=1e-13)


def test_a_start_is_chosen_where_there_is_a_slope():
    for text in ("x^2 + y^2", "log(x - 4) + y", "max(0, x - 4)^2 + 0y", "sqrt(1 - x^2 - y^2)"):
        surface = from_formula(text)
        assert np.isfinite(surface.value(surface.start))
        assert np.any(surface.gradient(surface.start))


def test_threads_that_type_the_same_formula_agree():
    compiled_formula.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: from_formula("sin(x) cosh(y) + x^2/7").hessian([0.3, 0.4]), range(16)))
    for hessian in found:
        np.testing.assert_array_equal(hessian, found[0])


def test_threads_build_one_at_a_time_and_one_thread_may_build_within_a_build():
    with ThreadPoolExecutor(1) as pool:
        with building:
            built = pool.submit(lambda: exact_points(from_formula("x^2 + x*y + 17y^2/16")))
            assert from_formula("x^2 + 19y^2/16").expression == x**2 + Rational(19, 16) * y**2
            with pytest.raises(TimeoutError):
                built.result(0.1)
        assert len(built.result(20)) == 1


@each(
    "text, expression",
    [
        ("0.1x + pi y", x / 10 + pi * y),
        ("|x| + max(x, y, 1)", Abs(x) + Max(x, y, 1)),
        ("sqrt(2)x + y^0.5", sqrt(2) * x + sqrt(y)),
        ("(x - 1/3)^2", (x - Rational(1, 3)) ** 2),
        ("hypot(x, y)", sqrt(x**2 + y**2)),
        ("tanh(x) + log10(y)", sympy.tanh(x) + sympy.log(y) / sympy.log(10)),
    ],
)
def test_the_expression_is_in_standard_functions_and_exact(text, expression):
    assert from_formula(text).expression == expression


@each("text", ["exp(x)*exp(-x) + x", "1/(exp(x) exp(-x) - 1) + y", "x^b + a^b^c y", "exp(exp(exp(exp(x)*exp(-x)*1)))x"])
def test_the_expression_is_found_whatever_sympy_makes_of_it(text):
    surface = from_formula(text, parameters={"a": 9, "b": 2, "c": 3})
    assert surface.expression.free_symbols <= {x, y}


def test_the_expression_is_left_as_typed_if_sympy_takes_too_long(monkeypatch):
    surface = from_formula("(x + y)*(x + y) + sin(y + y)^2")
    monkeypatch.setattr("surfaces.typed.formula.SECONDS", -1)
    assert float(surface.expression.subs({x: 0.3, y: 0.4})) == pytest.approx(surface.value([0.3, 0.4]))


@each(
    "text, latex",
    [
        ("(1-x)^2 + 100(y-x^2)^2", r"\left(1 - x\right)^{2} + 100 \left(y - x^{2}\right)^{2}"),
        ("y + x - x", "y + x - x"),
        ("2axy", "2 a x y"),
        ("a x/(b+1)", r"\frac{a x}{b + 1}"),
        ("(x/y)^2", r"\left(\frac{x}{y}\right)^{2}"),
        ("x - (y - 1)", r"x - \left(y - 1\right)"),
        ("x*(-y)", r"x \left(-y\right)"),
        ("-2x", "-2 x"),
        ("-(x+y)", r"-\left(x + y\right)"),
        ("(-x)^2", r"\left(-x\right)^{2}"),
        ("2^-x", "2^{-x}"),
        ("(x^y)^2", r"\left(x^{y}\right)^{2}"),
        ("x*2*3", r"x \cdot 2 \cdot 3"),
        ("2*(1/2)*x", r"2 \cdot \frac{1}{2} x"),
        ("sin(x)^2 + sin(x)^-1", r"\sin^{2}\left(x\right) + \left(\sin\left(x\right)\right)^{-1}"),
        ("exp(-x)^2", r"\left(e^{-x}\right)^{2}"),
        ("sqrt(x) cbrt(y)", r"\sqrt{x} \sqrt[3]{y}"),
        ("|x-|y||", r"\left|x - \left|y\right|\right|"),
        ("max(x, 0.5pi)", r"\max\left(x, 0.5 \pi\right)"),
        ("atan2(x,y)^2", r"\operatorname{atan2}^{2}\left(x, y\right)"),
        ("1e-3x + 2.50E2y + .5", r"10^{-3} x + 2.50 \cdot 10^{2} y + 0.5"),
        ("floor(x)^2", r"\left\lfloor x\right\rfloor^{2}"),
        ("log10(x)", r"\log_{10}\left(x\right)"),
        ("relu(x)^2 + sinc(y)", r"\operatorname{relu}^{2}\left(x\right) + \operatorname{sinc}\left(y\right)"),
        ("mod(x, 2) step(y)", r"\operatorname{mod}\left(x, 2\right) \operatorname{step}\left(y\right)"),
    ],
)
def test_latex_shows_the_formula_as_it_was_understood(text, latex):
    assert from_formula(text).latex == latex
