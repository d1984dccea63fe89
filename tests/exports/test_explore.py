import csv
import json
from io import StringIO

import numpy as np
import pytest

import surfaces
from exports.explore import basins_csv, map_csv, seeds_csv, tuning_csv
from optimizers import Adadelta, Adam, GradientDescent, Momentum
from racing import Axis, basins, many_seeds, map_two, read_axis, tune_all
from setups.described import read_rule
from surfaces import from_formula

BEALE = surfaces.get("beale")
RACERS = {'=SUM("a", 1)\n': GradientDescent(0.02), "Adam": Adam(0.1)}
RATES = Axis("learning_rate", 1e-4, 1, 7, log=True)


def read(text):
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(StringIO(text[1:], newline="")))
    whole = json.loads(rows[0]["settings"], parse_constant=pytest.fail)
    assert whole["version"] == 1
    assert {row["settings"] for row in rows[1:]} <= {""}
    return whole["settings"], rows


def numbers(rows, column):
    return np.array([float(row[column]) if row[column] else np.nan for row in rows])


def test_cells_without_a_number_are_empty():
    surface = from_formula("log(x) + y^2")
    across, along = Axis("start_x", -1, 1, 3), Axis("start_y", -1, 1, 2)
    made = {"start": surface.start, "steps": 5}
    _, rows = read(map_csv(map_two(Adam(), surface, across, along, **made), **made))
    assert [row["loss"] == "" for row in rows] == [True, True, False] * 2
    assert not {"nan", "inf", "-inf"} & {cell for row in rows for cell in row.values()}


def test_a_map_reads_back_to_its_numbers():
    along = Axis("momentum", 0, 0.99, 5)
    found = map_two(Momentum(), BEALE, RATES, along, (1, 1.5), 60)
    made, rows = read(map_csv(found, start=(1, 1.5), steps=60))
    assert (made["surface"], made["start"], made["steps"], made["seed"]) == ("beale", [1.0, 1.5], 60, 0)
    assert read_rule(made["rule"]) == found.rule
    assert (read_axis(made["across"]), read_axis(made["along"])) == (RATES, along)
    columns, lines = np.meshgrid(RATES.values(), along.values())
    np.testing.assert_array_equal(numbers(rows, "learning_rate"), columns.ravel())
    np.testing.assert_array_equal(numbers(rows, "momentum"), lines.ravel())
    np.testing.assert_array_equal(numbers(rows, "loss"), found.outcomes.values)
    np.testing.assert_array_equal(numbers(rows, "end_y"), found.outcomes.points[:, 1])
    for i, row in enumerate(rows):
        verdict = found.outcomes.verdict(i)
        assert row["ending"] == verdict.ending
        assert row["ending_step"] == ("" if verdict.step is None else str(verdict.step))
        assert (float(row["rest_x"]), float(row["rest_y"])) == verdict.point if verdict.point else row["rest_x"] == ""
        steps = found.outcomes.steps_to_tolerance[i]
        assert row["steps_to_tolerance"] == ("" if steps < 0 else str(steps))


def test_basins_read_back_to_their_numbers():
    surface = surfaces.get("himmelblau")
    found = {name: basins(rule, surface, surface.minima, steps=80, size=(9, 7)) for name, rule in RACERS.items()}
    made, rows = read(basins_csv(found, steps=80))
    assert made["targets"] == [list(minimum) for minimum in surface.minima]
    assert made["start_x"] == "start_x=-6:6:9"
    assert [racer["name"] for racer in made["racers"]] == list(RACERS)
    labels = np.concatenate([each.labels.ravel() for each in found.values()])
    for row, label in zip(rows, labels, strict=True):
        if label >= 0:
            assert (float(row["target_x"]), float(row["target_y"])) == surface.minima[label]
        else:
            assert row["ending"] == {-1: "gone for good", -2: "still moving", -3: "at rest elsewhere"}[label]
    steps = np.concatenate([each.steps.ravel() for each in found.values()])
    np.testing.assert_array_equal(np.nan_to_num(numbers(rows, "step"), nan=-1), steps)
    ends = np.concatenate([each.points.reshape(-1, 2) for each in found.values()])
    np.testing.assert_array_equal(np.stack([numbers(rows, "end_x"), numbers(rows, "end_y")], axis=-1), ends)
    starts = np.stack(np.meshgrid(found["Adam"].across, found["Adam"].along), axis=-1).reshape(-1, 2)
    np.testing.assert_array_equal(numbers(rows[len(starts) :], "start_x"), starts[:, 0])
    np.testing.assert_array_equal(numbers(rows[len(starts) :], "start_y"), starts[:, 1])


def test_seeds_read_back_to_their_numbers():
    found = {name: many_seeds(rule, BEALE, (1, 1.5), 50, range(3, 9), noise=0.5) for name, rule in RACERS.items()}
    made, rows = read(seeds_csv(found, noise=0.5))
    assert (made["start"], made["steps"], made["seeds"], made["noise"]) == ([1.0, 1.5], 50, [3, 4, 5, 6, 7, 8], 0.5)
    own = dict.fromkeys(RACERS, 0.5)
    assert read(seeds_csv(found, noise=own))[0]["noise"] == own
    values = np.concatenate([each.paths.values[:, -1] for each in found.values()])
    np.testing.assert_array_equal(numbers(rows, "loss"), values)
    ends = np.concatenate([each.ends for each in found.values()])
    np.testing.assert_array_equal(numbers(rows, "end_x"), ends[:, 0])
    assert [int(row["seed"]) for row in rows] == [3, 4, 5, 6, 7, 8] * 2


def test_tuning_reads_back_to_its_numbers():
    tuned = tune_all({**RACERS, "Adadelta": Adadelta()}, BEALE, (1, 1.5), 60, seeds=(3, 4), noise=0.1)
    made, rows = read(tuning_csv(tuned, BEALE, start=(1, 1.5), steps=60, noise=0.1))
    assert (made["criterion"], made["seeds"]) == ("steps to tolerance", [3, 4])
    assert [read_rule({k: v for k, v in racer.items() if k != "name"}) for racer in made["racers"]] == [
        each.rule for each in tuned.values()
    ]
    settings = [(each, i) for each in tuned.values() for i in range(len(each.values))]
    varied = [(field, value) for each, i in settings for field, value in each.setting(i).items()]
    assert [(row["field"], float(row["value"])) for row in rows] == varied
    of_field = [(each, i) for each, i in settings for _ in each.setting(i)]
    np.testing.assert_array_equal(numbers(rows, "setting"), [i for _, i in of_field])
    for column, made in (("loss", "losses"), ("steps_to_tolerance", "steps")):
        expected = [getattr(each, made)[i] for each, i in of_field]
        np.testing.assert_array_equal(np.nan_to_num(numbers(rows, column), nan=np.inf), expected)
    chosen = [row for row in rows if row["chosen"] == "1"]
    assert [float(row["value"]) for row in chosen] == [value for t in tuned.values() for value in t.chosen.values()]
    assert {row["runs"] for row in rows} == {"2"}


def test_no_name_in_a_table_is_a_formula_to_a_spreadsheet():
    found = {name: many_seeds(rule, BEALE, steps=3, seeds=range(2), noise=0.5) for name, rule in RACERS.items()}
    _, rows = read(seeds_csv(found, noise=0.5))
    assert rows[0]["racer"] == '\'=SUM("a", 1)\n'


def test_a_typed_surface_is_told_by_its_formula():
    typed = surfaces.from_formula("x^2 + a y^2", parameters={"a": 1 / 3}, domain=((-2, 3), (-1, 1)))
    found = map_two(Momentum(), typed, RATES, Axis("momentum", 0, 0.9, 3), steps=5)
    made, _ = read(map_csv(found, start=typed.start, steps=5))
    assert made["surface"]["formula"] == "x^2 + a y^2"
