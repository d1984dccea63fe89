"""The sidebar: what is raced on, from where, and who races."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

import surfaces
from figures.look import CHOICES, SWITCHES
from racing.axis import COORDINATES
from racing.drawn import epochs
from setups import changes
from setups.entrants import BATCH
from setups.limits import MAX_RACERS
from setups.setup import CONDITIONS, EVALUATIONS, OWN_DATA, PARAMETERS, SIDES, TYPED, Formula, Setup
from surfaces import FormulaError
from surfaces.expressions import ENTRIES, FUNCTIONS
from surfaces.typed import MOST_CHARACTERS
from ui import picker, session
from ui.browser import component
from ui.card import card
from ui.fields import Handle, bound, exact, optional, plain, slider, titled, typed
from ui.language import expander
from ui.own_data import own_data, rows_beside
from words import _, joined, say, tell

_BEFORE, _AFTER = 18, 10
_GRAMMAR = say(
    "In x and y, with numbers, + − * / ^, parentheses, |x|, pi, e, and the functions {functions}. {explained}. "
    "The letters a, b and c get sliders.",
    functions=", ".join(FUNCTIONS),
    explained=joined("; ", (entry.help for entry in ENTRIES if entry.help.startswith(f"{entry.name}("))),
)


def sidebar(idle: bool) -> None:
    """Draw all controls; `idle` where nobody takes part."""
    setup = session.now()
    with st.sidebar:
        heard = {"way": session.follow_keys, "address": session.follow_address, "language": session.follow_language}
        component().name(key="name", **{f"on_{said}_change": follow for said, follow in heard.items()})
        session.begin_anew()
        rows_beside(setup)
        _surface(setup)
        _conditions(setup)
        if idle:
            st.info(_("Nobody takes part: switch a racer on, or add one."))
        with st.container(key="cards"):
            wrong = session.wrong_texts()
            for racer in setup.racers:
                card(setup, racer, wrong)
        if len(setup.racers) < MAX_RACERS:
            picker.button("rule", say("Add a racer"), icon=":material/add:")
        else:
            st.caption(_("{most} racers are the most that can be told apart.", most=MAX_RACERS))
        _look(setup)


def handles(setup: Setup) -> list[Handle]:
    """Return the sliders of what all racers share, and the fields whose labels are dragged."""
    letters = setup.letters.items()
    sliders = [Handle(name, PARAMETERS[name], value, partial(_set_letter, name)) for name, value in letters]
    rows = session.surface().rows
    fields = ("steps", "noise") if rows is None else ("steps",)
    takers = {field: partial(_set_condition, field) for field in fields}
    typed = [Handle(each, CONDITIONS[each], getattr(setup, each), take, typed=True) for each, take in takers.items()]
    if setup.batch_size is not None and rows is not None:
        spec, take = replace(BATCH, slider=(1, rows)), partial(_set_condition, "batch_size")
        typed.append(Handle("batch_size", spec, setup.batch_size, take, whole=True))
    return sliders + typed


def _surface(setup: Setup) -> None:
    own = {TYPED: say("Your own formula"), OWN_DATA: say("Your own data")}
    name = own.get(setup.surface) or surfaces.CATALOGUE[setup.surface].name
    picker.button("surface", name, icon=":material/landscape:", width="stretch")
    if setup.formula:
        _formula(setup.formula)
    elif setup.data:
        own_data(setup)
    else:
        _letters(setup.letters)


def _formula(formula: Formula) -> None:
    typed(
        "f(x, y)",
        "formula",
        formula.text,
        session.set_formula,
        complain=_complain,
        max_chars=MOST_CHARACTERS + 1,  # so that what is too long is refused, not cut
        help=_GRAMMAR,
    )
    if (problem := session.now().problem) and "formula~error" not in st.session_state:
        _complain(problem)
    _letters(formula.parameters)
    with st.container(key="domain", horizontal=True):
        for side, spec in SIDES.items():
            exact(spec.label, side, say("Domain"), spec.label, spec, formula.ends[side], partial(_set_side, side))


def _letters(letters: Mapping[str, float]) -> None:
    for letter, value in letters.items():
        spec, take = PARAMETERS[letter], partial(_set_letter, letter)
        moved, written = st.columns([2, 1], vertical_alignment="bottom")
        with moved:
            slider(titled(spec.label) if spec.help else letter, letter, spec, value, take, help=spec.help or None)
        with written:
            exact(say("exactly"), letter, say("Surface"), spec.label, spec, value, take)


def _complain(problem: FormulaError) -> None:
    st.error(plain(problem))
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
            exact(titled(spec.label), field, say("Race"), spec.label, spec, values[field], take)
    if surface.rows is not None:
        _batch(setup, surface.rows)
    if setup.evaluations is not None:
        spec, take = EVALUATIONS, partial(_set_condition, "evaluations")
        given = {"value": setup.evaluations, "take": take, "help": spec.help}
        optional(titled(spec.label), "evaluations", say("Race"), spec.label, spec, **given)


def _batch(setup: Setup, rows: int) -> None:
    whole = setup.batch_size is None
    bound(st.toggle, say("All {rows} rows at every step", rows=rows), key="all_rows", value=whole, take=_use_all_rows)
    if not whole:
        asked = {"key": "batch_size", "value": setup.batch_size, "take": partial(_set_condition, "batch_size")}
        bound(st.slider, titled(BATCH.label), 1, rows, **asked)
        st.caption(tell(epochs(setup.steps, rows, setup.batch_size)))


def _look(setup: Setup) -> None:
    box = expander(say("Look of the picture"), "look")
    if not box.open:
        return
    with box:
        for field, choice in CHOICES.items():
            shown = {"key": f"look.{field}", "value": getattr(setup.look, field), "take": partial(_set_look, field)}
            bound(st.selectbox, choice.label, list(choice.titles), format_func=choice.titles.get, **shown)
        for field, label in SWITCHES.items():
            shown = {"key": f"look.{field}", "value": getattr(setup.look, field), "take": partial(_set_look, field)}
            bound(st.toggle, label, **shown)


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
    session.change(changes.with_letter, letter, value)


def _set_side(side: str, value: float) -> None:
    if formula := session.now().formula:
        _set_condition("formula", formula.with_end(side, value))
