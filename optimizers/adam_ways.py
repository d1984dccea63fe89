"""Adam's relatives that go another way: what stands in place of the plain mean of the gradients differs."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.adam import LENGTH, of_mean, of_squares, pull
from optimizers.arithmetic import LEAST, dot, norm, power, root
from optimizers.hyperparameters import Number, hyper
from optimizers.rule import Rule, fraction, rate, tiny
from words import say

_SHARE = {"at_least": 0, "at_most": 1, "slider": (0, 1)}


@dataclass(frozen=True)
class QHAdam(Rule):
    """At ν₁ = ν₂ = 1 it is Adam, at ν₁ = β₁, ν₂ = 1 nearly NAdam.
    Source: Ma & Yarats 2019, arXiv:1810.06801, section 4.3, with the defaults that its authors advise.
    """

    title = say("QHAdam")
    line = say("Adam whose mean and mean square are each mixed with the newest gradient.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v")

    learning_rate: Number = rate(0.001, LENGTH)
    beta1: Number = of_mean(0.995)
    beta2: Number = of_squares(0.999)
    nu1: Number = hyper(
        0.7, **_SHARE, label=say("nu 1"), symbol=r"\nu_1",
        help=say("What part of the way is that of the mean; the rest is the newest gradient's."),
    )  # fmt: skip
    nu2: Number = hyper(
        1.0, **_SHARE, label=say("nu 2"), symbol=r"\nu_2",
        help=say("What part of the size is that of the mean square; the rest is the newest square's."),
    )  # fmt: skip
    epsilon: Number = tiny(1e-8)

    def step(self, x, ask, state):
        """Average as Adam does, then step by mixtures of both means with what is new."""
        t = ask.t
        eta, beta1, beta2, nu1, nu2, epsilon = self.at(t)
        g = ask.gradient(x)
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * g**2
        m_bar = (1 - nu1) * g + nu1 * m / (1 - power(beta1, t))
        v_bar = (1 - nu2) * g**2 + nu2 * v / (1 - power(beta2, t))
        return x - eta * m_bar / root(v_bar, epsilon, False), {"m": m, "v": v}


@dataclass(frozen=True)
class AdEMAMix(Rule):
    """The slow mean is not corrected, so that it comes in slowly. The paper lets α and β₃ grow over long trainings,
    which is left out here; in Optax (`contrib.ademamix`) α is 6.
    Source: Pagliardini, Ablin & Grangier 2024, arXiv:2409.03137, Algorithm 1.
    """

    title = say("AdEMAMix")
    line = say("Adam with a second, slow mean of the gradients beside the fast one.")
    letters: ClassVar[tuple[str, ...]] = ("m_1", "m_2", "v")

    learning_rate: Number = rate(0.001, say("How long a step of the fast mean is along each axis; the slow one adds."))
    beta1: Number = of_mean(0.9)
    beta2: Number = of_squares(0.999)
    beta3: Number = fraction(
        0.9999, say("beta 3"), r"\beta_3", say("What part of the slow mean lasts from step to step.")
    )
    alpha: Number = hyper(
        5.0, at_least=0, slider=(0, 10), label=say("weight of the slow mean"), symbol=r"\alpha",
        help=say("How much the slow mean counts beside the fast one; at 0 this is Adam."),
    )  # fmt: skip
    epsilon: Number = tiny(1e-8)

    def step(self, x, ask, state):
        """Average the gradients twice, and their squares, then step along both means."""
        t = ask.t
        eta, beta1, beta2, beta3, alpha, epsilon = self.at(t)
        g = ask.gradient(x)
        m_1 = beta1 * state["m_1"] + (1 - beta1) * g
        m_2 = beta3 * state["m_2"] + (1 - beta3) * g
        v = beta2 * state["v"] + (1 - beta2) * g**2
        m_hat = m_1 / (1 - power(beta1, t))
        v_hat = v / (1 - power(beta2, t))
        return x - eta * (m_hat + alpha * m_2) / root(v_hat, epsilon, False), {"m_1": m_1, "m_2": m_2, "v": v}


@dataclass(frozen=True)
class Adan(Rule):
    """Each β says what lasts, as in the authors' code; the paper's is what is new, 1 − β. All means are corrected there
    and here, not in the paper, whose ε is inside the root as in theirs it is outside. Optax (`adan`), whose β say what
    lasts too, weighs changes by the paper's 1 − β₂ all the same.
    Source: Xie, Zhou, Li, Lin & Yan 2022, arXiv:2208.06677, Algorithm 1.
    """

    title = say("Adan")
    line = say("Adam with Nesterov's idea by differences: the mean gradient and how it is changing.")
    letters: ClassVar[tuple[str, ...]] = ("m", "d", "v", "last")

    learning_rate: Number = rate(0.001, LENGTH)
    beta1: Number = of_mean(0.98)
    beta2: Number = fraction(
        0.92, say("beta 2"), r"\beta_2", say("What part of the mean change of the gradient lasts from step to step.")
    )
    beta3: Number = fraction(
        0.99, say("beta 3"), r"\beta_3", say("What part of the mean squared gradient lasts from step to step.")
    )
    epsilon: Number = tiny(1e-8)

    def step(self, x, ask, state):
        """Average the gradients, their changes, and the squares of gradients looked ahead, then step."""
        t = ask.t
        eta, beta1, beta2, beta3, epsilon = self.at(t)
        g = ask.gradient(x)
        c = np.where(t == 1, 0, g - state["last"])
        m = beta1 * state["m"] + (1 - beta1) * g
        d = beta2 * state["d"] + (1 - beta2) * c
        v = beta3 * state["v"] + (1 - beta3) * (g + beta2 * c) ** 2
        u = m / (1 - power(beta1, t)) + beta2 * d / (1 - power(beta2, t))
        v_hat = v / (1 - power(beta3, t))
        return x - eta * u / root(v_hat, epsilon, False), {"m": m, "d": d, "v": v, "last": g}


@dataclass(frozen=True)
class Lion(Rule):
    """The paper's weight decay is left to a wrapper. Optax (`lion`) decays by 1e-3 unless told otherwise.
    Source: Chen et al. 2023, arXiv:2302.06675, Algorithm 2.
    """

    title = say("Lion")
    line = say("Step by the sign of a mean gradient that minds the newest one more than its memory does.")
    letters: ClassVar[tuple[str, ...]] = ("m",)

    learning_rate: Number = rate(1e-4, say("How long a step is along each axis."))
    beta1: Number = fraction(
        0.9, say("beta 1"), r"\beta_1", say("What part of the way is the memory's; the rest is the newest gradient's.")
    )
    beta2: Number = fraction(
        0.99,
        say("beta 2"),
        r"\beta_2",
        say("What part of the memory lasts from step to step."),
    )

    def step(self, x, ask, state):
        """Step by the sign of one mixture, remember another."""
        eta, beta1, beta2 = self.at(ask.t)
        g = ask.gradient(x)
        c = beta1 * state["m"] + (1 - beta1) * g
        m = beta2 * state["m"] + (1 - beta2) * g
        return x - eta * np.sign(c), {"m": m}


@dataclass(frozen=True)
class MADGRAD(Rule):
    """Its authors' code adds ε to the learning rate, too. The start is remembered: all steps are counted from there.
    Source: Defazio & Jelassi 2021, arXiv:2101.11075, Algorithm 1.
    """

    title = say("MADGRAD")
    line = say("From the start go against all gradients so far, over the cube root of their squares.")
    letters: ClassVar[tuple[str, ...]] = ("s", "v")

    learning_rate: Number = rate(0.01, say("What each gradient is multiplied by as it joins the sums, times √t."))
    momentum: Number = fraction(
        0.9, say("momentum"), r"\gamma", say("What part of the point stays where it was; at 0 it follows at once.")
    )
    epsilon: Number = tiny(1e-6)

    def begin(self, x):
        """Return empty sums, and the start."""
        return super().begin(x) | {"theta_0": np.array(x, dtype=float)}

    def step(self, x, ask, state):
        """Add gradients and squares up, ever heavier, and move towards where they lead from the start."""
        t = ask.t
        eta, gamma, epsilon = self.at(t)
        g = ask.gradient(x)
        rho = eta * np.sqrt(t)
        s = state["s"] + rho * g
        v = state["v"] + rho * g**2
        z = state["theta_0"] - s / (np.cbrt(v + LEAST) + epsilon)
        return gamma * x + (1 - gamma) * z, {"s": s, "v": v, "theta_0": state["theta_0"]}


@dataclass(frozen=True)
class CautiousAdamW(Rule):
    """What is left of a way is lengthened by the share that is left, as in the authors' code and timm (`caution`); the
    paper's factor is one coordinate less, so that at two coordinates a whole way would be shortened by a third.
    Source: Liang, Chen, Liu & Liu 2024, arXiv:2411.16085, Algorithm 2.
    """

    title = say("Cautious AdamW")
    line = say("AdamW that waits along each axis where the mean gradient and the newest disagree.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v")

    learning_rate: Number = rate(0.001, LENGTH)
    beta1: Number = of_mean(0.9)
    beta2: Number = of_squares(0.999)
    epsilon: Number = tiny(1e-8)
    weight_decay: Number = pull(0.01)

    def step(self, x, ask, state):
        """Step as AdamW does, but not along an axis where that leads uphill."""
        t = ask.t
        eta, beta1, beta2, epsilon, decay = self.at(t)
        g = ask.gradient(x)
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * g**2
        m_hat = m / (1 - power(beta1, t))
        v_hat = v / (1 - power(beta2, t))
        phi = np.where(np.sign(m) * np.sign(g) > 0, 1, 0)
        share = np.maximum(dot(phi, phi) / 2, 0.5)
        u = phi * m_hat / (share * root(v_hat, epsilon, False))
        return x - eta * (u + decay * x), {"m": m, "v": v}


@dataclass(frozen=True)
class MARS(Rule):
    """The change is that of the gradients seen, as in the authors' default, so that one a step is enough. Scaled
    gradients longer than 1 are shortened to 1, which the loss' unit therefore decides.
    Source: Yuan, Liu, Wu, Zhou & Gu 2024, arXiv:2411.10438, Algorithm 2, MARS-AdamW.
    """

    title = say("MARS")
    line = say("AdamW on gradients that a part of their own last change corrects against noise.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v", "last")

    learning_rate: Number = rate(0.003, LENGTH)
    beta1: Number = of_mean(0.95)
    beta2: Number = of_squares(0.99)
    gamma: Number = hyper(
        0.025, at_least=0, slider=(0, 1), label=say("correction"), symbol=r"\gamma",
        help=say("How much of the gradient's last change is added to it, in units of what the mean forgets."),
    )  # fmt: skip
    epsilon: Number = tiny(1e-8)
    weight_decay: Number = pull(0.01)

    def step(self, x, ask, state):
        """Correct the gradient, shorten it to 1, then step as AdamW does."""
        t = ask.t
        eta, beta1, beta2, gamma, epsilon, decay = self.at(t)
        g = ask.gradient(x)
        d = np.where(t == 1, 0, g - state["last"])
        c = g + gamma * beta1 / (1 - beta1) * d
        c_bar = c / np.maximum(norm(c), 1)
        m = beta1 * state["m"] + (1 - beta1) * c_bar
        v = beta2 * state["v"] + (1 - beta2) * c_bar**2
        m_hat = m / (1 - power(beta1, t))
        v_hat = v / (1 - power(beta2, t))
        return x - eta * (m_hat / root(v_hat, epsilon, False) + decay * x), {"m": m, "v": v, "last": g}
