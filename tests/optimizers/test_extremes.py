"""What floats lose where squares underflow never makes a step longer than exact arithmetic has it."""

import sys
from types import SimpleNamespace

import mpmath
import numpy as np
import pytest

import optimizers
from optimizers.arithmetic import LEAST
from optimizers.hyperparameters import depth
from optimizers.program import float_step
from racing.states import Layout
from tests.each import each
from tests.meetings import meetings
from tests.optimizers.variants import RECORDED, At

ALONE = [rule for rule in RECORDED.values() if not depth(rule())]
RULES = each("rule", {rule.__name__: rule for rule in ALONE})
EPSILONS = (1e-8, 1e-150, 1e-300, 5e-324)
TINY = [10.0**-k for k in (100, 140, 160, 200, 260, 300, 320)]
EXACT = {
    "LEAST": 0,
    "quotient": np.frompyfunc(lambda p, q: p / q if p else p, 2, 1),
    "norm": lambda a: np.array([mpmath.hypot(*a)]),
}
"""What the arithmetic of rules is on numbers of any size."""

SEQUENCES = {
    "the same tiny gradient again and again": [[size] * 4 for size in TINY],
    "gradients that vanish": [[10.0**-k for k in range(0, 321, every)] for every in (8, 40, 160)],
    "gradients that appear": [[10.0**-k for k in range(320, -1, -every)] for every in (8, 40, 160)],
    "one tiny gradient after a usual one": [[1.0, size, size] for size in TINY],
}


class Told:
    """A surface whose gradients are told beforehand, along x; along y they are their opposites."""

    def __init__(self, sizes):
        self.sizes = iter(sizes)

    def gradient_at(self, x, y):
        size = next(self.sizes)
        return size, -size

    def gradient(self, points):
        return np.array(self.gradient_at(0, 0))


def variants(rule):
    """The rule with every size of epsilon, on either side of the root, and with memories short and long."""
    specs = rule.hyperparameters()
    long_memory = {name: 0.999999 for name in ("beta2", "decay") if name in specs}
    for memory in ({}, long_memory) if long_memory else ({},):
        for epsilon in EPSILONS if "epsilon" in specs else (None,):
            for inside in (False, True) if "epsilon_inside" in specs else (None,):
                given = {"epsilon": epsilon, "epsilon_inside": inside}
                yield rule(**memory, **{name: value for name, value in given.items() if value is not None})


def steps(rule, sizes):
    """The steps that the rule's own code takes from the origin, each from there again."""
    surface, state, taken = Told(sizes), rule.begin(np.zeros(2)), []
    with np.errstate(all="ignore"):
        for t in range(1, len(sizes) + 1):
            x, state = rule.step(np.zeros(2), At(surface, t), state)
            taken.append(x)
    return np.array(taken)


def exact_steps(rule, sizes, monkeypatch):
    """The same by the same code on numbers of any size, with fifty digits."""
    with monkeypatch.context() as patch, mpmath.workdps(50):
        for module in [module for name, module in sys.modules.items() if name.startswith("optimizers.")]:
            for name in EXACT.keys() & vars(module).keys():
                patch.setattr(module, name, EXACT[name])
        for name in ("exp", "cbrt"):
            patch.setattr(mpmath.mpf, name, lambda number, name=name: getattr(mpmath, name)(number), raising=False)
        origin = np.array([mpmath.mpf(0)] * 2)
        surface, taken = Told(list(map(mpmath.mpf, sizes))), []
        state = {name: part + 0 * origin[: len(part)] for name, part in rule.begin(np.zeros(2)).items()}
        for t in range(1, len(sizes) + 1):
            x, state = rule.step(origin, At(surface, t), state)
            taken.append([float(abs(entry)) for entry in x])
    return np.array(taken)


MET = each("rule, kind", {f"{rule.__name__}: {kind}": (rule, kind) for rule, kind in meetings(ALONE, SEQUENCES, 2)})


@MET
def test_no_step_is_longer_than_exact_arithmetic_has_it(rule, kind, monkeypatch):
    for made in variants(rule):
        for sizes in SEQUENCES[kind]:
            if rule is optimizers.SWATS and min(sizes) < LEAST:  # digits that are lost there decide when it switches
                continue
            longest = 2 * exact_steps(made, sizes, monkeypatch) + 1e-300
            known = np.isfinite(longest).all(axis=1).argmin() or len(longest)  # where no float is that long a run stops
            assert (np.abs(steps(made, sizes)) <= longest)[:known].all(), (made, sizes[-1])


@RULES
def test_steps_are_those_of_exact_arithmetic_where_squares_have_all_their_digits(rule, monkeypatch):
    sizes = [10.0 ** (-k / 2) * (1 if k % 3 else -1) for k in range(0, 280, 7)]
    for made in variants(rule):
        if getattr(made, "epsilon", 1) < 1e-200:  # whose steps have squares that underflow
            continue
        np.testing.assert_allclose(np.abs(steps(made, sizes)), exact_steps(made, sizes, monkeypatch), rtol=1e-6)


@MET
def test_floats_take_the_steps_of_arrays(rule, kind):
    for made in variants(rule):
        for sizes in SEQUENCES[kind]:
            on_floats, surface, begin = float_step(made), Told(sizes), made.begin(np.zeros(2))
            state = Layout({name: part.shape for name, part in begin.items()}).row(begin)
            for t, expected in enumerate(steps(made, sizes), start=1):
                point, state = on_floats((0.0, 0.0), At(surface, t), state)
                np.testing.assert_array_equal(point, expected)


SIZES = pytest.mark.parametrize("size", [1e-200, 1e-170, 1.0, 1e170, 1e300])


class Slope:
    """A surface with one gradient everywhere, and the points at which it was asked for."""

    def __init__(self, gradient):
        self.told, self.asked = gradient, []

    def gradient(self, points):
        self.asked.append(points)
        return self.told + 0 * points

    def gradient_at(self, x, y):
        return tuple(self.gradient(np.array([x, y])).tolist())


@SIZES
def test_a_clipped_gradient_is_as_long_as_the_threshold_whatever_its_size(size):
    rule = optimizers.ClippedGradient(optimizers.GradientDescent(1.0), threshold=size)
    slope = Slope(size * np.array([3.0, 4.0]))
    point, _ = rule.step(np.zeros(2), At(slope, 1), {})
    np.testing.assert_allclose(point, size * np.array([-0.6, -0.8]), rtol=1e-15)
    assert float_step(rule)((0.0, 0.0), At(slope, 1), ())[0] == tuple(point)


@SIZES
def test_the_uphill_gradient_is_asked_for_a_radius_away_whatever_its_size(size):
    rule, slope = optimizers.SAM(radius=0.5), Slope(size * np.array([3.0, 4.0]))
    rule.step(np.zeros(2), At(slope, 1), {})
    float_step(rule)((0.0, 0.0), At(slope, 1), ())
    np.testing.assert_allclose(slope.asked, [[0, 0], [0.3, 0.4]] * 2, rtol=1e-15)


@SIZES
def test_newton_steps_to_the_minimum_of_a_quadratic_of_any_size(size):
    curved = SimpleNamespace(
        value=lambda x: size * (x[..., 0] ** 2 + x[..., 1] ** 2 + x[..., 0] * x[..., 1]) / 2,
        gradient=lambda x: size * (x + x[..., ::-1] / 2),
        hessian=lambda x: size * np.array([[1.0, 0.5], [0.5, 1.0]]) + 0 * x[..., None],
    )
    point, _ = optimizers.Newton(floor=1e-300).step(np.array([1.0, 2.0]), At(curved, 1), {})
    np.testing.assert_allclose(point, [0, 0], atol=1e-12)


@pytest.mark.parametrize("rule", [optimizers.AdaGrad, optimizers.RMSProp, optimizers.Adam], ids=lambda r: r.__name__)
@pytest.mark.parametrize("inside", [False, True])
def test_a_step_towards_a_minimum_a_hair_away_is_no_leap(rule, inside, field, descend):
    made = rule(0.1, epsilon=1e-300, epsilon_inside=inside)
    points, _ = descend(made, field("x**2 + y**2"), (1e-200, 0.0), 5)
    assert np.abs(points).max() < 1


@each("rule", optimizers.FAMILIES["No learning rate"])
@each("slope", ["x", "10000*x + y", "x/1000000"])
def test_where_there_is_no_minimum_a_rule_that_finds_its_rate_runs_away_and_stays_a_number(rule, slope, field, descend):
    points, _ = descend(rule(), field(slope), (1.0, 1.0), 1000)
    assert np.isfinite(points).all()
    assert points[-1][0] < 1
