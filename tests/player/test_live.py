"""What the browser is sent to run a race itself: each program once, whatever its numbers, and draws where needed."""

import base64
import json

import numpy as np
import pytest

import optimizers
import surfaces
from optimizers import schedules
from player import live
from racing import race
from racing.drawn import drawn_noise, mini_batches

BEALE, CARS = surfaces.get("beale"), surfaces.get("cars_scaled")
RULES = {"Adam": optimizers.Adam(0.1), "again": optimizers.Adam(0.3), "NM": optimizers.NelderMead()}


def told(surface=BEALE, rules=RULES, ahead=False, **options):
    return live(race(surface, rules, **{"steps": 20, "seed": 3, **options}), ahead)


def size(*sent):
    return len(json.dumps(sent, separators=(",", ":")))


def test_a_race_is_told_by_names_and_numbers():
    header = told().header()
    adam, again, searching = header["live"]["racers"]
    assert adam == {"rule": again["rule"], "numbers": [0.1, 0.9, 0.999, 1e-8]}
    assert again["numbers"][0] == 0.3
    assert searching is None
    assert header["programs"].keys() == {adam["rule"], header["live"]["surface"]}
    assert header["programs"][adam["rule"]]["fields"] == ["learning_rate", "beta1", "beta2", "epsilon"]
    assert header["live"]["start"] == BEALE.start


def test_what_the_browser_holds_is_not_sent_again():
    first = told()
    later = told(rules={**RULES, "Momentum": optimizers.Momentum()}, start=(1, 1)).header(first.programs)
    assert [*later["programs"]] == [later["live"]["racers"][-1]["rule"]]


NUMBERS = {
    "learning_rate": optimizers.AdaGrad(0.3),
    "beta2": optimizers.Adam(schedules.WarmUp(schedules.Cosine(0.2))),
    "inner.momentum": optimizers.Lookahead(optimizers.Momentum()),
}


@pytest.mark.parametrize("field", NUMBERS)
def test_numbers_change_no_program(field):
    rule = NUMBERS[field]
    before, after = (told(rules={"it": each}) for each in (rule, rule.having(field, 0.01)))
    assert before.programs == after.programs
    assert before.race != after.race


def test_noise_is_drawn_once_whatever_its_size_and_only_where_there_is_some():
    assert "drawn" not in told().race
    noisy, louder = (told(noise={"Adam": size}) for size in (0.1, 0.7))
    assert noisy.programs == louder.programs
    assert [racer and racer.get("noise") for racer in noisy.race["racers"]] == [0.1, None, None]
    drawn = np.frombuffer(base64.b64decode(noisy.programs[noisy.race["drawn"]]), "<f8")
    np.testing.assert_array_equal(drawn.reshape(20, 2), drawn_noise(20, 3, 1.0))


def test_rows_are_those_of_the_largest_batch_of_which_all_are_part():
    assert {"table", "rows"}.isdisjoint(told(CARS).race)
    batched = told(CARS, batch_size={"Adam": 7, "again": 20})
    rows = base64.b64decode(batched.programs[batched.race["rows"]])
    for size in (7, 20):
        batches = mini_batches(50, size, 3)
        assert [*rows[: size * 20]] == [row for _ in range(20) for row in next(batches)]
    assert batched.programs[batched.race["table"]]["table"][0] == CARS.row_tapes["table"][0]


def test_draws_ahead_serve_whatever_steps_noise_and_batches_a_hand_comes_to():
    quiet, noisy = told(ahead=True), told(ahead=True, noise=0.5, steps=30)
    assert quiet.race["drawn"] == noisy.race["drawn"]
    drawn = np.frombuffer(base64.b64decode(quiet.programs[quiet.race["drawn"]]), "<f8")
    np.testing.assert_array_equal(drawn[:40].reshape(20, 2), drawn_noise(20, 3, 1.0))
    whole, few = told(CARS, ahead=True), told(CARS, ahead=True, batch_size=5)
    assert "drawn" not in whole.race
    assert whole.race["rows"] == few.race["rows"]
    assert len(base64.b64decode(few.programs[few.race["rows"]])) == 20 * 50


def test_a_racer_whose_evaluations_end_says_after_how_many_steps():
    rules = {"SAM": optimizers.SAM(), "Adam": optimizers.Adam()}
    assert [racer["moves"] for racer in told(rules=rules, evaluations=31).race["racers"]] == [15, 31]
    racers = told(CARS, rules, evaluations=310, batch_size={"SAM": 10}).race["racers"]
    assert [racer["moves"] for racer in racers] == [15, 6]  # all 50 rows where none are drawn


def test_letters_are_told_and_change_no_program():
    one, other = (
        told(surfaces.from_formula("a x^2 + y^2", parameters={"a": a}, start=(1, 1)), steps=3) for a in (1, 2)
    )
    assert one.programs == other.programs
    assert (one.race["parameters"], other.race["parameters"]) == ({"a": 1.0}, {"a": 2.0})
    assert "parameters" not in told().race


def test_it_is_short():
    rules = {
        name: optimizers.CATALOGUE[name]() for name in ("GradientDescent", "Momentum", "AdaGrad", "RMSProp", "Adam")
    }
    race_of_five = told(rules=rules)
    assert size(race_of_five.race) < 350
    assert size(race_of_five.header()) < 3500
