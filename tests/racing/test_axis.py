import re

import numpy as np
import pytest

from optimizers import Adam, GradientDescent, schedules
from racing import Axis, read_axis
from racing.axis import Called, axis_between, spaced, vary


def test_values_include_both_ends_exactly():
    assert Axis("beta1", 0, 0.999, 4).values().tolist() == [0, 0.33, 0.67, 0.999]
    values = Axis("learning_rate", 1e-4, 1, 5, log=True).values()
    assert (values[0], values[-1]) == (1e-4, 1)
    np.testing.assert_allclose(values[1:] / values[:-1], 10)


@pytest.mark.parametrize("count", [2, 3, 16, 61, 256, 65_536])
@pytest.mark.parametrize("ends", [(1e-4, 1), (1 / 3, 0.7), (0.999, 0.9999), (-4.5, 4.5), (-1e6, 1e6), (1e-100, 1e100)])
def test_values_have_few_digits_and_stand_where_even_spacing_puts_them(ends, count):
    for log in (False, True)[: 1 + (ends[0] > 0)]:
        values = spaced(*ends, count, log)
        even = (np.geomspace if log else np.linspace)(*ends, count)
        scale = np.log if log else np.asarray
        spacing = (scale(ends[1]) - scale(ends[0])) / (count - 1)
        assert (values[0], values[-1]) == ends
        np.testing.assert_allclose(scale(values), scale(even), rtol=1e-12, atol=0.06 * spacing)
        assert (np.diff(values) > 0).all()


def test_a_value_between_the_ends_reads_as_what_it_is():
    for values in (spaced(0, 0.999, 64), spaced(1e-4, 1, 256, log=True), spaced(-4.5, 4.5, 128)):
        assert [float(f"{value:.4g}") for value in values] == values.tolist()


@pytest.mark.parametrize(
    "axis", [Axis("learning_rate", 1e-4, 1, 200, log=True), Axis("start_x", -1.5, 2, 3), Axis("beta1", 0, 0.999, 61)]
)
def test_an_axis_reads_back_as_it_prints(axis):
    assert read_axis(str(axis)) == axis


def test_fractions_and_spaces_are_read():
    assert read_axis(" learning_rate = 1/8 : 1/2 : 3 : log ") == Axis("learning_rate", 0.125, 0.5, 3, log=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("beta1", "axis: expected name=low:high:count"),
        ("beta1=0:1", "axis: expected name=low:high:count"),
        ("beta1=0:1:5:lag", "axis: expected name=low:high:count"),
        ("beta1=0:one:5", "axis beta1: high must be a number or a fraction such as 0.01, 1e-3 or 1/3, got 'one'"),
        ("beta1=0.9:0.1:5", "axis beta1: low must be below high, got 0.9 and 0.1"),
        ("beta1=0.9:0.9:5", "axis beta1: low must be below high, got 0.9 and 0.9"),
        ("beta1=0:0.9:1", "axis beta1: count must be a whole number from 2 to 65,536, got 1"),
        ("beta1=0:0.9:65537", "axis beta1: count must be a whole number from 2 to 65,536, got 65537"),
        ("epsilon=0:0.9:5:log", "axis epsilon: low must be above 0 on a log scale, got 0"),
    ],
)
def test_bad_ranges_are_refused_by_name(text, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        read_axis(text)


@pytest.mark.parametrize("given", [None, 3, ["beta1=0:1:5"]], ids=repr)
def test_what_is_no_text_is_refused_by_name(given):
    with pytest.raises(ValueError, match=rf"axis: expected name=low:high:count .*, got {re.escape(repr(given))}"):
        read_axis(given)


@pytest.mark.parametrize("end", [float("nan"), float("inf"), True, "1"])
def test_ends_must_be_finite_numbers(end):
    with pytest.raises(ValueError, match="axis beta1: high must be a finite number"):
        Axis("beta1", 0, end, 5)


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        ("a", "1", "Rate of low: from must be a number"),
        ("0.5", "0.1", "Rate of low: from must be below to, got 0.5 and 0.1"),
        ("-1e308", "1.7e308", "Rate of low: from and to must be a finite distance apart"),
        ("0.5", "1", "Rate of low: to must be at least 0 and below 1, got 1"),
    ],
)
def test_errors_call_an_axis_and_its_ends_as_they_are_told_to(low, high, told):
    with pytest.raises(ValueError, match=f"^{told}"):
        axis_between(low, high, "beta1", 5, False, Called("Rate of low", "from", "to")).checked(Adam)


def test_a_range_outside_the_rules_own_is_refused():
    with pytest.raises(ValueError, match="Adam: beta1 must be at least 0 and below 1, got 1"):
        Axis("beta1", 0, 1, 5).checked(Adam)
    with pytest.raises(
        ValueError, match=r"field to vary must be one of learning_rate, beta1, .*start_y, got 'momentum'"
    ):
        Axis("momentum", 0, 0.5, 5).checked(Adam())
    with pytest.raises(ValueError, match="got 'epsilon_inside'"):
        Axis("epsilon_inside", 0, 1, 5).checked(Adam)


def test_a_scheduled_rate_is_varied_where_it_begins():
    cooled = vary(GradientDescent(schedules.Cosine(0.1, steps=20)), "learning_rate", 0.5)
    assert cooled == GradientDescent(schedules.Cosine(0.5, steps=20))
    warmed = vary(GradientDescent(schedules.WarmUp(schedules.Cosine(0.1), steps=5)), "learning_rate", 0.5)
    assert warmed == GradientDescent(schedules.WarmUp(schedules.Cosine(0.5), steps=5))


@pytest.mark.parametrize("axis", [Axis("learning_rate", 1e-4, 1 / 3, 200, log=True), Axis("start_x", -2, 0.1 + 0.2, 9)])
def test_an_axis_that_is_written_reads_back(axis):
    assert read_axis(str(axis)) == axis
