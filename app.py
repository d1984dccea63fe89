"""Descent Derby: race optimizers down a loss surface. Run with `streamlit run app.py`."""

from pathlib import Path

import streamlit as st

from ui import session
from ui.results import results
from ui.sidebar import sidebar
from ui.stage import play, run_race, settle, views

st.set_page_config("Descent Derby", layout="wide")
st.html(Path(__file__).with_name("ui") / "page.css")

session.begin()
settings = session.read()

header, choice = st.columns([7, 3], vertical_alignment="center")
header.markdown(f"**{settings.descended.name}** &ensp; $f(x, y) = {settings.descended.latex}$")
with choice:
    view = views()

race = run_race(settings)
if race is None:
    st.info("Nobody takes part: switch a racer on, or add one, in the sidebar.")
else:
    play(*race, view)
    results(*race)

sidebar()  # last, so that the picture need not wait for the controls
settle()
