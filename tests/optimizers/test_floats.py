"""The step on floats gives the bits of the step on arrays."""

import numpy as np
import pytest

import optimizers
from optimizers import Adam, schedules
from optimizers.program import float_step

RULES = pytest.mark.parametrize("rule", optimizers.CATALOGUE.values(), ids=optimizers.CATALOGUE.keys())


class Waves:
    """Gradients that change sign, by operations that floats and arrays round alike."""

    def gradient(self, points):
        return np.stack(self.gradient_at(points[..., 0], points[..., 1]), axis=-1)

    def gradient_at(self, x, y):
        return x * (x * x - 1) + y / 3, 0.1 * x - y * (2 - y * y)


def variants(kind):
    """The rule as it comes, with every switch turned, under schedules, and with other numbers."""
    yield kind()
    specs = kind.hyperparameters()
    for field, spec in specs.items():
        if isinstance(spec, optimizers.Switch):
            yield kind(**{field: not spec.default})
        elif not isinstance(spec, optimizers.Count):
            yield kind(**{field: spec.slider[0]})
            yield kind(**{field: (spec.slider[0] + spec.slider[1]) / 3})
    if "learning_rate" in specs:
        yield kind(learning_rate=schedules.Cosine(0.3, steps=20))
        yield kind(learning_rate=schedules.WarmUp(schedules.Exponential(0.2, rate=0.1), steps=5))


@RULES
def test_floats_give_the_bits_of_arrays(rule):
    for case in variants(rule):
        on_floats, surface = float_step(case), Waves()
        x = np.array([0.3, -1.7])
        point, state = (0.3, -1.7), (0, *[0.0] * (2 * len(rule.letters)))
        arrays = case.init(x)
        with np.errstate(all="ignore"):
            for _ in range(40):
                x, arrays = case.step(x, surface, arrays)
                point, state = on_floats(point, surface.gradient_at, state)
                np.testing.assert_array_equal(point, x)
                assert state[0] == arrays[0]
                np.testing.assert_array_equal(np.reshape(state[1:], (-1, 2)), np.reshape(arrays[1:], (-1, 2)))


@RULES
def test_a_coordinate_without_gradients_is_no_exception(rule):
    class Flat:
        def gradient(self, points):
            return np.zeros_like(points)

    x, _ = rule().step(np.array([1.0, 2.0]), Flat(), rule().init(np.zeros(2)))
    point, _ = float_step(rule())((1.0, 2.0), lambda x, y: (0.0, 0.0), (0, *[0.0] * (2 * len(rule.letters))))
    np.testing.assert_array_equal(point, x)


def test_hyperparameters_that_are_arrays_stay_with_numpy():
    assert float_step(Adam(learning_rate=np.array([0.1, 0.2]))) is None
    assert float_step(Adam(learning_rate=schedules.Linear(np.array([0.1, 0.2])))) is None


def test_a_rule_that_mixes_its_coordinates_stays_with_numpy():
    from dataclasses import dataclass

    from optimizers.rule import Rule, rate

    @dataclass(frozen=True)
    class Normalized(Rule):
        """Step a fixed length."""

        learning_rate: float = rate(0.1, "How long a step is.")

        def step(self, x, surface, state):
            """Step along the unit gradient."""
            (t,) = state
            t = t + 1
            (eta,) = self.at(t)
            g = surface.gradient(x)
            return x - eta * g / np.linalg.norm(g, axis=-1, keepdims=True), (t,)

    assert float_step(Normalized()) is None
