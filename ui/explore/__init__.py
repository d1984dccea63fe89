"""The page of many runs at once: two values mapped, the starts mapped, many seeds, a fair race."""

import streamlit as st

from setups.exploration import MODES
from setups.setup import Setup
from ui.explore.controls import choose
from ui.explore.fair import fair_race, tuned
from ui.explore.maps import map_two_values, mapped
from ui.explore.picture import Picture
from ui.explore.seeds import seeds_band
from ui.explore.starts import starts_map
from ui.explore.work import only_kept
from ui.stage import Raced
from words import say

Shown = Raced | Picture
"""What can be taken away: the race that is on the screen, or the picture."""

_PICTURES = {"map": mapped, "starts": starts_map, "seeds": seeds_band, "fair": tuned}
_PAGES = {"map": map_two_values, "starts": starts_map, "seeds": seeds_band, "fair": fair_race}


def explore(setup: Setup) -> Shown | None:
    """Draw what is explored, below the header; return what is shown, None where that is not there yet.

    Where its making was cancelled, what was there before stays on the page.
    """
    choose("mode", say("What to explore"), list(MODES), setup.explored.mode, MODES.get, bar=True)
    shown = _PAGES[setup.explored.mode](setup)
    before = st.session_state.get("explore.before")
    if isinstance(shown, Picture):
        st.session_state["explore.before"] = setup
    elif shown is None and before is not None and _is_alike(before, setup):
        with only_kept():
            _PICTURES[before.explored.mode](before)
    return shown


def _is_alike(before: Setup, setup: Setup) -> bool:
    """Whether what was explored before is still of the same kind, on the same ground, of racers that are there."""
    names = {racer.name for racer in setup.racers}
    return (
        before.explored.mode == setup.explored.mode
        and before.descended.identity == setup.descended.identity
        and all(racer.name in names for racer in before.running)
    )
