"""A stretch of Python stops when its processor time is used up, and leaves nothing behind."""

import gc
import sys
import threading
import weakref
from contextlib import contextmanager, suppress
from itertools import product
from time import thread_time

import mpmath
import pytest
from sympy import factor, symbols

from surfaces.threads import BudgetExceeded, within
from surfaces.threads.budget import CHECK_EVERY
from tests.each import each

gone = weakref.WeakKeyDictionary()


def forever():
    def step():
        pass

    while True:
        step()


def test_time_used_up_is_raised_soon_and_the_profiler_put_back():
    started = thread_time()
    with pytest.raises(BudgetExceeded, match=r"0\.1 s"), within(0.1):
        forever()
    assert 0.1 <= thread_time() - started < 1
    assert sys.getprofile() is None


def test_enough_time_changes_nothing():
    with within(5):
        assert sum(range(10)) == 45
    assert sys.getprofile() is None


def test_except_exception_does_not_catch_it():
    def stubborn():
        with suppress(Exception):
            forever()

    with pytest.raises(BudgetExceeded), within(0.05):
        stubborn()


def test_the_tighter_of_two_budgets_counts():
    started = thread_time()
    with pytest.raises(BudgetExceeded), within(0.1), within(5):
        forever()
    with pytest.raises(BudgetExceeded), within(5), within(0.1):
        forever()
    assert thread_time() - started < 1


def test_other_threads_have_their_own_time():
    done = []

    def busy():
        started = thread_time()
        while thread_time() - started < 0.3:
            abs(-1)
        done.append(True)

    thread = threading.Thread(target=busy)
    thread.start()
    with pytest.raises(BudgetExceeded), within(0.1):
        forever()
    thread.join()
    assert done


def test_what_is_being_restored_is_restored():
    restored = []

    @contextmanager
    def slow_to_leave():
        yield
        started = thread_time()
        while thread_time() - started < 0.2:
            str(1)
            restored[:] = [one() for _ in range(100)]
        restored.append("end")

    def one():
        return 1

    def leave_late():
        with slow_to_leave():
            pass
        forever()

    with pytest.raises(BudgetExceeded), within(0.1):
        leave_late()
    assert restored[-1] == "end"


@each("attempt", range(40))
def test_generators_closed_early_do_not_swallow_the_budget(attempt):
    def numbers():
        yield from (number for number in range(3))

    def step(number):
        return number == 1

    def search():
        started = thread_time()
        while thread_time() - started < 0.5:
            any(step(number) for number in numbers())
            any(number == 1 for number in numbers())
            next(numbers())

    with pytest.raises(BudgetExceeded), within(0.01):
        search()
    assert sys.getprofile() is None


@each("attempt, call_back", product(range(10), [weakref.finalize, lambda thing, call: gone.setdefault(thing, call)]))
def test_what_is_called_back_when_an_object_goes_does_not_swallow_the_budget(attempt, call_back):
    class Thing:
        pass

    def farewell():
        pass

    def busy():
        started = thread_time()
        while thread_time() - started < 0.5:
            call_back(Thing(), farewell)
            farewell()

    with pytest.raises(BudgetExceeded), within(0.01):
        busy()
    assert sys.getprofile() is None


def test_a_collectors_callback_does_not_swallow_the_budget():
    def one():
        return 1

    def collected(phase, info):
        for _ in range(10 * CHECK_EVERY):
            one()

    def busy():
        started = thread_time()
        while thread_time() - started < 0.5:
            gc.collect(0)
            one()

    gc.callbacks.append(collected)
    try:
        with pytest.raises(BudgetExceeded), within(0.01):
            busy()
    finally:
        gc.callbacks.remove(collected)


def test_what_is_forgotten_afterwards_may_take_longer_than_an_outer_budget(monkeypatch):
    done = []

    def clear():
        for _ in range(10 * CHECK_EVERY):
            done.append(sys.getprofile())

    monkeypatch.setattr("surfaces.threads.budget.clear_cache", clear)
    with pytest.raises(BudgetExceeded), within(0.02), within(0.01):
        forever()
    assert set(done) == {None}


def test_sympy_is_stopped_and_works_afterwards():
    x, y, z = symbols("x y z")
    hard = ((x + y + z) ** 12 + 1).expand() * ((x - 2 * y + 3 * z) ** 12 + 7).expand()
    precision = mpmath.mp.prec
    with pytest.raises(BudgetExceeded), within(0.3):
        factor(hard.expand())
    assert mpmath.mp.prec == precision
    assert factor(x**2 - 1) == (x - 1) * (x + 1)
