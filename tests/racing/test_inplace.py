from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np
import pytest

import optimizers
import surfaces
from optimizers import Adam, Rule, schedules
from racing.inplace import _by_itself, _written, stepper
from surfaces.inplace import Scratch

RULES = pytest.mark.parametrize("rule", optimizers.CATALOGUE.values(), ids=optimizers.CATALOGUE.keys())
BEALE = surfaces.get("beale")
START = np.random.default_rng(2).uniform(-2, 2, (50, 2))


class Slope:
    """Beale's function as a batch shows it to rules."""

    scratch = Scratch(lambda: np.empty(len(START)))

    gradient = staticmethod(BEALE.gradient)

    def gradient_into(self, gradients, points):
        BEALE.gradient_into(gradients, points, self.scratch)


def walked(step, state, count=25):
    x, points = np.array(START, order="F"), []
    for _ in range(count):
        before, after = x.copy(), np.empty((2, len(START))).T
        with np.errstate(all="ignore"):
            state = step(x, Slope(), state, after)
        np.testing.assert_array_equal(x, before)
        x = after
        points.append((x.copy(), *(np.copy(part) for part in state)))
    return points


def same(rule):
    for ours, theirs in zip(
        walked(stepper(rule, len(START)), rule.init(START)),
        walked(partial(_by_itself, rule), rule.init(START)),
        strict=True,
    ):
        for part, expected in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(part, expected)


@RULES
def test_every_rule_is_written_and_takes_the_same_steps_to_the_bit(rule):
    assert _written(rule) is not None
    same(rule())
    fields = {name: spec for name, spec in rule.hyperparameters().items() if isinstance(spec, optimizers.Switch)}
    for field, spec in fields.items():
        same(rule(**{field: not spec.default}))


@RULES
def test_arrays_of_hyperparameters_go_with_their_runs(rule):
    name, spec = next(iter(rule.hyperparameters().items()))
    same(rule(**{name: np.linspace(*spec.slider, len(START))}))


def test_schedules_are_followed():
    same(Adam(schedules.WarmUp(schedules.Cosine(0.3, steps=20), steps=5)))


@dataclass(frozen=True)
class Shuffled(Rule):
    """A rule whose source cannot be rewritten: it steps by the state before it is renewed, and slices."""

    title: ClassVar[str] = "Shuffled"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    def step(self, x, surface, state):
        t, m = state
        g = surface.gradient(x)
        m = 0.5 * m + 0.1 * np.clip(g, -1, 1)
        return x - m[..., ::-1], (t + 1, m)


@dataclass(frozen=True)
class Entangled(Rule):
    """A rule that gives one array two names, and keeps what it was given."""

    title: ClassVar[str] = "Entangled"
    letters: ClassVar[tuple[str, ...]] = ("m", "before")

    def step(self, x, surface, state):
        t, m, before = state
        t = t + 1
        g = surface.gradient(x)
        before = m
        m = 0.5 * m + 0.1 * g
        return x - m - before, (t, m, before)


@dataclass(frozen=True)
class Named(Rule):
    """A rule with a name of its own for what the written function calls otherwise."""

    title: ClassVar[str] = "Named"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    def step(self, x, surface, state):
        t, m = state
        after = surface.gradient(x)
        m = 0.5 * m + 0.1 * after
        return x - m, (t + 1, m)


@pytest.mark.parametrize("rule", [Shuffled(), Entangled(), Named()], ids=lambda rule: rule.title)
def test_a_rule_that_cannot_be_rewritten_steps_by_its_own_code(rule):
    assert _written(type(rule)) is None
    same(rule)
