"""Rules within rules: what holds of their fields, their state and their learning rate."""

from operator import attrgetter

import numpy as np
import pytest

import optimizers
from optimizers import (
    SAM,
    Adadelta,
    Adam,
    Lookahead,
    Nested,
    by_default,
    declarations,
    rate_field,
    schedules,
)
from tests.each import each
from tests.meetings import meetings

AROUND = [
    rule for rule in optimizers.CATALOGUE.values() if any(isinstance(s, Nested) for s in declarations(rule).values())
]
WRAPPERS = pytest.mark.parametrize("wrapper", AROUND, ids=lambda rule: rule.__name__)
WITHIN = meetings([rule for rule in optimizers.CATALOGUE.values() if rule.nestable], AROUND, 2)
WITHIN = {f"{inner.__name__} in {wrapper.__name__}": (inner, wrapper) for inner, wrapper in WITHIN}


@each("inner, wrapper", WITHIN)
def test_the_fields_of_every_rule_within_are_reached_by_dotted_names(inner, wrapper):
    made = wrapper(inner=inner())
    names = [name for name in declarations(made) if name.startswith("inner.")]
    assert names == [f"inner.{name}" for name in declarations(inner())]
    for name in names:
        spec, value = declarations(made)[name], attrgetter(name)(made)
        assert made.having(name, value) == made
        if isinstance(spec, optimizers.Hyperparameter) and not isinstance(spec, optimizers.Count):
            changed = made.having(name, spec.slider[0])
            assert attrgetter(name)(changed) == spec.slider[0]
            assert by_default(changed) == made
            assert made.having(name, np.full(3, value)).shapes()[name] == (3,)


@WRAPPERS
def test_what_is_wrong_within_is_told_with_owner_and_field(wrapper):
    made, name = wrapper(inner=Adam()), wrapper.__name__
    with pytest.raises(ValueError, match=f"^{name}: inner: beta1 must be at least 0 and below 1, got 2$"):
        made.having("inner.beta1", 2.0)
    for wrong in (3, "Adam", Adam, schedules.Constant(), None):
        with pytest.raises(ValueError, match=f"^{name}: inner must be a rule with at most 1 more within it, got "):
            wrapper(inner=wrong)


@WRAPPERS
def test_rules_stand_two_deep_within_one_and_no_deeper(wrapper):
    two = wrapper(inner=Lookahead(inner=Adam(0.1)))
    assert two.inner.inner == Adam(0.1)
    assert two.having("inner.inner.beta1", 0.5).inner.inner.beta1 == 0.5
    with pytest.raises(ValueError, match=f"^{wrapper.__name__}: inner must be a rule with at most 1 more within it"):
        wrapper(inner=two)


@WRAPPERS
def test_the_learning_rate_is_that_of_the_rule_within(wrapper):
    cooled = schedules.Cosine(0.1, steps=20)
    assert rate_field(wrapper(inner=Adam())) == "inner.learning_rate"
    assert rate_field(wrapper(inner=SAM(inner=Adam()))) == "inner.inner.learning_rate"
    assert rate_field(wrapper(inner=Adadelta())) is None
    assert [wrapper(inner=Adam(cooled)).rate_at(t) for t in (1, 7, 30)] == [cooled(t) for t in (1, 7, 30)]
    assert wrapper(inner=Adadelta()).rate_at(1) is None


def walked(rule, ask, start, steps=25):
    """The points and the states of some steps."""
    path = [(np.array(start), rule.begin(np.array(start)))]
    for ask.t in range(1, steps + 1):
        path.append(rule.step(path[-1][0], ask, path[-1][1]))
    points, states = zip(*path, strict=True)
    return np.array(points), states
