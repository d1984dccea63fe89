import json

import numpy as np
import pytest

import optimizers
import surfaces
from exports import race_settings, read_race, read_rule, rule_settings
from optimizers import schedules
from racing import race
from setups import link
from setups.limits import MOST_RECORDED_RACERS as MOST_RACERS
from setups.limits import MOST_RECORDED_RUN as MOST_RUN
from setups.limits import MOST_RECORDED_STEPS as MOST_STEPS
from setups.recorded import recorded_texts

RACER = {"name": "Adam", "rule": "Adam", "learning_rate": 0.1}
SETTINGS = {"surface": "beale", "steps": 3, "racers": [RACER]}
WARM = schedules.WarmUp(schedules.Cosine(0.1 + 0.2, steps=7, final=0.01), steps=3)


def through_json(settings):
    return json.loads(json.dumps(settings, allow_nan=False))


def test_every_rule_comes_back_from_its_settings():
    rules = [rule() for rule in optimizers.CATALOGUE.values()]
    assert [read_rule(through_json(rule_settings(rule))) for rule in rules] == rules


@pytest.mark.parametrize("schedule", schedules.CATALOGUE.values(), ids=schedules.CATALOGUE)
def test_every_schedule_comes_back_with_its_rule(schedule):
    rule = optimizers.Momentum(schedule(), momentum=1 / 3)
    assert read_rule(through_json(rule_settings(rule))) == rule


def test_schedules_stand_within_each_other():
    rule = optimizers.Adam(WARM, epsilon_inside=True)
    assert read_rule(through_json(rule_settings(rule))) == rule


def test_what_is_left_out_has_its_default():
    assert read_rule({"rule": "Adam"}) == optimizers.Adam()
    made = read_race({"surface": "himmelblau", "racers": [{"name": "a", "rule": "AdaGrad"}]})
    assert (made.start, made.seed, made.noise, made.batch_size) == (surfaces.get("himmelblau").start, 0, 0.0, None)


def test_a_race_over_data_comes_back_to_the_same_bits():
    made = race(surfaces.get("o_rings"), {"b": optimizers.Adam(WARM), "a": optimizers.Nesterov()}, steps=20, seed=9,
                noise=0.1, batch_size=4)  # fmt: skip
    again = read_race(through_json(race_settings(made)))
    assert list(again) == ["b", "a"]
    for name in made:
        np.testing.assert_array_equal(again[name].points, made[name].points)


@pytest.mark.parametrize("own", [{"noise": {"a": 0.1}}, {"batch_size": {"b": 1, "a": 10}}, {"batch_size": {"a": 3}}])
def test_noise_and_batches_of_each_racers_own_come_back_with_it(own):
    racers = {"b": optimizers.Adam(WARM), "a": optimizers.Nesterov(), "c": optimizers.Adam()}
    made = race(surfaces.get("o_rings"), racers, steps=20, seed=9, **own)
    again = read_race(through_json(race_settings(made)))
    for name, run in made.items():
        assert (again[name].noise, again[name].batch_size) == (run.noise, run.batch_size)
        np.testing.assert_array_equal(again[name].points, run.points)


def test_a_race_of_so_many_evaluations_comes_back_and_so_does_its_address():
    made = race(surfaces.get("beale"), {"a": optimizers.Adam(0.1), "b": optimizers.SAM()}, steps=20, evaluations=9)
    settings = through_json(race_settings(made))
    assert read_race(settings).evaluations == 9
    again, notes = link.read(recorded_texts(settings))
    assert (again.evaluations, notes) == (9, [])
    for name, run in again.race().items():
        np.testing.assert_array_equal(run.points, made[name].points)


def test_a_typed_surface_comes_back_with_its_numbers():
    typed = surfaces.from_formula("x^2 + a y^2", parameters={"a": 0.1 + 0.2}, domain=((-1, 2), (-3, 4)))
    again = read_race(through_json(race_settings(race(typed, {"a": optimizers.Adam()}, steps=3))))
    assert again.surface == typed


@pytest.mark.parametrize(
    ("surface", "message"),
    [
        ({"formula": "x^^2"}, "expected"),
        ({"formula": 7}, "expected a formula as text"),
        ({"formula": ["x^2"]}, r"surface: formula: expected a formula as text, got \['x\^2'\]"),
        ({"formula": {"x": 2}}, "surface: formula: expected a formula as text, got "),
        ({"formula": "a x^2", "parameters": {"a": [1, 2]}}, "a number"),
        ({"formula": "__import__('os')"}, "unknown name|expected"),
        ({}, "surface: expected the field formula"),
        ({"formula": "x^2", "power": 2}, "surface: expected the fields formula, parameters, domain, got 'power'"),
        ({"formula": "a x^2", "parameters": {"a": "2"}}, "surface: parameters: expected a number for each letter"),
        ({"formula": "a x^2", "parameters": [2]}, "surface: parameters: expected a number for each letter"),
        ({"formula": "x^2", "domain": "all"}, "surface: domain: expected"),
        ({"formula": "x^2", "domain": [[0, "1"], [0, 1]]}, "surface: domain: expected"),
        ({"formula": "x^2", "domain": [[1, 0], [0, 1]]}, "domain: expected"),
        ({"formula": "x^2", "domain": []}, "domain: expected"),
        ({"formula": "x^2", "domain": [[0, 1e309], [0, 1]]}, "domain: expected"),
    ],
)
def test_a_typed_surface_that_is_none_is_refused(surface, message):
    with pytest.raises(ValueError, match=message):
        read_race({**SETTINGS, "surface": surface})


def test_a_rule_of_ones_own_has_no_settings():
    class Adam(optimizers.Adam):
        pass

    with pytest.raises(ValueError, match="rule: Adam: expected a rule of the catalogue, got "):
        rule_settings(Adam())


def test_an_array_is_no_setting():
    with pytest.raises(ValueError, match="Adam: learning_rate: expected one number, got array"):
        rule_settings(optimizers.Adam(np.array([0.1, 0.2])))


def _nested(depth):
    return 0.1 if depth == 0 else {"schedule": "WarmUp", "after": _nested(depth - 1)}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"surface": "beele"}, "surface: expected one such as beale, .*, got 'beele'"),
        ({"surface": ["beale"]}, r"surface: expected one such as .*, got \['beale'\]"),
        ({"speed": 3}, "race: expected the fields surface, racers, .*, got 'speed'"),
        ({"steps": 0}, "race: steps must be a whole number of at least 1, got 0"),
        ({"steps": 2.5}, "race: steps must be a whole number of at least 1, got 2.5"),
        ({"steps": MOST_STEPS + 1}, f"race: steps: expected at most {MOST_STEPS}, got {MOST_STEPS + 1}"),
        ({"seed": -1}, "race: seed must be a whole number of at least 0, got -1"),
        ({"noise": float("nan")}, "race: noise: expected finite numbers of at most 1e.300, got nan"),
        ({"noise": 10**400}, "race: noise: expected finite numbers of at most 1e.300, got 1000"),
        ({"noise": {"Adam": 10**400}}, "race: noise: expected finite numbers of at most 1e.300, got"),
        ({"noise": {"Adam": "1"}}, "race: noise: expected finite numbers of at most 1e.300, got"),
        ({"noise": {"Eve": 1}}, "race: noise must be for racers that take part, got 'Eve'"),
        ({"batch_size": {"Adam": [5]}}, "race: racer 'Adam': batch_size needs a surface over data"),
        ({"start": {"1": 1, "2": 2}}, "race: start: expected finite numbers of at most 1e.300, got"),
        ({"noise": -1}, "race: noise must be a finite standard deviation of at least 0, got -1"),
        ({"start": ["1", "2"]}, r"race: start: expected finite numbers of at most 1e.300, got \['1', '2'\]"),
        ({"start": [1, 2, 3]}, r"race: start must be two finite numbers \(x, y\), got \[1, 2, 3\]"),
        ({"start": [1, float("inf")]}, "race: start: expected finite numbers"),
        ({"batch_size": 5}, "race: batch_size needs a surface over data"),
        ({"racers": []}, f"race: racers: expected a list of 1 to {MOST_RACERS}, got \\[\\]"),
        ({"racers": [RACER] * (MOST_RACERS + 1)}, f"race: racers: expected a list of 1 to {MOST_RACERS}, got "),
        ({"racers": [RACER, RACER]}, "racer: name: expected a name of its own, got 'Adam'"),
        ({"racers": [{"rule": "Adam"}]}, "racer: name: expected a text of 1 to 200 letters, got None"),
        ({"racers": [{**RACER, "name": "\ud800"}]}, "racer: name: expected a text of 1 to 200 letters"),
        ({"racers": [{**RACER, "rule": "Adem"}]}, "rule: expected one such as Adam.*, got 'Adem'"),
        ({"racers": [{**RACER, "rule": "__import__('os')"}]}, "rule: expected one such as "),
        ({"racers": [{**RACER, "speed": 1}]}, "Adam: expected the fields rule, learning_rate, .*, got 'speed'"),
        ({"racers": [{**RACER, "beta1": 1.0}]}, "Adam: beta1 must be at least 0 and below 1, got 1"),
        ({"racers": [{**RACER, "beta1": [0.1, 0.2]}]}, r"Adam: beta1: expected one number, got \[0.1, 0.2\]"),
        ({"racers": [{**RACER, "learning_rate": "0.1"}]}, "Adam: learning_rate: expected one number, got '0.1'"),
        ({"racers": [{**RACER, "learning_rate": float("inf")}]}, "Adam: learning_rate must be a finite number"),
        ({"racers": [{**RACER, "learning_rate": {"schedule": "Sine"}}]}, "schedule: expected .*, got 'Sine'"),
        ({"racers": [{**RACER, "learning_rate": _nested(9)}]}, "schedule: expected at most 4 within each other"),
    ],
)  # fmt: skip
def test_bad_settings_are_refused_by_name(change, message):
    with pytest.raises(ValueError, match=message):
        read_race({**SETTINGS, **change})


@pytest.mark.parametrize("whole", [None, [], "beale", 3, {}, {"surface": "beale"}])
def test_what_is_no_settings_at_all_is_refused(whole):
    with pytest.raises(ValueError, match="race: expected"):
        read_race(whole)


def test_all_racers_together_have_a_bound():
    racers = [{"name": str(i), "rule": "Adam"} for i in range(MOST_RACERS)]
    with pytest.raises(ValueError, match=f"race: steps: expected at most {MOST_RUN // MOST_RACERS}, got 99999"):
        read_race({"surface": "beale", "steps": 99_999, "racers": racers})
