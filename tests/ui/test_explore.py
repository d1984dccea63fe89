"""The page of many runs, without a browser: what is wrong is said, and the address keeps what is chosen."""

from dataclasses import replace

import pytest

import optimizers
import surfaces
from figures.maps import Measure
from lessons import CATALOGUE
from optimizers import Adadelta, Adam
from racing import Axis, Criterion, tune
from racing.axis import fields
from racing.tuning import RUNS, SEEDS
from setups import link
from setups.exploration import FAIR, MODES, SIZES, Exploration
from tests.ui import pages
from tests.ui.pages import control, shown, unfold
from ui.explore import fair, maps, seeds, starts
from ui.fields import plain


def opened(**query):
    page = pages.opened(**{"view": "explore", **query})
    assert not page.main.warning
    return page


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("surface", ["beale", "cars_scaled", "saddle", "ackley"])
def test_every_kind_of_exploration_is_drawn(mode, surface):
    page = opened(explore=mode, surface=surface, steps="40")
    assert not page.error
    assert bool(page.main.info) == (mode == "seeds" or (mode, surface) == ("fair", "saddle"))


@pytest.mark.parametrize("mode", MODES)
def test_work_that_was_cancelled_leaves_the_controls(monkeypatch, mode):
    for module in (fair, maps, seeds, starts):
        monkeypatch.setattr(module, "worked", lambda *told: None)
    page = opened(explore=mode, steps="40", noise="0.1")
    assert page.sidebar.text_input(key="steps~text").value == "40"


@pytest.mark.parametrize("rule", optimizers.CATALOGUE)
def test_every_rule_is_explored(rule):
    page = opened(explore="map", racer=rule, steps="20", across=f"{fields(optimizers.CATALOGUE[rule])[0]}=0.1:0.2:16")
    assert not page.error


def table_of(page):
    return " ".join(block.value for block in page.main.get("html") if "derby-standings" in block.value)


def texts_of(page):
    blocks = (*page.main.markdown, *page.main.info, *page.main.caption)
    return " ".join(block.value for block in blocks).replace("\\", "")


@pytest.mark.parametrize("fair", FAIR)
@pytest.mark.parametrize("criterion", Criterion)
@pytest.mark.parametrize("surface", ["beale", "saddle"])
def test_a_fair_race_says_what_it_compares(fair, criterion, surface):
    page = opened(explore="fair", fair=fair, criterion=criterion, steps="40", surface=surface)
    assert all(racer.name in table_of(page) for racer in shown(page).running)
    told = {"set": "its own settings", "same": "All at the learning rate 0.01", "tuned": "40 steps each"}
    told = {**told, "spent": "40 evaluations each"}[fair]
    if surface == "saddle" and fair in ("tuned", "spent"):
        told = "nothing is tuned here"
    assert told in texts_of(page)


@pytest.mark.parametrize(("fair", "is_fair"), [("tuned", True), ("spent", True), ("same", False), ("set", False)])
def test_only_a_tuned_race_is_called_fair(fair, is_fair):
    page = opened(explore="fair", fair=fair, steps="40")
    assert FAIR[fair].startswith("Fair") == is_fair
    assert FAIR[fair].startswith("Comparison") == (not is_fair)
    assert ("not a fair race" in texts_of(page)) == (not is_fair)


@pytest.mark.parametrize("criterion", Criterion)
def test_under_noise_the_tuned_are_ranked_by_seeds_that_took_no_part(criterion):
    page = opened(explore="fair", surface="quadratic", noise="2", steps="60", criterion=criterion)
    said, table = texts_of(page), table_of(page)
    assert "with seeds 0 to 7, whose median counts" in said
    assert "Seeds 8 to 71, which took no part in the tuning" in said
    assert f"The median {criterion} ranks" in said
    assert "Median final loss" in table
    assert "10 to 90 % of seeds" in table
    assert f'<td class="runs">{RUNS * len(SEEDS)}</td><td class="over">learning rate, momentum</td>' in table


@pytest.mark.parametrize(
    ("conditions", "given"), [({"noise": "2"}, 20), ({}, 20), ({"surface": "cars_scaled", "batch": "5"}, 100)]
)
def test_with_as_many_evaluations_the_page_speaks_of_them_instead_of_steps(conditions, given):
    page = opened(explore="fair", fair="spent", steps="20", criterion=Criterion.STEPS, **conditions)
    said, table = texts_of(page), table_of(page)
    assert f"{given} evaluations each" in said
    assert "The setting with the fewest evaluations to 0.1 %" in said
    assert "valuations to 0.1%" in table
    assert "teps to 0.1%" not in table
    assert page.selectbox(key="explore.criterion").options == ["evaluations to tolerance", "final loss"]


def test_a_fair_race_of_so_many_evaluations_is_raced_with_them_and_says_so_on_the_page():
    page = opened(explore="fair", fair="spent", steps="20", racer=["SAM", "Adam"])
    page.button(key="explore.take").click().run()
    assert (shown(page).evaluations, shown(page).view) == (20, "contour")
    assert page.sidebar.text_input(key="evaluations~text").value == "20"
    raced = shown(page).race()
    assert [run.evaluations for run in raced.values()] == [20, 20]
    assert "valuations to 0.1%" in pages.standings(page)
    page.sidebar.text_input(key="evaluations~text").set_value("").run()
    assert shown(page).evaluations is None
    assert not [field for field in page.sidebar.text_input if field.key == "evaluations~text"]


@pytest.mark.parametrize(("surface", "offered"), [("beale", list(Measure)), ("saddle", ["final loss", "verdict"])])
def test_steps_to_the_minimum_are_mapped_where_one_is_known(surface, offered):
    page = opened(explore="map", surface=surface, measure="steps to tolerance", steps="20")
    choice = page.selectbox(key="explore.measure")
    assert choice.options == offered
    assert choice.value == ("steps to tolerance" if len(offered) == 3 else "final loss")


@pytest.mark.parametrize("conditions", [{"noise": "1"}, {"surface": "cars_scaled", "batch": "1"}])
def test_many_seeds_need_something_that_is_drawn(conditions):
    assert not opened(explore="seeds", steps="40", **conditions).main.info


def test_another_racer_has_its_own_values():
    page = opened(explore="map", steps="20")
    page.selectbox(key="explore.racer").select("Adam").run()
    assert not page.exception
    assert page.selectbox(key="explore.across.field").value == "learning_rate"
    assert page.selectbox(key="explore.along.field").value == "beta1"
    page.selectbox(key="explore.along.field").select("beta2").run()
    assert shown(page).explored.along.field == "beta2"
    page.selectbox(key="explore.cells").select(SIZES[0]).run()
    assert (shown(page).explored.across.count, shown(page).explored.along.count) == (SIZES[0], SIZES[0])


@pytest.mark.parametrize(("across", "along", "cells"), [(20, 20, 20), (64, 16, "64 × 16"), (64, 64, 64)])
def test_the_choice_of_cells_tells_those_of_the_address_too(across, along, cells):
    axes = {"across": f"learning_rate=0.1:1:{across}", "along": f"start_x=0:1:{along}"}
    page = opened(explore="map", steps="20", **axes)
    assert page.selectbox(key="explore.cells").value == cells
    page.selectbox(key="explore.cells").select(SIZES[0]).run()
    assert not page.exception
    assert {shown(page).explored.across.count, shown(page).explored.along.count} == {SIZES[0]}


@pytest.mark.parametrize(
    ("part", "text", "message"),
    [
        ("low", "2", "learning rate: from must be below to, got 2 and 0.2"),
        ("low", "0", "learning rate: from must be above 0 on a log scale, got 0"),
        ("low", "-1", "learning rate: from must be above 0 on a log scale, got -1"),
        ("high", "abc", "learning rate: to must be a number"),
        ("high", "", "learning rate: to must be a number"),
    ],
)
def test_a_bad_range_is_said_beside_it_and_the_map_stays(part, text, message):
    page = opened(explore="map", steps="20")
    before = shown(page)
    page.text_input(key=f"explore.across.{part}").input(text).run()
    assert not page.exception
    assert plain(message) in page.main.error[0].value
    assert page.text_input(key=f"explore.across.{part}").value == text
    assert shown(page) == before
    page.text_input(key=f"explore.across.{part}").input("0.05").run()
    assert not page.main.error


def test_a_range_out_of_the_rules_own_is_refused():
    page = opened(explore="map", steps="20", racer="Momentum")
    page.text_input(key="explore.along.high").input("1.5").run()
    assert plain("momentum: to must be at least 0 and below 1, got 1") in page.main.error[0].value


def test_what_is_explored_stands_in_the_address():
    axes = {"across": Axis("learning_rate", 1e-3, 1 / 3, 16, log=True), "along": Axis("beta2", 0.5, 0.9, 16)}
    explored = Exploration(mode="map", racer="Adam", **axes)
    page = opened(explore="map", of="Adam", across=str(explored.across), along=str(explored.along), steps="20")
    assert shown(page).explored == explored
    assert shown(opened(**link.write(shown(page)))) == shown(page)


WRONG = {
    "explore": "everything",
    "of": "Nobody",
    "across": "learning_rate=1:0:9",
    "along": "momentum=0:2:9",
    "measure": "time",
    "fair": "no",
    "rate": "-1",
    "criterion": "beauty",
}


@pytest.mark.parametrize("key", WRONG)
def test_what_is_wrong_in_an_address_falls_back_with_a_note(key):
    settings, notes = link.read({"view": ["explore"], key: [WRONG[key]]})
    assert settings.explored == Exploration()
    assert len(notes) == 1
    assert notes[0].startswith(f"{key}: ")


def test_a_fair_race_can_be_taken_over():
    page = opened(explore="fair", steps="60", racer=["Adam", "Adadelta"])
    page.button(key="explore.take").click().run()
    assert not page.exception
    assert shown(page).view == "contour"
    for racer, rule in zip(shown(page).racers, (Adam(0.2), Adadelta()), strict=True):
        tuned = tune(rule, surfaces.get("beale"), shown(page).start, 60, Criterion.LOSS)
        assert racer.build() == tuned.rule


def test_the_one_rate_of_all_is_typed():
    page = opened(explore="fair", fair="same", steps="20", rate="0.02")
    assert page.text_input(key="explore.rate~text").value == "0.02"
    page.text_input(key="explore.rate~text").input("1/3").run()
    assert not page.exception
    assert shown(page).explored.rate == 1 / 3
    page.text_input(key="explore.rate~text").input("-1").run()
    assert plain("Fair race: learning rate of all must be at least 0") in page.main.error[0].value
    assert shown(page).explored.rate == 1 / 3


def test_what_was_set_for_another_racer_does_not_stand_in_the_address():
    page = opened(explore="map", of="Momentum", along="momentum=0:0.9:16", steps="20")
    page.selectbox(key="explore.racer").select("Adam").run()
    settings, notes = link.read(link.write(shown(page)))
    assert notes == []
    assert settings.explored.racer == "Adam"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("across", "start_x=-1e308:1e308:16"),
        ("across", "start_x=-1e7:1e7:16"),
        ("across", "learning_rate=1e-320:1e308:16:log"),
        ("along", "learning_rate=0.1:0.2:16"),
    ],
)
def test_an_axis_that_cannot_be_drawn_falls_back_with_a_note(key, text):
    query = {"across": "learning_rate=0.1:0.5:16", "along": "start_x=0:1:16", key: text}
    settings, notes = link.read({"view": ["explore"], **{each: [value] for each, value in query.items()}})
    assert len(notes) == 1
    assert notes[0].startswith(f"{key}: ")
    opened(**{each: texts[0] for each, texts in link.write(settings).items() if each != "view"})


def test_a_racer_that_is_renamed_stays_the_one_that_is_explored():
    page = opened(explore="map", of="Momentum", steps="20")
    unfold(page, 2)
    page.sidebar.text_input(key=control(2, "name~text")).input("My own").run()
    assert not page.exception
    assert page.selectbox(key="explore.racer").value == "My own"


def test_where_a_lesson_leads_into_exploring_it_is_said_there_what_is_to_be_seen():
    lesson = CATALOGUE["unlucky"]
    page = pages.opened("lesson=unlucky")
    pages.rerun(page, answers={"unlucky": 2}, setup=replace(lesson.tried, lesson="unlucky"))
    assert [block.value for block in page.info] == [plain(lesson.attempt.shows.words)]
    pages.rerun(page, setup=replace(lesson.tried, lesson=None))
    assert not page.info
