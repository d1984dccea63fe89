"""The sidebar: what is raced on, from where, and who races."""

from inspect import getdoc

import streamlit as st

import optimizers
import surfaces
from optimizers import Count, Switch, schedules
from racing.gradients import epochs
from setups import link
from setups.racers import LENGTH, LONGEST_NAME, NO_SCHEDULE
from setups.setup import (
    CONDITIONS,
    MAX_RACERS,
    MAX_STEPS,
    PARAMETERS,
    PICTURES,
    SIDES,
    TYPED,
    sides,
)
from surfaces.functions import ENTRIES, FUNCTIONS
from surfaces.grammar import MOST_CHARACTERS
from ui import session
from ui.fields import exact, plain, slider

_PICTURES = {"page": "those of the page", "light": "light", "dark": "dark"}
_BEFORE, _AFTER = 18, 10
_GRAMMAR = (
    "In x and y, with numbers, + − * / ^, parentheses, |x|, pi, e, and the functions "
    + ", ".join(FUNCTIONS)
    + ". "
    + "; ".join(entry.help for entry in ENTRIES if entry.help.startswith(f"{entry.name}("))
    + ". The letters a, b and c get sliders."
)
_FAMILY = {key: family for family, members in surfaces.FAMILIES.items() for key in members}


def sidebar(idle: bool) -> None:
    """Draw all controls; `idle` where nobody takes part."""
    with st.sidebar:
        _surface()
        _conditions()
        st.markdown("##### Racers")
        if idle:
            st.info("Nobody takes part: switch a racer on, or add one.")
        for key in list(st.session_state.racers):
            _card(key)
        _adding()
        st.divider()
        st.selectbox(
            "Colours of the picture", PICTURES, format_func=_PICTURES.get, key="picture", persist_state="session"
        )
        _file()


def _surface() -> None:
    surface = session.surface()
    st.selectbox(
        "Surface",
        [*surfaces.CATALOGUE, TYPED],
        format_func=_named,
        key="surface",
        on_change=session.enter_surface,
        help=_about(surface),
    )
    if st.session_state.surface == TYPED:
        _formula()
    st.caption(f"$f = {surface.latex}$")
    if isinstance(surface, surfaces.TypedSurface):
        _parameters(surface)


def _named(key: str) -> str:
    return "Your own: type a formula" if key == TYPED else f"{_FAMILY[key]}: {surfaces.CATALOGUE[key].name}"


def _formula() -> None:
    state = st.session_state
    if "formula~error" not in state:
        state["formula~text"] = state.formula
    st.text_input(
        "f(x, y)",
        key="formula~text",
        on_change=session.type_formula,
        max_chars=MOST_CHARACTERS + 1,  # so that what is too long is refused, not cut
        help=_GRAMMAR,
        persist_state="session",
    )
    if problem := state.get("formula~error"):
        st.error(plain(str(problem)))
        if problem.position is not None:
            st.code(pointed(problem.text, problem.position), language=None)


def _parameters(surface: surfaces.TypedSurface) -> None:
    for letter in surface.parameters:
        spec = PARAMETERS[letter]
        moved, typed = st.columns([2, 1], vertical_alignment="bottom")
        with moved:
            slider(letter, letter, spec)
        with typed:
            exact("exactly", letter, "Formula", letter, spec)
    ends = sides({side: st.session_state[side] for side in SIDES})
    with st.container(key="domain", horizontal=True):
        for side, spec in ends.items():
            exact(spec.label, side, "Domain", spec.label, spec)


def _about(surface: surfaces.Surface) -> str:
    columns = f" {getdoc(surface.columns)}" if isinstance(surface, surfaces.DataLoss) else ""
    return f"Source: {surface.source}.{columns}"


def pointed(text: str, position: int) -> str:
    """Return the part of a formula around a character, with a mark below that character."""
    start = max(0, position - _BEFORE)
    head = "…" if start else ""
    part = text[start : position + _AFTER].replace("\n", " ")
    return f"{head}{part}\n{' ' * (len(head) + position - start)}^"


def _conditions() -> None:
    with st.container(key="conditions", horizontal=True):
        for field in ("start_x", "start_y", "steps", "seed"):
            _condition(field)
    rows = session.surface().rows
    if rows is None:
        _condition("noise")
        return
    st.toggle(f"All {rows} rows at every step", key="all_rows", persist_state="session")
    if not st.session_state.all_rows:
        st.session_state.batch_size = min(st.session_state.batch_size, rows)
        st.slider("Rows a step (batch size)", 1, rows, key="batch_size", persist_state="session")
        st.caption(epochs(st.session_state.steps, rows, st.session_state.batch_size))


def _condition(field: str) -> None:
    spec = CONDITIONS[field]
    exact(spec.label, field, "Race", spec.label.lower(), spec)


def _card(key: str) -> None:
    state = st.session_state
    rule = optimizers.CATALOGUE[state[f"{key}.rule"]]
    specs = rule.hyperparameters()
    st.toggle(plain(state[f"{key}.accepted_name"]), key=f"{key}.on")
    field = next(iter(specs))
    slider(_titled(specs[field].label), f"{key}.{field}", specs[field])
    more = st.expander("More", type="compact", key=f"{key}.more", on_change="rerun")
    if more.open:
        with more:
            _more(key, rule)


def _more(key: str, rule: type[optimizers.Rule]) -> None:
    specs = rule.hyperparameters()
    st.text_input(
        "Name",
        key=f"{key}.name",
        max_chars=LONGEST_NAME,
        on_change=session.rename_racer,
        args=(key,),
        persist_state="session",
    )
    if problem := session.name_problem(key):
        st.error(plain(problem))
    first = next(iter(specs))
    exact(f"{_titled(specs[first].label)}, exactly", f"{key}.{first}", rule.__name__, first, specs[first])
    for field, spec in list(specs.items())[1:]:
        if isinstance(spec, Switch):
            st.toggle(_titled(spec.label), key=f"{key}.{field}", persist_state="session")
        else:
            slider(_titled(spec.label), f"{key}.{field}", spec)
            exact(f"{_titled(spec.label)}, exactly", f"{key}.{field}", rule.__name__, field, spec)
    if "learning_rate" in specs:
        _schedule(key)
    st.button("Remove this racer", key=f"{key}.remove", on_click=session.remove_racer, args=(key,))


def _schedule(key: str) -> None:
    st.selectbox(
        "Learning-rate schedule",
        schedules.CHOICES,
        format_func=lambda name: schedules.CATALOGUE[name].title,
        key=f"{key}.schedule",
        persist_state="session",
    )
    chosen = st.session_state[f"{key}.schedule"]
    if chosen != NO_SCHEDULE:
        for field, spec in schedules.CATALOGUE[chosen].hyperparameters().items():
            if field == LENGTH:
                _length(key, chosen, spec)
            elif field != "initial":
                exact(_titled(spec.label), f"{key}.{chosen}.{field}", chosen, field, spec)
    st.number_input("Warm-up steps before it", 0, MAX_STEPS, key=f"{key}.warm_up", step=10, persist_state="session")


def _length(key: str, schedule: str, spec: Count) -> None:
    state, length = st.session_state, f"{key}.{schedule}.{LENGTH}"
    st.toggle("Decays until the race ends", key=f"{key}.to_the_end", persist_state="session")
    if state[f"{key}.to_the_end"]:
        state[length] = max(1, state.steps - state[f"{key}.warm_up"])
        state.pop(f"{length}~error", None)
    else:
        exact(_titled(spec.label), length, schedule, LENGTH, spec)


def _file() -> None:
    box = st.expander("Save or load the settings", type="compact", key="files", on_change="rerun")
    if not box.open:
        return
    with box:
        text = link.save(st.session_state.shown)
        st.download_button("Save as a file", text, "descent-derby.json", "application/json", on_click="ignore")
        st.file_uploader("Load a file", type="json", key="file", on_change=session.load_file, max_upload_size=1)
        if problem := st.session_state.get("file~error"):
            st.error(plain(problem))


def _titled(label: str) -> str:
    return label[0].upper() + label[1:]


def _adding() -> None:
    if len(st.session_state.racers) >= MAX_RACERS:
        st.caption(f"{MAX_RACERS} racers are the most that can be told apart.")
        return
    st.selectbox(
        "Add a racer",
        list(optimizers.CATALOGUE),
        index=None,
        format_func=lambda name: optimizers.CATALOGUE[name].title,
        placeholder="Add a racer",
        label_visibility="collapsed",
        key="adding",
        on_change=_add,
    )


def _add() -> None:
    if st.session_state.adding:
        session.add_racer(st.session_state.adding)
    st.session_state.adding = None
