from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

import optimizers
from optimizers import formula, latex
from optimizers.hyperparameters import Number
from optimizers.rule import Rule, rate

G = r"g = \nabla f(\theta)"
M = r"m \leftarrow \beta_1 m + (1 - \beta_1) g"
V = r"v \leftarrow \beta_2 v + (1 - \beta_2) g^2"
M_HAT = r"\hat m = \frac{m}{1 - \beta_1^t}"
V_HAT = r"\hat v = \frac{v}{1 - \beta_2^t}"
E_G2 = r"E[g^2] \leftarrow \gamma E[g^2] + (1 - \gamma) g^2"

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
]
RULES = pytest.mark.parametrize("rule", optimizers.CATALOGUE.values(), ids=optimizers.CATALOGUE)


@pytest.mark.parametrize(("rule", "lines"), GOLDEN, ids=lambda value: repr(value) if isinstance(value, Rule) else "")
def test_the_formula_is_the_textbook_s(rule, lines):
    assert latex(rule) == lines


def test_the_formula_of_every_rule_has_been_looked_at():
    assert {type(rule) for rule, _ in GOLDEN} == set(optimizers.CATALOGUE.values())


@RULES
def test_the_formula_mentions_every_hyperparameter_and_letter(rule):
    lines = latex(rule())
    assert all(lines)
    for spec in rule.hyperparameters().values():
        if isinstance(spec, optimizers.Hyperparameter):
            assert any(spec.symbol in line for line in lines)
    for letter in rule.letters:
        assert any(line.startswith(rf"{formula.symbol(letter)} \leftarrow") for line in lines)
    assert lines[-1].startswith(r"\theta \leftarrow ")


@RULES
def test_braces_and_parentheses_close(rule):
    for line in latex(rule()):
        for opened, closed in ("{}", "()", "[]"):
            assert line.count(opened) == line.count(closed)


def test_a_scheduled_learning_rate_carries_its_step():
    scheduled = optimizers.GradientDescent(optimizers.schedules.Cosine(0.1))
    assert latex(scheduled)[-1] == r"\theta \leftarrow \theta - \eta_t g"


@dataclass(frozen=True)
class Odd(Rule):
    """Shapes of expressions that no real rule has."""

    title: ClassVar[str] = "Odd"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    learning_rate: Number = rate(0.1)  # noqa: RUF009

    def step(self, x, surface, state):
        t, m = state
        t = t + 1
        (eta,) = self.at(t)
        g = surface.gradient(x)
        a = x - (m - g) * 2
        b = -(m + g) / (2 * m)
        c = (m / g) ** 2 * (m + m / g) - (-m)
        d = (m**2) ** 10 * np.sign(x + 1)
        return a + b + c + d - eta * 3, (t, m)


def test_parentheses_stand_only_where_they_are_needed():
    assert latex(Odd())[1:-1] == (
        r"a = \theta - (m - g) \cdot 2",
        r"b = -\frac{m + g}{2 m}",
        r"c = \left(\frac{m}{g}\right)^2 \left(m + \frac{m}{g}\right) - (-m)",
        r"d = (m^2)^{10} \operatorname{sign}(\theta + 1)",
    )


@dataclass(frozen=True)
class Branching(Odd):
    """A step that is no list of equations."""

    def step(self, x, surface, state):
        if x.sum() > 0:
            return x, state
        return -x, state


def test_what_cannot_be_written_is_an_error_that_names_it():
    with pytest.raises(ValueError, match=r"Branching\.step: no LaTeX for 'if x\.sum"):
        latex(Branching(0.1))
