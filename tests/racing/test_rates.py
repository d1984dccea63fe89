"""Sliders follow the surface: they hold the rate that suits it well inside, and reach past the largest stable one."""

import numpy as np
import pytest

import optimizers
import surfaces
from optimizers import Adam, Count, GradientDescent, Momentum, Nested, Nesterov, Switch, declarations, suited_fields
from racing import Ending, race, slider_axis, slider_range, spec_on, suited_rate, suited_values
from racing.stability import commonest_minimum
from surfaces import Trait, x, y
from tests.meetings import meetings

MET = pytest.mark.parametrize(("rule", "surface"), meetings(optimizers.CATALOGUE, surfaces.CATALOGUE, 1))
ROUND = {f"{digit}" for digit in (1, 2, 5)}


def is_round(number):
    """Whether 1, 2 or 5 is its only digit that is not 0."""
    return f"{number:e}".partition("e")[0].rstrip("0").rstrip(".") in ROUND


@MET
def test_every_slider_is_a_legal_axis_on_any_surface(rule, surface):
    rule, surface = optimizers.CATALOGUE[rule], surfaces.get(surface)
    for field, declared in declarations(rule).items():
        spec = spec_on(rule, surface, field)
        assert spec.check(rule.__name__, field, spec.default) == spec.default
        if isinstance(spec, Switch | Nested | Count):
            continue
        axis = slider_axis(rule, surface, field).checked(rule)
        assert (axis.low, axis.high) == spec.slider == slider_range(rule, surface, field)
        assert (axis.log, axis.count) == (declared.log, 61)
        assert axis.low <= spec.default <= axis.high
        if field in suited_fields(rule):
            assert spec.default == suited_values(rule, surface)[field]
        else:
            assert spec == declared


@MET
def test_the_suited_rate_has_room_on_either_side_of_it_and_the_ends_are_round(rule, surface):
    rule, surface = optimizers.CATALOGUE[rule], surfaces.get(surface)
    suited = suited_rate(rule, surface)
    if suited is None:
        return
    low, high = slider_range(rule, surface)
    assert 100 * low <= suited <= high / 10
    assert is_round(low)
    assert is_round(high)
    assert high / low <= 1e7


@pytest.mark.parametrize(("key", "rule"), meetings(surfaces.CATALOGUE, [GradientDescent, Momentum, Nesterov], 1))
def test_at_its_end_a_run_from_beside_the_lowest_smooth_minimum_is_driven_off(key, rule):
    surface = surfaces.get(key)
    minimum = commonest_minimum(surface, ())
    if minimum is None:
        assert not surface.minima or Trait.KINK in surface.traits
        return
    near = np.add(minimum, (1e-4, 2e-4))  # along no axis and no diagonal
    _, high = slider_range(rule, surface)
    run = race(surface, {"a": rule(high)}, start=near, steps=100)["a"]
    assert np.hypot(*(run.points - minimum).T).max() > 100 * np.hypot(*(near - minimum))


@pytest.mark.parametrize("key", ["quadratic", "ravine"])
def test_on_the_quadratic_and_in_the_ravine_descent_diverges_past_one_and_the_slider_reaches_five(key):
    surface = surfaces.get(key)  # both curve most by 2, so that 2/2 is the largest stable rate
    assert slider_range(GradientDescent, surface)[1] == 5
    values = slider_axis(GradientDescent, surface, "learning_rate").values()
    finished = race(surface, {f"{rate}": GradientDescent(rate) for rate in values}, steps=2000)
    diverged = np.array([run.verdict.ending is Ending.DIVERGED for run in finished.values()])
    np.testing.assert_array_equal(diverged, values > 1)
    assert 5 <= diverged.sum() <= 20


def test_momentum_bears_almost_twice_as_much_and_nesterov_less():
    surface = surfaces.get("sphere")  # 2 (1 + 0.9) / 2 = 1.9 and 2 (1 + 0.9) / 2.8 / 2 = 0.68, four times over
    assert [slider_range(rule, surface)[1] for rule in (Momentum, Nesterov)] == [10, 5]


def test_a_minimum_that_is_all_but_flat_does_not_stretch_the_slider():
    typed = surfaces.from_formula("1e-9 x^2 + 1e-9 y^2 + sin(x)^4 + sin(y)^4")
    low, high = slider_range(GradientDescent, typed)
    assert high / low <= 1e7


def test_the_slider_scales_with_the_loss_by_curvature():
    one, other = (surfaces.from_formula(f"{factor} (x^2 + 2y^2)") for factor in ("1", "1000"))
    for ends in zip(slider_range(Momentum, one), slider_range(Momentum, other), strict=True):
        assert ends[0] == pytest.approx(1000 * ends[1])


@pytest.mark.parametrize("factor", [10**200, 10**-200])
@pytest.mark.parametrize("rule", [GradientDescent, Adam])
def test_even_for_a_huge_or_a_tiny_loss_the_ends_can_be_drawn(rule, factor):
    usual = {"name": "odd", "domain": ((-5, 5), (-5, 5)), "start": (-3, 2), "minima": (), "source": ""}
    low, high = slider_range(rule, surfaces.Surface(expression=factor * (x**2 + y**2), **usual))
    assert 1e-100 <= low < high <= 1e100


def test_a_field_that_no_range_belongs_to_makes_no_axis():
    with pytest.raises(ValueError, match=r"Adam: field to vary must be one of learning_rate, .*, got 'epsilon_inside'"):
        slider_axis(Adam, surfaces.get("beale"), "epsilon_inside")
