"""One step of a run under the glass: where it goes, by which rates, and where there is none."""

import numpy as np
import pytest

import optimizers
import surfaces
from racing import Step, no_step, race

RULES = pytest.mark.parametrize("rule", optimizers.CATALOGUE.values(), ids=optimizers.CATALOGUE.keys())


@RULES
def test_a_step_leads_from_point_to_point_and_from_loss_to_loss(rule):
    run = race(surfaces.get("himmelblau"), {"a": rule()}, steps=9)["a"]
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
