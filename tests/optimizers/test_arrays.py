from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np
import pytest
from optimizers.program import Unrecorded, array_step, record
from optimizers.program.arrays import _by_itself

import optimizers
import surfaces
from optimizers import Adam, GradientDescent, Rule, schedules
from optimizers.arithmetic import root
from racing import race, trace
from surfaces.inplace import Scratch

RULES = pytest.mark.parametrize("rule", optimizers.CATALOGUE.values(), ids=optimizers.CATALOGUE.keys())
BEALE = surfaces.get("beale")
START = np.random.default_rng(2).uniform(-2, 2, (50, 2))


PACE = 0.1


class Slope:
    """Beale's function as a batch shows it to rules, its height scaled."""

    scratch = Scratch(lambda: np.empty(len(START)))

    def __init__(self, scale):
        self.scale = scale

    def gradient(self, points):
        return self.scale * BEALE.gradient(points)

    def gradient_into(self, gradients, points):
        BEALE.gradient_into(gradients, points, self.scratch)
        gradients *= self.scale


def walked(step, state, scale=1.0, count=25):
    x, points = np.array(START, order="F"), []
    for _ in range(count):
        before, after = x.copy(), np.empty((2, len(START))).T
        with np.errstate(all="ignore"):
            state = step(x, Slope(scale), state, after)
        np.testing.assert_array_equal(x, before)
        x = after
        points.append((x.copy(), *(np.copy(part) for part in state)))
    return points


def same(rule, scale=1.0):
    for ours, theirs in zip(
        walked(array_step(rule, len(START)), rule.init(START), scale),
        walked(partial(_by_itself, rule), rule.init(START), scale),
        strict=True,
    ):
        for part, expected in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(part, expected)


@RULES
def test_every_rule_is_written_and_takes_the_same_steps_to_the_bit(rule):
    record(rule())
    same(rule())
    fields = {name: spec for name, spec in rule.hyperparameters().items() if isinstance(spec, optimizers.Switch)}
    for field, spec in fields.items():
        same(rule(**{field: not spec.default}))


@RULES
@pytest.mark.parametrize("scale", [1e-310, 1e-165, 1e-155, 1e155, 1e300], ids="{:g}".format)
def test_squares_that_under_and_overflow_are_the_same_to_the_bit(rule, scale):
    given = {"epsilon": 1e-300} if "epsilon" in rule.hyperparameters() else {}
    for inside in (False, True) if "epsilon_inside" in rule.hyperparameters() else (None,):
        same(rule(**given, **({} if inside is None else {"epsilon_inside": inside})), scale)


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


@dataclass(frozen=True)
class Renamed(Rule):
    """A rule that leaves its state under another name."""

    title: ClassVar[str] = "Renamed"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    def step(self, x, surface, state):
        t, m = state
        renewed = 0.9 * m + 0.1 * surface.gradient(x)
        return x - 0.1 * renewed, (t + 1, renewed)


@dataclass(frozen=True)
class Optimistic(Rule):
    """A rule whose state is the last gradient."""

    title: ClassVar[str] = "Optimistic"
    letters: ClassVar[tuple[str, ...]] = ("last",)

    def step(self, x, surface, state):
        t, last = state
        g = surface.gradient(x)
        return x - 0.02 * g + 0.01 * last, (t + 1, g)


@dataclass(frozen=True)
class Remembering(Rule):
    """A rule whose state is the last point."""

    title: ClassVar[str] = "Remembering"
    letters: ClassVar[tuple[str, ...]] = ("d",)

    def step(self, x, surface, state):
        t, d = state
        d = 5 * PACE * (x - d)
        return x - 0.01 * surface.gradient(x) + d, (t + 1, x)


@dataclass(frozen=True)
class Doubled(Rule):
    """A rule with one array for two pieces of state."""

    title: ClassVar[str] = "Doubled"
    letters: ClassVar[tuple[str, ...]] = ("m", "n")

    def step(self, x, surface, state):
        t, m, n = state
        m = 0.9 * m + 0.1 * surface.gradient(x)
        n = 0.5 * n + 0.1 * m
        return x - 0.1 * n, (t + 1, m, m)


@dataclass(frozen=True)
class Indexed(Rule):
    """A rule that takes its state piece by piece."""

    title: ClassVar[str] = "Indexed"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    def step(self, x, surface, state):
        m = 0.9 * state[1] + PACE * surface.gradient(x)
        return x - 0.1 * m, (state[0] + 1, m)


def itself(g):
    """What a helper may do: hand on what it was given."""
    return g


@dataclass(frozen=True)
class Helped(Rule):
    """A rule with a helper of its own."""

    title: ClassVar[str] = "Helped"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    def step(self, x, surface, state):
        t, m = state
        before = itself(m)
        m = 0.9 * m + 0.1 * surface.gradient(x)
        return x - 0.1 * m - 0.01 * before, (t + 1, m)


def enclosed(pace):
    """A rule that leans on a number around it."""

    @dataclass(frozen=True)
    class Enclosed(Rule):
        title: ClassVar[str] = "Enclosed"

        def step(self, x, surface, state):
            (t,) = state
            return x - pace * surface.gradient(x), (t + 1,)

    return Enclosed()


@dataclass(frozen=True)
class Relative(Rule):
    """A rule whose epsilon is an array."""

    title: ClassVar[str] = "Relative"
    letters: ClassVar[tuple[str, ...]] = ("v",)

    def step(self, x, surface, state):
        t, v = state
        g = surface.gradient(x)
        v = 0.9 * v + 0.1 * g**2
        return x - 0.01 * g / root(v, 0.01 * np.abs(x), False), (t + 1, v)


def test_a_root_of_two_arrays_is_written_too():
    record(Relative())
    same(Relative())


UNWRITTEN = [
    *(Shuffled(), Entangled(), Named(), Renamed(), Optimistic(), Remembering(), Doubled(), Indexed(), Helped()),
    enclosed(0.01),
]


@pytest.mark.parametrize("rule", UNWRITTEN, ids=lambda rule: rule.title)
def test_a_rule_that_cannot_be_rewritten_steps_by_its_own_code(rule):
    assert _written(type(rule)) is None
    same(rule)
    x, state = np.array((2.9, 0.6)), rule.init(np.zeros(2))
    for _ in range(4):
        x, state = rule.step(x, BEALE, state)
    alone = race(BEALE, {"a": rule}, start=(2.9, 0.6), steps=4)["a"]
    np.testing.assert_array_equal(alone.points[-1], x)
    np.testing.assert_array_equal(trace(rule, BEALE, [(2.9, 0.6)] * 2, 4).points[1], alone.points)


def test_a_rule_without_a_source_races_all_the_same():
    names = {}
    exec(
        "from dataclasses import dataclass\nfrom optimizers import Rule\n"
        "@dataclass(frozen=True)\nclass Typed(Rule):\n"
        "    title = 'Typed'\n    def step(self, x, surface, state):\n"
        "        return x - 0.01 * surface.gradient(x), (state[0] + 1,)\n",
        names,
    )
    rule = names["Typed"]()
    plain = race(BEALE, {"a": GradientDescent(0.01)}, start=(1, 1.5), steps=40)["a"]
    np.testing.assert_array_equal(race(BEALE, {"a": rule}, start=(1, 1.5), steps=40)["a"].points, plain.points)
    np.testing.assert_array_equal(trace(rule, BEALE, (1, 1.5), 40).points[0], plain.points)
