"""Work that takes a while, and the store behind it."""

from dataclasses import dataclass

import numpy as np
from streamlit.testing.v1 import AppTest

from ui.explore.work import _bytes


@dataclass
class Found:
    name: str
    path: np.ndarray
    parts: tuple


def test_the_store_counts_the_arrays_of_what_was_found():
    found = Found("a", np.zeros(10), (np.zeros(5), [np.zeros(1)], "text", 3))
    assert _bytes(found) == 16 * 8
    assert _bytes((found, found)) == 32 * 8


def page():
    import time

    import ui.explore.work as work

    work.BAR_AFTER = 0.0

    def slow(tell, is_cancelled):
        for done in range(4):
            assert not is_cancelled()
            time.sleep(0.01)
            tell(done + 1, 4)
        return "made"

    for name in ("first", "second"):
        work.worked((name, time.time()), slow)


def test_two_works_of_one_run_have_a_bar_each(monkeypatch):
    monkeypatch.setattr("ui.explore.work.BAR_AFTER", 0.0)
    found = AppTest.from_function(page).run()
    assert not found.exception
