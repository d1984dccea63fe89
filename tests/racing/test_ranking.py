"""Who ranks before whom, in the standings and wherever runs are compared."""

from itertools import pairwise

import numpy as np
import pytest

import surfaces
from optimizers import AdaGrad, Adam, GradientDescent, Momentum, Nesterov
from racing import Axis, Criterion, Ending, map_two, outcomes_of, race, standings, trace
from racing.ranking import EQUAL, LEFT, LOST, STAYED, TOLERANCE, has_minimum, places
from racing.standings import cells, titles
from racing.survey import scores
from surfaces import from_formula

BEALE, MCCORMICK, SADDLE = (surfaces.get(key) for key in ("beale", "mccormick", "saddle"))
BOUNDED = [key for key, surface in surfaces.CATALOGUE.items() if surface.minima]
DESCENTS = {f"{rate:.3g}": GradientDescent(rate) for rate in np.geomspace(2e-4, 0.2, 8)}
RACERS = {**DESCENTS, "Momentum": Momentum(1e-3), "Nesterov": Nesterov(1e-3), "Adam": Adam(0.05)}


def never(step):
    return np.inf if step is None else step


# --- equals -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", BOUNDED)
def test_runs_that_rest_in_one_minimum_rank_by_their_steps_and_not_by_rounding(key):
    surface = surfaces.get(key)
    finished = race(surface, RACERS, steps=400)
    resting = {}
    for line in standings(finished):
        if line.verdict.ending is Ending.CONVERGED:
            resting.setdefault(line.verdict.point, []).append(line)
    width = EQUAL * (surface.value(surface.start) - surface.minimum)
    for lines in resting.values():
        lowest = min(line.loss for line in lines)
        equal = [line for line in lines if line.loss - lowest < width / 10]
        keys = [(never(line.steps_to_tolerance), line.verdict.step) for line in equal]
        assert keys == sorted(keys)
        assert [one.place == other.place for one, other in pairwise(equal)] == [a == b for a, b in pairwise(keys)]


def test_equals_in_all_share_a_place_and_the_next_one_is_left_out():
    racers = {"last": GradientDescent(1e-4), "one": Adam(0.3), "other": Adam(0.3), "first": Momentum(0.02)}
    lines = standings(race(surfaces.get("booth"), racers, steps=400))
    assert [(line.place, line.name) for line in lines] == [(1, "first"), (2, "one"), (2, "other"), (4, "last")]


def test_the_lost_share_the_last_place():
    racers = {"wild": GradientDescent(1.0), "wilder": GradientDescent(3.0), "tame": Adam(0.1)}
    lines = standings(race(BEALE, racers, start=(1, 1.5), steps=100))
    assert {line.name: line.place for line in lines} == {"tame": 1, "wild": 2, "wilder": 2}


def test_losses_are_equal_within_ten_digits_of_the_starting_height():
    surface, width = surfaces.get("sphere"), EQUAL * 50
    losses = np.array([3 + 1.5 * width, 3 + 0.9 * width, 3.0, 0.9 * width, 0.0])
    found = places(surface, 50.0, losses, np.array([1.0, 2, 3, 4, 5]))
    np.testing.assert_array_equal(found, [5, 3, 4, 1, 2])


def test_what_became_of_a_run_comes_before_all_and_the_criterion_before_the_other():
    surface = surfaces.get("sphere")
    losses, reached = np.array([0.0, 1, 2, 3, 4]), np.array([9.0, 9, 8, 9, 7])
    fates = np.array([LOST, LEFT, STAYED, LOST, STAYED])
    np.testing.assert_array_equal(places(surface, 9.0, losses, reached, fates=fates), [4, 3, 1, 4, 2])
    by_steps = places(surface, 9.0, losses, reached, criterion=Criterion.STEPS, fates=fates)
    np.testing.assert_array_equal(by_steps, [4, 3, 2, 4, 1])


def test_a_typed_surface_ranks_by_loss_and_its_equals_by_their_rest():
    surface = from_formula("x^2 + 3y^2 + 5")
    racers = {"slow": GradientDescent(0.05), "fast": GradientDescent(0.2), "slower": GradientDescent(1e-3)}
    lines = standings(race(surface, racers, start=(2, 1), steps=600))
    assert [line.name for line in lines] == ["fast", "slow", "slower"]


def test_a_typed_surface_ranks_as_the_same_one_declared():
    racers = {
        "AdaGrad": AdaGrad(1.0),
        "Nesterov": Nesterov(0.05),
        "Momentum": Momentum(0.05),
        "wild": GradientDescent(2),
    }
    declared = race(surfaces.get("himmelblau"), racers, (0.0, 0.0), steps=400)
    typed = from_formula("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", domain=declared.surface.domain)
    told = [standings(each) for each in (declared, race(typed, racers, (0.0, 0.0), steps=400))]
    ranked = [[(line.place, line.name, line.steps_to_tolerance) for line in lines] for lines in told]
    assert ranked[0] == ranked[1]
    apart = [[line.distance for line in lines if not line.verdict.ending.lost] for lines in told]
    np.testing.assert_allclose(*apart, atol=1e-12)
    assert dict(titles(race(typed, racers, steps=1))) == {**titles(declared), "distance": "Distance to nearest minimum"}


@pytest.mark.parametrize(
    ("formula", "missing"),
    [
        ("x^3 - 3x + y^2", {"steps_to_tolerance"}),
        ("(x - y)^2", {"distance"}),
        ("x y", {"distance", "steps_to_tolerance"}),
    ],
)
def test_a_table_has_no_column_of_dashes_for_what_is_not_known(formula, missing):
    surface = from_formula(formula)
    finished = race(surface, {"a": GradientDescent(1e-3)}, steps=5)
    columns = titles(finished)
    assert not missing & {*columns}
    assert [field for field in columns if cells(standings(finished)[0])[field] == "–"] in (
        [],
        ["steps_to_leave"],
        ["steps_to_tolerance"],
    )


# --- the domain -------------------------------------------------------------------------------------------------------


def test_a_run_below_the_minimum_outside_the_domain_ranks_below_those_inside():
    racers = {"away": Momentum(0.681), "slow": GradientDescent(1e-5)}
    slow, away = standings(race(MCCORMICK, racers))
    assert (slow.name, away.name) == ("slow", "away")
    assert away.loss < MCCORMICK.minimum
    assert away.steps_to_tolerance is None


def test_the_tolerance_is_on_both_sides_of_the_minimum():
    paths = trace(Momentum(np.geomspace(1e-3, 1, 40)), MCCORMICK, MCCORMICK.start, 300)
    reached = outcomes_of(paths).steps_to_tolerance
    near = np.abs(paths.values - MCCORMICK.minimum) <= TOLERANCE * (paths.values[:, :1] - MCCORMICK.minimum)
    for steps, run in zip(reached, near, strict=True):
        expected = next((k for k in range(len(run)) if run[k:].all()), -1)
        assert steps == expected
    assert (reached >= 0).any()
    assert (paths.values[:, -1] < MCCORMICK.minimum - 1).any()


@pytest.mark.parametrize("key", BOUNDED)
def test_no_run_that_leaves_the_domain_or_is_lost_has_a_score(key):
    surface = surfaces.get(key)
    found = map_two(Momentum(), surface, Axis("learning_rate", 1e-4, 10, 12, log=True), Axis("momentum", 0, 0.9, 3))
    losses, steps, _ = scores(found.outcomes, surface, np.array(surface.start))
    (x0, x1), (y0, y1) = surface.domain
    x, y = found.outcomes.points.T
    counts = (x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1) & ~found.outcomes.lost
    np.testing.assert_array_equal(losses, np.where(counts, found.outcomes.values, np.inf))
    assert np.isinf(steps[~counts]).all()
    assert (losses >= surface.minimum - 1e-9 * max(1, abs(surface.minimum))).all()


def test_a_run_that_began_outside_does_not_leave():
    surface = surfaces.get("sphere")
    lines = standings(race(surface, {"far": GradientDescent(1e-5)}, start=(30, 0), steps=5))
    found = outcomes_of(trace(GradientDescent(1e-5), surface, (30, 0), 5))
    assert lines[0].place == 1
    assert np.isfinite(scores(found, surface, np.array([30.0, 0]))[0]).all()


# --- no minimum -------------------------------------------------------------------------------------------------------


def test_without_a_minimum_the_first_to_leave_wins():
    # On x² - y² a step multiplies y by 1 + 2η: it is beyond 1.5 after log(1.5 / 0.001) / log(1 + 2η) steps.
    rates = {"slow": 0.05, "fast": 0.4, "slower": 0.02, "never": 0.001}
    finished = race(SADDLE, {name: GradientDescent(rate) for name, rate in rates.items()}, steps=200)
    lines = standings(finished)
    assert [line.name for line in lines] == ["fast", "slow", "slower", "never"]
    expected = [int(np.ceil(np.log(1500) / np.log1p(2 * rates[line.name]))) for line in lines[:3]]
    assert [line.steps_to_leave for line in lines] == [*expected, None]


def test_who_falls_to_infinity_has_left_and_who_climbs_out_is_last():
    racers = {"falls": GradientDescent(3.0), "stays": GradientDescent(1e-3)}
    assert [line.name for line in standings(race(SADDLE, racers, steps=400))] == ["falls", "stays"]
    climbs = {"climbs": GradientDescent(1.2), "stays": GradientDescent(1e-3)}
    stays, climbed = standings(race(SADDLE, climbs, start=(1, 0), steps=20))
    assert (stays.name, climbed.steps_to_leave) == ("stays", None)


@pytest.mark.parametrize(
    ("text", "known"),
    [("x^2 + y^2", True), ("(x + y)^2", True), ("x + 2y", False), ("x^2 - y^2", False), ("-x^2 - y^2", False)],
)
def test_a_surface_has_a_minimum_where_one_is_found(text, known):
    assert has_minimum(from_formula(text)) == known


@pytest.mark.parametrize("key", surfaces.CATALOGUE)
def test_the_declared_and_the_found_agree_on_whether_there_is_a_minimum(key):
    surface = surfaces.get(key)
    assert has_minimum(surface) == any(point.kind.is_minimum for point in surfaces.critical_points(surface))
