"""The app as the tests serve it: a page that is open can be emptied, and filled anew, without being loaded again.

`python -m tests.browser.served run app.py …` is `streamlit run app.py …`, but that a page at the query EMPTY has its
session let go of and nothing drawn, so that the browser lets go of its part, too. Whatever that page asks for next the
app answers as it does a newcomer.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.web.cli import main

from ui import session

EMPTY = "empty"


def is_new(known=session.is_new) -> bool:
    """Answer as the app does, which asks this first in every run; where the page is to be empty end the run."""
    run = get_script_run_ctx()
    if run.query_string.startswith(EMPTY):
        run.session_state._state.clear()  # the public one lets the callbacks of controls stay
        st.stop()
    return known()


if __name__ == "__main__":
    session.is_new = is_new
    main(prog_name="streamlit")
