"""The browser's pictures, as every part of the page mounts them."""

from pathlib import Path

import streamlit as st

from player.component import Component, register


@st.cache_resource(show_spinner=False)
def component() -> Component:
    """Return the pictures' components, registered once a process."""
    return register(Path(__file__).with_name("page.css"))
