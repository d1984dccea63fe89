"""Adam and its relatives: a fading mean of the gradients over their fading size."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.arithmetic import power, quotient, root
from optimizers.hyperparameters import Number, switch
from optimizers.rule import Rule, fraction, inside_root, rate, tiny
from words import say

_LENGTH = say("How long a step is along each axis while the gradient stays the same.")
_MEAN = say("What part of the mean gradient lasts from step to step; the larger, the smoother the way.")
_SQUARES = say(
    "What part of the mean squared gradient lasts from step to step; the larger, the slower step lengths change."
)
_LARGEST = say("What part of the largest gradient lasts from step to step; the larger, the slower it is forgotten.")
_CORRECTION = say("Off, both means are taken as they are, too small at first: they begin at zero.")


@dataclass(frozen=True)
class Adam(Rule):
    """Source: Kingma & Ba 2015, arXiv:1412.6980, Algorithm 1."""

    title = say("Adam")
    line = say("Step along the mean gradient over its root mean square, both unbiased.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v")

    learning_rate: Number = rate(0.001, _LENGTH)
    beta1: Number = fraction(0.9, say("beta 1"), r"\beta_1", _MEAN)
    beta2: Number = fraction(0.999, say("beta 2"), r"\beta_2", _SQUARES)
    epsilon: Number = tiny(1e-8)
    epsilon_inside: bool = inside_root(False)
    bias_correction: bool = switch(True, label=say("bias correction"), help=_CORRECTION)

    def step(self, x, ask, state):
        """Average the gradients and their squares, correct both for their beginning at zero, then step."""
        t = ask.t
        eta, beta1, beta2, epsilon, inside, corrected = self.at(t)
        g = ask.gradient(x)
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * g**2
        if not corrected:
            return x - eta * m / root(v, epsilon, inside), {"m": m, "v": v}
        m_hat = m / (1 - power(beta1, t))
        v_hat = v / (1 - power(beta2, t))
        return x - eta * m_hat / root(v_hat, epsilon, inside), {"m": m, "v": v}


@dataclass(frozen=True)
class AdaMax(Rule):
    """No ε: a coordinate that has never had a gradient stands still. PyTorch and Optax add one to |g|, Keras to u.
    Source: Kingma & Ba 2015, arXiv:1412.6980, Algorithm 2.
    """

    title = say("AdaMax")
    line = say("Adam with the largest gradient, slowly forgotten, in place of the root mean square.")
    letters: ClassVar[tuple[str, ...]] = ("m", "u")

    learning_rate: Number = rate(0.002, _LENGTH)
    beta1: Number = fraction(0.9, say("beta 1"), r"\beta_1", _MEAN)
    beta2: Number = fraction(0.999, say("beta 2"), r"\beta_2", _LARGEST)

    def step(self, x, ask, state):
        """Average the gradients, keep the largest size, then step."""
        t = ask.t
        eta, beta1, beta2 = self.at(t)
        g = ask.gradient(x)
        m = beta1 * state["m"] + (1 - beta1) * g
        m_hat = m / (1 - power(beta1, t))
        u = np.maximum(beta2 * state["u"], np.abs(g))
        return x - quotient(eta * m_hat, u), {"m": m, "u": u}


@dataclass(frozen=True)
class NAdam(Rule):
    """Here both parts are corrected by 1 − β₁ᵗ. Optax (`nadam`) corrects the mean by 1 − β₁ᵗ⁺¹, one step ahead. PyTorch
    (`NAdam`, at a rate of 0.002) does so too, and lets the weights grow during the run: in m̄, not in m,
    μₜ = β₁ (1 − 0.96^(0.004 t) / 2) stands for β₁, and products of μ stand for its powers. Keras (`Nadam`) does the
    same with 0.96ᵗ, 250 times as fast, and an ε of 1e-7.
    Source: Dozat 2016, Incorporating Nesterov Momentum into Adam; in this form Ruder 2016, arXiv:1609.04747,
    section 4.8.
    """

    title = say("NAdam")
    line = say("Adam with Nesterov's idea: the mean gradient as the next step would weigh it.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v")

    learning_rate: Number = rate(0.001, _LENGTH)
    beta1: Number = fraction(0.9, say("beta 1"), r"\beta_1", _MEAN)
    beta2: Number = fraction(0.999, say("beta 2"), r"\beta_2", _SQUARES)
    epsilon: Number = tiny(1e-8)

    def step(self, x, ask, state):
        """Average as Adam does, then step along the mean with this gradient weighed in once more."""
        t = ask.t
        eta, beta1, beta2, epsilon = self.at(t)
        g = ask.gradient(x)
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * g**2
        m_hat = m / (1 - power(beta1, t))
        v_hat = v / (1 - power(beta2, t))
        m_bar = beta1 * m_hat + (1 - beta1) * g / (1 - power(beta1, t))
        return x - eta * m_bar / root(v_hat, epsilon, False), {"m": m, "v": v}
