"""Ready-made races: each opens by its key alone and shows what its title and its line say, at rates nearby too."""

from dataclasses import replace
from functools import cache
from itertools import groupby

import numpy as np
import pytest

from figures.views import VIEWS
from racing import Ending, race, standings, trace
from racing.measures import step_lengths
from racing.verdict import Rank
from setups import RACES, link, ready_made
from setups.rows import TABLE
from setups.setup import opened_on

TOPICS = (
    "Learning rate",
    "Traps and saddles",
    "Momentum",
    "Per-coordinate rates",
    "Adam and its relatives",
    "Axes and scale",
    "Noise and data",
    "Schedules",
    "Famous animations",
)
NEAR = (0.9, 1, 1.1)
RACE = pytest.mark.parametrize("key", RACES)
SHOWN = set()


def shows(key, factors=NEAR):
    """Mark a test of what a ready-made race shows, run with every racer's learning rate times each of the factors."""
    SHOWN.add(key)
    return pytest.mark.parametrize("asked", [pytest.param((key, factor), id=f"{key} × {factor}") for factor in factors])


def at(key, factor):
    setup = ready_made(key)
    racers = (
        racer.with_values({"learning_rate": racer.values["learning_rate"] * factor})
        if "learning_rate" in racer.values
        else racer
        for racer in setup.racers
    )
    return replace(setup, racers=tuple(racers))


@pytest.fixture
def setup(asked):
    return at(*asked)


@pytest.fixture
def raced(asked):
    return cached_race(*asked)


@pytest.fixture
def seeds(asked):
    return cached_seeds(*asked)


@cache
def cached_race(key, factor):
    return at(key, factor).race()


@cache
def cached_seeds(key, factor):
    """Name → the racer's runs with the seeds 0 to 63."""
    setup = at(key, factor)
    run = (setup.descended, setup.start, setup.steps)
    return {
        racer.name: trace(racer.build(), *run, seeds=range(64), **racer.conditions(setup.noise, setup.batch_size))
        for racer in setup.running
    }


def excesses(runs):
    """Name → loss above the minimum of each run, (64, steps + 1)."""
    return {name: paths.values - paths.surface.minimum for name, paths in runs.items()}


def rests(run, ending, point, rank=None):
    verdict = run.verdict
    return (verdict.ending, verdict.rank) == (ending, rank) and np.allclose(verdict.point, point, atol=1e-6)


# --- how they open ---------------------------------------------------------------------------------------------------


@RACE
def test_a_ready_made_race_reads_without_notes_and_its_address_is_its_key(key):
    setup = ready_made(key)
    assert link.read(RACES[key].rows) == link.read({"race": [key]}) == (setup, [])
    assert link.query(setup) == f"race={key}"
    assert link.query(replace(setup, step=7)) == f"race={key}&step=7"
    assert link.load(link.save(setup)) == (setup, [])


@RACE
def test_a_ready_made_race_writes_rows_of_an_address_and_shows_a_race_of_all_its_racers(key):
    assert set(RACES[key].texts) <= {row.key for row in TABLE}
    setup = ready_made(key)
    assert setup.view in VIEWS
    assert list(setup.race()) == [racer.name for racer in setup.racers]


@RACE
def test_what_stands_beside_a_ready_made_race_changes_it(key):
    setup, notes = link.read({"race": [key], "steps": ["9"]})
    assert (setup, notes) == (replace(ready_made(key), steps=9), [])
    assert link.read(link.write(setup)) == (setup, [])


def test_to_write_an_address_no_race_on_another_surface_is_made():
    link.folded.cache_clear()
    assert link.query(replace(opened_on("slide"), steps=9)) == "surface=slide&steps=9"
    assert link.folded.cache_info().currsize == 1


def test_a_ready_made_race_that_there_is_not_is_refused_with_the_closest():
    with pytest.raises(KeyError, match=r"ready_made: key: expected one such as saddle, .*, got 'sadle'"):
        ready_made("sadle")
    for key in (3, None, ["saddle"]):
        with pytest.raises(KeyError, match="ready_made: key: expected one such as"):
            ready_made(key)


@RACE
def test_title_and_line_of_a_ready_made_race_are_short(key):
    race = RACES[key]
    assert len(race.title) < 40
    assert len(race.line) < 130
    assert race.title[-1] != "."
    assert race.line[-1] == "."
    assert race.source


def test_no_two_ready_made_races_are_alike():
    assert len({race.title for race in RACES.values()}) == len({race.line for race in RACES.values()}) == len(RACES)


def test_the_ready_made_races_stand_topic_by_topic():
    assert tuple(topic for topic, _ in groupby(race.topic for race in RACES.values())) == TOPICS


def test_every_ready_made_race_is_shown_to_keep_its_word():
    assert set(RACES) == SHOWN


# --- learning rate ---------------------------------------------------------------------------------------------------


@shows("rates", [1])
def test_the_worked_example_stays_divides_by_nine_arrives_and_swings(raced):
    steps = np.arange(raced.steps + 1)
    stays, divides, arrives, swings = raced.values()
    assert (stays.values == 58).all()
    np.testing.assert_allclose(divides.values[:11], 58 / 9.0 ** steps[:11], rtol=1e-9)
    assert (arrives.points[1:] == (7, 3)).all()
    assert (swings.points == np.where(steps[:, None] % 2, (14, 6), (0, 0))).all()


@shows("edge", [1])
def test_the_learning_rate_1_is_the_edge_of_stability_itself(raced):
    steps = np.arange(raced.steps + 1)
    for run in raced.values():
        np.testing.assert_allclose(run.values, 58 * (1 - 2 * run.rule.learning_rate) ** (2 * steps), rtol=1e-6)
    inside, on, beyond = raced.values()
    assert inside.values[-1] < 0.01
    assert on.verdict.ending is Ending.SWINGING
    assert beyond.verdict.ending is Ending.RUNAWAY
    np.testing.assert_allclose(beyond.values[1:] / beyond.values[:-1], 1.44)


@shows("stable_rate")
def test_the_steepest_curvature_bounds_the_learning_rate(raced):
    slow, arrives, swings = raced.values()
    assert np.abs(slow.points[-1, 0]) > 0.8
    assert arrives.verdict.ending is Ending.CONVERGED
    assert swings.verdict.ending.lost
    assert np.linalg.eigvalsh(raced.surface.hessian(np.zeros(2))).max() == 10


# --- traps and saddles -----------------------------------------------------------------------------------------------


@shows("local_minimum")
def test_the_local_minimum_traps_gradient_descent_and_momentum_climbs_out(raced):
    assert rests(raced["Gradient descent"], Ending.CONVERGED, (-1, -0.5), Rank.LOCAL)
    assert raced["Momentum"].points[:, 0].min() < -1
    assert rests(raced["Momentum"], Ending.CONVERGED, (2, 1), Rank.ONLY)


@shows("unlucky")
def test_a_quarter_of_a_unit_decides_in_which_hollow_both_end(raced):
    further = race(raced.surface, {name: run.rule for name, run in raced.items()}, (-0.25, 1.5), raced.steps)
    for name in raced:
        assert rests(raced[name], Ending.CONVERGED, (-1, -0.5), Rank.LOCAL)
        assert rests(further[name], Ending.CONVERGED, (2, 1), Rank.ONLY)


@shows("ridge")
def test_exactly_on_the_ridge_nobody_leaves_it(raced):
    assert len(raced) == 6
    assert all((run.points[:, 1] == 0).all() for run in raced.values())


def departures(raced, bound):
    """Name → the step at which the racer is off the ridge by more than `bound`, for those that leave; soonest first."""
    away = {name: np.flatnonzero(np.abs(run.points[:, 1]) > bound) for name, run in raced.items()}
    return dict(sorted(((name, steps[0]) for name, steps in away.items() if steps.size), key=lambda left: left[1]))


@shows("off_ridge")
def test_a_hair_off_the_ridge_the_adaptive_rules_leave_first_and_gradient_descent_last(raced):
    left = departures(raced, 0.5)
    assert set(list(left)[:3]) == {"AdaGrad", "RMSProp", "Adam"}
    *_, before, last = left.values()
    assert list(left)[-1] == "Gradient descent"
    assert last > 2 * before


@shows("off_ridge", [1])
def test_a_hair_off_the_ridge_the_steps_of_leaving_are_those_told(raced):
    left = list(departures(raced, 0.5).values())
    assert left[2] < 12
    assert left[-1] == 139


# --- momentum --------------------------------------------------------------------------------------------------------


def within(raced):
    """Name → the step from which the loss stays within 0.1 % of its first height; infinite for never."""
    return {line.name: line.steps_to_tolerance or np.inf for line in standings(raced)}


@shows("ravine")
def test_in_the_ravine_a_large_rate_zigzags_and_at_a_small_one_momentum_is_four_times_as_fast(raced):
    zigzag, slow, _ = raced.values()
    assert (np.diff(np.sign(zigzag.points[:, 1])) != 0).all()
    assert (slow.points[:, 1] > 0).all()
    took = within(raced)
    assert 4 * took["Momentum"] < min(took["rate 0.1"], raced.steps)


@shows("slide")
def test_gradient_descent_stops_on_the_flat_and_momentum_runs_on_into_the_well(raced):
    stopped = raced["Gradient descent"]
    assert stopped.verdict.ending is Ending.FLAT
    assert stopped.values[-1] == 0
    assert 0 <= stopped.points[-1, 0] < 0.01
    assert rests(raced["Momentum"], Ending.CONVERGED, (4, 0), Rank.ONLY)


@shows("bump")
def test_the_hollow_keeps_gradient_descent_and_momentum_rolls_over_the_bump(raced):
    assert rests(raced["Gradient descent"], Ending.CONVERGED, (-3, 0), Rank.LOCAL)
    assert rests(raced["Momentum"], Ending.CONVERGED, (0, 0), Rank.ONLY)


@shows("thumbtack")
def test_momentum_passes_the_minimum_that_nag_brakes_into(raced):
    over, braked = raced["Momentum"], raced["Nesterov (NAG)"]
    assert rests(over, Ending.CONVERGED, (-1, -0.5), Rank.LOCAL)
    assert rests(braked, Ending.CONVERGED, (2, 1), Rank.ONLY)
    assert braked.points[:, 0].min() > 0.9


def swings(raced):
    return [np.abs(run.points[20:41, 1]).max() for run in raced.values()]


@shows("damping")
def test_nag_swings_a_fraction_as_far_as_momentum_and_is_sooner_there(raced):
    momentum, nag = swings(raced)
    assert momentum > 5 * nag
    took = within(raced)
    assert took["Nesterov (NAG)"] < took["Momentum"]


@shows("damping", [1])
def test_momentum_and_nag_swing_as_far_as_told(raced):
    np.testing.assert_allclose(swings(raced), (0.70, 0.07), atol=0.005)


# --- per-coordinate rates --------------------------------------------------------------------------------------------


@shows("sparse_feature")
def test_of_a_sparse_feature_adagrad_makes_up_for_what_gradient_descent_leaves_undone(setup, raced, seeds):
    [(_, goal)] = setup.descended.minima
    ends = {name: paths.points[:, -1, 1] for name, paths in seeds.items()}
    assert np.median(ends["Gradient descent"]) < goal - 6
    assert goal - 2 < np.median(ends["AdaGrad"]) < goal
    excess = excesses(seeds)
    assert np.median(excess["Gradient descent"][:, -1]) > 5 * np.median(excess["AdaGrad"][:, -1])
    plain, adaptive = (run.points[-1, 1] for run in raced.values())
    assert plain < goal - 6 < goal - 3 < adaptive


@shows("sparse_feature", [1])
def test_the_sparse_feature_says_something_in_2_rows_of_50(raced):
    assert all(np.count_nonzero(run.gradients[:, 1]) == 300 * 2 / 50 for run in raced.values())


@shows("dying_steps")
def test_adagrads_steps_die_on_a_slope_without_end_and_rmsprops_settle(raced):
    steps = np.arange(1, raced.steps + 1)
    dying, lasting = raced.values()
    rate = dying.rule.learning_rate
    np.testing.assert_allclose(step_lengths(dying)[1:], rate * np.sqrt(2 / steps), rtol=1e-6)
    np.testing.assert_allclose(step_lengths(lasting)[-100:], rate * np.sqrt(2), rtol=1e-6)


@shows("dying_steps", [1])
def test_the_last_steps_on_a_slope_without_end_are_as_long_as_told(raced):
    lasts = [step_lengths(run)[-1] for run in raced.values()]
    np.testing.assert_allclose(lasts, (0.035, 0.707), atol=5e-4)


@shows("bias_correction")
def test_without_bias_correction_the_first_step_is_32_times_as_long(raced):
    uncorrected, corrected = (run.points[1] for run in raced.values())
    np.testing.assert_allclose(corrected, raced["Adam"].rule.learning_rate)
    np.testing.assert_allclose(uncorrected / corrected, np.sqrt(1 / (1 - 0.999)), rtol=1e-6)
    assert np.sqrt(1 / (1 - 0.999)) == pytest.approx(32, abs=0.5)


@shows("epsilon", [1])
def test_adadeltas_epsilon_decides_whether_it_crawls_or_arrives(raced):
    far = [np.hypot(*run.points[-1]) for run in raced.values()]
    assert far[0] > np.hypot(*raced.start) - 2
    assert far[1] < 1e-3
    for run in raced.values():
        epsilon, g = run.rule.epsilon, run.gradients[0]
        np.testing.assert_allclose(run.points[1] - run.points[0], -g * np.sqrt(epsilon / (0.1 * g**2 + epsilon)))


@shows("units")
def test_other_units_make_gradient_descent_diverge_and_leave_the_adaptive_rules_paths_alone(setup, raced):
    changed = replace(setup, formula=setup.formula.with_letter("a", 5.0)).race()
    for name in ("Gradient descent", "Momentum"):
        assert rests(raced[name], Ending.CONVERGED, (0, 0), Rank.FOUND)
        assert changed[name].verdict.ending is Ending.DIVERGED
    for name in ("AdaGrad", "RMSProp", "Adam"):
        np.testing.assert_allclose(changed[name].points, raced[name].points, rtol=1e-4, atol=1e-4)


# --- Adam and its relatives ------------------------------------------------------------------------------------------


@shows("by_hand", [1])
def test_adams_first_two_steps_with_one_half_are_those_on_paper(raced):
    [run] = raced.values()
    np.testing.assert_allclose(run.state["m"][1:3], [(-7, -3), (-10.4, -4.4)], atol=1e-6)
    np.testing.assert_allclose(run.state["v"][1:3], [(98, 18), (144.22, 25.82)], atol=1e-5)


@shows("uncorrected")
def test_adams_first_step_without_its_correction_is_longer(raced):
    corrected, bare = (run.points[1] for run in raced.values())
    np.testing.assert_allclose(corrected, raced["corrected"].rule.learning_rate)
    np.testing.assert_allclose(bare / corrected, 3.2, atol=0.05)


@shows("epsilon_place")
def test_epsilon_under_the_root_makes_adam_creep_where_gradients_are_small(raced):
    beside, under = (np.hypot(*run.points[-1]) for run in raced.values())
    assert beside < 0.1
    assert under > 1
    rule = raced["under"].rule
    np.testing.assert_allclose(np.sqrt(rule.epsilon) / rule.epsilon, 10_000)


@shows("adamax")
def test_adamaxs_rare_coordinate_hardly_moves_and_adams_does(raced):
    remembers, forgets = (run.points[-1, 1] - run.points[0, 1] for run in raced.values())
    assert 0 < remembers < 5 < 15 < forgets


@shows("nadam")
def test_nadams_first_step_is_longer_and_it_arrives_sooner(raced):
    ahead, adam = raced.values()
    np.testing.assert_allclose(step_lengths(ahead)[1] / step_lengths(adam)[1], 1.9, rtol=1e-6)
    took = within(raced)
    assert took["NAdam"] < took["Adam"] < np.inf


# --- axes and scale --------------------------------------------------------------------------------------------------


@shows("turned", [1])
def test_adagrad_cannot_see_the_direction_of_a_turned_ravine(setup, raced):
    straight = replace(setup, formula=setup.formula.with_letter("a", 0.0), start=(-7.0, 2.0)).race()
    assert (within(raced)["AdaGrad"], within(straight)["AdaGrad"]) == (63, 22)
    assert within(raced)["Gradient descent"] == within(straight)["Gradient descent"]


@shows("scaled", [1])
def test_unscaled_features_make_gradient_descent_creep(raced):
    slow, quick = (run.values[-1] - raced.surface.minimum for run in raced.values())
    assert slow > 20
    assert quick < 1
    [bowl] = raced.surface.minima
    least, most = np.linalg.eigvalsh(raced.surface.hessian(np.array(bowl)))
    assert 48 < np.sqrt(most / least) < 52


# --- noise and data, schedules ---------------------------------------------------------------------------------------


@shows("batch_sizes")
def test_all_rows_lead_step_for_step_batches_row_for_row_and_single_rows_jitter(raced, seeds):
    rows = {"1 row": 1, "10 rows": 10, "all rows": raced.surface.rows}
    own = {name: run.values[None] - raced.surface.minimum for name, run in raced.items()}
    for excess in (excesses(seeds), own):
        lasts = {name: np.median(excess[name][:, -1]) for name in rows}
        assert lasts["all rows"] < lasts["10 rows"] < lasts["1 row"] / 100
        spent = {name: np.median(excess[name][:, 500 // each]) for name, each in rows.items()}
        assert spent["10 rows"] < min(spent["1 row"], spent["all rows"]) / 10
        assert np.median(excess["1 row"][:, -100:].max(axis=1)) > 50


@shows("noise_escapes")
def test_enough_noise_throws_gradient_descent_out_of_the_trap(raced, seeds):
    out = {name: paths.points[..., 0] > 0.5 for name, paths in seeds.items()}
    escaped = {name: found.any(axis=1).sum() for name, found in out.items()}
    assert escaped["noise 0"] == 0
    assert escaped["noise 1"] <= 1
    assert escaped["noise 3"] >= 63
    assert out["noise 3"][:, -1].sum() >= 62
    assert [run.points[-1, 0] > 0.5 for run in raced.values()] == [False, False, True]


@shows("schedules")
def test_step_decay_is_as_quick_as_a_constant_rate_and_ends_its_wandering(raced, seeds):
    own = {name: run.values[None] - raced.surface.minimum for name, run in raced.items()}
    for excess in (excesses(seeds), own):
        soon, last = ({name: np.median(each[:, step]) for name, each in excess.items()} for step in (50, -1))
        assert soon["halved"] == soon["constant"] < soon["a tenth"] / 40
        assert last["halved"] < last["constant"] / 50


# --- famous animations -----------------------------------------------------------------------------------------------

FAMOUS = ("SGD", "Momentum", "NAG", "AdaGrad", "Adadelta", "RMSProp")
SCALED = ("AdaGrad", "Adadelta", "RMSProp")


@pytest.mark.parametrize("key", ["beale", "saddle"])
def test_the_famous_six_race(key):
    assert tuple(cached_race(key, 1)) == FAMOUS


@shows("saddle")
@pytest.mark.parametrize("bound", [0.1, 0.5, 1.0, 1.5])
def test_the_adaptive_rules_leave_the_saddle_first_then_momentum_and_nag_and_nobody_else(raced, bound):
    order = list(departures(raced, bound))
    assert set(order[:3]) == set(SCALED)
    assert set(order[3:]) == {"Momentum", "NAG"}


@shows("saddle", [1])
@pytest.mark.parametrize("bound", [0.1, 0.5, 1.0, 1.5])
def test_as_set_nag_leaves_the_saddle_before_momentum(raced, bound):
    assert list(departures(raced, bound))[3:] == ["NAG", "Momentum"]


@shows("saddle")
def test_adadelta_leads_the_way_out_of_the_picture(raced):
    assert next(iter(departures(raced, 1.5))) == "Adadelta"


@shows("saddle", [1])
def test_plain_gradient_descent_is_on_the_ridge_for_the_whole_animation_and_leaves_later(setup, raced):
    away = np.abs(raced["SGD"].points[:, 1])
    assert away.max() < 0.001
    np.testing.assert_allclose(away[1:] / away[:-1], 1.04)
    assert departures(replace(setup, steps=400).race(), 0.5)["SGD"] == 335


@shows("saddle")
def test_momentum_and_nag_swing_through_the_saddle_before_they_leave_it(raced):
    for name in ("Momentum", "NAG"):
        assert raced[name].points[:, 0].min() < -0.2


@shows("saddle")
def test_all_leave_the_saddle_towards_the_eye(raced):
    assert all((run.points[:, 1] < 0).all() for run in raced.values())


@shows("beale")
def test_no_adaptive_rule_goes_straight_for_beales_minimum(raced):
    for name in SCALED:
        away = np.hypot(*(raced[name].points - (3, 0.5)).T)
        assert away.max() > away[0]


@shows("beale")
def test_on_beale_momentum_is_led_furthest_off_track_nag_less_and_the_others_not(raced):
    lowest = {name: run.points[:, 1].min() for name, run in raced.items()}
    assert lowest["Momentum"] < lowest["NAG"] - 0.3
    assert lowest["NAG"] < -1
    assert all(lowest[name] > 0 for name in (*SCALED, "SGD"))


@shows("beale", [1])
def test_on_beale_nag_corrects_its_course_sooner_than_momentum(raced):
    back = {name: np.flatnonzero(raced[name].points[:, 1] < 0)[-1] for name in ("NAG", "Momentum")}
    assert back["NAG"] < back["Momentum"]


@shows("beale")
def test_on_beale_all_but_plain_gradient_descent_come_close_to_the_minimum_and_it_comes_last(raced):
    away = {name: np.hypot(*(run.points[-1] - (3, 0.5))) for name, run in raced.items()}
    assert max(away, key=away.get) == "SGD"
    assert all(away[name] < 0.3 for name in away if name != "SGD")
