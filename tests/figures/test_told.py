"""Figures can be told in any language: every word that they show is a text, and none is glued to another."""

import re

import pytest

import surfaces
import words
from figures import Chart, chart_lines, landscape, race_figure, styles
from figures.basins import basins_figure
from figures.chart import CHOICES as CHARTS
from figures.chart import QUANTITIES
from figures.critical import MARKS, mark_groups
from figures.look import CHOICES, SWITCHES
from figures.maps import Measure, map_figure
from figures.seeds import seeds_figure, stopped_text
from figures.tuning import tuning_figure, tuning_text
from figures.views import VIEWS
from optimizers import Adadelta, Adam, GradientDescent, Momentum, schedules
from racing import Axis, basins, many_seeds, map_two, race, tune_all
from surfaces import critical_points
from tests.words.elsewhere import OTHER, elsewhere, english  # noqa: F401

RULES = {"Descent": GradientDescent(0.4), "Adam": Adam(0.1), "Adadelta": Adadelta()}
pytestmark = pytest.mark.usefixtures("elsewhere")

LOOKS = styles([type(rule) for rule in RULES.values()])
RATES, MOMENTA = Axis("learning_rate", 1e-4, 3, 9, log=True), Axis("momentum", 0, 0.99, 7)

SHOWN = {"text", "name", "hovertemplate", "label", "ticktext", "word", "title"}
"""Keys of what Plotly, or the browser's player, shows."""


def shown(node, key=""):
    """Every text that a figure shows."""
    if isinstance(node, dict):
        for name, child in node.items():
            yield from shown(child, name if isinstance(child, str | list | tuple) else "")
    elif isinstance(node, list | tuple):
        for child in node:
            yield from shown(child, key)
    elif isinstance(node, str) and key in SHOWN:
        yield node


def left(figure, *names):
    """The English words that a told figure shows beside names; those in capitals are letters of places."""
    every = [re.sub(r"%\{[^}]*\}|<[^>]*>", " ", text) for text in shown(words.told(figure))]
    return [word for text in every for word in english(text, *RULES, *names) if not word.isupper()]


def starts(key):
    surface = surfaces.get(key)
    targets = [point.point for point in critical_points(surface)]
    rules = {**RULES, "Descent": GradientDescent(0.02)}
    found = {name: basins(rule, surface, targets, steps=40, size=24) for name, rule in rules.items()}
    return basins_figure(found, LOOKS, steps=40)


def seeds(**settings):
    found = {name: many_seeds(rule, surfaces.get("cars_scaled"), steps=60, **settings) for name, rule in RULES.items()}
    return seeds_figure(found, LOOKS)


def tuned(key, **settings):
    found = tune_all(RULES, surfaces.get(key), steps=30, first=5, **settings)
    return found, tuning_figure(found, LOOKS, surfaces.get(key))


@pytest.mark.parametrize("key", ["quadratic", "beale", "rosenbrock", "saddle"])
@pytest.mark.parametrize("rule", [Momentum(), Momentum(schedules.Exponential(0.01))], ids=["constant", "schedule"])
def test_a_map_shows_nothing_but_what_can_be_told(key, rule):
    found = map_two(rule, surfaces.get(key), RATES, MOMENTA, steps=40)
    for measure in Measure:
        assert left(map_figure(found, measure, mine=(0.01, 0.9))) == [], measure


@pytest.mark.parametrize("batch_size", [None, 3])
def test_what_theory_says_of_a_map_can_be_told(batch_size):
    for rates in (RATES, Axis("learning_rate", 1e-4, 1e-3, 3), Axis("learning_rate", 90, 99, 3)):
        found = map_two(Momentum(), surfaces.get("cars_scaled"), rates, MOMENTA, steps=5, batch_size=batch_size)
        assert left(map_figure(found, Measure.VERDICT)) == []


@pytest.mark.parametrize("key", ["himmelblau", "saddle", "rastrigin", "cars_scaled"])
def test_basins_show_nothing_but_what_can_be_told(key):
    assert left(starts(key)) == []


@pytest.mark.parametrize("settings", [{"batch_size": 1}, {"batch_size": 1, "seeds": range(3)}], ids=["usual", "few"])
def test_seeds_show_nothing_but_what_can_be_told(settings):
    assert left(seeds(**settings)) == []
    wild = {"wild": many_seeds(GradientDescent(9), surfaces.get("cars_scaled"), steps=400, batch_size=1)}
    assert left({"text": stopped_text(wild)}, "wild") == []


@pytest.mark.parametrize("settings", [{}, {"criterion": "final loss"}, {"evaluations": 20}], ids=str)
def test_a_tuning_shows_nothing_but_what_can_be_told(settings):
    for key in ("beale", "six_hump_camel"):
        found, figure = tuned(key, **settings)
        assert left(figure) == []
        assert left({"text": tuning_text(found, 30)}) == []


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_a_chart_shows_nothing_but_what_can_be_told(quantity):
    for key in ("beale", "saddle", "cars_raw"):
        finished = race(surfaces.get(key), RULES, steps=9)
        for over in CHARTS["over"].titles:
            for scale in CHARTS["scale"].titles:
                lines = chart_lines(finished, Chart(quantity, scale, over))
                assert left({"text": [lines.axis.label, lines.over, lines.note]}) == []


def test_what_pictures_of_the_ground_say_can_be_told():
    for key in surfaces.CATALOGUE:
        ground = landscape(surfaces.get(key), 21)
        points = [point[3] for group in mark_groups(ground.critical) for point in group["points"]]
        assert left({"text": [ground.height_name, *points], "groups": mark_groups(ground.critical)}) == []
    choices = [*CHOICES.values(), *CHARTS.values()]
    titles = [title for choice in choices for title in (choice.label, *choice.titles.values())]
    assert left({"text": [*titles, *VIEWS.values(), *SWITCHES.values(), *(mark.word for mark in MARKS.values())]}) == []


def test_a_notebooks_figure_is_drawn_in_the_language_spoken():
    figure = race_figure(race(surfaces.get("beale"), RULES, steps=9))
    now = figure.layout.sliders[0].currentvalue
    assert (now.prefix, now.suffix) == (OTHER.gettext("step "), "")
    assert left(figure.to_dict()) == []


def test_identities_stay_as_links_and_files_have_them():
    assert list(VIEWS) == ["contour", "side by side", "3-D"]
    assert list(map(str, Measure)) == ["final loss", "steps to tolerance", "verdict"]
    assert all(type(key) is str for choice in (*CHOICES.values(), *CHARTS.values()) for key in choice.titles)
