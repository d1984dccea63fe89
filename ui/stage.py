"""The stage: the race of the setup, computed where it is new, and the player that shows it."""

import gc
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from figures import STYLES, Landscape, Look, Style, landscape, window
from optimizers import Rule
from player import payload
from racing import Race, Run, descend
from setups import changes, link
from setups.setup import PAGES, Setup
from surfaces import Surface
from ui import picker, session
from ui.browser import component
from ui.fields import bound, plain

FURTHEST = 1e9
"""How far from 0 a map is drawn."""


def run_race(setup: Setup) -> tuple[Race, tuple[Style, ...]]:
    """Return the race that the setup asks for and its racers' styles."""
    return setup.race(run=_run), tuple(STYLES[racer.style] for racer in setup.running)


def play(finished: Race, styles: Sequence[Style], setup: Setup, view: str) -> None:
    """Mount the player in one of its views; the landscape goes along only where the browser has not got it yet."""
    ground, has_grid = shown_landscape(finished.surface, "player")
    beyond, has_window = _shown_window(finished.surface, ground)
    component().mount(
        key="player",
        data=payload(
            finished,
            ground,
            styles,
            view=view,
            step=st.session_state.pop("show_step", None),
            has_grid=has_grid,
            window=beyond,
            has_window=has_window,
            **look(setup),
        ),
        on_start_change=_click,
        on_window_change=_look_beyond,
        on_lost_change=_lost,
    )


def look(setup: Setup) -> dict[str, Look | str]:
    """Return what every picture is told: how it looks, and the setup as the address holds it."""
    return {"look": Look(theme=setup.picture), "link": link.query(setup)}


def shown_landscape(surface: Surface, picture: str) -> tuple[Landscape, bool]:
    """Return a landscape, and whether the browser has not got it yet for that picture."""
    ground = landscape_of(surface)
    key = f"{picture}.landscape"
    has_grid = st.session_state.get(key) != ground.identity
    st.session_state[key] = ground.identity
    return ground, has_grid


def landscape_of(surface: Surface) -> Landscape:
    """Return a surface's landscape, sampled once a process for all visitors."""
    return _landscape(surface.identity, surface)


def header(setup: Setup) -> bool:
    """Draw what is descended, the views, the way back and the way out; return whether that was chosen."""
    with st.container(key="header", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"$f(x, y) = {setup.descended.latex}$", width="content")
        picker.button("race", "Races")
        bound(
            st.segmented_control, "View", list(PAGES), key="view", value=setup.view, take=_look_from,
            required=True, format_func=PAGES.get, label_visibility="collapsed",
        )  # fmt: skip
        _ways_back()
        return st.button("Take away", key="take")


def _ways_back() -> None:
    state = st.session_state
    ways = {"undo": ("Undo (Ctrl+Z)", session.undo, state.past)}
    if state.future:
        ways["redo"] = ("Redo (Ctrl+Shift+Z)", session.redo, state.future)
    ways["restart_alt"] = ("Start over", session.start_over, state.setup != state.opened)
    for icon, (told, act, can) in ways.items():
        look = {"icon": f":material/{icon}:", "type": "tertiary", "disabled": not can}
        st.button(told, key=f"way.{icon}", on_click=act, **look)


def _look_from(view: str) -> None:
    session.put(replace(session.now(), view=view))


def notes() -> None:
    """Say what of an address or a file could not be taken as it was."""
    if st.session_state.notes:
        told = "\n".join(f"- {plain(note)}" for note in st.session_state.notes)
        with st.container(key="notes", horizontal=True, vertical_alignment="center"):
            st.warning(f"Some settings fell back to what is usual:\n\n{told}")
            st.button("Dismiss", on_click=session.dismiss_notes, key="dismiss")


@st.cache_resource(show_spinner=False)
def settle() -> None:
    """Put what the first run has left in memory beyond the garbage collector's reach.

    Streamlit collects after every run and holds up its messages meanwhile; walking SymPy's objects takes 100 ms.
    """
    gc.collect()
    gc.freeze()


def _run(rule: Rule, surface: Surface, *conditions, **randomness) -> Run:
    # A repr names class and values; Streamlit's own hash of a dataclass takes Adam and NAdam for the same.
    return _cached_run(repr(rule), surface.identity, rule, surface, conditions, randomness)


@st.cache_resource(max_entries=256, show_spinner=False)
def _cached_run(rule: str, surface: str, _rule: Rule, _surface: Surface, conditions: tuple, randomness: dict) -> Run:
    return descend(_rule, _surface, *conditions, **randomness)


def _shown_window(surface: Surface, ground: Landscape) -> tuple[Landscape | None, bool]:
    """Return the ground that the map looks at past the domain, if it does, and whether the browser has not got it."""
    state = st.session_state
    name, ranges = state.get("window", (None, None))
    if name != surface.identity:
        return None, False
    has_window = state.get("window_sent") != state.window
    state.window_sent = state.window
    return _window(name, ranges, surface, ground), has_window


@st.cache_resource(max_entries=32, show_spinner=False)
def _window(name: str, ranges: tuple, _surface: Surface, _ground: Landscape) -> Landscape:
    return window(_ground, _surface, ranges)


@st.cache_resource(max_entries=64, show_spinner=False)
def _landscape(name: str, _surface: Surface) -> Landscape:
    return landscape(_surface)


def _look_beyond() -> None:
    state = st.session_state
    ranges = state.player.get("window")
    if ranges is None:
        return
    sides = [(float(low), float(high)) for low, high in ranges]
    fits = len(sides) == 2 and all(-FURTHEST <= low < high <= FURTHEST for low, high in sides)
    state.window = (session.surface().identity, tuple(sides)) if fits else (None, None)


def _lost() -> None:
    session.lose_landscape("player")
    st.session_state.window_sent = None


def _click() -> None:
    if start := st.session_state.player.get("start"):
        session.change(changes.started_at, start, session.surface())
