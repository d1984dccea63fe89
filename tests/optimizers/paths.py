"""Paths that others' code made, and how near the rules here come to them."""

import json
from collections.abc import Iterator
from functools import cache
from math import ceil, log10
from pathlib import Path

import numpy as np

import optimizers
from optimizers.held import BY_HAND
from optimizers.texts import rule_around
from tests.optimizers.conftest import field_of
from tests.optimizers.variants import At

FILES = sorted((Path(__file__).parents[1] / "reference").glob("*.json"))
CALLED = {"torch": "PyTorch", "optax": "Optax", "keras": "Keras", "scipy": "SciPy"}
"""Libraries → what people call them, where that is not their name on PyPI."""

LEAST = 1e-15
"""No path is said to be nearer than this: another processor may round otherwise."""


def _cases() -> Iterator[dict]:
    for file in FILES:
        told = json.loads(file.read_text())
        versions = told | told.get("versions", {})
        for case in told["cases"]:
            yield case | {"version": ".".join(str(versions.get(case["reference"], "")).split(".")[:2])}


CASES = [case for case in _cases() if case["optimizer"] in optimizers.CATALOGUE]


def made(case):
    """The rule of a case."""
    values = case["hyperparameters"]
    rule = rule_around(optimizers.get(case["optimizer"]), {k: v for k, v in values.items() if isinstance(v, str)})
    for name, value in values.items():
        rule = rule if isinstance(value, str) else rule.having(name, value)
    return rule


def followed(case):
    """The points of a case's rule on its surface, where the case has points: followed once, however often asked for."""
    return _followed(CASES.index(case))


@cache
def _followed(index):
    case = CASES[index]
    rule, surface, x = made(case), field_of(case["expression"]), np.array(case["start"], dtype=float)
    points, state = [x], rule.begin(x)
    for t in range(1, case["steps"] + 1):
        x, state = rule.step(x, At(surface, t), state)
        points.append(x)
    return [points[t] for t in case.get("at", range(case["steps"] + 1))]


def rows() -> list[tuple]:
    """What `optimizers/held.csv` says: rule, reference, version, the most steps, and within what all of them are."""
    seen: dict[tuple[str, str], list] = {}
    for case in CASES:
        apart = np.abs(np.array(followed(case)) - case["path"]).max()
        seen.setdefault((case["optimizer"], case["reference"]), []).append((case["version"], case["steps"], apart))
    told = []
    for (rule, reference), each in seen.items():
        versions, steps, apart = zip(*each, strict=True)
        within = max(LEAST, 10.0 ** ceil(log10(2 * max(apart) or LEAST)))
        called = CALLED.get(reference, reference)
        told.append((rule, called, ", ".join(sorted(set(versions))), max(steps), float(f"{within:.0e}")))
    order = list(optimizers.CATALOGUE)
    return sorted(told, key=lambda row: (order.index(row[0]), row[1] == BY_HAND, row[4], row[1]))
