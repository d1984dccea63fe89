"""Adam and the rules that mend it: a fading mean of the gradients over their fading size."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.arithmetic import power, quotient, raised, root
from optimizers.hyperparameters import Number, hyper, switch
from optimizers.rule import Rule, for_each_run, fraction, inside_root, rate, tiny
from words import say

LENGTH = say("How long a step is along each axis while the gradient stays the same.")
"""What the learning rate of a rule does that divides the gradient by its size."""

_MEAN = say("What part of the mean gradient lasts from step to step; the larger, the smoother the way.")
_SQUARES = say(
    "What part of the mean squared gradient lasts from step to step; the larger, the slower step lengths change."
)
_LARGEST = say("What part of the largest gradient lasts from step to step; the larger, the slower it is forgotten.")
_CORRECTION = say("Off, both means are taken as they are, too small at first: they begin at zero.")
_PULL = say("How strongly the point is pulled to the origin, beside the step; at 0 not at all.")


def of_mean(default):
    """Declare what part of the mean gradient lasts."""
    return fraction(default, say("beta 1"), r"\beta_1", _MEAN)


def of_squares(default):
    """Declare what part of the mean squared gradient lasts."""
    return fraction(default, say("beta 2"), r"\beta_2", _SQUARES)


def pull(default):
    """Declare a weight decay that is no part of the gradient."""
    told = {"label": say("weight decay"), "symbol": r"\lambda", "help": _PULL}
    return hyper(default, at_least=0, slider=(1e-4, 1), log=True, **told)


@dataclass(frozen=True)
class Adam(Rule):
    """Source: Kingma & Ba 2015, arXiv:1412.6980, Algorithm 1."""

    title = say("Adam")
    line = say("Step along the mean gradient over its root mean square, both unbiased.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v")

    learning_rate: Number = rate(0.001, LENGTH)
    beta1: Number = of_mean(0.9)
    beta2: Number = of_squares(0.999)
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
class AdamW(Rule):
    """The decay is multiplied by the learning rate, as in PyTorch (where it is 0.01), Keras (0.004) and Optax (1e-4);
    the paper multiplies it by the schedule alone. It pulls from where the step begins.
    Source: Loshchilov & Hutter 2019, arXiv:1711.05101, Algorithm 2.
    """

    title = say("AdamW")
    line = say("Adam, and a pull towards the origin that no gradient's size divides.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v")

    learning_rate: Number = rate(0.001, LENGTH)
    beta1: Number = of_mean(0.9)
    beta2: Number = of_squares(0.999)
    epsilon: Number = tiny(1e-8)
    weight_decay: Number = pull(0.01)

    def step(self, x, ask, state):
        """Step as Adam does, and a little towards the origin."""
        t = ask.t
        eta, beta1, beta2, epsilon, decay = self.at(t)
        g = ask.gradient(x)
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * g**2
        m_hat = m / (1 - power(beta1, t))
        v_hat = v / (1 - power(beta2, t))
        return x - eta * (m_hat / root(v_hat, epsilon, False) + decay * x), {"m": m, "v": v}


@dataclass(frozen=True)
class AMSGrad(Rule):
    """The paper corrects neither mean. PyTorch (`Adam(amsgrad=True)`) and Keras take the maximum of the uncorrected
    squares, as here by default, Optax (`amsgrad`) that of the corrected ones, which begin too large rather than too
    small.
    Source: Reddi, Kale & Kumar 2018, arXiv:1904.09237, Algorithm 2.
    """

    title = say("AMSGrad")
    line = say("Adam that divides by the largest size so far, so that step lengths only shrink.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v", "v_max")

    learning_rate: Number = rate(0.001, LENGTH)
    beta1: Number = of_mean(0.9)
    beta2: Number = of_squares(0.999)
    epsilon: Number = tiny(1e-8)
    corrected_first: bool = switch(
        False,
        label=say("maximum of the corrected squares"),
        help=say("On, they are corrected first, as in Optax."),
    )

    def step(self, x, ask, state):
        """Average as Adam does, keep the largest mean square, then step."""
        t = ask.t
        eta, beta1, beta2, epsilon, corrected_first = self.at(t)
        g = ask.gradient(x)
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * g**2
        m_hat = m / (1 - power(beta1, t))
        if corrected_first:
            v_max = v_hat = np.maximum(state["v_max"], v / (1 - power(beta2, t)))
        else:
            v_max = np.maximum(state["v_max"], v)
            v_hat = v_max / (1 - power(beta2, t))
        return x - eta * m_hat / root(v_hat, epsilon, False), {"m": m, "v": v, "v_max": v_max}


@dataclass(frozen=True)
class AdaMax(Rule):
    """No ε: a coordinate that has never had a gradient stands still. PyTorch and Optax add one to |g|, Keras to u.
    Source: Kingma & Ba 2015, arXiv:1412.6980, Algorithm 2.
    """

    title = say("AdaMax")
    line = say("Adam with the largest gradient, slowly forgotten, in place of the root mean square.")
    letters: ClassVar[tuple[str, ...]] = ("m", "u")

    learning_rate: Number = rate(0.002, LENGTH)
    beta1: Number = of_mean(0.9)
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
    """Both parts are corrected by 1 − β₁ᵗ. Optax (`nadam`) corrects the mean by 1 − β₁ᵗ⁺¹, one step ahead. PyTorch
    (`NAdam`, at a rate of 0.002) does so too, and lets the weights grow during the run: in m̄, not in m,
    μₜ = β₁ (1 − 0.96^(0.004 t) / 2) stands for β₁, and products of μ stand for its powers: the second form here.
    Keras (`Nadam`) does the same with 0.96ᵗ, 250 times as fast, and an ε of 1e-7.
    Source: Dozat 2016, Incorporating Nesterov Momentum into Adam; in this form Ruder 2016, arXiv:1609.04747,
    section 4.8.
    """

    title = say("NAdam")
    line = say("Adam with Nesterov's idea: the mean gradient as the next step would weigh it.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v")

    learning_rate: Number = rate(0.001, LENGTH)
    beta1: Number = of_mean(0.9)
    beta2: Number = of_squares(0.999)
    epsilon: Number = tiny(1e-8)
    growing: bool = switch(
        False, label=say("growing momentum"), help=say("On, what lasts of the mean begins at a half, as in PyTorch.")
    )

    def begin(self, x):
        """Return zeros for both means, and the product of the momenta so far where they grow."""
        return super().begin(x) | ({"P": for_each_run(1.0, x)} if self.growing else {})

    def step(self, x, ask, state):
        """Average as Adam does, then step along the mean with this gradient weighed in once more."""
        t = ask.t
        eta, beta1, beta2, epsilon, growing = self.at(t)
        g = ask.gradient(x)
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * g**2
        if growing:
            v_hat = v / (1 - power(beta2, t))
            mu = beta1 * (1 - raised(0.96, 0.004 * t) / 2)
            mu_next = beta1 * (1 - raised(0.96, 0.004 * (t + 1)) / 2)
            P = state["P"] * mu
            m_bar = mu_next * m / (1 - P * mu_next) + (1 - mu) * g / (1 - P)
            return x - eta * m_bar / root(v_hat, epsilon, False), {"m": m, "v": v, "P": P}
        m_hat = m / (1 - power(beta1, t))
        v_hat = v / (1 - power(beta2, t))
        m_bar = beta1 * m_hat + (1 - beta1) * g / (1 - power(beta1, t))
        return x - eta * m_bar / root(v_hat, epsilon, False), {"m": m, "v": v}


@dataclass(frozen=True)
class RAdam(Rule):
    """The paper rectifies from ρ = 4 on; its authors' code, PyTorch and Optax from 5 on, as here by default. ε, which
    the paper has not, is added to √v as PyTorch does; Optax adds it after the correction.
    Source: Liu, Jiang, He, Chen, Liu, Gao & Han 2020, arXiv:1908.03265, Algorithm 2.
    """

    title = say("RAdam")
    line = say("Adam that trusts the mean square no more than its few first gradients allow.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v")

    learning_rate: Number = rate(0.001, say("How long a step is along each axis at most, once the mean is trusted."))
    beta1: Number = of_mean(0.9)
    beta2: Number = of_squares(0.999)
    epsilon: Number = tiny(1e-8)
    threshold: Number = hyper(
        5.0, at_least=4, slider=(4, 10), label=say("length trusted"), symbol=r"\rho_0",
        help=say("How many gradients the mean square must stand for to be divided by; before, steps are momentum's."),
    )  # fmt: skip

    def step(self, x, ask, state):
        """Average as Adam does; step along the mean alone until its square is worth dividing by."""
        t = ask.t
        eta, beta1, beta2, epsilon, rho_0 = self.at(t)
        g = ask.gradient(x)
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * g**2
        m_hat = m / (1 - power(beta1, t))
        l = np.sqrt(1 - power(beta2, t)) / root(v, epsilon, False)  # noqa: E741 (the paper's letter)
        rho_inf = 2 / (1 - beta2) - 1
        rho = rho_inf - 2 * t * power(beta2, t) / (1 - power(beta2, t))
        r = np.sqrt(quotient(np.maximum(rho - 4, 0) * (rho - 2) * rho_inf, (rho_inf - 4) * (rho_inf - 2) * rho))
        u = np.where(rho > rho_0, r * l, 1)
        return x - eta * u * m_hat, {"m": m, "v": v}
