"""The language of the page, in what Streamlit runs by itself and in what it knows by its words."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import streamlit as st

import words
from ui import session
from words import Text, tell


def speak() -> None:
    """Speak the visitor's language until the run ends: each has a thread of its own."""
    words.speak(session.language())


def fragment(draw: Callable) -> Callable:
    """Return `draw` as a part of the page that runs by itself."""
    return st.fragment(_speaking(draw))


def dialog(title: Text, draw: Callable, **options) -> Callable:
    """Return `draw` as a dialog, which runs by itself."""
    return st.dialog(tell(title), **options)(_speaking(draw))


def tabs(titles: Mapping[str, Text], key: str) -> dict[str, Any]:
    """Draw tabs, identity → title, and return them; the open one stays open in another language."""
    state, shown = st.session_state, {name: tell(title) for name, title in titles.items()}
    opened = f"{key}~opened"
    if opened in state and state.get(key) not in shown.values():
        state[key] = shown[state[opened]]
    drawn = dict(zip(shown, st.tabs(list(shown.values()), key=key, on_change="rerun"), strict=True))
    state[opened] = next(name for name, tab in drawn.items() if tab.open)
    return drawn


def expander(title: Text, key: str) -> Any:
    """Draw what folds out and return it; it stays as it is in another language."""
    if key in st.session_state:
        st.session_state[key] = st.session_state[key]
    return st.expander(tell(title), type="compact", key=key, on_change="rerun")


def _speaking(draw: Callable) -> Callable:
    @wraps(draw)
    def spoken(*arguments, **named):
        speak()
        return draw(*arguments, **named)

    return spoken
