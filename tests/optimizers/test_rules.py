import copy
import dataclasses
import pickle
import re
from itertools import pairwise
from math import sqrt
from types import SimpleNamespace

import numpy as np
import pytest

import optimizers
from optimizers import declarations, rate_field
from optimizers.arithmetic import power, quotient
from tests.each import each
from tests.optimizers.variants import BLIND, SEARCHING, At
from words import Text

RULES = each("rule", optimizers.CATALOGUE)
FIELDS = each(
    "rule, name",
    {
        f"{name}-{field}": (rule, field)
        for name, rule in optimizers.CATALOGUE.items()
        for field, spec in declarations(rule).items()
        if isinstance(spec, optimizers.Hyperparameter) and not isinstance(spec, optimizers.Count)
    },
)
MOVING = ("weight_decay", "initial_accumulator", "l1")
"""Fields that move a point even where there is no slope."""

WANDERING = (optimizers.CMAES, optimizers.SimulatedAnnealing, optimizers.SGLD)
"""Rules to which a step that leads neither up nor down is as good as any other, or that are shaken."""

OTHER = {optimizers.Switch: lambda spec: not spec.default, optimizers.Nested: lambda spec: optimizers.AdaMax()}
"""Declaration → another value than the default, where that is not the slider's end."""

STARTS = np.array([[-1.0, 1.5], [0.3, -0.7], [2.0, 0.25], [0.0, 0.0], [1.1, 1.3]])


def legal_values(spec):
    low, high = spec.slider
    return np.geomspace(low, high, 4) if spec.log else np.linspace(low, high, 4)


@RULES
def test_each_rule_is_in_one_family_and_has_a_line(rule):
    assert [name for family in optimizers.FAMILIES.values() for name in family].count(rule.__name__) == 1
    assert isinstance(rule.line, Text)
    assert isinstance(rule.title, Text)
    assert rule.line[0].isupper()
    assert rule.line.endswith(".")
    assert 20 <= len(rule.line) < 100


def test_the_catalogue_has_the_rules_in_the_order_of_their_families():
    assert list(optimizers.CATALOGUE) == [name for family in optimizers.FAMILIES.values() for name in family]


@RULES
def test_a_batch_steps_like_its_points_alone(rule, waves, descend):
    together, _ = descend(rule(), waves, STARTS.reshape(5, 1, 2), 25)
    for i, start in enumerate(STARTS):
        alone, _ = descend(rule(), waves, start, 25)
        np.testing.assert_array_equal(np.array(together)[:, i, 0], alone)


@FIELDS
def test_a_batch_of_hyperparameters_steps_like_each_alone(rule, name, waves, descend):
    def make(value):
        rate = rate_field(rule)
        return (rule().having(rate, 0.5) if rate else rule()).having(name, value)

    values = legal_values(declarations(rule)[name])
    together, states = descend(make(values), waves, [-1.0, 1.5], 12)
    assert together[-1].shape == (len(values), 2)
    for i, value in enumerate(values):
        alone, alone_states = descend(make(value), waves, [-1.0, 1.5], 12)
        seen = [np.broadcast_to(x, (len(values), 2))[i] for x in together[1:]]  # some act from the second step on
        np.testing.assert_array_equal(seen, alone[1:])
        for letter, one in alone_states[-1].items():
            np.testing.assert_array_equal(np.broadcast_to(states[-1][letter], (len(values), *one.shape))[i], one)


def test_a_grid_of_two_hyperparameters_crosses_them(beale, descend):
    rates, betas = np.array([0.01, 0.1, 0.3]), np.array([0.5, 0.9])
    grid, _ = descend(optimizers.Adam(rates[:, None], beta1=betas), beale, [-1.0, 1.5], 30)
    alone, _ = descend(optimizers.Adam(0.3, beta1=0.5), beale, [-1.0, 1.5], 30)
    assert grid[-1].shape == (3, 2, 2)
    np.testing.assert_array_equal(grid[-1][2, 0], alone[-1])


@RULES
def test_neither_points_nor_state_are_changed_in_place(rule, beale):
    x = STARTS.copy()
    rule = rule()
    state = rule.begin(x)
    for t in (1, 2, 3):
        before = copy.deepcopy((x, state))
        x_new, state_new = rule.step(x, At(beale, t), state)
        np.testing.assert_array_equal(before[0], x)
        for name, part in before[1].items():
            np.testing.assert_array_equal(part, state[name])
        x, state = x_new, state_new


@RULES
def test_the_state_keeps_its_names_and_shapes_and_every_letter_is_shaped_like_the_points(rule, beale, descend):
    _, (begin, *states) = descend(rule(), beale, STARTS, 3)
    shapes = {name: part.shape for name, part in begin.items()}
    assert all({name: part.shape for name, part in state.items()} == shapes for state in states)
    assert all(shapes[letter] == STARTS.shape for letter in rule.letters)


@RULES
def test_each_step_asks_for_as_many_gradients_as_the_method_has(rule, beale, descend):
    rate, beale.calls = rate_field(rule), 0
    descend(rule().having(rate, 0.01) if rate else rule(), beale, [-1.0, 1.5], 20)
    if rule in SEARCHING:  # one at each trial that leads low enough, so at least two
        assert beale.calls >= 40
    elif rule is optimizers.GradientFlow:  # six for each piece of the way
        assert beale.calls > 20 * 6
    else:
        assert beale.calls == 20 * (0 if rule in BLIND else 2 if rule is optimizers.SAM else 1)


@RULES
def test_a_plain_moves_nobody_but_those_who_wander(rule, plain, descend):
    made = rule(**{name: 0 for name in MOVING if name in rule.hyperparameters()})
    points, _ = descend(made, plain, STARTS, 5)
    assert (np.array(points) == [STARTS] * 6).all() == (rule not in WANDERING)


@RULES
def test_replace_keeps_and_changes_fields(rule):
    made = rule()
    assert dataclasses.replace(made) == made
    for name, spec in rule.hyperparameters().items():
        other = OTHER.get(type(spec), lambda spec: spec.slider[spec.slider[0] == spec.default])(spec)
        changed = dataclasses.replace(made, **{name: other})
        assert changed != made
        assert getattr(changed, name) == other


@RULES
def test_rules_are_values(rule):
    assert rule() == rule()
    assert len({rule(), rule()}) == 1
    assert pickle.loads(pickle.dumps(rule())) == rule()
    assert eval(repr(rule()), vars(optimizers)) == rule()  # noqa: S307


def test_rules_with_arrays_are_values_too():
    one, same, other = (optimizers.Adam([0.1, rate]) for rate in (0.2, 0.2, 0.3))
    assert one == same == dataclasses.replace(one)
    assert hash(one) == hash(same)
    assert one != other
    assert one != optimizers.Adam(0.1)
    assert "0.2" in repr(one)
    with pytest.raises(ValueError, match="read-only"):
        one.learning_rate[0] = 1


def test_a_given_array_is_copied():
    rates = np.array([0.1, 0.2])
    rule = optimizers.Adam(rates)
    rates[0] = 5
    assert rule.learning_rate[0] == 0.1


def test_nesterov_takes_its_gradient_ahead(beale, descend):
    points, _ = descend(optimizers.Nesterov(0.004, momentum=0.8), beale, [-1.0, 1.5], 40)
    x, y, vx, vy = -1.0, 1.5, 0.0, 0.0
    for point in points:
        assert point == pytest.approx((x, y), rel=1e-13)
        gx, gy = beale.gradient([x - 0.8 * vx, y - 0.8 * vy])
        vx, vy = 0.8 * vx + 0.004 * gx, 0.8 * vy + 0.004 * gy
        x, y = x - vx, y - vy


def test_nadam_is_the_published_recurrence(field, descend):
    points, _ = descend(optimizers.NAdam(0.3, beta1=0.7, beta2=0.8, epsilon=1e-3), field("x**4 - x"), [1.5, 0.0], 40)
    theta, m, v = 1.5, 0.0, 0.0
    for t, point in enumerate(points, start=1):
        assert point[0] == pytest.approx(theta, rel=1e-12)
        g = 4 * theta**3 - 1
        m = 0.7 * m + 0.3 * g
        v = 0.8 * v + 0.2 * g * g
        m_hat, v_hat = m / (1 - 0.7**t), v / (1 - 0.8**t)
        theta = theta - 0.3 / (sqrt(v_hat) + 1e-3) * (0.7 * m_hat + 0.3 * g / (1 - 0.7**t))


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("epsilon", [1e-4, 1e-300])
def test_centred_rmsprop_stays_finite_where_all_gradients_are_alike(inside, epsilon, field, descend):
    rule = optimizers.CentredRMSProp(0.01, epsilon=epsilon, epsilon_inside=inside)
    points, _ = descend(rule, field("10000*x + y"), (0.0, 0.0), 400)
    assert np.isfinite(points).all()


@pytest.mark.parametrize(("corrected_first", "expected"), [(False, (-1.66972, -1.93218)), (True, (-1.47368, -1.73684))])
def test_the_maximum_of_amsgrad_is_taken_before_or_after_the_correction(corrected_first, expected):
    rule = optimizers.AMSGrad(1.0, beta1=0.9, beta2=0.999, epsilon=1e-12, corrected_first=corrected_first)
    x, state = np.zeros(2), rule.begin(np.zeros(2))
    for t, gradient in enumerate([(1.0, 1.0), (0.0, 0.5)], start=1):
        told = SimpleNamespace(t=t, gradient=lambda points, gradient=gradient: np.array(gradient))
        x, state = rule.step(x, told, state)
    assert x == pytest.approx(expected, abs=1e-5)


def test_adagrad_never_forgets(beale, descend):
    _, states = descend(optimizers.AdaGrad(0.3), beale, STARTS, 100)
    assert all((later["G"] >= earlier["G"]).all() for earlier, later in pairwise(states))


def test_the_first_step_of_adam_is_the_learning_rate_long_along_each_coordinate(beale):
    rule = optimizers.Adam(0.25, epsilon=1e-12)
    x, _ = rule.step(STARTS[:3], At(beale, 1), rule.begin(STARTS[:3]))
    np.testing.assert_allclose(x, STARTS[:3] - 0.25 * np.sign(beale.gradient(STARTS[:3])), rtol=0, atol=1e-11)


def test_adamax_keeps_still_where_a_coordinate_has_no_gradient(field, descend):
    points, _ = descend(optimizers.AdaMax(0.1), field("x**2"), [1.0, 5.0], 10)
    assert [y for _, y in points] == [5.0] * 11
    assert points[-1][0] < 0.5


def test_a_sudden_gradient_after_none_is_taken_up_by_adamax(plain, bowl):
    rule = optimizers.AdaMax(0.1)
    x = np.zeros(2)
    x, state = rule.step(x, At(plain, 1), rule.begin(x))
    x, _ = rule.step(x, At(bowl, 2), state)
    np.testing.assert_allclose(x, 0.1 * 0.1 / (1 - 0.9**2))


def test_a_quotient_of_zeros_is_zero_and_others_are_themselves():
    np.testing.assert_array_equal(quotient(np.array([0.0, 0.0, 3.0]), np.array([0.0, 2.0, 2.0])), [0, 0, 1.5])


def test_powers_have_the_same_bits_alone_and_together():
    bases = np.random.default_rng(0).random(500)
    for t in (1, 2, 3, 17, 300):
        together = power(bases, t)
        np.testing.assert_array_equal(together, [power(float(base), t) for base in bases])
        np.testing.assert_allclose(together, bases**t, rtol=1e-13)


def test_a_power_below_zero_is_refused():
    with pytest.raises(ValueError, match="power: exponent must be at least 0, got -1"):
        power(0.5, -1)


def test_an_unknown_optimizer_is_an_error_that_names_the_closest():
    assert optimizers.get("Adam") is optimizers.Adam
    with pytest.raises(KeyError, match="Adam"):
        optimizers.get("adm")
    for given in (["Adam"], None):
        with pytest.raises(KeyError, match=rf"no optimizer {re.escape(repr(given))}; closest: "):
            optimizers.get(given)


def test_the_catalogue_is_keyed_by_class_name():
    assert all(name == rule.__name__ for name, rule in optimizers.CATALOGUE.items())
    titles = [rule.title for rule in optimizers.CATALOGUE.values()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", ["AdaGrad", "RMSProp", "NAdam", "Cosine"])
def test_what_libraries_do_otherwise_is_said(name):
    made = {**optimizers.CATALOGUE, **optimizers.schedules.CATALOGUE}[name]
    assert all(library in made.__doc__ for library in ("PyTorch", "Keras", "Optax"))


@RULES
def test_every_rule_names_its_source(rule):
    assert "Source:" in rule.__doc__
