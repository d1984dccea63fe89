"""The controls of the page: each sets one field of what is explored."""

from collections.abc import Callable, Sequence
from functools import partial
from types import MappingProxyType

import streamlit as st

from figures.plots import field_label
from optimizers import Rule
from optimizers.numbers import written
from racing import Axis
from racing.axis import Called, axis_between, fields
from setups.exploration import map_axis, usual_axis
from setups.setup import Racer, Setup
from surfaces import Surface
from ui import hands, session
from ui.fields import bound, plain
from words import Text, _, say, tell

ENDS = MappingProxyType({"low": say("from"), "high": say("to")})
"""The ends of an axis → what their fields are called."""


def choose(
    field: str,
    label: str,
    options: Sequence,
    current,
    format_func: Callable = str,
    *,
    bar: bool = False,
    width: int = 220,
) -> None:
    """Draw the choice of one field, as a list, or as a bar of buttons; without its label where it is a bar."""
    asked = {"key": f"explore.{field}", "value": current, "take": partial(_take, field), "format_func": format_func}
    if bar:
        bound(st.segmented_control, label, options, required=True, label_visibility="collapsed", **asked)
    else:
        bound(st.selectbox, label, options, width=width, **asked)


def choose_racer(setup: Setup) -> Racer:
    """Draw the choice among those that take part; return the one that is explored."""
    explored = setup.explored_racer
    choose("racer", say("Racer"), [racer.name for racer in setup.running], explored.name, tell)
    return explored


def choose_axis(side: str, label: Text, axis: Axis, rule: Rule, surface: Surface, taken: str = "") -> None:
    """Draw what an axis of a map varies and between which ends; what is wrong stands below, the axis stays."""
    offered = [field for field in fields(rule) if field != taken]
    state, key, error = st.session_state, f"explore.{side}", f"explore.{side}~error"
    if f"{key}.low" not in state:  # what was typed has gone with its field
        state.pop(error, None)
    if error not in state:
        values = {"low": written(axis.low, 12), "high": written(axis.high, 12), "log": axis.log}
        for part, value in values.items():
            hands.show(f"{key}.{part}", value)
    with st.container(gap="small"):
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"explore-{side}", gap="small"):
            bound(
                st.selectbox, label, offered, key=f"{key}.field", value=axis.field,
                take=partial(_other_field, side, axis, surface), format_func=partial(field_label, rule), width=150,
            )  # fmt: skip
            ends = (_other_ends, side, axis, rule)
            for part, title in ENDS.items():
                st.text_input(tell(title), width=96, max_chars=40, **hands.asking(f"{key}.{part}", *ends))
            st.toggle(_("log"), **hands.asking(f"{key}.log", *ends))
        if error in state:
            st.error(plain(state[error]))


def _take(field: str, value) -> None:
    if field == "cells":
        session.set_cells(value)
    else:
        session.explore(**{field: value})


def _other_field(side: str, axis: Axis, surface: Surface, field: str) -> None:
    st.session_state.pop(f"explore.{side}~error", None)
    session.explore(**{side: usual_axis(session.explored_racer().plain, surface, field, axis.count)})


def _other_ends(side: str, axis: Axis, rule: Rule) -> None:
    state, key = st.session_state, f"explore.{side}"
    state.pop(f"{key}~error", None)
    called = Called(field_label(rule, axis.field), **ENDS)
    low, high, log = (state[f"{key}.{part}"] for part in (*ENDS, "log"))
    try:
        other = axis_between(low, high, axis.field, axis.count, log, called)
        session.explore(**{side: map_axis(other, rule)})
    except ValueError as problem:
        state[f"{key}~error"] = problem
