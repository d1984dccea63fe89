"""Rules in all their forms, and the surface that they are compared on."""

import numpy as np

import optimizers
from optimizers import schedules


class At:
    """A surface as a rule may ask it in step t."""

    def __init__(self, surface, t):
        self.surface, self.t = surface, t

    def __getattr__(self, name):
        return getattr(self.surface, name)


class Waves:
    """Gradients that change sign, by operations that floats and arrays round alike."""

    def gradient(self, points):
        return np.stack(self.gradient_at(points[..., 0], points[..., 1]), axis=-1)

    def gradient_at(self, x, y):
        return x * (x * x - 1) + y / 3, 0.1 * x - y * (2 - y * y)

    def gradient_into(self, gradients, points):
        gradients[...] = self.gradient(points)


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
        for schedule in schedules.CATALOGUE.values():
            yield kind(learning_rate=schedule())
            yield kind(learning_rate=schedules.WarmUp(schedule(0.3), steps=5))


def batches(kind, n):
    """The rule with an array for each hyperparameter, and under schedules of arrays."""
    specs = kind.hyperparameters()
    for field, spec in specs.items():
        if isinstance(spec, optimizers.Hyperparameter) and not isinstance(spec, optimizers.Count):
            yield kind(**{field: np.linspace(*spec.slider, n)})
    if "learning_rate" in specs:
        rates = np.linspace(0.01, 0.3, n)
        for schedule in schedules.CATALOGUE.values():
            yield kind(learning_rate=schedules.WarmUp(schedule(rates), steps=3))
            yield kind(learning_rate=schedule(rates))


def followed(step, surface, x, state, count=12):
    """The points and states of a few steps of (x, ask, state) -> (x, state)."""
    path = []
    with np.errstate(all="ignore"):
        for t in range(1, count + 1):
            x, state = step(x, At(surface, t), state)
            path.append((np.array(x), *(np.array(state[name]) for name in sorted(state))))
    return path


def assert_same(ours, theirs):
    for mine, other in zip(ours, theirs, strict=True):
        for part, expected in zip(mine, other, strict=True):
            np.testing.assert_array_equal(part, expected)
