"""Rules in all their forms, and the surface that they are compared on."""

import numpy as np

import optimizers
from optimizers import declarations, rate_field, schedules
from optimizers.conjugate import Conjugate
from optimizers.program import Unrecorded, record
from tests.meetings import met_by


class At:
    """A surface as a rule may ask it in step t: what is not asked for is nan, and all draw as a race of seed 0 does."""

    least = -2.0
    """No loss that is asked for here is lower."""

    def __init__(self, surface, t):
        self.surface, self.t, self.draws = surface, t, 0

    def gauss_newton(self, points, where=None):
        return _asked(self.surface.gauss_newton(points), where)

    def normal(self, k):
        return self._generator().standard_normal(k)

    def uniform(self, k):
        return self._generator().random(k)

    def _generator(self):
        self.draws += 1
        return np.random.default_rng(np.random.SeedSequence(0, spawn_key=(self.t, self.draws)))

    def value(self, points, where=None):
        return _asked(self.surface.value(points), where)

    def gradient(self, points, where=None):
        return _asked(self.surface.gradient(points), where)

    def hessian(self, points, where=None):
        return _asked(self.surface.hessian(points), where)

    def __getattr__(self, name):
        return getattr(self.surface, name)


def _asked(answers, where):
    if where is None:
        return answers
    return np.where(np.reshape(where, (*np.shape(where), *[1] * (answers.ndim - np.ndim(where)))), answers, np.nan)


class Waves:
    """A loss whose gradients change sign, by operations that floats and arrays round alike; its cross terms differ."""

    def value(self, points):
        x, y = points[..., 0], points[..., 1]
        return x * x * (x * x - 2) / 4 + x * y / 5 - y * y * (4 - y * y) / 4

    def gradient(self, points):
        return np.stack(self.gradient_at(points[..., 0], points[..., 1]), axis=-1)

    def gradient_at(self, x, y):
        return x * (x * x - 1) + y / 3, 0.1 * x - y * (2 - y * y)

    def gradient_into(self, gradients, points):
        gradients[...] = self.gradient(points)

    def hessian(self, points):
        x, y = points[..., 0], points[..., 1]
        cross = np.full(x.shape, 0.2)
        rows = np.stack([3 * x * x - 1, cross], axis=-1), np.stack([cross, 3 * y * y - 2], axis=-1)
        return np.stack(rows, axis=-2)

    def gauss_newton(self, points):
        """As if these waves were a sum of squares: what is near the Hessian, and positive definite."""
        return self.hessian(points) + np.array([[2.0, 0.1], [0.1, 3.0]])


def _is_recorded(kind):
    try:
        return bool(record(kind()))
    except Unrecorded:
        return False


RECORDED = {name: kind for name, kind in optimizers.CATALOGUE.items() if _is_recorded(kind)}
"""The rules whose step is a program."""

SEARCHING = (optimizers.BFGS, optimizers.LBFGS, *Conjugate.__subclasses__())
"""Rules that ask for gradients along a way."""

BLIND = tuple(optimizers.FAMILIES["No gradient"].values())
"""Rules that ask for no gradient."""

MET = met_by(optimizers.CATALOGUE, schedules.CATALOGUE.values(), 2)
"""The schedules that each rule meets."""

WITHIN = (optimizers.Nesterov(0.02), optimizers.AdaGrad(0.3), optimizers.Lookahead(optimizers.Momentum(), every=2))
"""What stands within others beside what does by default."""


def variants(kind):
    """The rule as it comes, with every switch turned, with other numbers and rules within, and under its schedules."""
    made, rate = kind(), rate_field(kind)
    yield made
    yield _with_other_numbers(made)
    for field, spec in declarations(kind).items():
        if isinstance(spec, optimizers.Nested):
            yield from (made.having(field, inner) for inner in WITHIN)
        elif isinstance(spec, optimizers.Switch):
            yield made.having(field, not spec.default)
        elif not isinstance(spec, optimizers.Count):
            yield made.having(field, spec.slider[0])
    if rate:
        first, *others = MET[kind.__name__]
        yield made.having(rate, first())
        yield from (made.having(rate, schedules.WarmUp(schedule(0.3), steps=5)) for schedule in others)


def _with_other_numbers(made):
    """The rule with another number in every field: one alone, however it is used, would be seen in the same steps."""
    for field, spec in declarations(type(made)).items():
        if isinstance(spec, optimizers.Hyperparameter) and not isinstance(spec, optimizers.Count):
            made = made.having(field, (spec.slider[0] + spec.slider[1]) / 3)
    return made


def batches(kind, n):
    """The rule with an array for each hyperparameter, and under schedules of arrays."""
    made, rate = kind(), rate_field(kind)
    for field, spec in declarations(kind).items():
        if isinstance(spec, optimizers.Hyperparameter) and not isinstance(spec, optimizers.Count):
            yield made.having(field, np.linspace(*spec.slider, n))
    if rate:
        rates = np.linspace(0.01, 0.3, n)
        first, *others = MET[kind.__name__]
        yield made.having(rate, schedules.WarmUp(first(rates), steps=3))
        yield from (made.having(rate, schedule(rates)) for schedule in others)


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
            if not np.array_equal(part, expected, equal_nan=True):  # a tenth of the time of what tells them apart
                np.testing.assert_array_equal(part, expected)
