"""One step of a run under the glass: where it goes, by which rates, and where there is none."""

import numpy as np
import pytest

import optimizers
import surfaces
from optimizers import rate_field
from racing import Step, no_step, race, suited_rate

RULES = pytest.mark.parametrize("rule", optimizers.CATALOGUE.values(), ids=optimizers.CATALOGUE.keys())


@RULES
def test_a_step_leads_from_point_to_point_and_from_loss_to_loss(rule):
    surface, rate = surfaces.get("himmelblau"), rate_field(rule)
    made = rule().having(rate, suited_rate(rule, surface)) if rate else rule()
    run = race(surface, {"a": made}, steps=9)["a"]
    for number in range(1, 10):
        step = Step(run, number)
        assert no_step(run, number) is None
        np.testing.assert_array_equal([step.start, step.end], run.points[number - 1 : number + 1])
        assert step.losses == (run.values[number - 1], run.values[number])
        assert step.length == pytest.approx(np.linalg.norm(np.diff(run.points, axis=0)[number - 1]))
        slopes = np.isfinite(step.rates)
        np.testing.assert_allclose(step.way[slopes], (-step.rates * step.gradient)[slopes], rtol=1e-12)


def test_plain_gradient_descent_has_its_own_rate_along_both_axes_and_adagrad_two_of_its_own():
    finished = race(
        surfaces.get("ravine"), {"plain": optimizers.GradientDescent(0.01), "own": optimizers.AdaGrad(0.1)}, steps=5
    )
    assert Step(finished["plain"], 3).rates == pytest.approx([0.01, 0.01])
    along, across = Step(finished["own"], 3).rates
    assert not 0.5 < along / across < 2


def test_an_axis_without_slope_has_no_rate():
    run = race(surfaces.get("sphere"), {"a": optimizers.GradientDescent(0.1)}, (1, 0), 2)["a"]
    assert Step(run, 1).rates == pytest.approx([0.1, np.nan], nan_ok=True)


def test_what_comes_from_memory_is_what_the_gradient_alone_would_not_have_done():
    rules = {"a": optimizers.Momentum(0.01, 0.8), "b": optimizers.Nesterov(0.01, 0.8), "c": optimizers.Adam(0.1)}
    finished = race(surfaces.get("himmelblau"), rules | {"d": optimizers.AdaGrad(0.1)}, steps=6)
    for name in "ab":
        step, before = Step(finished[name], 5), finished[name].state["v"][4]
        np.testing.assert_allclose(step.memory, -0.8 * before)
        np.testing.assert_allclose(step.way, step.memory - 0.01 * step.gradient)
        np.testing.assert_allclose(step.asked_at, step.start - (0.8 * before if name == "b" else 0))
    step, means = Step(finished["c"], 5), finished["c"].state["m"]
    np.testing.assert_allclose(step.memory, step.way * 0.9 * means[4] / means[5])
    assert np.isnan(Step(finished["d"], 5).memory).all()


def test_several_means_or_velocities_are_one_memory_and_squares_are_none():
    rules = {"a": optimizers.AggMo(0.01), "b": optimizers.AdEMAMix(0.1)}
    none = {"c": optimizers.MADGRAD(0.1), "d": optimizers.AdamWScheduleFree(0.1), "e": optimizers.CentredRMSProp(0.01)}
    finished = race(surfaces.get("himmelblau"), rules | none, steps=6)
    step, state = Step(finished["a"], 5), finished["a"].state
    np.testing.assert_allclose(step.memory, -(0.9 * state["v_1"][4] + 0.99 * state["v_2"][4]) / 3)
    step, state, rule = Step(finished["b"], 5), finished["b"].state, rules["b"]
    corrected = 1 - rule.beta1**5
    slow = rule.alpha * rule.beta3 * state["m_2"][4]
    divisor = np.sqrt(state["v"][5] / (1 - rule.beta2**5)) + rule.epsilon
    np.testing.assert_allclose(step.memory, -0.1 * (rule.beta1 * state["m_1"][4] / corrected + slow) / divisor)
    assert all(np.isnan(Step(finished[name], 5).memory).all() for name in none)


@RULES
def test_on_an_even_slope_what_comes_from_memory_leads_downhill(rule):
    run = race(surfaces.from_formula("x + 2y"), {"a": rule()}, (0, 0), 9)["a"]
    memory = Step(run, 5).memory
    assert np.isnan(memory).all() or (memory <= 0).all()


@RULES
def test_the_ellipse_is_as_high_as_the_start_on_a_quadratic(rule):
    surface = surfaces.from_formula("3*x^2 + 2*x*y + 2*y^2 - 4*x + y")
    step = Step(race(surface, {"a": rule()}, (1.3, -0.7), 3)["a"], 1)
    middle, *halves = step.ellipse
    np.testing.assert_allclose(surface.gradient(middle), 0, atol=1e-12)
    assert halves[0] @ halves[1] == pytest.approx(0, abs=1e-12)
    for angle in np.linspace(0, 2 * np.pi, 7):
        point = middle + np.cos(angle) * halves[0] + np.sin(angle) * halves[1]
        assert surface.value(point) == pytest.approx(step.losses[0])


def test_where_the_surface_does_not_bend_up_there_is_no_ellipse():
    saddle = Step(race(surfaces.get("saddle"), {"a": optimizers.Momentum(0.1)}, (1, 1), 3)["a"], 1)
    assert np.isnan(saddle.ellipse).all()
    assert saddle.curvatures[0][0] < 0 < saddle.curvatures[0][1]
    cone = Step(race(surfaces.from_formula("sqrt(x^2+y^2)"), {"a": optimizers.Adam(0.1)}, (0, 0), 3)["a"], 1)
    assert np.isnan([*cone.curvatures[0], *cone.ellipse.ravel()]).all()


def test_a_trough_is_flat_along_its_floor_wherever_that_points():
    for formula in ("(x+3*y)^2", "(x*sqrt(2)+y/3)^2", "-(x-7*y)^2"):
        run = race(surfaces.from_formula(formula), {"a": optimizers.GradientDescent(0.01)}, (1, 0.3), 2)["a"]
        assert 0 in Step(run, 1).curvatures[0]


def test_where_no_step_leads_it_is_said_why():
    sphere = surfaces.get("sphere")
    run = race(sphere, {"a": optimizers.GradientDescent(1e200)}, steps=9)["a"]
    assert no_step(run, 0) == "This is the start. Go one step on to look at a step."
    assert no_step(run, run.stopped - 1) is None or run.stopped == 1
    assert no_step(run, run.stopped) == f"No step leads here: {run.verdict}."
    assert no_step(run, 9) == f"No step leads here: {run.verdict}."
    run = race(sphere, {"a": optimizers.GradientDescent(0.1)}, steps=9, evaluations=4)["a"]
    assert no_step(run, 4) is None
    assert no_step(run, 5) == "No step leads here: all evaluations are spent."
