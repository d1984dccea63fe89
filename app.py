"""Descent Derby: race optimizers down a loss surface. Run with `streamlit run app.py`."""

import streamlit as st

from setups.setup import EXPLORE
from ui import session
from ui.explore import explore
from ui.results import results
from ui.sidebar import sidebar
from ui.stage import header, notes, play, run_race, settle
from ui.takeaway import take_away

sidebar_at_first = "collapsed" if st.context.is_embedded else "auto"
st.set_page_config("Descent Derby", layout="wide", initial_sidebar_state=sidebar_at_first)

session.begin()
settings, idle = session.last_running()

leaving = header(settings.descended)
notes()
race, styles = run_race(settings)
if settings.view == EXPLORE:
    explore(settings)
else:
    play(race, styles, settings, settings.view)
    results(race, styles)

sidebar(idle)  # after the race, so that the picture need not wait for the controls
if leaving:
    take_away(race, styles, settings.surface)
settle()
