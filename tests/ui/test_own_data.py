"""One's own table on the page: loaded, fitted, and what is wrong with it said while the last picture stays."""

import pytest

from setups import changes, link
from setups.own_data import sample
from setups.setup import FIRST_SURFACE, OWN_DATA
from tests.ui.pages import change, go_to, opened, setup, shown
from ui.fields import plain

TABLE = "age,weight,ill\n" + "\n".join(f"{age},{40 + age % 7},{int(age % 5 > 1)}" for age in range(30))
BAD = {
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x01", "expected text, comma-separated values"),
    "nothing": (b"", "the file is empty"),
    "a decimal comma": (b"a;b\n1,5;2\n2;3\n3;4\n", "a, line 2: the decimal sign is a point: write 1.5"),
    "markup": (b"<b>,*b*\n1,2\n2,3\n3,x\n", "*b*, line 4: expected a number, got 'x'"),
}


@pytest.fixture
def page():
    page = opened()
    go_to(page, OWN_DATA)
    return page


def load(page, content, name="my data.csv"):
    page.sidebar.file_uploader(key="data.file").set_value((name, content, "text/csv")).run()
    assert not page.exception
    return page


def choose(page, key, value):
    page.sidebar.selectbox(key=f"data.{key}").set_value(value).run()
    assert not page.exception
    return page


def test_a_sample_is_there_until_a_file_is(page):
    assert shown(page).data == sample()
    load(page, TABLE.encode())
    data = shown(page).data
    assert (data.features, data.target, data.model) == (("age",), "ill", "logistic")
    assert any("30 rows of my data.csv" in caption.value for caption in page.sidebar.caption)
    assert shown(page).start == changes.suggested_start(data.surface)


def test_model_and_columns_are_chosen_and_undone(page):
    load(page, TABLE.encode())
    choose(page, "y", "weight")
    assert plain("weight: expected 0 or 1 in every row") in page.sidebar.error[0].value
    assert shown(page).data.target == "ill"
    choose(page, "model", "plane")
    assert not page.sidebar.error
    assert shown(page).data.features == ("age", "ill")
    choose(page, "x1", "age")
    assert "neither tells the other" in page.sidebar.error[0].value
    choose(page, "x1", "ill")
    choose(page, "model", "scaled")
    assert shown(page).data.features == ("age",)
    page.button(key="way.undo").click().run()
    assert shown(page).data.model == "plane"


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD.keys())
def test_what_is_wrong_with_a_file_is_said_and_the_picture_stays(page, content, said):
    before = shown(page)
    load(page, content)
    assert plain(said) in page.sidebar.error[0].value
    assert shown(page) == before
    load(page, TABLE.encode())
    assert not page.sidebar.error


def test_the_data_come_back_with_undo_and_from_a_file_and_draw_batches(page):
    load(page, TABLE.encode())
    data = shown(page).data
    change(page, changes.with_condition, "batch_size", 4)
    saved = link.save(setup(page))
    go_to(page, FIRST_SURFACE)
    go_to(page, OWN_DATA)
    assert (shown(page).data, shown(page).batch_size) == (data, 4)
    assert link.load(saved) == (setup(page), [])


def test_a_link_tells_in_one_sentence_which_data_it_does_not_carry(page):
    load(page, TABLE.encode())
    query = link.query(setup(page))
    assert len(query) < 1000
    elsewhere = opened(query)
    assert elsewhere.main.warning[0].value.count("\n- ") == 1
    assert "the rows of my data.csv do not travel with a link" in elsewhere.main.warning[0].value
    assert shown(elsewhere).surface == FIRST_SURFACE
