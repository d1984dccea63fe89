"""The formulas of a race tell all that was run: rules, schedules, noise and mini-batches."""

import numpy as np
import pytest

import optimizers
import surfaces
from exports import torch_script
from optimizers import Adam, GradientDescent, Momentum, Nesterov, latex, schedule_latex, schedules
from player import notebook_html
from racing import formulas, race
from racing.drawn import epochs, mini_batches
from racing.formulas import filled_formula
from tests.optimizers.kinds import Sharp, Widened
from tests.optimizers.odd import SLOW, Branching, Shuffled
from tests.optimizers.variants import BLIND, RECORDED
from ui.results import formula_texts

RULES = pytest.mark.parametrize("rule", optimizers.CATALOGUE.values(), ids=optimizers.CATALOGUE.keys())
SEEING = pytest.mark.parametrize(
    "rule",
    [rule for rule in optimizers.CATALOGUE.values() if rule not in BLIND],
    ids=lambda r: r.__name__,
)
SCHEDULES = pytest.mark.parametrize("schedule", schedules.CATALOGUE.values(), ids=schedules.CATALOGUE.keys())
SPHERE, CARS = surfaces.get("sphere"), surfaces.get("cars_scaled")


@RULES
def test_without_anything_drawn_the_formula_is_the_rule_s(rule):
    [found] = formulas(race(SPHERE, {"a": rule()}, steps=1))
    assert (found.title, found.lines, found.names) == (rule.title, latex(rule()), ("a",))


@SCHEDULES
def test_a_schedule_has_lines_of_its_own(schedule):
    for rate in (schedule(), schedules.WarmUp(schedule())):
        [found] = formulas(race(SPHERE, {"a": Momentum(rate)}, steps=1))
        assert found.lines == (*latex(Momentum(rate)), *schedule_latex(rate))
        assert r"\eta_t" in found.lines[1]


@SEEING
def test_noise_is_part_of_the_gradient_and_said_once(rule):
    found, noise = formulas(race(SPHERE, {"a": rule()}, steps=1, noise=0.25))
    assert r" + \xi_t" in found.lines[0]
    assert noise.lines == (r"\xi_t \sim \mathcal{N}(0, \sigma^2 I)",)
    assert noise.note.startswith("σ = 0.25")


@SEEING
def test_the_gradient_of_a_mini_batch_is_the_mean_over_it(rule):
    found, batches = formulas(race(CARS, {"a": rule()}, steps=4, batch_size=25))
    assert r"\frac{1}{|B_t|} \sum_{i \in B_t} \nabla \ell_i(" in found.lines[0]
    assert batches.lines == (r"f(\theta) = \frac{1}{50} \sum_{i = 1}^{50} \ell_i(\theta)",)
    assert batches.note == epochs(4, 50, 25)


def test_noise_on_mini_batches_comes_on_top():
    found, *drawn = formulas(race(CARS, {"a": Nesterov(0.001)}, steps=1, batch_size=7, noise=0.1))
    assert found.lines[0].endswith(r"\nabla \ell_i(\theta - \gamma v) + \xi_t")
    assert [each.title for each in drawn] == ["Mini-batches", "Noise"]


def test_each_size_of_batch_and_of_noise_is_said_once_with_who_has_it():
    racers = dict.fromkeys("abcd", GradientDescent())
    drawn = {"noise": {"b": 0.1}, "batch_size": {"a": 1, "b": 10, "d": 1}}
    found = formulas(race(CARS, racers, steps=20, **drawn))
    rules, batches, [noise] = found[:3], found[3:5], found[5:]
    assert [each.names for each in rules] == [("a", "d"), ("b",), ("c",)]
    assert [r"\nabla \ell_i(" in each.lines[0] for each in rules] == [True, True, False]
    assert [r"\xi_t" in each.lines[0] for each in rules] == [False, True, False]
    assert [(each.names, each.note) for each in batches] == [
        (("a", "d"), epochs(20, 50, 1)),
        (("b",), epochs(20, 50, 10)),
    ]
    assert (noise.names, noise.note) == (
        ("b",),
        "σ = 0.1; drawn anew for every step, the same for every racer, but for its own σ.",
    )


def test_racers_of_one_formula_share_it():
    racers = {"a": Adam(0.1), "b": Adam(0.2), "c": Adam(schedules.Linear(0.2)), "d": GradientDescent()}
    assert [found.names for found in formulas(race(SPHERE, racers, steps=1))] == [("a", "b"), ("c",), ("d",)]


@pytest.mark.parametrize(
    ("batch_size", "steps", "said", "twice", "whole"),
    [
        (25, 300, "300 steps = 150 epochs of 2 steps.", False, True),
        (25, 299, "299 steps = 149.5 epochs of 2 steps.", False, False),
        (20, 6, "6 steps = 2.4 epochs of 2.5 steps.", True, False),
        (20, 5, "5 steps = 2 epochs of 2.5 steps.", True, True),
        (1, 2000, "2,000 steps = 40 epochs of 50 steps.", False, True),
        (50, 7, "7 steps = 7 epochs of 1 step.", False, False),
    ],
)
def test_the_epochs_of_a_run_are_told(batch_size, steps, said, twice, whole):
    text = epochs(steps, 50, batch_size)
    assert said in text
    assert ("can hold a row twice" in text) == twice
    assert ("ends an epoch" in text) == whole
    batches = mini_batches(50, batch_size, seed=0)
    drawn = [next(batches) for _ in range(steps)]
    assert any(len(np.unique(rows)) < batch_size for rows in drawn) <= twice
    counts = np.bincount(np.concatenate(drawn), minlength=50)
    assert (np.ptp(counts) == 0) == (steps * batch_size % 50 == 0)


def test_a_race_knows_its_epochs():
    assert race(CARS, {"a": Adam()}, steps=1, batch_size=20).epoch == 2.5
    assert race(CARS, {"a": Adam()}, steps=1).epoch is None


@pytest.mark.parametrize("rule", SLOW, ids=lambda rule: type(rule).__name__)
def test_a_rule_that_is_no_formula_takes_nothing_down(rule):
    finished = race(SPHERE, {"a": rule, "b": GradientDescent()}, steps=3)
    told, plain = formulas(finished)
    assert told.title == rule.title
    assert told.lines
    assert plain.lines == latex(GradientDescent())
    assert rule.title in "".join(formula_texts(finished))
    assert "<iframe" in notebook_html(finished)
    assert "'a' is left out" in torch_script(finished)


def test_a_step_that_is_no_formula_is_shown_as_what_it_is():
    finished = race(SPHERE, {"a": Branching(), "b": Shuffled()}, steps=1)
    assert [found.lines for found in formulas(finished)] == [
        (r"\theta, m \leftarrow \operatorname{step}(\theta, m)",),
    ] * 2


@pytest.mark.parametrize(
    ("surface", "drawn"),
    [(SPHERE, {}), (SPHERE, {"noise": 0.1, "seed": 4}), (CARS, {"batch_size": 7, "noise": 0.1})],
    ids=["exact", "noisy", "mini-batches"],
)
def test_each_gradient_of_a_step_is_told_as_it_was(surface, drawn):
    run = race(surface, {"a": Sharp(0.1)}, steps=5, **drawn)["a"]
    still = race(surface, {"a": GradientDescent(0.0)}, run.points[3], 4, **drawn)["a"]  # it meets the same draws there
    for i, (first, second, last) in enumerate(filled_formula(run, 4)):
        assert first.startswith(rf"g = \partial_{'xy'[i]} f")
        assert first.endswith(f" = {still.gradients[3][i]:.4g}")
        assert second.endswith(f" = {run.gradients[3][i]:.4g}")
        assert last.endswith(f" = {run.points[4][i]:.4g}")
        assert first.rpartition(" = ")[2] != second.rpartition(" = ")[2]


def test_a_number_of_the_run_is_told_as_one():
    run = race(SPHERE, {"a": Widened()}, steps=3)["a"]
    for lines in filled_formula(run, 3):
        assert lines[1].startswith(r"d \leftarrow \max(")
        assert lines[1].endswith(f" = {run.state['d'][3, 0]:.4g}")


@pytest.mark.parametrize("rule", RECORDED.values(), ids=RECORDED)
def test_a_step_of_a_run_is_told_with_its_numbers(rule):
    run = race(SPHERE, {"a": rule()}, steps=5, noise=0.1)["a"]
    for i, lines in enumerate(filled_formula(run, 4)):
        if rule is not optimizers.SAM:  # whose first gradient of a step is not the last
            assert lines[0].endswith(f" = {run.gradients[3][i]:.4g}")
        [led] = [line for line in lines if line.startswith(r"\theta \leftarrow")]
        assert led.endswith(f" = {run.points[4][i]:.4g}")


def test_a_rule_that_is_set_to_a_fraction_is_told_in_fractions():
    finished = race(surfaces.get("quadratic"), {"a": GradientDescent(1 / 3), "b": GradientDescent(0.3)}, (0, 0), 4)
    assert filled_formula(finished["a"], 3) == (
        (
            r"g = \partial_x f(\frac{56}{9}, \frac{8}{3}) = -\frac{14}{9}",
            r"\theta \leftarrow \frac{56}{9} - \frac{1}{3} \left(-\frac{14}{9}\right) = \frac{182}{27}",
        ),
        (
            r"g = \partial_y f(\frac{56}{9}, \frac{8}{3}) = -\frac{2}{3}",
            r"\theta \leftarrow \frac{8}{3} - \frac{1}{3} \left(-\frac{2}{3}\right) = \frac{26}{9}",
        ),
    )
    assert "frac" not in "".join(sum(filled_formula(finished["b"], 3), ()))
