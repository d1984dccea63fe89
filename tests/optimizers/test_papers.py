"""What papers say of rules, beside the paths that others make of them."""

from types import SimpleNamespace

import numpy as np
import pytest

import optimizers
from optimizers import SGLD, SWA, SWATS, Adam, BarzilaiBorwein, FullAdaGrad, GradientDescent, GradientFlow, PolyakStep
from tests.optimizers.variants import At, Waves, followed

WAVES = Waves()
TURN = np.array([[0.6, -0.8], [0.8, 0.6]])


def path(rule, surface, start, count):
    x = np.array(start, dtype=float)
    return np.array([x, *(points for points, *_ in followed(rule.step, surface, x, rule.begin(x), count))])


def test_polyak_s_step_comes_nearer_by_at_least_what_is_promised(field):
    surface, goal = field(f"(x - 1)**2 + 5*(y + 2)**2 + ({At.least})"), np.array([1.0, -2.0])
    points = path(PolyakStep(scaling=1.0, bound=1e3), surface, (4.0, 1.0), 40)
    left = np.sum((points - goal) ** 2, axis=1)
    gap, slope = surface.value(points[:-1]) - At.least, surface.gradient(points[:-1])
    assert (left[1:] <= left[:-1] - gap**2 / np.sum(slope**2, axis=1) + 1e-14).all()
    assert left[-1] < 1e-6 * left[0]


@pytest.mark.parametrize("short", [False, True])
def test_two_coordinates_make_barzilai_and_borwein_s_steps_faster_than_any_rate(short, field):
    points = path(BarzilaiBorwein(first=0.01, short=short), field("x**2 + 20*y**2"), (1.0, 1.0), 24)
    left = np.hypot(*points.T)
    assert left[-1] < 1e-14
    assert [left[k] ** (1 / k) for k in (8, 16, 24)] == sorted((left[k] ** (1 / k) for k in (8, 16, 24)), reverse=True)


def test_gradient_flow_is_the_exponential_of_the_hessian_at_rates_where_descent_bursts(field):
    points = path(GradientFlow(0.5), field("x**2/2 + 5*y**2"), (1.0, -2.0), 12)
    times = 0.5 * np.arange(13)
    np.testing.assert_allclose(points, np.transpose([np.exp(-times), -2 * np.exp(-10 * times)]), rtol=0, atol=1e-6)


def test_langevin_s_points_lie_about_a_minimum_as_heat_has_them():
    rule, x, draws = SGLD(0.05, temperature=0.3), np.zeros((4000, 2)), np.random.default_rng(0)
    for t in range(1, 201):
        told = {"gradient": lambda x: x * (1.0, 4.0), "normal": lambda k: draws.standard_normal((4000, k))}
        x, _ = rule.step(x, SimpleNamespace(t=t, **told), {})
    bends = np.array([1.0, 4.0])
    np.testing.assert_allclose(x.var(axis=0), 0.3 / (bends * (1 - 0.05 * bends / 2)), rtol=0.06)


def test_full_matrix_adagrad_turns_with_the_axes_as_the_diagonal_form_does_not():
    def turned(points):
        return WAVES.gradient(points @ TURN) @ TURN.T

    for rule, turns in ((FullAdaGrad(0.3, epsilon=1e-3), True), (optimizers.AdaGrad(0.3), False)):
        plain = path(rule, WAVES, (1.5, -0.4), 30)
        there = path(rule, SimpleNamespace(gradient=turned), np.array((1.5, -0.4)) @ TURN.T, 30)
        assert np.allclose(there, plain @ TURN.T, rtol=0, atol=1e-9) == turns


def test_averages_of_the_same_points_are_the_same():
    asgd = path(optimizers.ASGD(0.1, burn_in=4), WAVES, (1.5, -0.4), 30)
    swa = path(SWA(GradientDescent(0.1), burn_in=5), WAVES, (1.5, -0.4), 30)
    plain = path(GradientDescent(0.1), WAVES, (1.5, -0.4), 30)
    np.testing.assert_allclose(asgd, swa, rtol=0, atol=1e-14)
    np.testing.assert_allclose(asgd[:6], plain[:6], rtol=0, atol=1e-14)
    np.testing.assert_allclose(asgd[30], plain[5:].mean(axis=0), rtol=0, atol=1e-14)
    np.testing.assert_allclose(path(optimizers.EMA(GradientDescent(0.1), 0.0), WAVES, (1.5, -0.4), 30), plain)


def test_ftrl_is_adagrad_until_it_pulls_and_then_stays_at_exactly_zero(field):
    unpulled, adagrad = optimizers.FTRL(0.5, l1=0), optimizers.AdaGrad(0.5, epsilon=1.0, epsilon_inside=False)
    np.testing.assert_allclose(*(path(rule, WAVES, (1.5, -0.4), 50) for rule in (unpulled, adagrad)), rtol=1e-12)
    points = path(optimizers.FTRL(0.5), field("(x - 3)**2 + (y - 0.01)**2 / 10"), (1.0, 0.3), 200)
    assert points[-1][0] > 2
    assert (points[5:, 1] == 0).all()


def test_swats_without_tolerance_is_adam_and_with_some_goes_on_at_one_rate():
    adam, never, soon = Adam(0.05), SWATS(0.05, tolerance=0), SWATS(0.05, tolerance=0.5)
    plain, same, switched = (path(rule, WAVES, (1.5, -0.4), 40) for rule in (adam, never, soon))
    np.testing.assert_allclose(same, plain, rtol=0, atol=1e-7)
    assert np.abs(switched - plain).max() > 0.01


@pytest.mark.parametrize("rule", [optimizers.DAdaptSGD, optimizers.DAdaptAdam], ids=lambda rule: rule.__name__)
def test_what_d_adaptation_takes_for_the_distance_only_grows_from_far_too_little_to_about_right(rule, field):
    surface, made, x = field("abs(x - 3) + abs(y + 1)/2 + (x - 3)**2"), rule(first=1e-4), np.zeros(2)
    known, state = [], made.begin(x)
    for t in range(1, 200):
        x, state = made.step(x, At(surface, t), state)
        known.append(float(state["d"][0]))
    assert known == sorted(known)
    assert known[0] == 1e-4
    assert np.hypot(3, 1) / 4 < known[-1] < 4 * np.hypot(3, 1)
