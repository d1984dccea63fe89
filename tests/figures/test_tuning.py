import numpy as np
import pytest

import surfaces
from figures import styles
from figures.plots import TEXT
from figures.tuning import DIVERGED, NEVER, tuning_figure, tuning_rows, tuning_text
from optimizers import Adadelta, Adam, GradientDescent, Momentum
from racing import Axis, Criterion, tune_all
from tests.figures.packing import PALETTE, colors_of, legend_of, text_of, unpacked

RULES = {"Descent": GradientDescent(), "<b>bold</b>": Momentum(), "Adam": Adam(), "Adadelta": Adadelta()}
LOOKS = styles([type(rule) for rule in RULES.values()])
GRID = Axis("learning_rate", 1e-4, 1, 25, log=True)
CASES = [
    ("beale", None),
    ("beale", "final loss"),
    ("himmelblau", None),
    ("saddle", None),
    ("styblinski_tang", "final loss"),
]


@pytest.fixture(scope="module", params=CASES, ids=lambda case: " ".join(map(str, case)))
def tuned(request):
    key, criterion = request.param
    surface = surfaces.get(key)
    return surface, tune_all(RULES, surface, steps=120, axis=GRID, criterion=criterion)


def by_racer(figure, name):
    return [trace for trace in figure["data"] if trace.get("legendgroup") == name]


def score_of(found):
    return found.steps if found.criterion is Criterion.STEPS else found.losses


def test_the_chart_is_json_and_names_no_colours_but_the_palettes(tuned):
    surface, found = tuned
    figure = tuning_figure(found, LOOKS, surface)
    assert len(text_of(figure)) < 60_000
    assert colors_of(figure) <= PALETTE


def test_every_rate_is_either_on_the_axis_or_in_the_band(tuned):
    surface, found = tuned
    figure = tuning_figure(found, LOOKS, surface)
    low, high = figure["layout"]["yaxis"]["range"]
    for name, each in found.items():
        if each.value is None:
            continue
        line, *lost, chosen = by_racer(figure, name)
        drawn = unpacked(line["y"])
        there = np.isfinite(score_of(each))
        np.testing.assert_array_equal(np.isfinite(drawn), there)
        offset = 0 if each.criterion is Criterion.STEPS else surface.minimum or 0
        np.testing.assert_array_equal(unpacked(line["customdata"])[there], score_of(each)[there] - offset)
        places = np.log10(drawn[there]) if figure["layout"]["yaxis"]["type"] == "log" else drawn[there]
        assert ((low <= places) & (places <= high)).all()
        assert len(lost) == (not there.all())
        for trace in lost:
            np.testing.assert_array_equal(unpacked(trace["x"]), each.values[~there])
            assert trace["text"] == [DIVERGED if np.isinf(loss) else NEVER for loss in each.losses[~there]]
            assert trace["yaxis"] == "y2"
        assert chosen["x"] == [each.value]
        assert chosen["marker"]["line"]["color"] == TEXT


def test_the_band_has_the_rows_that_are_needed(tuned):
    surface, found = tuned
    layout = tuning_figure(found, LOOKS, surface)["layout"]
    words = {
        DIVERGED if np.isinf(loss) else NEVER
        for each in found.values()
        for loss, score in zip(each.losses, score_of(each), strict=True)
        if np.isinf(score)
    }
    assert words == set(layout["yaxis2"]["ticktext"] if "yaxis2" in layout else ())
    if words:
        assert layout["yaxis"]["domain"][1] < layout["yaxis2"]["domain"][0]


def test_the_legend_names_every_racer(tuned):
    surface, found = tuned
    names = legend_of(tuning_figure(found, LOOKS, surface))
    assert names == ["Descent", "&lt;b&gt;bold&lt;/b&gt;", "Adam", "Adadelta (no learning rate)", "chosen"]


def test_rows_tell_what_was_found(tuned):
    _, found = tuned
    for row, (name, each) in zip(tuning_rows(found), found.items(), strict=True):
        assert (row.racer, row.rate, row.runs) == (name, each.value, each.runs)
        assert row.score == (each.score if np.isfinite(each.score) else None)
        assert row.loss is None or row.loss == each.losses[each.best]
        assert row.at_end == (each.value in (GRID.low, GRID.high))


def test_a_best_rate_at_the_end_of_the_grid_is_told():
    short = Axis("learning_rate", 1e-4, 1e-3, 5, log=True)
    found = tune_all({"Adam": Adam(), "Adadelta": Adadelta()}, surfaces.get("sphere"), steps=50, axis=short)
    assert [row.at_end for row in tuning_rows(found)] == [True, False]


def test_one_sentence_states_budget_grid_and_criterion():
    surface = surfaces.get("beale")
    two = {"Adam": Adam(), "Descent": GradientDescent()}
    assert tuning_text(tune_all(two, surface, steps=120, axis=GRID), 120) == (
        "Each racer was run with the same 25 learning rates from 0.0001 to 1, log spaced, 120 steps each; "
        "the one with the fewest steps to 0.1 % of the starting height above the minimum was chosen."
    )
    even = Axis("learning_rate", 0.1, 1, 10)
    settings = {"steps": 30, "axis": even, "criterion": "final loss", "seeds": range(3), "noise": 0.1}
    assert tuning_text(tune_all({**two, "Adadelta": Adadelta()}, surface, **settings), 30) == (
        "Each racer was run with the same 10 learning rates from 0.1 to 1, evenly spaced, 30 steps each, "
        "with 3 seeds, whose median counts; the one with the least final loss was chosen. "
        "Adadelta has no learning rate and ran as it is."
    )
    assert tuning_text(tune_all({"Adadelta": Adadelta()}, surface, steps=5), 5) == (
        "Adadelta has no learning rate and ran as it is."
    )


@pytest.mark.parametrize(
    "rules", [{"Adadelta": Adadelta()}, {"wild": GradientDescent()}], ids=lambda rules: next(iter(rules))
)
def test_nothing_but_failures_is_drawn_too(rules):
    surface = surfaces.get("rosenbrock")
    found = tune_all(rules, surface, steps=10, axis=Axis("learning_rate", 10, 100, 4))
    text_of(tuning_figure(found, styles([type(rule) for rule in rules.values()]), surface))
