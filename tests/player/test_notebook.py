import re
from dataclasses import replace

import pytest

import optimizers
import surfaces
from figures import Look
from player import notebook_html
from racing import race
from tests.player.reader import Reader

BEALE = surfaces.get("beale")
EVIL = "</script></iframe><script>alert(1)</script><b>&quot; $page \" '"
RACERS = {EVIL: optimizers.Adam(0.1), "Momentum": optimizers.Momentum(0.002)}


@pytest.fixture(scope="module")
def finished():
    return race(BEALE, RACERS, steps=50)


def frame(text):
    [attributes] = Reader(text).all("iframe")
    return attributes


def test_a_race_is_shown_by_its_player_and_told_in_a_line(finished):
    assert finished._repr_html_() == notebook_html(finished)
    assert repr(finished) == f"<Race on Beale from (1.0, 1.5), 50 steps: {EVIL}, Momentum>"


@pytest.mark.parametrize(("racers", "steps"), [(6, 300), (12, 1000)])
def test_a_cell_stays_small(racers, steps):
    rules = list(optimizers.CATALOGUE.values())
    finished = race(BEALE, {f"racer {i}": rules[i % len(rules)]() for i in range(racers)}, steps=steps)
    assert len(finished._repr_html_().encode()) + len(repr(finished).encode()) < 300_000


def test_plotly_comes_by_cdn_or_is_inside(finished):
    usual, inside = frame(notebook_html(finished)), frame(notebook_html(finished, plotly="inside"))
    [address] = [script["src"] for script in Reader(usual["srcdoc"]).all("script") if "src" in script]
    assert re.fullmatch(r"https://cdn\.plot\.ly/plotly-\d+\.\d+\.\d+\.min\.js", address)
    assert not any("src" in attributes for _, attributes in Reader(inside["srcdoc"]).tags)


def test_names_are_text_inside_the_frame_and_around_it():
    text = notebook_html(race(replace(BEALE, name=EVIL), RACERS, steps=5))
    assert [tag for tag, _ in Reader(text).tags] == ["script", "iframe"]
    assert frame(text)["title"] == f"Race on {EVIL}"
    page = Reader(frame(text)["srcdoc"])
    assert page.texts.count(EVIL) == 2
    assert not page.all("b")


def test_frames_share_no_names_and_reach_nothing_outside(finished):
    text = notebook_html(finished)
    assert not any({"id", "name"} & set(attributes) for _, attributes in Reader(text).tags)
    assert frame(text)["sandbox"] == "allow-scripts"


def test_view_look_and_height_are_those_asked_for(finished):
    text = notebook_html(finished, view="3-D", look=Look(theme="dark"), height=700)
    assert "height: 700px" in frame(text)["style"]
    page = frame(text)["srcdoc"]
    assert "min-height: 700px" in page
    assert 'data-view="3-D" aria-pressed="true"' in page
    assert page != frame(notebook_html(finished, view="3-D", height=700))["srcdoc"]


@pytest.mark.parametrize(
    "rules",
    [{"far too fast": optimizers.GradientDescent(1e6)}, {"still": optimizers.GradientDescent(1e-300)}],
    ids=["diverged", "never moved"],
)
@pytest.mark.parametrize("surface", [BEALE, surfaces.from_formula("log(x) + y^2")], ids=["beale", "log"])
@pytest.mark.parametrize("start", [(1, 1.5), (-1, 1)], ids=["finite", "perhaps nowhere"])
def test_a_race_that_went_wrong_is_shown_all_the_same(rules, surface, start):
    assert frame(race(surface, rules, start=start, steps=5)._repr_html_())["srcdoc"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"view": "map"}, "notebook_html: view: expected one of contour, side by side, 3-D, got 'map'"),
        ({"chart": "loss"}, "notebook_html: chart: expected a figures.Chart, got 'loss'"),
        ({"look": "dark"}, "notebook_html: look: expected a figures.Look, got 'dark'"),
        ({"plotly": "none"}, "notebook_html: plotly: expected one of inside, cdn, got 'none'"),
        ({"height": 20}, "notebook_html: height must be a whole number from 320 to 2,000, got 20"),
    ],
)
def test_bad_options_are_refused_by_name(finished, options, message):
    with pytest.raises(ValueError, match=message):
        notebook_html(finished, **options)
