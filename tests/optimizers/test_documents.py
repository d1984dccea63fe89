"""The worked examples of the teaching notes that the rules are taken from."""

from fractions import Fraction as F

import numpy as np
import pytest

import optimizers


@pytest.mark.parametrize(
    ("learning_rate", "expected"),
    [
        (1, [(0, 0), (14, 6), (0, 0), (14, 6)]),
        (0, [(0, 0), (0, 0), (0, 0), (0, 0)]),
        (F(1, 3), [(0, 0), (F(14, 3), 2), (F(56, 9), F(8, 3)), (F(182, 27), F(26, 9))]),
        (F(1, 2), [(0, 0), (7, 3), (7, 3), (7, 3)]),
    ],
    ids=["swings for ever", "never moves", "closes in by thirds", "arrives at once"],
)
def test_gradient_descent_on_the_quadratic_bowl(learning_rate, expected, bowl, descend):
    points, _ = descend(optimizers.GradientDescent(learning_rate), bowl, (0, 0), 3)
    np.testing.assert_allclose(points, np.array(expected, dtype=float), rtol=4e-16, atol=0)


def test_adam_with_both_betas_one_half_halves_old_gradients(beale, descend):
    points, states = descend(optimizers.Adam(0.1, beta1=0.5, beta2=0.5), beale, (-1.0, 1.5), 2)
    g1, g2 = beale.gradient(points[0]), beale.gradient(points[1])
    np.testing.assert_array_equal(states[1]["m"], 0.5 * g1)
    np.testing.assert_array_equal(states[2]["m"], 0.5 * (0.5 * g1) + 0.5 * g2)
    np.testing.assert_array_equal(states[2]["v"], 0.5 * (0.5 * g1**2) + 0.5 * g2**2)


def test_adam_without_bias_correction_begins_with_means_that_are_too_small(beale, descend):
    corrected, _ = descend(optimizers.Adam(0.1, epsilon=1e-300), beale, (-1.0, 1.5), 1)
    bare, _ = descend(optimizers.Adam(0.1, epsilon=1e-300, bias_correction=False), beale, (-1.0, 1.5), 1)
    np.testing.assert_allclose(np.abs(np.diff(corrected, axis=0)), 0.1)
    np.testing.assert_allclose(np.abs(np.diff(bare, axis=0)), 0.1 * (1 - 0.9) / np.sqrt(1 - 0.999))


def test_velocity_is_a_sum_of_fading_gradients(beale, descend):
    points, states = descend(optimizers.Momentum(0.01, momentum=0.9), beale, (-1.0, 1.5), 4)
    g1, g2, g3, g4 = (0.01 * beale.gradient(x) for x in points[:4])
    np.testing.assert_allclose(states[4]["v"], g4 + 0.9 * g3 + 0.9**2 * g2 + 0.9**3 * g1, rtol=1e-14)


def test_the_saddle_holds_gradient_descent_and_momentum_for_ever(field, descend):
    for rule in (optimizers.GradientDescent(0.1), optimizers.Momentum(0.1), optimizers.Nesterov(0.1)):
        points, _ = descend(rule, field("x**2 - y**2"), (1.0, 0.0), 300)
        assert np.abs(points[-1]).max() < 1e-5


def test_momentum_runs_on_where_the_slide_ends(descend):
    class Slide:
        def gradient(self, points):
            return np.where(points < 0, [-1.0, 0.0], 0.0)

    stopped, _ = descend(optimizers.GradientDescent(0.1), Slide(), (-1.05, 1.0), 100)
    running, _ = descend(optimizers.Momentum(0.1, momentum=0.9), Slide(), (-1.05, 1.0), 100)
    assert 0 <= stopped[-1][0] < 0.1
    assert running[-1][0] > 1


def test_steps_of_adagrad_fade_and_those_of_rmsprop_do_not(descend):
    class Slope:
        def gradient(self, points):
            return np.ones_like(points)

    lengths = {}
    for rule in (optimizers.AdaGrad(0.1), optimizers.RMSProp(0.1)):
        points, _ = descend(rule, Slope(), (0.0, 0.0), 400)
        lengths[type(rule).__name__] = abs(points[-1] - points[-2])[0]
    assert lengths["AdaGrad"] == pytest.approx(0.1 / 20)
    assert lengths["RMSProp"] == pytest.approx(0.1)
