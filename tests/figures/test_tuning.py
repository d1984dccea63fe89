from dataclasses import replace

import numpy as np
import pytest

import surfaces
from figures import styles
from figures.plots import TEXT
from figures.scores import LOST, NEVER
from figures.tuning import tuning_figure, tuning_text
from optimizers import Adadelta, Adam, GradientDescent, Momentum
from racing import Criterion, tune_all
from tests.figures.packing import PALETTE, colors_of, legend_of, text_of, unpacked

RULES = {"Descent": GradientDescent(), "<b>bold</b>": Momentum(), "Adam": Adam(), "Adadelta": Adadelta()}
LOOKS = styles([type(rule) for rule in RULES.values()])
CASES = [
    ("beale", None),
    ("beale", "final loss"),
    ("himmelblau", None),
    ("cars_raw", None),
    ("styblinski_tang", "final loss"),
]


@pytest.fixture(scope="module", params=CASES, ids=lambda case: " ".join(map(str, case)))
def tuned(request):
    key, criterion = request.param
    surface = surfaces.get(key)
    return surface, tune_all(RULES, surface, steps=120, criterion=criterion)


def by_racer(figure, name):
    return [trace for trace in figure["data"] if trace.get("legendgroup") == name]


def score_of(found):
    return found.steps if found.criterion is Criterion.STEPS else found.losses


def test_the_chart_is_json_and_names_no_colours_but_the_palettes(tuned):
    surface, found = tuned
    figure = tuning_figure(found, LOOKS, surface)
    assert len(text_of(figure)) < 90_000
    assert colors_of(figure) <= PALETTE


def test_every_rate_is_either_on_the_axis_or_in_the_band(tuned):
    surface, found = tuned
    figure = tuning_figure(found, LOOKS, surface)
    low, high = figure["layout"]["yaxis"]["range"]
    for name, each in found.items():
        line, spread, *lost, chosen = by_racer(figure, name)
        drawn = np.concatenate([unpacked(line["y"]), unpacked(spread["y"])])
        there = np.isfinite(score_of(each))
        np.testing.assert_array_equal(np.isfinite(drawn), there)
        offset = 0 if each.criterion is Criterion.STEPS else surface.minimum or 0
        told = np.concatenate([unpacked(line["customdata"]), unpacked(spread["customdata"])])
        np.testing.assert_array_equal(told[there], score_of(each)[there] - offset)
        np.testing.assert_array_equal(np.concatenate([unpacked(line["x"]), unpacked(spread["x"])]), each.values)
        assert (np.diff(unpacked(line["x"])) > 0).all()
        places = np.log10(drawn[there]) if figure["layout"]["yaxis"]["type"] == "log" else drawn[there]
        assert ((low <= places) & (places <= high)).all()
        assert len(lost) == (not there.all())
        for trace in lost:
            np.testing.assert_array_equal(unpacked(trace["x"]), each.values[~there])
            assert trace["text"] == [LOST if np.isinf(loss) else NEVER for loss in each.losses[~there]]
            assert trace["yaxis"] == "y2"
        assert chosen["x"] == [each.value]
        assert chosen["marker"]["line"]["color"] == TEXT


def test_the_band_has_the_rows_that_are_needed(tuned):
    surface, found = tuned
    layout = tuning_figure(found, LOOKS, surface)["layout"]
    words = {
        LOST if np.isinf(loss) else NEVER
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
    assert names == ["Descent", "&lt;b&gt;bold&lt;/b&gt;", "Adam", "Adadelta (epsilon)", "chosen"]


def test_one_sentence_states_budget_range_and_criterion():
    surface = surfaces.get("beale")
    two = {"Adam": Adam(), "Descent": GradientDescent()}
    assert tuning_text(tune_all(two, surface, steps=120), 120) == (
        "Each racer was run 97 times, 120 steps each: at 25 values of its learning rate over the usual range, "
        "then 3 times 8, beyond an end while the best was there, else beside the best; at last with 48 settings spread "
        "evenly over all its numbers, that one within 10 times of the best. "
        "The setting with the fewest steps to 0.1 % of the starting height above the minimum was chosen, "
        "of equal ones that with the least final loss; a run that is lost or leaves the domain does not count."
    )
    settings = {"steps": 30, "first": 10, "criterion": "final loss", "seeds": range(3), "noise": 0.1}
    assert tuning_text(tune_all({**two, "Adadelta": Adadelta()}, surface, **settings), 30) == (
        "Each racer was run 82 times, 30 steps each, with seeds 0 to 2, whose median counts: at 10 values of its "
        "learning rate (Adadelta: of its epsilon) over the usual range, then 3 times 8, beyond an end while the best "
        "was there, else beside the best; at last with 48 settings spread evenly over all its numbers, that one within "
        "10 times of the best. "
        "The setting with the least final loss was chosen, the quickest of equal ones; "
        "a run that is lost or leaves the domain does not count."
    )


def test_evaluations_are_spoken_of_where_each_run_was_given_so_many():
    surface = surfaces.get("beale")
    found = tune_all({"Adam": Adam()}, surface, steps=30, first=5, evaluations=20)
    said = tuning_text(found, 30)
    assert "at most 20 evaluations each: " in said
    assert "The setting with the fewest evaluations to 0.1 % of" in said
    assert "a gradient, a Hessian and a Jacobian count as one evaluation each" in said
    assert tuning_figure(found, LOOKS[:1], surface)["layout"]["yaxis"]["title"]["text"].startswith("evaluations to")


def test_a_best_value_at_the_end_of_what_was_tried_is_told():
    sphere = surfaces.get("sphere")
    found = tune_all({"Adam": Adam(), "Adadelta": Adadelta()}, sphere, steps=50)
    assert "Still" not in tuning_text(found, 50)
    ends = {name: replace(tuned, best=int(tuned.values.argmin())) for name, tuned in found.items()}
    said = "Still at an end of what was tried, so that a better may lie beyond: Adam, Adadelta."
    assert tuning_text(ends, 50).endswith(said)


def test_where_no_value_makes_a_difference_that_is_told():
    found = tune_all({"Adam": Adam(), "Adadelta": Adadelta()}, surfaces.get("sphere"), start=(0, 0), steps=5)
    assert tuning_text(found, 5).endswith("Whatever the value, nothing changes: Adam, Adadelta.")


def test_what_is_tuned_is_named_on_the_axis():
    surface = surfaces.get("sphere")
    for rules, label in [
        ({"Adam": Adam()}, "learning rate"),
        ({"Adadelta": Adadelta()}, "epsilon"),
        ({"Adadelta": Adadelta(), "Adam": Adam()}, "learning rate or epsilon"),
    ]:
        figure = tuning_figure(tune_all(rules, surface, steps=5), LOOKS[: len(rules)], surface)
        assert figure["layout"]["xaxis"]["title"]["text"] == label


def test_nothing_but_failures_is_drawn_too():
    surface = surfaces.get("rosenbrock")
    found = tune_all({"lost": GradientDescent()}, surface, start=(1e200, 0), steps=10)
    assert np.isinf(found["lost"].score)
    text_of(tuning_figure(found, LOOKS[:1], surface))
