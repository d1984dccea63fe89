from fractions import Fraction
from math import sqrt
from types import SimpleNamespace

import numpy as np
import pytest

import optimizers
from optimizers import schedules
from optimizers.adam import LENGTH
from optimizers.hyperparameters import Count, Hyperparameter, Switch
from tests.each import each
from tests.optimizers.variants import At

EVERYTHING = {**optimizers.CATALOGUE, **schedules.CATALOGUE}


def of(*kinds, but=()):
    """Each rule and schedule with those of its fields that are of these kinds, but none of others."""
    some = {}
    for owner in EVERYTHING.values():
        for name, spec in owner.hyperparameters().items():
            if isinstance(spec, kinds) and not isinstance(spec, but):
                some.setdefault(owner, {})[name] = spec
    return each("owner, specs", {owner.__name__: (owner, specs) for owner, specs in some.items()})


ALL = of(object)
NUMBERS, COUNTS, SWITCHES = of(Hyperparameter), of(Count), of(Switch)
CONTINUOUS = of(Hyperparameter, but=Count)
NOT_NUMBERS = [
    True,
    np.True_,
    "0.5",
    b"1",
    None,
    0.5 + 0j,
    object(),
    {},
    {0.5},
    [None],
    [True, 0.5],
    [[0.5], [0.5, 0.5]],
]


def refusal(owner, field, value) -> str:
    """The words in which a value is refused; none where it is taken."""
    try:
        owner(**{field: value})
    except ValueError as error:
        return str(error)
    return ""


def ends(spec):
    """Values at the legal ends that are in, and those just past them that are out."""
    inside, outside = [], []
    for end, closed, out in (
        (spec.at_least, True, -np.inf),
        (spec.at_most, True, np.inf),
        (spec.above, False, -np.inf),
        (spec.below, False, np.inf),
    ):
        if end is None:
            continue
        if closed:
            inside.append(end)
            outside.append(end + int(np.sign(out)) if isinstance(spec, Count) else np.nextafter(end, out))
        else:
            inside.append(np.nextafter(end, -out))
            outside.append(end)
            outside.append(np.nextafter(end, out))
    return inside, outside


@NUMBERS
def test_values_at_the_legal_ends_are_taken(owner, specs):
    for field, spec in specs.items():
        for value in ends(spec)[0]:
            assert getattr(owner(**{field: value}), field) == value, field


@NUMBERS
def test_values_past_the_legal_ends_are_refused_in_words(owner, specs):
    for field, spec in specs.items():
        outside = ends(spec)[1]
        assert outside, field
        for value in outside:
            with pytest.raises(ValueError, match=f"^{owner.__name__}: {field} must be {spec.legal}, got -?[0-9.e-]+$"):
                owner(**{field: value})


@CONTINUOUS
def test_what_is_not_finite_is_refused(owner, specs):
    for field, spec in specs.items():
        for value in (np.nan, np.inf, -np.inf):
            for given in (value, np.array([spec.default, value])):
                words = f"{owner.__name__}: {field} must be a finite number {spec.legal}, got"
                assert refusal(owner, field, given).startswith(words), given


@CONTINUOUS
def test_what_is_not_a_number_is_refused(owner, specs):
    for field, spec in specs.items():
        for value in [*NOT_NUMBERS, 10**400]:
            words = f"{owner.__name__}: {field} must be a number {spec.legal}, got"
            assert refusal(owner, field, value).startswith(words), value


@CONTINUOUS
def test_every_element_of_an_array_is_checked(owner, specs):
    for field, spec in specs.items():
        for value in ends(spec)[1]:
            with pytest.raises(ValueError, match=f"^{owner.__name__}: {field} must be {spec.legal}, got"):
                owner(**{field: [[spec.default], [value]]})


@CONTINUOUS
def test_numbers_of_other_kinds_become_floats(owner, specs):
    for field, spec in specs.items():
        for kind in (np.float64, np.float32, np.array, Fraction):
            stored = getattr(owner(**{field: kind(spec.default)}), field)
            assert type(stored) is float, kind
            assert stored == pytest.approx(spec.default, rel=1e-6), kind


@CONTINUOUS
def test_lists_and_arrays_become_read_only_arrays(owner, specs):
    for field, spec in specs.items():
        for values in ([spec.default] * 2, (spec.default,) * 2, np.full(2, spec.default, np.float32)):
            stored = getattr(owner(**{field: values}), field)
            assert stored.dtype == np.float64, field
            assert stored.shape == (2,), field
            assert not stored.flags.writeable, field


@COUNTS
def test_what_is_not_a_whole_number_is_refused(owner, specs):
    for field, spec in specs.items():
        for value in [*NOT_NUMBERS, 2.5, np.nan, [3]]:
            words = f"{owner.__name__}: {field} must be a whole number {spec.legal}, got"
            assert refusal(owner, field, value).startswith(words), value


@pytest.mark.parametrize("value", [12, np.int32(12), 12.0], ids=repr)
@COUNTS
def test_whole_numbers_become_ints(owner, specs, value):
    for field in specs:
        assert type(getattr(owner(**{field: value}), field)) is int


@SWITCHES
def test_switches_take_only_yes_and_no(owner, specs):
    for field in specs:
        assert getattr(owner(**{field: np.True_}), field) is True
        for value in (1, 0.0, "true", None, [True]):
            with pytest.raises(ValueError, match=f"^{owner.__name__}: {field} must be true or false, got"):
                owner(**{field: value})


@ALL
def test_defaults_are_legal(owner, specs):
    for field, spec in specs.items():
        assert spec.check(owner.__name__, field, spec.default) == spec.default == getattr(owner(), field)


@NUMBERS
def test_sliders_stay_in_the_legal_range_around_the_default(owner, specs):
    for field, spec in specs.items():
        low, high = spec.slider
        for value in spec.slider:
            spec.check(owner.__name__, field, value)
        assert low <= spec.default <= high, field
        assert low > 0 or not spec.log, field


@ALL
def test_each_has_a_label_and_says_in_a_sentence_what_it_does(owner, specs):
    for field, spec in specs.items():
        assert spec.label, field
        assert spec.help[0].isupper(), field
        assert spec.help.endswith("."), field
        assert 20 <= len(spec.help) < 140, field


SAID = {
    optimizers.NormalizedDescent: lambda first, last: (first, last) == pytest.approx((0.01 / sqrt(2),) * 2),
    optimizers.SignSGD: lambda first, last: (first, last) == pytest.approx((0.01, 0.01)),
    optimizers.Signum: lambda first, last: (first, last) == pytest.approx((0.01, 0.01)),
    optimizers.QHM: lambda first, last: first == pytest.approx(0.01 * (0.3 + 0.7 * 0.001) * 3),
    optimizers.OptimisticGradient: lambda first, last: (first, last) == pytest.approx((0.03, 0.03)),
    optimizers.CentredRMSProp: lambda first, last: last > 5 * first,
    optimizers.FullAdaGrad: lambda first, last: last < first == pytest.approx(0.01 / sqrt(2)),
    optimizers.FTRL: lambda first, last: first == pytest.approx(0.01 * (3 - 1) / (1 + 3)),
    optimizers.GradientFlow: lambda first, last: (first, last) == pytest.approx((0.03, 0.03)),
    optimizers.Rprop: lambda first, last: first == pytest.approx(0.01) and last == pytest.approx(50),
    optimizers.AdamWScheduleFree: lambda first, last: (first, last) == pytest.approx((0.01, 0.005)),
    optimizers.RAdam: lambda first, last: 0.001 < last < 0.01,
    optimizers.AdaBelief: lambda first, last: last > 5 * first,
    optimizers.Yogi: lambda first, last: last == pytest.approx(0.01, rel=0.1),
    optimizers.AdaBound: lambda first, last: first == pytest.approx(0.01) and first < last,
    optimizers.Lion: lambda first, last: (first, last) == pytest.approx((0.01, 0.01)),
    optimizers.Padam: lambda first, last: first == pytest.approx(0.01 * 0.3 / 0.009**0.125),
    optimizers.DiffGrad: lambda first, last: last == pytest.approx(0.01 / 2),
    optimizers.NovoGrad: lambda first, last: first == pytest.approx(0.01 / sqrt(2)),
    optimizers.AdEMAMix: lambda first, last: last > first == pytest.approx(0.01 * 1.0005),
    optimizers.MADGRAD: lambda first, last: first == pytest.approx(0.1 * 0.03 / np.cbrt(0.09), rel=1e-5),
    optimizers.AdaHessian: lambda first, last: first == pytest.approx(0.01 * 3),
    optimizers.Sophia: lambda first, last: first == pytest.approx(0.01),
    optimizers.SPSA: lambda first, last: (
        first * 31**0.602 == pytest.approx(0.06) and last in (0, pytest.approx(0.0023, rel=0.1))
    ),
    optimizers.SOAP: lambda first, last: last == pytest.approx(0.01 / sqrt(2)),
}
"""What else is said of learning rates, of the first and the last of many steps down the same slope of 3."""


@each("rule", {n: rule for n, rule in optimizers.CATALOGUE.items() if "learning_rate" in rule.hyperparameters()})
def test_what_a_learning_rate_is_said_to_do_is_what_it_does(rule):
    slope = SimpleNamespace(
        value=lambda points: np.sum(3.0 * points, axis=-1),
        gradient=lambda points: np.full(np.shape(points), 3.0),
        hessian=lambda points: np.ones((*np.shape(points), 2)),
    )
    made = rule(learning_rate=0.01)
    for moving in {"weight_decay", "temperature"} & set(rule.hyperparameters()):
        made = made.having(moving, 0)
    points, state = [np.zeros(2)], made.begin(np.zeros(2))
    for t in range(1, 201):
        point, state = made.step(points[-1], At(slope, t), state)
        points.append(point)
    first, last = (float(points[i][0] - points[i + 1][0]) for i in (0, -2))
    said = rule.hyperparameters()["learning_rate"].help
    if "gradient times this" in said or "joins the velocity" in said:
        assert first == pytest.approx(0.03)
    elif "first step" in said:
        assert last < first == pytest.approx(0.01)
    elif said == LENGTH:
        assert last == pytest.approx(0.01, rel=1e-6)
    else:
        assert rule in SAID, f"SAID has no test of this: {said}"
        assert SAID[rule](first, last)


def test_what_is_said_of_decay_rates_is_true():
    assert schedules.Exponential(1.0, rate=0.01)(101) == pytest.approx(0.37, abs=0.005)
    assert schedules.InverseTime(1.0, rate=0.01)(101) == pytest.approx(0.5)


@each("rule", optimizers.CATALOGUE)
def test_the_hyperparameters_of_a_step_come_in_field_order(rule):
    made = rule()
    assert made.at(1) == tuple(getattr(made, name) for name in rule.hyperparameters())


@each("rule", optimizers.CATALOGUE)
def test_rates_may_be_zero_memories_fade_and_denominators_stay_positive(rule):
    words = {"learning_rate": "at least 0", "epsilon": "above 0", "epsilon_inside": "true or false"}
    for name, spec in rule.hyperparameters().items():
        if name in {"momentum", "decay", "beta1", "beta2", *words}:
            assert spec.legal == words.get(name, "at least 0 and below 1")


def test_arrays_are_lined_up_with_points():
    eta, beta1, *_ = optimizers.Adam([[0.1], [0.2]], beta1=[0.5, 0.6, 0.7]).at(1)
    assert eta.shape == (2, 1, 1)
    assert beta1.shape == (3, 1)


def test_a_learning_rate_of_zero_is_legal():
    assert optimizers.GradientDescent(0).learning_rate == 0


def test_the_message_says_owner_field_range_and_value():
    with pytest.raises(ValueError, match=r"^Adam: beta1 must be at least 0 and below 1, got 1\.5$"):
        optimizers.Adam(beta1=1.5)
    with pytest.raises(ValueError, match=r"^Cosine: initial must be a number at least 0, got 'fast'$"):
        optimizers.Adam(schedules.Cosine("fast"))
