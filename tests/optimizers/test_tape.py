"""A rule as data: which numbers it has, what its state begins with, and what is not on tapes."""

from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import ClassVar

import numpy as np
import pytest

import optimizers
from optimizers import Rule, arithmetic, declarations, schedules
from optimizers.hyperparameters import switch
from optimizers.program import Unrecorded, taped, taped_step, told_numbers
from programs import play
from tests.each import each
from tests.optimizers.odd import SLOW
from tests.optimizers.variants import RECORDED, Waves, followed, variants


@dataclass(frozen=True)
class Beginning(Rule):
    """A rule whose state begins with a number, with the start, or with more than that."""

    title: ClassVar[str] = "Beginning"

    doubled: bool = switch(False, label="doubled", help="Whether it begins with twice the start.")

    def begin(self, x):
        return {"m": np.full_like(x, 0.5), "phi": np.array(x) * (2 if self.doubled else 1)}

    def step(self, x, ask, state):
        m, phi = state["m"], state["phi"]
        return phi - m * ask.gradient(x), {"m": m, "phi": x}


@dataclass(frozen=True)
class Nameless(Rule):
    """A rule with an operation of NumPy's that no tape has a name for."""

    title: ClassVar[str] = "Nameless"

    def step(self, x, ask, state):
        return x - np.expm1(ask.gradient(x)), {}


@each("kind", RECORDED)
def test_the_fields_are_the_rule_s_numbers_and_counts_in_their_order(kind):
    rule = kind()
    numbers = {
        field: spec.default for field, spec in declarations(rule).items() if isinstance(spec, optimizers.Hyperparameter)
    }
    fields = taped(rule)["fields"]
    assert set(fields) == set(numbers)
    assert told_numbers(rule) == [numbers[field] for field in fields]


def _power(base, exponent):
    """What is not chosen may come to less than no exponent."""
    return arithmetic.power(base, max(int(exponent), 0))


@each("rule", {repr(rule): rule for kind in RECORDED.values() for rule in islice(variants(kind), 9)})
def test_a_tape_carried_out_by_numpy_takes_the_step(rule):
    own = {"quotient": arithmetic.quotient, "whole_power": _power}
    tape, ground = taped_step(rule), Waves()

    def step(x, ask, state):
        entries = [entry for part in state.values() for entry in part.reshape(len(x), -1).T]
        told = (*x.T, ask.t, *entries, *(attrgetter(name)(rule) for name in tape["fields"]))
        after = play(tape, told, np, own | {"gradient": ask.gradient_at})
        parts = np.split(np.stack(after[2:], axis=-1), np.cumsum(sizes)[:-1], axis=-1) if sizes else []
        return np.stack(after[:2], axis=-1), dict(zip(state, parts, strict=True))

    x = np.array([(1.5, -0.4), (-0.7, 1.2)])
    begin = rule.begin(x)
    sizes = [part[0].size for part in begin.values()]
    for ours, theirs in zip(followed(step, ground, x, begin), followed(rule.step, ground, x, begin), strict=True):
        for part, expected in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(part, expected, 1e-12, 1e-300)


def test_a_schedule_s_numbers_stand_in_the_place_of_the_rate():
    rule = optimizers.ClippedGradient(optimizers.Momentum(schedules.WarmUp(schedules.Linear(0.3, 0.1), steps=7)))
    within = {"after.initial": 0.3, "after.final": 0.1, "after.steps": 300, "steps": 7}
    expected = {f"inner.learning_rate.{name}": number for name, number in within.items()}
    told = dict(zip(taped(rule)["fields"], told_numbers(rule), strict=True))
    assert told == expected | {"inner.momentum": 0.9, "threshold": 1.0}


def test_a_state_begins_with_numbers_and_the_start():
    tape = taped(Beginning())
    assert [tape["numbers"][-1 - place] for place in tape["begin"][:2]] == [0.5, 0.5]
    assert tape["begin"][2:] == [0, 1]
    with pytest.raises(Unrecorded, match="begin"):
        taped(Beginning(doubled=True))


@pytest.mark.parametrize("rule", [*SLOW, Nameless(), optimizers.NelderMead()], ids=lambda rule: rule.title)
def test_what_is_not_recorded_or_has_no_name_is_on_no_tape(rule):
    with pytest.raises(Unrecorded):
        taped(rule)
