from itertools import combinations

import numpy as np
import pytest

import surfaces
from optimizers import Adam, GradientDescent, Momentum, Nesterov, schedules
from racing import (
    ENDINGS,
    Axis,
    Ending,
    basins,
    largest_stable_rate,
    map_two,
    mean_square_rate,
    race,
    stability_boundary,
    standings,
    survey,
)
from racing.basins import DIVERGED, ELSEWHERE, MOVING

BEALE, HIMMELBLAU = surfaces.get("beale"), surfaces.get("himmelblau")
RATES = Axis("learning_rate", 1e-4, 1, 9, log=True)


# --- maps -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "along", [Axis("momentum", 0, 0.99, 7), Axis("start_y", -2, 3, 7)], ids=lambda axis: axis.field
)
def test_every_cell_of_a_map_is_a_race(along):
    found = map_two(Momentum(momentum=0.5), BEALE, RATES, along, (1, 1.5), 120)
    assert found.losses.shape == found.endings.shape == found.steps_to_tolerance.shape == found.lost.shape == (7, 9)
    for row, other in enumerate(along.values()):
        for column, rate in enumerate(RATES.values()):
            momentum, start = (other, (1, 1.5)) if along.field == "momentum" else (0.5, (1, other))
            finished = race(BEALE, {"a": Momentum(rate, momentum)}, start=start, steps=120)
            line = standings(finished)[0]
            assert found.losses[row, column] == line.loss
            assert found.verdict(row, column) == line.verdict
            assert ENDINGS[found.endings[row, column]] is line.verdict.ending
            assert found.lost[row, column] == (line.verdict.ending is Ending.DIVERGED)
            reached = found.steps_to_tolerance[row, column]
            assert (None if reached < 0 else reached) == line.steps_to_tolerance


def test_bad_maps_are_refused_by_name():
    with pytest.raises(ValueError, match="map: axes must vary two fields, got learning_rate twice"):
        map_two(Momentum(), BEALE, RATES, RATES)
    with pytest.raises(ValueError, match="map: cells must be at most 1,048,576, got 2,000 × 600"):
        map_two(Momentum(), BEALE, Axis("learning_rate", 0, 1, 2000), Axis("momentum", 0, 0.9, 600))
    with pytest.raises(ValueError, match="Momentum: momentum must be at least 0 and below 1, got 1"):
        map_two(Momentum(), BEALE, RATES, Axis("momentum", 0, 1, 5))


# --- basins -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [Adam(0.1), GradientDescent(0.01), Momentum(0.02)], ids=lambda rule: rule.title)
def test_a_start_is_labelled_by_the_minimum_its_race_converges_to(rule):
    targets = HIMMELBLAU.minima
    found = basins(rule, HIMMELBLAU, targets, steps=250, size=(9, 7))
    assert found.labels.shape == found.steps.shape == (7, 9)
    for row, y in enumerate(found.along):
        for column, x in enumerate(found.across):
            verdict = race(HIMMELBLAU, {"a": rule}, start=(x, y), steps=250)["a"].verdict
            label, step = found.labels[row, column], found.steps[row, column]
            if verdict.ending is Ending.DIVERGED:
                assert (label, step) == (DIVERGED, verdict.step)
            elif verdict.minimum is not None:
                assert (label, step) == (verdict.minimum, verdict.step)
            else:
                assert (label, step) == (MOVING, -1)
    assert len(np.unique(found.labels)) >= 4


@pytest.mark.parametrize("key", ["himmelblau", "long_valley", "slide", "slide_bump", "easom"])
def test_a_start_that_rests_at_no_target_rests_elsewhere_as_its_verdict_tells(key):
    surface = surfaces.get(key)
    found = basins(Momentum(0.02), surface, [], steps=200, size=9)
    endings = set()
    for row, y in enumerate(found.along):
        for column, x in enumerate(found.across):
            verdict = race(surface, {"a": Momentum(0.02)}, start=(x, y), steps=200)["a"].verdict
            expected = {Ending.DIVERGED: DIVERGED, Ending.MOVING: MOVING}.get(verdict.ending, ELSEWHERE)
            assert found.labels[row, column] == expected
            assert found.steps[row, column] == (-1 if verdict.step is None else verdict.step)
            endings.add(expected)
    assert ELSEWHERE in endings


def test_the_edges_of_the_domain_are_starts():
    found = basins(Adam(0.1), BEALE, BEALE.minima, steps=5, size=3, domain=((0, 2), (-1, 5)))
    assert found.across.tolist() == [0, 1, 2]
    assert found.along.tolist() == [-1, 2, 5]


def test_a_saddle_can_be_a_target_and_no_target_at_all_is_fine():
    saddle = surfaces.get("saddle")
    found = basins(GradientDescent(0.1), saddle, [(0, 0)], steps=150, size=(3, 3), domain=((-1, 1), (-1, 1)))
    assert found.labels.tolist() == [[DIVERGED] * 3, [0] * 3, [DIVERGED] * 3]
    assert (basins(GradientDescent(0.1), saddle, [], steps=3, size=2).labels == MOVING).all()


def test_a_loss_without_end_is_watched_though_it_is_no_polynomial():
    steep = surfaces.Surface(
        name="steep",
        expression=surfaces.x**2 * 1e300 + surfaces.y**2,
        domain=((-1e5, 1e5), (-1, 1)),
        start=(1, 1),
        minima=((0, 0),),
        source="test",
    )
    found = basins(GradientDescent(0.0), steep, steep.minima, steps=20, size=(3, 3))
    assert found.labels[:, 0].tolist() == [DIVERGED] * 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"targets": [(1, 2, 3)]}, "basins: targets must be finite points"),
        ({"targets": [(1, np.inf)]}, "basins: targets must be finite points"),
        ({"size": 1}, "basins: size must be a whole number from 2 to 1,024, got 1"),
        ({"size": 1025}, "basins: size must be a whole number from 2 to 1,024, got 1025"),
        ({"size": (2, 3, 4)}, "basins: size must be one whole number or two"),
        ({"steps": 0}, "batch: steps must be a whole number from 1 to 100,000, got 0"),
    ],
)
def test_bad_basins_are_refused_by_name(arguments, message):
    with pytest.raises(ValueError, match=message):
        basins(**{"rule": Adam(), "surface": BEALE, "targets": BEALE.minima, **arguments})


# --- stability --------------------------------------------------------------------------------------------------------

QUADRATICS = ["quadratic", "sphere", "booth", "matyas", "ravine", "cars_raw", "cars_scaled"]


@pytest.mark.parametrize("rule", [GradientDescent(), Momentum(), Nesterov()], ids=lambda rule: rule.title)
@pytest.mark.parametrize("key", QUADRATICS)
def test_runs_shrink_just_below_the_boundary_and_grow_just_above_it(key, rule):
    surface = surfaces.get(key)
    momenta = np.array([0, 0.3, 0.9]) if hasattr(rule, "momentum") else np.zeros(1)
    curvature = np.linalg.eigvalsh(surface.hessian(np.array(surface.minima[0])))[-1]
    limits = largest_stable_rate(rule, curvature, momenta)
    for factor, grows in ((0.99, False), (1.01, True)):
        rates = factor * limits
        varied = type(rule)(rates, momenta) if hasattr(rule, "momentum") else type(rule)(rates)
        minimum = np.array(surface.minima[0])
        direction = np.linalg.eigh(surface.hessian(minimum))[1][:, -1]
        begin = 1e-3 * np.hypot(*np.ptp(surface.domain, axis=1))
        found = survey(varied, surface, minimum + begin * direction, 400)
        apart = np.abs((found.points - minimum) @ direction)
        assert ((apart > begin) == grows).all()


def test_the_boundary_lies_on_the_maps_axes():
    momenta = Axis("momentum", 0, 0.9, 4)
    found = stability_boundary(Momentum(), surfaces.get("sphere"), RATES, momenta)
    assert found.exact
    np.testing.assert_allclose(found.across, 1 + momenta.values())
    np.testing.assert_array_equal(found.along, momenta.values())
    turned = stability_boundary(Momentum(), surfaces.get("sphere"), momenta, RATES)
    np.testing.assert_array_equal(turned.along, found.across)
    beside = stability_boundary(Momentum(momentum=0.5), surfaces.get("sphere"), RATES, Axis("start_x", -1, 1, 3))
    np.testing.assert_allclose(beside.across, 1.5)


def test_away_from_a_quadratic_the_boundary_is_local():
    minimum = np.array(BEALE.minima[0])
    found = stability_boundary(GradientDescent(), BEALE, RATES, Axis("start_x", -1, 1, 2))
    assert not found.exact
    assert found.across[0] == pytest.approx(2 / np.linalg.eigvalsh(BEALE.hessian(minimum))[-1])


@pytest.mark.parametrize(
    ("rule", "surface", "minimum", "along"),
    [
        (Adam(), "sphere", None, Axis("beta1", 0, 0.9, 3)),
        (Momentum(), "saddle", None, Axis("momentum", 0, 0.9, 3)),
        (Momentum(), "saddle", (0, 0), Axis("momentum", 0, 0.9, 3)),
        (Momentum(schedules.Cosine(0.1)), "sphere", None, Axis("momentum", 0, 0.9, 3)),
    ],
    ids=["another rule", "no minimum", "a saddle", "a schedule"],
)
def test_where_theory_says_nothing_there_is_no_boundary(rule, surface, minimum, along):
    assert stability_boundary(rule, surfaces.get(surface), RATES, along, minimum) is None


DATA = ["cars_raw", "cars_scaled", "o_rings", "sparse_feature"]

ONE_STEP = {
    GradientDescent: lambda way, velocity, rate, momentum, hessians: (way - rate * hessians @ way, 0 * hessians @ way),
    Momentum: lambda way, velocity, rate, momentum, hessians: (
        way - momentum * velocity - rate * hessians @ way,
        momentum * velocity + rate * hessians @ way,
    ),
    Nesterov: lambda way, velocity, rate, momentum, hessians: (
        way - momentum * velocity - rate * hessians @ (way - momentum * velocity),
        momentum * velocity + rate * hessians @ (way - momentum * velocity),
    ),
}
"""Rule → how one step goes on from the way left and the velocity (2, 4), each column on its own, with each batch."""


def growth(rule, rate, momentum, hessians, steps=400):
    """By how much mean squares grow over the second half of the steps, all batches (n, 2, 2) as likely at each."""
    square, total = np.eye(4), 1.0
    for step in range(steps):
        lengths, directions = np.linalg.eigh(square)
        columns = directions * np.sqrt(np.maximum(lengths, 0))
        moved = np.concatenate(ONE_STEP[rule](columns[:2], columns[2:], rate, momentum, hessians), axis=1)
        square = (moved @ moved.swapaxes(1, 2)).mean(axis=0)
        total = total * np.trace(square) if step >= steps // 2 else 1.0
        square /= np.trace(square)
    return total


@pytest.mark.parametrize("rule", ONE_STEP, ids=lambda rule: rule.title)
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("batch_size", [1, 2])
def test_just_below_the_mean_square_limit_mean_squares_shrink_and_just_above_it_they_grow(rule, momentum, batch_size):
    surface = surfaces.get("o_rings")
    rows = surface.row_hessians(surface.minima[0])
    batches = np.array([np.mean(chosen, axis=0) for chosen in combinations(rows, batch_size)])
    limit = mean_square_rate(rule, rows, batch_size, momentum)
    assert growth(rule, 0.98 * limit, momentum, batches) < 1
    assert growth(rule, 1.02 * limit, momentum, batches) > 1


def test_single_rows_of_the_scaled_cars_bear_a_third_of_what_all_rows_do():
    cars = surfaces.get("cars_scaled")
    rows = cars.row_hessians(cars.minima[0])
    assert mean_square_rate(GradientDescent, rows, 1) == pytest.approx(0.338, abs=5e-4)
    for rate, kept in ((0.3, 20), (0.7, 0)):
        runs = survey(GradientDescent(rate), cars, cars.start, 1000, seeds=range(20), batch_size=1)
        assert np.count_nonzero(~runs.lost) == kept


@pytest.mark.parametrize("key", DATA)
def test_the_mean_square_limit_rises_with_the_batch_to_that_of_all_rows(key):
    surface = surfaces.get(key)
    rows = surface.row_hessians(surface.minima[0])
    limits = [mean_square_rate(Momentum, rows, size, np.array([0.0, 0.3])) for size in (1, 2, 5, surface.rows)]
    assert (np.diff(limits, axis=0) > 0).all()
    highest = np.linalg.eigvalsh(surface.hessian(np.array(surface.minima[0])))[-1]
    np.testing.assert_allclose(limits[-1], largest_stable_rate(Momentum, highest, np.array([0.0, 0.3])), rtol=1e-9)


@pytest.mark.parametrize("key", DATA)
@pytest.mark.parametrize("batch_size", [1, 2, 5])
def test_epochs_in_which_no_row_comes_twice_bear_a_little_more(key, batch_size):
    surface = surfaces.get(key)
    rows = surface.row_hessians(surface.minima[0])
    limit = mean_square_rate(GradientDescent, rows, batch_size)
    orders = np.random.default_rng(0).permuted(np.tile(np.arange(len(rows)), (2000, 1)), axis=1)
    steps = np.broadcast_to(np.eye(2), (2000, 2, 2))
    for at in range(0, len(rows) - len(rows) % batch_size, batch_size):
        steps = (np.eye(2) - limit * rows[orders[:, at : at + batch_size]].mean(axis=1)) @ steps
    squares = np.einsum("nij,nkl->ikjl", steps, steps).reshape(4, 4) / len(steps)
    assert np.abs(np.linalg.eigvals(squares)).max() < 1


@pytest.mark.parametrize("constant", ["cbrt(2)", "tanh(1)", "sigmoid(1)", "abs(a)"])
def test_the_starts_can_be_mapped_whatever_number_a_formula_holds(constant):
    ground = surfaces.from_formula(f"x^2 + {constant} y^2")
    assert (basins(GradientDescent(0.1), ground, [(0, 0)], steps=60, size=4).labels == 0).all()
