import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pytest

from ui.store import Store, size_of


def never():
    pytest.fail("made twice")


def test_what_was_made_once_is_not_made_again():
    store = Store(10, len)
    assert store.get("a", lambda: b"one") == b"one"
    assert store.get("a", never) == b"one"


def test_what_was_asked_for_longest_ago_goes_first():
    store = Store(10, len)
    store.get("a", lambda: b"12345")
    store.get("b", lambda: b"12345")
    store.get("a", never)
    store.get("c", lambda: b"12345")
    store.get("a", never)
    assert store.get("b", lambda: b"again") == b"again"


def test_a_file_larger_than_the_store_is_still_given():
    store = Store(3, len)
    assert store.get("a", lambda: b"12345") == b"12345"


def test_a_failure_leaves_the_store_as_it_was():
    store = Store(10, len)
    with pytest.raises(ZeroDivisionError):
        store.get("a", lambda: bytes(1 // 0))
    assert store.get("a", lambda: b"fine") == b"fine"


def test_twelve_who_ask_at_once_have_it_made_once():
    store, made, all_here = Store(10, len), [], threading.Barrier(12)

    def make():
        made.append("made")
        return b"file"

    def ask(_):
        all_here.wait(20)
        return store.get("a", make)

    with ThreadPoolExecutor(12) as visitors:
        assert list(visitors.map(ask, range(12))) == [b"file"] * 12
    assert made == ["made"]


def test_who_waits_for_one_that_fails_makes_it():
    store, begun, fail = Store(10, len), threading.Event(), threading.Event()

    def failing():
        begun.set()
        assert fail.wait(20)
        raise ZeroDivisionError

    with ThreadPoolExecutor(2) as visitors:
        first = visitors.submit(store.get, "a", failing)
        assert begun.wait(20)
        second = visitors.submit(store.get, "a", lambda: b"fine")
        fail.set()
        with pytest.raises(ZeroDivisionError):
            first.result(20)
        assert second.result(20) == b"fine"


def test_what_is_held_never_adds_up_to_more_than_the_limit():
    store = Store(1000, len)
    for number in range(300):
        store.get(number, lambda number=number: bytes(number % 97))
        assert store.held == sum(len(store.find(key)) for key in range(number + 1) if key in store) <= 1000


@dataclass
class Found:
    name: str
    path: np.ndarray
    parts: tuple
    state: dict


def test_the_arrays_and_texts_of_what_was_found_are_counted():
    found = Found("ab", np.zeros(10), (np.zeros(5), [np.zeros(1)], b"text", 3), {"m": np.zeros(4)})
    assert size_of(found) == 20 * 8 + 6
    assert size_of((found, found)) == 2 * (20 * 8 + 6)
