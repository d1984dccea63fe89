import json
import re
import warnings

import numpy as np
import plotly.graph_objects as go
import pytest

import optimizers
import surfaces
from figures import Look, race_figure, styles
from figures.race_figure import MAX_FRAMES, TAIL, frames
from player.assets import BROWSER
from racing import race


@pytest.fixture(scope="module")
def six_by_300():
    racers = {name: rule() for name, rule in list(optimizers.CATALOGUE.items())[:6]}
    return race(surfaces.get("beale"), racers, start=(1, 1.5), steps=300)


@pytest.fixture(scope="module")
def figure(six_by_300):
    return race_figure(six_by_300)


def test_what_is_no_race_is_refused():
    with pytest.raises(ValueError, match=r"race_figure: race must be what racing.race returns, got \{\}"):
        race_figure({})


def test_frames_begin_at_the_start_and_end_at_the_last_step(six_by_300):
    moving = frames(six_by_300)
    assert moving.steps[0] == 0
    assert moving.steps[-1] == 300
    assert len(moving.steps) <= MAX_FRAMES
    for tail, run in zip(moving.tails[-1], six_by_300.values(), strict=True):
        np.testing.assert_array_equal(tail, run.points[-TAIL - 1 :].astype(np.float32))


def test_a_short_race_has_a_frame_for_every_step():
    finished = race(surfaces.get("beale"), {"a": optimizers.Adam()}, steps=12)
    assert list(frames(finished).steps) == list(range(13))


def test_six_racers_and_300_steps_stay_under_a_megabyte(figure):
    assert len(figure.to_json()) < 1_000_000


def test_the_figure_plays_scrubs_and_keeps_its_map_outside_the_traces(figure):
    assert isinstance(figure, go.Figure)
    assert len(figure.layout.images) == 1
    assert not any(trace.type == "contour" for trace in figure.data)
    assert [button.label for button in figure.layout.updatemenus[0].buttons] == ["Play", "Pause"]
    assert [step.label for step in figure.layout.sliders[0].steps] == [frame.name for frame in figure.frames]


def test_racers_wear_the_colours_and_shapes_of_the_theme(six_by_300):
    figure = race_figure(six_by_300, Look(theme="dark"))
    looks = styles([type(run.rule) for run in six_by_300.values()])
    for (name, style), trace in zip(zip(six_by_300, looks, strict=True), figure.data[-6:], strict=True):
        assert (trace.name, trace.line.color, trace.marker.symbol) == (name, style.color, style.symbol)


def test_a_surface_without_minima_is_drawn_too():
    finished = race(surfaces.get("saddle"), {"a": optimizers.Adam()}, steps=5)
    assert race_figure(finished).to_json()


@pytest.mark.parametrize("formula", ["1e-100 (x^2 + y^2)", "1e100 (x^2 + y^2)", "x^2 - y^2"])
def test_heights_and_runs_of_any_size_are_drawn_without_a_word(formula):
    surface = surfaces.from_formula(formula, start=(1, 1))
    finished = race(surface, {"calm": optimizers.Adam(0.1), "wild": optimizers.GradientDescent(1e9)}, steps=30)
    with warnings.catch_warnings(action="error"):
        text = race_figure(finished).to_json()
    assert json.loads(text, parse_constant=pytest.fail)


def names(figure):
    return [trace.hovertemplate.split("<br>")[0] for trace in figure.data if trace.mode == "markers"]


def test_the_start_is_ringed_around_every_head(six_by_300, figure):
    [ring] = [trace for trace in figure.data if trace.mode == "markers" and trace.hovertemplate.startswith("start")]
    assert (ring.x[0], ring.y[0]) == six_by_300.start
    assert ring.marker.size > max(figure.data[-1].marker.size)


def test_the_figure_looks_as_it_is_told_to(six_by_300, figure):
    usual = figure
    other = race_figure(six_by_300, Look(axes="equal", marks=False, arrows=True, ground="grey", levels="even"))
    assert (usual.layout.yaxis.scaleanchor, other.layout.yaxis.scaleanchor) == (None, "x")
    assert len(names(usual)) > 1
    assert names(other) == ["start"]
    [field] = [trace for trace in other.data if trace.mode == "lines" and trace.legendgroup is None]
    assert len(field.x) > 100
    assert usual.layout.images[0].source != other.layout.images[0].source
    assert len(other.to_json()) < 1_000_000


def test_a_mark_says_when_pointed_at_what_the_pages_mark_says(figure):
    [said] = re.findall('hovertemplate: "(.*)"', (BROWSER / "marks.js").read_text("utf-8"))
    marks = [trace for trace in figure.data if trace.text and "minimum" in trace.text[0]]
    assert marks
    assert {mark.hovertemplate for mark in marks} == {said}
