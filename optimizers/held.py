"""What each rule was held to: paths that others made, and how far ours were from them at most.

    >>> held_to(Adam)[0]
    Held(reference='PyTorch', version='2.13', steps=80, within=1e-13)

`held.csv` beside this is made by `python -m tests.reference`, which compares them all; a test keeps it true.
"""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from optimizers.rule import Rule
from words import say

FILE = Path(__file__).with_suffix(".csv")

BY_HAND = "by hand"
"""The reference of what no library has in this form: plain loops over the lines of the paper."""


class Held(NamedTuple):
    """One comparison: with which library, of which version ("" by hand), over how many steps, and within what.

    within: a power of ten, above twice the largest difference that was seen in a coordinate.
    """

    reference: str
    version: str
    steps: int
    within: float


def held_to(rule: type[Rule]) -> tuple[Held, ...]:
    """Return what a rule was held to, the closest first; nothing for one that is not of the catalogue."""
    return table().get(rule.__name__, ())


def told(held: Held) -> str:
    """Return a comparison in words."""
    library = say("plain loops") if held.reference == BY_HAND else f"{held.reference} {held.version}"
    numbers = {"steps": held.steps, "within": held.within}
    return say("{library} over {steps} steps, within {within:.0e}", library=library, **numbers)


@cache
def table() -> Mapping[str, tuple[Held, ...]]:
    """Return class name → what it was held to."""
    found: dict[str, tuple[Held, ...]] = {}
    with FILE.open(newline="") as file:
        for row in csv.DictReader(file):
            held = Held(row["reference"], row["version"], int(row["steps"]), float(row["within"]))
            found[row["rule"]] = (*found.get(row["rule"], ()), held)
    return found
