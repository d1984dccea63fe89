from dataclasses import replace

import numpy as np
import pytest

import surfaces
from figures import styles
from figures.seeds import FAR, MOST_PLACES, bands_axis, gone_count, seeds_figure, stopped_text
from optimizers import Adam, GradientDescent, Momentum
from racing import many_seeds, race
from tests.figures.packing import PALETTE, colors_of, legend_of, text_of, unpacked

RULES = {
    "Descent": GradientDescent(0.5),
    "<b>bold</b>": Momentum(0.02, 0.9),
    "Adam": Adam(1.0),
    "wild": GradientDescent(0.8),
}
LOOKS = styles([type(rule) for rule in RULES.values()])
CARS = surfaces.get("cars_scaled")


def run(surface=CARS, rules=RULES, **settings):
    settings = {"steps": 80, "seeds": range(12), **settings}
    return {name: many_seeds(rule, surface, **settings) for name, rule in rules.items()}


@pytest.fixture(scope="module")
def found():
    return run(batch_size=1)


def clouds(figure):
    """The ends of each racer's runs, in the racers' order."""
    return sorted(
        (trace for trace in figure["data"] if "legendrank" in trace and "marker" in trace),
        key=lambda trace: trace["legendrank"],
    )


def window_of(figure):
    return [figure["layout"][axis]["range"] for axis in ("xaxis", "yaxis")]


@pytest.mark.parametrize("key", ["cars_scaled", "beale", "saddle", "styblinski_tang"])
def test_seeds_are_json_and_name_no_colours_but_the_palettes(key):
    figure = seeds_figure(run(surfaces.get(key), noise=2.0), LOOKS)
    text_of(figure)
    assert colors_of(figure) <= PALETTE


def test_a_point_for_every_seed_where_its_run_ended(found):
    figure = seeds_figure(found, LOOKS)
    for trace, seeds, style in zip(clouds(figure), found.values(), LOOKS, strict=True):
        shown = np.abs(seeds.ends) < FAR
        ends = np.stack([unpacked(trace["x"]), unpacked(trace["y"])], axis=-1)
        np.testing.assert_array_equal(ends[shown], seeds.ends[shown].astype(np.float32))
        assert np.isnan(ends[~shown]).all()
        assert tuple(unpacked(trace["customdata"])) == seeds.seeds
        assert (trace["marker"]["color"], trace["marker"]["symbol"]) == style


def test_the_legend_names_each_racer_once_and_says_how_many_are_gone(found):
    gone = {
        name: sum(
            race(CARS, {"a": rule}, steps=80, seed=seed, batch_size=1)["a"].verdict.ending.lost for seed in range(12)
        )
        for name, rule in RULES.items()
    }
    assert gone["wild"] > 0
    assert {name: gone_count(seeds) for name, seeds in found.items()} == gone
    escaped = {"<b>bold</b>": "&lt;b&gt;bold&lt;/b&gt;"}
    expected = [
        escaped.get(name, name) + (f" ({count} of 12 gone for good)" if count else "") for name, count in gone.items()
    ]
    assert [trace["name"] for trace in clouds(seeds_figure(found, LOOKS))] == expected


def test_the_chart_has_each_median_within_its_band(found):
    figure = seeds_figure(found, LOOKS)
    axis = bands_axis(found)
    lines = [trace for trace in figure["data"] if trace.get("mode") == "lines"]
    assert len(lines) == 3 * len(found)
    for i, seeds in enumerate(found.values()):
        low, high, middle = (unpacked(lines[at]["y"]) for at in (2 * i, 2 * i + 1, 2 * len(found) + i))
        assert (low <= middle).all()
        assert (middle <= high).all()
        seen = (seeds.median - axis.offset > axis.bounds[0]) & (seeds.median - axis.offset < axis.bounds[1])
        np.testing.assert_allclose(middle[seen], (seeds.median - axis.offset)[seen], rtol=1e-6)
    assert figure["layout"]["yaxis2"]["type"] == ("log" if axis.log else "linear")


def test_the_medians_lie_over_all_bands_and_the_middles_over_all_ends(found):
    drawn = seeds_figure(found, LOOKS)["data"]
    bands = [at for at, trace in enumerate(drawn) if "fill" in trace]
    medians = [at for at, trace in enumerate(drawn) if trace.get("line", {}).get("width") == 2]
    assert max(bands) < min(medians)
    ends = [drawn.index(trace) for trace in clouds({"data": drawn})]
    middles = [at for at, trace in enumerate(drawn) if "middle of the ends" in trace.get("hovertemplate", "")]
    assert len(middles) == len(found)
    assert max(ends) < min(middles)


@pytest.mark.parametrize("key", ["cars_scaled", "beale", "himmelblau"])
def test_the_map_shows_where_the_runs_ended_and_little_else(key):
    surface = surfaces.get(key)
    drawn = {"batch_size": 4} if surface.rows else {"noise": 0.5}
    found = run(surface, {"a": Adam(0.05), "lost": GradientDescent(50.0)}, steps=400, **drawn)
    figure = seeds_figure(found, LOOKS[:2])
    for (low, high), ends in zip(window_of(figure), found["a"].ends.T, strict=True):
        assert low < ends.min() < ends.max() < high
        assert high - low < 1.6 * np.ptp(ends)
    assert gone_count(found["lost"]) == 12


def test_a_few_that_strayed_do_not_make_blots_of_the_others():
    seeds = run(surfaces.get("beale"), {"a": Adam(0.05)}, noise=0.5, seeds=range(64), steps=400)["a"]
    near, points = np.ptp(seeds.ends, axis=0), seeds.paths.points.copy()
    points[7, -1] += 1e3 * near
    strayed = replace(seeds, paths=replace(seeds.paths, points=points))
    for low, high in window_of(seeds_figure({"a": strayed}, LOOKS[:1])):
        assert high - low < 10 * near.max()


def test_where_all_are_gone_the_map_shows_the_domain():
    found = run(surfaces.get("beale"), {"wild": GradientDescent(10)}, noise=1.0, steps=30)
    assert window_of(seeds_figure(found, LOOKS[:1])) == [list(side) for side in surfaces.get("beale").domain]


def test_the_contour_lines_are_fine_enough_where_the_map_looks(found):
    figure = seeds_figure(found, LOOKS)
    x, y = (unpacked(figure["data"][0][side]) for side in "xy")
    for side, (low, high), whole in zip((x, y), window_of(figure), CARS.domain, strict=True):
        assert ((side >= low) & (side <= high)).sum() >= 61
        assert side.min() <= whole[0]
        assert side.max() >= whole[1]


def test_the_runs_that_stopped_are_counted_apart_with_their_steps():
    found = run(surfaces.get("beale"), {"wild": GradientDescent(0.03), "tame": Adam(0.1)}, noise=20.0)
    first, *_, last = found["wild"].stops
    assert len(found["wild"].stops) == 12
    assert stopped_text(found) == (
        "Runs that stopped, their loss no longer finite, count from there as higher than any other: "
        f"wild 12 of 12, at steps {first} to {last}."
    )
    assert stopped_text({"tame": found["tame"]}) == ""


def test_no_name_reaches_the_page_as_markup(found):
    text = text_of(seeds_figure(found, LOOKS))
    assert "&lt;b&gt;bold&lt;/b&gt;" in text
    assert text.count("<b>bold") == text.count('"legendgroup":"<b>bold')


@pytest.mark.parametrize("rate", [0.1, 10])
def test_lines_lie_on_their_axis_however_large_the_losses(rate):
    found = run(surfaces.get("beale"), {"wild": GradientDescent(rate)}, noise=1e6, steps=100)
    figure = seeds_figure(found, LOOKS[:1])
    low, high = bands_axis(found).bounds
    lines = [
        unpacked(trace["y"]) for trace in figure["data"] if trace.get("mode") == "lines" and "legendgroup" in trace
    ]
    assert lines
    for line in lines:
        assert np.isfinite(line).all()
        assert low / 10 <= line.min() * (1 + 1e-6)
        assert line.max() * (1 - 1e-6) <= high * 1e3
        assert line.max() >= low


def test_long_runs_are_thinned():
    found = run(rules={"Adam": Adam(0.1)}, steps=3000, seeds=range(3), batch_size=1)
    figure = seeds_figure(found, LOOKS[:1])
    for trace in figure["data"]:
        if trace.get("mode") == "lines":
            steps = unpacked(trace["x"])
            assert len(steps) == MOST_PLACES
            assert (steps[0], steps[-1]) == (0, 3000)


def test_six_racers_of_64_seeds_stay_under_200_kilobytes():
    rules = {f"racer {i}": Adam(0.1 * (i + 1)) for i in range(6)}
    found = run(rules=rules, steps=300, seeds=range(64), batch_size=4)
    assert len(text_of(seeds_figure(found, styles([Adam] * 6)))) < 200_000


@pytest.mark.parametrize("name", ["$text", "$x^2$"])
def test_no_name_stands_for_a_colour_or_a_formula(name):
    found = run(rules={name: Adam(0.1)}, steps=5, seeds=range(2), batch_size=1)
    assert legend_of(seeds_figure(found, LOOKS[:1])) == [name.replace("$", "&#36;")]


def test_a_long_name_is_cut():
    found = run(rules={"n" * 200: Adam(0.1)}, steps=5, seeds=range(2), batch_size=1)
    assert legend_of(seeds_figure(found, LOOKS[:1])) == ["n" * 39 + "…"]
