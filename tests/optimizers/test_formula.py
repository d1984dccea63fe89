from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

import optimizers
from optimizers import latex, schedule_latex, schedules
from optimizers.hyperparameters import Number
from optimizers.program import typeset
from optimizers.rule import Rule, rate
from tests.each import each
from tests.optimizers.formulas import ADAM_S_FAMILY, OTHER_FAMILIES

G = r"g = \nabla f(\theta)"
M = r"m \leftarrow \beta_1 m + (1 - \beta_1) g"
V = r"v \leftarrow \beta_2 v + (1 - \beta_2) g^2"
M_HAT = r"\hat m = \frac{m}{1 - \beta_1^t}"
V_HAT = r"\hat v = \frac{v}{1 - \beta_2^t}"
E_G2 = r"E[g^2] \leftarrow \gamma E[g^2] + (1 - \gamma) g^2"

AROUND = {
    optimizers.ClippedGradient: ((r"g \to g \frac{c'}{\max(\|g\|, c')}",), ()),
    optimizers.ClippedValue: ((r"g \to \operatorname{sign}(g) \min(|g|, c')",), ()),
    optimizers.SAM: ((r"\nabla f(\theta) \to \nabla f(\theta + \rho \frac{g}{\|g\|})",), ()),
    optimizers.EMA: (
        (r"\theta \leftarrow z",),
        (r"z \leftarrow \theta, \; \theta \leftarrow \theta_{t-1} + (1 - \alpha') (z - \theta_{t-1})",),
    ),
    optimizers.SWA: (
        (r"\theta \leftarrow z",),
        (
            r"n = \max(t - t_0, 0), \; z \leftarrow \theta, \; \theta \leftarrow \theta_{t-1} +"
            r" \frac{z - \theta_{t-1}}{1 + n / k} \quad \text{if } n \bmod k = 0",
        ),
    ),
    optimizers.DecoupledWeightDecay: ((), (r"\theta \to \theta - \lambda \theta_{t-1}",)),
    optimizers.Lookahead: (
        (),
        (r"\phi \leftarrow \phi + \alpha' (\theta - \phi), \; \theta \leftarrow \phi \quad \text{if } t \bmod k = 0",),
    ),
}
"""Wrapper → what it says before the lines of a search, whose letters are c and α, and after them."""

GOLDEN = [
    (optimizers.GradientDescent(), (G, r"\theta \leftarrow \theta - \eta g")),
    (optimizers.Momentum(), (G, r"v \leftarrow \gamma v + \eta g", r"\theta \leftarrow \theta - v")),
    (
        optimizers.Nesterov(),
        (r"g = \nabla f(\theta - \gamma v)", r"v \leftarrow \gamma v + \eta g", r"\theta \leftarrow \theta - v"),
    ),
    (
        optimizers.AdaGrad(epsilon_inside=True),
        (G, r"G \leftarrow G + g^2", r"\theta \leftarrow \theta - \frac{\eta g}{\sqrt{G + \epsilon}}"),
    ),
    (
        optimizers.AdaGrad(epsilon_inside=False),
        (G, r"G \leftarrow G + g^2", r"\theta \leftarrow \theta - \frac{\eta g}{\sqrt{G} + \epsilon}"),
    ),
    (
        optimizers.Adadelta(),
        (
            G,
            E_G2,
            r"\Delta\theta = -\frac{\sqrt{E[\Delta\theta^2] + \epsilon}}{\sqrt{E[g^2] + \epsilon}} g",
            r"E[\Delta\theta^2] \leftarrow \gamma E[\Delta\theta^2] + (1 - \gamma) (\Delta\theta)^2",
            r"\theta \leftarrow \theta + \Delta\theta",
        ),
    ),
    (
        optimizers.RMSProp(epsilon_inside=True),
        (G, E_G2, r"\theta \leftarrow \theta - \frac{\eta g}{\sqrt{E[g^2] + \epsilon}}"),
    ),
    (
        optimizers.RMSProp(epsilon_inside=False),
        (G, E_G2, r"\theta \leftarrow \theta - \frac{\eta g}{\sqrt{E[g^2]} + \epsilon}"),
    ),
    (
        optimizers.Adam(epsilon_inside=False),
        (G, M, V, M_HAT, V_HAT, r"\theta \leftarrow \theta - \frac{\eta \hat m}{\sqrt{\hat v} + \epsilon}"),
    ),
    (
        optimizers.Adam(epsilon_inside=True),
        (G, M, V, M_HAT, V_HAT, r"\theta \leftarrow \theta - \frac{\eta \hat m}{\sqrt{\hat v + \epsilon}}"),
    ),
    (
        optimizers.Adam(bias_correction=False),
        (G, M, V, r"\theta \leftarrow \theta - \frac{\eta m}{\sqrt{v} + \epsilon}"),
    ),
    (
        optimizers.AdaMax(),
        (G, M, M_HAT, r"u \leftarrow \max(\beta_2 u, |g|)", r"\theta \leftarrow \theta - \frac{\eta \hat m}{u}"),
    ),
    (
        optimizers.NAdam(),
        (
            G,
            M,
            V,
            M_HAT,
            V_HAT,
            r"\bar m = \beta_1 \hat m + \frac{(1 - \beta_1) g}{1 - \beta_1^t}",
            r"\theta \leftarrow \theta - \frac{\eta \bar m}{\sqrt{\hat v} + \epsilon}",
        ),
    ),
    (
        optimizers.ClippedGradient(),
        (
            G,
            r"g' = g \frac{c}{\max(\|g\|, c)}",
            r"\theta \leftarrow \theta - \eta g'",
        ),
    ),
    (
        optimizers.SAM(optimizers.Momentum()),
        (
            G,
            r"g' = \nabla f(\theta + \rho \frac{g}{\|g\|})",
            r"v \leftarrow \gamma v + \eta g'",
            r"\theta \leftarrow \theta - v",
        ),
    ),
    (
        optimizers.DecoupledWeightDecay(),
        (
            G,
            M,
            V,
            M_HAT,
            V_HAT,
            r"\tilde \theta = \theta - \frac{\eta \hat m}{\sqrt{\hat v} + \epsilon}",
            r"\theta \leftarrow \tilde \theta - \eta \lambda \theta",
        ),
    ),
    (
        optimizers.Lookahead(optimizers.GradientDescent()),
        (
            G,
            r"\tilde \theta = \theta - \eta g",
            r"\phi \leftarrow \begin{cases} \phi + \alpha (\tilde \theta - \phi) & \text{if } t \bmod 5 = 0 \\ "
            r"\phi & \text{otherwise} \end{cases}",
            r"\theta \leftarrow \begin{cases} \phi & \text{if } t \bmod 5 = 0 \\ "
            r"\tilde \theta & \text{otherwise} \end{cases}",
        ),
    ),
    *ADAM_S_FAMILY,
    *OTHER_FAMILIES,
    *((rule(), rule.formula) for rule in optimizers.CATALOGUE.values() if rule.formula and rule not in AROUND),
]
RULES = each("rule", optimizers.CATALOGUE)


@each("rule, lines", {repr(rule): (rule, lines) for rule, lines in GOLDEN})
def test_the_formula_is_the_textbook_s(rule, lines):
    assert latex(rule) == lines


def test_the_formula_of_every_rule_has_been_looked_at():
    assert {type(rule) for rule, _ in GOLDEN} == set(optimizers.CATALOGUE.values())


KEPT = r"\mathrm{last}"
"""What is kept for the next step, after this one."""


@RULES
def test_the_formula_mentions_every_hyperparameter_and_letter(rule):
    lines = latex(rule())
    assert all(lines)
    for spec in rule.hyperparameters().values():
        if isinstance(spec, optimizers.Hyperparameter):
            shown = {str(spec.default), spec.symbol} if isinstance(spec, optimizers.Count) else {spec.symbol}
            assert any(each in line for line in lines for each in shown)
    for letter in rule.letters:
        assert any(line.startswith(rf"{typeset.symbol(letter)[0]} \leftarrow") for line in lines)
    assert [line for line in lines if not line.startswith(KEPT)][-1].startswith(r"\theta \leftarrow ")


@RULES
def test_braces_and_parentheses_close(rule):
    for line in latex(rule()):
        for opened, closed in ("{}", "()", "[]"):
            assert line.count(opened) == line.count(closed)


def test_a_scheduled_learning_rate_carries_its_step():
    scheduled = optimizers.GradientDescent(optimizers.schedules.Cosine(0.1))
    assert latex(scheduled)[-1] == r"\theta \leftarrow \theta - \eta_t g"


SCHEDULES = {
    schedules.Constant(): (r"\eta_t = \eta_1",),
    schedules.StepDecay(): (r"\eta_t = \eta_1 d^{\lfloor (t - 1) / k \rfloor}",),
    schedules.Exponential(): (r"\eta_t = \eta_1 e^{-\lambda (t - 1)}",),
    schedules.InverseTime(): (r"\eta_t = \frac{\eta_1}{1 + \lambda (t - 1)}",),
    schedules.Linear(): (r"\eta_t = \eta_1 (1 - s_t) + \eta_\infty s_t", r"s_t = \frac{\min(t - 1, T)}{T}"),
    schedules.Cosine(): (
        r"\eta_t = \eta_1 s_t + \eta_\infty (1 - s_t)",
        r"s_t = \frac{1 + \cos\left(\frac{\pi \min(t - 1, T)}{T}\right)}{2}",
    ),
    schedules.WarmUp(): (
        r"\eta_t = \begin{cases} \eta \frac{t}{W + 1} & \text{if } t \le W \\ \eta & \text{otherwise} \end{cases}",
    ),
    schedules.WarmUp(schedules.Exponential()): (
        r"\eta_t = \begin{cases} \rho_{1} \frac{t}{W + 1} & \text{if } t \le W \\ "
        r"\rho_{t - W} & \text{otherwise} \end{cases}",
        r"\rho_t = \eta_1 e^{-\lambda (t - 1)}",
    ),
}


@each("schedule", [*SCHEDULES])
def test_the_formula_of_a_schedule_is_the_textbook_s(schedule):
    assert schedule_latex(schedule) == SCHEDULES[schedule]


def test_the_formula_of_every_schedule_has_been_looked_at():
    assert {type(schedule) for schedule in SCHEDULES} == set(schedules.CATALOGUE.values())


def test_warm_ups_within_each_other_keep_their_letters_apart():
    lines = schedule_latex(schedules.WarmUp(schedules.WarmUp(schedules.Linear(0.3), 2), 3))
    assert [line.split(" = ")[0] for line in lines] == [r"\eta_t", r"\rho_t", r"\rho'_t", "s_t"]
    assert "W'" not in lines[0]
    assert lines[1].count("W'") == lines[1].count("W") == 3


def test_what_stands_for_the_gradient_stands_where_the_rule_takes_it():
    noisy = (r"\nabla f({}) + \xi_t", typeset.SUM)
    assert latex(optimizers.Nesterov(), noisy)[0] == r"g = \nabla f(\theta - \gamma v) + \xi_t"
    assert latex(Halved(0.1), noisy)[0] == r"g = 0.5 (\nabla f(\theta) + \xi_t)"


@dataclass(frozen=True)
class Odd(Rule):
    """Shapes of expressions that no real rule has."""

    title: ClassVar[str] = "Odd"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    learning_rate: Number = rate(0.1, "How long a step is.")  # noqa: RUF009

    def step(self, x, ask, state):
        m = state["m"]
        (eta,) = self.at(ask.t)
        g = ask.gradient(x)
        a = x - (m - g) * 2
        b = -(m + g) / (2 * m)
        c = (m / g) ** 2 * (m + m / g) - (-m)
        d = (m**2) ** 10 * np.sign(x + 1)
        return a + b + c + d - eta * 3, {"m": m}


def test_parentheses_stand_only_where_they_are_needed():
    assert latex(Odd())[1:-1] == (
        r"a = \theta - (m - g) \cdot 2",
        r"b = -\frac{m + g}{2 m}",
        r"c = \left(\frac{m}{g}\right)^2 \left(m + \frac{m}{g}\right) - (-m)",
        r"d = (m^2)^{10} \operatorname{sign}(\theta + 1)",
    )


@dataclass(frozen=True)
class Halved(Odd):
    """A step whose gradient is part of a product."""

    def step(self, x, ask, state):
        (eta,) = self.at(ask.t)
        g = 0.5 * ask.gradient(x)
        return x - eta * g, {**state}


@pytest.mark.parametrize("outer", AROUND, ids=lambda rule: rule.__name__)
@each("inner", [optimizers.Armijo, optimizers.Newton, optimizers.BFGS])
def test_around_a_search_lines_stand_in_the_order_of_the_step_and_each_letter_means_one_thing(outer, inner):
    before, after = AROUND[outer]
    assert latex(outer(inner())) == (*before, *inner.formula, *after)
