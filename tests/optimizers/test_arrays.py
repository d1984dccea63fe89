from dataclasses import dataclass

import numpy as np

import optimizers
import surfaces
from optimizers import Adam, GradientDescent, Rule, declarations, schedules
from optimizers.arithmetic import primitive
from optimizers.program import array_step, own_step, record
from racing import race, trace
from racing.axis import fields, vary
from racing.states import begun
from surfaces.compiling import Scratch
from tests.each import each
from tests.meetings import met_by
from tests.optimizers.odd import ODD, SLOW
from tests.optimizers.variants import RECORDED, At

RULES = each("rule", RECORDED)
BEALE = surfaces.get("beale")
START = np.random.default_rng(2).uniform(-2, 2, (50, 2))
SCALES = met_by(RECORDED, (1e-310, 1e-165, 1e-155, 1e155, 1e300), 2)


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
    for t in range(1, count + 1):
        before, after = x.copy(), np.empty((2, len(START))).T
        with np.errstate(all="ignore"):
            state = step(x, At(Slope(scale), t), state, after)
        np.testing.assert_array_equal(x, before)
        x = after
        points.append((x.copy(), *(np.copy(state[name]) for name in sorted(state))))
    return points


def same(rule, scale=1.0):
    for ours, theirs in zip(
        walked(array_step(rule, len(START)), begun(rule, START), scale),
        walked(own_step(rule), rule.begin(START), scale),
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
def test_squares_that_under_and_overflow_are_the_same_to_the_bit(rule):
    given = {"epsilon": 1e-300} if "epsilon" in rule.hyperparameters() else {}
    for inside in (False, True) if "epsilon_inside" in rule.hyperparameters() else (None,):
        for scale in SCALES[rule.__name__]:
            same(rule(**given, **({} if inside is None else {"epsilon_inside": inside})), scale)


@RULES
def test_arrays_of_hyperparameters_go_with_their_runs(rule):
    name = fields(rule)[0]
    same(vary(rule(), name, np.linspace(*declarations(rule)[name].slider, len(START))))


def test_schedules_are_followed():
    same(Adam(schedules.WarmUp(schedules.Cosine(0.3, steps=20), steps=5)))


@each("rule", {type(rule).__name__: rule for rule in ODD + SLOW})
def test_whatever_a_step_does_is_done_to_the_bit(rule):
    same(rule)
    x, state = np.array((2.9, 0.6)), rule.begin(np.zeros(2))
    for t in (1, 2, 3, 4):
        x, state = rule.step(x, At(BEALE, t), state)
    alone = race(BEALE, {"a": rule}, start=(2.9, 0.6), steps=4)["a"]
    np.testing.assert_array_equal(alone.points[-1], x)
    np.testing.assert_array_equal(trace(rule, BEALE, [(2.9, 0.6)] * 2, 4).points[1], alone.points)


def test_a_rule_without_a_source_races_all_the_same():
    names = {}
    exec(
        "from dataclasses import dataclass\nfrom optimizers import Rule\n"
        "@dataclass(frozen=True)\nclass Typed(Rule):\n"
        "    title = 'Typed'\n    def step(self, x, ask, state):\n"
        "        return x - 0.01 * ask.gradient(x), {}\n",
        names,
    )
    rule = names["Typed"]()
    plain = race(BEALE, {"a": GradientDescent(0.01)}, start=(1, 1.5), steps=40)["a"]
    np.testing.assert_array_equal(race(BEALE, {"a": rule}, start=(1, 1.5), steps=40)["a"].points, plain.points)
    np.testing.assert_array_equal(trace(rule, BEALE, (1, 1.5), 40).points[0], plain.points)


@primitive
def maximum(a, b):
    """Not NumPy's: of what is furthest from 0."""
    return np.where(np.abs(a) > np.abs(b), a, b)


@dataclass(frozen=True)
class Namesake(Rule):
    """A rule with a primitive of its own that is called as one of NumPy's beside it."""

    def step(self, x, ask, state):
        g = ask.gradient(x)
        return x - 0.01 * (np.maximum(g, -1.0) + maximum(g, -1.0)), {}


def test_operations_of_one_name_are_told_apart():
    same(Namesake())
