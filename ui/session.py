"""A visitor's setup: one frozen value in the session, replaced by callbacks, with those before it to come back to.

Controls are views of it: each run writes what they show anew, so that a run that is cut off loses nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import streamlit as st

import words
from figures.views import CONTOUR
from setups import changes, link
from setups.own_data import missing, with_rows
from setups.racers import checked_name
from setups.setup import Formula, Racer, Setup
from surfaces import Surface
from ui.browser import said, text
from words import say

_SEEN = ("view", "look", "chart", "explored", "language", "lesson", "challenge")
"""Fields of a setup that are shown as they are set, whatever race is."""

MOST = 200
"""Setups that one can come back to."""


def is_new() -> bool:
    """Whether nothing is set yet."""
    return "setup" not in st.session_state


def begin() -> None:
    """Fill a new session with what its address asks for, which is the first visit's race where it asks for nothing."""
    state = st.session_state
    if not is_new():
        return
    state.past, state.future, state.unfolded = (), (), frozenset()
    _open_address(_address())
    state.rows_missing, state.rows_kept = missing(_address()), frozenset()


def bring_rows(rows: str) -> None:
    """Open the address with the rows that are missing there, unless something was set since; ValueError for others."""
    if not st.session_state.past:
        _open_address({**with_rows(_address(), rows), **({"lang": [now().language]} if now().language else {})})


def now() -> Setup:
    """Return what is set."""
    return st.session_state.setup


def put(setup: Setup) -> None:
    """Set `setup`; what was set before can be come back to."""
    state = st.session_state
    if setup == state.setup:
        return
    state.past, state.future = (*state.past, state.setup)[-MOST:], ()
    _set(setup)


def change(how: Callable[..., Setup], *arguments, **values) -> None:
    """Put what `how`, one of `setups.changes`, makes of the setup."""
    put(how(now(), *arguments, **values))


def change_racer(how: Callable[..., Setup], card: int, *arguments, **values) -> None:
    """Put what `how` makes of a racer, unless it has gone: a slider that was moved just before tells so later."""
    if any(racer.card == card for racer in now().racers):
        change(how, card, *arguments, **values)


def undo() -> None:
    """Come back to what was set before."""
    state = st.session_state
    if state.past:
        state.future = (state.setup, *state.future)
        *earlier, setup = state.past
        state.past = tuple(earlier)
        _set(setup)
        _forget("", "~error")


def redo() -> None:
    """Set what was last undone."""
    state = st.session_state
    if state.future:
        state.past = (*state.past, state.setup)
        setup, *later = state.future
        state.future = tuple(later)
        _set(setup)
        _forget("", "~error")


def follow_keys() -> None:
    """Undo or redo, as the keys say that were pressed."""
    way = said("name", "way", text)
    if way == "undo":
        undo()
    elif way == "redo":
        redo()


def follow_address() -> None:
    """Take the address as the browser has it now."""
    address = said("name", "address", lambda told: link.asked(text(told)))
    if address is not None:
        st.session_state.address = address


def follow_language() -> None:
    """Speak the language that was chosen, as if it had always been so: no step back leads to another."""
    code = said("name", "language", text)
    if code in words.LANGUAGES:
        state = st.session_state
        for field in ("setup", "opened"):
            state[field] = replace(state[field], language=code)
        for field in ("past", "future"):
            state[field] = tuple(replace(setup, language=code) for setup in state[field])


def begin_anew() -> None:
    """Begin with the address that a page tells whose server is another one now: no callback has heard it."""
    state = st.session_state
    if "address" in state:
        return
    follow_address()
    if "address" in state:
        del state.setup
        st.rerun()


def start_over() -> None:
    """Set what the page was opened with."""
    open_setup(st.session_state.opened, [])


def open_setup(setup: Setup, notes: list[str]) -> None:
    """Put `setup` in the place of all that was set, and `notes` on the page."""
    state = st.session_state
    state.notes = notes
    state.unfolded = frozenset()
    put(replace(_unseen(setup), language=setup.language or now().language))
    _forget("", "~error")


def open_race(key: str) -> None:
    """Open a ready-made race."""
    open_setup(link.ready_made(key), [])


def dismiss_notes() -> None:
    """Take the notes off the page."""
    st.session_state.notes = []


def load_file() -> bool:
    """Open the settings of the file that was given, or say what is wrong with it; return whether they were opened."""
    state = st.session_state
    state.pop("file~error", None)
    if state.file is None:
        return False
    try:
        open_setup(*link.load(state.file.getvalue().decode()))
    except UnicodeDecodeError:
        state["file~error"] = say("settings: expected the JSON of saved settings, got something else")
    except ValueError as problem:
        state["file~error"] = problem
    return "file~error" not in state


def set_formula(typed: str) -> None:
    """Descend the formula of a text; FormulaError where it is none."""
    if now().formula:
        change(changes.with_formula, Formula.typed(typed, now().formula))


def rename(card: int, name: str) -> None:
    """Give a racer another name; ValueError where it is none, or another's, or no address can hold it."""
    name = name.strip()
    own = next(racer for racer in now().racers if racer.card == card)
    if not name:
        raise ValueError(say("A racer needs a name; it is still called {name}.", name=own.name))
    checked_name(own.rule, name)
    if any(racer.name == name for racer in now().racers if racer.card != card):
        taken = say("Another racer is called {name}; this one is still called {own}.", name=name, own=own.name)
        raise ValueError(taken)
    change(changes.with_racer, card, name=name)


def fold(card: int) -> None:
    """Fold a racer's further settings out, or in again."""
    st.session_state.unfolded ^= {card}


def wrong_texts() -> dict[str, ValueError]:
    """Return what is wrong with the text of a field, by the key of the card that it is on, one each."""
    state = st.session_state
    return {str(key).partition(".")[0]: state[key] for key in reversed(list(state)) if str(key).endswith("~error")}


def forget_wrong(card: int, field: str) -> None:
    """Forget what is wrong with the texts of the fields within one of a racer's, which are about to go."""
    _forget(f"racer{card}.{field}.", "~error")


def shown() -> Setup:
    """Return what to show: where nobody takes part or the formula is none, the last setup that had a race."""
    setup, state = now(), st.session_state
    if setup.problem is None and setup.running:
        state.shown = setup
    last = state.get("shown", state.opened)
    return replace(last, **{field: getattr(setup, field) for field in _SEEN})


def language() -> str:
    """Return the code of the language that the page speaks: the one chosen, else the nearest to the browser's."""
    return now().language or words.nearest(st.context.locale or "")


def surface() -> Surface:
    """Return the surface that the session is on, the last that was one."""
    setup = now() if now().problem is None else shown()
    return setup.descended


def step_shown() -> int | None:
    """Return the step that the playhead stands at, None for the last; the player keeps it in the address."""
    step = _address().get("step", [""])[0]
    return int(step) if step.isdecimal() and len(step) < 10 and int(step) <= shown().steps else None


def explored_racer() -> Racer:
    """Return the racer that is explored, among those of the last race that was shown."""
    return shown().explored_racer


def explore(**fields) -> None:
    """Change fields of what is explored."""
    change(changes.exploring, **fields)


def set_cells(count: int) -> None:
    """Set how many cells a map has along each side."""
    across, along = now().explored.axes(explored_racer().plain, surface())
    explore(across=replace(across, count=count), along=replace(along, count=count))


def race_with(values: Sequence[tuple[str, str, float]], evaluations: int | None = None) -> None:
    """Set values, (racer, field, number) each, and leave what is explored for the race: all in one step back.

    evaluations: how many each racer has, None for as many as its steps take, as where nothing else is said in Explore.
    """
    setup = replace(now(), view=CONTOUR, evaluations=evaluations)
    for name, field, value in values:
        setup = changes.with_value(setup, name, field, value)
    put(setup)


def _set(setup: Setup) -> None:
    """Set `setup`, and let go of all that is known of cards that are no more: another may have their number."""
    state = st.session_state
    gone = {racer.card for racer in state.setup.racers} - {racer.card for racer in setup.racers}
    state.setup = setup
    state.unfolded -= gone
    for card in gone:
        _forget(f"racer{card}.")


def _open_address(texts: Mapping[str, Sequence[str]]) -> None:
    """Set what an address says, as what the page was opened with."""
    state = st.session_state
    setup, state.notes = link.read(texts)
    state.setup = state.opened = _unseen(setup)


def _unseen(setup: Setup) -> Setup:
    """Return the setup without what only the next picture is told: the step to show, and who stands out."""
    st.session_state.show_once = {"step": setup.step, "focus": setup.focus}
    return replace(setup, step=None, focus=None)


def _address() -> dict[str, list[str]]:
    """Return what the address says, as far as it has been told: Streamlit tells only how the page was opened."""
    opened = {key: st.query_params.get_all(key) for key in st.query_params}
    return st.session_state.get("address", opened)


def _forget(begin: str, end: str = "") -> None:
    """Let go of what is known of fields: with "~error" of what is wrong in them, so that each shows what is set."""
    state = st.session_state
    for key in [key for key in state if str(key).startswith(begin) and str(key).endswith(end)]:
        state.pop(key, None)
