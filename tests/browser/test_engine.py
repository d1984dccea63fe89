"""The race in the browser is that in NumPy: the same bits where only arithmetic and roots stand, else within 1e-9."""

import numpy as np
import pytest

import optimizers
import surfaces
from optimizers import rate_field
from optimizers.program import Unrecorded, taped
from racing import descend, race
from racing.suited import suited_rate
from tests.browser.engine import apart, opened

STEPS = 100
WITHIN = 1e-9
"""As a part of the domain's diagonal, and of losses of 1 or more."""

SENSITIVE = {("Ackley", "Momentum"), ("Lévy no. 13", "AdaGrad"), ("McCormick", "SAM")}
"""Surface and rule where last bits grow; a run there is held until they have."""

ROUNDED_ALIKE = {
    "add",
    "subtract",
    "multiply",
    "divide",
    "negative",
    "positive",
    "sqrt",
    "square",
    "absolute",
    "sign",
} | {
    *("where", "less", "less_equal", "equal", "greater", "greater_equal", "not_equal", "bitwise_and", "bitwise_or"),
    *("logical_not", "maximum", "minimum", "floor", "ceil", "remainder", "floor_divide"),
    *("gradient", "whole_power", "quotient"),
}
"""Operations that have the same bits wherever they are done."""


def recorded(rule):
    try:
        return taped(rule())
    except Unrecorded:
        return None


RULES = {name: rule for name, rule in optimizers.CATALOGUE.items() if recorded(rule)}


@pytest.fixture(scope="module")
def there(browser):
    with opened(browser) as there:
        yield there


@pytest.fixture(scope="module")
def raced(there):
    """Surface → the race on it by NumPy, and what the browser made of that."""
    races = {}
    for key, surface in surfaces.CATALOGUE.items():
        races[key] = race(surface, {name: suited(rule, surface) for name, rule in RULES.items()}, steps=STEPS)
    seen = there.races(*((each, {}) for each in races.values()))
    return {key: (races[key], each) for key, each in zip(races, seen, strict=True)}


def suited(rule, surface):
    field = rate_field(rule)
    return rule().having(field, suited_rate(rule, surface)) if field else rule()


def operations(run):
    """What a run goes through, by name."""
    loss = run.surface.row_tapes if run.batch_size else run.surface.tapes
    tapes = taped(run.rule), loss["gradient"], run.surface.tapes["value"]
    return {name for tape in tapes for name in tape["operations"]}


def hold(run, seen):
    """Hold what the browser saw to a run, as far as the last bits of the start do not grow."""
    assert seen is not None
    if operations(run) <= ROUNDED_ALIKE:
        np.testing.assert_array_equal(seen.points, run.points)
        np.testing.assert_array_equal(seen.values, run.values)
        assert seen.stopped == run.stopped
        return
    until = sensitive_from(run)
    assert until == len(run.points) or (run.surface.name, run.rule.title) in SENSITIVE
    assert apart(seen.points[:until], run.points[:until], run.surface.domain).max() <= WITHIN
    np.testing.assert_allclose(seen.values[:until], run.values[:until], rtol=WITHIN, atol=WITHIN)


def sensitive_from(run):
    """Return from which step on a run that began in the next float has another path; how long it is where none."""
    drawn = {"seed": run.seed, "noise": run.noise, "batch_size": run.batch_size}
    start = tuple(np.nextafter(run.points[0], np.inf).tolist())
    beside = descend(run.rule, run.surface, start, len(run.points) - 1, **drawn)
    return int(np.argmax([*(apart(run.points, beside.points, run.surface.domain) > WITHIN), True]))


@pytest.mark.parametrize("key", surfaces.CATALOGUE)
def test_every_rule_runs_in_the_browser_as_in_numpy(raced, key):
    here, there = raced[key]
    for run, seen in zip(here.values(), there, strict=True):
        hold(run, seen)
