"""Work that takes a while, and the store behind it."""

from dataclasses import dataclass

import numpy as np

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
