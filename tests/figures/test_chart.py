from itertools import product, starmap

import numpy as np
import pytest

import optimizers
import surfaces
from figures import Chart, chart_lines, loss_axis
from figures.chart import CHOICES, QUANTITIES, SCALES
from optimizers import Adadelta, AdaGrad, Adam, GradientDescent, schedules
from racing import race
from racing.ranking import inside
from surfaces import from_formula
from tests.meetings import met_by
from tests.optimizers.kinds import Searching, Straightened

QUANTITY = pytest.mark.parametrize("quantity", QUANTITIES)
SCALE = pytest.mark.parametrize("scale", SCALES)
MET = met_by(surfaces.CATALOGUE, optimizers.CATALOGUE, times=6)


@pytest.fixture(scope="module")
def quadratic():
    racers = {"third": GradientDescent(1 / 3), "half": GradientDescent(1 / 2), "no rate": Adadelta()}
    return race(surfaces.get("quadratic"), racers, (0, 0), steps=15)


@pytest.mark.parametrize("field", CHOICES)
def test_what_is_no_choice_is_refused_by_name(field):
    for wrong in ("none", None, []):
        with pytest.raises(ValueError, match=f"Chart: {field} must be one of {CHOICES[field].default}, .*, got "):
            Chart(**{field: wrong})


def test_the_usual_chart_is_the_loss_on_the_axis_of_the_race(quadratic):
    lines = chart_lines(quadratic)
    assert lines.axis == loss_axis(quadratic)
    assert (lines.over, lines.last, lines.note) == ("step", 15, "")
    for run, values, places in zip(quadratic.values(), lines.values, lines.places, strict=True):
        np.testing.assert_array_equal(values, run.values - lines.axis.offset)
        np.testing.assert_array_equal(places, np.arange(16))


@pytest.mark.parametrize("key", MET)
def test_every_quantity_of_every_rule_has_an_axis_that_holds_it_or_a_sentence_that_says_why_not(key):
    finished = race(surfaces.get(key), {name: optimizers.CATALOGUE[name]() for name in MET[key]}, steps=12)
    for chart in starmap(Chart, product(QUANTITIES, SCALES)):
        lines = chart_lines(finished, chart)
        if lines.axis.bounds is None:
            assert lines.note, chart
            assert np.isnan(lines.values).all(), chart
            continue
        low, high = lines.axis.bounds
        assert np.isfinite(lines.axis.bounds).all(), chart
        assert low < high, chart
        assert chart.scale != "linear" or not lines.axis.log, chart
        for run, values in zip(finished.values(), lines.values, strict=True):
            if chart.quantity != "fitting" and not run.verdict.ending.lost and inside(run.surface, run.points).all():
                drawn = values[(values > low) if lines.axis.log else ~np.isnan(values)]
                assert ((drawn >= low) & (drawn <= high)).all(), (chart, run.name)


@SCALE
def test_a_quantity_says_on_its_axis_what_it_is(quadratic, scale):
    labels = {quantity: chart_lines(quadratic, Chart(quantity, scale)).axis.label for quantity in QUANTITIES}
    assert labels == {
        "fitting": "loss",
        "loss": "loss",
        "excess": "loss above the minimum",
        "gradient": "norm of the exact gradient",
        "distance": "distance to the nearest global minimum",
        "length": "length of the step",
        "rate": "learning rate",
    }


def test_a_minimum_that_was_found_is_not_called_global():
    finished = race(from_formula("(x^2 - 1)^2 + y^2"), {"a": GradientDescent(0.01)}, steps=3)
    assert chart_lines(finished, Chart("distance")).axis.label == "distance to the nearest minimum"


@pytest.mark.parametrize("formula", ["x^2 + 3y^2", "x^2 + 3y^2 + 5", "x^4 - 3x^2 + y^2"])
def test_losses_over_a_minimum_that_was_found_are_read_on_a_log_axis_above_it(formula):
    surface = from_formula(formula)
    finished = race(surface, {"a": GradientDescent(0.05)}, (1.5, 1.0), steps=120)
    for quantity in ("fitting", "excess"):
        axis = chart_lines(finished, Chart(quantity)).axis
        assert axis.log
        assert axis.offset == surfaces.least_value(surface)
        assert axis.label == ("loss" if quantity == "fitting" and axis.offset == 0 else "loss above the minimum found")
        assert axis.bounds[0] < 1e-6 * (finished["a"].values[0] - axis.offset)


@pytest.mark.parametrize("quantity", ["loss", "excess", "gradient", "distance", "length", "rate"])
def test_a_chosen_scale_is_kept_where_it_can_be(quadratic, quantity):
    assert chart_lines(quadratic, Chart(quantity, "log")).axis.log
    assert not chart_lines(quadratic, Chart(quantity, "linear")).axis.log


@pytest.mark.parametrize("quantity", ["excess", "gradient", "distance", "length", "rate"])
def test_a_linear_axis_of_what_is_never_negative_begins_at_zero(quadratic, quantity):
    low, high = chart_lines(quadratic, Chart(quantity, "linear")).axis.bounds
    assert low == pytest.approx(-0.05 * high / 1.05)


def test_what_is_zero_leaves_a_log_axis_at_its_bottom(quadratic):
    for quantity in ("fitting", "excess", "gradient", "distance"):
        lines = chart_lines(quadratic, Chart(quantity))
        assert lines.values[1][1:].tolist() == [0] * 15  # η = 1/2 arrives at once
        assert (lines.axis.units(lines.values[1])[1:] == -np.inf).all()


@pytest.mark.parametrize("rule", [AdaGrad(1.5), GradientDescent(0.4)], ids=["AdaGrad", "Gradient descent"])
def test_a_loss_below_double_precision_lies_below_the_axis_and_not_along_it(rule):
    finished = race(surfaces.get("sphere"), {"a": rule}, steps=400)
    lines = chart_lines(finished)
    assert 0 <= finished["a"].values[-1] < 1e-40
    assert lines.axis.units(lines.values[0])[-1] < np.log10(lines.axis.bounds[0]) - 10


@pytest.mark.parametrize("quantity", [quantity for quantity in QUANTITIES if quantity != "rate"])
@SCALE
def test_a_run_that_diverged_leaves_the_chart_at_the_top(quantity, scale):
    racers = {"wild": GradientDescent(1.0), "tame": GradientDescent(0.01)}
    finished = race(from_formula("exp(x^2) + y^2", start=(1.5, 1)), racers, steps=20)
    stopped = finished["wild"].stopped
    chart = Chart(quantity, scale)
    lines = chart_lines(finished, chart)
    assert stopped is not None
    if lines.axis.bounds is None:
        return
    assert np.isposinf(lines.values[0][stopped:]).all()
    assert np.isfinite(lines.values[1][1:]).all()


def test_where_a_run_diverges_its_rate_ends():
    racers = {"wild": GradientDescent(1.0), "tame": GradientDescent(0.01)}
    finished = race(from_formula("exp(x^2) + y^2", start=(1.5, 1)), racers, steps=20)
    lines, stopped = chart_lines(finished, Chart("rate", "linear")), finished["wild"].stopped
    assert (lines.values[0][1:stopped] == 1).all()
    assert np.isnan(lines.values[0][stopped:]).all()
    assert lines.axis.bounds[1] > 1


@QUANTITY
def test_where_f_is_not_defined_a_line_ends(quantity):
    finished = race(from_formula("sqrt(x) + y^2", start=(1, 1)), {"a": GradientDescent(0.3)}, steps=20)
    run = finished["a"]
    assert run.left
    lines = chart_lines(finished, Chart(quantity))
    assert np.isnan(lines.values[0][run.stopped :]).all()


@pytest.mark.parametrize(
    ("key", "chart", "note"),
    [
        ("saddle", Chart("excess"), "The least loss is not known here."),
        ("saddle", Chart("distance"), "No minimum is known here."),
        ("saddle", Chart("loss", "log"), "What is below 0 lies below a logarithmic axis."),
        ("sphere", Chart("rate"), "Adadelta has no learning rate."),
        ("sphere", Chart("distance"), ""),
    ],
)
def test_what_is_missing_is_said(key, chart, note):
    racers = {"Adadelta": Adadelta(), "Adam": Adam(0.1), "AdaGrad": AdaGrad(0.5)}
    assert chart_lines(race(surfaces.get(key), racers, steps=60), chart).note == note


def test_many_racers_without_a_rate_are_counted():
    racers = {f"Adadelta number {i}": Adadelta() for i in range(4)}
    lines = chart_lines(race(surfaces.get("sphere"), racers, steps=3), Chart("rate"))
    assert lines.note == "4 of the racers have no learning rate."
    assert lines.axis.bounds is None
    two = {name: racers[name] for name in list(racers)[:2]}
    note = chart_lines(race(surfaces.get("sphere"), two, steps=3), Chart("rate")).note
    assert note == "Adadelta number 0 and Adadelta number 1 have no learning rate."


def test_where_nothing_is_positive_a_log_axis_is_linear_and_says_so():
    finished = race(from_formula("-2 - x^2", start=(1, 0)), {"a": GradientDescent(0.1)}, steps=4)
    lines = chart_lines(finished, Chart("loss", "log"))
    assert not lines.axis.log
    assert lines.note == "Nothing here is above 0, so the axis is linear."


def test_a_rate_is_read_at_its_steps_and_a_level_line_stands_clear_of_the_edge():
    racers = {"a": Adam(0.1), "b": Adam(schedules.Cosine(0.1, steps=10))}
    lines = chart_lines(race(surfaces.get("sphere"), racers, steps=10), Chart("rate"))
    low, high = lines.axis.bounds
    assert (lines.values[0][1:] == 0.1).all()
    assert np.isnan(lines.values[0][0])
    assert low < 0.9 * lines.values[1][10]
    assert high > 0.1 / 0.9


def test_a_warm_up_stays_within_a_linear_axis():
    rate = schedules.WarmUp(0.5, steps=200)
    finished = race(surfaces.get("sphere"), {"a": GradientDescent(rate)}, steps=300)
    for quantity in ("rate", "length"):
        lines = chart_lines(finished, Chart(quantity, "linear"))
        assert lines.axis.bounds[1] > np.nanmax(lines.values[0])


@pytest.mark.parametrize(("batch", "cost"), [(None, 50), (10, 10)])
def test_over_evaluations_each_row_counts(batch, cost):
    finished = race(surfaces.get("cars_scaled"), {"a": GradientDescent(0.01)}, steps=6, batch_size=batch)
    lines = chart_lines(finished, Chart(over="evaluations"))
    assert lines.places[0].tolist() == [cost * step for step in range(7)]
    assert (lines.over, lines.last) == ("gradient evaluations, one for each row", 6 * cost)


def test_over_evaluations_every_kind_counts_once_and_is_named():
    racers = {"plain": GradientDescent(0.01), "search": Searching(), "curves": Straightened()}
    lines = chart_lines(race(surfaces.get("booth"), racers, steps=6), Chart(over="evaluations"))
    assert lines.over == "evaluations: gradients, values, Hessians"
    plain, search, curves = (places.tolist() for places in lines.places)
    assert (plain[-1], curves[-1]) == (6, 12)
    assert search[1] > 3
    assert lines.last == max(search[-1], 12)
