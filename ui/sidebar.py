"""The sidebar: what is raced on, from where, and who races."""

from inspect import getdoc

import streamlit as st

import optimizers
import surfaces
from optimizers import Switch, schedules
from ui import session
from ui.fields import exact, plain, slider
from ui.settings import CONDITIONS, MAX_NAME, MAX_RACERS, MAX_STEPS, NO_SCHEDULE

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


def _surface() -> None:
    st.selectbox(
        "Surface",
        list(surfaces.CATALOGUE),
        format_func=lambda key: f"{_FAMILY[key]}: {surfaces.CATALOGUE[key].name}",
        key="surface",
        on_change=session.place_at_start,
        help=_about(surfaces.CATALOGUE[st.session_state.surface]),
    )
    st.caption(f"$f = {surfaces.CATALOGUE[st.session_state.surface].latex}$")


def _about(surface: surfaces.Surface) -> str:
    columns = f" {getdoc(surface.columns)}" if isinstance(surface, surfaces.DataLoss) else ""
    return f"Source: {surface.source}.{columns}"


def _conditions() -> None:
    with st.container(key="conditions", horizontal=True):
        for field in ("start_x", "start_y", "steps", "seed"):
            _condition(field)
    rows = surfaces.CATALOGUE[st.session_state.surface].rows
    if rows is None:
        _condition("noise")
        return
    st.toggle(f"All {rows} rows at every step", key="all_rows", persist_state="session")
    if not st.session_state.all_rows:
        st.session_state.batch_size = min(st.session_state.batch_size, rows)
        st.slider("Rows a step (batch size)", 1, rows, key="batch_size", persist_state="session")


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
        max_chars=MAX_NAME,
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
            if field != "initial":
                exact(_titled(spec.label), f"{key}.{chosen}.{field}", chosen, field, spec)
    st.number_input("Warm-up steps before it", 0, MAX_STEPS, key=f"{key}.warm_up", step=10, persist_state="session")


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
