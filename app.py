"""Descent Derby: race optimizers down a loss surface. Run with `streamlit run app.py`."""

from functools import partial

import streamlit as st

from setups.setup import EXPLORE
from ui import browser, hands, language, lessons, session
from ui.explore import explore
from ui.header import header, notes
from ui.landscapes import lose_others
from ui.picker import pick
from ui.results import results
from ui.served import opened, published
from ui.sidebar import sidebar
from ui.stage import Raced, play, run_race, settle, soon_there
from ui.takeaway import take_away
from ui.turns import turns


def page() -> None:
    """Draw what a visitor sees."""
    is_first = session.is_new()
    if is_first:  # the browser keeps it from then on
        sidebar_at_first = "collapsed" if st.context.is_embedded else "auto"
        st.set_page_config("Descent Derby", layout="wide", initial_sidebar_state=sidebar_at_first)

    with turns().taken(is_first=is_first):
        session.begin()
        hands.follow()
        language.speak()
        browser.require()
        setup, idle = session.shown(), not session.now().running

        view = lessons.seen(setup)
        picture_first = view != EXPLORE and soon_there(setup)  # else the controls need not wait for the picture
        if not picture_first:
            if is_first:
                turns().stand_back()
            sidebar(idle)
        leaving = header(setup)
        notes()
        if view == EXPLORE:
            lessons.beside_explored(setup)
            shown = explore(setup)
        else:
            shown = Raced(setup, play(partial(run_race, setup), setup.styles, setup, view))
            if not lessons.asks(setup):
                results(shown.race, setup.styles)
        if picture_first:
            sidebar(idle)

        if leaving:
            take_away(shown)
        else:
            pick()
        lose_others(shown.on if isinstance(shown, Raced) else None)
        settle()


if __name__ == "__main__":  # for a visitor, at each run
    page()
else:  # for the server
    app = st.App(__file__, routes=[published()], lifespan=opened)
