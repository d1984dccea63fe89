"""The stage: the race of the setup, computed where it is new, and the player that shows it."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import streamlit as st

from figures import Look, Style
from optimizers import Rule
from player import payload
from racing import Race, Run, descend
from setups import RACES, changes, link
from setups.setup import Setup
from surfaces import Surface
from ui import landscapes, lessons, live, session
from ui.browser import component, numbers, said
from ui.jobs import awaited
from ui.language import fragment
from ui.store import kept

LONG = 2000
"""Runs of so many steps are worth waiting in a line for."""

STEP_SECONDS = 2e-5
"""About what a step of a run takes."""


class Raced(NamedTuple):
    """A race that is on the screen, the setup that shows it, and the picture that it is on."""

    setup: Setup
    race: Race
    on: str = "player"


def run_race(setup: Setup) -> Race:
    """Return the race that the setup asks for."""
    return setup.race(run=run)


def soon_there(setup: Setup) -> bool:
    """Say whether the picture of the setup takes but a moment: then it need not wait for the controls."""
    return landscapes.is_held(setup.descended, setup.look.levels) and setup.steps < LONG


def run(rule: Rule, surface: Surface, start: tuple[float, float], steps: int, **randomness) -> Run:
    """Return a run as `racing.descend` does, made once for all visitors; a long one in turn with other work."""
    key = ("run", repr(rule), surface.identity, start, steps, *randomness.values())  # a repr names class and values
    make = partial(descend, rule, surface, start, steps, **randomness)
    if steps < LONG:
        return kept().get(key, make)
    return awaited(key, lambda progress: make(), steps * STEP_SECONDS, lambda *far: session.now())


def play(make: Callable[[], Race], styles: Sequence[Style], setup: Setup, view: str) -> Race:
    """Show the race that `make` makes in one of the player's views; return it."""
    race = make()
    _player(make, styles, setup, view, lessons.asks(setup))
    return race


@fragment
def _player(make: Callable[[], Race], styles: Sequence[Style], setup: Setup, view: str, asked: bool) -> None:
    """Mount the player; the landscape goes along only where the browser has not got it yet.

    A fragment runs by itself where the map asks for more ground. What it holds the session holds, so not the race.
    """
    if session.shown() != setup or lessons.asks(setup) != asked:  # the player has set something
        st.rerun()
    finished = make()
    ground, news = landscapes.shown_landscape(finished.surface, setup.look, "player")
    beyond, has_window = landscapes.shown_window(finished.surface, ground)
    key = link.race_of(setup)
    component().mount(
        key="player",
        data=payload(
            finished,
            ground,
            styles,
            view=view,
            chart=setup.chart,
            **st.session_state.pop("show_once", {}),
            title=RACES[key].title if key else None,
            races=True,
            panel=lessons.panel_beside(setup, finished),
            window=beyond,
            has_window=has_window,
            live=landscapes.shown_programs(finished) | live.handles(setup),
            **news,
            **look(setup),
        ),
        on_start_change=_click,
        on_window_change=_look_beyond,
        on_lost_change=lambda: landscapes.lose("player"),
        on_draws_change=landscapes.draw_ahead,
        on_race_change=_next_race,
        on_chart_change=_choose_chart,
        on_stop_change=live.move,
        on_lesson_change=lessons.hear,
    )


def look(setup: Setup) -> dict[str, Look | str]:
    """Return what every picture is told: how it looks, and the setup as the address holds it."""
    return {"look": setup.look, "link": link.query(setup)}


@st.cache_resource(show_spinner=False)
def settle() -> None:
    """Put what the first run has left in memory beyond the garbage collector's reach.

    Full collections, now and then, hold up all runs; walking SymPy's objects alone takes 100 ms.
    """
    gc.collect()
    gc.freeze()


def _look_beyond() -> None:
    ranges = said("player", "window", lambda ranges: list(map(numbers, ranges)))
    if ranges is not None:
        landscapes.look_beyond(session.surface(), ranges)


def _click() -> None:
    start = said("player", "start", numbers)
    if start and len(start) == 2:
        session.change(changes.started_at, start, session.surface())


def _next_race() -> None:
    """Open the ready-made race before or after the one that is shown; the first or the last where none is."""
    by = said("player", "race", int)
    if by in (-1, 1):
        keys, key = list(RACES), link.race_of(session.shown())
        at = keys.index(key) + by if key else min(by, 0)
        session.open_race(keys[at % len(keys)])


def _choose_chart() -> None:
    if chart := said("player", "chart", lambda chosen: replace(session.now().chart, **chosen)):
        session.put(replace(session.now(), chart=chart))
