import numpy as np
import pytest
from sympy import Piecewise

import surfaces
from optimizers import SAM, AdaGrad, Adam, Armijo, GradientDescent, Lion, Momentum, Nesterov, RMSProp, schedules
from racing import Ending, race, survey, trace
from surfaces import Surface, critical_points, from_formula, kinds_at, x, y
from surfaces.critical import KINDS, Kind


def surface(expression, domain=((-2, 2), (-2, 2)), minima=()):
    return Surface(name="test", expression=expression, domain=domain, start=(1, 1), minima=minima, source="test")


def verdict(ground, rule, start, steps=400):
    return race(ground, {"racer": rule}, start=start, steps=steps)["racer"].verdict


@pytest.mark.parametrize("key", [key for key, ground in surfaces.CATALOGUE.items() if ground.minima])
def test_a_racer_that_rests_in_a_declared_minimum_converged_to_it(key):
    ground = surfaces.get(key)
    widths = np.ptp(ground.domain, axis=1)
    for i, kind in enumerate(kinds_at(ground, ground.minima)):
        start = np.array(ground.minima[i]) + 1e-5 * widths
        curvature = np.linalg.eigvalsh(ground.hessian(start))[-1]
        smooth = 0 < curvature < np.inf and KINDS[kind] is Kind.MINIMUM
        found = verdict(ground, GradientDescent(1 / curvature if smooth else 1e-9), start, steps=50)
        assert (found.ending, found.minimum, found.step) == (Ending.CONVERGED, i, 0)


def test_convergence_is_dated_from_the_step_after_which_the_racer_stays_near():
    # Each step leaves a third of the distance 7.62, and near is 21.6 / 1000.
    found = verdict(surfaces.get("quadratic"), GradientDescent(1 / 3), (0, 0), steps=40)
    diagonal = np.hypot(*np.ptp(surfaces.get("quadratic").domain, axis=1))
    assert found.step == int(np.ceil(np.log(np.hypot(7, 3) / (diagonal / 1000)) / np.log(3)))
    assert str(found) == f"converged to the minimum (7, 3) at step {found.step}"


def test_a_local_minimum_is_not_taken_for_the_global_one():
    found = verdict(surfaces.get("local_trap"), GradientDescent(0.05), surfaces.get("local_trap").start)
    assert found.ending is Ending.CONVERGED
    assert found.minimum is None
    assert found.point == pytest.approx((-1, -0.5))
    assert "a local minimum (-1, -0.5)" in str(found)


@pytest.mark.parametrize("key", ["saddle", "bounded_saddle"])
def test_descent_along_the_ridge_is_stuck_at_the_saddle(key):
    found = verdict(surfaces.get(key), GradientDescent(0.1), (1.0, 0.0))
    assert found.ending is Ending.SADDLE
    assert found.point == pytest.approx((0, 0), abs=1e-6)


def test_the_degenerate_monkey_saddle_is_a_saddle_too():
    assert verdict(surfaces.get("monkey_saddle"), GradientDescent(0.01), (0.0, 0.0)).ending is Ending.SADDLE


def test_a_degenerate_minimum_is_a_minimum():
    found = verdict(surface(x**4 + y**4, minima=((0, 0),)), GradientDescent(0.05), (0.0, 0.0))
    assert found.ending is Ending.CONVERGED
    assert found.minimum == 0


@pytest.mark.parametrize("formula", ["sqrt(x^2 + y^2)", "abs(x - 1) + abs(y)", "x^2 + 3 abs(y)"])
def test_a_typed_surface_has_the_minima_that_are_found_on_it(formula):
    surface = from_formula(formula, start=(1.5, -2))
    racer = {"a": RMSProp(schedules.Exponential(0.3, rate=0.05))}
    verdict = race(surface, racer, steps=400)["a"].verdict
    assert verdict.ending is Ending.CONVERGED
    assert verdict.point == pytest.approx(critical_points(surface)[0].point, abs=1e-9)
    assert verdict.minimum is None


def test_the_plateau_of_the_slide_is_a_flat():
    ground = surfaces.get("slide")
    assert verdict(ground, GradientDescent(0.1), ground.start).ending is Ending.FLAT
    assert verdict(ground, Momentum(0.1), ground.start).ending is Ending.CONVERGED


def test_level_ground_is_a_flat_above_lower_ground_and_minima_where_there_is_none():
    floor = surface(Piecewise((x**2, x < 0), (0, True)) + 0 * y)
    ledge = surface(Piecewise((x**2, x < 0), (0, x < 1), (-((x - 1) ** 2), True)) + 0 * y)
    assert verdict(floor, GradientDescent(0.1), (1.0, 1.0)).ending is Ending.CONVERGED
    assert verdict(ledge, GradientDescent(0.1), (0.5, 1.0)).ending is Ending.FLAT
    assert verdict(ledge, GradientDescent(0.1), (-1.0, 1.0)).ending is Ending.FLAT


def test_the_top_of_a_hill_is_a_maximum():
    assert verdict(surface(-(x**2) - y**2), GradientDescent(0.1), (0.0, 0.0)).ending is Ending.MAXIMUM


def test_a_learning_rate_of_zero_stands_still_on_the_slope():
    found = verdict(surfaces.get("quadratic"), GradientDescent(0.0), (0, 0))
    assert found.ending is Ending.STALLED
    assert found.step == 0


def test_a_slow_crawl_along_a_valley_is_still_moving():
    assert verdict(surfaces.get("rosenbrock"), GradientDescent(1e-3), (-1.2, 1.0)).ending is Ending.MOVING


def test_the_swing_of_document_004_goes_on_for_ever_between_two_places():
    found = verdict(surfaces.get("quadratic"), GradientDescent(1.0), (0, 0))
    assert (found.ending, found.period, found.step) == (Ending.SWINGING, 2, 0)
    assert str(found) == "swings for ever between (0, 0) and (14, 6) since step 0"
    assert verdict(surfaces.get("quadratic"), GradientDescent(0.99), (0, 0), steps=200).ending is Ending.MOVING


def test_the_two_places_of_a_swing_are_told_apart_far_from_the_origin_too():
    far = from_formula("(x - 1000003)^2 + (y - 3)^2", domain=((1e6, 1e6 + 6), (0, 6)))
    assert str(verdict(far, GradientDescent(1.0), (1000001, 3))).startswith(
        "swings for ever between (1000001, 3) and (1000005, 3)"
    )


def test_longer_cycles_are_told_with_their_number_of_places():
    # x → x − η(x³ − x) with η = 1.53 comes back after four steps (June & Strogatz: the cubic map's second doubling).
    found = verdict(surface(x**4 / 4 - x**2 / 2 + y**2 / 2), GradientDescent(1.26), (0.3, 0.2), steps=2000)
    assert found.ending is Ending.SWINGING
    run = race(surface(x**4 / 4 - x**2 / 2 + y**2 / 2), {"a": GradientDescent(1.26)}, start=(0.3, 0.2), steps=2000)["a"]
    assert len({tuple(np.round(place, 9)) for place in run.points[-40:]}) == found.period


def test_rmsprop_circles_the_minimum_at_half_its_rate_in_each_coordinate():
    # There each step turns round: its length is the rate, so both coordinates are half of it.
    found = verdict(surfaces.get("sphere"), RMSProp(0.1), (-4, 3), steps=300)
    assert found.ending is Ending.CIRCLING
    assert found.within == pytest.approx(0.05 * np.sqrt(2), rel=0.02)
    assert str(found) == f"circles the minimum (0, 0) within 0.071 since step {found.step}"


def test_a_few_places_that_repeat_while_a_memory_still_changes_are_no_swing_for_ever():
    # Lion's steps are all of one length, so that its places repeat exactly long before its mean gradient does.
    matyas, start = surfaces.get("matyas"), (-6.187648791919635, 7.25899997166389)
    runs = [race(matyas, {"a": Lion(0.8)}, start=start, steps=steps)["a"] for steps in (300, 600)]
    last = runs[0].points[-10:]
    assert np.abs(last[2:] - last[:-2]).max() < 1e-9
    assert np.abs(runs[1].points[-2:] - last[-2:]).max() > 0.5
    assert runs[0].verdict.ending is not Ending.SWINGING


def test_a_run_whose_steps_have_died_beside_the_minimum_does_not_circle_it():
    halved = GradientDescent(schedules.StepDecay(0.05, factor=1 / 2, every=20))
    found = race(surfaces.get("cars_scaled"), {"a": halved}, steps=525, batch_size=1)["a"]
    assert np.hypot(*(found.points[-1] - found.points[-200])) < 1e-3 < np.hypot(*(found.points[-1] - (20.58, 42.98)))
    assert found.verdict.ending is Ending.MOVING


@pytest.mark.parametrize("rate", [0.999, 0.9999, 0.99995])
def test_a_swing_that_shrinks_however_slowly_is_still_moving(rate):
    assert verdict(surfaces.get("sphere"), GradientDescent(rate), (1, 1), steps=300).ending is Ending.MOVING


def test_a_swing_that_grows_runs_away():
    found = verdict(from_formula("0.1x^2 + 2y^2"), GradientDescent(0.6), (-5, -2), steps=20)
    assert found.ending is Ending.RUNAWAY
    assert found.step == 3  # 2 · 1.4³ is the first beyond 5


def test_steps_that_shrink_like_a_root_run_away_too():
    saddle = surfaces.get("saddle")
    for rule in (Adam(0.1), RMSProp(0.1), AdaGrad(1.0)):
        assert verdict(saddle, rule, (1, 0.001), steps=400).ending is Ending.RUNAWAY
    beyond = from_formula("(x - 40)^2 + y^2")
    assert verdict(beyond, GradientDescent(0.02), (1, 1), steps=60).ending is Ending.MOVING
    assert verdict(beyond, GradientDescent(0.02), (1, 1), steps=400).ending is Ending.CONVERGED


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_few_steps_are_enough_to_sit_on_the_minimum(steps):
    found = verdict(surfaces.get("sphere"), GradientDescent(0.5), (-4, 3), steps)
    assert (found.ending, found.step) == (Ending.CONVERGED, 1)


@pytest.mark.parametrize(
    ("formula", "half", "start"),
    [
        ("log(1 + exp(x)) + y^2", 4000, (1, 1)),
        ("tanh(x) + y^2", 20, (-9, 1)),
        ("exp(x) + y^2", 50, (0, 1)),
        ("atan(x) + y^2", 9000, (-20, 1)),
    ],
)
def test_a_slope_that_never_ends_is_no_minimum(formula, half, start):
    ground = from_formula(formula, domain=((-half, half), (-half, half)))
    assert verdict(ground, GradientDescent(0.1), start).ending in (Ending.MOVING, Ending.STALLED)
    assert not any(point.kind.is_minimum for point in critical_points(ground))


@pytest.mark.parametrize(("formula", "step"), [("log(x) + y^2", 6), ("sqrt(x) + y^2", 15), ("asin(x) + y^2", 20)])
def test_where_nothing_is_defined_a_run_has_left_not_diverged_and_asks_no_more(formula, step):
    run = race(from_formula(formula), {"a": GradientDescent(0.1)}, start=(0.9, 1), steps=50)["a"]
    assert run.verdict.ending is Ending.LEFT
    assert run.stopped == run.verdict.step == run.evaluations
    assert str(run.verdict) == f"left the domain of definition at step {run.stopped}"
    far = race(surfaces.get("sphere"), {"a": GradientDescent(1e200)}, steps=50)["a"]
    assert far.verdict.ending is Ending.DIVERGED
    assert far.evaluations == far.stopped


def test_where_f_is_infinite_between_its_values_a_run_has_left_and_where_it_overflows_diverged():
    """A search for lower losses finds −∞ at x = 0."""
    run = race(from_formula("log(x) + y^2"), {"a": Armijo()}, start=(1, 1), steps=20)["a"]
    assert (run.verdict.ending, run.verdict.step) == (Ending.LEFT, 1)
    far = race(from_formula("exp(x^2)"), {"a": GradientDescent(30 / 2e-8)}, start=(1e-8, 1), steps=20)["a"]
    assert far.verdict.ending is Ending.DIVERGED


@pytest.mark.parametrize("rule", [Nesterov(0.05), SAM(radius=0.3), SAM(Nesterov(0.02), radius=0.1)], ids=str)
@pytest.mark.parametrize("formula", ["sqrt(x) + y^2", "asin(x - 0.5) + y^2"])
@pytest.mark.parametrize("noise", [0.0, 0.01])
def test_a_run_that_asks_beyond_where_f_is_defined_has_left_alone_and_among_others(rule, formula, noise):
    ground, starts = from_formula(formula), [(1, 1), (0.2, 1), (0.3, -0.5)]
    found = survey(rule, ground, starts, 300, noise=noise, seeds=3)
    paths = trace(rule, ground, starts, 300, noise=noise, seeds=3)
    for i, start in enumerate(starts):
        run = race(ground, {"a": rule}, start=start, steps=300, noise=noise, seed=3)["a"]
        assert (run.verdict.ending, run.verdict.step) == (Ending.LEFT, run.stopped)
        assert found.verdict(i) == run.verdict
        np.testing.assert_array_equal(paths.points[i], run.points)


def test_near_a_saddle_a_run_that_leaves_slowly_is_not_stuck():
    saddle = surfaces.get("saddle")
    leaving = verdict(saddle, GradientDescent(0.02), (1, 1e-9), steps=200)
    assert leaving.ending is Ending.LEAVING
    assert str(leaving) == f"near a saddle (0, 0), leaving slowly since step {leaving.step}"
    assert verdict(saddle, GradientDescent(0.02), (1, 0), steps=200).ending is Ending.SADDLE
    hill = surface(-(x**2) - y**2)
    assert verdict(hill, GradientDescent(0.02), (1e-9, 0), steps=100).ending is Ending.LEAVING


def test_minima_are_named_by_what_is_known_of_others():
    def named(ground, rule, start):
        return str(verdict(ground, rule, start)).removeprefix("converged to ").split(" (")[0]

    assert named(from_formula("x^2 + y^2"), GradientDescent(0.1), (1, 2)) == "a minimum"
    assert named(from_formula("x^4 - 2x^2 + x/4 + y^2"), GradientDescent(0.1), (1.5, 2)) == "a local minimum"
    assert named(from_formula("x^4 - 2x^2 + x/4 + y^2"), GradientDescent(0.1), (-1.5, 2)) == "a minimum"
    assert named(surfaces.get("himmelblau"), GradientDescent(0.01), (1, 2)) == "a global minimum"
    assert named(surfaces.get("sphere"), GradientDescent(0.1), (1, 2)) == "the minimum"


@pytest.mark.parametrize("formula", ["abs(x^2 - y^2)", "(x^2 - y^2)^2"])
def test_a_valley_through_the_corners_is_as_low_as_its_lowest_point_but_for_rounding(formula):
    found = verdict(from_formula(formula), GradientDescent(1e-3), (-3.587, 3.2))
    assert str(found).startswith("converged to a minimum (")


def test_a_minimum_is_named_where_f_is_hardly_defined_elsewhere():
    found = verdict(from_formula("x^2 + y^2 - sqrt(1e-6 - x^2 - y^2)"), GradientDescent(1e-9), (0, 0))
    assert str(found) == "converged to a minimum (0, 0) at step 0"


def test_what_is_nothing_beside_the_domain_is_nothing_in_the_words():
    ground = from_formula("x^2 + y^2 + (x - 1)^4")
    found = verdict(ground, GradientDescent(0.1), (1, 1))
    assert found.point[1] == 0


def test_a_racer_that_shoots_through_a_minimum_has_not_converged_there():
    ground = surfaces.get("sphere")
    run = race(ground, {"a": Momentum(0.1, momentum=0.99)}, start=(4, 3), steps=300)["a"]
    closest = int(np.argmin(np.hypot(*run.points[20:].T))) + 20
    cut = race(ground, {"a": Momentum(0.1, momentum=0.99)}, start=(4, 3), steps=closest)["a"]
    assert cut.verdict.ending is Ending.MOVING


def test_growing_without_bound_is_divergence_even_while_finite():
    found = verdict(surfaces.get("quadratic"), GradientDescent(1.2), (0, 0), steps=100)
    assert found.ending is Ending.DIVERGED
    assert 0 < found.step < 100


def test_falling_for_ever_down_a_saddle_is_divergence():
    assert verdict(surfaces.get("saddle"), GradientDescent(0.1), (1, 0.001)).ending is Ending.DIVERGED


def test_a_noisy_racer_circles_the_minimum_while_it_stays_about_it_and_moves_while_it_roams():
    near = race(surfaces.get("sphere"), {"a": Adam(0.1)}, steps=400, noise=5.0)["a"]
    assert near.verdict.ending is Ending.CIRCLING
    assert np.hypot(*near.points[near.verdict.step :].T).max() == pytest.approx(near.verdict.within)
    roaming = race(surfaces.get("sphere"), {"a": GradientDescent(0.1)}, steps=400, noise=30.0)["a"]
    assert roaming.verdict.ending is Ending.MOVING


@pytest.mark.parametrize("half", [5, 8, 10])
def test_what_circles_a_minimum_at_a_kink_circles_a_minimum_wherever_the_map_ends(half):
    """Where it ends decides the last digits at which the minimum is found, beside the bottom of its kink."""
    surface = from_formula("x^2/2 + |y| + cos(3x)", domain=((-half, half), (-half, half)))
    found = race(surface, {"GD": GradientDescent(0.04), "RMSProp": RMSProp(0.1)}, steps=300)
    for run in found.values():
        assert run.verdict.ending is Ending.CIRCLING
        assert run.verdict.kind is Kind.KINK_MINIMUM
        assert "circles a local minimum (-2.754, 0)" in str(run.verdict)


def test_a_racer_that_comes_back_from_far_away_has_not_diverged():
    found = verdict(surfaces.get("sphere"), GradientDescent(0.4), (20000.0, 0.0), steps=200)
    assert found.ending is Ending.CONVERGED
    assert verdict(surfaces.get("sphere"), GradientDescent(1.1), (20000.0, 0.0)).ending is Ending.DIVERGED
