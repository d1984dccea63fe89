"""The sidebar: what is raced on, from where, and who races."""

from dataclasses import replace
from functools import partial

import streamlit as st

import surfaces
from figures.look import CHOICES, SWITCHES
from racing.axis import COORDINATES
from racing.drawn import epochs
from setups import changes
from setups.limits import MAX_RACERS
from setups.setup import CONDITIONS, PARAMETERS, SIDES, TYPED, Formula, Setup
from surfaces import FormulaError
from surfaces.expressions import ENTRIES, FUNCTIONS
from surfaces.typed import MOST_CHARACTERS
from ui import picker, session
from ui.browser import component
from ui.card import card
from ui.fields import bound, exact, plain, slider, typed

_BEFORE, _AFTER = 18, 10
_GRAMMAR = (
    "In x and y, with numbers, + − * / ^, parentheses, |x|, pi, e, and the functions "
    + ", ".join(FUNCTIONS)
    + ". "
    + "; ".join(entry.help for entry in ENTRIES if entry.help.startswith(f"{entry.name}("))
    + ". The letters a, b and c get sliders."
)


def sidebar(idle: bool) -> None:
    """Draw all controls; `idle` where nobody takes part."""
    setup = session.now()
    with st.sidebar:
        component().name(key="name", on_way_change=session.follow_keys, on_address_change=session.follow_address)
        session.begin_anew()
        _surface(setup)
        _conditions(setup)
        if idle:
            st.info("Nobody takes part: switch a racer on, or add one.")
        with st.container(key="cards"):
            for racer in setup.racers:
                card(setup, racer)
        if len(setup.racers) < MAX_RACERS:
            picker.button("rule", "Add a racer", icon=":material/add:")
        else:
            st.caption(f"{MAX_RACERS} racers are the most that can be told apart.")
        _look(setup)


def _surface(setup: Setup) -> None:
    name = "Your own formula" if setup.surface == TYPED else surfaces.CATALOGUE[setup.surface].name
    picker.button("surface", name, icon=":material/landscape:", width="stretch")
    if setup.formula:
        _formula(setup.formula)


def _formula(formula: Formula) -> None:
    typed(
        "f(x, y)",
        "formula",
        formula.text,
        session.set_formula,
        tell=_tell,
        max_chars=MOST_CHARACTERS + 1,  # so that what is too long is refused, not cut
        help=_GRAMMAR,
    )
    if (problem := session.now().problem) and "formula~error" not in st.session_state:
        _tell(problem)
    for letter, value in formula.parameters.items():
        spec, take = PARAMETERS[letter], partial(_set_letter, letter)
        moved, written = st.columns([2, 1], vertical_alignment="bottom")
        with moved:
            slider(letter, letter, spec, value, take)
        with written:
            exact("exactly", letter, "Formula", letter, spec, value, take)
    with st.container(key="domain", horizontal=True):
        for side, spec in SIDES.items():
            exact(spec.label, side, "Domain", spec.label, spec, formula.ends[side], partial(_set_side, side))


def _tell(problem: FormulaError) -> None:
    st.error(plain(str(problem)))
    if problem.position is not None:
        st.code(pointed(problem.text, problem.position), language=None)


def pointed(text: str, position: int) -> str:
    """Return the part of a formula around a character, with a mark below that character."""
    start = max(0, position - _BEFORE)
    head = "…" if start else ""
    part = text[start : position + _AFTER].replace("\n", " ")
    return f"{head}{part}\n{' ' * (len(head) + position - start)}^"


def _conditions(setup: Setup) -> None:
    surface = session.surface()
    values = {field: setup.start[i] for field, i in COORDINATES.items()}
    values |= {field: getattr(setup, field) for field in CONDITIONS if field not in COORDINATES}
    with st.container(key="conditions", horizontal=True):
        for field, spec in CONDITIONS.items():
            if field == "noise" and surface.rows is not None:
                continue
            take = partial(_set_condition, field)
            exact(spec.label, field, "Race", spec.label.lower(), spec, values[field], take)
    if surface.rows is not None:
        _batch(setup, surface.rows)


def _batch(setup: Setup, rows: int) -> None:
    whole = setup.batch_size is None
    bound(st.toggle, f"All {rows} rows at every step", key="all_rows", value=whole, take=_use_all_rows)
    if not whole:
        told = {"key": "batch_size", "value": setup.batch_size, "take": partial(_set_condition, "batch_size")}
        bound(st.slider, "Rows a step (batch size)", 1, rows, **told)
        st.caption(epochs(setup.steps, rows, setup.batch_size))


def _look(setup: Setup) -> None:
    box = st.expander("Look of the picture", type="compact", key="look", on_change="rerun")
    if not box.open:
        return
    with box:
        for field, choice in CHOICES.items():
            told = {"key": f"look.{field}", "value": getattr(setup.look, field), "take": partial(_set_look, field)}
            bound(st.selectbox, choice.label, list(choice.titles), format_func=choice.titles.get, **told)
        for field, label in SWITCHES.items():
            told = {"key": f"look.{field}", "value": getattr(setup.look, field), "take": partial(_set_look, field)}
            bound(st.toggle, label, **told)


def _set_condition(field: str, value) -> None:
    if field in COORDINATES:
        session.change(changes.with_value, "", field, value)
    else:
        session.change(changes.with_condition, field, value)


def _use_all_rows(whole: bool) -> None:
    _set_condition("batch_size", None if whole else 1)


def _set_look(field: str, value: str | bool) -> None:
    _set_condition("look", replace(session.now().look, **{field: value}))


def _set_letter(letter: str, value: float) -> None:
    formula = session.now().formula
    if formula and letter in formula.parameters:
        _set_condition("formula", formula.with_letter(letter, value))


def _set_side(side: str, value: float) -> None:
    if formula := session.now().formula:
        _set_condition("formula", formula.with_end(side, value))
