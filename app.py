"""Descent Derby: race optimizers down a loss surface. Run with `streamlit run app.py`."""

import streamlit as st

from setups.setup import EXPLORE
from ui import browser, session
from ui.explore import explore
from ui.header import header, notes
from ui.picker import pick
from ui.results import results
from ui.sidebar import sidebar
from ui.stage import Raced, play, run_race, settle
from ui.takeaway import take_away

sidebar_at_first = "collapsed" if st.context.is_embedded else "auto"
st.set_page_config("Descent Derby", layout="wide", initial_sidebar_state=sidebar_at_first)

browser.require()
session.begin()
setup, idle = session.shown(), not session.now().running

if setup.view == EXPLORE:
    sidebar(idle)  # before the work, which may take long
    leaving = header(setup)
    notes()
    shown = explore(setup)
else:
    leaving = header(setup)
    notes()
    race, styles = run_race(setup)
    play(race, styles, setup, setup.view)
    results(race, styles)
    shown = Raced(setup, race)
    sidebar(idle)  # after the race, so that the picture need not wait for the controls

if leaving:
    take_away(shown)
else:
    pick()
settle()
