"""Adam's relatives that measure the size of gradients in another way: what the mean gradient is divided by differs."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.adam import LENGTH, of_mean, of_squares
from optimizers.arithmetic import LEAST, norm, power, raised, root
from optimizers.hyperparameters import Number, hyper
from optimizers.rule import Rule, for_each_run, rate, tiny
from words import say


@dataclass(frozen=True)
class AdaBelief(Rule):
    """ε is added twice, to s at each step and to its root. Its authors' package rectifies as RAdam does by default.
    Source: Zhuang, Tang, Ding, Tatikonda, Dvornek, Papademetris & Duncan 2020, arXiv:2010.07468, Algorithm 2.
    """

    title = say("AdaBelief")
    line = say("Adam that divides by how far gradients stray from their mean: long steps where they agree.")
    letters: ClassVar[tuple[str, ...]] = ("m", "s")

    learning_rate: Number = rate(0.001, say("How long a step is along each axis where gradients stray by their size."))
    beta1: Number = of_mean(0.9)
    beta2: Number = of_squares(0.999)
    epsilon: Number = tiny(1e-16)

    def step(self, x, ask, state):
        """Average the gradients and their squared distances from that mean, then step."""
        t = ask.t
        eta, beta1, beta2, epsilon = self.at(t)
        g = ask.gradient(x)
        m = beta1 * state["m"] + (1 - beta1) * g
        s = beta2 * state["s"] + (1 - beta2) * (g - m) ** 2 + epsilon
        m_hat = m / (1 - power(beta1, t))
        s_hat = s / (1 - power(beta2, t))
        return x - eta * m_hat / root(s_hat, epsilon, False), {"m": m, "s": s}


@dataclass(frozen=True)
class Yogi(Rule):
    """Both means begin at the same small number and are corrected, as in Optax (`yogi`); the paper corrects neither.
    Source: Zaheer, Reddi, Sachan, Kale & Kumar 2018, Adaptive Methods for Nonconvex Optimization, NeurIPS 31,
    Algorithm 2.
    """

    title = say("Yogi")
    line = say("Adam whose mean square moves by the same part up and down, so that it never leaps.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v")

    learning_rate: Number = rate(0.01, say("How long steps become along each axis while the gradient stays the same."))
    beta1: Number = of_mean(0.9)
    beta2: Number = of_squares(0.999)
    epsilon: Number = tiny(1e-3)
    initial_accumulator: Number = hyper(
        1e-6, at_least=0, slider=(1e-8, 1), log=True, label=say("first means"), symbol="v_0",
        help=say("What both means are before the first gradient."),
    )  # fmt: skip

    def step(self, x, ask, state):
        """Average the gradients, move the mean square towards this one's by a part of this one, then step."""
        t = ask.t
        eta, beta1, beta2, epsilon, v_0 = self.at(t)
        g = ask.gradient(x)
        m_1, v_1 = np.where(t == 1, v_0, state["m"]), np.where(t == 1, v_0, state["v"])
        m = beta1 * m_1 + (1 - beta1) * g
        s = np.where(v_1 > g**2, 1, -1)  # as the sign of the difference, but where both overflow
        v = v_1 - (1 - beta2) * s * g**2
        m_hat = m / (1 - power(beta1, t))
        v_hat = v / (1 - power(beta2, t))
        return x - eta * m_hat / root(v_hat, epsilon, False), {"m": m, "v": v}


@dataclass(frozen=True)
class AdaBound(Rule):
    """The final rate is told in learning rates, so that both follow one slider; the authors' 0.1 over 0.001 is 100. As
    in their code both means are corrected, and the rate is not divided by √t, which the paper has.
    Source: Luo, Xiong, Liu & Sun 2019, arXiv:1902.09843, Algorithm 1.
    """

    title = say("AdaBound")
    line = say("Adam between bounds that close on one rate for all, so that it ends as momentum.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v")

    learning_rate: Number = rate(0.001, say("How long a step is along each axis at first; the bounds follow it."))
    beta1: Number = of_mean(0.9)
    beta2: Number = of_squares(0.999)
    epsilon: Number = tiny(1e-8)
    final: Number = hyper(
        100.0, above=0, slider=(0.01, 1000), log=True, label=say("final rate"), symbol="c",
        help=say("The rate on which the bounds close, as a multiple of the learning rate."),
    )  # fmt: skip
    closing: Number = hyper(
        1e-3, above=0, slider=(1e-4, 1), log=True, label=say("closing"), symbol=r"\gamma",
        help=say("How fast the bounds close; they are as wide as their middle after one over this many steps."),
    )  # fmt: skip

    def step(self, x, ask, state):
        """Average as Adam does, keep each coordinate's rate between the bounds, then step."""
        t = ask.t
        eta, beta1, beta2, epsilon, c, gamma = self.at(t)
        g = ask.gradient(x)
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * g**2
        v_hat = v / (1 - power(beta2, t))
        u = 1 / (root(v_hat, epsilon, False) * (1 - power(beta1, t)))
        lower = c * (1 - 1 / (gamma * t + 1))
        upper = c * (1 + 1 / (gamma * t))
        u_bar = np.minimum(np.maximum(u, lower), upper)
        return x - eta * u_bar * m, {"m": m, "v": v}


@dataclass(frozen=True)
class Padam(Rule):
    """Neither mean is corrected, as in the paper; its authors' code corrects both as Adam does, whatever p is. At ½ it
    is AMSGrad without corrections.
    Source: Chen, Zhou, Tang, Yang, Cao & Gu 2020, arXiv:1806.06763, Algorithm 1.
    """

    title = say("Padam")
    line = say("AMSGrad that divides by a lower power of the size: between Adam and momentum.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v", "v_max")

    learning_rate: Number = rate(0.1, say("The step is this times the mean gradient over a power of its size."))
    beta1: Number = of_mean(0.9)
    beta2: Number = of_squares(0.999)
    epsilon: Number = tiny(1e-8)
    partial: Number = hyper(
        0.125, at_least=0, at_most=0.5, slider=(0, 0.5), label=say("power"), symbol="p",
        help=say("To which power the mean square divides: at a half this is AMSGrad, at 0 momentum."),
    )  # fmt: skip

    def step(self, x, ask, state):
        """Average as Adam does, keep the largest mean square, then step by the partly scaled mean."""
        eta, beta1, beta2, epsilon, p = self.at(ask.t)
        g = ask.gradient(x)
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * g**2
        v_max = np.maximum(state["v_max"], v)
        return x - eta * m / raised(root(v_max, epsilon, False), 2 * p), {"m": m, "v": v, "v_max": v_max}


@dataclass(frozen=True)
class DiffGrad(Rule):
    """The gradient before the first counts as zero, as in the authors' code.
    Source: Dubey, Chakraborty, Roy, Mukherjee, Singh & Chaudhuri 2020, arXiv:1909.11015, section III.
    """

    title = say("diffGrad")
    line = say("Adam that goes half as far where the gradient hardly changes, as near a minimum.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v", "last")

    learning_rate: Number = rate(
        0.001, say("Twice how long a step is along each axis while the gradient stays the same.")
    )
    beta1: Number = of_mean(0.9)
    beta2: Number = of_squares(0.999)
    epsilon: Number = tiny(1e-8)

    def step(self, x, ask, state):
        """Average as Adam does, then step by as much as the change of the gradient allows."""
        t = ask.t
        eta, beta1, beta2, epsilon = self.at(t)
        g = ask.gradient(x)
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * g**2
        m_hat = m / (1 - power(beta1, t))
        v_hat = v / (1 - power(beta2, t))
        xi = 1 / (1 + np.exp(-np.abs(state["last"] - g)))
        return x - eta * xi * m_hat / root(v_hat, epsilon, False), {"m": m, "v": v, "last": g}


@dataclass(frozen=True)
class LaProp(Rule):
    """Source: Ziyin, Wang & Ueda 2020, arXiv:2002.04839, Algorithm 1."""

    title = say("LaProp")
    line = say("Adam the other way round: gradients are divided by their size first, and averaged then.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v")

    learning_rate: Number = rate(4e-4, LENGTH)
    beta1: Number = of_mean(0.9)
    beta2: Number = of_squares(0.999)
    epsilon: Number = tiny(1e-15)

    def step(self, x, ask, state):
        """Average the squares, then the scaled gradients, then step."""
        t = ask.t
        eta, beta1, beta2, epsilon = self.at(t)
        g = ask.gradient(x)
        v = beta2 * state["v"] + (1 - beta2) * g**2
        v_hat = v / (1 - power(beta2, t))
        m = beta1 * state["m"] + (1 - beta1) * g / root(v_hat, epsilon, False)
        m_hat = m / (1 - power(beta1, t))
        return x - eta * m_hat, {"m": m, "v": v}


@dataclass(frozen=True)
class ADOPT(Rule):
    """The first step measures only. Scaled gradients are cut at the fourth root of the steps so far, which the authors
    added later and Optax (`contrib.adopt`) has too.
    Source: Taniguchi et al. 2024, arXiv:2411.02853, Algorithm 2.
    """

    title = say("ADOPT")
    line = say("Adam that divides each gradient by the size of those before it, so that any beta 2 converges.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v")

    learning_rate: Number = rate(0.001, LENGTH)
    beta1: Number = of_mean(0.9)
    beta2: Number = of_squares(0.9999)
    epsilon: Number = tiny(1e-6)

    def step(self, x, ask, state):
        """Scale the gradient by what was known before it, average and step; only then measure it."""
        t = ask.t
        eta, beta1, beta2, epsilon = self.at(t)
        g = ask.gradient(x)
        u = g / np.maximum(np.sqrt(state["v"] + LEAST), epsilon)
        c = np.sqrt(np.sqrt(t - 1))
        m = beta1 * state["m"] + (1 - beta1) * np.minimum(np.maximum(u, -c), c)
        v = np.where(t == 1, g**2, beta2 * state["v"] + (1 - beta2) * g**2)
        return x - eta * m, {"m": m, "v": v}


@dataclass(frozen=True)
class NovoGrad(Rule):
    """One size for both coordinates, as the paper has one for each layer. Gradients are summed, not averaged: the step
    is up to 1 / (1 − β₁) learning rates long. Optax has β₂ = 0.25.
    Source: Ginsburg et al. 2019, arXiv:1905.11286, Algorithm 1.
    """

    title = say("NovoGrad")
    line = say("Momentum of gradients that are each divided by the length of the recent ones.")
    letters: ClassVar[tuple[str, ...]] = ("m",)

    learning_rate: Number = rate(0.01, say("How long a step along one gradient is."))
    beta1: Number = of_mean(0.95)
    beta2: Number = of_squares(0.98)
    epsilon: Number = tiny(1e-8)

    def begin(self, x):
        """Return no momentum, and no length."""
        return super().begin(x) | {"v": for_each_run(0.0, x)}

    def step(self, x, ask, state):
        """Average the squared lengths, add the scaled gradient to the momentum, then step."""
        t = ask.t
        eta, beta1, beta2, epsilon = self.at(t)
        g = ask.gradient(x)
        v = np.where(t == 1, norm(g) ** 2, beta2 * state["v"] + (1 - beta2) * norm(g) ** 2)
        m = beta1 * state["m"] + g / root(v, epsilon, False)
        return x - eta * m, {"m": m, "v": v}
