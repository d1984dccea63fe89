"""The race in the browser is that in NumPy: the same bits where only arithmetic and roots stand, else within 1e-9."""

from dataclasses import replace

import pytest

import optimizers
import surfaces
from optimizers import rate_field
from racing import race
from racing.suited import suited_rate
from surfaces.expressions import ENTRIES
from tests.browser.engine import ROUNDED_ALIKE, hold, operations, sensitive_from
from tests.meetings import met_by
from tests.optimizers.odd import ODD
from tests.optimizers.variants import RECORDED, variants

STEPS = 100
MET = met_by(surfaces.CATALOGUE, RECORDED)
FEW = 1 / 30
"""What part of all runs may be sensitive, most on creases and waves: a run is held until last bits have grown."""

BEALE, CARS, RINGS = map(surfaces.get, ("beale", "cars_scaled", "o_rings"))
STEEP = replace(BEALE, expression=1e155 * surfaces.x + surfaces.y**2)
RULES = {"GD": optimizers.GradientDescent(0.03), "Adam": optimizers.Adam(0.05), "SAM": optimizers.SAM(radius=0.1)}
WILD = {"GD": optimizers.GradientDescent(1.0), "Momentum": optimizers.Momentum(0.5), "Adam": optimizers.Adam(1e200)}
BURSTING = {"AdaGrad": optimizers.AdaGrad(), "Adam": optimizers.Adam(1e150)}
GENTLE = {"GD": optimizers.GradientDescent(0.05)}


def typed(formula, start, **parameters):
    return surfaces.from_formula(formula, parameters=parameters, start=start)


RACES = {
    "noise": lambda: race(BEALE, RULES, steps=40, seed=3, noise={"GD": 0.5, "SAM": 0.1}),
    "few rows": lambda: race(CARS, RULES, steps=40, seed=1, batch_size={"GD": 1, "Adam": 16, "SAM": 7}),
    "many rows": lambda: race(CARS, RULES, steps=40, seed=1, batch_size={"GD": 50, "Adam": 17}),
    "rows of a logistic loss": lambda: race(RINGS, RULES, steps=40, batch_size=5),
    "few evaluations": lambda: race(BEALE, RULES, steps=40, evaluations=31),
    "few evaluations of rows": lambda: race(CARS, RULES, steps=40, batch_size=3, evaluations=31),
    "diverging": lambda: race(BEALE, WILD, start=(3.5, 4), steps=40),
    "diverging late": lambda: race(surfaces.get("saddle"), {"GD": optimizers.GradientDescent(2)}, steps=1500),
    "a state that bursts": lambda: race(STEEP, BURSTING, steps=9),
    "leaving": lambda: race(typed("log(x) + y^2", (0.4, 1)), WILD, steps=20),
    "a start without a loss": lambda: race(typed("1/x + y^2", (0, 1)), RULES, steps=5),
    "an angle": lambda: race(typed("sqrt(x^2 + y^2) + abs(x) + 3x", (0, 0)), GENTLE, steps=9),
    "ridges": lambda: race(typed("max(x, y) + abs(y) + sqrt(x^2) + min(x, 1)", (1, 0)), GENTLE, steps=30),
    "a cusp": lambda: race(typed("sqrt(max(x, -2x)) + y^2", (0, 1)), GENTLE, steps=9),
    "too sharp a cusp": lambda: race(typed("max(x, -2x)^0.05 + y^2", (0, 1)), GENTLE, steps=9),
    "a vertical tangent": lambda: race(typed("cbrt(x) + y^2", (0, 1)), GENTLE, steps=5),
    "letters": lambda: race(typed("a x^2 + b sin(3y) + c x y^2", (1, 0.5), a=0.5, b=2, c=0.1), GENTLE, steps=30),
}
"""What is drawn, where evaluations end, runs that end early, kinks, and letters."""


def forms():
    """Every recorded rule in all its forms, and odd ones."""
    rules = {f"{name} {i}": rule for name, kind in RECORDED.items() for i, rule in enumerate(variants(kind))}
    return rules | {type(rule).__name__: rule for rule in ODD}


def calling(entry):
    """A race on a formula with a function in it, at arguments for which it has a value and a slope."""
    first = "1.4 + x/9" if entry.name == "acosh" else "0.4 + x/9"
    arguments = ", ".join((first, "1.5 - y/9")[: entry.arguments[0]])
    return race(typed(f"{entry.name}({arguments}) + x^2/20 + y^2/50", (1, 2)), GENTLE, steps=30)


@pytest.fixture(scope="module")
def raced(engine):
    """What is raced → the race by NumPy, and what the browser makes of that."""
    races = {key: race(surfaces.get(key), suited(key, rules), steps=STEPS) for key, rules in MET.items()}
    races |= {key: make() for key, make in RACES.items()} | {entry.name: calling(entry) for entry in ENTRIES}
    races["forms"] = race(BEALE, forms(), steps=20)
    return dict(zip(races, zip(races.values(), engine.races(*races.values()), strict=True), strict=True))


def suited(key, rules):
    rates = {name: (rate_field(kind := RECORDED[name]), suited_rate(kind, surfaces.get(key))) for name in rules}
    return {name: RECORDED[name]().having(*rate) if rate[0] else RECORDED[name]() for name, rate in rates.items()}


@pytest.mark.parametrize("key", [*surfaces.CATALOGUE, *RACES, *(entry.name for entry in ENTRIES), "forms"])
def test_what_is_raced_by_numpy_is_raced_so_in_the_browser(raced, key):
    here, there = raced[key]
    for run, seen in zip(here.values(), there, strict=True):
        hold(run, seen)


def test_few_runs_are_so_sensitive_that_last_bits_grow(raced):
    runs = [run for key in surfaces.CATALOGUE for run in raced[key][0].values()]
    differing = [run for run in runs if not operations(run) <= ROUNDED_ALIKE]
    sensitive = [(run.surface.name, run.rule.title) for run in differing if sensitive_from(run) < len(run.points)]
    assert len(sensitive) <= FEW * len(runs), sensitive


@pytest.mark.parametrize("key", ["diverging", "leaving", "a state that bursts"])
def test_these_races_have_runs_that_end_early(raced, key):
    assert any(run.stopped for run in raced[key][0].values())
