"""What the stage runs and sends: each run once, each landscape once, and the controls first where the race is long."""

from dataclasses import replace

import pytest
import streamlit as st

from player import payload
from tests.ui.pages import change, opened, rerun, setup
from ui import stage
from ui.store import kept

TOLD = ("has_grid", "has_arrows", "has_window")


@pytest.fixture
def sent(monkeypatch):
    """What of a landscape each message to the player holds."""
    told = []

    def telling(*arguments, **options):
        told.append({part for part in TOLD if options[part]})
        return payload(*arguments, **options)

    monkeypatch.setattr(stage, "payload", telling)
    return told


@pytest.fixture
def descended(monkeypatch):
    """The rules of the runs that were made."""
    kept.clear()
    rules, descend = [], stage.descend

    def counting(rule, *arguments, **randomness):
        rules.append(rule)
        return descend(rule, *arguments, **randomness)

    monkeypatch.setattr(stage, "descend", counting)
    yield rules
    kept.clear()


def viewed(page, view, **explored):
    change(page, lambda before: replace(before, view=view, explored=replace(before.explored, **explored)))


@pytest.mark.parametrize("mode", ["map", "starts", "fair"])
def test_a_player_that_comes_back_is_sent_its_landscape_at_once(sent, mode):
    page = opened("steps=20")
    assert sent == [{"has_grid"}]
    viewed(page, "explore", mode=mode, fair="tuned")
    viewed(page, "contour")
    assert sent[-1] == {"has_grid"}
    rerun(page)
    assert sent[-1] == set()


def test_a_player_that_stays_is_not_sent_its_landscape_again(sent):
    page = opened("steps=20")
    viewed(page, "side by side")
    viewed(page, "explore", mode="fair", fair="set")
    viewed(page, "explore", mode="seeds")
    viewed(page, "contour")
    assert sent == [{"has_grid"}, set(), set(), set(), set()]


def lives(monkeypatch) -> list[dict]:
    """What players are told from now on of what they run."""
    told = []

    def telling(*arguments, live, **options):
        told.append(live)
        return payload(*arguments, live=live, **options)

    monkeypatch.setattr(stage, "payload", telling)
    return told


def test_a_player_is_sent_the_programs_that_it_does_not_hold(monkeypatch):
    told = lives(monkeypatch)
    page = opened("steps=20&racer=Adam&racer=Momentum")
    assert len(told[-1]["programs"]) == 3
    viewed(page, "side by side")
    assert told[-1]["programs"] == {}
    change(page, lambda before: replace(before, surface="booth"))
    assert len(told[-1]["programs"]) == 1
    viewed(page, "explore", mode="map")
    viewed(page, "contour")
    assert len(told[-1]["programs"]) == 3
    page.session_state["player.ahead"] = True  # as the player asks for by `landscapes.draw_ahead`
    rerun(page)
    assert len(told[-1]["programs"]) == 1


def test_a_player_is_told_what_racers_have_of_their_own(monkeypatch):
    told = []
    monkeypatch.setattr(
        stage, "payload", lambda *given, live, **options: told.append(live) or payload(*given, **options)
    )
    opened("racer=Adam&racer=Momentum&steps=20")
    assert told[-1].keys().isdisjoint({"own", "lasting"})
    opened("racer=Adam+noise=0.5&racer=Momentum+schedule=Cosine+warm_up=5&racer=Adam+schedule=Cosine(steps%3D9)")
    assert told[-1]["own"] == {"noise": [0]}
    assert told[-1]["lasting"] == {1: ["learning_rate.after.steps", 5]}
    rules = [racer["rule"] for racer in told[-1]["live"]["racers"]]
    assert "learning_rate.after.steps" in told[-1]["programs"][rules[1]]["fields"]


def test_rows_are_dragged_one_by_one(monkeypatch):
    told = []
    monkeypatch.setattr(
        stage, "payload", lambda *given, live, **options: told.append(live) or payload(*given, **options)
    )
    opened("surface=cars_scaled&batch=7&racer=Adam&steps=20")
    [(handle, stop)] = [
        pair for pair in zip(told[-1]["handles"], told[-1]["stops"], strict=True) if pair[0][0] == "batch_size"
    ]
    assert handle[:3] == ("batch_size", None, "batch_size")
    assert (handle[-1], stop) == ([*range(1, 51)], 6)


@pytest.mark.parametrize("fair", ["set", "same", "tuned"])
def test_a_fair_race_is_run_once(descended, fair):
    page = opened(f"view=explore&explore=fair&fair={fair}&steps=20")
    made = len(descended)
    assert made == len(setup(page).running)
    rerun(page)
    assert len(descended) == made


@pytest.mark.parametrize(("query", "is_long"), [("steps=5000", True), ("surface=booth", False)])
def test_what_takes_long_does_not_keep_the_controls_waiting(monkeypatch, query, is_long):
    def without_picture(page):
        with monkeypatch.context() as patch:
            patch.setattr(stage, "run_race", lambda *_: st.stop())
            return page.run()

    kept.clear()
    page = without_picture(opened(query))
    assert bool(page.sidebar.text_input) == is_long
    kept.clear()  # a new landscape takes a while, whatever race is on it
    assert without_picture(page).sidebar.text_input
