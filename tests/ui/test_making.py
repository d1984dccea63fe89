"""Files made beside the page, as a dialog asks for them."""

from streamlit.testing.v1 import AppTest

from ui import making
from ui.jobs import Job

SOON = 20


def dialog():
    import time

    import streamlit as st

    from ui import making

    def make(progress):
        for number in range(400):
            progress(number, 400)
            time.sleep(0.05)
        return b""

    if st.session_state.get("wanted", True):
        st.session_state["making.opening"] = True
        making.made("file", "slow", make)
    making.go_on()


def test_what_a_dialog_asks_for_no_longer_is_stopped(monkeypatch):
    monkeypatch.setattr(making, "BAR_AFTER", 0.1)
    page = AppTest.from_function(dialog, default_timeout=SOON).run()
    (job,) = page.session_state["making"].values()
    assert not job.within(0)
    page.session_state["wanted"] = False
    page.run()
    assert not page.exception
    assert not page.session_state["making"]
    assert job.within(SOON)
    assert job.stopped


def test_a_dialog_that_opens_shows_at_once_how_far_it_is_and_a_way_out(monkeypatch):
    monkeypatch.setattr(making, "BAR_AFTER", 0.1)
    page = AppTest.from_function(dialog, default_timeout=SOON).run()
    assert [button.label for button in page.button] == ["Cancel"]
    page.button[0].click().run()
    assert [button.label for button in page.button] == ["Make it"]


def closed_dialog():
    import streamlit as st

    from ui import making

    st.session_state["made"] = making.made("file", "quick", lambda progress: b"file")
    making.go_on()


def test_a_dialog_may_be_closed_while_it_waits(monkeypatch):
    within = Job.within

    def closed(job, seconds, asker):
        making.stop()  # as the run does that hears of it, beside the one that waits
        return within(job, SOON, asker)

    monkeypatch.setattr(Job, "within", closed)
    page = AppTest.from_function(closed_dialog, default_timeout=SOON).run()
    assert not page.exception
    assert page.session_state["made"] in (b"file", None)  # it may have been done before it was stopped
    assert not page.session_state["making"]
