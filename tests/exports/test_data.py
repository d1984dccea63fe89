import codecs
import csv
import json
from dataclasses import replace
from io import BytesIO, StringIO

import numpy as np
import pandas as pd
import pytest

import optimizers
import surfaces
from exports import race_csv, race_json, race_settings, read_csv, read_json
from exports.table import settings_of, table_text
from optimizers.schedules import Exponential
from racing import race
from setups import described
from tests.meetings import met_by
from tests.optimizers.kinds import KINDS

MET = met_by(surfaces.CATALOGUE, optimizers.CATALOGUE)
RACERS = {
    'A "wild", one\n': optimizers.GradientDescent(1.0),
    "모멘텀": optimizers.Momentum(Exponential(0.001)),
    "Adam": optimizers.Adam(0.1),
}


def read_rows(table):
    return list(csv.DictReader(StringIO(table.removeprefix("\ufeff"), newline="")))


@pytest.fixture(scope="module")
def finished():
    return race(surfaces.get("beale"), RACERS, start=(1, 1.5), steps=40, seed=5, noise=0.25)


def test_a_table_holds_every_number_to_its_last_bit(finished):
    rows = read_rows(race_csv(finished))
    assert len(rows) == 3 * 41
    for name, run in finished.items():
        own = [row for row in rows if row["racer"] == name]
        assert [int(row["step"]) for row in own] == list(range(41))
        columns = {"x": run.points[:, 0], "y": run.points[:, 1], "loss": run.values}
        for letter, array in run.state.items():
            columns |= {f"{letter}_x": array[:, 0], f"{letter}_y": array[:, 1]}
        for column, numbers in columns.items():
            np.testing.assert_array_equal([float(row[column]) for row in own], numbers)
        np.testing.assert_array_equal([float(row["gradient_y"]) for row in own[1:]], run.gradients[:, 1])
        assert own[0]["gradient_x"] == ""


def test_pandas_and_a_spreadsheet_take_a_table_as_it_is(finished):
    data = race_csv(finished).encode()
    assert data.startswith(codecs.BOM_UTF8)  # by which Excel knows that it is UTF-8
    table = pd.read_csv(BytesIO(data))
    assert table.columns[0] == "racer"
    assert list(table.racer.unique()) == list(RACERS)
    assert table[["step", "x", "loss"]].dtypes.tolist() == [int, float, float]
    assert json.loads(table.settings[0])["settings"] == race_settings(finished)
    assert table.settings[1:].isna().all()


@pytest.mark.filterwarnings("error")
def test_pandas_takes_a_table_that_it_reads_in_pieces(finished):
    rows = ([name, step, *np.full(40, 0.5)] for name in ("a", "b") for step in range(30_000))
    text = table_text('{"format": "long"}', ["racer", "step", *(f"column {i}" for i in range(40))], rows)
    table = pd.read_csv(BytesIO(text.encode()))
    assert len(table) == 60_000
    assert table.settings[0] == settings_of("test", text) == '{"format": "long"}'
    assert set(table.settings[1:].dropna()) == {"{}"}


def test_a_long_table_without_marks_on_its_way_still_reads(finished):
    long = race(finished.surface, {"slow": optimizers.GradientDescent(1e-6)}, steps=5000)
    text = race_csv(long)
    assert text.count(",{}\n") == 1
    assert list(read_csv(text)) == list(read_csv(text.replace(",{}\n", ",\n"))) == ["slow"]


def test_a_racer_has_no_cells_for_the_letters_of_others(finished):
    row = read_rows(race_csv(finished))[0]
    assert list(row)[:7] == ["racer", "step", "x", "y", "loss", "gradient_x", "gradient_y"]
    assert list(row)[7:] == ["v_x", "v_y", "m_x", "m_y", "settings"]
    assert {row[column] for column in ("v_x", "v_y", "m_x", "m_y")} == {""}


@pytest.mark.parametrize(("write", "read"), [(race_json, read_json), (race_csv, read_csv)])
def test_a_file_reads_back_to_the_same_race(finished, write, read):
    again = read(write(finished))
    assert list(again) == list(finished)
    assert (again.start, again.steps, again.seed, again.noise) == (finished.start, 40, 5, 0.25)
    for name, run in finished.items():
        assert again[name].rule == run.rule
        assert again[name].points.tobytes() == run.points.tobytes()
        np.testing.assert_array_equal(again[name].gradients, run.gradients)


@pytest.mark.parametrize(("write", "read"), [(race_json, read_json), (race_csv, read_csv)])
def test_a_file_reads_back_with_a_byte_order_mark_and_without(finished, write, read):
    bare = write(finished).removeprefix("\ufeff")
    for text in (bare, "\ufeff" + bare):
        assert race_settings(read(text)) == race_settings(finished)


@pytest.mark.parametrize(("write", "read"), [(race_json, read_json), (race_csv, read_csv)])
def test_a_file_reads_back_to_each_racers_own_noise_and_batches(write, read):
    own = {"noise": {"Adam": 0.5}, "batch_size": {"모멘텀": 1, "Adam": 10}}
    made = race(surfaces.get("cars_scaled"), RACERS, steps=9, **own)
    again = read(write(made))
    for name, run in made.items():
        assert (again[name].noise, again[name].batch_size) == (run.noise, run.batch_size)
        assert again[name].points.tobytes() == run.points.tobytes()


@pytest.mark.parametrize("key", surfaces.CATALOGUE)
def test_every_surface_reads_back(key):
    made = race(surfaces.get(key), {name: optimizers.CATALOGUE[name]() for name in MET[key]}, steps=12)
    for again in (read_json(race_json(made)), read_csv(race_csv(made))):
        assert all(again[name].points.tobytes() == run.points.tobytes() for name, run in made.items())


def test_a_typed_surface_reads_back():
    typed = surfaces.from_formula("x^2 + a y^2 + sin(3x)", parameters={"a": 1 / 3}, domain=((-2, 3), (-1, 1)))
    made = race(typed, {"Adam": optimizers.Adam(0.1)}, steps=12)
    for again in (read_json(race_json(made)), read_csv(race_csv(made))):
        assert again.surface == typed
        assert again["Adam"].points.tobytes() == made["Adam"].points.tobytes()


@pytest.mark.parametrize("name", ["=1+1", "+x", "-x", "@x", "'x", "# x"])
def test_no_name_in_a_table_is_a_formula_to_a_spreadsheet(name):
    made = race(surfaces.get("sphere"), {name: optimizers.Adam()}, steps=2)
    assert read_rows(race_csv(made))[0]["racer"] == (name if name == "# x" else f"'{name}")
    assert list(read_csv(race_csv(made))) == [name]


def test_a_table_saved_with_other_line_ends_still_reads(finished):
    assert list(read_csv(race_csv(finished).replace("\n", "\r\n"))) == list(finished)


def test_a_table_that_was_changed_is_refused(finished):
    lines = race_csv(finished).split("\n")
    with pytest.raises(ValueError, match="read_csv: text: expected a table with its settings, got 'racer,step"):
        read_csv("racer,step\nAdam,0\n")
    with pytest.raises(ValueError, match="read_csv: text: expected a table with its settings, got "):
        read_csv("\n".join([lines[0], *lines[3:]]))
    with pytest.raises(ValueError, match="read_csv: text: expected a table, got something else: field larger than"):
        read_csv(f"settings\n{'x' * 200_000}\n")
    with pytest.raises(ValueError, match=r"read_csv: line 9: expected what the settings make, .*, got None"):
        read_csv("\n".join(lines[:8]) + "\n")
    with pytest.raises(ValueError, match="read_csv: line 5: expected what the settings make"):
        read_csv("\n".join([*lines[:4], lines[4] + "0", *lines[5:]]))
    with pytest.raises(ValueError, match="read_csv: text: expected JSON"):
        read_csv("racer,settings\nAdam,all of them\n")


def test_a_file_is_json_without_words_that_json_does_not_have(finished):
    whole = json.loads(race_json(finished), parse_constant=pytest.fail)
    assert finished["Adam"].points.tolist() == whole["racers"]["Adam"]["points"]
    assert whole["settings"]["surface"] == "beale"
    assert whole["racers"]['A "wild", one\n']["gradients"][-1] == ["nan", "nan"]


def test_a_surface_of_ones_own_is_written_by_name_and_not_read():
    own = replace(surfaces.get("sphere"), name="my bowl")
    text = race_json(race(own, {"Adam": optimizers.Adam()}, steps=2))
    with pytest.raises(ValueError, match=r"surface: expected one such as quadratic, .*, got 'my bowl'"):
        read_json(text)


def _changed(text, **fields):
    return json.dumps({**json.loads(text), **fields})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "read_json: text: expected JSON, got something else: "),
        ("{", "read_json: text: expected JSON, got something else: "),
        ("[" * 100_000, "read_json: text: expected a race, got JSON nested too deeply"),
        ('{"noise": NaN}', "read_json: text: expected JSON, got something else: NaN is no number of JSON"),
        ("9" * 5000, "read_json: text: expected JSON, got something else: "),
        ("[]", r"read_json: text: expected the fields format, version, settings, racers, got \[\]"),
        ("{}", "read_json: text: expected the fields"),
        ("7", "read_json: text: expected the fields"),
        (b"{}", "read_json: text: expected at most 200,000,000 characters, got bytes"),
        (None, "read_json: text: expected at most 200,000,000 characters, got NoneType"),
    ],
    ids=["empty", "cut off", "deep", "nan", "long number", "list", "no fields", "number", "bytes", "nothing"],
)
def test_text_that_is_no_race_is_refused_in_plain_words(text, message):
    with pytest.raises(ValueError, match=message):
        read_json(text)


def test_a_file_whose_parts_do_not_fit_is_refused(finished):
    text = race_json(finished)
    whole = json.loads(text)
    with pytest.raises(ValueError, match="read_json: version: expected 1, got 2"):
        read_json(_changed(text, version=2))
    with pytest.raises(ValueError, match="race: expected fields with values, got None"):
        read_json(_changed(text, settings=None))
    with pytest.raises(ValueError, match=r"read_json: racers: expected \['A .*, got \[\]"):
        read_json(_changed(text, racers=[]))
    settings = {**whole["settings"], "racers": [{"name": "Adam", "rule": "Adem"}]}
    with pytest.raises(ValueError, match="rule: expected one such as Adam"):
        read_json(_changed(text, settings=settings))
    whole["racers"]["Adam"]["points"][7][0] += 1e-15
    with pytest.raises(ValueError, match="read_json: 'Adam': points: expected what the settings make"):
        read_json(json.dumps(whole))


def test_a_text_beyond_the_bound_is_not_looked_at(monkeypatch):
    monkeypatch.setattr("exports.data.MOST_TO_READ", 10)
    with pytest.raises(ValueError, match="expected at most 10 characters, got 11"):
        read_json("x" * 11)


@pytest.fixture
def odd(monkeypatch):
    """A race of rules of every kind, as if the catalogue had them."""
    more = {type(rule).__name__: type(rule) for rule in KINDS}
    monkeypatch.setitem(described._KINDS, "rule", {**optimizers.CATALOGUE, **more})
    return race(surfaces.get("beale"), {type(rule).__name__: rule for rule in KINDS}, (1, 1.5), 12, seed=3, noise=0.1)


@pytest.mark.parametrize(("write", "read"), [(race_json, read_json), (race_csv, read_csv)])
def test_a_file_carries_state_of_any_shape_and_reads_back(odd, write, read):
    again = read(write(odd))
    for name, run in odd.items():
        assert {part: array.tobytes() for part, array in again[name].state.items()} == {
            part: array.tobytes() for part, array in run.state.items()
        }


def test_every_entry_of_a_state_has_a_column_of_its_own(odd):
    rows = read_rows(race_csv(odd))
    own = [row for row in rows if row["racer"] == "Tumbling"]
    vertices = odd["Tumbling"].state["vertices"]
    np.testing.assert_array_equal([float(row["vertices_3_y"]) for row in own], vertices[:, 2, 1])
    assert {row["gradient_x"] for row in own} == {""}
    assert {row["A_xy"] for row in own} == {""}


def test_a_file_tells_what_was_asked_where_that_was_more_than_gradients(odd):
    racers = json.loads(race_json(odd).removeprefix("\ufeff"))["racers"]
    assert "asked" not in racers["Curved"]
    assert racers["Tumbling"]["asked"] == {"gradients": 0, "values": 36, "hessians": 0, "jacobians": 0}
    assert racers["Tumbling"]["evaluations"] == 36
