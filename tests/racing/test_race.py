import re

import numpy as np
import pytest

import optimizers
import surfaces
from optimizers import Adam, AdaMax, GradientDescent, Momentum, declarations, schedules
from racing import (
    Axis,
    Ending,
    drag,
    fair_standings,
    filled_formula,
    formulas,
    many_seeds,
    map_two,
    race,
    slider_range,
    stability_boundary,
    standings,
    suited_rate,
    trace,
    tune,
    tune_all,
)
from racing.axis import COORDINATES, vary
from racing.axis import fields as varied_fields
from racing.tuning import tuned_field
from tests.meetings import met_by
from tests.optimizers.variants import At

OF_SQUARES = [
    rule for family in ("Descent", "Adaptive", "Adam's family") for rule in optimizers.FAMILIES[family].values()
]
RULES = pytest.mark.parametrize("rule", optimizers.CATALOGUE.values(), ids=optimizers.CATALOGUE.keys())
SURFACES = pytest.mark.parametrize("surface", surfaces.CATALOGUE.values(), ids=surfaces.CATALOGUE.keys())
BEALE = surfaces.get("beale")


def alone(rule, surface, start, steps):
    """Step a rule by hand, with none of the race's machinery."""
    x = np.array(start, dtype=float)
    state, points = rule.begin(x), [x]
    for t in range(1, steps + 1):
        ask = At(surface, t)
        ask.least = surface.minimum
        x, state = rule.step(x, ask, state)
        points.append(x)
    return np.array(points)


@RULES
def test_a_run_is_the_rule_stepped_by_hand(rule):
    surface = surfaces.get("booth")
    run = race(surface, {"racer": rule()}, start=(1, 1.5), steps=40)["racer"]
    np.testing.assert_array_equal(run.points, alone(rule(), surface, (1, 1.5), 40))
    np.testing.assert_array_equal(run.values, surface.value(run.points))


@RULES
def test_shapes_are_those_promised_and_arrays_cannot_be_changed(rule):
    run = race(BEALE, {"racer": rule()}, steps=7)["racer"]
    assert run.points.shape == (8, 2)
    assert run.values.shape == (8,)
    assert run.gradients.shape == (7, 2)
    assert set(rule.letters) <= set(run.state)
    assert all(run.state[letter].shape == (8, 2) for letter in rule.letters)
    assert not any(array.flags.writeable for array in (run.points, run.values, run.gradients, *run.state.values()))


def test_the_gradients_are_those_the_rule_used():
    racers = {"descent": GradientDescent(0.002), "nesterov": optimizers.Nesterov(0.002, 0.8)}
    finished = race(BEALE, racers, start=(1, 1.5), steps=20)
    np.testing.assert_array_equal(finished["descent"].gradients, BEALE.gradient(finished["descent"].points[:-1]))
    nesterov = finished["nesterov"]
    ahead = nesterov.points[:-1] - 0.8 * nesterov.state["v"][:-1]
    np.testing.assert_allclose(nesterov.gradients, BEALE.gradient(ahead), rtol=1e-12)


@SURFACES
def test_racers_do_not_influence_each_other(surface):
    racers = {"adam": Adam(0.1), "momentum": Momentum(0.001), "wild": GradientDescent(50.0)}
    together = race(surface, racers, steps=30, noise=0.1, seed=4)
    for name, rule in racers.items():
        by_itself = race(surface, {name: rule}, steps=30, noise=0.1, seed=4)
        np.testing.assert_array_equal(together[name].points, by_itself[name].points)


def test_a_race_keeps_the_order_and_the_settings_it_was_given():
    finished = race(BEALE, {"b": Adam(), "a": AdaMax()}, start=(1, 1), steps=3, seed=9, noise=0.5)
    assert list(finished) == ["b", "a"]
    assert (finished.start, finished.steps, finished.seed, finished.noise) == ((1.0, 1.0), 3, 9, 0.5)


def test_the_surface_suggests_the_start():
    assert race(BEALE, {"a": Adam()}, steps=1).start == BEALE.start


# --- randomness -------------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_noise_and_another_seed_another():
    def points(seed):
        return race(BEALE, {"a": GradientDescent(0.001)}, start=(1, 1.5), steps=50, noise=1.0, seed=seed)["a"].points

    np.testing.assert_array_equal(points(3), points(3))
    assert np.abs(points(3) - points(4)).max() > 0


def test_noise_has_the_chosen_standard_deviation_and_no_bias():
    surface = surfaces.get("sphere")
    run = race(surface, {"a": GradientDescent(0.0)}, steps=20_000, noise=2.5)["a"]
    noise = run.gradients - surface.gradient(run.points[:-1])
    np.testing.assert_allclose(noise.std(axis=0), 2.5, rtol=0.02)
    np.testing.assert_allclose(noise.mean(axis=0), 0, atol=5 * 2.5 / np.sqrt(20_000))


@pytest.mark.parametrize("key", list(surfaces.FAMILIES["Real data"]))
@pytest.mark.parametrize("batch_size", [1, 7])
def test_an_epoch_of_mini_batches_uses_every_row_equally_often(key, batch_size):
    surface = surfaces.get(key)
    epochs = batch_size  # so that they end together, whatever the number of rows
    steps = surface.rows * epochs // batch_size
    run = race(surface, {"a": GradientDescent(0.0)}, start=(1, 2), steps=steps, batch_size=batch_size)["a"]
    np.testing.assert_allclose(run.gradients.mean(axis=0), surface.gradient(np.array([1.0, 2.0])), rtol=1e-9)
    assert np.ptp(run.gradients, axis=0).max() > 0


def test_a_batch_of_all_rows_is_the_full_gradient():
    surface = surfaces.get("cars_scaled")
    whole = race(surface, {"a": Adam(1.0)}, steps=20, batch_size=surface.rows)["a"]
    np.testing.assert_allclose(whole.points, race(surface, {"a": Adam(1.0)}, steps=20)["a"].points, rtol=1e-9)


def test_the_loss_shown_is_over_all_rows_whatever_the_batch():
    surface = surfaces.get("o_rings")
    run = race(surface, {"a": GradientDescent(0.5)}, steps=30, batch_size=1)["a"]
    np.testing.assert_array_equal(run.values, surface.value(run.points))


# --- each racer's own -------------------------------------------------------------------------------------------------

CARS = surfaces.get("cars_scaled")


def test_one_ten_and_fifty_rows_race_together_each_as_it_would_alone():
    sizes = {"one": 1, "ten": 10, "fifty": 50}
    together = race(CARS, dict.fromkeys([*sizes, "all"], GradientDescent(0.1)), steps=40, seed=7, batch_size=sizes)
    for name, size in {**sizes, "all": None}.items():
        alone = race(CARS, {name: GradientDescent(0.1)}, steps=40, seed=7, batch_size=size)[name]
        np.testing.assert_array_equal(together[name].points, alone.points)
        assert (together[name].batch_size, together[name].evaluations) == (size, 40 * (size or 50))


def test_racers_with_equal_batches_meet_the_same_rows_whoever_else_takes_part():
    still = GradientDescent(0.0)
    finished = race(CARS, {"a": still, "b": still, "c": still}, steps=30, batch_size={"a": 5, "b": 5, "c": 6})
    np.testing.assert_array_equal(finished["a"].gradients, finished["b"].gradients)
    assert np.abs(finished["a"].gradients - finished["c"].gradients).max() > 0


def test_each_racers_noise_is_the_same_draws_at_its_own_size():
    still = GradientDescent(0.0)
    finished = race(BEALE, dict.fromkeys("abc", still), start=(1, 1), steps=30, seed=2, noise={"a": 0.5, "b": 2})
    calm = finished["c"].gradients
    np.testing.assert_allclose(4 * (finished["a"].gradients - calm), finished["b"].gradients - calm, rtol=1e-9)
    assert [run.noise for run in finished.values()] == [0.5, 2.0, 0.0]


def test_a_race_tells_what_it_was_given_so_that_it_can_be_run_again():
    racers = dict.fromkeys("ab", GradientDescent(0.01))
    for given, told in (({"a": 5}, {"a": 5, "b": None}), ({"a": 5, "b": 5}, 5), (5, 5), ({}, None)):
        finished = race(CARS, racers, steps=9, noise=0.1, batch_size=given)
        assert (finished.noise, finished.batch_size) == (0.1, told)
        again = race(CARS, racers, steps=9, noise=finished.noise, batch_size=finished.batch_size)
        for name in racers:
            np.testing.assert_array_equal(again[name].points, finished[name].points)


def test_an_epoch_is_told_only_where_all_share_one():
    racers = dict.fromkeys("ab", Adam())
    assert race(CARS, racers, steps=1, batch_size={"a": 20, "b": 20}).epoch == 2.5
    assert race(CARS, racers, steps=1, batch_size={"a": 20}).epoch is None


@pytest.mark.parametrize(
    ("surface", "given", "message"),
    [
        (BEALE, {"noise": {"b": 1}}, "race: noise must be for racers that take part, got 'b'"),
        (CARS, {"batch_size": {"A": 1}}, "race: batch_size must be for racers that take part, got 'A'"),
        (BEALE, {"noise": {"a": -1}}, "race: racer 'a': noise must be a finite standard deviation of at least 0, got"),
        (BEALE, {"noise": {"a": None}}, "race: racer 'a': noise must be a finite standard deviation"),
        (BEALE, {"batch_size": {"a": 5}}, "race: racer 'a': batch_size needs a surface over data, and Beale has none"),
        (CARS, {"batch_size": {"a": 51}}, "race: racer 'a': batch_size must be a whole number from 1 to 50, got 51"),
    ],
)
def test_what_a_racer_cannot_have_of_its_own_is_refused_by_name(surface, given, message):
    with pytest.raises(ValueError, match=message):
        race(surface, {"a": Adam()}, **given)


# --- divergence -------------------------------------------------------------------------------------------------------


def test_a_diverging_racer_stops_at_its_last_finite_point_and_the_others_run_on():
    finished = race(BEALE, {"wild": GradientDescent(1.0), "tame": Adam(0.1)}, start=(1, 1.5), steps=100)
    wild = finished["wild"]
    assert wild.stopped is not None
    assert np.isfinite(wild.points).all()
    assert np.isfinite(wild.values).all()
    assert (wild.points[wild.stopped :] == wild.points[wild.stopped - 1]).all()
    assert np.isnan(wild.gradients[wild.stopped :]).all()
    assert wild.verdict.ending is Ending.DIVERGED
    assert finished["tame"].stopped is None
    np.testing.assert_array_equal(finished["tame"].points, alone(Adam(0.1), BEALE, (1, 1.5), 100))


@pytest.mark.parametrize(("rule", "met"), met_by(optimizers.CATALOGUE, surfaces.CATALOGUE).items())
def test_no_race_raises_or_returns_anything_but_finite_points(rule, met):
    rule = optimizers.CATALOGUE[rule]
    for surface in met:
        run = race(surfaces.get(surface), {"a": vary(rule(), tuned_field(rule), 1e6)}, steps=12)["a"]
        assert np.isfinite(run.points).all(), surface
        assert np.isfinite(run.values).all(), surface


@pytest.mark.parametrize("key", ["matyas", "ravine", "three_hump_camel"])
def test_bfgs_stays_at_a_minimum_at_the_origin_however_short_its_steps_become(key):
    surface = surfaces.get(key)
    starts = np.random.default_rng(0).uniform(*np.array(surface.domain).T, (50, 2))
    assert (trace(optimizers.BFGS(), surface, starts, 100).stopped == -1).all()


def test_on_mini_batches_a_simplex_that_asks_anew_gets_on_where_one_that_keeps_losses_freezes():
    cars = surfaces.get("cars_scaled")
    racers = {"kept": optimizers.NelderMead(), "anew": optimizers.NelderMead(anew=True)}
    drawn = race(cars, racers, steps=300, batch_size=5)
    assert drawn["kept"].verdict.ending is Ending.STALLED
    assert drawn["anew"].values[-1] < 0.15 * drawn["kept"].values[-1]
    exact = race(cars, racers, steps=60)
    np.testing.assert_array_equal(exact["anew"].points, exact["kept"].points)


@pytest.mark.parametrize("steps", [1, 2, 60])
def test_a_simplex_with_a_corner_where_f_has_no_value_goes_on_from_the_others(steps):
    bowl = surfaces.from_formula("-sqrt(1 - x^2 - y^2)")
    run = race(bowl, {"a": optimizers.NelderMead()}, start=(0.7, 0.6), steps=steps)["a"]
    assert run.stopped is None
    assert np.isfinite(run.state["f"]).all()
    assert run.values[-1] < run.values[0] or steps < 3


@pytest.mark.parametrize("sizes", [{"size": 1.5e308}, {"size": 1e308, "expansion": 1e308}])
def test_a_rule_whose_state_is_not_finite_from_the_start_is_stopped_alone_as_in_a_batch(sizes):
    rule, start = optimizers.NelderMead(**sizes), (1e308, 1e308)
    flat = surfaces.from_formula("x / 1e300 + y / 1e300")
    run, paths = race(flat, {"a": rule}, start, steps=5)["a"], trace(rule, flat, start, 5)
    assert np.isfinite(run.points).all()
    np.testing.assert_array_equal(run.points, paths.points[0])
    assert (-1 if run.stopped is None else run.stopped) == paths.stopped[0]


def test_a_first_simplex_is_as_large_as_it_is_said_to_be_whatever_the_other_numbers():
    begun = optimizers.NelderMead(size=1e308, expansion=1e308).begin(np.zeros((1, 2)))
    np.testing.assert_array_equal(begun["simplex"], [[(0, 0), (1e308, 0), (0, 1e308)]])


def test_a_start_without_a_finite_loss_is_told_as_divergence_at_once():
    run = race(BEALE, {"a": Adam()}, start=(1e200, 1e200), steps=5)["a"]
    assert run.stopped == 1
    assert run.verdict.ending is Ending.DIVERGED


# --- bad input --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"start": (0, float("nan"))}, r"race: start must be two finite numbers \(x, y\), got \(0, nan\)"),
        ({"start": "ab"}, "race: start must be two finite numbers"),
        ({"start": (1, 2, 3)}, "race: start must be two finite numbers"),
        ({"steps": 0}, "race: steps must be a whole number of at least 1, got 0"),
        ({"steps": 2.5}, "race: steps must be a whole number of at least 1, got 2.5"),
        ({"seed": -1}, "race: seed must be a whole number of at least 0, got -1"),
        ({"noise": -0.1}, "race: noise must be a finite standard deviation of at least 0, got -0.1"),
        ({"noise": float("inf")}, "race: noise must be a finite standard deviation of at least 0, got inf"),
        ({"batch_size": 5}, "race: batch_size needs a surface over data, and Beale has none, got 5"),
        ({"racers": {}}, "race: racers must map at least one name to a rule"),
        ({"racers": {"a": Adam}}, "race: racer 'a' must be an optimizers.Rule"),
    ],
)
def test_bad_arguments_are_refused_by_name(arguments, message):
    with pytest.raises(ValueError, match=message):
        race(BEALE, **{"racers": {"a": Adam()}, **arguments})


def test_a_batch_larger_than_the_data_is_refused():
    with pytest.raises(ValueError, match="batch_size must be a whole number from 1 to 50, got 51"):
        race(surfaces.get("cars_raw"), {"a": Adam()}, batch_size=51)


# --- standings --------------------------------------------------------------------------------------------------------


def test_standings_rank_by_loss_with_the_diverged_last():
    racers = {"wild": GradientDescent(1.0), "slow": GradientDescent(1e-4), "fast": Adam(0.3)}
    lines = standings(race(BEALE, racers, start=(1, 1.5), steps=200))
    assert [line.name for line in lines] == ["fast", "slow", "wild"]
    assert [line.place for line in lines] == [1, 2, 3]


def test_losses_below_double_precision_rank_by_steps_to_the_tolerance():
    racers = {"slower": GradientDescent(0.05), "faster": GradientDescent(0.4)}
    lines = standings(race(surfaces.get("sphere"), racers, steps=1000))
    assert [line.name for line in lines] == ["faster", "slower"]
    assert lines[0].steps_to_tolerance < lines[1].steps_to_tolerance


def test_steps_to_tolerance_is_the_first_step_from_which_the_loss_stays_low():
    # On (x - 7)² + (y - 3)² each step of η = 1/3 leaves a ninth: 1/9³ = 0.00137 and 1/9⁴ = 0.00015.
    line = standings(race(surfaces.get("quadratic"), {"a": GradientDescent(1 / 3)}, steps=10))[0]
    assert line.steps_to_tolerance == 4
    assert (line.gradients, line.values, line.hessians) == (10, 0, 0)
    assert line.distance == pytest.approx(np.hypot(7, 3) / 3**10)


def test_gradients_over_data_count_their_rows():
    surface = surfaces.get("cars_scaled")
    assert standings(race(surface, {"a": Adam()}, steps=4))[0].gradients == 4 * 50
    assert standings(race(surface, {"a": Adam()}, steps=4, batch_size=8))[0].gradients == 4 * 8


def test_without_a_known_minimum_nothing_is_measured_against_it():
    line = standings(race(surfaces.get("saddle"), {"a": Adam()}, steps=4))[0]
    assert line.distance is None
    assert line.steps_to_tolerance is None


def test_a_schedule_changes_the_run_as_its_rates_say():
    rate = schedules.StepDecay(0.1, factor=0.0, every=3)
    run = race(surfaces.get("sphere"), {"a": GradientDescent(rate)}, steps=6)["a"]
    assert (run.points[3:] == run.points[3]).all()
    assert (run.points[1:4] != run.points[:3]).any(axis=1).all()


# --- numbers that floats cannot hold ----------------------------------------------------------------------------------


@RULES
def test_a_racer_takes_single_numbers(rule):
    for field in set(varied_fields(rule)) - {*COORDINATES}:
        ends = list(declarations(rule)[field].slider)
        for many in (np.array(ends), ends, ends[:1]):
            told = rf"^race: racer 'many': {field} must be one number, got an array of shape"
            with pytest.raises(ValueError, match=told):
                race(BEALE, {"one": Adam(), "many": vary(rule(), field, many)})


@pytest.mark.parametrize("schedule", schedules.CATALOGUE.values(), ids=schedules.CATALOGUE.keys())
def test_a_racer_takes_single_numbers_in_its_schedule_too(schedule):
    first = next(iter(schedule.hyperparameters()))
    many = schedule(**{first: [0.1, 0.2]})
    for rate in (many, schedules.WarmUp(many)):
        told = rf"^race: racer 'a': learning_rate\.(after\.)?{first} must be one number, .* racing.trace and"
        with pytest.raises(ValueError, match=told):
            race(BEALE, {"a": Adam(rate)})


@pytest.mark.parametrize("rule", OF_SQUARES, ids=lambda rule: rule.__name__)
def test_no_rule_rests_on_a_slope_because_its_squares_overflow(rule):
    steep = surfaces.from_formula("1e200 x + 1e200 y^2 + 1e-3 x^2")
    run = race(steep, {"a": rule()}, start=(1, 0.5), steps=20)["a"]
    frozen = (run.points[1:] == run.points[:-1]).all()
    assert not frozen or run.stopped is not None


def test_a_run_stops_where_its_state_is_finite_no_more():
    slope = surfaces.from_formula("exp(x^2) + y^2", domain=((-30, 30), (-5, 5)))
    run = race(slope, {"a": optimizers.AdaGrad(1.0)}, start=(20, 1), steps=10)["a"]
    assert run.stopped == 1
    assert np.isfinite(run.state["G"]).all()
    assert run.verdict.ending is Ending.DIVERGED


@pytest.mark.parametrize("given", ["beale", None, ["beale"]], ids=repr)
@pytest.mark.parametrize(
    "ask",
    [
        lambda surface: race(surface, {"a": Adam()}),
        lambda surface: trace(Adam(), surface, (0, 0), 3),
        lambda surface: drag(Adam(), surface, "beta1", [0.1, 0.2]),
        lambda surface: map_two(Adam(), surface, Axis("beta1", 0, 0.9, 3), Axis("beta2", 0, 0.9, 3)),
        lambda surface: many_seeds(Adam(), surface, noise=1.0),
        lambda surface: tune(Adam(), surface),
    ],
    ids=["race", "trace", "drag", "map", "seeds", "tune"],
)
def test_what_is_no_surface_is_named(ask, given):
    with pytest.raises(ValueError, match=rf"^\w+: surface: expected one such as .*, got {re.escape(repr(given))}$"):
        ask(given)


ACROSS = Axis("learning_rate", 0.01, 1, 5, True)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda race: suited_rate("Adam", BEALE),
            "suited_rate: rule must be an optimizers.Rule, or a class of them, got 'Adam'",
        ),
        (lambda race: suited_rate(int, BEALE), "suited_rate: rule must be"),
        (lambda race: suited_rate(Adam, "beale"), "suited_rate: surface: expected one such as"),
        (lambda race: slider_range(None, BEALE), "rates: rule must be"),
        (lambda race: slider_range(Adam, "beale"), "rates: surface: expected"),
        (lambda race: standings({}), "standings: race must be what racing.race returns, got {}"),
        (
            lambda race: standings(race, "most"),
            "standings: criterion must be one of steps to tolerance, final loss, got 'most'",
        ),
        (lambda race: formulas([]), "formulas: race must be"),
        (lambda race: filled_formula(race, 1), "formulas: run must be a run of a race, got <Race"),
        (lambda race: filled_formula(race["a"], 6), "formulas: step must be a whole number from 1 to 5, got 6"),
        (lambda race: stability_boundary("a", BEALE, ACROSS, ACROSS), "stability: rule must be"),
        (lambda race: stability_boundary(Adam(), "b", ACROSS, ACROSS), "stability: surface: expected"),
        (
            lambda race: stability_boundary(Adam(), BEALE, ACROSS, "y"),
            "stability: along must be a racing.Axis, got 'y'",
        ),
        (
            lambda race: stability_boundary(Adam(), BEALE, ACROSS, ACROSS, batch_size=3),
            "stability: batch_size needs a surface",
        ),
        (lambda race: tune("Adam", BEALE), "tuning: rule must be an optimizers.Rule, got 'Adam'"),
        (lambda race: tune(Adam(), BEALE, "here"), "tuning: start must be two finite numbers"),
        (lambda race: tune_all([Adam()], BEALE), "tuning: rules must be a mapping from names to rules, got"),
        (lambda race: fair_standings({}, BEALE), "fair race: tuned must be at least one, got none"),
        (
            lambda race: stability_boundary(Adam(), BEALE, ACROSS, ACROSS, "here"),
            "stability: minimum must be two finite numbers",
        ),
        (lambda race: fair_standings({"a": 3}, BEALE), "fair race: a must be what racing.tune returns, got 3"),
    ],
)
def test_what_is_no_such_thing_is_refused_where_it_is_given(call, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        call(race(BEALE, {"a": Adam()}, steps=5))
