"""The sliders that the player follows while they are dragged, declared where they are drawn and told where new."""

from operator import index
from typing import Any

import streamlit as st

import words
from setups.entrants import LENGTH
from setups.setup import Setup
from ui import card, hands, session, sidebar
from ui.browser import said, text
from ui.fields import Handle

_DRAWN = ("noise", "batch_size")


def handles(setup: Setup) -> dict[str, Any]:
    """Return what a header says of the sliders, and of what racers have of their own, as `player.live` has it."""
    sliders, state = _handles(setup), st.session_state
    told = [slider.told for slider in sliders]
    new = {} if state.get("player.handles") == (words.language(), told) else {"handles": told}
    state["player.handles"] = words.language(), told
    at = [stops.index(slider.value) for slider, (*_, stops) in zip(sliders, told, strict=True)]
    return {**new, "stops": at, **_apart(setup)}


def _apart(setup: Setup) -> dict[str, Any]:
    """Return what racers do not share with the race, or share in another way, where any does."""
    running = setup.running
    own = {field: [i for i, racer in enumerate(running) if getattr(racer, field) is not None] for field in _DRAWN}
    to_the_end = {racer.card for racer in setup.racers if racer.rate_field is not None and racer.to_the_end}
    lasting = {
        i: [f"{racer.rate_field}{'.after' * (racer.warm_up > 0)}.{LENGTH}", racer.warm_up]
        for i, racer in enumerate(running)
        if racer.card in to_the_end
    }
    told = {"own": {field: numbers for field, numbers in own.items() if numbers}, "lasting": lasting}
    return {name: each for name, each in told.items() if each}


def move() -> None:
    """Set what the player's own slider was let go at, as the one in the sidebar would."""
    told = said("player", "stop", lambda told: (text(told[0]), index(told[1])))
    for slider in _handles(session.shown()) if told else ():
        if slider.widget == told[0] and 0 <= told[1] < len(slider.stops):
            hands.did(slider.move, told[1])


def _handles(setup: Setup) -> list[Handle]:
    return [*card.handles(setup), *sidebar.handles(setup)]
