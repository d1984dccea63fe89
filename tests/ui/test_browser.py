"""What a browser says is not to be trusted: what no picture of ours would say changes nothing, and breaks nothing."""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st

from racing import Axis
from setups import changes
from setups.setup import first_setup
from ui import card, glass, live, own_data, picker, session, sidebar, stage
from ui.explore import maps, picture, starts

NAN, INF = float("nan"), float("inf")
NONSENSE = [
    "", "ab", [], [1], [1, 2, 3], ["a", "b"], [NAN, 1], [INF, -INF], [None, 1], [True, False], [[1], [2]], 5, 10**9,
    NAN, INF, {}, {"x": 1}, {"x": "a", "y": 1}, {"x": None, "y": 1}, {"x": NAN, "y": 1}, {"x": [1], "y": [1]},
    {"x": 10**400, "y": 1}, {"quantity": []}, {"quantity": None}, {1: 2}, {"loss": "loss"},
    {"digest": "a"}, {"digest": 1, "rows": None}, {"digest": "a", "rows": 1}, {"digest": "a", "rows": [1]},
    [["a", 1], [0, 1]],
    [[0, 1], 5], [[0, 1], [0, 1, 2]], [[1, 0], [0, 1]], [[0, 10**400], [0, 1]], [["1", "2"], ["3", "4"]],
]  # fmt: skip

MAP = SimpleNamespace(across=Axis("learning_rate", 1e-4, 1, 16, log=True), along=Axis("beta1", 0, 0.9, 16))
BASINS = SimpleNamespace(across=np.linspace(-1, 1, 8), along=np.linspace(-1, 1, 8))


def clicked(on_cell, monkeypatch):
    """What is called when a picture of many runs was clicked that hands cells to `on_cell`."""
    mounted = {}
    monkeypatch.setattr(picture, "component", lambda: SimpleNamespace(plot=lambda **told: mounted.update(told)))
    monkeypatch.setattr(picture, "plot_payload", lambda *_, **__: b"")
    picture.picture({"layout": {"uirevision": ""}}, first_setup(), "name", lambda _: "", on_cell=on_cell)
    return mounted["on_cell_change"]


HEARD = {
    "start": ("player", lambda _: stage._click),
    "window": ("player", lambda _: stage._look_beyond),
    "race": ("player", lambda _: stage._next_race),
    "chart": ("player", lambda _: stage._choose_chart),
    "rest": ("playhead", lambda _: glass._rest),
    "focus": ("playhead", lambda _: glass._focus),
    "way": ("name", lambda _: session.follow_keys),
    "address": ("name", lambda _: session.follow_address),
    "told": ("rows", lambda _: own_data._hear),
    "language": ("name", lambda _: session.follow_language),
    "picked": ("picker", lambda _: lambda: picker._take("surface")),
    "stop": ("player", lambda _: live.move),
    "cell": ("plot", lambda patch: clicked(lambda x, y: maps._race("Adam", MAP, x, y), patch)),
    "cell of starts": ("plot", lambda patch: clicked(lambda x, y: starts._race(BASINS, x, y), patch)),
}


class State(dict):
    """A session's state."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


@pytest.fixture
def state(monkeypatch):
    begun = State(setup=first_setup(), opened=first_setup(), past=(), future=(), unfolded=frozenset(), notes=[])
    begun.window, begun.rows_missing, begun.rows_kept = (None, None), "a", frozenset()
    monkeypatch.setattr(st, "session_state", begun)
    return begun


@pytest.mark.parametrize("trigger", HEARD)
def test_nonsense_changes_nothing(state, monkeypatch, trigger):
    component, listener = HEARD[trigger]
    for said in NONSENSE:
        state[component] = {trigger.split()[0]: said}
        listener(monkeypatch)()
        assert (state.setup, state.window) == (first_setup(), (None, None)), repr(said)[:30]


GONE = replace(first_setup().racers[0], card=99)
LATE = {
    "a value": partial(card._value_taker(GONE, "learning_rate"), 0.5),
    "a value of a rule that is within no more": partial(card._value_taker(first_setup().racers[0], "inner.beta1"), 0.5),
    "a rule within": partial(card._set_within, GONE, "inner", "Adam"),
    "a schedule's value": partial(card._set_schedule, GONE, "steps", 5.0),
    "a field": partial(card._taker(GONE, "warm_up"), 5),
    "alone": partial(session.change_racer, changes.alone, GONE.card),
    "a move": partial(session.change_racer, changes.moved, GONE.card, 1),
    "a twin": partial(session.change_racer, changes.duplicated, GONE.card),
    "a letter": partial(sidebar._set_letter, "a", 0.5),
    "a side": partial(sidebar._set_side, "x0", 0.5),
    "a formula": partial(session.set_formula, "x^2"),
    "a batch": partial(sidebar._set_condition, "batch_size", 5),
    "no batch": partial(sidebar._use_all_rows, False),
}


@pytest.mark.parametrize("late", LATE)
def test_a_control_that_tells_late_changes_nothing_that_is_no_more(state, late):
    LATE[late]()
    assert state.setup == first_setup()
