"""Lessons beside the picture: opened, answered, left; what was built before them, and in each, is kept."""

from dataclasses import replace
from typing import Any

import streamlit as st

from lessons import CATALOGUE, panel
from setups.setup import EXPLORE, Setup
from ui import session
from ui.browser import said


def open_lesson(key: str | None) -> None:
    """Go to a lesson, None for none, as it was left, or as it begins where it is new; what stands here is kept."""
    built, now = st.session_state.setdefault("built", {}), session.now()
    built[now.lesson] = now
    if key in built:
        session.put(replace(built[key], language=now.language))
    elif key is None:
        session.put(replace(now, lesson=None))
    else:
        session.open_setup(replace(CATALOGUE[key].setup, lesson=key), [])


def panel_beside(setup: Setup) -> dict[str, Any] | None:
    """Return what the player's panel shows of the lesson that is open, None where none is."""
    lesson = CATALOGUE.get(setup.lesson)
    if lesson is None:
        return None
    keys = list(CATALOGUE)
    return panel(lesson, (1 + keys.index(lesson.key), len(keys)), _answers().get(lesson.key), setup)


def asks(setup: Setup) -> bool:
    """Say whether a lesson's question is open: until it is answered nothing of the race is to be seen."""
    return setup.lesson in CATALOGUE and setup.view != EXPLORE and setup.lesson not in _answers()


def hear() -> None:
    """Do what was pressed on the panel."""
    told = said("player", "lesson", lambda value: value if isinstance(value, str) else int(value))
    lesson = CATALOGUE.get(session.now().lesson)
    if lesson is None:
        return
    keys = list(CATALOGUE)
    at = keys.index(lesson.key)
    match told:
        case int() if told < len(lesson.choices):
            _answers()[lesson.key] = told
        case "previous" | "next":
            open_lesson(keys[(at + (1 if told == "next" else -1)) % len(keys)])
        case "leave":
            open_lesson(None)
        case "try":
            session.open_setup(replace(lesson.tried, lesson=lesson.key), [])
        case "again":
            session.open_setup(replace(lesson.setup, lesson=lesson.key), [])


def _answers() -> dict[str, int]:
    """Return the choices that the visitor has made, by the keys of lessons."""
    return st.session_state.setdefault("answers", {})
