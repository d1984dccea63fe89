import math
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import optimizers
from optimizers import Hyperparameter, declarations, schedules
from optimizers.numbers import number
from ui import fields
from ui.fields import positions, written

SPECS = {
    spec: f"{owner}.{field}"
    for owner, kind in {**optimizers.CATALOGUE, **schedules.CATALOGUE}.items()
    for field, spec in declarations(kind).items()
    if isinstance(spec, Hyperparameter)
}
"""What fields declare → one that does: many rules share a declaration."""


@pytest.mark.parametrize(
    ("text", "value"),
    [("1/3", 1 / 3), ("0.01", 0.01), ("1e-3", 0.001), (" 2 ", 2.0), ("-1", -1.0), (".5", 0.5), ("1e-3/2", 0.0005)],
)
def test_numbers_and_fractions_are_read_to_the_last_bit(text, value):
    assert number(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "abc", "nan", "inf", "1/0", "1e9999", "9**9", "1/2/3", "__import__('os')", "1_000", "0x10", "1" * 30, "1,5"],
)
def test_anything_else_is_refused_in_words(text):
    with pytest.raises(ValueError, match="got"):
        number(text)


@given(st.text(max_size=80))
def test_text_never_raises_anything_but_value_error(text):
    with suppress(ValueError):
        assert math.isfinite(number(text))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_number_that_was_written_out_is_read_back(value):
    assert number(written(value, digits=12)) == pytest.approx(value, rel=1e-11)


def test_nothing_is_written_with_a_sign():
    assert [written(value) for value in (-0.0, 0.0, -1e-300)] == ["0", "0", "-1e-300"]


@settings(max_examples=25)
@given(near=st.floats(-1e-5, 1e-5), share=st.floats(0, 1))
def test_the_stops_of_a_slider_read_differently_and_the_value_is_one(near, share):
    for spec, name in SPECS.items():
        stops = positions(spec, spec.default)
        value = stops[round(share * (len(stops) - 1))] * (1 + near)
        stops = positions(spec, value)
        assert value in stops, name
        assert len({written(stop) for stop in stops}) == len(stops), name


@pytest.mark.parametrize("waiting", [{}, {"rate~error": ValueError("wrong")}])
def test_text_that_nobody_typed_is_not_taken_for_the_value(monkeypatch, waiting):
    taken = []
    state = {"rate~text": "0.333333333333", "rate~written": "0.333333333333", **waiting}
    monkeypatch.setattr(fields.st, "session_state", state)
    fields._take_text("rate", taken.append)
    assert taken == []
    assert "rate~error" not in state
    state["rate~text"] = "0.5"
    fields._take_text("rate", taken.append)
    assert taken == ["0.5"]


def test_every_stop_of_a_slider_is_legal_and_default_and_ends_are_among_them():
    for spec, name in SPECS.items():
        stops = positions(spec, spec.default)
        assert stops == sorted(set(stops)), name
        assert {spec.default, *spec.slider} <= set(stops), name
        assert len(stops) <= 150, name
        assert [spec.check("owner", "field", stop) for stop in stops] == stops, name


@pytest.mark.parametrize("value", [4.0, 5000.0, 3e-7])
def test_a_value_beyond_the_range_of_its_slider_can_be_moved_either_way(value):
    spec = optimizers.AdaGrad.hyperparameters()["learning_rate"]
    stops = positions(spec, value)
    at = stops.index(value)
    assert value / 2 <= stops[at - 1] < value < stops[at + 1] <= 2 * value
    assert {*positions(spec, spec.default)} <= {*stops}


@pytest.mark.parametrize("value", [0.0, 5e-324, 1e308])
def test_the_most_extreme_rates_have_stops(value):
    assert value in positions(optimizers.Adam.hyperparameters()["learning_rate"], value)


def test_a_value_typed_beyond_the_slider_becomes_one_of_its_stops():
    spec = optimizers.Adam.hyperparameters()["learning_rate"]
    assert positions(spec, 1 / 3) != positions(spec, 0.1)
    assert 1 / 3 in positions(spec, 1 / 3)
    assert 25.0 in positions(spec, 25.0)


@pytest.mark.parametrize(("shown", "taken"), [("blue", ["blue"]), ("Blue", []), (["Blue"], []), (None, [None])])
def test_what_the_browser_calls_an_option_in_another_language_is_no_choice(monkeypatch, shown, taken):
    heard = []
    monkeypatch.setattr(fields.st, "session_state", {"ground": shown})
    fields._hand("ground", heard.append, ["blue", "grey"])
    assert heard == taken
