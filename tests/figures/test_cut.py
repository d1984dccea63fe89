"""The cut along a step: the loss on its line, the parabola that the surface has at its start, and what that says."""

from dataclasses import dataclass

import numpy as np
import pytest

import optimizers
import surfaces
from figures.cut import cut, cut_figure, cut_text, uncut_text
from figures.theme import STYLES
from racing import Step, race

RULES = pytest.mark.parametrize("rule", optimizers.CATALOGUE.values(), ids=optimizers.CATALOGUE.keys())
QUADRATIC = surfaces.from_formula("(x + y)^2 + 2*(x - 1)^2 + (y + 1/2)^2")


def step_of(surface, rule, number=1, start=None):
    return Step(race(surface, {"a": rule}, start, max(number, 3))["a"], number)


@RULES
def test_the_line_goes_through_the_losses_where_the_step_begins_and_lands(rule):
    number = 4 if rule is optimizers.TrustRegion else 3  # whose third step stays
    step = step_of(surfaces.get("himmelblau"), rule(), number)
    seen = cut(step)
    assert seen.losses[np.isin(seen.along, (0, 1))] == pytest.approx(step.losses, rel=1e-12)
    assert (seen.before, seen.after) == step.losses
    assert len(seen.along) in (99, 100, 101)


@RULES
def test_on_a_quadratic_the_parabola_is_the_surface(rule):
    number = 2 if rule is optimizers.ADOPT else 1  # whose first step stays
    seen = cut(step_of(QUADRATIC, rule(), number, (1.3, -0.7)))
    np.testing.assert_allclose(seen.parabola(seen.along), seen.losses, rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        (0.1, "Undershoot: the step goes 20 % of the way to"),
        (0.5, "The step lands at the lowest point"),
        (
            0.75,
            "Overshoot: the step goes 1.5 times as far as the lowest point of the parabola. On the p",
        ),
        (1, "Overshoot: the step goes twice as far"),
        (
            1.25,
            "Overshoot: the step goes 2.5 times as far as the lowest point of the parabola. On the p",
        ),
    ],
)
def test_how_far_a_step_goes_is_its_rate_times_the_curvature(rate, said):
    assert cut_text(cut(step_of(surfaces.get("quadratic"), optimizers.GradientDescent(rate)))).startswith(said)


@pytest.mark.parametrize(
    ("formula", "start", "rate", "said"),
    [
        ("x + 2*y", (0, 0), 0.1, "The parabola is a straight line"),
        ("y^2 - x^2", (1, 0), 0.1, "The parabola bends down"),
        ("abs(x) + x + y", (0, 1), 0.1, "Where the step begins the surface has a kink"),
        ("x^2 + y^2", (1, 1), -0.1, "The step leads away from the lowest point"),
        ("log(x) + y^2", (0.5, 1), 0.1, "The parabola bends down"),
    ],
)
def test_where_there_is_no_lowest_point_ahead_it_is_said(formula, start, rate, said):
    surface = surfaces.from_formula(formula)
    rule = optimizers.GradientDescent(rate) if rate > 0 else Climbing()
    seen = cut(step_of(surface, rule, 1, start))
    assert cut_text(seen).startswith(said)
    drawn = cut_figure(seen, STYLES[0])
    assert [trace["name"] for trace in drawn["data"]][:1] == ["loss"]
    assert np.isfinite(drawn["layout"]["yaxis"]["range"]).all()


@dataclass(frozen=True)
class Climbing(optimizers.Rule):
    """Steps uphill."""

    title = "climbs"

    def step(self, x, ask, state):
        return x + 0.1 * ask.gradient(x), {}


def test_a_step_that_stands_still_has_no_line():
    step = step_of(surfaces.get("sphere"), optimizers.GradientDescent(0))
    assert cut(step) is None
    assert uncut_text(step).startswith("The step stands still")


def test_a_step_along_which_losses_differ_by_their_rounding_alone_has_none_to_show():
    high, low = (surfaces.from_formula(f"(x - 1)^2 + 2*(y - 2)^2 + {height}") for height in (7, 0))
    steps = [step_of(surface, optimizers.GradientDescent(0.2), 40, (0, 0)) for surface in (high, low)]
    assert steps[0].length == pytest.approx(steps[1].length, rel=1e-3) != 0
    assert cut(steps[0]) is None
    assert uncut_text(steps[0]).startswith("The step is so short")
    assert cut(steps[1]) is not None


def test_beyond_the_domain_of_definition_the_line_has_gaps_and_the_chart_its_range():
    seen = cut(step_of(surfaces.from_formula("sqrt(x) + y^2"), optimizers.GradientDescent(0.02), 1, (0.05, 1)))
    assert np.isnan(seen.losses).any()
    assert np.isfinite(cut_figure(seen, STYLES[0])["layout"]["yaxis"]["range"]).all()
