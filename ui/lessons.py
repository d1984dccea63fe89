"""Lessons and challenges beside the picture: opened, answered, left; what was built before and in each is kept."""

from dataclasses import replace
from typing import Any

import streamlit as st

from figures.views import CONTOUR
from lessons import CATALOGUE, CHALLENGES, challenge_panel, panel, tried_text
from racing import Race
from setups.setup import EXPLORE, Setup
from ui import session
from ui.browser import said
from ui.fields import plain
from words import tell

_TAUGHT = {"lesson": CATALOGUE, "challenge": CHALLENGES}
"""Field of a setup → what may stand beside the picture, by key."""


def open_panel(field: str | None, key: str | None = None) -> None:
    """Go to a lesson or a challenge, or to none, as it was left, or as it begins; what stands here is kept."""
    built, now = st.session_state.setdefault("built", {}), session.now()
    built[_opened(now)] = now
    if (field, key) in built:
        session.put(replace(built[field, key], language=now.language))
    elif field is None:
        session.put(replace(now, lesson=None, challenge=None))
    else:
        _begin(field, key)


def panel_beside(setup: Setup, race: Race) -> dict[str, Any]:
    """Return what the player's panel shows beside `race`, by its field of a setup; nothing where there is none."""
    field, key = _opened(setup)
    if field is None:
        return {}
    keys = list(_TAUGHT[field])
    place = (1 + keys.index(key), len(keys))
    if field == "challenge":
        return {field: challenge_panel(CHALLENGES[key], place, setup, race)}
    return {field: panel(CATALOGUE[key], place, _answers().get(key), setup)}


def asks(setup: Setup) -> bool:
    """Say whether a lesson's question is open: until it is answered nothing of the race is to be seen."""
    field, key = _opened(setup)
    return field == "lesson" and key not in _answers()


def seen(setup: Setup) -> str:
    """Return the view that is shown: none of exploring while a question is open."""
    return CONTOUR if setup.view == EXPLORE and asks(setup) else setup.view


def beside_explored(setup: Setup) -> None:
    """Say what is to be seen in Explore where a lesson led there: its panel is beside the picture of a race."""
    field, key = _opened(setup)
    if field == "lesson" and (told := tried_text(CATALOGUE[key], setup)):
        st.info(plain(tell(told).replace("$", "")))


def hear() -> None:
    """Do what was pressed on the panel."""
    told = said("player", "lesson", lambda value: value if isinstance(value, str) else int(value))
    field, key = _opened(session.now())
    if field is None:
        return
    keys = list(_TAUGHT[field])
    match told:
        case int() if field == "lesson" and told < len(CATALOGUE[key].choices):
            session.put(replace(session.now(), view=seen(session.now())))
            _answers()[key] = told
        case "previous" | "next":
            open_panel(field, keys[(keys.index(key) + (1 if told == "next" else -1)) % len(keys)])
        case "leave":
            open_panel(None)
        case "try" if field == "lesson":
            session.open_setup(replace(CATALOGUE[key].tried, lesson=key), [])
        case "again":
            _begin(field, key)


def _begin(field: str, key: str) -> None:
    session.open_setup(replace(_TAUGHT[field][key].setup, **{field: key}), [])


def _opened(setup: Setup) -> tuple[str | None, str | None]:
    """Return what stands beside the picture: its field of a setup and its key, None each where nothing does."""
    for field, known in _TAUGHT.items():
        if (key := getattr(setup, field)) in known:
            return field, key
    return None, None


def _answers() -> dict[str, int]:
    """Return the choices that the visitor has made, by the keys of lessons."""
    return st.session_state.setdefault("answers", {})
