"""What the engine answers to a hand: races after changes, ends, ground, descents; what it knows, and where it runs."""

import json

import numpy as np
import pytest

import optimizers
import surfaces
from optimizers import schedules
from optimizers.program import PRIMITIVES
from programs import EXACT, NAMES
from racing import descend, race
from racing.measures import learning_rates
from racing.verdict import Ending
from tests.browser.engine import POLICY, hold, numbers, told

BEALE, CARS = surfaces.get("beale"), surfaces.get("cars_scaled")
RULES = {
    "Adam": optimizers.Adam(0.05),
    "decay": optimizers.DecoupledWeightDecay(optimizers.RMSProp(schedules.WarmUp(schedules.Cosine(0.1)))),
}


def typed(a, b):
    return surfaces.from_formula("a x^2 + sin(b y)", parameters={"a": a, "b": b}, start=(1, 0.5))


def raced(surface=BEALE, first=RULES["Adam"], second=RULES["decay"], **options):
    return race(surface, {"Adam": first, "decay": second}, **{"steps": 30, "seed": 5, **options})


CHANGED = {
    "nothing": (raced(), {}, raced()),
    "start": (raced(), {"start": [-1, 0.25]}, raced(start=(-1, 0.25))),
    "fewer steps": (raced(), {"steps": 7}, raced(steps=7)),
    "more steps": (raced(), {"steps": 70}, raced(steps=70)),
    "a rate": (raced(), {"racers": {0: {"learning_rate": 0.3, "beta1": 0.5}}}, raced(first=optimizers.Adam(0.3, 0.5))),
    "numbers within": (
        raced(),
        {"racers": {1: {"inner.decay": 0.5, "weight_decay": 0.2, "inner.learning_rate.after.initial": 0.05}}},
        raced(
            second=RULES["decay"]
            .having("inner.decay", 0.5)
            .having("weight_decay", 0.2)
            .having("inner.learning_rate", schedules.WarmUp(schedules.Cosine(0.05)))
        ),
    ),
    "a count of a schedule": (
        raced(),
        {"racers": {1: {"inner.learning_rate.steps": 4, "inner.learning_rate.after.steps": 9}}},
        raced(second=RULES["decay"].having("inner.learning_rate", schedules.WarmUp(schedules.Cosine(0.1, 9), 4))),
    ),
    "a count": (
        raced(first=optimizers.Lookahead()),
        {"racers": {0: {"every": 3, "inner.learning_rate": 0.2}}},
        raced(first=optimizers.Lookahead(optimizers.Adam(0.2), every=3)),
    ),
    "noise": (raced(noise=0.5), {"noise": 0.1}, raced(noise=0.1)),
    "noise of one": (raced(noise=0.5), {"racers": {1: {"noise": 0}}}, raced(noise={"Adam": 0.5})),
    "rows": (
        raced(CARS, batch_size=20),
        {"racers": {0: {"batch_size": 7}}},
        raced(CARS, batch_size={"Adam": 7, "decay": 20}),
    ),
    "letters": (raced(typed(1, 2)), {"parameters": {"b": 0.5}}, raced(typed(1, 0.5))),
    "fewer steps of few evaluations": (raced(evaluations=20), {"steps": 25}, raced(evaluations=20, steps=25)),
}


@pytest.fixture(scope="module")
def seen(engine):
    return dict(
        zip(CHANGED, engine.changed(*((before, changes) for before, changes, _ in CHANGED.values())), strict=True)
    )


@pytest.mark.parametrize("change", CHANGED)
def test_a_changed_race_is_the_race_with_the_change(seen, change):
    for run, racer in zip(CHANGED[change][2].values(), seen[change], strict=True):
        hold(run, racer)


def test_what_is_drawn_ahead_is_what_will_be_drawn(engine):
    noisy, batched = engine.changed(
        (raced(), {"noise": 0.3, "steps": 50}), (raced(CARS), {"racers": {0: {"batch_size": 9}}}), ahead=True
    )
    for here, there in ((raced(noise=0.3, steps=50), noisy), (raced(CARS, batch_size={"Adam": 9}), batched)):
        for run, seen in zip(here.values(), there, strict=True):
            hold(run, seen)


UNKNOWN = {
    "a rule that does not record": (race(BEALE, {"NM": optimizers.NelderMead(), **RULES}, steps=5), {}),
    "noise that was not drawn": (raced(), {"racers": {0: {"noise": 0.1}}}),
    "more steps than were drawn": (raced(noise={"Adam": 0.1}), {"steps": 31}),
    "more rows than were drawn": (raced(CARS, batch_size=5), {"racers": {0: {"batch_size": 6}}}),
    "a field that is no number": (raced(), {"racers": {0: {"epsilon_inside": True}}}),
    "other rows while evaluations end": (raced(CARS, batch_size=5, evaluations=50), {"racers": {0: {"batch_size": 4}}}),
}


@pytest.mark.parametrize("change", UNKNOWN)
def test_what_cannot_run_there_is_said_and_the_others_run(engine, change):
    before, changes = UNKNOWN[change]
    can, paths = engine.ask(
        before,
        "(engine, changes) => [engine.can(0, changes), engine.race(changes).map((path) => path && path.stopped)]",
        changes,
    )
    assert can is False
    assert len(paths) == len(before)
    [answer] = engine.changed((before, changes))
    assert answer[0] is None
    assert all(answer[1:])


SCHEDULED = {
    "none": optimizers.Adam(0.05),
    "within a rule": RULES["decay"],
    **{name: optimizers.Momentum(schedules.CATALOGUE[name]()) for name in schedules.CHOICES},
    "none at all": optimizers.DoG(),
}


def test_learning_rates_are_those_of_each_step(engine):
    beginning = race(BEALE, SCHEDULED, steps=150)
    told_rates = engine.ask(beginning, "(engine) => engine.race().map((_, i) => engine.rates(i))")
    for run, rates in zip(beginning.values(), told_rates, strict=True):
        expected = learning_rates(run)
        if expected is None:
            assert rates is None
        else:
            np.testing.assert_allclose(np.array(rates, float), expected, rtol=1e-12)


def test_a_racer_that_nothing_changes_is_not_run_again(engine):
    kept = engine.ask(
        raced(),
        """(engine) => {
      const [first, second] = engine.race();
      const before = first.x[9];
      const [, same] = engine.race({ racers: { 0: { learning_rate: 0.3 } } });
      return [first.x[9] !== before, same === second, engine.race()[0] === first, first.x[9] === before];
    }""",
    )
    assert kept == [True, True, True, True]


RATES = np.geomspace(1e-3, 3, 9)


def test_ends_are_those_of_the_runs_and_say_who_is_lost(engine):
    ends = engine.ask(raced(), "(engine, ...given) => engine.finals(...given)", 0, "learning_rate", RATES.tolist())
    for rate, end in zip(RATES, ends, strict=True):
        run = descend(optimizers.Adam(rate), BEALE, BEALE.start, 30)
        assert end == {"loss": run.values[-1], "lost": run.verdict.ending.lost}
    wild = race(surfaces.get("saddle"), {"GD": optimizers.GradientDescent(0.5)}, steps=60)
    assert wild["GD"].verdict.ending is Ending.DIVERGED
    assert wild["GD"].stopped is None
    [end, none] = [
        engine.ask(wild, "(engine, ...given) => engine.finals(...given)", 0, field, [0.5])[0]
        for field in ("learning_rate", "momentum")
    ]
    assert end["lost"]
    assert none is None


def test_ends_follow_letters_too(engine):
    ends = engine.ask(raced(typed(1, 2)), "(engine, ...given) => engine.finals(...given)", 0, "a", [0.5, 3])
    losses = [raced(typed(a, 2))["Adam"].values[-1] for a in (0.5, 3)]
    np.testing.assert_allclose([end["loss"] for end in ends], losses, rtol=1e-9)


def test_the_ground_follows_letters(engine):
    xs, ys = np.linspace(-5, 5, 7), np.linspace(-4, 4, 5)
    script = "(engine, ...given) => floats(engine.heights(...given))"
    heights = numbers(engine.ask(raced(typed(1, 2)), script, {"parameters": {"a": -2}}, xs.tolist(), ys.tolist()))
    expected = typed(-2, 2).value(np.stack(np.meshgrid(xs, ys), axis=-1))
    np.testing.assert_allclose(heights.reshape(5, 7), expected, rtol=1e-12)


def test_many_descend_at_once_step_by_step_as_each_alone(engine):
    starts = np.random.default_rng(0).uniform(-4, 4, (40, 2))
    script = """(engine, starts, steps) => {
      const many = engine.descents(1, starts);
      for (let step = 0; step < steps; step++) many.step();
      return [floats(many.x), floats(many.y), Array.from(many.going)];
    }"""
    x, y, going = engine.ask(raced(), script, starts.tolist(), 25)
    for i, start in enumerate(starts):
        run = descend(RULES["decay"], BEALE, tuple(start), 25)
        assert bool(going[i]) == (not run.verdict.ending.lost)
        np.testing.assert_array_equal([numbers(x)[i], numbers(y)[i]], run.points[-1])


def test_programs_come_once_and_what_a_race_does_not_name_is_forgotten(engine):
    first, second = raced(), raced(steps=9, first=optimizers.GradientDescent(0.1))
    bare = [{**told(each), "programs": {}} for each in (first, second)]
    learnt = engine.page.evaluate(
        """(messages) => {
          const engine = new Engine();
          return JSON.parse(messages).map((message) => [engine.update(message), engine.race().length, engine.can(0)]);
        }""",
        json.dumps([bare[0], told(first), bare[0], bare[1], told(second), bare[1], bare[0], {}]),
    )
    runs, lacks = [True, 2, True], [False, 0, False]
    assert learnt == [lacks, runs, runs, lacks, runs, runs, lacks, [True, 0, False]]


ODD = [-np.inf, -2.5, -1.0, -0.3, -0.0, 0.0, 5e-324, 1e-300, 0.3, 1.0, 2.0, 7.0, 1e17, 1e300, np.inf, np.nan]


def test_the_browser_knows_the_operations_that_tapes_may_hold(engine):
    assert set(engine.page.evaluate("NAMES")) == {*NAMES.values(), *PRIMITIVES}


@pytest.mark.parametrize("operation", NAMES, ids=NAMES.get)
def test_an_operation_does_with_odd_numbers_what_it_does_in_numpy(engine, operation):
    binary = operation in (np.bitwise_and, np.bitwise_or)
    count = 3 if operation is np.where else operation.nin
    grid = np.meshgrid(*[[0.0, 1.0] if binary else ODD] * count)
    given = [each.ravel() for each in grid]
    operands = [each.astype(bool) for each in given] if binary else given
    with np.errstate(all="ignore"):
        expected = operation(*operands).astype(float)
    script = """([name, count, text]) => {
      const tape = { given: count, numbers: [], operations: [name], results: [count] };
      const program = new Program({ ...tape, code: [0, ...Array(count).keys()] });
      return floats(
        JSON.parse(text).map((given) => {
          program.registers.set(given.map(Number));
          program.run();
          return program.registers[program.results[0]];
        }),
      );
    }"""
    rows = json.dumps([[str(number).replace("inf", "Infinity") for number in row] for row in np.transpose(given)])
    found = numbers(engine.page.evaluate(script, [NAMES[operation], count, rows]))
    alike = operation in EXACT or operation in (np.sqrt, np.remainder, np.floor_divide, np.where)
    np.testing.assert_allclose(found, expected, rtol=0 if alike else 1e-14)


def test_the_page_that_all_this_runs_on_compiles_nothing_from_text(engine):
    assert "unsafe-eval" not in POLICY
    assert engine.page.evaluate("compiles") == "EvalError"
