"""The row above the picture: what is descended, the ready-made races, the views, the way back and the way out."""

from dataclasses import replace

import streamlit as st

from setups.setup import PAGES, Setup
from ui import hands, picker, session
from ui.fields import bound, plain
from words import _, say, tell

MOST_NOTES = 8
"""Of an address or a file, that are told."""


def header(setup: Setup) -> bool:
    """Draw the row; return whether the way out was chosen."""
    with st.container(key="header", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"$f(x, y) = {setup.descended.latex}$", width="content")
        picker.button("race", say("Races"))
        bound(
            st.segmented_control, say("View"), list(PAGES), key="view", value=setup.view, take=_look_from,
            required=True, format_func=PAGES.get, label_visibility="collapsed",
        )  # fmt: skip
        _ways_back()
        return st.button(_("Take away"), key="take", on_click=hands.did, args=(lambda: None,))


def notes() -> None:
    """Say what of an address or a file could not be taken as it was."""
    if st.session_state.notes:
        shown, more = st.session_state.notes[:MOST_NOTES], len(st.session_state.notes) - MOST_NOTES
        listed = [*shown, say("and {count} more", count=more)] if more > 0 else shown
        points = "\n".join(f"- {plain(note)}" for note in listed)
        with st.container(key="notes", horizontal=True, vertical_alignment="center"):
            st.warning(_("Some settings fell back to what is usual:") + f"\n\n{points}")
            st.button(_("Dismiss"), on_click=session.dismiss_notes, key="dismiss")


def _ways_back() -> None:
    state = st.session_state
    ways = {"undo": (say("Undo (Ctrl+Z)"), session.undo, state.past)}
    if state.future:
        ways["redo"] = (say("Redo (Ctrl+Shift+Z)"), session.redo, state.future)
    ways["restart_alt"] = (say("Start over"), session.start_over, state.setup != state.opened)
    for icon, (label, act, can) in ways.items():
        look = {"icon": f":material/{icon}:", "type": "tertiary", "disabled": not can}
        st.button(tell(label), key=f"way.{icon}", on_click=hands.did, args=(act,), **look)


def _look_from(view: str) -> None:
    session.put(replace(session.now(), view=view))
