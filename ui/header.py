"""The row above the picture: what is descended, the ready-made races, the views, the way back and the way out."""

from dataclasses import replace

import streamlit as st

from setups.setup import PAGES, Setup
from ui import hands, picker, session
from ui.fields import bound, plain

MOST_NOTES = 8
"""Of an address or a file, that are told."""


def header(setup: Setup) -> bool:
    """Draw the row; return whether the way out was chosen."""
    with st.container(key="header", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"$f(x, y) = {setup.descended.latex}$", width="content")
        picker.button("race", "Races")
        bound(
            st.segmented_control, "View", list(PAGES), key="view", value=setup.view, take=_look_from,
            required=True, format_func=PAGES.get, label_visibility="collapsed",
        )  # fmt: skip
        _ways_back()
        return st.button("Take away", key="take", on_click=hands.did, args=(lambda: None,))


def notes() -> None:
    """Say what of an address or a file could not be taken as it was."""
    if st.session_state.notes:
        shown, more = st.session_state.notes[:MOST_NOTES], len(st.session_state.notes) - MOST_NOTES
        told = "\n".join([f"- {plain(note)}" for note in shown] + [f"- and {more} more"] * (more > 0))
        with st.container(key="notes", horizontal=True, vertical_alignment="center"):
            st.warning(f"Some settings fell back to what is usual:\n\n{told}")
            st.button("Dismiss", on_click=session.dismiss_notes, key="dismiss")


def _ways_back() -> None:
    state = st.session_state
    ways = {"undo": ("Undo (Ctrl+Z)", session.undo, state.past)}
    if state.future:
        ways["redo"] = ("Redo (Ctrl+Shift+Z)", session.redo, state.future)
    ways["restart_alt"] = ("Start over", session.start_over, state.setup != state.opened)
    for icon, (told, act, can) in ways.items():
        look = {"icon": f":material/{icon}:", "type": "tertiary", "disabled": not can}
        st.button(told, key=f"way.{icon}", on_click=hands.did, args=(act,), **look)


def _look_from(view: str) -> None:
    session.put(replace(session.now(), view=view))
