"""Slopes at kinks: where the code of a gradient divides 0 by 0 and the surface has a value."""

import numpy as np
import pytest
from sympy import Abs, Rational, Symbol, cos, pi, sin, sqrt

import surfaces
from optimizers import Adam, AdaMax, GradientDescent, Momentum
from racing import Ending, race, survey
from surfaces import DataLoss, Surface, from_formula, x, y
from surfaces.compiling import Scratch
from surfaces.compiling.terms import BLOCK
from tests.each import each

DISTANCE = "sqrt(x^2 + y^2)"
SLOPES = [
    (DISTANCE, (0, 0), (0, 0)),
    (f"-{DISTANCE}", (0, 0), (0, 0)),
    (f"{DISTANCE} + 3x", (0, 0), (3, 0)),
    (f"{DISTANCE} + 3x - y", (0, 0), (3, -1)),
    ("(x^2 + y^2)^0.5", (0, 0), (0, 0)),
    ("sqrt((x - 1)^2 + (y + 2)^2)", (1, -2), (0, 0)),
    (f"1 - cos(2pi {DISTANCE}) + 0.1{DISTANCE}", (0, 0), (0, 0)),
    (f"-(1 + cos(12{DISTANCE})) / (0.5(x^2 + y^2) + 2)", (0, 0), (0, 0)),
    ("837.9658 - x sin(sqrt(|x|)) - y sin(sqrt(|y|))", (0, 0), (0, 0)),
    ("837.9658 - x sin(sqrt(|x|)) - y sin(sqrt(|y|))", (0, 4), (0, -np.sin(2) - np.cos(2))),
    ("100sqrt(|y - 0.01x^2|) + 0.01|x + 10|", (-10, 1), (0, 0)),
    ("100sqrt(|y - 0.01x^2|) + 0.01|x + 10|", (2, 0.04), (0.01, 0)),
    ("sqrt(x^2) + y^2", (0, 3), (0, 6)),
    ("sqrt(x^2) + 0.5x", (0, 0), (0.5, 0)),
    ("sqrt(x^2) - sqrt(y^2)", (0, 0), (0, 0)),
    ("sqrt(|x|) + y", (0, 2), (0, 1)),
    ("(x^2)^(1/4) y^3", (0, 2), (0, 0)),
    ("|x|^(2/3) + |y|^(2/3)", (0, 0), (0, 0)),
    ("|x|^0.5 + 0.5x", (0, 0), (0.5, 0)),
    ("cbrt(x^2)", (0, 0), (0, 0)),
    ("cbrt(x)^2 + y", (0, 0), (0, 1)),
    ("acos(cos(x)) + y^2", (0, 1), (0, 2)),
    ("acosh(cosh(x))", (0, 0), (0, 0)),
    ("acos(1 - x^2)", (0, 0), (0, 0)),
    ("asin(1 - |x|)", (0, 0), (0, 0)),
    ("exp(-1/x^2)", (0, 0), (0, 0)),
    ("x atan(1/x) + y", (0, 0), (0, 1)),
    ("x^2 atan2(y, x)", (0, 0), (0, 0)),
    ("sqrt(x^4 + y^4)", (1e-90, 1e-95), (0, 0)),
    ("sqrt(max(x, 0))", (-1, 0), (0, 0)),
    ("sqrt(x^3) + y", (0, 0), (0, 1)),
    ("1/(1 + exp(x))", (800, 0), (0, 0)),
    ("hypot(x, y) + |x|", (0, 0), (0, 0)),
]


def filled(surface, point, count):
    """The gradients in place at `count` equal points."""
    points = np.asfortranarray(np.tile(np.array(point, float), (count, 1)))
    gradients = np.full((2, count), 7.0).T
    surface.gradient_into(gradients, points, Scratch(lambda: np.empty(count)))
    return gradients


@each("text, at, slopes", SLOPES)
def test_the_slope_of_a_kink_is_the_mean_of_its_sides_whichever_way_it_is_asked_for(text, at, slopes):
    surface = from_formula(text)
    expected = pytest.approx(slopes, rel=1e-13, abs=0)
    assert surface.gradient(np.array(at, float)) == expected
    assert surface.gradient_at(*map(float, at)) == expected
    assert surface.gradient([at, (0.3, 0.7)])[0] == expected
    many = np.tile(np.array(at, float), (BLOCK + 7, 1))
    assert surface.gradient(many)[-1] == expected
    np.testing.assert_array_equal(filled(surface, at, 5), surface.gradient(many)[:5])


@each(
    "text, at",
    [
        ("log(x)", (0, 1)),
        ("log(|x|)", (0, 1)),
        ("1/x", (0, 1)),
        ("1/x^2", (0, 1)),
        ("sqrt(x)", (0, 1)),
        ("sqrt(x)^2", (0, 1)),
        ("(x^3)^(1/4)", (0, 1)),
        ("cbrt(x)", (0, 1)),
        ("cbrt(x^3)", (0, 1)),
        ("cbrt(x) + 838", (0, 1)),
        ("asin(x)", (1, 1)),
        ("sqrt(x + |y|)", (0, 0)),
        ("atan2(y, x)", (0, 0)),
        ("exp(-1/x)", (0, 1)),
        ("sqrt(x)", (-1, 1)),
    ],
)
def test_what_has_no_finite_slope_keeps_none(text, at):
    surface = from_formula(text, domain=((-0.9, 1), (-1, 1)))
    assert not np.isfinite(surface.gradient(at)[0])
    assert not np.isfinite(surface.gradient_at(*map(float, at))[0])
    assert not np.isfinite(filled(surface, at, 3)[:, 0]).any()


DECLARED = {
    "Salomon": (1 - cos(2 * pi * sqrt(x**2 + y**2)) + sqrt(x**2 + y**2) / 10, (0, 0), (0, 0)),
    "Schwefel": (-x * sin(sqrt(Abs(x))) - y * sin(sqrt(Abs(y))), (0, 0), (0, 0)),
    "Bukin no. 6": (100 * sqrt(Abs(y - x**2 / 100)) + Abs(x + 10) / 100, (0, 0), (0.01, 0)),
    "a cusp": (Abs(x) ** Rational(1, 3) + y, (0, 0), (0, 1)),
}


@each("expression, at, slopes", DECLARED)
def test_an_expression_has_the_slopes_of_its_kinks_too(expression, at, slopes):
    surface = declared(expression)
    assert surface.gradient(np.array(at, float)) == pytest.approx(slopes)
    assert surface.gradient_at(*map(float, at)) == pytest.approx(slopes)
    assert filled(surface, at, 3)[1] == pytest.approx(slopes)


def declared(expression):
    return Surface(name="Test", expression=expression, domain=((-2, 2), (-2, 2)), start=(1, 1), minima=(), source="-")


def test_batches_of_rows_have_the_slopes_of_their_kinks():
    u, v = Symbol("u", real=True), Symbol("v", real=True)
    loss = DataLoss(
        name="distances",
        sample=sqrt((x - u) ** 2 + (y - v) ** 2),
        columns=lambda: {"u": np.array([0.0, 3.0]), "v": np.array([0.0, 4.0])},
        domain=((-5, 5), (-5, 5)),
        start=(1, 1),
        minima=(),
        source="-",
    )
    np.testing.assert_allclose(loss.gradient((0, 0)), (-0.3, -0.4))
    np.testing.assert_allclose(loss.gradient(np.zeros(2), rows=[0, 1]), (-0.3, -0.4))
    np.testing.assert_allclose(loss.gradient(np.zeros((4, 2)), rows=[[0], [1], [0], [1]])[:2], [(0, 0), (-0.6, -0.8)])


@each("rule", [GradientDescent(0.1), Momentum(0.1), Adam(0.1), AdaMax(1.0)])
def test_a_race_from_the_kink_of_ackley_stays_there(rule):
    run = race(surfaces.get("ackley"), {"a": rule}, start=(0, 0), steps=20)["a"]
    assert not run.points.any()
    assert run.values == pytest.approx(np.zeros(21), abs=1e-15)
    assert run.verdict.ending is Ending.CONVERGED


def test_a_run_may_land_on_a_kink_and_in_a_batch_it_does_the_same():
    run = race(surfaces.get("ackley"), {"a": AdaMax(1.0)}, start=(1, 1), steps=60)["a"]
    assert not run.points[1].any()
    assert run.verdict.ending is not Ending.DIVERGED
    rates, starts = np.array([1.0, 0.5]), np.array([(1, 1), (0, 0)])
    found = survey(AdaMax(rates), surfaces.get("ackley"), starts, 60)
    assert found.verdict(0) == run.verdict
    np.testing.assert_array_equal(found.points, [run.points[-1], (0, 0)])


@pytest.mark.parametrize("rule", [GradientDescent(0.3), Momentum(0.07), Adam(0.5), AdaMax(1.0)], ids=repr)
@each("start", [(1, 1), (0, 1), (0.9, -2), (-3.7, 0)])
def test_a_distance_typed_in_two_ways_is_descended_in_one(rule, start):
    one, other = (
        race(from_formula(text), {"a": rule}, start=start, steps=100)["a"] for text in ("|x| + y^2", "sqrt(x^2) + y^2")
    )
    np.testing.assert_array_equal(one.points, other.points)
