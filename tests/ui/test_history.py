"""Back and forth: whatever was set can be come back to, and a run that is cut off loses nothing."""

from dataclasses import replace

import pytest
import streamlit as st

from setups import changes, link
from setups.setup import first_setup
from tests.ui.pages import add, change, control, go_to, opened, setup, shown, unfold
from ui import header, stage


@pytest.fixture
def page():
    return opened()


def press(page, name):
    page.button(key=f"way.{name}").click().run()
    assert not page.exception


WAYS = {
    "a rate": lambda page: page.sidebar.select_slider(key=control(6, "learning_rate~slider")).set_value(0.1).run(),
    "a number typed": lambda page: page.sidebar.text_input(key="steps~text").input("40").run(),
    "a surface": lambda page: go_to(page, "cars_raw"),
    "a racer more": lambda page: add(page, "NAdam"),
    "a racer less": lambda page: change(page, changes.removed, 2),
    "a switch": lambda page: page.sidebar.toggle(key=control(1, "on")).set_value(False).run(),
    "a view": lambda page: page.button_group(key="view").set_value("3-D").run(),
    "a race opened": lambda page: change(page, lambda _: replace(link.ready_made("beale"), step=None)),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_was_done_is_undone_and_done_again(page, way):
    assert page.button(key="way.undo").disabled
    WAYS[way](page)
    after = setup(page)
    assert after != first_setup()
    press(page, "undo")
    assert setup(page) == shown(page) == first_setup()
    assert page.button(key="way.undo").disabled
    press(page, "redo")
    assert setup(page) == after
    assert not any(button.key == "way.redo" for button in page.button)


def test_steps_back_are_taken_one_by_one_and_a_new_one_ends_what_was_undone(page):
    seen = [setup(page)]
    for way in ("a rate", "a surface", "a racer more"):
        WAYS[way](page)
        seen.append(setup(page))
    for before in reversed(seen[:-1]):
        press(page, "undo")
        assert setup(page) == before
    WAYS["a view"](page)
    assert not any(button.key == "way.redo" for button in page.button)


def test_start_over_is_how_the_page_was_opened_and_can_be_undone():
    page = opened("surface=sphere&racer=Adam&steps=50")
    begun = setup(page)
    go_to(page, "booth")
    add(page, "AdaMax")
    left = setup(page)
    press(page, "restart_alt")
    assert setup(page) == begun
    press(page, "undo")
    assert setup(page) == left


def test_undoing_takes_wrong_texts_back_too(page):
    WAYS["a rate"](page)
    page.sidebar.text_input(key="steps~text").input("many").run()
    assert page.sidebar.error
    press(page, "undo")
    assert not page.sidebar.error
    assert page.sidebar.text_input(key="steps~text").value == "300"


@pytest.mark.parametrize("after", ["header", "notes", "run_race", "play"])
def test_a_run_that_is_cut_off_anywhere_loses_nothing(page, monkeypatch, after):
    go_to(page, "ravine")
    page.sidebar.text_input(key="noise~text").input("0.5").run()
    unfold(page, 6)
    before = setup(page)
    home = header if hasattr(header, after) else stage
    with monkeypatch.context() as patch:
        whole = getattr(home, after)

        def stopping(*arguments):
            whole(*arguments)
            st.stop()

        patch.setattr(home, after, stopping)
        page.run()
    assert setup(page) == before
    page.run()
    assert not page.exception
    assert setup(page) == shown(page) == before
    assert page.sidebar.text_input(key="noise~text").value == "0.5"
    for racer in before.racers:
        assert page.sidebar.toggle(key=control(racer.card, "on")).value
        rate = page.sidebar.select_slider(key=control(racer.card, "learning_rate~slider")).value
        assert rate == racer.values["learning_rate"]


def test_text_that_is_wrong_outlasts_a_run_that_is_cut_off(page, monkeypatch):
    page.sidebar.text_input(key="steps~text").input("many").run()
    with monkeypatch.context() as patch:
        patch.setattr(header, "notes", st.stop)
        page.run()
    page.run()
    assert page.sidebar.text_input(key="steps~text").value == "many"
    assert len(page.sidebar.error) == 1


@pytest.mark.parametrize("way", [control(7, "remove"), "way.undo"])
def test_a_racer_that_is_gone_leaves_nothing_in_the_session(page, way):
    unfold(add(page, "Adadelta"), 7)
    page.sidebar.text_input(key=control(7, "decay~text")).input("2").run()
    assert len(page.sidebar.error) == 1
    page.button(key=way).click().run()
    assert len(setup(page).racers) == 6
    assert not [key for key in page.session_state._state.filtered_state if key.startswith("racer7")]


def test_a_switch_that_does_not_know_yet_what_was_set_changes_nothing():
    page = opened(racer=["Adam", "Momentum"])
    page.sidebar.toggle(key=control(1, "on")).set_value(False).run()
    alone = page.sidebar.button_group(key=control(2, "acts"))
    assert alone.value == ["alone"]
    page.sidebar.toggle(key=control(2, "on")).set_value(False)
    alone.set_value([])  # as the browser has it until it hears of the first switch
    page.run()
    assert not any(racer.on for racer in setup(page).racers)
