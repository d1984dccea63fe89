"""Gauss–Newton and Levenberg–Marquardt, held to NumPy's least squares, to each other and to where they do not step."""

from itertools import pairwise

import numpy as np
import pytest

import surfaces
from optimizers import GaussNewton, LevenbergMarquardt, Lookahead, PolyakStep
from racing import race
from racing.suited import unsuited
from tests.optimizers.variants import At

FITS = ["cars_raw", "cars_scaled"]
STARTS = np.random.default_rng(8).uniform(-1, 1, (20, 2))


@pytest.mark.parametrize("key", FITS)
@pytest.mark.parametrize("rule", [GaussNewton(), LevenbergMarquardt(1e-12)], ids=lambda rule: rule.title)
def test_on_a_line_through_data_one_step_ends_at_the_least_squares(rule, key):
    surface = surfaces.get(key)
    feature, target = (surface.columns()[name] for name in "sd")
    run = race(surface, {"a": rule}, steps=1)["a"]
    fit = np.linalg.lstsq(np.column_stack([feature, np.ones_like(feature)]), target)[0]
    np.testing.assert_allclose(run.points[1], fit, rtol=1e-8)
    assert {kind: int(asked[-1]) // surface.rows for kind, asked in run.asked.items()} == {
        "gradients": 1, "values": 2, "hessians": 0, "jacobians": 1,
    }  # fmt: skip


def test_on_mini_batches_the_step_is_the_least_squares_of_their_rows():
    surface = surfaces.get("cars_scaled")
    run = race(surface, {"a": GaussNewton()}, steps=30, batch_size=10)["a"]
    assert int(run.asked["jacobians"][-1]) == 300
    assert (np.linalg.norm(np.diff(run.points[5:], axis=0), axis=1) > 1e-3).all()
    assert np.linalg.norm(run.points[5:].mean(axis=0) - surface.minima[0]) < 3


def test_without_damping_levenberg_marquardt_is_gauss_newton_and_with_much_a_short_step_downhill(field):
    surface = field("(1 - x)**2 + 4*(y - x**2)**2")
    near = 1 + 0.1 * STARTS  # where full steps lead down
    full, _ = GaussNewton(floor=1e-12).step(near, At(surface, 1), {})
    for damping, expected in ((1e-12, full), (1e9, None)):
        rule = LevenbergMarquardt(damping)
        ahead, _ = rule.step(near, At(surface, 1), rule.begin(near))
        if expected is None:
            scale = np.diagonal(surface.gauss_newton(near), axis1=-2, axis2=-1)
            expected = near - surface.gradient(near) / (1e8 * scale)
        np.testing.assert_allclose(ahead, expected, rtol=1e-7)


def test_damping_grows_until_a_step_leads_down_and_then_shrinks(field, descend):
    surface = field("(1 - x)**2 + 100*(y - x**2)**2")
    points, states = descend(LevenbergMarquardt(damping=0.01, factor=5.0), surface, (-1.2, 1.0), 30)
    assert (np.diff(surface.value(np.array(points))) <= 0).all()
    changes = np.log([after["lambda"] / before["lambda"] for before, after in pairwise(states)])
    whole = changes / np.log(5.0)
    np.testing.assert_allclose(whole, np.round(whole), atol=1e-9)
    assert whole.max() >= 0
    assert whole.min() == pytest.approx(-1)
    np.testing.assert_allclose(points[-1], [1, 1], atol=1e-9)


@pytest.mark.parametrize("rule", [GaussNewton(), LevenbergMarquardt(), Lookahead(GaussNewton())], ids=lambda r: r.title)
def test_where_no_squares_are_summed_up_a_rule_for_them_stays_and_a_sentence_says_so(rule):
    mccormick, beale = surfaces.get("mccormick"), surfaces.get("beale")
    run = race(mccormick, {"a": rule}, steps=5)["a"]
    assert (run.points == run.points[0]).all()
    assert unsuited(rule, mccormick) == (
        f"{rule.title} needs a sum of squares, and McCormick is not written as one: it stays at its start."
    )
    assert unsuited(rule, beale) is None
    assert unsuited(Lookahead(), mccormick) is None


@pytest.mark.parametrize("rule", [PolyakStep(), Lookahead(PolyakStep())], ids=lambda r: r.title)
def test_where_no_least_value_is_known_a_sentence_says_that_the_largest_rate_decides(rule):
    told = f"{rule.title} needs the least value, and none is known of Saddle: its largest rate decides."
    assert unsuited(rule, surfaces.get("saddle")) == told
    assert unsuited(rule, surfaces.get("mccormick")) is None
