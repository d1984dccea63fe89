"""Surfaces with dials: turned and made steeper they are what they say, and their minimum stays where it is."""

import pickle

import numpy as np
import pytest

import surfaces
from optimizers import AdaGrad, GradientDescent
from racing import race
from surfaces import CATALOGUE, Dialled, critical_points

TURNED = {key: surface for key, surface in CATALOGUE.items() if isinstance(surface, Dialled)}
every = pytest.mark.parametrize("surface", TURNED.values(), ids=TURNED.keys())
POINTS = np.random.default_rng(2).uniform(-3, 6, (40, 2))


def about(points, centre, degrees):
    """Points turned about a centre."""
    turn = np.exp(-1j * np.radians(degrees)) * ((points - centre) @ (1, 1j))
    return np.stack([turn.real, turn.imag], axis=-1) + centre


@every
@pytest.mark.parametrize("degrees", [0, 17, 45, 90])
def test_a_turned_surface_is_the_same_at_turned_points(surface, degrees):
    [minimum] = surface.minima
    turned = surface.turned(rotation=degrees)
    np.testing.assert_allclose(turned.value(POINTS), surface.value(about(POINTS, minimum, degrees)), rtol=1e-9)


@every
def test_the_minimum_stays_wherever_the_dials_stand(surface):
    for share in (0.0, 0.3, 1.0):
        stand = {name: dial.low + share * (dial.high - dial.low) for name, dial in surface.dials.items()}
        turned = surface.turned(**stand)
        assert turned.minima == surface.minima
        assert turned.minimum == 0
        assert not turned.gradient(turned.minima[0]).any()
        assert [point.point for point in critical_points(turned) if point.kind.is_minimum] == [*turned.minima]


def test_the_dials_are_those_of_the_famous_surfaces():
    round_bowl = surfaces.get("turned_quadratic", condition=1, rotation=30)
    np.testing.assert_allclose(round_bowl.value(POINTS), CATALOGUE["quadratic"].value(POINTS), rtol=1e-12)
    np.testing.assert_allclose(
        TURNED["turned_rosenbrock"].value(POINTS), CATALOGUE["rosenbrock"].value(POINTS), rtol=1e-9
    )


@pytest.mark.parametrize("condition", [1, 20, 1000])
def test_the_condition_number_is_that_of_the_hessian(condition):
    for degrees in (0, 30, 90):
        turned = surfaces.get("turned_quadratic", condition=condition, rotation=degrees)
        assert np.linalg.cond(turned.hessian([2, 1])) == pytest.approx(condition, rel=1e-10)


def test_a_rule_that_scales_x_and_y_apart_loses_by_the_turn_and_gradient_descent_does_not():
    ends = {}
    for degrees in (0, 45):
        turned = surfaces.get("turned_quadratic", condition=100, rotation=degrees)
        start = tuple(about(np.array([0.0, 0.0]), (7, 3), -degrees))
        rules = {"descent": GradientDescent(0.9), "adagrad": AdaGrad(1.2)}
        ends[degrees] = {name: run.values[-1] for name, run in race(turned, rules, start, 100).items()}
    assert ends[45]["descent"] == pytest.approx(ends[0]["descent"], rel=1e-6)
    assert ends[45]["adagrad"] > 100 * ends[0]["adagrad"]


@every
def test_surfaces_whose_dials_stand_elsewhere_are_others_and_share_what_is_compiled(surface):
    turned = surface.turned(rotation=30)
    assert turned != surface
    assert turned.identity != surface.identity
    assert turned.turned(rotation=0) == surface
    assert turned._value.terms is surface._value.terms
    copy = pickle.loads(pickle.dumps(turned))
    assert copy == turned
    np.testing.assert_array_equal(copy.gradient(POINTS), turned.gradient(POINTS))
    np.testing.assert_allclose(turned.gauss_newton(turned.minima), turned.hessian(turned.minima), rtol=1e-9)


@pytest.mark.parametrize(
    ("key", "dials", "said"),
    [
        ("beale", {"rotation": 3}, "Beale: parameters: expected none: it has no dials, got rotation"),
        (
            "turned_quadratic",
            {"rotation": 91},
            "Quadratic bowl with dials: rotation: expected a number from 0 to 90, got 91",
        ),
        (
            "turned_quadratic",
            {"condition": "x"},
            "Quadratic bowl with dials: condition: expected a number from 1 to 1000",
        ),
        (
            "turned_quadratic",
            {"angle": 3},
            "Quadratic bowl with dials: parameters: expected rotation, condition, got 'angle'",
        ),
    ],
)
def test_dials_that_there_are_not_are_named(key, dials, said):
    with pytest.raises(ValueError, match=said):
        surfaces.get(key, **dials)
