"""What JAX runs are the runs that NumPy makes, but for the last bits of those that amplify them."""

from importlib.util import find_spec

import numpy as np
import pytest

import surfaces
from optimizers import SAM, Adam, GradientDescent, Lookahead, Momentum, schedules
from racing import Axis, basins, many_seeds, map_two, survey, trace, tune
from racing.axis import vary
from racing.sweep import Plan
from racing.sweep.plan import rows
from racing.tuning import tuned_field
from surfaces import from_formula
from tests.meetings import meetings
from tests.optimizers.variants import RECORDED

pytestmark = pytest.mark.skipif(find_spec("jax") is None, reason="JAX is not installed")

WITHIN = 1e-9
"""As a part of the domain's diagonal, or of how far out a run is."""

STEPS, RATES = 100, np.geomspace(1e-4, 1, 16)
BEALE, CARS, RINGS = map(surfaces.get, ("beale", "cars_scaled", "o_rings"))
SAID = ("endings", "since", "kinds", "minima", "ranks", "periods", "spent", "stopped", "steps_to_tolerance")


def apart(surface, points, others):
    """How far points are from others, in parts of the domain or of how far out they are."""
    with np.errstate(all="ignore"):
        size = np.maximum(np.hypot(*np.ptp(surface.domain, axis=1)), np.hypot(*np.moveaxis(points, -1, 0)))
        return np.where((points == others).all(axis=-1), 0, np.hypot(*np.moveaxis(points - others, -1, 0)) / size)


def sensitive(rule, surface, found):
    """Which runs end elsewhere, or otherwise, that begin in the next float, or whose slopes are off by a last bit."""
    start = np.array(surface.start)
    nudged = survey(rule, surface, start + np.spacing(np.ptp(surface.domain, axis=1)), STEPS)
    blurred = survey(rule, surface, start, STEPS, noise=np.spacing(np.abs(surface.gradient(start)).max()))
    moved = np.zeros(len(found), dtype=bool)
    for other in (nudged, blurred):
        moved |= ~(apart(surface, found.points, other.points) <= WITHIN / 10)
        moved |= np.any([getattr(found, said) != getattr(other, said) for said in SAID], axis=0)
    return moved


def hold(surface, found, fused, some=slice(None)):
    """Hold what JAX made of some runs to what NumPy did."""
    assert (apart(surface, found.points[some], fused.points[some]) <= WITHIN).all()
    for said in SAID:
        np.testing.assert_array_equal(getattr(fused, said)[some], getattr(found, said)[some], said)
    for where in ("rests", "others", "within"):
        np.testing.assert_allclose(getattr(fused, where)[some], getattr(found, where)[some], 1e-6, 1e-9)


@pytest.mark.parametrize(("rule", "surface"), meetings(RECORDED, surfaces.CATALOGUE, 1))
def test_every_run_ends_where_it_does_on_numpy_and_is_judged_alike(rule, surface):
    kind, surface = RECORDED[rule], surfaces.get(surface)
    rule = vary(kind(), tuned_field(kind), RATES)
    found, fused = (survey(rule, surface, surface.start, STEPS, engine=engine) for engine in ("numpy", "jax"))
    held = ~sensitive(rule, surface, found)
    assert held.any()
    hold(surface, found, fused, held)


KINKS = {
    "edges": from_formula("abs(x) + 3 abs(y - 0.5) + sqrt(x^2)", start=(1, 0.5)),
    "a cone": from_formula("sqrt(x^2 + y^2) + 3x", start=(0, 0)),
    "no more values": from_formula("log(x) + y^2", start=(0.4, 1)),
    "a pole": from_formula("1/x + y^2", start=(0, 1)),
    "squares that overflow": from_formula("exp(x^2) + exp(y^2/2)", domain=((-30, 30), (-30, 30)), start=(1, 2)),
}
WAVES = from_formula("a x^2 + b sin(3y) + c x y^2", parameters={"a": 0.5, "b": 2, "c": 0.1}, start=(1, 0.5))


@pytest.mark.parametrize("surface", KINKS.values(), ids=KINKS.keys())
@pytest.mark.parametrize("rule", [GradientDescent(RATES), Adam(RATES)], ids=lambda rule: rule.title)
def test_runs_at_kinks_and_where_f_ends_are_those_of_numpy(rule, surface):
    hold(surface, *(survey(rule, surface, surface.start, STEPS, engine=engine) for engine in ("numpy", "jax")))


TRACED = {
    "noise": lambda **engine: many_seeds(Adam(0.1), BEALE, steps=60, noise=1.0, seeds=range(5), **engine).paths,
    "rows": lambda **engine: many_seeds(Adam(0.2), CARS, steps=60, batch_size=7, seeds=range(5), **engine).paths,
    "rows and noise": lambda **engine: trace(
        Momentum(0.01), RINGS, RINGS.start, 60, seeds=3, noise=0.2, batch_size=5, **engine
    ),
    "few evaluations": lambda **engine: trace(SAM(Adam(RATES)), BEALE, BEALE.start, 60, evaluations=31, **engine),
    "no evaluations": lambda **engine: trace(SAM(), CARS, CARS.start, 60, batch_size=3, evaluations=1, **engine),
    "schedules": lambda **engine: trace(
        Lookahead(Adam(schedules.WarmUp(schedules.Cosine(RATES, steps=30), steps=5))), BEALE, BEALE.start, 60, **engine
    ),
    "letters": lambda **engine: trace(GradientDescent(RATES[:10]), WAVES, WAVES.start, 60, **engine),
    "one step": lambda **engine: trace(Adam(RATES), BEALE, BEALE.start, 1, **engine),
    "diverging": lambda **engine: trace(GradientDescent(RATES), BEALE, (3.5, 4), 40, **engine),
}


@pytest.mark.parametrize("traced", TRACED.values(), ids=TRACED.keys())
def test_whole_paths_are_those_of_numpy_with_the_same_draws(traced):
    here, there = traced(), traced(engine="jax")
    assert apart(BEALE, here.points, there.points).max() <= WITHIN
    np.testing.assert_allclose(there.values, here.values, 1e-7, 1e-9)
    for told in ("spent", "stopped", "left"):
        np.testing.assert_array_equal(getattr(there, told), getattr(here, told))


def test_maps_basins_and_tunings_are_those_of_numpy():
    across, along = Axis("learning_rate", 1e-4, 1, 12, log=True), Axis("momentum", 0, 0.99, 10)
    here, there = (map_two(Momentum(), BEALE, across, along, steps=80, engine=engine) for engine in ("numpy", "jax"))
    assert (there.endings == here.endings).mean() > 0.98
    settled = here.losses < 100
    np.testing.assert_allclose(there.losses[settled], here.losses[settled], 1e-6, 1e-9)
    ground = surfaces.get("himmelblau")
    here, there = (basins(Adam(0.1), ground, ground.minima, 150, 20, engine=engine) for engine in ("numpy", "jax"))
    np.testing.assert_array_equal(there.labels, here.labels)
    np.testing.assert_array_equal(there.steps, here.steps)
    here, there = (tune(Adam(), BEALE, steps=80, engine=engine) for engine in ("numpy", "jax"))
    assert there.rule == here.rule


def test_a_sweep_s_rows_are_those_of_numpy():
    axes = Axis("learning_rate", 1e-3, 1, 6, log=True), Axis("start_x", -2, 2, 5)
    here, there = (Plan(BEALE, Adam(), axes, steps=60, chunk=7, engine=engine) for engine in ("numpy", "jax"))
    for part in here.chunks:
        ours, theirs = rows(there, part), rows(here, part)
        for name in theirs.dtype.names:
            np.testing.assert_allclose(ours[name], theirs[name], 1e-7, 1e-9)


def test_what_is_compiled_serves_all_numbers_starts_and_lengths():
    from racing.stepping import compiled

    runs = np.geomspace(1e-3, 0.1, 40)
    survey(Adam(runs), BEALE, BEALE.start, 40, engine="jax")
    before = compiled.cache_info().misses
    survey(Adam(2 * runs, beta1=0.8, epsilon=1e-6), BEALE, (1, 1.5), 50, engine="jax")
    assert compiled.cache_info().misses == before


def test_runs_that_move_are_walked_once(monkeypatch):
    from racing.fused import Fused

    walked, run = [], Fused._run
    monkeypatch.setattr(
        Fused, "_run", lambda self, runs, *rest, **more: walked.append(len(runs)) or run(self, runs, *rest, **more)
    )
    for steps in (20, 100, 500):
        walked.clear()
        survey(Adam(np.geomspace(1e-3, 1e-2, 30)), BEALE, BEALE.start, steps, engine="jax")
        assert walked == [30]


def test_runs_that_stay_finite_are_not_left_to_numpy(monkeypatch):
    from racing import fused

    monkeypatch.setattr(fused, "walk", None)
    found = survey(Adam(np.geomspace(1e-3, 1e-2, 30)), surfaces.get("rosenbrock"), (-1.2, 1), 60, engine="jax")
    assert not found.lost.any()


def test_the_caller_s_precision_stays_what_it_is():
    import jax

    survey(Adam(RATES), BEALE, BEALE.start, 5, engine="jax")
    assert jax.numpy.ones(1).dtype == np.float32
