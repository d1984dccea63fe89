"""What a visitor's hand has done, told apart from what the browser still shows of a moment ago.

Each request of the browser tells what all controls show. Where a run has just written one, a press elsewhere that was
under way meanwhile tells what it showed before, as if somebody had put it back: an echo. Until the browser tells what
was written, what a control has shown meanwhile counts as done by hand only where nothing else was done.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

_MEANWHILE = "~meanwhile"
"""Stands behind a control's key: the values that the browser may tell, the one last written at the end."""


def show(key: str, value: Any) -> None:
    """Write what a control shows, again at each run until the browser has told it."""
    state, meanwhile = st.session_state, key + _MEANWHILE
    if key in state and meanwhile not in state and state[key] == value:  # what is being typed would be written over
        return
    values = state.get(meanwhile) or ((state[key],) if key in state else ())
    if values and values[-1] != value:
        state[meanwhile] = (*values, value)
    state[key] = value


def asking(key: str, act: Callable[..., None], *arguments) -> dict[str, Any]:
    """Return what a control is to be given so that its change does `act`, or puts it off where it may be an echo."""
    return {"key": key, "on_change": _take, "args": (key, act, *arguments)}


def did(act: Callable[..., None], *arguments) -> None:
    """Do what was pressed; what comes with it and may be an echo is one."""
    st.session_state.acted = True
    act(*arguments)


def follow() -> None:
    """Do what was put off, if nothing else was done since the last run of the page: at the beginning of each."""
    state = st.session_state
    put_off, done = state.pop("put_off", ()), state.pop("acted", False) or state.get("followed") is not state.setup
    for meanwhile in [name for name in state if str(name).endswith(_MEANWHILE)]:
        key = meanwhile.removesuffix(_MEANWHILE)
        if key not in state or state[key] == state[meanwhile][-1]:
            del state[meanwhile]
    if len(put_off) == 1 and not done:
        [(act, arguments)] = put_off
        act(*arguments)
    state.followed = state.setup


def _take(key: str, act: Callable[..., None], *arguments) -> None:
    state = st.session_state
    *earlier, written = state.get(key + _MEANWHILE, (None,))
    if state[key] != written and state[key] in earlier:
        state.put_off = (*state.get("put_off", ()), (act, arguments))
    else:
        did(act, *arguments)
