from operator import attrgetter

import numpy as np
import pytest

import optimizers
import surfaces
from optimizers import AdaGrad, GradientDescent, Momentum, rate_field, schedules
from racing import race, standings
from racing.measures import goal_distances, goals, gradient_norms, learning_rates, step_lengths
from surfaces import from_formula
from tests.optimizers.variants import BLIND, SEARCHING
from tests.racing.twice import AsksTwiceNowAndThen

RULES = pytest.mark.parametrize("rule", optimizers.CATALOGUE.values(), ids=optimizers.CATALOGUE.keys())
SURFACES = pytest.mark.parametrize("surface", surfaces.CATALOGUE.values(), ids=surfaces.CATALOGUE.keys())
ELSEWHERE = (optimizers.Nesterov, optimizers.SAM, *SEARCHING, *BLIND)
ELSEWHERE += (optimizers.SGDScheduleFree, optimizers.AdamWScheduleFree, optimizers.ASGD, optimizers.EMA, optimizers.SWA)
ELSEWHERE += (optimizers.GradientFlow,)
AT_THE_POINT = [rule for rule in optimizers.CATALOGUE.values() if rule not in ELSEWHERE]


def test_on_the_documents_quadratic_everything_shrinks_to_a_third():
    # x - goal shrinks by 1 - 2η = 1/3 a step, from √58; the gradient is twice that, and a step leads two thirds of it.
    run = race(surfaces.get("quadratic"), {"a": GradientDescent(1 / 3)}, (0, 0), steps=12)["a"]
    left = np.sqrt(58) / 3.0 ** np.arange(13)
    np.testing.assert_allclose(run.values, left**2, rtol=1e-9)
    np.testing.assert_allclose(goal_distances(run), left, rtol=1e-9)
    np.testing.assert_allclose(gradient_norms(run), 2 * left, rtol=1e-9)
    np.testing.assert_allclose(step_lengths(run)[1:], 2 / 3 * left[:-1], rtol=1e-9)


def test_adagrad_s_steps_on_a_slope_shrink_as_one_over_the_root_of_t():
    # Either coordinate steps η g / √(t g²) = η / √t, whatever its slope.
    run = race(from_formula("x + 2y"), {"a": AdaGrad(0.5)}, (0, 0), steps=400)["a"]
    np.testing.assert_allclose(step_lengths(run)[1:], np.sqrt(0.5) / np.sqrt(np.arange(1, 401)), rtol=1e-6)


@SURFACES
def test_a_step_of_gradient_descent_is_its_rate_times_the_gradient_before_it(surface):
    rate = schedules.Cosine(1e-3, steps=20)
    run = race(surface, {"a": GradientDescent(rate)}, steps=20)["a"]
    expected, sound = learning_rates(run)[1:] * gradient_norms(run)[:-1], slice(0, (run.stopped or 21) - 1)
    np.testing.assert_allclose(step_lengths(run)[1:][sound], expected[sound], rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("rule", AT_THE_POINT, ids=lambda rule: rule.__name__)
def test_without_noise_the_gradient_is_the_one_that_the_rule_used(rule):
    run = race(surfaces.get("beale"), {"a": rule()}, (1, 1.5), steps=30)["a"]
    met = slice(0, (run.stopped or 31) - 1)
    np.testing.assert_allclose(gradient_norms(run)[:-1][met], np.hypot(*run.gradients.T)[met], rtol=1e-12)


@pytest.mark.parametrize(("key", "drawn"), [("beale", {"noise": 3.0}), ("cars_scaled", {"batch_size": 2})])
def test_the_gradient_is_the_exact_one_whatever_the_rule_met(key, drawn):
    surface = surfaces.get(key)
    run = race(surface, {"a": GradientDescent(1e-3)}, steps=20, **drawn)["a"]
    np.testing.assert_allclose(gradient_norms(run), np.linalg.norm(surface.gradient(run.points), axis=1))
    assert (np.abs(gradient_norms(run)[:-1] - np.hypot(*run.gradients.T)) > 1e-3).all()


@RULES
def test_the_rate_is_that_of_each_step_or_there_is_none(rule):
    run = race(surfaces.get("sphere"), {"a": rule()}, steps=9)["a"]
    if rate_field(rule) is None:
        assert learning_rates(run) is None
        return
    np.testing.assert_array_equal(learning_rates(run)[1:], attrgetter(rate_field(rule))(rule()))
    schedule = schedules.WarmUp(schedules.StepDecay(0.3, every=2), steps=3)
    run = race(surfaces.get("sphere"), {"a": rule().having(rate_field(rule), schedule)}, steps=9)["a"]
    assert np.isnan(learning_rates(run)[0])
    assert learning_rates(run)[1:].tolist() == [schedule(t) for t in range(1, 10)]


@SURFACES
def test_the_distance_is_that_of_the_standings_wherever_a_minimum_is_declared(surface):
    finished = race(surface, {"a": Momentum(1e-3)}, steps=15)
    found = goal_distances(finished["a"])
    if surface.minima:
        assert found[-1] == standings(finished)[0].distance
        apart = np.linalg.norm(finished["a"].points[:, None] - np.array(surface.minima), axis=-1)
        np.testing.assert_allclose(found, apart.min(axis=1))
    else:
        assert (found is None) == (not goals(surface))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("(x - 1)^2 + (y + 2)^2", [(1, -2)]),
        ("(x^2 - 1)^2 + y^2", [(-1, 0), (1, 0)]),
        ("(x - y)^2", []),  # a valley of them
        ("x^2 - y^2", []),
    ],
)
def test_where_none_is_declared_the_minima_found_are_the_goals_but_for_valleys(formula, expected):
    assert sorted(goals(from_formula(formula))) == [pytest.approx(point, abs=1e-9) for point in expected]


@pytest.mark.parametrize(("key", "drawn", "cost"), [("sphere", {}, 1), ("cars_scaled", {}, 50)])
def test_gradients_are_counted_step_by_step(key, drawn, cost):
    racers = {"one": GradientDescent(1e-3), "more": AsksTwiceNowAndThen()}
    finished = race(surfaces.get(key), racers, steps=4, **drawn)
    assert finished["one"].asked["gradients"].tolist() == [0, cost, 2 * cost, 3 * cost, 4 * cost]
    assert finished["more"].asked["gradients"].tolist() == [0, 2 * cost, 3 * cost, 5 * cost, 6 * cost]
    assert finished["more"].evaluations == 6 * cost
