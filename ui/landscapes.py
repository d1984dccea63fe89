"""The ground under the pictures, and what moves on it: made once for all visitors, sent once to each browser."""

from collections.abc import Mapping, Sequence

import streamlit as st

import words
from figures import Landscape, Look, landscape, window
from player import live
from racing import Race
from surfaces import Surface
from ui.store import kept

FURTHEST = 1e9
"""How far from 0 a map is drawn."""

_PARTS = {
    "player": ("player.landscape", "player.arrows", "player.programs", "player.handles", "window_sent"),
}
"""The pictures that lie on a landscape → where the session notes what of it the browser holds."""


def landscape_of(surface: Surface, levels: str = "fitting") -> Landscape:
    """Return a surface's landscape, sampled once a process for all visitors."""
    return kept().get(_key(surface, levels), lambda: landscape(surface, levels=levels))


def is_held(surface: Surface, levels: str) -> bool:
    """Say whether a surface's landscape is there already."""
    return _key(surface, levels) in kept()


def shown_landscape(surface: Surface, look: Look, picture: str) -> tuple[Landscape, dict[str, bool]]:
    """Return a landscape, and which of it the browser has not got yet for that picture, as `payload` takes it.

    What is written on it comes with its grid, in the language spoken.
    """
    ground, state = landscape_of(surface, look.levels), st.session_state
    told = (ground.identity, words.language())
    has_grid = state.get(f"{picture}.landscape") != told
    state[f"{picture}.landscape"] = told
    has_arrows = look.arrows and (has_grid or state.get(f"{picture}.arrows") != ground.identity)
    if look.arrows:
        state[f"{picture}.arrows"] = ground.identity
    return ground, {"has_grid": has_grid, "has_arrows": has_arrows}


def shown_window(surface: Surface, ground: Landscape) -> tuple[Landscape | None, bool]:
    """Return the ground that the map looks at past the domain, if it does, and whether the browser has not got it."""
    state = st.session_state
    name, ranges = state.get("window", (None, None))
    if name != surface.identity:
        return None, False
    sent = (ground.identity, ranges)
    has_window = state.get("window_sent") != sent
    state.window_sent = sent
    key = ("window", ground.identity, ranges)
    return kept().get(key, lambda: window(ground, surface, ranges)), has_window


def shown_programs(race: Race) -> dict[str, Mapping]:
    """Return what the browser runs a race by, as `payload` takes it, without the programs that it holds.

    It holds those of the race before. Draws come ahead once a hand has come to where they are needed.
    """
    state = st.session_state
    told = live(race, ahead=state.get("player.ahead", False))
    held = state.get("player.programs", ())
    state["player.programs"] = tuple(told.programs)
    return told.header(held)


def draw_ahead() -> None:
    """Send what is drawn ahead of its need from now on."""
    st.session_state["player.ahead"] = True


def look_beyond(surface: Surface, ranges: Sequence[Sequence[float]]) -> None:
    """Show the map over these ranges, (low, high) each, or over its domain where they are no two of them."""
    fits = [len(ends) == 2 and -FURTHEST <= ends[0] < ends[1] <= FURTHEST for ends in ranges] == [True, True]
    st.session_state.window = (surface.identity, tuple(map(tuple, ranges))) if fits else (None, None)


def lose(picture: str) -> None:
    """Note that the browser holds no landscape for a picture."""
    for part in _PARTS[picture]:
        st.session_state.pop(part, None)


def lose_others(picture: str | None) -> None:
    """At the end of a run, note that the browser has let go of the landscapes of all pictures but this one."""
    for other in _PARTS.keys() - {picture}:
        lose(other)


def _key(surface: Surface, levels: str) -> tuple[str, str, str]:
    return "landscape", surface.identity, levels
