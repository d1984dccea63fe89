"""The sliders that the player follows while they are dragged, declared where they are drawn and told where new."""

from operator import index
from typing import Any

import streamlit as st

import words
from setups.setup import Setup
from ui import card, hands, session, sidebar
from ui.browser import said, text
from ui.fields import Handle


def handles(setup: Setup) -> dict[str, Any]:
    """Return what a header says of the sliders, as `player.live` has it."""
    sliders, state = _handles(setup), st.session_state
    told = [slider.told for slider in sliders]
    new = {} if state.get("player.handles") == (words.language(), told) else {"handles": told}
    state["player.handles"] = words.language(), told
    return {**new, "stops": [stops.index(slider.value) for slider, (*_, stops) in zip(sliders, told, strict=True)]}


def move() -> None:
    """Set what the player's own slider was let go at, as the one in the sidebar would."""
    told = said("player", "stop", lambda told: (text(told[0]), index(told[1])))
    for slider in _handles(session.shown()) if told else ():
        if slider.widget == told[0] and 0 <= told[1] < len(slider.stops):
            hands.did(slider.move, told[1])


def _handles(setup: Setup) -> list[Handle]:
    return [*card.handles(setup), *sidebar.handles(setup)]
