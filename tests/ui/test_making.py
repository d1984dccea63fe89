"""Files made beside the page: told to stop, forgotten, or done."""

import threading

import pytest

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
