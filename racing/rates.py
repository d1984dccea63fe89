"""How far a slider reaches on a surface: from far below the rate that suits it to past the largest stable one.

    slider_range(optimizers.GradientDescent, surfaces.get("quadratic"))     # (0.0005, 5.0); it is stable below 1

Where theory knows no largest stable rate, for a rule or for a surface without a smooth minimum, the suited one decides.
The same holds for what else is of the `optimizers.suited_fields`; other fields have the range that they are declared
with.
"""

from dataclasses import replace
from functools import lru_cache
from math import floor, log10

import numpy as np

from optimizers import Hyperparameter, Rule, by_default, declarations, suited_field, suited_fields
from optimizers.hyperparameters import Spec
from racing.axis import DRAG_VALUES, Axis, ranged
from racing.checks import as_rule
from racing.stability import commonest_minimum, curvatures, largest_stable_rate
from racing.suited import EXTREME, suited_value
from surfaces import Surface
from surfaces.surface import as_surface

BELOW = 100
"""A slider begins so many times below the suited rate, or a little further."""

ABOVE = 10
"""And ends at least so many times above it."""

PAST = 4
"""And at least so many times above the largest stable rate at the lowest smooth minimum, as momentum is by default."""

FLAT = 1e4
"""But one so many times above the suited rate is that of a minimum too flat to matter in a race."""


def slider_range(rule: Rule | type[Rule], surface: Surface, field: str | None = None) -> tuple[float, float]:
    """Return the ends of the slider of one of the rule's fields on a surface, its suited one where None."""
    return spec_on(rule, surface, field or suited_field(as_rule("rates", rule))).slider


def spec_on(rule: Rule | type[Rule], surface: Surface, field: str) -> Spec:
    """Return a field's declaration as it is on a surface: the suited one's default suits it, its slider follows it."""
    as_rule("rates", rule)
    as_surface("rates", surface)
    return _rate_on(by_default(rule), surface, field) if field in suited_fields(rule) else declarations(rule)[field]


@lru_cache(maxsize=1024)
def _rate_on(rule: Rule, surface: Surface, field: str) -> Hyperparameter:
    spec = declarations(rule)[field]
    suited = suited_value(rule, surface, field)
    stable = _largest_stable(rule, surface) if field == suited_field(rule) else np.inf
    high = max(ABOVE * suited, PAST * stable if stable < FLAT * suited else 0.0)
    low, high = np.clip((suited / BELOW, high), 1 / EXTREME, EXTREME).tolist()
    return replace(spec, default=suited, slider=(_round_end(low, up=False), _round_end(high, up=True)))


def slider_axis(rule: Rule | type[Rule], surface: Surface, field: str, count: int = DRAG_VALUES) -> Axis:
    """Return the axis of a field's slider on a surface: its range, and whether it is logarithmic."""
    ranged(rule, field)
    spec = spec_on(rule, surface, field)
    return Axis(field, *spec.slider, count, spec.log)


def _largest_stable(rule: Rule, surface: Surface) -> float:
    """Return the largest stable rate at the lowest smooth minimum; infinite where theory knows none."""
    minimum = commonest_minimum(surface, ())
    if minimum is None:
        return np.inf
    momentum = rule.hyperparameters().get("momentum")
    limit = largest_stable_rate(rule, curvatures(surface, minimum)[1], momentum.default if momentum else 0.0)
    return np.inf if limit is None else limit


def _round_end(value: float, *, up: bool) -> float:
    """Return the nearest of 1, 2 and 5 in any decade that is not below `value`, or not above it."""
    decade = floor(log10(value))
    ends = [float(f"{digit}e{exponent}") for exponent in (decade - 1, decade, decade + 1) for digit in (1, 2, 5)]
    return min(end for end in ends if end >= value) if up else max(end for end in ends if end <= value)
