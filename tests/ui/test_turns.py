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
    return Turns(patience=SOON, slow_patience=SOON)


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


def test_nobody_waits_longer_than_patience_lasts_and_what_was_not_taken_is_not_given():
    turns = Turns(patience=0.01)
    held = [Held(turns) for _ in range(PLACES)]
    assert all(run.begun.wait(SOON) for run in held)
    impatient = Held(turns)
    assert impatient.begun.wait(SOON)
    impatient.end()
    with turns.given():  # by one who never had a turn
        pass
    for run in held:
        run.end()
    turns._patience = SOON
    again = [Held(turns) for _ in range(PLACES)]
    assert all(run.begun.wait(SOON) for run in again)
    late = Held(turns)
    assert not late.begun.wait(0.05)
    for run in (*again, late):
        run.end()
