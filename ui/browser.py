"""The browser's pictures, as every part of the page mounts them."""

import logging
from collections.abc import Callable
from math import isfinite
from typing import Any

import streamlit as st

from player.assets import Unpublished
from player.component import Component, register
from ui import PAGE_STYLE
from ui.fields import plain


@st.cache_resource(show_spinner=False)
def component() -> Component:
    """Return the pictures' components, registered once a process."""
    return register(PAGE_STYLE)


def require() -> None:
    """Go no further, and say on the page and in the log what to do, where the pictures' files cannot be served."""
    try:
        component()
    except Unpublished as problem:
        logging.getLogger(__name__).error("%s", problem)
        st.error(plain(problem))
        st.stop()


def said(key: str, trigger: str, read: Callable[[Any], Any]) -> Any | None:
    """Return what a component's trigger says, as `read` takes it; None where it says nothing that can be read.

    What comes from a browser is not to be trusted; there is none where the script runs by itself.
    """
    value = st.session_state.get(key, {}).get(trigger)
    try:
        return None if value is None else read(value)
    except (TypeError, ValueError, LookupError, OverflowError):
        return None


def numbers(values: Any) -> tuple[float, ...]:
    """Return the finite numbers of a list; TypeError, ValueError or OverflowError where it holds anything else."""
    if not all(type(value) in (int, float) and isfinite(value) for value in values):
        raise ValueError(f"numbers: expected finite ones, got {values!r}")
    return tuple(map(float, values))


def text(value: Any) -> str:
    """Return a text; TypeError where it is anything else."""
    if not isinstance(value, str):
        raise TypeError(f"text: expected one, got {value!r}")
    return value
