"""Work made beside the page: shared, in turns, the small first; told to stop, forgotten, or done."""

import threading

import pytest

from ui import jobs as module
from ui.jobs import Job, Jobs, Stopped

SOON = 20


@pytest.fixture
def jobs():
    return Jobs(workers=1)


@pytest.fixture
def busy(jobs):
    """Keep the only worker busy until the event is set."""
    begun, go_on = threading.Event(), threading.Event()

    def make(progress):
        begun.set()
        assert go_on.wait(SOON)
        return "made"

    jobs.ask("busy", make, 0.0)
    assert begun.wait(SOON)
    return go_on


def noting(order, name):
    return lambda progress: order.append(name) or name


def test_what_is_made_is_there_once_it_is_done(jobs):
    job = jobs.ask("key", lambda progress: b"made", 1.0)
    assert job.within(SOON)
    assert job.made() == b"made"


def test_it_tells_how_far_it_is(jobs):
    begun, go_on = threading.Event(), threading.Event()

    def make(progress):
        progress(3, 9)
        begun.set()
        go_on.wait(SOON)
        return b""

    job = jobs.ask("key", make, 1.0)
    assert begun.wait(SOON)
    assert job.far == (3, 9)
    assert not job.within(0)
    go_on.set()
    assert job.within(SOON)


def test_those_who_ask_for_the_same_share_one_job(jobs, busy):
    order = []
    asked = [jobs.ask("key", noting(order, "once"), 1.0, asker) for asker in range(12)]
    busy.set()
    assert all(job.within(SOON) for job in asked)
    assert order == ["once"]
    assert len(set(asked)) == 1


@pytest.mark.parametrize("way", ["left", "forgotten"])
def test_it_ends_at_the_next_time_that_it_tells_where_nobody_wants_it(jobs, busy, monkeypatch, way):
    told = []

    def make(progress):
        for number in range(100):
            progress(number, 100)
            told.append(number)

    monkeypatch.setattr(module, "FORGOTTEN", -SOON if way == "forgotten" else SOON)
    job = jobs.ask("key", make, 1.0, "asker")
    if way == "left":
        job.leave("asker")
    busy.set()
    with pytest.raises(Stopped):
        job.made()
    assert told == []


def test_it_goes_on_while_another_wants_it(jobs, busy):
    job = jobs.ask("key", lambda progress: progress(1, 2) or "made", 1.0, "one")
    jobs.ask("key", None, 1.0, "other")
    job.leave("one")
    busy.set()
    assert job.made() == "made"


def test_what_goes_wrong_is_raised_for_all_who_asked_and_tried_again_for_who_asks_next(jobs):
    def fail(progress):
        raise ValueError("Options: width must be more")

    job = jobs.ask("key", fail, 1.0)
    assert job.within(SOON)
    for _ in range(2):
        with pytest.raises(ValueError, match="width must be more"):
            job.made()
    assert jobs.ask("key", lambda progress: "fine", 1.0).made() == "fine"


def test_the_smallest_goes_first_and_equals_as_they_came(jobs, busy):
    order = []
    asked = [jobs.ask(name, noting(order, name), size) for name, size in (("c", 9), ("a", 1), ("b", 2), ("a2", 1))]
    busy.set()
    assert all(job.within(SOON) for job in asked)
    assert order == ["a", "a2", "b", "c"]


def test_none_waits_for_ever_while_small_ones_keep_coming(jobs, busy, monkeypatch):
    order, clock = [], [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: clock[0])

    def small(number):
        def make(progress):
            order.append(number)
            clock[0] += 0.5
            if number < 50:
                small(number + 1)

        return jobs.ask(number, make, 0.1)

    large = jobs.ask("large", noting(order, "large"), 3.0)
    small(0)
    busy.set()
    assert large.within(SOON)
    assert jobs.ask("last", noting(order, "last"), 9.0).within(SOON)
    assert 5 <= order.index("large") <= 7


def test_large_work_lets_much_smaller_go_first_wherever_it_tells(jobs):
    order, begun, go_on = [], threading.Event(), threading.Event()

    def large(progress):
        begun.set()
        assert go_on.wait(SOON)
        order.append("half")
        progress(1, 2)
        order.append("whole")

    job = jobs.ask("large", large, 10.0)
    assert begun.wait(SOON)
    asked = [jobs.ask(size, noting(order, size), size) for size in (5.0, 1.0, 2.0)]
    go_on.set()
    assert all(each.within(SOON) for each in (job, *asked))
    assert order == ["half", 1.0, 2.0, "whole", 5.0]


def test_no_more_run_at_once_than_there_are_workers():
    running, most, lock = 0, 0, threading.Lock()

    def make(progress):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        progress(0, 1)
        with lock:
            running -= 1

    jobs = Jobs(workers=2)
    asked = [jobs.ask(number, make, 1.0) for number in range(40)]
    assert all(job.within(SOON) for job in asked)
    assert most <= 2


def test_a_job_says_that_it_was_stopped():
    job = Job("key", lambda progress: progress(0, 1), 1.0, lambda seconds: None)
    job.leave()
    job.run()
    assert job.stopped
