"""The traps trap and the saddles hold: what each story says happens on its surface."""

import numpy as np
import pytest

from optimizers import ClippedGradient, GradientDescent
from racing.run import descend as descend_with
from surfaces import CATALOGUE, critical_points, training
from tests.each import each


def descend(key, rate, momentum=0.0, steps=4000):
    """Gradient descent with momentum from the suggested start: every point, (steps + 1, 2)."""
    surface = CATALOGUE[key]
    point, velocity = np.array(surface.start), np.zeros(2)
    path = [point]
    for _ in range(steps):
        velocity = momentum * velocity + rate * surface.gradient(point)
        point = point - velocity
        path.append(point)
    return np.array(path)


@each("rate", [0.005, 0.02, 0.05, 0.1, 0.15, 0.17])
def test_the_local_trap_keeps_gradient_descent_with_rates_up_to_017(rate):
    np.testing.assert_allclose(descend("local_trap", rate)[-1], (-1, -0.5), atol=1e-9)


@each("rate", [0.175, 0.2, 0.215, 0.25, 0.295])
def test_with_larger_rates_gradient_descent_leaps_the_ridge_of_the_local_trap(rate):
    np.testing.assert_allclose(descend("local_trap", rate)[-1], CATALOGUE["local_trap"].minima[0], atol=1e-9)


@each("rate", [0.004, 0.02, 0.05, 0.1, 0.12])
def test_momentum_climbs_out_of_the_local_trap(rate):
    np.testing.assert_allclose(descend("local_trap", rate, 0.9)[-1], CATALOGUE["local_trap"].minima[0], atol=1e-9)


def test_the_local_trap_is_a_minimum_but_not_the_least():
    surface = CATALOGUE["local_trap"]
    np.testing.assert_array_equal(surface.gradient([-1, -0.5]), 0)
    assert (np.linalg.eigvalsh(surface.hessian([-1, -0.5])) > 0).all()
    assert surface.value([-1, -0.5]) > surface.minimum + 2


@each("rate", [0.02, 0.05, 0.1, 0.2, 0.3, 0.5])
def test_the_slide_stops_gradient_descent_on_its_flat_and_momentum_runs_on_into_the_well(rate):
    path = descend("slide", rate)
    arrival = np.argmax(path[:, 0] >= 0)
    assert 0 < arrival < 200
    assert 0 <= path[arrival, 0] < 2
    np.testing.assert_array_equal(path[arrival:], np.broadcast_to(path[arrival], path[arrival:].shape))
    np.testing.assert_allclose(descend("slide", rate, 0.9)[-1], CATALOGUE["slide"].minima[0], atol=1e-9)


@each("rate", [0.05, 0.5, 1, 1.5, 1.88])
def test_from_anywhere_on_the_slide_gradient_descent_lands_on_the_flat(rate):
    slide = CATALOGUE["slide"]
    points = np.stack([np.linspace(slide.domain[0][0], -0.01, 500), np.ones(500)], axis=-1)
    for _ in range(200):
        points = points - rate * slide.gradient(points)
    assert ((points[:, 0] >= 0) & (points[:, 0] <= 2)).all()
    assert not slide.gradient(points).any()


def test_the_slide_has_a_flat_without_any_slope_and_no_step_at_its_edges():
    surface = CATALOGUE["slide"]
    flat = np.stack(np.meshgrid(np.linspace(0, 2, 41), np.linspace(-2.5, 2.5, 41)), axis=-1)
    for function in (surface.value, surface.gradient, surface.hessian):
        assert not function(flat[:, 1:-1]).any()
    for edge in (-1e-12, 2 + 1e-12):
        assert np.abs(surface.gradient([edge, 1])).max() < 1e-5
        assert abs(surface.value([edge, 1])) < 1e-11


@each("rate", [0.02, 0.05, 0.1, 0.15, 0.2])
def test_the_bump_stops_gradient_descent_and_momentum_rolls_over_it(rate):
    np.testing.assert_allclose(descend("slide_bump", rate)[-1], (-3, 0), atol=1e-9)
    np.testing.assert_allclose(descend("slide_bump", rate, 0.9)[-1], (0, 0), atol=1e-9)


@each("key", ["saddle", "monkey_saddle", "bounded_saddle"])
def test_saddles_have_no_slope_at_the_origin_and_descend_beside_it(key):
    surface = CATALOGUE[key]
    np.testing.assert_array_equal(surface.gradient([0, 0]), 0)
    path = descend(key, 0.02, steps=60)
    assert np.abs(path[-1]).max() < np.abs(path[0]).max()
    assert np.abs(path[-1, 1]) > 0.001
    assert surface.value([0, 0]) > surface.value(np.array([[-0.1, 0.1], [0, 0.1], [0.05, 0.2]])).min()


def test_the_bounded_saddle_ends_in_one_of_its_minima():
    np.testing.assert_allclose(descend("bounded_saddle", 0.1)[-1], (0, 1), atol=1e-9)


def test_the_quadratic_bowl_takes_the_steps_of_the_worked_example():
    for rate, points in {
        1: [(0, 0), (14, 6), (0, 0), (14, 6)],
        0: [(0, 0)] * 4,
        1 / 3: [(0, 0), (14 / 3, 2), (56 / 9, 8 / 3), (182 / 27, 26 / 9)],
        1 / 2: [(0, 0), (7, 3), (7, 3), (7, 3)],
    }.items():
        np.testing.assert_allclose(descend("quadratic", rate, steps=3), points, rtol=1e-14)


# --- what the surfaces are said to teach ------------------------------------------------------------------------------


@each(
    "key, condition, along",
    [
        ("quadratic", 1, None),
        ("sphere", 1, None),
        ("booth", 9, (1, -1)),
        ("matyas", 25, (1, 1)),
        ("ravine", 20, (1, 0)),
        ("cars_scaled", 1, None),
    ],
)
def test_bowls_are_as_round_and_as_turned_as_they_are_said_to_be(key, condition, along):
    gentle, steep = (curvatures := np.linalg.eigh(CATALOGUE[key].hessian([0.0, 0.0]))).eigenvalues
    assert steep / gentle == pytest.approx(condition)
    if along:
        assert abs(curvatures.eigenvectors[:, 0] @ along) == pytest.approx(np.hypot(*along))


def test_unscaled_speeds_make_a_ravine():
    gentle, steep = np.linalg.eigvalsh(CATALOGUE["cars_raw"].hessian([0.0, 0.0]))
    assert steep / gentle > 1000


@each(
    "key, minima, lowest",
    [
        ("long_valley", 2, 2),
        ("bounded_saddle", 2, 2),
        ("local_trap", 2, 1),
        ("himmelblau", 4, 4),
        ("three_hump_camel", 3, 1),
        ("six_hump_camel", 6, 2),
        ("styblinski_tang", 4, 1),
        ("mccormick", 2, 1),
        ("rastrigin", 121, 1),
        ("o_rings", 1, 1),
    ],
)
def test_there_are_as_many_minima_as_are_told_and_as_many_of_them_lowest(key, minima, lowest):
    values = [point.value for point in critical_points(CATALOGUE[key]) if point.kind.is_minimum]
    assert len(values) == minima
    assert np.sum(np.isclose(values, min(values), atol=1e-9)) == lowest


def test_levys_hollows_are_hundreds():
    assert sum(point.kind.is_minimum for point in critical_points(CATALOGUE["levy_13"])) > 200


@each("key", ["ackley", "levy_13", "rastrigin", "griewank"])
def test_small_steps_stop_in_a_minimum_that_is_not_the_lowest(key):
    surface = CATALOGUE[key]
    end = descend(key, 1e-3 if key != "griewank" else 0.1)[-1]
    assert surface.value(end) > surface.minimum + 0.05
    assert np.hypot(*surface.gradient(end)) < 1e-3


def test_many_starts_beside_the_middle_end_at_the_outer_humps():
    camel = CATALOGUE["three_hump_camel"]
    points = np.random.default_rng(0).uniform(*np.transpose(camel.domain), (500, 2))
    for _ in range(4000):
        points = points - 0.01 * camel.gradient(points)
    outer = np.hypot(np.abs(points[:, 0]) - 1.74755, np.abs(points[:, 1]) - 0.87378) < 1e-3
    assert 0.3 < outer.mean() < 0.8
    assert (camel.value(points[outer]) > 0.29).all()


def test_the_monkey_saddle_is_without_curvature():
    assert not CATALOGUE["monkey_saddle"].hessian([0.0, 0.0]).any()


def test_one_step_up_the_cliff_throws_a_racer_off_unless_its_gradient_is_clipped():
    cliff, below = CATALOGUE["cliff"], (2.3, -0.64)
    slope = cliff.gradient(np.array(below))
    assert np.hypot(*slope) > 20
    thrown = below - 0.3 * slope
    assert np.hypot(*(thrown - below)) > 2 * np.hypot(*np.ptp(cliff.domain, axis=1))
    clipped = ClippedGradient(GradientDescent(0.3), 1.0)
    end = descend_with(clipped, cliff, below, 300).points[-1]
    assert cliff.value(thrown) > 400 * cliff.value(end)


def test_the_deep_chain_is_level_at_first_and_steep_past_its_minima():
    chain = CATALOGUE["deep_chain"]
    plateau, wall = (np.hypot(*chain.gradient(place)) for place in ([0.3, 0.4], [1.4, 1.4]))
    assert wall > 1e3 * plateau


def test_losses_without_a_slip_fall_for_ever_and_never_arrive():
    path = descend("separable", 4.0)
    losses = CATALOGUE["separable"].value(path[::500])
    assert (np.diff(losses) < 0).all()
    assert losses[-1] > 0
    assert np.hypot(*path[-1]) > np.hypot(*path[500]) + 10


def test_huber_bounds_the_slope_and_the_square_does_not():
    far = np.array([[1e3, 0], [1e6, 0], [1e9, 0]])
    huber, square = (np.hypot(*CATALOGUE[key].gradient(far).T) for key in ("huber", "cars_scaled"))
    assert huber[-1] == pytest.approx(huber[0], rel=0.01)
    assert square[-1] > 1e5 * square[0]


def test_the_slice_is_that_of_the_network_which_its_script_trains():
    network, (along, across) = training.trained(), training.directions(training.trained())
    slice_ = CATALOGUE["network_slice"]
    for a, b in [(0, 0), (0.5, -0.3), (-1.2, 1.7)]:
        hidden = network.hidden + a * along.hidden + b * across.hidden
        output = network.output + a * along.output + b * across.output
        told = np.tanh(training.INPUTS @ hidden.T + network.biases) @ output + network.bias
        assert slice_.value((a, b)) == pytest.approx(np.mean((told - training.TARGETS) ** 2), rel=1e-12)


def test_directions_of_the_slice_are_as_long_as_the_filters_filter_by_filter():
    network = training.trained()
    for direction in training.directions(network):
        for filter_, part in zip([*network.hidden, network.output], [*direction.hidden, direction.output], strict=True):
            assert np.linalg.norm(part) == pytest.approx(np.linalg.norm(filter_), rel=0.01)
