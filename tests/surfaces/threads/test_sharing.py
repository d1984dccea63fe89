"""What threads share is made once, whoever asks for it at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import optimizers
import racing.suited
import surfaces
from surfaces.threads import Sharing, remembered
from surfaces.typed import formula

MANY, SOON = 12, 20


def at_once(ask):
    """What `ask` gives to many threads that all ask at once."""
    all_here = threading.Barrier(MANY)

    def each(_):
        all_here.wait(SOON)
        return ask()

    with ThreadPoolExecutor(MANY) as threads:
        return list(threads.map(each, range(MANY)))


def test_what_is_remembered_is_made_once():
    made = []

    @remembered(4)
    def make(name):
        made.append(name)
        return object()

    assert len(set(at_once(lambda: make("a")))) == 1
    assert made == ["a"]


def test_what_cannot_be_made_is_tried_by_everyone():
    @remembered(4)
    def fail(name):
        raise ValueError(name)

    def ask():
        with pytest.raises(ValueError, match="a"):
            fail("a")
        return True

    assert at_once(ask) == [True] * MANY


def test_others_are_not_held_up_and_who_waits_may_give_up():
    sharing, given_up = Sharing(), []

    def give_up():
        given_up.append(True)
        raise TimeoutError

    def ask(key):
        with sharing.alone(key, give_up):
            return key

    with ThreadPoolExecutor(1) as threads, sharing.alone("a"):
        assert threads.submit(ask, "b").result(SOON) == "b"
        with pytest.raises(TimeoutError):
            threads.submit(ask, "a").result(SOON)
    assert given_up
    assert ask("a") == "a"


def test_a_formula_is_compiled_once(monkeypatch):
    made = []
    monkeypatch.setattr(formula.Compiled, "__init__", _noting(formula.Compiled.__init__, made))
    at_once(lambda: surfaces.from_formula("x^2 + 7.25 y^2 + sin(3 x y)"))
    assert len(made) == 1


def test_a_suited_rate_and_critical_points_are_found_once(monkeypatch):
    tried, found = [], []
    monkeypatch.setattr(racing.suited, "trace", _noting(racing.suited.trace, tried))
    monkeypatch.setattr(surfaces.critical.census, "Unit", _noting(surfaces.critical.census.Unit, found))
    typed = surfaces.from_formula("x^2 + 7.5 y^2 + sin(3 x y)")
    at_once(lambda: racing.suited.suited_rate(optimizers.Adam, typed))
    at_once(lambda: surfaces.critical_points(typed))
    assert len(tried) == 1
    assert len(found) == 1


def _noting(call, calls):
    def noting(*arguments, **named):
        calls.append(arguments)
        return call(*arguments, **named)

    return noting
