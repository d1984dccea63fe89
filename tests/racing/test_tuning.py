"""A fair race: what the tuning spends and finds, and the standings over draws that it has not seen."""

from dataclasses import replace

import numpy as np
import pytest

import optimizers
import surfaces
from optimizers import (
    Adadelta,
    AdaGrad,
    Adam,
    Count,
    GaussNewton,
    GradientDescent,
    LevenbergMarquardt,
    Momentum,
    Newton,
    SaddleFreeNewton,
    declarations,
    rate_field,
    schedules,
)
from optimizers.conjugate import Conjugate
from racing import Criterion, fair_standings, race, standings, tune, tune_all
from racing.axis import vary
from racing.evenly import BLOCKS, even, in_blocks
from racing.fair import FRESH
from racing.ranking import inside
from racing.rates import slider_range, spec_on
from racing.seeds import quantiles
from racing.standings import titles
from racing.tuning import EACH, FIRST, NEAR, ROUNDS, RUNS, SEEDS, SPREAD, cells, tuned_field
from surfaces import from_formula
from tests.meetings import meetings
from tests.optimizers.kinds import Sharp
from tests.optimizers.variants import RECORDED

BEALE = surfaces.get("beale")
RULES = pytest.mark.parametrize("rule", optimizers.CATALOGUE.values(), ids=optimizers.CATALOGUE.keys())
DAMPED = (Newton, SaddleFreeNewton, GaussNewton, LevenbergMarquardt, optimizers.PolyakStep)
"""Rules whose steps are the longer, the less that is."""

BOUNDED = [key for key, surface in surfaces.CATALOGUE.items() if surface.minima]


# --- the budget -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rule", "key"), meetings(optimizers.CATALOGUE, ["ravine", "mccormick", "cars_raw"], 1))
def test_every_rule_gets_as_many_runs(rule, key):
    told = []
    tuned = tune(
        optimizers.CATALOGUE[rule](),
        surfaces.get(key),
        steps=5,
        progress=lambda done, whole: told.append((done, whole)),
    )
    assert tuned.runs == len(tuned.values) == RUNS
    assert len(np.unique(tuned.values[: tuned.alone])) == RUNS - SPREAD == FIRST + ROUNDS * EACH
    assert told[-1] == (tuned.runs, tuned.runs)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


@RULES
def test_every_run_is_counted_where_there_is_noise(rule):
    tuned = tune(rule(), BEALE, (1, 1.5), 5, first=7, seeds=range(3), noise=0.1)
    assert tuned.runs == (7 + ROUNDS * EACH + SPREAD) * 3


@RULES
def test_what_is_tuned_sets_how_far_a_rule_steps(rule):
    field = tuned_field(rule)
    assert field == rate_field(rule) or rate_field(rule) is None
    surface, start = surfaces.get("ravine"), np.array([-7.0, 2.0])
    steps = 1 if issubclass(rule, (Conjugate, optimizers.BarzilaiBorwein)) else 5  # whose later steps know better
    values = (100, 10, 0.1) if rule in DAMPED else (1e-6, 1e-4, 1e-2)
    reach = [
        np.ptp(race(surface, {"a": vary(rule(), field, value)}, start=start, steps=steps)["a"].points, axis=0).max()
        for value in values
    ]
    assert reach == sorted(set(reach))


def test_where_the_value_makes_no_difference_the_usual_one_is_near_and_nothing_is_sought_far_out():
    """On a quadratic Newton's floor matters only where it is above a curvature."""
    surface = surfaces.get("quadratic")
    for criterion in Criterion:
        tuned = tune(Newton(), surface, steps=60, criterion=criterion)
        low, high = slider_range(Newton, surface, "floor")
        alone = tuned.values[: tuned.alone]
        assert low <= alone.min()
        assert alone.max() <= high
        assert not tuned.at_end
        ties = alone[tuned.losses[: tuned.alone] == tuned.losses[tuned.best]]
        assert abs(np.log(tuned.value / 1e-6)) == np.abs(np.log(ties / 1e-6)).min()


def test_a_rate_on_a_schedule_is_tuned_where_it_begins():
    tuned = tune(GradientDescent(schedules.StepDecay(0.1, every=50)), surfaces.get("booth"), steps=100, first=9)
    assert isinstance(tuned.rule.learning_rate, schedules.StepDecay)
    assert tuned.rule.learning_rate.initial == tuned.value


# --- the search -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("criterion", Criterion)
def test_every_value_has_the_score_of_its_race_and_the_best_is_chosen(criterion):
    surface = surfaces.get("booth")
    tuned = tune(GradientDescent(), surface, steps=150, criterion=criterion, first=9)
    racers = {str(value): GradientDescent(value) for value in tuned.values}
    lines = {float(line.name): line for line in standings(race(surface, racers, steps=150), criterion)}
    never = [np.inf if lines[value].steps_to_tolerance is None else lines[value].steps_to_tolerance for value in lines]
    best = next(iter(lines.values()))
    assert lines[tuned.value].place == 1
    assert tuned.rule == GradientDescent(tuned.value)
    assert tuned.score == (best.loss if criterion is Criterion.LOSS else min(never))
    for value, loss, steps in zip(tuned.values, tuned.losses, tuned.steps, strict=True):
        assert (loss == lines[value].loss) or np.isinf(loss)
        assert (steps == lines[value].steps_to_tolerance) or np.isinf(steps)


@pytest.mark.parametrize("key", BOUNDED)
def test_adagrads_best_is_inside_what_was_tried(key):
    assert not tune(AdaGrad(), surfaces.get(key)).at_end


def test_a_rate_of_the_size_of_the_domain_is_found():
    tuned = tune(AdaGrad(), surfaces.get("ravine"))
    assert tuned.value > 1
    assert tuned.score <= 4


@pytest.mark.parametrize("scale", ["1e-8", "1e-4", "1", "1e4", "1e12"])
def test_a_scale_of_the_loss_that_no_usual_rate_fits_is_found(scale):
    tuned = tune(GradientDescent(), from_formula(f"{scale} * (x^2 + 3y^2)"))
    assert not tuned.at_end
    # The best rate on a quadratic is 2 over the sum of its extreme curvatures, here 2 and 6.
    assert tuned.value * float(scale) == pytest.approx(0.25, rel=0.5)


@pytest.mark.parametrize(
    ("rule", "surface", "start"),
    [(GradientDescent(), "x^2 + y^2", (0, 0)), (Adadelta(), "1e-30 * (x^2 + 3y^2)", (4, 2))],
    ids=["at rest", "out of reach"],
)
def test_where_no_value_makes_a_difference_the_usual_one_is_kept_and_none_is_called_the_best(rule, surface, start):
    surface = from_formula(surface)
    tuned = tune(rule, surface, start=start, steps=20)
    assert tuned.is_flat
    assert not tuned.at_end
    usual = spec_on(rule, surface, tuned.field).default
    assert abs(np.log(tuned.value / usual)) == np.abs(np.log(tuned.values[: tuned.alone] / usual)).min()
    assert not tune(rule, from_formula("x^2 + y^2"), start=(4, 2), steps=20).is_flat


def test_a_best_that_is_the_last_that_was_tried_is_said_to_be_at_the_end():
    tuned = tune(GradientDescent(), surfaces.get("sphere"), steps=20)
    assert not tuned.at_end
    assert all(replace(tuned, best=best).at_end for best in (tuned.values.argmin(), tuned.values.argmax()))


@pytest.mark.parametrize(("rule", "criterion"), meetings(RECORDED, Criterion, 1))
def test_no_rate_is_best_because_its_run_fell_out_of_the_domain(rule, criterion):
    surface = surfaces.get("mccormick")
    tuned = tune(RECORDED[rule](), surface, criterion=criterion)
    run = race(surface, {"a": tuned.rule})["a"]
    assert inside(surface, run.points[-1])
    assert run.values[-1] >= surface.minimum


@pytest.mark.parametrize("criterion", Criterion)
@pytest.mark.parametrize(("key", "cost"), [("booth", 1), ("cars_scaled", 50)])
def test_with_as_many_evaluations_a_rule_that_asks_twice_takes_half_the_steps(key, cost, criterion):
    surface, limit = surfaces.get(key), 80 * cost
    rules = {"once": GradientDescent(), "twice": Sharp()}
    tuned = tune_all(rules, surface, steps=80, criterion=criterion, first=9, evaluations=limit)
    plain = tune(GradientDescent(), surface, steps=80, criterion=criterion, first=9)
    assert tuned["once"].value == plain.value
    np.testing.assert_array_equal(tuned["once"].steps, plain.steps * cost)
    found = tuned["twice"]
    racers = {str(value): Sharp(value) for value in found.values}
    finished = race(surface, racers, steps=80, evaluations=limit)
    assert {run.evaluations for run in finished.values() if run.stopped is None} == {limit}
    assert all((run.points[41:] == run.points[40]).all() for run in finished.values())
    lines = {float(line.name): line for line in standings(finished, criterion)}
    assert lines[found.value].place == 1
    for value, loss, spent in zip(found.values, found.losses, found.steps, strict=True):
        assert (loss == lines[value].loss) or np.isinf(loss)
        assert (spent == lines[value].steps_to_tolerance) or np.isinf(spent)
    assert "Evaluations to 0.1%" in titles(finished).values()


def test_fair_standings_give_as_many_evaluations_as_the_tuning_did():
    surface, rules = surfaces.get("booth"), {"once": GradientDescent(), "twice": Sharp()}
    settings = {"steps": 60, "noise": 0.5}
    tuned = tune_all(rules, surface, first=5, seeds=(0, 1), evaluations=60, **settings)
    for line in fair_standings(tuned, surface, **settings):
        runs = [
            race(surface, {"a": tuned[line.name].rule}, seed=seed, evaluations=60, **settings)["a"] for seed in FRESH
        ]
        assert {run.evaluations for run in runs} == {60}
        assert line.loss == pytest.approx(np.median([run.values[-1] for run in runs]), rel=1e-12)


# --- all numbers at once ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    [
        *(Adam(), Momentum(schedules.StepDecay(0.01)), optimizers.Lookahead(), optimizers.LBFGS()),
        *(optimizers.SPSA(), optimizers.SimulatedAnnealing(), optimizers.CMAES(), optimizers.RandomSearch()),
    ],
)
def test_at_last_all_numbers_are_spread_over_their_sliders_and_the_rate_about_its_best(rule):
    tuned = tune(rule, BEALE, (1, 1.5), 60)
    specs = {f: spec for f, spec in declarations(rule).items() if isinstance(spec, optimizers.Hyperparameter)}
    assert set(tuned.tried) == set(specs)
    for field, spec in specs.items():
        first, spread = tuned.tried[field][: tuned.alone], tuned.tried[field][tuned.alone :]
        if field == tuned.field:
            assert spread.max() / spread.min() == pytest.approx(NEAR**2, rel=0.3)
            assert first.min() < np.sqrt(spread.max() * spread.min()) < first.max()
            continue
        assert len(set(first)) == 1  # as it is set
        low, high = spec.slider if isinstance(spec, Count) else slider_range(rule, BEALE, field)
        assert low <= spread.min()
        assert spread.max() <= high
        if isinstance(spec, Count):
            assert spread.dtype == first.dtype == int
            high += 1
        places = np.log(spread / low) / np.log(high / low) if spec.log else (spread - low) / (high - low)
        counts, _ = np.histogram(places, bins=6, range=(0, 1))
        assert counts.min() >= SPREAD // 6 - 2


@pytest.mark.parametrize(
    ("rule", "budget"),
    [(optimizers.LBFGS(first=0.1), {"steps": 8}), (optimizers.RandomSearch(), {"steps": 60, "evaluations": 90})],
)
@pytest.mark.parametrize("noise", [0, 0.2])
def test_a_setting_with_other_whole_numbers_has_the_score_of_its_races(rule, budget, noise):
    tuned = tune(rule, BEALE, (1, 1.5), criterion=Criterion.LOSS, first=5, seeds=(3, 4), noise=noise, **budget)
    scored = []
    for i in range(tuned.alone, len(tuned.values)):
        made = rule
        for field, value in tuned.setting(i).items():
            made = made.having(field, value)
        runs = [race(BEALE, {"a": made}, start=(1, 1.5), seed=seed, noise=noise, **budget)["a"] for seed in (3, 4)]
        scored.append(np.mean([run.values[-1] if inside(BEALE, run.points[-1]) else np.inf for run in runs]))
    np.testing.assert_allclose(tuned.losses[tuned.alone :], scored, rtol=1e-12)


def test_whole_numbers_are_tuned_where_they_tell_and_the_rule_has_them():
    as_they_are = tune(optimizers.ASGD(burn_in=0), BEALE, (1, 1.5))
    assert as_they_are.rule.burn_in > 0  # the start is no part of the average
    assert as_they_are.score < as_they_are.steps[: as_they_are.alone].min()
    assert as_they_are.chosen["burn_in"] == as_they_are.rule.burn_in
    assert cells("a", as_they_are)["over"] == "learning rate, burn-in"


def test_whole_numbers_are_in_few_blocks_in_which_the_others_are_even():
    for dimensions in (1, 2):
        points = in_blocks(SPREAD, dimensions)
        assert points.shape == (SPREAD, dimensions)
        assert ((points > 0) & (points < 1)).all()
        starts = np.arange(0, SPREAD, SPREAD // BLOCKS)
        assert len(np.unique(points, axis=0)) == BLOCKS
        for start in starts:
            assert len(np.unique(points[start : start + SPREAD // BLOCKS], axis=0)) == 1
            counts, _ = np.histogram(even(SPREAD, 1)[start : start + SPREAD // BLOCKS], bins=4, range=(0, 1))
            assert set(counts) == {SPREAD // BLOCKS // 4}
        for coordinate in points.T:
            counts, _ = np.histogram(coordinate, bins=BLOCKS, range=(0, 1))
            assert set(counts) == {SPREAD // BLOCKS}


def test_the_points_are_halton_s():
    np.testing.assert_array_equal(even(4, 2) * [8, 9], [[4, 3], [2, 6], [6, 1], [1, 4]])


def test_points_of_a_cube_are_even_in_all_its_parts_however_many_there_are():
    for dimensions in range(1, 7):
        points = even(48, dimensions)
        assert points.shape == (48, dimensions)
        assert ((points > 0) & (points < 1)).all()
        assert np.abs(points.mean(axis=0) - 0.5).max() < 0.06
        for i in range(dimensions):
            for j in range(i):
                counts, _, _ = np.histogram2d(*points[:, (i, j)].T, bins=3, range=((0, 1), (0, 1)))
                assert counts.min() >= 2  # of 48 / 9


def test_a_setting_of_all_numbers_is_chosen_where_it_is_better_and_the_rule_has_it():
    surface = surfaces.get("ravine")
    tuned = tune(Momentum(), surface)
    assert tuned.best >= tuned.alone
    assert tuned.score < tuned.steps[: tuned.alone].min()
    assert tuned.rule == Momentum(tuned.chosen["learning_rate"], momentum=tuned.chosen["momentum"])
    line = standings(race(surface, {"a": tuned.rule}))[0]
    assert line.steps_to_tolerance == tuned.score
    assert cells("a", tuned) == {
        "name": "a",
        "runs": str(RUNS),
        "over": "learning rate, momentum",
        "value": f"learning rate {tuned.rule.learning_rate:.4g}, momentum {tuned.rule.momentum:.4g}",
    }


# --- seeds ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seeds", [(4, 5, 6), range(8)], ids=len)
def test_noisy_runs_are_judged_by_their_median(seeds):
    tuned = tune(Adam(), BEALE, (1, 1.5), 60, Criterion.LOSS, first=5, seeds=seeds, noise=0.5)
    settings = map(tuned.setting, range(len(tuned.values)))
    for setting, loss in list(zip(settings, tuned.losses, strict=True))[::7]:
        runs = [
            race(BEALE, {"a": Adam(**setting)}, start=(1, 1.5), steps=60, seed=seed, noise=0.5)["a"] for seed in seeds
        ]
        losses = sorted(run.values[-1] if inside(BEALE, run.points[-1]) else np.inf for run in runs)
        middle = losses[(len(seeds) - 1) // 2], losses[len(seeds) // 2]
        assert loss == pytest.approx(sum(middle) / 2, rel=1e-15)


@pytest.mark.parametrize("count", [1, 2, 8, 11, 64])
def test_quantiles_are_those_of_numpy(count):
    values = np.random.default_rng(count).normal(size=(count, 3))
    parts = (0, 0.1, 0.5, 0.9, 1)
    np.testing.assert_allclose(quantiles(values, parts), np.quantile(values, parts, axis=0), rtol=1e-13)


@pytest.mark.parametrize(
    ("values", "part", "expected"),
    [
        ([1, 2, 3, 4, 5, 6, 7, 8], 0.5, 4.5),
        ([1, 2, 3, 4, np.inf, np.inf, np.inf, np.inf], 0.5, np.inf),
        ([1, 2, 3, 4, 6, np.inf, np.inf, np.inf], 0.5, 5),
        ([1, 2, np.inf], 0.5, 2),
        ([1, np.inf, np.inf], 0.5, np.inf),
        ([np.inf, np.inf], 0.5, np.inf),
        ([0, 1, *[np.inf] * 9], 0.1, 1),
    ],
)
def test_a_quantile_beside_infinity_is_infinite_and_no_other(values, part, expected):
    assert quantiles(np.array(values, dtype=float), [part])[0] == expected


# --- the standings ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def noisy():
    """Rules tuned on the quadratic with noise 2, and the final losses of their races with the fresh seeds."""
    surface, rules = surfaces.get("quadratic"), {"Adam": Adam(), "Momentum": Momentum(), "AdaGrad": AdaGrad()}
    tuned = tune_all(rules, surface, steps=200, criterion=Criterion.LOSS, first=9, seeds=SEEDS, noise=2.0)
    racers = {name: found.rule for name, found in tuned.items()}
    races = [race(surface, racers, steps=200, seed=seed, noise=2.0) for seed in FRESH]
    return surface, tuned, {name: np.array([each[name].values[-1] for each in races]) for name in racers}


def test_fair_standings_rank_by_the_median_of_seeds_that_took_no_part(noisy):
    surface, tuned, losses = noisy
    lines = fair_standings(tuned, surface, steps=200, noise=2.0)
    assert not set(FRESH) & set(SEEDS)
    assert [line.place for line in lines] == [1, 2, 3]
    assert [line.name for line in lines] == sorted(losses, key=lambda name: np.median(losses[name]))
    for line in lines:
        expected = np.quantile(losses[line.name], (0.1, 0.5, 0.9))
        np.testing.assert_allclose((line.low, line.loss, line.high), expected, rtol=1e-12)
        assert (line.lost, line.runs) == (0, 64)


def test_fair_standings_by_steps_rank_by_their_median(noisy):
    surface, tuned, _ = noisy
    tuned = {
        name: tune(found.rule, surface, steps=200, first=9, seeds=SEEDS, noise=2.0) for name, found in tuned.items()
    }
    lines = fair_standings(tuned, surface, steps=200, noise=2.0)
    steps = [line.steps_to_tolerance for line in lines]
    assert steps == sorted(steps)


def test_fair_standings_draw_for_each_racer_its_own_noise(noisy):
    surface, tuned, _ = noisy
    pair = {"Adam": tuned["Adam"], "calm": tuned["Adam"]}
    lines = {line.name: line for line in fair_standings(pair, surface, steps=200, noise={"Adam": 2.0})}
    [alone] = fair_standings({"Adam": tuned["Adam"]}, surface, steps=200, noise=2.0)
    assert (lines["Adam"].loss, lines["Adam"].high) == (alone.loss, alone.high)
    assert lines["calm"].low == lines["calm"].high < alone.low
    with pytest.raises(ValueError, match="fair race: noise must be for racers that take part, got 'Eve'"):
        fair_standings(pair, surface, noise={"Eve": 1.0})


def test_a_seed_of_the_tuning_takes_no_part_in_the_standings(noisy):
    surface, tuned, _ = noisy
    with pytest.raises(ValueError, match="fair race: seeds must be others than those of the tuning, got 7"):
        fair_standings(tuned, surface, steps=200, seeds=(7, 8), noise=2.0)


def test_fair_standings_count_the_lost_apart(noisy):
    surface, tuned, _ = noisy
    rule = GradientDescent(0.99)
    [line] = fair_standings({"wild": replace(tuned["Adam"], rule=rule)}, surface, steps=1, noise=2.0)
    runs = [race(surface, {"a": rule}, steps=1, seed=seed, noise=2.0)["a"] for seed in FRESH]
    assert line.lost == sum(not inside(surface, run.points[-1]) for run in runs)
    assert 0 < line.lost < line.runs == len(FRESH)


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("surface", "arguments", "message"),
    [
        ("beale", {"criterion": "fastest"}, "tuning: criterion must be one of steps to tolerance, final loss, got"),
        ("saddle", {}, "tuning: surface must have a minimum in its domain, and Saddle has none"),
        ("saddle", {"criterion": Criterion.LOSS}, "tuning: surface must have a minimum in its domain"),
        ("beale", {"seeds": ()}, "tuning: seeds must be at least one, got none"),
        ("beale", {"first": 1}, "tuning: first must be a whole number from 2 to 1,000, got 1"),
    ],
)
def test_bad_tunings_are_refused_by_name(surface, arguments, message):
    with pytest.raises(ValueError, match=message):
        tune(Adam(), surfaces.get(surface), **arguments)


def test_steps_to_the_tolerance_need_a_least_value_that_is_known():
    low_at_its_edge = from_formula("x^3 - 3x + y^2")
    with pytest.raises(ValueError, match="steps to tolerance needs a least value that is known"):
        tune(Adam(), low_at_its_edge, criterion=Criterion.STEPS)
    assert tune(Adam(), from_formula("x^2 + y^2"), first=5, steps=60).criterion is Criterion.STEPS
