"""Files made beside the page: told to stop, forgotten, or done."""

import threading

import pytest
from streamlit.testing.v1 import AppTest

from ui import making
from ui.making import Job, Stopped

SOON = 20


def test_what_is_made_is_there_once_it_is_done():
    job = Job("key", lambda progress: b"made")
    assert job.within(SOON)
    assert job.made() == b"made"


def test_it_tells_how_far_it_is():
    begun, go_on = threading.Event(), threading.Event()

    def make(progress):
        progress(3, 9)
        begun.set()
        go_on.wait(SOON)
        return b""

    job = Job("key", make)
    assert begun.wait(SOON)
    assert job.far == (3, 9)
    assert not job.within(0)
    go_on.set()
    assert job.within(SOON)


@pytest.mark.parametrize("way", ["stopped", "forgotten"])
def test_it_ends_at_the_next_time_that_it_tells_where_nobody_wants_it(monkeypatch, way):
    told = []
    go_on = threading.Event()

    def make(progress):
        go_on.wait(SOON)
        for number in range(100):
            progress(number, 100)
            told.append(number)
        return b""

    monkeypatch.setattr(making, "FORGOTTEN", -1 if way == "forgotten" else 100)
    job = Job("key", make)
    if way == "stopped":
        job.stop()
    go_on.set()
    assert job.within(SOON)
    with pytest.raises(Stopped):
        job.made()
    assert told == []


def test_what_goes_wrong_is_raised_where_it_is_taken():
    def make(progress):
        raise ValueError("Options: width must be more")

    job = Job("key", make)
    assert job.within(SOON)
    with pytest.raises(ValueError, match="width must be more"):
        job.made()


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
    monkeypatch.setattr(making, "PATIENCE", 0.1)
    page = AppTest.from_function(dialog, default_timeout=SOON).run()
    (job,) = page.session_state["making"].values()
    assert not job.within(0)
    page.session_state["wanted"] = False
    page.run()
    assert not page.exception
    assert not page.session_state["making"]
    assert job.within(SOON)
    assert job.stopped


def closed_dialog():
    import streamlit as st

    from ui import making

    st.session_state["made"] = making.made("file", "quick", lambda progress: b"file")
    making.go_on()


def test_a_dialog_may_be_closed_while_it_waits(monkeypatch):
    within = Job.within

    def closed(job, seconds):
        making.stop()  # as the run does that hears of it, beside the one that waits
        return within(job, SOON)

    monkeypatch.setattr(Job, "within", closed)
    page = AppTest.from_function(closed_dialog, default_timeout=SOON).run()
    assert not page.exception
    assert page.session_state["made"] in (b"file", None)  # it may have been done before it was stopped
    assert not page.session_state["making"]
