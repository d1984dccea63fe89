"""Where the settings live: keys of the visitor's session, read into `Settings` and changed by callbacks only."""

from math import floor, log10

import streamlit as st

import optimizers
import surfaces
from figures import STYLES
from figures.theme import next_style
from player.assets import mark_class
from ui.settings import (
    CONDITIONS,
    FIRST_RACERS,
    FIRST_START,
    FIRST_SURFACE,
    MAX_RACERS,
    NO_SCHEDULE,
    RATES,
    Racer,
    Settings,
)


def begin() -> None:
    """Fill a new session with the first visit's race."""
    if "racers" in st.session_state:
        return
    st.session_state.update(
        racers=[], next_racer=1, surface=FIRST_SURFACE, batch_size=1, all_rows=True,
        **{field: spec.default for field, spec in CONDITIONS.items()},
    )  # fmt: skip
    set_start(FIRST_START)
    for rule in FIRST_RACERS:
        add_racer(rule)


def place_at_start() -> None:
    """Set the start that the surface suggests."""
    set_start(surfaces.CATALOGUE[st.session_state.surface].start)


def set_start(start: tuple[float, float]) -> None:
    """Set the start to (x, y), rounded to what the picture shows."""
    (x0, x1), (y0, y1) = surfaces.CATALOGUE[st.session_state.surface].domain
    st.session_state.start_x = _rounded(start[0], x1 - x0)
    st.session_state.start_y = _rounded(start[1], y1 - y0)
    for field in ("start_x", "start_y"):
        st.session_state.pop(f"{field}~error", None)


def add_racer(rule: str) -> None:
    """Add a racer of that rule, with a learning rate that suits, a style of its own and a name that is free."""
    state = st.session_state
    if len(state.racers) >= MAX_RACERS:
        return
    kind = optimizers.CATALOGUE[rule]
    style = next_style(kind, [state[f"{other}.style"] for other in state.racers])
    key = f"racer{state.next_racer}-{mark_class(STYLES[style])}"  # by which its toggle gets its mark
    state.next_racer += 1
    state[f"{key}.rule"] = rule
    state[f"{key}.style"] = style
    state[f"{key}.name"] = state[f"{key}.accepted_name"] = _free_name(kind.title)
    state[f"{key}.on"] = True
    state[f"{key}.schedule"] = NO_SCHEDULE
    state[f"{key}.warm_up"] = 0
    for field, spec in kind.hyperparameters().items():
        state[f"{key}.{field}"] = RATES.get(rule, spec.default) if field == "learning_rate" else spec.default
    for name, schedule in optimizers.schedules.CATALOGUE.items():
        for field, spec in schedule.hyperparameters().items():
            state[f"{key}.{name}.{field}"] = spec.default
    state.racers = [*state.racers, key]


def remove_racer(key: str) -> None:
    """Take a racer off the list."""
    st.session_state.racers = [other for other in st.session_state.racers if other != key]


def rename_racer(key: str) -> None:
    """Take the name that was typed, unless something is wrong with it; `name_problem` says what."""
    if name_problem(key) is None:
        st.session_state[f"{key}.accepted_name"] = st.session_state[f"{key}.name"].strip()


def name_problem(key: str) -> str | None:
    """Say what is wrong with the name in a racer's field, or None."""
    state = st.session_state
    name = state[f"{key}.name"].strip()
    if not name:
        return f"A racer needs a name; it is still called {state[f'{key}.accepted_name']}."
    if any(state[f"{other}.accepted_name"] == name for other in state.racers if other != key):
        return f"Another racer is called {name}; this one is still called {state[f'{key}.accepted_name']}."
    return None


def last_running() -> tuple[Settings, bool]:
    """Return the settings to show, and whether nobody takes part; then they are the last in which somebody did."""
    settings = read()
    if settings.running:
        st.session_state.shown = settings
    return st.session_state.shown, not settings.running


def read() -> Settings:
    """Return the session's settings."""
    state = st.session_state
    surface = surfaces.CATALOGUE[state.surface]
    return Settings(
        surface=state.surface,
        start=(state.start_x, state.start_y),
        steps=state.steps,
        seed=state.seed,
        noise=state.noise if surface.rows is None else 0.0,
        batch_size=None if surface.rows is None or state.all_rows else min(state.batch_size, surface.rows),
        racers=tuple(_racer(key) for key in state.racers),
    )


def _racer(key: str) -> Racer:
    state = st.session_state
    schedule = state[f"{key}.schedule"]
    parameters = optimizers.schedules.CATALOGUE[schedule].hyperparameters()
    return Racer(
        name=state[f"{key}.accepted_name"],
        rule=state[f"{key}.rule"],
        style=state[f"{key}.style"],
        on=state[f"{key}.on"],
        values={
            field: state[f"{key}.{field}"] for field in optimizers.CATALOGUE[state[f"{key}.rule"]].hyperparameters()
        },
        schedule=schedule,
        schedule_values={field: state[f"{key}.{schedule}.{field}"] for field in parameters if field != "initial"},
        warm_up=int(state[f"{key}.warm_up"]),
    )


def _free_name(title: str) -> str:
    taken = {st.session_state[f"{key}.accepted_name"] for key in st.session_state.racers}
    names = [title, *(f"{title} {number}" for number in range(2, MAX_RACERS + 2))]
    return next(name for name in names if name not in taken)


def _rounded(value: float, width: float) -> float:
    return round(value, 3 - floor(log10(width)))
