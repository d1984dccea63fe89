"""Controls that a run has set meanwhile: what the browser tells of before is no press, what a hand does is kept."""

import pytest

from tests.ui.pages import control, opened, setup
from ui import hands


class Session(dict):
    __getattr__, __setattr__ = dict.__getitem__, dict.__setitem__


@pytest.fixture
def state(monkeypatch):
    state = Session(setup="first")
    monkeypatch.setattr(hands.st, "session_state", state)
    return state


def request(state, taken, **told):
    """One request of the browser: the callbacks of what differs, then a run of the page, which shows what is set."""
    changed = [key for key, value in told.items() if state.get(key) != value]
    state.update(told)
    for key in changed:
        asked = hands.asking(
            key, lambda key=key: (taken.append((key, state[key])), state.update({key + "!": state[key]}))
        )
        asked["on_change"](*asked["args"])
    hands.follow()
    for key in told:
        hands.show(key, state.get(key + "!", state[key]))


def hand(state, taken, key):
    taken.append((key, state[key]))
    state[key + "!"] = state[key]


def set_by_run(state, key, value):
    state[key + "!"] = value
    hands.show(key, value)


@pytest.fixture
def taken(state):
    request(state, [], slider=1, switch=True)
    return []


def test_what_a_control_showed_before_is_no_press_where_another_was_pressed(state, taken):
    set_by_run(state, "slider", 2)
    request(state, taken, slider=1, switch=False)
    assert taken == [("switch", False)]
    assert state["slider"] == 2


def test_it_is_one_where_nothing_else_was_done(state, taken):
    set_by_run(state, "slider", 2)
    request(state, taken, slider=1, switch=True)
    assert taken == [("slider", 1)]


def test_it_is_one_once_the_browser_has_told_what_was_written(state, taken):
    set_by_run(state, "slider", 2)
    request(state, taken, slider=2, switch=True)
    request(state, taken, slider=1, switch=False)
    assert sorted(taken) == [("slider", 1), ("switch", False)]


def test_what_no_run_has_shown_is_taken_and_lasts_though_older_news_arrive_after_it(state, taken):
    set_by_run(state, "slider", 2)
    request(state, taken, slider=3, switch=True)
    assert taken == [("slider", 3)]
    request(state, taken, slider=2, switch=False)
    assert taken == [("slider", 3), ("switch", False)]
    assert state["slider"] == 3


def test_no_echo_is_taken_beside_a_button_or_what_a_picture_tells(state, taken):
    set_by_run(state, "slider", 2)
    hands.did(lambda: None)
    request(state, taken, slider=1, switch=True)
    assert not taken
    set_by_run(state, "slider", 4)
    state.setup = "moved by a click on the map"
    request(state, taken, slider=2, switch=True)
    assert not taken
    assert state["slider"] == 4


def test_nothing_is_written_where_the_browser_shows_what_is_set(state, taken):
    state["slider"] = typed = float("1")
    hands.show("slider", 1)
    assert state["slider"] is typed


def test_a_racer_switched_off_while_its_neighbours_switches_change_stays_off():
    page = opened("surface=sphere&racer=Adam&racer=Momentum")
    page.sidebar.toggle(key=control(1, "on")).set_value(False).run()
    assert page.session_state[control(2, "acts")] == ["alone"]
    page.sidebar.button_group(key=control(2, "acts")).set_value([])  # as the browser showed it until just now
    page.session_state[control(2, "acts") + "~meanwhile"] = ([], ["alone"])
    page.sidebar.toggle(key=control(2, "on")).set_value(False).run()
    assert not setup(page).running
