import numpy as np
import pytest

import surfaces
from figures.maps import ENDING_COLORS, Measure, map_figure
from figures.plots import AWAY, GONE, NEITHER, field_label
from optimizers import Adam, GradientDescent, Momentum, RMSProp, schedules
from racing import ENDINGS, Axis, Ending, map_two, stability_boundary
from racing.axis import vary
from racing.stability import commonest_minimum
from surfaces import from_formula
from tests.figures.packing import PALETTE, colors_of, legend_of, text_of, unpacked, words_of

RATES = Axis("learning_rate", 1e-4, 1, 17, log=True)
MOMENTA = Axis("momentum", 0, 0.99, 13)
BETA2 = Axis("beta2", 0.5, 0.999, 11)
MEASURED = pytest.mark.parametrize("measure", list(Measure))


def _key(case):
    rule, key, across, along = case
    return f"{type(rule).__name__} {key} {across.field} {along.field}"


CASES = [
    (Momentum(), "quadratic", RATES, MOMENTA),
    (Momentum(), "beale", RATES, MOMENTA),
    (Momentum(), "rosenbrock", MOMENTA, RATES),
    (Momentum(), "saddle", RATES, MOMENTA),
    (Adam(), "beale", BETA2, RATES),
    (RMSProp(), "himmelblau", RATES, Axis("start_x", -5, 5, 9)),
    (GradientDescent(), "styblinski_tang", Axis("start_x", -4, 4, 9), Axis("start_y", -4, 4, 7)),
    (Momentum(schedules.Exponential(0.01)), "beale", RATES, MOMENTA),
    (Adam(), "easom", RATES, BETA2),
]


@pytest.fixture(scope="module", params=CASES, ids=_key)
def found(request):
    rule, key, across, along = request.param
    return map_two(rule, surfaces.get(key), across, along, steps=60)


def heatmaps(figure):
    return [trace for trace in figure["data"] if trace["type"] == "heatmap"]


def hovering(figure):
    (trace,) = [trace for trace in heatmaps(figure) if "hovertemplate" in trace]
    return trace


def lines(figure):
    return [trace for trace in figure["data"] if trace.get("mode") == "lines"]


@MEASURED
def test_a_map_is_json_and_names_no_colours_but_the_palettes(found, measure):
    figure = map_figure(found, measure, mine=(0.01, 0.9))
    text_of(figure)
    assert colors_of(figure) <= PALETTE


@MEASURED
def test_cells_have_their_values_in_the_middle(found, measure):
    figure = map_figure(found, measure)
    for trace in heatmaps(figure):
        np.testing.assert_array_equal(unpacked(trace["x"]), found.across.values())
        np.testing.assert_array_equal(unpacked(trace["y"]), found.along.values())
        assert unpacked(trace["z"]).shape == found.losses.shape
    for axis, layout in zip((found.across, found.along), ("xaxis", "yaxis"), strict=True):
        placed = np.log10(axis.values()) if axis.log else axis.values()
        low, high = figure["layout"][layout]["range"]
        assert figure["layout"][layout]["type"] == ("log" if axis.log else "linear")
        half = (placed[-1] - placed[0]) / (axis.count - 1) / 2
        np.testing.assert_allclose((low, high), (placed[0] - half, placed[-1] + half))


def test_axes_are_called_what_the_rule_calls_them():
    found = map_two(Adam(), surfaces.get("sphere"), BETA2, RATES, steps=2)
    layout = map_figure(found, "verdict")["layout"]
    assert layout["xaxis"]["title"]["text"] == Adam.hyperparameters()["beta2"].label
    assert layout["yaxis"]["title"]["text"] == "learning rate"
    found = map_two(Adam(), surfaces.get("sphere"), RATES, Axis("start_y", 0, 1, 3), steps=2)
    assert map_figure(found, "verdict")["layout"]["yaxis"]["title"]["text"] == "start y"


def test_the_start_of_a_schedule_is_called_that():
    found = map_two(Momentum(schedules.Exponential(0.01)), surfaces.get("sphere"), RATES, MOMENTA, steps=2)
    assert map_figure(found, "verdict")["layout"]["xaxis"]["title"]["text"] == "learning rate at the beginning"


@pytest.mark.parametrize("after", [0.01, schedules.Exponential(0.01)], ids=repr)
def test_under_a_warm_up_the_rate_that_is_varied_is_the_one_it_leads_to(after):
    rule = Momentum(schedules.WarmUp(after))
    assert field_label(rule, "learning_rate") == "learning rate after the warm-up"
    assert vary(rule, "learning_rate", 0.5).learning_rate(21) == 0.5


@MEASURED
def test_hover_tells_each_cells_loss_steps_and_verdict(found, measure):
    trace = hovering(map_figure(found, measure))
    np.testing.assert_array_equal(unpacked(trace["customdata"]), found.losses)
    for row in range(found.along.count):
        for column in range(found.across.count):
            words = trace["text"][row][column].split("<br>")
            assert words[-1] == str(found.verdict(row, column))
            steps = found.steps_to_tolerance[row, column]
            if found.surface.minimum is not None:
                assert words[0] == f"steps to 0.1 %: {'never' if steps < 0 else steps}"


def test_runs_below_the_minimum_outside_the_domain_are_no_good_ones():
    surface = surfaces.get("mccormick")
    found = map_two(Momentum(), surface, RATES, MOMENTA)
    fell = found.losses < surface.minimum - 1
    assert fell.any()
    figure = map_figure(found, "final loss")
    colored, *apart = [trace for trace in heatmaps(figure) if "hovertemplate" not in trace]
    assert np.isnan(unpacked(colored["z"])[fell]).all()
    assert np.nanmin(unpacked(apart[-1]["z"])[fell & ~found.lost]) == 0
    assert "below the minimum, outside the domain" in legend_of(figure)


@pytest.mark.parametrize("measure", list(Measure)[:2])
def test_diverged_runs_have_a_colour_of_their_own_and_no_number(found, measure):
    figure = map_figure(found, measure)
    for trace in heatmaps(figure):
        scale = [color for _, color in trace.get("colorscale", [])]
        shown = np.isfinite(unpacked(trace["z"]))
        if scale == [AWAY] * 2:
            np.testing.assert_array_equal(shown, found.lost)
        elif scale == [NEITHER] * 2:
            np.testing.assert_array_equal(shown, (found.steps_to_tolerance < 0) & ~found.lost)
        elif scale:
            assert not (shown & found.lost).any()
            z = unpacked(trace["z"])[shown]
            assert (z >= np.float32(trace["zmin"])).all()
            assert (z <= np.float32(trace["zmax"])).all()
    assert (GONE in legend_of(figure)) == found.lost.any()
    if measure == "steps to tolerance":
        never = ((found.steps_to_tolerance < 0) & ~found.lost).any()
        assert ("0.1 % never reached" in legend_of(figure)) == never


def test_steps_are_coloured_by_their_number(found):
    reached = (found.steps_to_tolerance >= 0) & ~found.lost
    bars = [trace for trace in heatmaps(map_figure(found, "steps to tolerance")) if "colorbar" in trace]
    assert len(bars) == reached.any()
    for bar in bars:
        np.testing.assert_array_equal(unpacked(bar["z"])[reached], found.steps_to_tolerance[reached])
        assert np.isnan(unpacked(bar["z"])[~reached]).all()


def test_losses_are_coloured_in_their_order(found):
    (bar,) = [trace for trace in heatmaps(map_figure(found, "final loss")) if "colorbar" in trace]
    kept = ~found.lost
    order = np.argsort(found.losses[kept])
    assert (np.diff(unpacked(bar["z"])[kept][order]) >= 0).all()
    ticks = bar["colorbar"].get("tickvals", [bar["zmin"], bar["zmax"]])
    assert len(ticks) >= 2
    assert all(bar["zmin"] - 1e-9 <= tick <= bar["zmax"] + 1e-9 for tick in ticks)


def test_every_ending_has_its_colour_and_its_entry(found):
    figure = map_figure(found, "verdict")
    present = [ENDINGS[code] for code in np.unique(found.endings)]
    assert [name for name in legend_of(figure) if name in list(Ending)] == list(map(str, present))
    (cells, _) = heatmaps(figure)
    scale = [color for _, color in cells["colorscale"]][::2]
    colors = np.array(scale)[unpacked(cells["z"])]
    expected = np.array([ENDING_COLORS[ending] for ending in ENDINGS])[found.endings]
    np.testing.assert_array_equal(colors, expected)


def test_the_colours_of_endings_are_all_different():
    assert set(ENDING_COLORS) == set(Ending)
    assert len(set(ENDING_COLORS.values())) == len(Ending)


@MEASURED
def test_theory_draws_its_line_where_it_knows_one(found, measure):
    rests = found.outcomes.rests[found.outcomes.endings == ENDINGS.index(Ending.CONVERGED)]
    minimum = commonest_minimum(found.surface, rests)
    theory = stability_boundary(found.rule, found.surface, found.across, found.along, minimum)
    figure = map_figure(found, measure)
    told = [name for name in legend_of(figure) if "theory" in name]
    assert len(told) == (theory is not None)
    if theory is None:
        assert not lines(figure)
        return
    x, y = theory.minimum
    assert (f"near the minimum ({x:.4g}, {y:.4g})" in told[0]) == (not theory.exact)
    drawn = lines(figure)
    assert len(drawn) == (0 if "on this map" in told[0] else 2)
    for line in drawn:
        np.testing.assert_array_equal(unpacked(line["x"]), theory.across)
        np.testing.assert_array_equal(unpacked(line["y"]), theory.along)
    if drawn:
        side = "left of" if found.across.field == "learning_rate" else "below"
        assert f"stable {side} this line" in told[0]


@pytest.mark.parametrize("rule", [GradientDescent(), Momentum()], ids=lambda rule: rule.title)
def test_theory_knows_a_typed_bowl(rule):
    bowl = from_formula("x^2 + 3 y^2")
    rates, starts = Axis("learning_rate", 0.01, 1, 16), Axis("start_x", -1, 1, 16)
    figure = map_figure(map_two(rule, bowl, rates, starts, steps=20), "verdict")
    assert "stable left of this line: theory" in legend_of(figure)


@pytest.mark.parametrize(("start", "limit"), [((3.4, 2.3), 0.0243), ((-3.5, -3), 0.01495)])
def test_the_line_is_that_of_the_minimum_which_most_runs_converge_to_and_names_it(start, limit):
    surface = surfaces.get("himmelblau")
    rates = Axis("learning_rate", 1e-3, 0.03, 12)
    found = map_two(GradientDescent(), surface, rates, Axis("start_y", start[1] - 0.1, start[1] + 0.1, 5), start)
    figure = map_figure(found, "verdict")
    x, y = min(surface.minima, key=lambda minimum: np.hypot(*np.subtract(minimum, start)))
    assert f"stable left of this line: theory, near the minimum ({x:.4g}, {y:.4g})" in legend_of(figure)
    np.testing.assert_allclose(unpacked(lines(figure)[0]["x"]), limit, atol=5e-5)
    converged = found.outcomes.endings == ENDINGS.index(Ending.CONVERGED)
    assert (found.outcomes.rests[converged] == (x, y)).all(axis=1).mean() > 0.5


def test_with_mini_batches_the_line_is_that_of_their_mean_square():
    cars = surfaces.get("cars_scaled")
    rates, starts = Axis("learning_rate", 0.01, 1, 16), Axis("start_x", -1, 1, 16)
    figure = map_figure(map_two(GradientDescent(), cars, rates, starts, steps=20, batch_size=1), "verdict")
    assert "stable in the mean square left of this line: theory, for batches of 1 drawn anew" in legend_of(figure)
    np.testing.assert_allclose(unpacked(lines(figure)[0]["x"]), 0.338, atol=5e-4)


def test_losses_that_reach_zero_are_coloured_by_decades_though_no_minimum_is_declared():
    bowl = from_formula("x^2 + 3 y^2", start=(1, 1))
    found = map_two(GradientDescent(), bowl, Axis("learning_rate", 1e-3, 0.3, 16), Axis("start_x", 0, 4, 16), steps=900)
    assert (found.losses == 0).any()
    [cells] = [trace for trace in map_figure(found, "final loss")["data"] if "colorbar" in trace]
    assert any("10<sup>" in text for text in cells["colorbar"]["ticktext"])


def test_a_line_beside_the_map_is_told_in_words():
    slow = map_two(Momentum(), surfaces.get("sphere"), Axis("learning_rate", 1e-3, 1e-2, 4), MOMENTA, steps=3)
    assert "stable everywhere on this map: theory" in legend_of(map_figure(slow, "verdict"))
    fast = map_two(Momentum(), surfaces.get("ravine"), Axis("learning_rate", 90, 100, 4), MOMENTA, steps=3)
    assert "stable nowhere on this map: theory" in legend_of(map_figure(fast, "verdict"))


@pytest.mark.parametrize(
    ("mine", "marked"), [((0.01, 0.9), 1), ((5, 0.9), 0), ((0, 0.9), 0), ((0.01, 2), 0), (None, 0)]
)
def test_the_racer_is_marked_where_the_map_holds_it(mine, marked):
    found = map_two(Momentum(), surfaces.get("sphere"), RATES, MOMENTA, steps=3)
    figure = map_figure(found, "verdict", mine=mine)
    marks = [trace for trace in figure["data"] if trace.get("name") == "the racer now"]
    assert len(marks) == marked
    for trace in marks:
        assert (trace["x"], trace["y"]) == ([mine[0]], [mine[1]])
        assert {trace["marker"]["color"], trace["marker"]["line"]["color"]} == {"$background", "$text"}


def test_zoom_is_kept_while_measure_and_settings_change_and_not_over_other_axes():
    surface = surfaces.get("sphere")
    one = map_two(Momentum(), surface, RATES, MOMENTA, steps=3)
    other = map_two(Momentum(), surface, Axis("learning_rate", 1e-3, 1, 5, log=True), MOMENTA, steps=3)
    kept = {map_figure(one, measure)["layout"]["uirevision"] for measure in list(Measure)}
    assert len(kept) == 1
    assert map_figure(other, "verdict")["layout"]["uirevision"] not in kept


def test_a_map_of_nothing_but_divergence_is_drawn():
    found = map_two(Momentum(), surfaces.get("beale"), Axis("learning_rate", 5, 10, 3), MOMENTA, steps=30)
    assert found.lost.all()
    for measure in list(Measure):
        figure = map_figure(found, measure)
        text_of(figure)
        assert (str(Ending.DIVERGED) if measure is Measure.VERDICT else GONE) in legend_of(figure)
        assert not any("colorbar" in trace for trace in heatmaps(figure))


def test_a_map_of_one_loss_has_a_scale():
    found = map_two(Momentum(), surfaces.get("sphere"), RATES, MOMENTA, start=(0, 0), steps=3)
    (bar,) = [trace for trace in heatmaps(map_figure(found, "final loss")) if "colorbar" in trace]
    assert bar["zmin"] < bar["zmax"]


def test_64_by_64_cells_stay_under_half_a_megabyte():
    rates, momenta = Axis("learning_rate", 1e-4, 1, 64, log=True), Axis("momentum", 0, 0.99, 64)
    found = map_two(Momentum(), surfaces.get("beale"), rates, momenta, steps=60)
    for figure in (map_figure(found, measure) for measure in Measure):
        assert len(text_of(figure)) < 500_000
        assert words_of(hovering(figure)["text"])


def test_other_measures_are_refused():
    found = map_two(Momentum(), surfaces.get("sphere"), RATES, MOMENTA, steps=3)
    with pytest.raises(ValueError, match=r"map_figure: measure must be one of final loss, .*, got 'speed'"):
        map_figure(found, "speed")
