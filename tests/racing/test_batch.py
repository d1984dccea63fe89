"""Many runs at once are the runs that `racing.race` makes one by one."""

import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

import numpy as np
import pytest

import optimizers
import surfaces
from optimizers import Adadelta, Adam, GradientDescent, GradientFlow, Momentum, NelderMead, RMSProp, schedules
from racing import (
    Cancelled,
    Ending,
    basins,
    checks,
    drag,
    many_seeds,
    outcomes_of,
    race,
    slider_axis,
    standings,
    survey,
    trace,
)
from racing import engine as sharing
from racing.axis import COORDINATES, vary
from racing.axis import fields as varied_fields
from racing.basins import MOVING
from racing.rests import newton_rests
from racing.tuning import tuned_field
from surfaces import from_formula
from tests.meetings import meetings

RULES = pytest.mark.parametrize("rule", optimizers.CATALOGUE.values(), ids=optimizers.CATALOGUE.keys())
SURFACES = pytest.mark.parametrize("surface", surfaces.CATALOGUE.values(), ids=surfaces.CATALOGUE.keys())
BEALE = surfaces.get("beale")


def spread(rule):
    """A field of the rule and values of it that crawl, converge, bounce and diverge."""
    return tuned_field(rule), np.geomspace(1e-4, 30, 6)


@pytest.mark.parametrize(("rule", "surface"), meetings(optimizers.CATALOGUE, surfaces.CATALOGUE, 1))
def test_each_run_of_a_batch_is_that_of_a_race_to_the_bit_and_judged_alike(rule, surface):
    rule, surface = optimizers.CATALOGUE[rule], surfaces.get(surface)
    field, values = spread(rule)
    kind = vary(rule(), field, values)
    steps = 25 if rule is GradientFlow else 70  # up to 280 gradients each
    paths, found = trace(kind, surface, surface.start, steps), survey(kind, surface, surface.start, steps)
    kept = outcomes_of(paths)
    for told in fields(found):
        np.testing.assert_array_equal(getattr(kept, told.name), getattr(found, told.name))
    finished = race(surface, {str(i): vary(rule(), field, value) for i, value in enumerate(values)}, steps=steps)
    lines = {line.name: line for line in standings(finished)}
    for i in range(len(values)):
        run = finished[str(i)]
        np.testing.assert_array_equal(paths.points[i], run.points)
        np.testing.assert_array_equal(paths.values[i], run.values)
        np.testing.assert_array_equal(found.points[i], run.points[-1])
        assert found.values[i] == run.values[-1]
        assert _some(paths.stopped[i]) == _some(found.stopped[i]) == run.stopped
        assert _some(found.steps_to_tolerance[i]) == lines[str(i)].steps_to_tolerance
        same_verdict(found.verdict(i), run.verdict)


@pytest.mark.parametrize(
    ("key", "rule"), meetings(surfaces.CATALOGUE, (GradientDescent(0.02), Momentum(0.01), Adam(0.3)), 1)
)
def test_starts_all_over_the_domain_are_judged_as_races_are(key, rule):
    surface = surfaces.get(key)
    low, high = np.array(surface.domain).T
    starts = np.random.default_rng(3).uniform(low - (high - low) / 4, high + (high - low) / 4, (8, 2))
    found = survey(rule, surface, starts, 250)
    for i, start in enumerate(starts):
        run = race(surface, {"a": rule}, start=start, steps=250)["a"]
        same_verdict(found.verdict(i), run.verdict)
        assert found.values[i] == run.values[-1]


def same_verdict(ours, alone):
    assert ours == alone


@pytest.mark.parametrize(
    ("surface", "rule", "start", "ending"),
    [
        ("saddle", GradientDescent(0.1), (1.0, 0.0), Ending.SADDLE),
        ("monkey_saddle", GradientDescent(0.01), (0.0, 0.0), Ending.SADDLE),
        ("slide", GradientDescent(0.1), (-4.0, 1.0), Ending.FLAT),
        ("local_trap", GradientDescent(0.05), (-2.0, 1.5), Ending.CONVERGED),
        ("quadratic", GradientDescent(0.0), (0.0, 0.0), Ending.STALLED),
        ("quadratic", GradientDescent(1.0), (0.0, 0.0), Ending.SWINGING),
        ("quadratic", GradientDescent(0.99), (0.0, 0.0), Ending.MOVING),
        ("sphere", RMSProp(0.1, decay=0.5), (-4.0, 3.0), Ending.CIRCLING),
        ("saddle", GradientDescent(0.02), (1.0, 1e-9), Ending.LEAVING),
        ("mccormick", Momentum(0.681), (-1.0, 3.0), Ending.RUNAWAY),
        ("quadratic", GradientDescent(1.2), (0.0, 0.0), Ending.DIVERGED),
        ("beale", Adam(), (1e200, 1e200), Ending.DIVERGED),
        ("himmelblau", GradientDescent(0.0), (-0.270844591, -0.923038522), Ending.MAXIMUM),
    ],
)
def test_every_ending_is_told_as_for_one_run(surface, rule, start, ending):
    surface = surfaces.get(surface)
    found = survey(rule, surface, [start] * 3, 200)
    alone = race(surface, {"a": rule}, start=start, steps=200)["a"]
    for i in range(3):
        assert found.verdict(i).ending is ending
        same_verdict(found.verdict(i), alone.verdict)
        np.testing.assert_array_equal(found.points[i], alone.points[-1])
    assert found.lost.all() == ending.lost


@pytest.mark.parametrize("steps", range(1, 8))
@pytest.mark.parametrize("off", [0.0, 1.0])
def test_short_runs_are_judged_as_races_are(steps, off):
    surface, rule = surfaces.get("quadratic"), GradientDescent(1e-6)
    start = np.array(surface.minima[0]) + off
    alone = race(surface, {"a": rule}, start=start, steps=steps)["a"].verdict
    assert alone.ending is (Ending.MOVING if off else Ending.CONVERGED)
    same_verdict(survey(rule, surface, [start], steps).verdict(0), alone)
    corner = tuple(zip(start - 1e-9, start + 1e-9, strict=True))
    found = basins(rule, surface, surface.minima, steps, 2, domain=corner)
    assert (found.labels == (MOVING if off else 0)).all()


@pytest.mark.parametrize("size", [1e-170, 1e-160, 1, 1e160, 1e200])
@pytest.mark.parametrize(
    ("shape", "ending"),
    [("x^4 + y^4", Ending.CONVERGED), ("x^3 + y^2", Ending.SADDLE), ("x^2 + 0 y", Ending.CONVERGED)],
)
def test_a_surface_of_any_height_is_judged_as_a_race_is(size, shape, ending):
    surface = from_formula(f"{size:g} * ({shape})", domain=((-1, 1), (-1, 1)), start=(0, 0))
    alone = race(surface, {"a": GradientDescent(0.0)}, steps=20)["a"].verdict
    assert alone.ending is ending
    same_verdict(survey(GradientDescent(0.0), surface, [(0, 0)], 20).verdict(0), alone)


@pytest.mark.parametrize("formula", ["abs(x y)", "max(x y, 0)", "abs(x) + 3 y^2", "-exp(-x^2 - y^2)"])
@pytest.mark.parametrize("rule", [Momentum(0.05), Adam(0.1), Adadelta()], ids=lambda rule: rule.title)
def test_runs_at_kinks_and_far_from_any_slope_are_judged_as_races_are(formula, rule):
    surface = from_formula(formula, domain=((-100, 100), (-50, 70)) if "exp" in formula else ((-4, 4), (-4, 4)))
    starts = np.random.default_rng(8).uniform(-3, 3, (8, 2)) * (8 if "exp" in formula else 1)
    found = survey(rule, surface, starts, 300)
    with warnings.catch_warnings(action="error"):
        for i, start in enumerate(starts):
            alone = race(surface, {"a": rule}, start=start, steps=300)["a"].verdict
            assert (found.verdict(i).ending, found.verdict(i).step) == (alone.ending, alone.step)


STEEP = from_formula("exp(x^2) + y^2 + exp(y^2/2)", domain=((-30, 30), (-30, 30)))


@RULES
def test_runs_whose_squares_overflow_stop_as_races_do(rule):
    starts, steps = (
        np.array([[1.0, 2.0], [18.7, 1.0], [19.0, 1.0], [20.0, 0.0], [2.0, 27.0], [26.0, 37.0]]),
        6 if rule is GradientFlow else 12,
    )
    for made in (rule(), vary(rule(), *spread(rule))):
        paths = trace(made, STEEP, starts, steps)
        found = outcomes_of(paths)
        for i, start in enumerate(starts):
            alone = made if made == rule() else vary(rule(), spread(rule)[0], spread(rule)[1][i])
            run = race(STEEP, {"a": alone}, start=start, steps=steps)["a"]
            np.testing.assert_array_equal(paths.points[i], run.points)
            assert _some(paths.stopped[i]) == _some(found.stopped[i]) == run.stopped
            same_verdict(found.verdict(i), run.verdict)


@SURFACES
def test_estimated_critical_points_are_those_of_one_point_at_a_time(surface):
    low, high = np.array(surface.domain).T
    points = np.random.default_rng(5).uniform(low, high, (12, 2))
    points = np.concatenate([points, *(np.array([minimum]) + 1e-4 * (high - low) for minimum in surface.minima)])
    with np.errstate(all="ignore"):
        rests, kinds = newton_rests(surface, points)
        for point, rest, kind in zip(points, rests, kinds, strict=True):
            alone, its_kind = newton_rests(surface, point[None])
            np.testing.assert_array_equal(alone[0], rest)
            assert its_kind[0] == kind


def test_schedules_with_arrays_go_with_their_runs():
    rates = np.geomspace(0.01, 1, 5)
    warmed = schedules.WarmUp(schedules.Exponential(rates, rate=0.1), steps=5)
    paths = trace(Adam(warmed), BEALE, BEALE.start, 30)
    for i, rate in enumerate(rates):
        alone = Adam(schedules.WarmUp(schedules.Exponential(rate, rate=0.1), steps=5))
        np.testing.assert_allclose(paths.points[i], race(BEALE, {"a": alone}, steps=30)["a"].points, rtol=1e-12)


@RULES
def test_every_stop_of_every_slider_is_a_race(rule):
    for field in set(varied_fields(rule)) - {*COORDINATES}:
        values = slider_axis(rule, BEALE, field).values()
        paths = drag(rule(), BEALE, field, values, (1, 1.5), 15)
        assert paths.points.shape == (61, 16, 2)
        for i in (0, 23, 60):
            alone = race(BEALE, {"a": vary(rule(), field, values[i])}, start=(1, 1.5), steps=15)["a"]
            np.testing.assert_array_equal(paths.points[i], alone.points)


def test_paths_cannot_be_changed():
    paths = trace(Adam(0.1), BEALE, [(1, 1), (0, 2)], 5)
    assert not any(array.flags.writeable for array in (paths.points, paths.values))


# --- seeds ------------------------------------------------------------------------------------------------------------


@RULES
def test_each_seeds_run_is_that_of_a_race_with_the_seed(rule):
    found = many_seeds(rule(), BEALE, (1, 1.5), 20, (0, 3, 8), noise=0.7)
    for seed, points in zip(found.seeds, found.paths.points, strict=True):
        alone = race(BEALE, {"a": rule()}, start=(1, 1.5), steps=20, seed=seed, noise=0.7)["a"]
        np.testing.assert_array_equal(points, alone.points)


@pytest.mark.parametrize("key", list(surfaces.FAMILIES["Real data"]))
@pytest.mark.parametrize("batch_size", [1, 7, 20])
def test_each_seeds_mini_batches_are_those_of_a_race_with_the_seed(key, batch_size):
    surface = surfaces.get(key)
    found = many_seeds(Adam(0.2), surface, steps=60, seeds=range(4), batch_size=batch_size, noise=0.1)
    for seed in found.seeds:
        alone = race(surface, {"a": Adam(0.2)}, steps=60, seed=seed, batch_size=batch_size, noise=0.1)["a"]
        np.testing.assert_array_equal(found.paths.points[seed], alone.points)
        np.testing.assert_array_equal(found.paths.values[seed], alone.values)


def test_the_band_holds_four_fifths_of_the_seeds():
    found = many_seeds(Adam(0.1), BEALE, steps=80, noise=1.0)
    losses = found.paths.values
    assert losses.shape == (64, 81)
    assert found.ends.shape == (64, 2)
    for step in (1, 40, 80):
        assert (losses[:, step] < found.low[step]).mean() == pytest.approx(0.1, abs=1 / 64)
        assert (losses[:, step] < found.median[step]).mean() == 0.5
        assert (losses[:, step] > found.high[step]).mean() == pytest.approx(0.1, abs=1 / 64)


def test_a_run_that_stopped_counts_as_higher_than_any_other():
    found = many_seeds(GradientDescent(0.02), BEALE, steps=60, noise=20.0)
    stopped = found.paths.stopped
    assert 0 < (stopped >= 0).sum() < len(found.seeds)
    np.testing.assert_array_equal(found.stops, sorted(stopped[stopped >= 0]))
    for step in range(61):
        gone = (stopped >= 0) & (stopped <= step)
        losses = sorted(np.where(gone, np.inf, found.paths.values[:, step]))
        assert found.median[step] == (losses[31] + losses[32]) / 2


def test_the_median_of_runs_that_all_stopped_is_not_flat():
    found = many_seeds(GradientDescent(1.0), BEALE, steps=60, noise=1.0)
    assert found.stops.size == len(found.seeds)
    assert np.isfinite(found.high[: found.stops[0]]).all()
    assert np.isinf(found.low[found.stops[-1] :]).all()


def test_seeds_without_anything_random_are_refused():
    with pytest.raises(ValueError, match="seeds: expected noise or a batch_size"):
        many_seeds(Adam(), BEALE)


# --- sharing out ------------------------------------------------------------------------------------------------------


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(sharing, "CHUNK", 7)
    monkeypatch.setattr(sharing, "WORTH_SHARING", 1)


def test_chunks_and_threads_change_nothing(small_chunks):
    runs = (Momentum(np.geomspace(1e-4, 1, 50), np.linspace(0, 0.99, 50)), BEALE, np.linspace((-4, -4), (4, 4), 50), 60)
    shared = survey(*runs, noise=0.1, seeds=range(50))
    with ThreadPoolExecutor(3) as threads:
        elsewhere = survey(*runs, noise=0.1, seeds=range(50), executor=threads)
    sharing.CHUNK = 100
    for field in fields(shared):
        expected = getattr(survey(*runs, noise=0.1, seeds=range(50)), field.name)
        np.testing.assert_array_equal(getattr(shared, field.name), expected)
        np.testing.assert_array_equal(getattr(elsewhere, field.name), expected)


def test_other_processes_give_the_same(small_chunks, another_process):
    ground = surfaces.get("cars_scaled")
    runs = (Adam(np.geomspace(1e-3, 1, 20)), ground, ground.start, 30)
    elsewhere = survey(*runs, executor=another_process)
    for field in fields(elsewhere):
        np.testing.assert_array_equal(getattr(elsewhere, field.name), getattr(survey(*runs), field.name))


def test_progress_counts_up_to_all_runs(small_chunks):
    told = []
    survey(
        Adam(np.geomspace(1e-3, 1, 20)), BEALE, BEALE.start, 5, progress=lambda done, runs: told.append((done, runs))
    )
    assert sorted(told) == told
    assert len(told) == 3
    assert told[-1] == (20, 20)


def test_work_that_is_called_off_stops_soon(small_chunks):
    told = []
    with pytest.raises(Cancelled):
        survey(
            Adam(np.geomspace(1e-3, 1, 700)),
            BEALE,
            BEALE.start,
            2000,
            progress=lambda *so_far: told.append(so_far),
            cancelled=lambda: len(told) >= 2,
        )
    assert len(told) < 20
    with pytest.raises(Cancelled):
        trace(Adam(), BEALE, BEALE.start, 2000, cancelled=lambda: True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"steps": 0}, "batch: steps must be a whole number from 1 to 100,000, got 0"),
        ({"start": (1, np.nan)}, "batch: start must be finite numbers"),
        ({"start": (1, 2, 3)}, "batch: start must be finite numbers"),
        ({"rule": Adam}, "batch: rule must be an optimizers.Rule"),
        ({"rule": Adam(np.array([0.1, 0.2])), "start": [(1, 1)] * 3}, "batch: arrays must be of one length"),
        ({"noise": -1}, "batch: noise must be a finite standard deviation of at least 0, got -1"),
        ({"noise": None}, "batch: noise must be a finite standard deviation of at least 0, got None"),
        ({"start": "ab"}, "batch: start must be finite numbers"),
        ({"start": [(1, 2), (3,)]}, "batch: start must be finite numbers"),
        ({"start": np.empty((0, 2))}, "batch: expected at least one run, got none"),
        ({"engine": "tpu"}, "batch: engine must be numpy or jax, got 'tpu'"),
        ({"batch_size": 4}, "batch: batch_size needs a surface over data, and Beale has none"),
        ({"seeds": [0, -1]}, "batch: seed must be a whole number of at least 0, got -1"),
        ({"start": np.zeros((4_000, 2)), "steps": 50_000}, "batch: paths must take at most 1,024 MB"),
    ],
)
def test_bad_batches_are_refused_by_name(arguments, message):
    with pytest.raises(ValueError, match=message):
        trace(**{"rule": Adam(), "surface": BEALE, "start": (1, 1), "steps": 5, **arguments})


def test_jax_is_refused_where_it_is_missing_with_what_to_install(monkeypatch):
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match=r"batch: engine jax needs JAX: pip install -r requirements-jax\.txt"):
        survey(Adam(), BEALE, BEALE.start, 5, engine="jax")


def test_jax_is_refused_by_name_for_a_rule_that_is_no_program(monkeypatch):
    monkeypatch.setattr(checks, "find_spec", lambda name: name)
    with pytest.raises(ValueError, match="jax runs rules whose step can be recorded, and that of NelderMead cannot"):
        survey(NelderMead(), BEALE, BEALE.start, 5, engine="jax")


def test_too_many_runs_are_refused():
    with pytest.raises(ValueError, match="batch: runs must be at most 4,194,304, got 4,194,305"):
        survey(Adam(), BEALE, np.zeros((2**22 + 1, 2)), 1)


def _some(number):
    return None if number < 0 else int(number)
