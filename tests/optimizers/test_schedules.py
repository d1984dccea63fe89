from itertools import pairwise, product
from math import exp, pi

import numpy as np
import pytest

import optimizers
from optimizers import schedules
from optimizers.schedules import Constant, Cosine, Exponential, InverseTime, Linear, StepDecay, WarmUp
from tests.each import each
from tests.meetings import meetings
from tests.optimizers.variants import At

SCHEDULES = each("schedule", schedules.CATALOGUE)
RATED = {name: rule for name, rule in optimizers.CATALOGUE.items() if "learning_rate" in rule.hyperparameters()}
FOLLOWING = meetings(RATED, schedules.CATALOGUE, 2)


@each("schedule", [s for s in schedules.CATALOGUE.values() if s is not WarmUp])
def test_the_first_step_has_the_initial_rate(schedule):
    assert schedule(0.3)(1) == 0.3


@each("schedule", [s for s in schedules.CATALOGUE.values() if s is not WarmUp])
def test_rates_never_rise_nor_fall_below_zero(schedule):
    rates = [schedule(0.3)(t) for t in range(1, 1001)]
    assert all(earlier >= later >= 0 for earlier, later in pairwise(rates))


@SCHEDULES
def test_a_rate_is_a_float(schedule):
    assert {type(schedule()(t)) for t in (1, 2, 150, 2000)} == {float}


@SCHEDULES
def test_a_batch_of_rates_is_like_each_alone(schedule):
    for name, spec in schedule.hyperparameters().items():
        if isinstance(spec, optimizers.Count):
            continue
        values = np.linspace(*spec.slider, 5)
        together = schedule(**{name: values})
        for t in (1, 2, 7, 150, 2000):
            np.testing.assert_array_equal(together(t), [schedule(**{name: value})(t) for value in values])


@each(
    "schedule, expected",
    [
        (Constant(0.4), {1: 0.4, 999: 0.4}),
        (StepDecay(0.4, factor=0.5, every=10), {10: 0.4, 11: 0.2, 20: 0.2, 21: 0.1}),
        (Exponential(0.4, rate=0.1), {2: 0.4 * exp(-0.1), 11: 0.4 * exp(-1)}),
        (InverseTime(0.4, rate=1), {2: 0.2, 4: 0.1}),
        (Linear(0.4, final=0.2, steps=10), {6: 0.3, 10: 0.22, 11: 0.2, 50: 0.2}),
        (Cosine(0.4, steps=10), {6: 0.2, 11: 0.0, 50: 0.0}),
        (Cosine(0.4, steps=12, final=0.2), {5: 0.2 + 0.2 * (1 + np.cos(pi / 3)) / 2, 13: 0.2}),
        (WarmUp(0.5, steps=4), {1: 0.1, 2: 0.2, 4: 0.4, 5: 0.5, 6: 0.5}),
    ],
)
def test_rates_are_what_the_formula_says(schedule, expected):
    assert {t: schedule(t) for t in expected} == pytest.approx(expected, abs=1e-16)


NO_STEPS = (0, -1, -(10**30), 0.5, 2.5, float("nan"), float("inf"), True, None, "1", [1], np.array([1, 2]), 10**400)


@SCHEDULES
def test_what_is_no_step_is_refused_in_words(schedule):
    expected = rf"^{schedule.__name__}: t must be (a whole number |a finite number )?at least 1, got "
    for made, t in product((schedule(), WarmUp(schedule())), NO_STEPS):
        with pytest.raises(ValueError, match=expected.replace(schedule.__name__, type(made).__name__)):
            made(t)


@SCHEDULES
def test_every_step_that_a_float_can_hold_has_a_rate(schedule):
    for t in (np.int64(7), 7.0, 10**9, 10**18, 10**300):
        assert 0 <= schedule(0.3)(t) <= 0.3


@each("schedule", [Linear(0.4, final=0.05, steps=7), Cosine(0.4, steps=7, final=0.05)])
def test_the_final_rate_holds_exactly(schedule):
    assert [schedule(t) for t in (8, 9, 1000)] == [0.05] * 3
    assert schedule(7) > 0.05


@SCHEDULES
def test_what_follows_a_warm_up_starts_from_its_own_beginning(schedule):
    after = schedule()
    warm = WarmUp(after, steps=20)
    assert [warm(20 + t) for t in range(1, 400)] == [after(t) for t in range(1, 400)]


@SCHEDULES
def test_a_warm_up_rises_evenly_into_what_follows(schedule):
    warm = WarmUp(schedule(), steps=9)
    rises = np.diff([0, *(warm(t) for t in range(1, 11))])
    np.testing.assert_allclose(rises, warm(10) / 10, rtol=1e-12)


@each("rule, schedule", {" under ".join(names): names for names in FOLLOWING})
def test_rules_follow_schedules(rule, schedule, waves, descend):
    rule, made = optimizers.CATALOGUE[rule], schedules.CATALOGUE[schedule]()
    points, _ = descend(rule(made), waves, [-1.0, 1.5], 5)
    assert np.isfinite(points).all()
    state = rule().begin(points[0])
    for t, (x, x_next) in enumerate(pairwise(points), start=1):
        stepped, state = rule(made(t)).step(x, At(waves, t), state)
        np.testing.assert_array_equal(stepped, x_next)


@each("rule", RATED)
def test_a_constant_schedule_is_a_number(rule, waves, descend):
    scheduled, _ = descend(rule(Constant(0.03)), waves, [-1.0, 1.5], 30)
    plain, _ = descend(rule(0.03), waves, [-1.0, 1.5], 30)
    np.testing.assert_array_equal(scheduled, plain)


def test_a_schedule_of_arrays_gives_each_racer_its_own_rate(waves, descend):
    together, _ = descend(optimizers.Adam(Cosine([0.1, 0.3], steps=20)), waves, [-1.0, 1.5], 30)
    alone, _ = descend(optimizers.Adam(Cosine(0.3, steps=20)), waves, [-1.0, 1.5], 30)
    np.testing.assert_array_equal(together[-1][1], alone[-1])


def test_rules_with_schedules_are_values():
    assert optimizers.Adam(Cosine(0.1)) == optimizers.Adam(Cosine(0.1))
    assert len({optimizers.Adam(Cosine(0.1)), optimizers.Adam(Cosine(0.1)), optimizers.Adam(Linear(0.1))}) == 2


def test_rules_without_a_learning_rate_and_other_fields_take_no_schedule():
    with pytest.raises(ValueError, match=r"^Adam: beta1 must be a number"):
        optimizers.Adam(beta1=Constant(0.9))


@SCHEDULES
def test_every_schedule_has_a_title(schedule):
    assert schedule.title
