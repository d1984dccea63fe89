"""What a run does over and over is not worked out again, and is the same to the bit."""

from itertools import product

import numpy as np
import pytest

import optimizers
import surfaces
from optimizers import Rule
from racing.oracle import Oracle
from racing.run import descend
from tests.meetings import meetings

GROUNDS = ("ackley", "beale", "himmelblau", "cars_scaled", "matyas")


def stepping(name: str) -> Rule:
    made = optimizers.CATALOGUE[name]
    return made(0.01) if "learning_rate" in made.hyperparameters() else made()


RULES = {name: stepping(name) for name in optimizers.CATALOGUE}
CYCLES = {name: rule for name, rule in RULES.items() if rule.cycle}


def described(run) -> list[np.ndarray]:
    return [run.points, run.values, run.gradients, *run.state.values(), *run.asked.values()]


def test_rules_that_search_and_those_of_newton_rest():
    searching = {"Armijo", "BFGS", "LBFGS", "FletcherReeves", "PolakRibiere", "HestenesStiefel", "NelderMead"}
    assert searching | {"Newton", "GaussNewton", "LevenbergMarquardt", "TrustRegion"} <= set(CYCLES)


@pytest.mark.parametrize(("name", "condition"), meetings(CYCLES, product(GROUNDS, [None, 700]), 4))
def test_a_run_at_rest_is_the_same_worked_out_or_not(name, condition, monkeypatch):
    surface, evaluations = condition
    ground = surfaces.get(surface)
    asked = (CYCLES[name], ground, ground.start, 120)
    quick = descend(*asked, evaluations=evaluations)
    monkeypatch.setattr(Oracle, "is_exact", False)
    for ours, theirs in zip(described(quick), described(descend(*asked, evaluations=evaluations)), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("name", CYCLES)
def test_what_is_said_of_a_cycle_holds_at_every_later_step(name):
    rule, ground = CYCLES[name], surfaces.get("beale")
    run = descend(rule, ground, ground.start, 30)
    x, state = run.points[-1:], {letter: part[-1:] for letter, part in run.state.items()}
    for first in range(2, 2 + rule.cycle):
        found = []
        for t in (first, first + rule.cycle, first + 40 * rule.cycle):
            oracle = Oracle(ground, 1, np.array([0]))
            oracle.t = t
            after, left = rule.step(x, oracle, state)
            assert oracle.draws == 0
            found.append([after, *left.values(), *oracle.counts])
        for later in found[1:]:
            for ours, theirs in zip(found[0], later, strict=True):
                np.testing.assert_array_equal(ours, theirs)


def test_a_run_at_rest_asks_its_surface_no_more(monkeypatch):
    ground, asked = surfaces.get("ackley"), []
    value = type(ground).value
    monkeypatch.setattr(type(ground), "value", lambda *given, **told: asked.append(1) or value(*given, **told))
    descend(optimizers.BFGS(), ground, ground.start, 100)
    few = len(asked)
    descend(optimizers.BFGS(), ground, ground.start, 400)
    assert len(asked) - few <= few + 1
