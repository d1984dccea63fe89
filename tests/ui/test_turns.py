"""Runs of the page take turns: so many at once, the others after them, and nobody is shut out."""

import threading

import pytest

from ui.turns import PLACES, Turns

SOON = 20


class Held:
    """A run in a thread of its own that holds a turn until it is let go."""

    def __init__(self, turns, **kind):
        self.begun, self.let_go = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._run, args=(turns, kind))
        self.thread.start()

    def _run(self, turns, kind):
        with turns.taken(**kind):
            self.begun.set()
            assert self.let_go.wait(SOON)

    def end(self):
        self.let_go.set()
        self.thread.join(SOON)
        assert not self.thread.is_alive()


@pytest.fixture
def turns():
    return Turns(patience=SOON)


@pytest.fixture
def all_taken(turns):
    """As many runs as there are places, each with its turn."""
    runs = [Held(turns) for _ in range(PLACES)]
    assert all(run.begun.wait(SOON) for run in runs)
    yield runs
    for run in runs:
        run.end()


def test_so_many_run_at_once_and_the_next_when_one_of_them_has_ended(turns, all_taken):
    late = Held(turns)
    assert not late.begun.wait(0.05)
    all_taken[0].end()
    assert late.begun.wait(SOON)
    late.end()


def test_who_waits_for_what_is_made_elsewhere_gives_its_turn_and_takes_one_again(turns):
    with turns.taken():
        others = [Held(turns) for _ in range(PLACES - 1)]
        assert all(run.begun.wait(SOON) for run in others)
        with turns.given():
            late = Held(turns)
            assert late.begun.wait(SOON)
            late.end()
        late = Held(turns)
        assert not late.begun.wait(0.05)
        others[0].end()
        assert late.begun.wait(SOON)
        late.end()


def test_who_has_waited_for_what_took_long_leaves_a_place_to_the_quick(turns):
    shown, let_go = threading.Semaphore(0), threading.Event()

    def run():
        with turns.taken():
            with turns.given():
                pass
            shown.release()
            assert let_go.wait(SOON)

    slow = [threading.Thread(target=run) for _ in range(PLACES)]
    for thread in slow:
        thread.start()
    for _ in range(PLACES - 1):
        assert shown.acquire(timeout=SOON)
    quick = Held(turns)
    assert quick.begun.wait(SOON)
    assert not shown.acquire(timeout=0.05)
    quick.end()
    let_go.set()
    assert shown.acquire(timeout=SOON)
    for thread in slow:
        thread.join(SOON)
        assert not thread.is_alive()


def test_who_sees_nothing_yet_leaves_a_place_to_those_who_have_changed_something(turns):
    newcomers = [Held(turns, is_first=True)]
    assert newcomers[0].begun.wait(SOON)
    newcomers += [Held(turns, is_first=True) for _ in range(PLACES - 1)]
    changing = Held(turns)
    assert changing.begun.wait(SOON)
    assert not newcomers[-1].begun.wait(0.05)
    for run in (changing, *newcomers):
        run.end()


def test_a_turn_comes_back_from_a_run_that_is_ended_wherever_that_is(turns):
    for _ in range(PLACES + 1):
        with pytest.raises(KeyError), turns.taken():
            raise KeyError
        with pytest.raises(KeyError), turns.taken(), turns.given():
            raise KeyError
    runs = [Held(turns) for _ in range(PLACES)]
    assert all(run.begun.wait(SOON) for run in runs)
    for run in runs:
        run.end()


def test_who_comes_for_the_first_time_does_not_wait_for_ever_new_changes(turns, all_taken, monkeypatch):
    monkeypatch.setattr("ui.turns.FIRST_LATER", 1e-6)
    newcomer = Held(turns, is_first=True)
    assert not newcomer.begun.wait(0.05)
    changing = Held(turns)
    assert not changing.begun.wait(0.05)
    all_taken[0].end()
    assert newcomer.begun.wait(SOON)
    assert not changing.begun.wait(0.05)
    newcomer.end()
    assert changing.begun.wait(SOON)
    changing.end()


def test_a_page_that_takes_long_stands_back_behind_those_who_come_later(turns):
    order = []

    def heavy():
        with turns.taken(is_first=True):
            turns.stand_back()
            order.append("heavy")

    first = Held(turns, is_first=True)
    assert first.begun.wait(SOON)
    with turns.taken():
        runs = [threading.Thread(target=heavy)]
        runs[0].start()
        light = Held(turns, is_first=True)
        assert not light.begun.wait(0.05)
        first.end()
        assert light.begun.wait(SOON)
        assert not order
        light.end()
    runs[0].join(SOON)
    assert order == ["heavy"]


def test_a_line_that_moves_is_waited_for_however_long_it_is():
    turns, never = Turns(patience=0.2), threading.Event()
    at_once, inside = [], []

    def run():
        with turns.taken(is_first=True):
            inside.append(None)
            never.wait(0.05)
            at_once.append(len(inside))
            inside.pop()

    runs = [threading.Thread(target=run) for _ in range(12)]
    for thread in runs:
        thread.start()
    for thread in runs:
        thread.join(SOON)
    assert at_once == [PLACES - 1] * len(runs)


def test_a_turn_that_does_not_end_holds_up_nobody_for_long():
    turns = Turns(patience=0.01)
    held = [Held(turns) for _ in range(PLACES)]
    assert all(run.begun.wait(SOON) for run in held)
    others = [Held(turns), Held(turns, is_first=True)]
    assert all(run.begun.wait(SOON) for run in others)
    with turns.given():  # by one who never had a turn
        pass
    for run in (*held, *others):
        run.end()
    turns._patience = SOON
    again = [Held(turns) for _ in range(PLACES)]
    assert all(run.begun.wait(SOON) for run in again)
    late = Held(turns)
    assert not late.begun.wait(0.05)
    for run in (*again, late):
        run.end()
