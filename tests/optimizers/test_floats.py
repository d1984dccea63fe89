"""The step on floats gives the bits of the step on arrays."""

from dataclasses import dataclass

import numpy as np
import pytest

from optimizers import Adam, Rule, schedules
from optimizers.program import float_step
from optimizers.rule import for_each_run
from racing.states import Layout
from tests.each import each
from tests.optimizers.odd import ODD, SLOW
from tests.optimizers.variants import RECORDED, At, Waves, assert_same, followed, variants

RULES = each("rule", RECORDED)
WAVES = Waves()


def assert_the_same_on_floats(rule, start=(0.3, -1.7), surface=WAVES):
    on_floats, x = float_step(rule), np.array(start)
    begin = rule.begin(x)
    layout = Layout({name: part.shape for name, part in begin.items()})

    def step(point, ask, state):
        point, row = on_floats(tuple(point), ask, layout.row(state))
        return point, {name: part[0] for name, part in layout.state(np.array([row])).items()}

    assert_same(followed(step, surface, start, begin, 40), followed(rule.step, surface, x, begin, 40))


@RULES
def test_floats_give_the_bits_of_arrays(rule):
    for case in variants(rule):
        assert_the_same_on_floats(case)


@each("rule", {type(rule).__name__: rule for rule in ODD})
def test_whatever_a_step_does_floats_do_to_the_bit(rule):
    assert_the_same_on_floats(rule)


def test_a_square_of_one_number_a_run_has_the_bits_of_arrays():
    @dataclass(frozen=True)
    class Widening(Rule):
        """Remembers the square of a number that grows."""

        def begin(self, x):
            return {"d": for_each_run(0.1, x), "square": for_each_run(0.0, x)}

        def step(self, x, ask, state):
            d = 1.0001 * state["d"]
            return x - 0.01 * ask.gradient(x), {"d": d, "square": d**2}

    rule, x, point, row = Widening(), np.array([(0.3, -1.7)]), (0.3, -1.7), (0.1, 0.0)
    on_floats, state = float_step(rule), rule.begin(x)
    for t in range(1, 6000):  # one square in a thousand is another than the power of 2
        x, state = rule.step(x, At(WAVES, t), state)
        point, row = on_floats(point, At(WAVES, t), row)
        assert row == (*state["d"][0], *state["square"][0])


@RULES
def test_a_coordinate_without_gradients_is_no_exception(rule):
    class Flat:
        def gradient(self, points):
            return np.zeros_like(points)

        def gradient_at(self, x, y):
            return 0.0, 0.0

    assert_the_same_on_floats(rule(), (1.0, 2.0), Flat())


def test_hyperparameters_that_are_arrays_stay_with_numpy():
    assert float_step(Adam(learning_rate=np.array([0.1, 0.2]))) is None
    assert float_step(Adam(learning_rate=schedules.Linear(np.array([0.1, 0.2])))) is None


@pytest.mark.parametrize("rule", SLOW, ids=lambda rule: type(rule).__name__)
def test_what_cannot_be_recorded_stays_with_numpy(rule):
    assert float_step(rule) is None
