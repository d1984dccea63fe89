"""One's own table in a setup: with its rows in files, without them in links, and raced again from both."""

import json
from dataclasses import replace

import numpy as np
import pytest

from setups import changes, link
from setups.own_data import fitted, missing, sample, table_text, with_rows
from setups.recorded import FORMAT, race_settings, read_race
from setups.setup import FIRST_SURFACE, OWN_DATA, first_setup
from surfaces import Table

TEXT = "속도,=a+b,ill\n" + "\n".join(f"{n},{n * n % 11},{int(n % 4 > 1)}" for n in range(40))
DATA = fitted(Table.read(TEXT, "my data.csv"))
FITTED = {
    "logistic": DATA,
    "line": replace(DATA, target="=a+b", model="line"),
    "plane": replace(DATA, features=("=a+b", "ill"), target="속도", model="plane"),
}
every = pytest.mark.parametrize("data", FITTED.values(), ids=FITTED.keys())


def over(data):
    return changes.with_condition(changes.with_data(first_setup(), data), "batch_size", 7)


@every
def test_a_file_holds_the_rows_and_opens_the_same_race(data):
    setup = over(data)
    assert link.load(link.save(setup)) == (setup, [])


@every
def test_a_races_own_file_holds_the_columns_that_it_needs_and_runs_again(data):
    finished = over(data).race()
    settings = race_settings(finished)
    assert list(settings["surface"]["data"]) == [*data.features, data.target]
    again = read_race(json.loads(json.dumps(settings)))
    for name, run in finished.items():
        np.testing.assert_array_equal(again[name].points, run.points)
    opened, notes = link.load(json.dumps({"format": FORMAT, "version": 1, "settings": settings}))
    assert not notes
    assert opened.race()["Adam"].points[-1].tolist() == finished["Adam"].points[-1].tolist()


@every
def test_a_link_holds_no_row_and_says_once_which_are_missing(data):
    setup = replace(over(data), steps=20)
    query = link.query(setup)
    assert "%0A" not in query
    opened, [note] = link.read(link.asked(query))
    assert note == "data: the rows of my data.csv do not travel with a link: load them again"
    assert opened == replace(first_setup(), steps=20)


@every
def test_a_link_with_its_rows_back_opens_what_it_was_made_of(data):
    texts = link.asked(link.query(over(data)))
    assert missing(texts) == data.table.digest
    whole = with_rows(texts, data.table.text)
    assert missing(whole) is None
    assert link.read(whole) == (over(data), [])


@pytest.mark.parametrize("rows", ["", "a,b\n1,2\n2,3\n3,5\n", "no table", DATA.table.text + "41,1,1\n"])
def test_rows_of_another_table_are_refused(rows):
    with pytest.raises(ValueError, match="expected"):
        with_rows(link.asked(link.query(over(DATA))), rows)


def test_no_rows_are_missing_where_there_are_none_or_the_sample():
    assert missing({}) is missing(link.asked("surface=beale&data=")) is None
    assert missing(link.asked(link.query(changes.on_surface(first_setup(), OWN_DATA)))) is None


def test_a_link_to_the_sample_needs_no_rows():
    setup = changes.on_surface(first_setup(), OWN_DATA)
    assert setup.data == sample()
    assert link.read(link.asked(link.query(setup))) == (setup, [])


def test_what_is_fitted_stays_where_a_corrected_file_has_its_columns():
    corrected = Table.read(TEXT.replace("\n3,", "\n3.5,"), "my data.csv")
    line = FITTED["line"]
    assert fitted(corrected, line) == replace(line, table=corrected)
    assert fitted(Table.read("a,b\n1,2\n2,3\n3,5\n"), line).features == ("a",)


def test_the_rows_come_back_where_a_surface_was_looked_at_between():
    setup = over(DATA)
    away = changes.on_surface(setup, FIRST_SURFACE, (setup,))
    assert (away.data, away.batch_size) == (None, None)
    assert changes.on_surface(away, OWN_DATA, (setup,)).data == DATA


def test_data_that_make_no_loss_are_kept_with_what_is_wrong():
    before = over(DATA)
    wrong = changes.with_data(before, replace(DATA, target="속도"))
    assert "expected 0 or 1 in every row" in str(wrong.problem)
    assert (wrong.start, wrong.racers) == (before.start, before.racers)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"model": "cubic"}, "model: expected one such as"),
        ({"x": "weight"}, "data: expected a column of 속도, =a+b, ill, got weight"),
        ({"y": "속도"}, "data: 속도: expected 0 or 1 in every row"),
    ],
)
def test_what_is_wrong_in_a_file_falls_back_to_what_the_table_makes(texts, said):
    setup, notes = link.read({"data": [table_text(DATA.table)], **{key: [text] for key, text in texts.items()}})
    assert any(note.startswith(said) for note in notes)
    assert setup.data == DATA
