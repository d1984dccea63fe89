"""Learning rates that suit a surface: what is worth watching, said in numbers over the whole catalogue."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from sympy import Integer

import optimizers
import surfaces
from optimizers import declarations, rate_field, suited_field
from racing import Ending, Run, suited_rate, suited_values
from racing.axis import DECADE, round_numbers, vary
from racing.rests import diagonal
from racing.run import STEPS, descend
from racing.suited import LIKE
from surfaces import Surface, critical_points, x, y
from tests.meetings import met_by

FIRST = ("GradientDescent", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam")
TRIED = {name: rule for name, rule in optimizers.CATALOGUE.items() if rule not in LIKE}
RATED = [name for name, rule in TRIED.items() if "learning_rate" in rule.hyperparameters()]
AROUND = [name for name, rule in TRIED.items() if name not in RATED and rate_field(rule)]
BY_CURVATURE = ("GradientDescent", "Momentum", "Nesterov")
BY_LENGTH = ("AdaGrad", "RMSProp", "Adam", "AdaMax", "NAdam")

BOTTOMLESS = [key for key, surface in surfaces.CATALOGUE.items() if surface.minimum is None]
BOTTOMED = [key for key in surfaces.CATALOGUE if key not in BOTTOMLESS]

STAYS_ON_THE_FLAT = {("slide", rule) for rule in ("GradientDescent", "AdaGrad", "RMSProp")}
"""The slide's story: what has no momentum stops where the slope does."""

TOO_SLOW = {
    (key, rule) for key in ("rosenbrock", "turned_rosenbrock", "cube") for rule in ("GradientDescent", "AdaGrad")
}
TOO_SLOW |= {("bukin_6", rule) for rule in FIRST if rule not in ("AdaGrad", "Adam")}
TOO_SLOW |= {("salomon", "RMSProp")}
"""Rosenbrock's, and the cube's: along the valley, which is what the surface is for, these two crawl at any rate that is
no leap. Along Bukin's crease few get far. On a ring of Salomon's a slope that small is followed by its sign.
"""

HELD = {"eggholder", "separable"}
"""Without a least value within the domain, but with hollows on the way, or ever less of a slope."""

SMALL_HOLLOWS = {"levy_13", "shubert", "schaffer_2", "schaffer_4", "chichinadze"}
"""Their starts lie in hollows so small that who does not swing finds their bottom next to it."""

BESIDE_THE_START = {("cars_raw", "RAdam"), ("cars_raw", "OptimisticGradient")}
"""On the raw cars first steps that nothing scales, or that are foreseen too long, forbid a larger rate."""

TRAILS = {("monkey_saddle", "SGDScheduleFree")}
"""An average comes after: it is still on its way as its points have long left."""

A_STOP = 0.35
"""The next round number is at most so much larger: where runs are sensitive, rounding decides between neighbours."""


OTHERS = met_by(surfaces.CATALOGUE, [name for name in RATED if name not in FIRST], 1)
WATCHED = {key: [*FIRST, *others] for key, others in OTHERS.items()}
"""Surfaces → the rules that are watched there: the first ones everywhere, each other at some."""


@cache
def watched(key: str, rule: str) -> Run:
    surface, kind = surfaces.get(key), optimizers.CATALOGUE[rule]
    return descend(kind(learning_rate=suited_rate(kind, surface)), surface, surface.start, STEPS)


def seen(run: Run) -> np.ndarray:
    """The points of a run up to the domain's edge."""
    low, high = np.transpose(run.surface.domain)
    outside = ((run.points < low) | (run.points > high)).any(axis=1)
    return run.points[: outside.argmax()] if outside.any() else run.points


def minimum_at_the_end(run: Run) -> np.ndarray:
    """The minimum that a run ends next to, global or not."""
    found = [point.point for point in critical_points(run.surface) if point.kind.is_minimum]
    minima = np.array([*found, *run.surface.minima])
    return minima[np.hypot(*(minima - run.points[-1]).T).argmin()]


def arrives(run: Run) -> bool:
    """Whether it has converged, or less than 1% of the way to a minimum is left, or of the height above it."""
    if run.verdict.ending is Ending.CONVERGED:
        return True
    goal = minimum_at_the_end(run)
    way, left = np.hypot(*(run.points[[0, -1]] - goal).T)
    height, above = run.values[[0, -1]] - run.surface.value(goal)
    return left <= 0.01 * way or above <= 0.01 * height


@pytest.mark.parametrize("key", BOTTOMED)
def test_every_run_arrives_unless_its_story_is_another(key):
    for rule in FIRST:
        assert arrives(watched(key, rule)) == ((key, rule) not in STAYS_ON_THE_FLAT | TOO_SLOW), rule


@pytest.mark.parametrize(("rule", "key"), [("ClippedGradient", "beale"), ("NAdam", "slide"), ("SAM", "ravine")])
def test_where_a_rate_nearly_as_good_settles_none_is_chosen_that_hovers(rule, key):
    surface, kind = surfaces.get(key), optimizers.CATALOGUE[rule]
    run = descend(vary(kind(), rate_field(kind), suited_rate(kind, surface)), surface, surface.start, STEPS)
    excess = (run.values - surface.minimum) / (run.values[0] - surface.minimum)
    assert excess[-STEPS // 10 :].max() < 1e-4


@pytest.mark.parametrize("key", BOTTOMED)
def test_nobody_is_lost_or_leaves_the_picture(key):
    for rule in WATCHED[key]:
        run = watched(key, rule)
        assert not run.verdict.ending.lost, rule
        assert len(seen(run)) == STEPS + 1, rule


@pytest.mark.parametrize("key", sorted(set(BOTTOMLESS) - HELD))
def test_where_there_is_no_bottom_everybody_leaves_within_the_race_and_not_at_once(key):
    for rule in WATCHED[key]:
        assert 20 <= len(seen(watched(key, rule))) <= (STEPS + 1 if (key, rule) in TRAILS else 200), rule


@pytest.mark.parametrize("key", surfaces.CATALOGUE)
def test_no_path_jumps_across_or_wanders(key):
    for rule in WATCHED[key]:
        run = watched(key, rule)
        steps = np.hypot(*np.diff(seen(run), axis=0).T)
        assert steps.max() <= diagonal(run.surface) / 10, rule
        assert steps.sum() <= 1.5 * diagonal(run.surface) + 1e-9, rule


@pytest.mark.parametrize("key", surfaces.CATALOGUE)
def test_no_path_is_over_at_once_or_stays_next_to_its_start(key):
    for rule in WATCHED[key]:
        run = watched(key, rule)
        points = seen(run)
        left = run.values[: len(points)] - run.values[len(points) - 1]
        assert np.flatnonzero(left > 0.001 * left[0])[-1] >= 15, rule
        far = np.hypot(*(points - points[0]).T).max() >= 0.03 * diagonal(run.surface)
        if key not in SMALL_HOLLOWS:
            assert far == ((key, rule) not in BESIDE_THE_START), rule


def test_on_the_opening_page_all_arrive():
    assert all(arrives(watched("beale", rule)) for rule in FIRST)
    converged = [rule for rule in FIRST if watched("beale", rule).verdict.ending is Ending.CONVERGED]
    assert {"Nesterov", "Adam"} <= set(converged)


@pytest.mark.parametrize(
    ("key", "trapped", "free"), [("local_trap", (-1, -0.5), (2, 1)), ("slide_bump", (-3, 0), (0, 0))]
)
def test_gradient_descent_stays_in_the_hollow_and_momentum_rolls_on(key, trapped, free):
    assert watched(key, "GradientDescent").points[-1] == pytest.approx(trapped, abs=0.01)
    for rule in ("Momentum", "Nesterov"):
        assert watched(key, rule).points[-1] == pytest.approx(free, abs=0.01)


def test_gradient_descent_stops_on_the_flat_and_momentum_rolls_into_the_well():
    assert watched("slide", "GradientDescent").verdict.ending is Ending.FLAT
    assert watched("slide", "Momentum").points[-1] == pytest.approx((4, 0), abs=0.01)


@pytest.mark.parametrize("key", surfaces.CATALOGUE)
def test_a_suited_rate_is_a_round_number(key):
    for rule in WATCHED[key] + AROUND * (key == "beale"):
        rate = suited_rate(optimizers.CATALOGUE[rule], surfaces.get(key))
        assert rate in round_numbers(0.9 * rate, 1.1 * rate), rule


def test_a_rule_without_a_learning_rate_has_none_that_suits():
    assert suited_rate(optimizers.Adadelta, surfaces.get("sphere")) is None
    assert suited_rate(optimizers.Lookahead(optimizers.Newton()), surfaces.get("sphere")) is None


def test_a_rate_suits_the_rule_within_and_its_other_numbers_do_not_matter():
    lookahead, beale = optimizers.Lookahead, surfaces.get("beale")
    one = suited_rate(lookahead(optimizers.Momentum(0.5, 0.3), every=9), beale)
    assert one == suited_rate(lookahead(optimizers.Momentum()), beale) < suited_rate(lookahead, beale) / 10


def test_a_rule_that_is_seen_beside_another_has_that_one_s_rate_within_others_too():
    for key in ("beale", "saddle"):
        for rule, like in LIKE.items():
            rate = suited_rate(like, surfaces.get(key))
            assert suited_rate(rule, surfaces.get(key)) == suited_rate(rule(3.0), surfaces.get(key)) == rate
    within = (optimizers.SAM(inner()) for inner in (optimizers.GradientFlow, optimizers.GradientDescent))
    assert len({suited_rate(rule, surfaces.get("beale")) for rule in within}) == 1


SCALED = ("sphere", "beale", "saddle", "local_trap", "himmelblau")


@pytest.mark.parametrize("key", SCALED)
@pytest.mark.parametrize("factor", [10, 10**3, 10**6])
def test_a_larger_loss_wants_smaller_rates_by_curvature_and_about_the_same_by_length(key, factor):
    surface = surfaces.get(key)
    larger = replace(surface, expression=factor * surface.expression)
    for rule in map(optimizers.CATALOGUE.get, BY_CURVATURE):
        assert suited_rate(rule, larger) * factor == pytest.approx(suited_rate(rule, surface))
    for rule in map(optimizers.CATALOGUE.get, BY_LENGTH):
        assert suited_rate(rule, larger) == pytest.approx(suited_rate(rule, surface), rel=A_STOP)


@pytest.mark.parametrize("key", SCALED)
def test_a_loss_a_million_times_smaller_wants_rates_by_curvature_a_million_times_larger(key):
    surface = surfaces.get(key)
    smaller = replace(surface, expression=surface.expression / 10**6)
    for rule in map(optimizers.CATALOGUE.get, BY_CURVATURE):
        assert suited_rate(rule, smaller) == pytest.approx(10**6 * suited_rate(rule, surface))


@pytest.mark.parametrize("key", SCALED)
def test_the_same_slopes_on_a_hundred_times_the_domain_want_a_hundred_times_the_rate(key):
    surface = surfaces.get(key)
    wide = replace(
        surface,
        expression=100 * surface.expression.subs({x: x / 100, y: y / 100}, simultaneous=True),
        domain=[[100 * end for end in side] for side in surface.domain],
        start=[100 * coordinate for coordinate in surface.start],
        minima=[[100 * coordinate for coordinate in minimum] for minimum in surface.minima],
    )
    for rule in map(optimizers.CATALOGUE.get, BY_CURVATURE + BY_LENGTH):
        assert suited_rate(rule, wide) == pytest.approx(100 * suited_rate(rule, surface), rel=A_STOP)


ODD = {
    "a constant": {"expression": Integer(3)},
    "a start on the minimum": {"start": (0, 0)},
    "a start beside the domain": {"start": (40, 3)},
    "a start where nothing is defined": {"expression": surfaces.from_formula("sqrt(x) + y^2").expression},
    "a start on a saddle": {"expression": x**2 - y**2, "start": (0, 0)},
    "a start on a kink": {"expression": abs(x) + abs(y), "start": (0, 0)},
    "a start on a flat": {"expression": surfaces.get("slide").expression, "start": (1, 1)},
    "a wall": {"expression": surfaces.from_formula("exp(x^6) + y^2").expression},
    "a huge loss": {"expression": 10**200 * (x**2 + y**2)},
    "a tiny loss": {"expression": (x**2 + y**2) / 10**200},
    "a tiny domain": {"domain": ((0, 1e-12), (0, 1e-12)), "start": (5e-13, 5e-13)},
    "a huge domain": {"domain": ((-1e12, 1e12), (-1e12, 1e12)), "start": (5e11, 5e11)},
}


@pytest.mark.parametrize("odd", ODD)
def test_even_where_there_is_nothing_to_watch_the_rate_is_legal(odd):
    usual = {"expression": x**2 + y**2, "domain": ((-5, 5), (-5, 5)), "start": (-3, 2), "minima": (), "source": ""}
    surface = Surface(name=odd, **{**usual, **ODD[odd]})
    for rule in met_by(ODD, RATED + AROUND, 2)[odd]:
        rate = suited_rate(optimizers.CATALOGUE[rule], surface)
        assert 0 < rate < np.inf, rule
        made = optimizers.CATALOGUE[rule]()
        assert made.having(rate_field(made), rate), rule


def test_from_exactly_on_a_saddle_the_rate_suits_what_lies_around():
    saddle = Surface(
        name="saddle", expression=x**2 - y**2, domain=((-1, 1), (-1, 1)), start=(0, 0), minima=(), source=""
    )
    assert 0.01 < suited_rate(optimizers.GradientDescent, saddle) < 0.5


TYPED = """x^2 + a y^2 + 2 sin(3x) cos(2y) | x^2 + y^2 | x^4 - 2x^2 | (x+2y)^2 | x^3 + y^2 | |x| + |y| | sqrt(x^2 + y^2)
x^2 - y^2 | x*y | x + 2y | exp(x) + y^2 | log(1 + x^2 + y^2) | 1/(1 + x^2 + y^2) | -exp(-x^2 - y^2) | sin(x) sin(y)
sin(x^2 + y^2) | x^6 + y^6 | 1e6 x^2 + y^2 | 1e-6 (x^2 + y^2) | 1e8 (x^2 + 3y^2) | (x^2 + y^2 - 1)^2 | |x - y|
(1 - x)^2 + 100 (y - x^2)^2 | tanh(x)^2 + tanh(y)^2 | x^2 y | cos(x) + y | max(x, y)^2 | abs(x)^1.5 + y^2
sqrt(|x|) + y^2 | log(x) + y^2 | exp(x^4) + y^2 | 1/x^2 + y^2 | (y - x^2)(y - 2x^2) | x^2 + y^2 + 10 sin(5x)^2"""
FORMULAS = [formula.strip() for line in TYPED.splitlines() for formula in line.split(" | ")]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_typed_surface_has_a_legal_rate_for_rules_of_all_kinds_and_nobody_jumps_across(formula):
    surface = surfaces.from_formula(formula)
    for name in met_by(FORMULAS, RATED, 2)[formula]:
        kind = optimizers.CATALOGUE[name]
        rate = suited_rate(kind, surface)
        assert 0 < rate < np.inf
        steps = np.hypot(*np.diff(seen(descend(kind(learning_rate=rate), surface, surface.start, STEPS)), axis=0).T)
        assert steps.max(initial=0) <= diagonal(surface) / 10


def test_round_numbers_are_those_of_every_decade_within_both_ends():
    assert round_numbers(1, 10).tolist() == [*DECADE, 10]
    assert round_numbers(0.015, 0.04).tolist() == [0.015, 0.02, 0.025, 0.03, 0.04]
    assert round_numbers(3e-7, 3.5e-7).tolist() == [3e-7]


@pytest.mark.parametrize("surface", surfaces.CATALOGUE.values(), ids=surfaces.CATALOGUE.keys())
def test_without_a_rate_first_steps_are_as_long_as_the_domain_wants(surface):
    lengths = {rule: field for rule in TRIED.values() if not rate_field(rule) and (field := suited_field(rule))}
    assert {rule.__name__ for rule in lengths} >= {"CMAES", "NelderMead", "RandomSearch", "SimulatedAnnealing"}
    for rule, field in lengths.items():
        length = suited_rate(rule, surface)
        assert diagonal(surface) / 25 < length <= diagonal(surface) / 12, rule
        assert declarations(rule)[field].check(rule.__name__, field, length) == length


def test_a_length_within_a_wrapper_suits_too():
    wrapped = optimizers.EMA(inner=optimizers.CMAES())
    assert suited_field(wrapped) == "inner.size"
    assert suited_rate(wrapped, surfaces.get("eggholder")) == suited_rate(optimizers.CMAES, surfaces.get("eggholder"))
    assert suited_field(optimizers.DoG) is suited_rate(optimizers.DoG, surfaces.get("beale")) is None


@pytest.mark.parametrize("key", ["beale", "eggholder", "himmelblau", "rastrigin", "cars_raw", "trefethen"])
def test_annealing_goes_up_at_first_and_hardly_at_last(key):
    surface = surfaces.get(key)
    rule = optimizers.SimulatedAnnealing(**suited_values(optimizers.SimulatedAnnealing, surface))
    rises = np.concatenate(
        [np.diff(descend(rule, surface, surface.start, STEPS, seed=seed).values)[None] > 0 for seed in range(5)]
    )
    first, last = rises[:, :100].mean(), rises[:, -100:].mean()
    assert 0.03 <= first <= 0.4
    assert last <= first / 4


def test_a_temperature_grows_with_the_loss_and_a_distance_with_the_domain():
    usual = {"name": "odd", "minima": (), "source": ""}
    size = {1: ((-5, 5), (-5, 5)), 10: ((-50, 50), (-50, 50))}
    bowl, higher = (Surface(expression=k * (x**2 + y**2), domain=size[1], start=(-3, 2), **usual) for k in (1, 1000))
    wider = Surface(expression=x**2 + y**2, domain=size[10], start=(-30, 20), **usual)
    cold, hot = (suited_values(optimizers.SimulatedAnnealing, each) for each in (bowl, higher))
    assert hot == {"size": cold["size"], "temperature": pytest.approx(1000 * cold["temperature"])}
    near, far = (suited_values(optimizers.SPSA, each) for each in (bowl, wider))
    assert far["distance"] == pytest.approx(10 * near["distance"])
    assert diagonal(bowl) / 150 < near["distance"] <= diagonal(bowl) / 100


def test_all_that_a_surface_measures_suits_within_a_wrapper_too():
    beale = surfaces.get("beale")
    inside = suited_values(optimizers.SimulatedAnnealing, beale)
    wrapped = suited_values(optimizers.EMA(inner=optimizers.SimulatedAnnealing(temperature=3.0)), beale)
    assert wrapped == {f"inner.{field}": value for field, value in inside.items()}
    assert suited_values(optimizers.Adam, beale) == {"learning_rate": suited_rate(optimizers.Adam, beale)}
    assert suited_values(optimizers.DoG, beale) == {}


def test_where_nothing_rises_any_temperature_is_legal():
    level = Surface(expression=Integer(3), name="level", domain=((-1, 1), (-1, 1)), start=(0, 0), minima=(), source="")
    assert suited_values(optimizers.SimulatedAnnealing, level)["temperature"] == 1
