"""Where the settings live: keys of the visitor's session, read into `Setup` and changed by callbacks only."""

from dataclasses import replace

import numpy as np
import streamlit as st

import optimizers
import surfaces
from figures import STYLES
from figures.views import CONTOUR
from player.assets import mark_class
from racing import suited_rate
from racing.axis import COORDINATES
from setups import link
from setups.racers import LENGTH, NO_SCHEDULE
from setups.setup import (
    MAX_RACERS,
    MAX_START,
    PARAMETERS,
    SIDES,
    TYPED,
    Formula,
    Racer,
    Setup,
    new_racer,
    rounded,
)
from surfaces import FormulaError, Surface


def begin() -> None:
    """Fill a new session with what its address asks for, which is the first visit's race where it asks for nothing."""
    if "racers" in st.session_state:
        return
    settings, notes = link.read({key: st.query_params.get_all(key) for key in st.query_params})
    st.session_state.next_racer = 1
    restore(settings, notes)


def restore(settings: Setup, notes: list[str]) -> None:
    """Put `settings` in the place of all that was set, and `notes` on the page."""
    state = st.session_state
    for key in [key for key in state if str(key).endswith("~error")]:
        del state[key]
    formula = settings.formula or Formula()
    ends = (end for side in formula.domain for end in side)
    state.update(
        notes=notes, surface=settings.surface, formula=formula.text, batch_size=settings.batch_size or 1,
        all_rows=settings.batch_size is None, view=settings.view, show_step=settings.step, picture=settings.picture,
        explored=settings.explored,
        steps=settings.steps, seed=settings.seed, noise=settings.noise,
        **{letter: formula.parameters.get(letter, spec.default) for letter, spec in PARAMETERS.items()},
        **dict(zip(SIDES, ends, strict=True)),
    )  # fmt: skip
    state["explore.rate"] = settings.explored.rate
    state.start_x, state.start_y = settings.start
    state.racers = []
    for racer in settings.racers:
        _add(racer, settings.descended)


def dismiss_notes() -> None:
    """Take the notes off the page."""
    st.session_state.notes = []


def load_file() -> None:
    """Take the settings of the file that was given, or say what is wrong with it."""
    state = st.session_state
    state.pop("file~error", None)
    if state.file is None:
        return
    try:
        restore(*link.load(state.file.getvalue().decode()))
    except UnicodeDecodeError:
        state["file~error"] = "settings: expected the JSON of saved settings, got something else"
    except ValueError as problem:
        state["file~error"] = str(problem)


def type_formula() -> None:
    """Take the formula that was typed, unless something is wrong with it; then `formula~error` says what."""
    state = st.session_state
    typed = state["formula~text"]
    state.pop("formula~error", None)
    try:
        before = _formula()
        letters = surfaces.formula_parameters(typed)
        parameters = {letter: state[letter] for letter in letters}
        made = Formula(typed, parameters, before.domain).surface
        state.formula = typed
        _suit_rates(made)
        if not np.isfinite(made.value(np.array([state.start_x, state.start_y]))):
            set_start(made.start)
    except FormulaError as problem:
        state["formula~error"] = problem


def enter_surface() -> None:
    """Set the start of the surface that was chosen, and the learning rates that suit it where nobody set others."""
    set_start(surface().start)
    _suit_rates(surface())


def set_start(start: tuple[float, float]) -> None:
    """Set the start to (x, y), rounded to what the picture shows and within what a start may be."""
    x, y = (max(-MAX_START, min(value, MAX_START)) for value in start)
    st.session_state.start_x, st.session_state.start_y = rounded(surface(), (x, y))
    for field in COORDINATES:
        st.session_state.pop(f"{field}~error", None)


def set_explored(**changes) -> None:
    """Change fields of what is explored."""
    if "cells" in changes:
        _set_cells(changes.pop("cells"))
    st.session_state.explored = replace(st.session_state.explored, **changes)


def _set_cells(count: int) -> None:
    explored, racer = st.session_state.explored, explored_racer()
    across, along = explored.axes(racer.kind, surface())
    set_explored(across=replace(across, count=count), along=replace(along, count=count))


def explored_racer() -> Racer:
    """Return the racer that is explored, among those of the last race that was shown."""
    return replace(st.session_state.shown, explored=st.session_state.explored).explored_racer


def set_value(name: str, field: str, value: float) -> None:
    """Set one value of the racer of that name, or a coordinate of the start, which ends at `MAX_START`."""
    state = st.session_state
    own = [key for key in state.racers if state[f"{key}.accepted_name"] == name]
    if field in COORDINATES:
        value = max(-MAX_START, min(value, MAX_START))
    for key in [field] if field in COORDINATES else [f"{racer}.{field}" for racer in own]:
        state[key] = float(value)
        state.pop(f"{key}~error", None)


def show_race() -> None:
    """Leave what is explored for the race."""
    st.session_state.view = CONTOUR


def lose_landscape(picture: str) -> None:
    """Note that the browser holds no landscape for a picture."""
    st.session_state[f"{picture}.landscape"] = None


def add_racer(rule: str) -> None:
    """Add a racer of that rule."""
    if len(st.session_state.racers) < MAX_RACERS:
        ground, others = surface(), [_racer(key) for key in st.session_state.racers]
        _add(new_racer(rule, others, ground), ground)


def remove_racer(key: str) -> None:
    """Take a racer off the list."""
    st.session_state.racers = [other for other in st.session_state.racers if other != key]


def rename_racer(key: str) -> None:
    """Take the name that was typed, unless something is wrong with it; `name_problem` says what."""
    if name_problem(key) is None:
        before, after = st.session_state[f"{key}.accepted_name"], st.session_state[f"{key}.name"].strip()
        st.session_state[f"{key}.accepted_name"] = after
        if st.session_state.explored.racer == before:
            set_explored(racer=after)


def name_problem(key: str) -> str | None:
    """Say what is wrong with the name in a racer's field, or None."""
    state = st.session_state
    name = state[f"{key}.name"].strip()
    if not name:
        return f"A racer needs a name; it is still called {state[f'{key}.accepted_name']}."
    if any(state[f"{other}.accepted_name"] == name for other in state.racers if other != key):
        return f"Another racer is called {name}; this one is still called {state[f'{key}.accepted_name']}."
    return None


def last_running() -> tuple[Setup, bool]:
    """Return the settings to show, and whether nobody takes part.

    Where nobody does, or the formula is none, they are the last with which there was a race.
    """
    settings = read()
    if _is_surface(settings) and settings.running:
        st.session_state.shown = settings
    shown = st.session_state.shown
    seen = replace(shown, view=settings.view, picture=settings.picture, explored=settings.explored)
    return seen, not settings.running


def read() -> Setup:
    """Return the session's settings."""
    state = st.session_state
    formula = _formula() if state.surface == TYPED else None
    rows = None if formula else surfaces.CATALOGUE[state.surface].rows
    return Setup(
        surface=state.surface,
        formula=formula,
        start=(state.start_x, state.start_y),
        steps=state.steps,
        seed=state.seed,
        noise=state.noise if rows is None else 0.0,
        batch_size=None if rows is None or state.all_rows else min(state.batch_size, rows),
        racers=tuple(_racer(key) for key in state.racers),
        view=state.view,
        picture=state.picture,
        explored=replace(state.explored, rate=state["explore.rate"]),
    )


def surface() -> Surface:
    """Return the surface that the session is on, the last that was one."""
    settings = read()
    return (settings if _is_surface(settings) else st.session_state.shown).descended


def _is_surface(settings: Setup) -> bool:
    """Say whether there is a surface to descend; where a domain or a number took it away, say so beside the formula."""
    state = st.session_state
    waiting = state.get("formula~text", state.formula) != state.formula  # a text with an error of its own
    try:
        found = bool(settings.descended)
    except FormulaError as problem:
        state["formula~error"] = problem
        return False
    if not waiting:
        state.pop("formula~error", None)
    return found


def _formula() -> Formula:
    state = st.session_state
    letters = surfaces.formula_parameters(state.formula)
    x0, x1, y0, y1 = (state[side] for side in SIDES)
    return Formula(state.formula, {letter: state[letter] for letter in letters}, ((x0, x1), (y0, y1)))


def _suit_rates(ground: Surface) -> None:
    """Give the racers whose learning rate is still the last that suited one that suits `ground`."""
    state = st.session_state
    for key in state.racers:
        rate = f"{key}.learning_rate"
        if rate in state and state[rate] == state[f"{key}.suited"]:
            state[rate] = state[f"{key}.suited"] = suited_rate(optimizers.CATALOGUE[state[f"{key}.rule"]], ground)


def _add(racer: Racer, ground: Surface) -> None:
    state = st.session_state
    key = f"racer{state.next_racer}-{mark_class(STYLES[racer.style])}"  # by which its toggle gets its mark
    state.next_racer += 1
    state[f"{key}.rule"] = racer.rule
    state[f"{key}.style"] = racer.style
    state[f"{key}.name"] = state[f"{key}.accepted_name"] = racer.name
    state[f"{key}.on"] = racer.on
    state[f"{key}.schedule"] = racer.schedule
    state[f"{key}.to_the_end"] = LENGTH not in racer.schedule_values
    state[f"{key}.warm_up"] = racer.warm_up
    state[f"{key}.suited"] = suited_rate(racer.kind, ground)
    for field, value in racer.values.items():
        state[f"{key}.{field}"] = value
    for name, schedule in optimizers.schedules.CATALOGUE.items():
        own = racer.schedule_values if name == racer.schedule else {}
        for field, spec in schedule.hyperparameters().items():
            state[f"{key}.{name}.{field}"] = own.get(field, spec.default)
    state.racers = [*state.racers, key]


def _racer(key: str) -> Racer:
    state = st.session_state
    schedule = state[f"{key}.schedule"]
    parameters = optimizers.schedules.CATALOGUE[schedule].hyperparameters()
    own = [] if schedule == NO_SCHEDULE else [field for field in parameters if field != "initial"]
    return Racer(
        name=state[f"{key}.accepted_name"],
        rule=state[f"{key}.rule"],
        style=state[f"{key}.style"],
        on=state[f"{key}.on"],
        values={
            field: state[f"{key}.{field}"] for field in optimizers.CATALOGUE[state[f"{key}.rule"]].hyperparameters()
        },
        schedule=schedule,
        schedule_values={
            field: state[f"{key}.{schedule}.{field}"]
            for field in own
            if field != LENGTH or not state[f"{key}.to_the_end"]
        },
        warm_up=int(state[f"{key}.warm_up"]),
    )
