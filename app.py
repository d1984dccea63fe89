"""Descent Derby: race optimizers down a loss surface. Run with `streamlit run app.py`."""

import streamlit as st

from setups.setup import EXPLORE
from ui import session
from ui.explore import explore
from ui.picker import pick
from ui.results import results
from ui.sidebar import sidebar
from ui.stage import header, notes, play, run_race, settle
from ui.takeaway import take_away

sidebar_at_first = "collapsed" if st.context.is_embedded else "auto"
st.set_page_config("Descent Derby", layout="wide", initial_sidebar_state=sidebar_at_first)

session.begin()
setup = session.shown()

leaving = header(setup)
notes()
race, styles = run_race(setup)
if setup.view == EXPLORE:
    explore(setup)
else:
    play(race, styles, setup, setup.view)
    results(race, styles)

sidebar(idle=not session.now().running)  # after the race, so that the picture need not wait for the controls
if leaving:
    take_away(race, styles, setup.surface)
else:
    pick()
settle()
