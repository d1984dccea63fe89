"""A finished race's file opens on the page as the race that it tells."""

import json
from functools import cache

import pytest

import optimizers
import surfaces
from exports import race_json, race_settings, read_json, read_race
from optimizers import schedules
from racing import race
from setups import RACES, link, ready_made
from setups.recorded import recorded_texts

TWO = {"Adam": optimizers.Adam(0.1), "big": optimizers.Momentum(1 / 3, 0.5)}

NAMED = {"name": "x\ud800", "rule": "Adam"}
WARM = {"schedule": "WarmUp", "after": 0.1}

OTHERS = {
    "schedules of every kind": lambda: race(
        surfaces.get("beale"),
        {name: optimizers.Adam(kind()) for name, kind in schedules.CATALOGUE.items() if name != "Constant"},
        steps=20,
    ),
    "a warm-up before a schedule": lambda: race(
        surfaces.get("beale"), {"a": optimizers.Adam(schedules.WarmUp(schedules.Cosine(0.2, steps=9), 5))}, steps=20
    ),
    "noise of one": lambda: race(surfaces.get("sphere"), TWO, steps=9, noise={"big": 0.5}, seed=3),
    "noise of all": lambda: race(surfaces.get("sphere"), TWO, steps=9, noise=0.25),
    "a batch of one": lambda: race(surfaces.get("cars_scaled"), TWO, steps=9, batch_size={"Adam": 5}),
    "a formula": lambda: race(
        surfaces.from_formula("a x^2 + |y|", parameters={"a": 1 / 3}, domain=((-1, 2), (0, 3))), TWO, steps=9
    ),
    "names with quotes": lambda: race(
        surfaces.get("sphere"), {'it\'s "one"': optimizers.Adam(), "모멘텀": TWO["big"]}, steps=9
    ),
}


@cache
def recorded(name):
    """A ready-made race, or one of the others."""
    return ready_made(name).race() if name in RACES else OTHERS[name]()


@pytest.mark.parametrize("name", [*RACES, *OTHERS])
def test_what_a_file_of_a_race_says_is_the_race_to_the_bit(name):
    made = recorded(name)
    setup, notes = link.read(recorded_texts(json.loads(json.dumps(race_settings(made)))))
    assert notes == []
    again = setup.race()
    assert race_settings(again) == race_settings(made)
    for racer, run in made.items():
        assert (again[racer].points == run.points).all()


def test_a_warm_up_before_a_warm_up_runs_and_is_refused_where_no_card_could_hold_it():
    twice = schedules.WarmUp(schedules.WarmUp(0.1, 5), 5)
    settings = race_settings(race(surfaces.get("beale"), {"a": optimizers.Adam(twice)}, steps=9))
    assert read_race(settings)["a"].rule == optimizers.Adam(twice)
    with pytest.raises(ValueError, match="'a': expected one warm-up at most, got more"):
        recorded_texts(settings)


def test_the_page_opens_the_file_of_a_race():
    made = recorded("a formula")
    setup, notes = link.load(race_json(made))
    assert (race_settings(setup.race()), notes) == (race_settings(made), [])


@pytest.mark.parametrize("step", [None, 0, 7, 20])
def test_a_file_of_a_race_opens_at_the_step_that_was_shown(step):
    made = recorded("a warm-up before a schedule")
    setup, notes = link.load(race_json(made, step))
    assert (setup.step, notes) == (None if step == 20 else step, [])
    assert read_json(race_json(made, step)).steps == 20


def test_a_step_beyond_the_race_is_refused():
    made = recorded("a formula")
    with pytest.raises(ValueError, match="race: step must be a whole number from 0 to 9, got 10"):
        race_json(made, 10)
    with pytest.raises(ValueError, match="race: step must be a whole number of at least 0, got 'last'"):
        read_race({**race_settings(made), "step": "last"})


def test_a_file_with_a_byte_order_mark_opens_too():
    for text in (race_json(recorded("a formula")), link.save(ready_made("saddle"))):
        assert link.load("\ufeff" + text) == link.load(text)


@pytest.mark.parametrize(
    "settings",
    [
        None,
        [],
        {},
        {"surface": "beale"},
        {"surface": 3, "racers": []},
        {"surface": "beale", "racers": [{}]},
        {"surface": "beale", "racers": [{"name": "x", "rule": "Adam", "learning_rate": "0.1"}]},
        {"surface": "beale", "racers": [{"name": "x", "rule": "Adam", "learning_rate": {"schedule": []}}]},
        {"surface": {"formula": "x^2", "domain": 3}, "racers": []},
        {"surface": "beale", "racers": [], "start": [1, None]},
        {"surface": "beale", "racers": [{**NAMED, "learning_rate": {**WARM, "steps": float("inf")}}]},
        {"surface": "beale", "racers": [{**NAMED, "\ud800": []}]},
    ],
    ids=repr,
)
def test_anything_else_is_refused_in_words(settings):
    with pytest.raises(ValueError, match="settings: expected those of a race") as refusal:
        recorded_texts(settings)
    assert str(refusal.value).encode()
