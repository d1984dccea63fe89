import ast
import re
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from sympy import (
    Abs,
    Float,
    Heaviside,
    Max,
    Min,
    Mod,
    Piecewise,
    Rational,
    atan2,
    ceiling,
    cos,
    cosh,
    coth,
    floor,
    frac,
    sign,
    sinc,
    sqrt,
    tanh,
)
from sympy.codegen.cfunctions import Cbrt
from sympy.codegen.numpy_nodes import logaddexp

import optimizers
import surfaces
from exports import race_script, torch_script
from optimizers import schedules
from racing import race
from surfaces import x, y
from surfaces.expressions import FUNCTIONS
from tests.optimizers.odd import ODD, SLOW

ROOT = Path(__file__).parents[2]
RACERS = {
    "Adam": optimizers.Adam(0.1 + 0.2, beta1=1 / 3),
    'a "name"\n# with a line': optimizers.Momentum(schedules.WarmUp(schedules.Cosine(0.002, steps=30), steps=5)),
    "Nesterov's": optimizers.Nesterov(0.001),
    "wild": optimizers.GradientDescent(1.0),
}
QUOTED = list(RACERS)[1]
OWN = replace(
    surfaces.get("beale"),
    name='my "own"\nsurface',
    expression=Float(0.1) * x**2 / 3
    + Rational(1, 3) * sqrt(1 + y**2)
    + Piecewise((0, x > 0), (x**2, True))
    + cos(x) / 9,
)

TYPED = surfaces.from_formula("x^2 + a |y| + sin(3x)", parameters={"a": 1 / 3}, domain=((-2, 3), (-1, 1)))

TABLE = {'a "b",': range(30), "=1+1": [n % 5 > 2 or n > 20 for n in range(30)]}
FITTED = surfaces.from_table(TABLE, 'a "b",', "=1+1", "logistic")

needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="PyTorch is not installed")


def ends(script):
    """Run a script as a reader would; return where it says that each racer ended."""
    return all_ends([script])[0]


def all_ends(scripts):
    """Run scripts in one process, each as if it were alone; return where each says that its racers ended."""
    each = "import sys\nfor script in sys.argv[1:]:\n    exec(script, {'__name__': '__main__'})\n    print('\\f')"
    run = subprocess.run([sys.executable, "-c", each, *scripts], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    *told, _ = run.stdout.split("\f\n")
    return [
        [
            ast.literal_eval(line[line.rindex(": (") + 2 : line.index(")") + 1])
            for line in text.split("\n")
            if ": (" in line
        ]
        for text in told
    ]


WRITTEN = {
    "plain": (surfaces.get("beale"), {"start": (1, 1.5), "steps": 60}),
    "noise": (surfaces.get("ackley"), {"steps": 30, "seed": 4, "noise": 0.3}),
    "batches": (surfaces.get("o_rings"), {"steps": 30, "seed": 4, "batch_size": 5}),
    "each its own": (surfaces.get("o_rings"), {"steps": 30, "noise": {QUOTED: 0.1}, "batch_size": {QUOTED: 1}}),
    "an expression of one's own": (OWN, {"start": (-1, 2), "steps": 40}),
    "typed": (TYPED, {"steps": 40}),
    "data of one's own": (FITTED, {"steps": 30, "batch_size": 4}),
    "dials": (surfaces.get("turned_quadratic", rotation=30, condition=7), {"steps": 30}),
}


def test_the_script_makes_the_same_race_to_the_last_bit():
    made = {name: race(surface, RACERS, **conditions) for name, (surface, conditions) in WRITTEN.items()}
    ended = dict(zip(made, all_ends([race_script(finished) for finished in made.values()]), strict=True))
    assert ended == {name: [tuple(run.points[-1].tolist()) for run in each.values()] for name, each in made.items()}


@pytest.mark.parametrize("family", optimizers.FAMILIES)
def test_every_rule_has_a_script_and_a_place_in_the_one_for_pytorch(family):
    for name, rule in optimizers.FAMILIES[family].items():
        finished = race(surfaces.get("beale"), {"racer": rule()}, steps=2)
        assert f"optimizers.{name}(" in race_script(finished)
        script = torch_script(finished)
        compile(script, "script", "exec")
        assert "ends['racer'] = " in script or "'racer' is left out" in script, name


@pytest.mark.parametrize("schedule", schedules.CATALOGUE.values(), ids=schedules.CATALOGUE)
def test_the_pytorch_script_follows_every_schedule(schedule):
    rate = schedules.WarmUp(schedule(), steps=3)
    script = torch_script(race(surfaces.get("beale"), {"racer": optimizers.GradientDescent(rate)}, steps=2))
    formula = script[script.index("rate=lambda") + 5 : script.index(")\n\nfor name")]
    written = eval(formula, {"math": __import__("math")})  # noqa: S307 - the formula under test
    for t in (1, 2, 3, 4, 5, 50, 104, 105, 304, 400):
        assert written(t) == pytest.approx(rate(t), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("key", surfaces.CATALOGUE)
def test_every_surface_has_a_pytorch_script(key):
    script = torch_script(race(surfaces.get(key), RACERS, steps=2))
    compile(script, "script", "exec")
    assert "def loss(x, y" in script


def test_comments_say_where_pytorch_means_something_else():
    script = torch_script(
        race(
            surfaces.get("beale"),
            {
                "a": optimizers.Nesterov(0.001),
                "b": optimizers.Momentum(schedules.Cosine(0.001)),
                "c": optimizers.RMSProp(),
                "d": optimizers.NAdam(),
                "e": optimizers.AdaMax(),
                "f": optimizers.Adam(),
            },
            steps=2,
        )
    )
    for name, words in {
        "a": "look-ahead",
        "b": "scales the whole velocity",
        "c": "epsilon to the root",
        "d": "momentum_decay",
        "e": "the paper has no epsilon",
    }.items():
        assert any(line.startswith(f"# '{name}': ") and words in line for line in script.splitlines())
    assert "# 'f'" not in script


def test_what_pytorch_has_not_got_takes_its_own_step_and_what_is_no_formula_is_left_out():
    class Mine(optimizers.Adam):
        pass

    finished = race(surfaces.get("beale"), {"mine\n1/0": Mine(), "Adam": optimizers.Adam(), "slow": SLOW[0]}, steps=2)
    script = torch_script(finished)
    assert "ends['mine\\n1/0'] = walk(step_1, {'m': [0.0, 0.0], 'v': [0.0, 0.0]})\n" in script
    assert f"# 'slow' is left out: the step of {type(SLOW[0]).__name__} is no program.\n" in script
    compile(script, "script", "exec")
    with pytest.raises(ValueError, match="race_script: Mine: expected a rule or schedule of the catalogue"):
        race_script(finished)


def test_a_schedule_that_is_no_formula_leaves_its_racer_out():
    class Mine(schedules.Constant):
        def at(self, t):
            return float(t)

    script = torch_script(race(surfaces.get("beale"), {"a": optimizers.Adam(Mine()), "b": optimizers.Adam()}, steps=2))
    assert "# 'a' is left out: " in script
    assert "ends['b'] = descend(" in script


OWN_RULES = {type(rule).__name__: rule for rule in ODD}


@pytest.mark.parametrize("name", OWN_RULES)
def test_a_rule_that_pytorch_has_not_got_has_a_script(name):
    made = race(surfaces.get("beale"), {"racer": OWN_RULES[name], "Adam": optimizers.Adam()}, steps=2)
    script = torch_script(made)
    compile(script, "script", "exec")
    begin = {letter: part.tolist() for letter, part in OWN_RULES[name].begin(np.array(made.start)).items()}
    assert f"ends['racer'] = walk(step_1, {begin})\n" in script


@needs_torch
@pytest.mark.parametrize(
    ("key", "conditions"),
    [("beale", {"start": (1, 1.5)}), ("ackley", {"noise": 0.2, "seed": 3}), ("o_rings", {"batch_size": 5, "seed": 3})],
)
def test_a_rule_that_pytorch_has_not_got_ends_there_where_it_does_here(key, conditions):
    warm = schedules.WarmUp(schedules.Cosine(0.05, steps=20), steps=5)
    scheduled = {"scheduled": replace(OWN_RULES["Clipped"], learning_rate=warm)}
    finished = race(surfaces.get(key), OWN_RULES | scheduled, steps=20, **conditions)
    for there, run in zip(ends(torch_script(finished)), finished.values(), strict=True):
        assert there == pytest.approx(tuple(run.points[-1]), rel=1e-9, abs=1e-9)


SEARCHES = {
    "Armijo": optimizers.Armijo(first=0.5),
    "Newton": optimizers.Newton(floor=0.1),
    "Newton–Raphson": optimizers.NewtonRaphson(0.5),
    "saddle-free": optimizers.SaddleFreeNewton(),
    "Fletcher–Reeves": optimizers.FletcherReeves(0.5, restart=4),
    "Polak–Ribière": optimizers.PolakRibiere(0.5),
    "Hestenes–Stiefel": optimizers.HestenesStiefel(flattening=0.3),
    "trust region": optimizers.TrustRegion(0.5),
    "L-BFGS": optimizers.LBFGS(history=3),
    "unscaled": optimizers.LBFGS(scaled=False),
    "BFGS": optimizers.BFGS(flattening=0.5),
    "Nelder–Mead": optimizers.NelderMead(0.3),
    "anew": optimizers.NelderMead(anew=True),
}


def test_a_rule_that_searches_is_written_out_with_its_numbers():
    script = torch_script(race(surfaces.get("beale"), SEARCHES | {"Adam": optimizers.Adam()}, steps=2))
    compile(script, "script", "exec")
    assert "left out" not in script
    assert script.count("searches=True)") == len(SEARCHES)
    assert "first=0.5, shrink=0.5, decrease=0.0001):" in script
    assert "searches" not in torch_script(race(surfaces.get("beale"), {"AdamW": OWN_RULES["Clipped"]}, steps=2))


@needs_torch
@pytest.mark.parametrize(
    ("key", "conditions"),
    [
        ("beale", {"start": (1, 1.5)}),
        ("himmelblau", {}),
        ("saddle", {}),
        ("ackley", {"noise": 0.2, "seed": 3}),
        ("o_rings", {"batch_size": 5, "seed": 3, "steps": 8}),  # searches over other rows each time make last bits grow
    ],
)
def test_a_rule_that_searches_ends_in_pytorch_where_it_does_here(key, conditions):
    finished = race(surfaces.get(key), SEARCHES, **{"steps": 12, **conditions})
    for there, run in zip(ends(torch_script(finished)), finished.values(), strict=True):
        assert there == pytest.approx(tuple(run.points[-1]), rel=1e-8, abs=1e-8)


HELD = replace(
    surfaces.get("sphere"),
    name="everything",
    expression=Max(x, y)
    + Min(x, 2)
    + Abs(x - 1) * Heaviside(y, 1)
    + sinc(x)
    + Mod(y, 2)
    + frac(x)
    + logaddexp(0, Cbrt(x))
    + coth(3 + y)
    + Piecewise((floor(y) * x, x < y), (ceiling(x) + sign(y), True))
    + atan2(y, x)
    + tanh(x)
    + cosh(x / 9),
)


def test_a_script_brings_whatever_an_expression_may_hold():
    finished = race(HELD, RACERS, steps=20)
    assert ends(race_script(finished)) == [tuple(run.points[-1].tolist()) for run in finished.values()]
    compile(torch_script(finished), "script", "exec")


ALIKE = {
    "descent": optimizers.GradientDescent(schedules.StepDecay(0.001, 0.5, 10)),
    "momentum": optimizers.Momentum(0.001, momentum=0.8),
    "nesterov": optimizers.Nesterov(0.001, momentum=0.8),
    "nesterov without momentum": optimizers.Nesterov(0.001, momentum=0),
    "adadelta": optimizers.Adadelta(0.8, epsilon=1e-5),
    "adam": optimizers.Adam(schedules.WarmUp(schedules.Cosine(0.05, steps=40, final=0.01), steps=5), beta2=0.99),
    "adamax": optimizers.AdaMax(0.02),
}


@needs_torch
@pytest.mark.parametrize(
    ("key", "conditions"),
    [
        ("beale", {"start": (1, 1.5)}),
        ("slide", {}),
        ("ackley", {"noise": 0.2, "seed": 3}),
        ("o_rings", {"batch_size": 5, "seed": 3}),
        ("o_rings", {"batch_size": {"descent": 1, "adam": 7}, "noise": {"adam": 0.1, "momentum": 0.2}}),
    ],
)
def test_pytorch_ends_where_this_project_does(key, conditions):
    finished = race(surfaces.get(key), ALIKE, steps=60, **conditions)
    for there, run in zip(ends(torch_script(finished)), finished.values(), strict=True):
        assert there == pytest.approx(tuple(run.points[-1]), rel=1e-9, abs=1e-9)


@needs_torch
@pytest.mark.parametrize(
    ("rule", "near"),
    [(optimizers.AdaGrad(0.1), 1e-6), (optimizers.RMSProp(0.01), 1e-6), (optimizers.NAdam(0.01), 0.05)],
    ids=lambda value: type(value).__name__,
)
def test_pytorch_ends_nearby_where_a_comment_says_that_it_differs(rule, near):
    finished = race(surfaces.get("beale"), {"racer": rule}, start=(1, 1.5), steps=60)
    [there] = ends(torch_script(finished))
    assert there == pytest.approx(tuple(finished["racer"].points[-1]), abs=near)


KINKS = {
    "ackley": (surfaces.get("ackley"), (0, 0)),
    "a distance": (surfaces.from_formula("sqrt(x^2 + y^2) + 3x"), (0, 0)),
    "hypot": (surfaces.from_formula("hypot(x, y)"), (0, 0)),
    "a valley": (surfaces.from_formula("100sqrt(|y - 0.01x^2|) + 0.01|x + 10|"), (-10, 1)),
    "an axis": (surfaces.from_formula("-x sin(sqrt(|x|)) - y sin(sqrt(|y|))"), (0, 4)),
    "a cusp": (surfaces.from_formula("cbrt(x)^2 + y^2"), (0, 1)),
    "sides": (surfaces.from_formula("max(x, -x) + relu(y) + min(y, 2y) + |x|"), (0, 0)),
    "an edge": (surfaces.from_formula("sqrt(x) + y^2"), (0, 1)),
    "a vertical tangent": (surfaces.from_formula("cbrt(x) + y^2"), (0, 1)),
    "everything": (HELD, (1, 0.5)),
}


@needs_torch
@pytest.mark.parametrize(("surface", "start"), KINKS.values(), ids=KINKS)
def test_pytorch_does_at_a_kink_what_this_project_does(surface, start):
    finished = race(surface, ALIKE, start=start, steps=10)
    for there, run in zip(ends(torch_script(finished)), finished.values(), strict=True):
        assert there == pytest.approx(tuple(run.points[-1]), rel=1e-9, abs=1e-9)


def call(entry):
    """A typed surface that calls a function, far from where it is not real."""
    within = {"acosh": ["x + 9"]}.get(entry.name, ["x/9", "y/9"])
    return f"{entry.name}({', '.join(within[: entry.arguments[0]])})^2 + (x - 1)^2 + y^2"


CALLS = {entry.name: call(entry) for entry in FUNCTIONS.values()}


@pytest.mark.parametrize("name", CALLS)
def test_no_function_of_a_typed_surface_forgets_its_gradient(name):
    surface = surfaces.from_formula(CALLS[name], domain=((1, 5), (1, 5)))
    script = torch_script(race(surface, {"Adam": optimizers.Adam(0.05)}, steps=2))
    assert not re.search(r"math\.\w+\([^)]*[xy]", script)


@needs_torch
@pytest.mark.parametrize("name", CALLS)
def test_pytorch_ends_where_this_project_does_on_a_typed_surface(name):
    surface = surfaces.from_formula(CALLS[name], domain=((1, 5), (1, 5)))
    finished = race(surface, {"Adam": optimizers.Adam(0.05)}, steps=20)
    [there] = ends(torch_script(finished))
    assert there == pytest.approx(tuple(finished["Adam"].points[-1]), rel=1e-9, abs=1e-9)
