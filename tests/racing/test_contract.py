"""Whatever a rule remembers, asks for and draws, a run of it is the same alone, in any batch and in any chunk."""

from itertools import product

import numpy as np
import pytest

import surfaces
from exports import race_html
from optimizers import Adam, GradientDescent
from racing import Ending, engine, many_seeds, outcomes_of, race, standings, survey, trace
from racing.axis import vary
from racing.oracle import KINDS as ASKED
from racing.oracle import Oracle
from racing.standings import cells, titles
from racing.states import begun, entries_of
from tests.meetings import meetings
from tests.optimizers import kinds
from tests.optimizers.kinds import KINDS

RULES = pytest.mark.parametrize("rule", KINDS, ids=lambda rule: type(rule).__name__)
BEALE, RINGS = surfaces.get("beale"), surfaces.get("o_rings")
DRAWS = [(BEALE, {}), (BEALE, {"noise": 0.3}), (RINGS, {"batch_size": 3}), (RINGS, {"batch_size": 20, "noise": 0.01})]
DRAWN = pytest.mark.parametrize(("surface", "drawn"), DRAWS, ids=["exact", "noisy", "mini-batches", "both"])
STEPS, SEEDS = 20, (3, 1, 4, 1, 5)


def places(surface, n=5):
    low, high = np.transpose(surface.domain)
    return np.random.default_rng(0).uniform(low, high, (n, 2))


def alone(rule, surface, drawn):
    return [
        race(surface, {"a": rule}, start=start, steps=STEPS, seed=seed, **drawn)["a"]
        for start, seed in zip(places(surface), SEEDS, strict=True)
    ]


@DRAWN
@RULES
def test_a_run_is_the_same_alone_and_in_a_batch(rule, surface, drawn):
    together = trace(rule, surface, places(surface), STEPS, seeds=SEEDS, **drawn)
    for i, run in enumerate(alone(rule, surface, drawn)):
        np.testing.assert_array_equal(together.points[i], run.points)
        np.testing.assert_array_equal(together.values[i], run.values)
        assert together.stopped[i] == (-1 if run.stopped is None else run.stopped)


@DRAWN
@RULES
def test_state_and_counts_are_those_of_the_rule_stepped_by_hand_among_others(rule, surface, drawn):
    x = places(surface)
    oracle, state = Oracle(surface, STEPS, np.array(SEEDS), **drawn), begun(rule, x)
    states, counts = [state], [oracle.counts.copy()]
    with np.errstate(all="ignore"):
        for _ in range(STEPS):
            oracle.next_step()
            x, state = rule.step(x, oracle, state)
            states.append(state)
            counts.append(oracle.counts.copy())
    for i, run in enumerate(alone(rule, surface, drawn)):
        kept = STEPS + 1 if run.stopped is None else run.stopped
        assert set(run.state) == set(state)
        for name, part in run.state.items():
            np.testing.assert_array_equal(part[:kept], [each[name][i] for each in states[:kept]])
            assert not part.flags.writeable
        for k, kind in enumerate(ASKED):
            asked = [np.broadcast_to(each[k], len(SEEDS))[i] for each in counts]
            np.testing.assert_array_equal(run.asked[kind][:kept], asked[:kept])


@RULES
def test_chunks_change_nothing(rule, monkeypatch):
    starts, seeds = places(BEALE, 11), range(11)
    whole = survey(rule, BEALE, starts, STEPS, seeds=seeds)
    monkeypatch.setattr(engine, "CHUNK", 4)
    parts = survey(rule, BEALE, starts, STEPS, seeds=seeds)
    np.testing.assert_array_equal(parts.points, whole.points)
    np.testing.assert_array_equal(parts.stopped, whole.stopped)


@pytest.mark.parametrize("rule", [kinds.Curved(), kinds.Widened()], ids=lambda rule: type(rule).__name__)
def test_hyperparameters_go_with_their_runs_whatever_the_state(rule):
    rates = np.geomspace(0.01, 0.5, 6)
    together = trace(vary(rule, "learning_rate", rates), BEALE, (1, 1.5), STEPS)
    for i, each in enumerate(rates):
        run = race(BEALE, {"a": type(rule)(each)}, (1, 1.5), STEPS)["a"]
        np.testing.assert_array_equal(together.points[i], run.points)


def test_what_is_counted_is_what_was_asked_for_by_hand():
    run = race(BEALE, {"a": kinds.Searching()}, (1, 1.5), 1)["a"]
    x, g = np.array((1, 1.5)), BEALE.gradient((1, 1.5))
    needed = next(k for k in range(99) if BEALE.value(x - 0.5**k * g) <= BEALE.value(x) - 0.3 * 0.5**k * g @ g)
    assert {kind: int(asked[-1]) for kind, asked in run.asked.items()} == {
        "gradients": 1,
        "values": 1 + needed + 1,
        "hessians": 0,
        "jacobians": 0,
    }
    assert run.evaluations == 3 + needed


def test_over_data_every_kind_counts_its_rows():
    racers = {"lines": kinds.Searching(), "curves": kinds.Straightened(), "falls": kinds.Tumbling()}
    lines, curves, falls = race(RINGS, racers, steps=2, batch_size=5).values()
    assert [int(run.asked["gradients"][-1]) for run in (lines, curves, falls)] == [10, 10, 0]
    assert falls.asked["values"].tolist() == [0, 15, 30]
    assert curves.asked["hessians"].tolist() == [0, 5, 10]


def test_draws_depend_on_seed_step_and_call_alone():
    def drawn(seeds, steps):
        oracle = Oracle(BEALE, steps, np.array(seeds))
        for _ in range(steps):
            oracle.next_step()
        return oracle.normal(3), oracle.uniform(2)

    normal, uniform = drawn([7, 2, 7, 9], 5)
    for i, seed in enumerate([7, 2, 7, 9]):
        own, also = drawn([seed], 5)
        np.testing.assert_array_equal(normal[i], own[0])
        np.testing.assert_array_equal(uniform[i], also[0])
    assert not np.isin(normal[0], [normal[1], drawn([7], 6)[0][0]]).any()
    oracle = Oracle(BEALE, 1, np.array([7]))
    oracle.next_step()
    assert not np.isin(oracle.normal(3), oracle.normal(3)).any()


def test_draws_are_of_the_distributions_that_they_are_named_after():
    oracle = Oracle(BEALE, 1, np.arange(400))
    oracle.next_step()
    normal, uniform = oracle.normal(5), oracle.uniform(5)
    assert abs(normal.mean()) < 0.1
    assert abs(normal.std() - 1) < 0.1
    assert 0 <= uniform.min() < 0.01
    assert 0.99 < uniform.max() < 1


@DRAWN
def test_the_gradient_and_the_hessian_are_those_of_the_value_that_a_step_shows(surface, drawn):
    oracle, points = Oracle(surface, STEPS, np.array(SEEDS), **drawn), places(surface) / 2
    for _ in range(4):
        oracle.next_step()
    h = 1e-5 * np.eye(2)
    slopes = np.stack([oracle.value(points + d) - oracle.value(points - d) for d in h], axis=-1) / 2e-5
    curves = np.stack([oracle.gradient(points + d) - oracle.gradient(points - d) for d in h], axis=-1) / 2e-5
    np.testing.assert_allclose(slopes, oracle.gradient(points), rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(curves, oracle.hessian(points), rtol=1e-5, atol=1e-5)


def test_who_is_not_asked_about_gets_no_number():
    oracle, where = Oracle(BEALE, 1, np.array(SEEDS), noise=0.1), np.array([True, False, True, False, False])
    oracle.next_step()
    points = places(BEALE)
    for asked in (oracle.value, oracle.gradient, oracle.hessian):
        some, every = asked(points, where=where), asked(points)
        np.testing.assert_array_equal(some[where], every[where])
        assert np.isnan(some[~where]).all()
        assert asked(points, where=np.zeros(5, dtype=bool)).shape == every.shape
    np.testing.assert_array_equal(oracle.counts[1], 1 + where)


def test_a_state_of_any_shape_that_overflows_for_good_stops_its_run():
    starts = [(1.0, 1.5), (-1.0, -1.5), (0.5, 0.5)]
    together = trace(kinds.Bursting(), BEALE, starts, 8)
    assert together.stopped.tolist() == [4, -1, 4]
    run = race(BEALE, {"a": kinds.Bursting()}, starts[0], 8)["a"]
    assert (run.stopped, run.verdict.ending) == (4, Ending.DIVERGED)
    assert np.isfinite(run.state["B"]).all()


@pytest.mark.parametrize(
    ("begin", "said"),
    [
        (lambda x: {"t": x}, r"Told: state 't' must be an array \(1, ...\) under a name other than x and t, got shape"),
        (lambda x: {"m": np.zeros(())}, r"Told: state 'm' must be an array \(1, ...\) .*, got shape \(\)"),
    ],
)
def test_a_beginning_that_is_no_state_is_refused_by_name(begin, said):
    made = type("Told", (GradientDescent,), {"begin": lambda self, x: begin(x)})()
    with pytest.raises(ValueError, match=said):
        race(BEALE, {"a": made}, steps=2)


def test_each_entry_of_a_state_has_a_name():
    told = {
        type(rule).__name__: list(entries_of(race(BEALE, {"a": rule}, steps=1)["a"].state)) for rule in (Adam(), *KINDS)
    }
    assert told["Adam"] == ["m_x", "m_y", "v_x", "v_y"]
    assert told["Curved"] == ["A_xx", "A_xy", "A_yx", "A_yy"]
    assert told["Widened"] == ["d"]
    assert told["Totalled"] == ["way"]
    assert told["Recent"] == ["s_1_x", "s_1_y", "s_2_x", "s_2_y", "s_3_x", "s_3_y"]
    assert told["Shaken"] == []


def test_a_table_tells_the_kinds_of_evaluations_that_some_racer_made():
    finished = race(BEALE, {"plain": GradientDescent(1e-3), "search": kinds.Searching()}, steps=3)
    assert {"gradients", "values"} <= set(titles(finished))
    assert "hessians" not in titles(finished)
    lines = {line.name: cells(line) for line in standings(finished)}
    assert (lines["plain"]["gradients"], lines["plain"]["values"]) == ("3", "0")
    assert int(lines["search"]["values"]) > 3
    assert ">Values</th>" in race_html(finished)
    assert ">Values</th>" not in race_html(race(BEALE, {"plain": GradientDescent(1e-3)}, steps=3))


@pytest.mark.parametrize(("rule", "bounded"), meetings(KINDS, product(DRAWS, (1, 7, 40, 500)), 2))
def test_a_run_stands_still_before_the_step_that_would_cost_too_much_alone_and_in_a_batch(rule, bounded):
    (surface, drawn), evaluations = bounded
    limit = evaluations * (drawn.get("batch_size") or surface.rows or 1)
    together = trace(rule, surface, places(surface), STEPS, seeds=SEEDS, evaluations=limit, **drawn)
    found = outcomes_of(together)
    for i, whole in enumerate(alone(rule, surface, drawn)):
        start, seed = places(surface)[i], SEEDS[i]
        run = race(surface, {"a": rule}, start, STEPS, seed, evaluations=limit, **drawn)["a"]
        np.testing.assert_array_equal(together.points[i], run.points)
        taken = np.flatnonzero(whole.spent <= limit)[-1]
        np.testing.assert_array_equal(run.points[: taken + 1], whole.points[: taken + 1])
        np.testing.assert_array_equal(run.points[taken:], [run.points[taken]] * (STEPS + 1 - taken))
        np.testing.assert_array_equal(together.spent[i], run.spent)
        assert found.spent[i] == run.evaluations <= limit


def test_many_seeds_of_a_rule_that_draws_are_as_many_runs():
    found = many_seeds(kinds.Shaken(), BEALE, (1, 1.5), STEPS, range(5))
    assert len(np.unique(found.ends, axis=0)) == 5
    for seed in range(5):
        run = race(BEALE, {"a": kinds.Shaken()}, (1, 1.5), STEPS, seed)["a"]
        np.testing.assert_array_equal(found.paths.points[seed], run.points)
    with pytest.raises(ValueError, match="seeds: expected noise or a batch_size"):
        many_seeds(kinds.Curved(), BEALE, (1, 1.5), STEPS, range(5))
