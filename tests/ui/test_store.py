import pytest

from ui.store import Store


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
