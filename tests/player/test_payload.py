import json

import numpy as np
import pytest

import optimizers
import surfaces
from figures import Chart, Look, chart_lines, landscape, loss_axis, styles, window
from figures.arrows import SIDE, arrows
from figures.chart import QUANTITIES
from figures.landscape import SCALES
from figures.views import VIEWS
from player import payload
from racing import race
from tests.meetings import meetings
from tests.racing.twice import AsksTwiceNowAndThen


def unpacked(message):
    length = int.from_bytes(message[:4], "little")
    return json.loads(message[4 : 4 + length]), np.frombuffer(message[4 + length :], dtype="<f4")


def message(finished, **options):
    looks = styles([type(run.rule) for run in finished.values()])
    return payload(finished, landscape(finished.surface), looks, **options)


@pytest.fixture(scope="module")
def beale():
    racers = {"Adam": optimizers.Adam(0.1), "wild": optimizers.GradientDescent(1.0)}
    return race(surfaces.get("beale"), racers, start=(1, 1.5), steps=30)


def test_the_header_says_how_long_an_epoch_is_where_rows_are_drawn(beale):
    assert unpacked(message(beale))[0]["epoch"] is None
    cars = race(surfaces.get("cars_scaled"), {"Adam": optimizers.Adam(0.1)}, steps=3, batch_size=20)
    assert unpacked(message(cars))[0]["epoch"] == 2.5
    pair = dict.fromkeys("ab", optimizers.Adam(0.1))
    mixed = race(surfaces.get("cars_scaled"), pair, steps=3, batch_size={"a": 20, "b": 10})
    assert unpacked(message(mixed))[0]["epoch"] is None


def test_the_arrays_are_grid_then_x_y_and_loss_of_each_racer(beale):
    header, floats = unpacked(message(beale))
    size = header["landscape"]["size"] ** 2
    ground = landscape(beale.surface)
    np.testing.assert_array_equal(floats[:size], ground.height(ground.loss).astype(np.float32).ravel())
    paths = floats[size:].reshape(2, 3, 31)
    run = beale["Adam"]
    np.testing.assert_array_equal(paths[0], np.stack([*run.points.T, run.values]).astype(np.float32))


def test_the_header_names_the_race_and_says_whether_there_are_others(beale):
    header, _ = unpacked(message(beale))
    assert (header["title"], header["races"]) == (None, False)
    header, _ = unpacked(message(beale, title="Two rates", races=True))
    assert (header["title"], header["races"]) == ("Two rates", True)


def test_the_marks_of_a_surface_come_with_what_they_mean():
    def words(key):
        header, _ = unpacked(message(race(surfaces.get(key), {"Adam": optimizers.Adam()}, steps=2)))
        return [(marks["glyph"], marks["word"]) for marks in header["landscape"]["critical"]]

    assert words("himmelblau") == [("⊕", "global minimum"), ("×", "saddle"), ("△", "maximum")]
    assert words("saddle") == [("×", "saddle")]
    assert ("○", "minimum") in words("six_hump_camel")


def test_minima_that_may_not_be_the_lowest_of_all_are_not_called_global():
    typed = surfaces.from_formula("x^4 - 3x^2 + x + y^2")
    header, _ = unpacked(message(race(typed, {"Adam": optimizers.Adam()}, steps=2)))
    marks = {marks["glyph"]: marks["word"] for marks in header["landscape"]["critical"]}
    assert marks["⊕"] == "lowest minimum"


def test_arrows_come_after_the_heights_of_their_ground_and_only_where_the_look_has_them(beale):
    ground = landscape(beale.surface)
    there = window(ground, beale.surface, ((5, 6), (-2, -1)))
    header, floats = unpacked(message(beale, look=Look(arrows=True), window=there))
    assert (header["arrows"], header["window"]["arrows"]) == (SIDE, SIDE)
    size, own = ground.loss.size, 2 * SIDE**2
    for begin, part in ((size, ground), (2 * size + own, there)):
        expected = arrows(beale.surface, part).along.astype(np.float32).ravel()
        np.testing.assert_array_equal(floats[begin : begin + own], expected)
    assert floats.size == 2 * (size + own) + 2 * 3 * 31
    assert unpacked(message(beale))[0]["arrows"] == 0


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ({"has_arrows": False, "has_window": False}, (0, 0)),
        ({"has_arrows": True, "has_window": False}, (SIDE, SIDE)),
        ({"has_arrows": False, "has_window": True}, (0, SIDE)),
    ],
)
def test_arrows_are_sent_once_for_each_ground(beale, options, sent):
    there = window(landscape(beale.surface), beale.surface, ((5, 6), (-2, -1)))
    header, floats = unpacked(message(beale, look=Look(arrows=True), has_grid=False, window=there, **options))
    assert (header["arrows"], header["window"]["arrows"]) == sent
    assert floats.size == sum(2 * side**2 for side in sent) + options["has_window"] * 161**2 + 2 * 3 * 31


def test_a_change_of_look_is_a_small_message_unless_it_moves_the_levels(beale):
    usual = len(message(beale, has_grid=False))
    for look in (Look(ground="cividis"), Look(axes="equal", lines=False, marks=False), Look(theme="dark")):
        assert len(message(beale, look=look, has_grid=False)) <= usual + 16
    names = {landscape(beale.surface, 21, levels).identity for levels in SCALES}
    assert len(names) == len(SCALES)


def test_the_grid_can_be_left_out(beale):
    header, floats = unpacked(message(beale, has_grid=False))
    assert not header["has_grid"]
    assert floats.size == 2 * 3 * 31


def test_nothing_beyond_float32_is_sent(beale):
    assert np.isfinite(unpacked(message(beale))[1]).all()
    assert unpacked(message(beale))[0]["racers"][1]["stopped"] == beale["wild"].verdict.step


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_named_in_a_message(beale, view):
    assert unpacked(message(beale, view=view))[0]["view"] == view


@pytest.mark.parametrize(("key", "view"), meetings(surfaces.CATALOGUE, VIEWS, 1))
def test_every_surface_makes_a_message_of_strict_json_with_all_its_marks(key, view):
    surface = surfaces.get(key)
    header, _ = unpacked(message(race(surface, {"Adam": optimizers.Adam()}, steps=2), view=view))
    marked = [point for marks in header["landscape"]["critical"] for point in marks["points"]]
    lowest = [point[:2] for marks in header["landscape"]["critical"] if not marks["muted"] for point in marks["points"]]
    found = len(surfaces.critical_points(surface))
    assert len(marked) == found
    assert len(lowest) == len(surface.minima) or (surface.least is not None and lowest)
    for minimum in surface.minima:
        assert np.abs(np.array(lowest) - minimum).max(axis=1).min() < 1e-6


def test_losses_are_sent_above_the_minimum_in_double_precision_first():
    finished = race(surfaces.get("styblinski_tang"), {"a": optimizers.GradientDescent(0.02)}, start=(-3, -3), steps=60)
    _, floats = unpacked(message(finished, has_grid=False))
    axis = loss_axis(finished)
    above = finished["a"].values - axis.offset
    np.testing.assert_array_equal(floats.reshape(3, 61)[2], above.astype(np.float32))
    assert 0 <= above[-1] < 1e-6


def test_the_usual_chart_needs_nothing_beside_the_losses(beale):
    header, floats = unpacked(message(beale, has_grid=False))
    axis = loss_axis(beale)
    chart = {"label": "loss", "log": True, "bounds": list(axis.bounds), "offset": 0, "over": "step", "last": 30}
    assert header["chart"] == chart
    assert not any(key in racer for racer in header["racers"] for key in ("drawn", "cost", "asked"))
    assert floats.size == 2 * 3 * 31


@pytest.mark.parametrize("quantity", [quantity for quantity in QUANTITIES if quantity != "fitting"])
@pytest.mark.parametrize("key", ["styblinski_tang", "beale"])
def test_a_line_is_sent_in_the_axis_s_units_where_the_losses_do_not_give_it(quantity, key):
    finished = race(surfaces.get(key), {"a": optimizers.Adam(0.1)}, steps=40)
    header, floats = unpacked(message(finished, has_grid=False, chart=Chart(quantity)))
    lines = chart_lines(finished, Chart(quantity))
    above = quantity == "excess" or (quantity == "loss" and key == "beale")  # where the least loss is 0 already
    assert header["racers"][0].get("drawn", False) == (not above)
    assert header["chart"]["offset"] == loss_axis(finished).offset
    np.testing.assert_array_equal(floats[82:123], (finished["a"].values - loss_axis(finished).offset).astype("f4"))
    if not above:
        np.testing.assert_allclose(floats[123:], lines.axis.units(lines.values[0]), rtol=1e-6)


@pytest.mark.parametrize("formula", ["1e-200 x^2 + 1e-200 y^2", "1e200 (x^2 + y^2)", "exp(x^2) + y^2"])
def test_losses_that_single_precision_does_not_hold_are_drawn_all_the_same(formula):
    finished = race(surfaces.from_formula(formula, start=(1.5, 1)), {"a": optimizers.GradientDescent(1.0)}, steps=6)
    chart = Chart(scale="log")
    header, floats = unpacked(message(finished, has_grid=False, chart=chart))
    assert header["racers"][0]["drawn"]
    lines = chart_lines(finished, chart)
    drawn = lines.axis.units(lines.values[0])
    np.testing.assert_allclose(floats[21:], np.minimum(drawn, np.finfo("f4").max), rtol=1e-6)


def test_over_evaluations_a_number_says_what_steps_cost_or_an_array_where_they_differ():
    racers = {"rows": optimizers.GradientDescent(0.01), "more": AsksTwiceNowAndThen()}
    finished = race(surfaces.get("cars_scaled"), racers, steps=4, batch_size=8)
    header, floats = unpacked(message(finished, has_grid=False, chart=Chart(over="evaluations")))
    assert (header["chart"]["over"], header["chart"]["last"]) == ("gradient evaluations, one for each row", 48)
    rows, more = header["racers"]
    assert rows["cost"] == 8
    assert more["asked"]
    assert "cost" not in more
    assert floats[-5:].tolist() == [0, 16, 24, 40, 48]
    assert floats.size == 2 * 3 * 5 + 5


def test_what_is_missing_is_said_in_the_header_and_nothing_sent_for_it():
    finished = race(surfaces.get("saddle"), {"a": optimizers.Adam()}, steps=4)
    header, floats = unpacked(message(finished, has_grid=False, chart=Chart("distance")))
    assert header["chart"]["bounds"] is None
    assert header["chart"]["note"] == "No minimum is known here."
    assert floats.size == 3 * 5


@pytest.mark.parametrize(("racers", "steps", "limit"), [(6, 300, 50_000), (12, 1000, 250_000)])
def test_the_message_stays_within_its_limit_when_the_surface_has_not_changed(racers, steps, limit):
    rules = {f"racer {i}": optimizers.Adam(0.01 * (i + 1)) for i in range(racers)}
    finished = race(surfaces.get("beale"), rules, steps=steps)
    assert len(message(finished, has_grid=False)) < limit


def test_surfaces_are_told_apart_by_what_they_are_drawn_from():
    assert len({surface.identity for surface in surfaces.CATALOGUE.values()}) == len(surfaces.CATALOGUE)


def test_names_of_any_script_travel_unharmed():
    name = '모멘텀 <b>"&\u2028'
    header, _ = unpacked(message(race(surfaces.get("sphere"), {name: optimizers.Adam()}, steps=1)))
    assert header["racers"][0]["name"] == name
