"""Gradient descent, the rules that give it a velocity, and those that step by a direction alone."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.arithmetic import norm, quotient
from optimizers.hyperparameters import Number, hyper
from optimizers.rule import Rule, fraction, rate
from words import say

_JOINS = say("What each new gradient is multiplied by as it joins the velocity.")
_MEAN = say("What part of the mean gradient lasts from step to step.")
_LASTS = say("What part of the velocity lasts from step to step; at 0 this is gradient descent.")


@dataclass(frozen=True)
class GradientDescent(Rule):
    """Source: Cauchy 1847, Méthode générale pour la résolution des systèmes d'équations simultanées; Ruder 2016,
    arXiv:1609.04747, section 2.
    """

    title = say("Gradient descent")
    line = say("Step against the gradient. On noisy gradients, from one sample or a few, this is SGD.")

    learning_rate: Number = rate(0.01, say("The step is the gradient times this."))

    def step(self, x, ask, state):
        """Step straight downhill."""
        (eta,) = self.at(ask.t)
        g = ask.gradient(x)
        return x - eta * g, {}


@dataclass(frozen=True)
class Momentum(Rule):
    """The learning rate stands inside the velocity, so a schedule acts on new gradients only; PyTorch multiplies the
    whole velocity by it. With a constant rate the paths are the same.
    Source: Polyak 1964, doi:10.1016/0041-5553(64)90137-5; in this form Ruder 2016, arXiv:1609.04747, section 4.1.
    """

    title = say("Momentum")
    line = say("Step along a velocity that remembers earlier gradients.")
    letters: ClassVar[tuple[str, ...]] = ("v",)

    learning_rate: Number = rate(0.01, _JOINS)
    momentum: Number = fraction(0.9, say("momentum"), r"\gamma", _LASTS)

    def step(self, x, ask, state):
        """Add the gradient to the velocity, then move."""
        eta, gamma = self.at(ask.t)
        g = ask.gradient(x)
        v = gamma * state["v"] + eta * g
        return x - v, {"v": v}


@dataclass(frozen=True)
class Nesterov(Rule):
    """The points are θ itself; PyTorch's points are the look-ahead θ − γv.
    Source: Nesterov 1983, Doklady AN SSSR 269; in this form Ruder 2016, arXiv:1609.04747, section 4.2.
    """

    title = say("Nesterov (NAG)")
    line = say("Momentum whose gradient is taken where the velocity is about to lead.")
    letters: ClassVar[tuple[str, ...]] = ("v",)

    learning_rate: Number = rate(0.01, _JOINS)
    momentum: Number = fraction(0.9, say("momentum"), r"\gamma", _LASTS)

    def step(self, x, ask, state):
        """Look ahead, correct the velocity, then move."""
        v = state["v"]
        eta, gamma = self.at(ask.t)
        g = ask.gradient(x - gamma * v)
        v = gamma * v + eta * g
        return x - v, {"v": v}


@dataclass(frozen=True)
class NormalizedDescent(Rule):
    """Without a slope it stands still.
    Source: Nesterov 1984, Minimization methods for nonsmooth convex and quasiconvex functions, Matekon 29; Hazan, Levy
    & Shalev-Shwartz 2015, arXiv:1507.02030, Algorithm 1.
    """

    title = say("Normalized descent")
    line = say("Step equally far wherever it is, straight against the gradient.")

    learning_rate: Number = rate(0.01, say("How long every step is."))

    def step(self, x, ask, state):
        """Step downhill, as far as always."""
        (eta,) = self.at(ask.t)
        g = ask.gradient(x)
        return x - eta * quotient(g, norm(g)), {}


@dataclass(frozen=True)
class SignSGD(Rule):
    """A coordinate without a slope stands still, as in Optax (`sign_sgd`).
    Source: Bernstein, Wang, Azizzadenesheli & Anandkumar 2018, arXiv:1802.04434, Algorithm 1.
    """

    title = say("signSGD")
    line = say("Step equally far along each axis, by the sign of the gradient.")

    learning_rate: Number = rate(0.01, say("How long every step is along each axis."))

    def step(self, x, ask, state):
        """Step by the sign."""
        (eta,) = self.at(ask.t)
        g = ask.gradient(x)
        return x - eta * np.sign(g), {}


@dataclass(frozen=True)
class Signum(Rule):
    """Source: Bernstein, Wang, Azizzadenesheli & Anandkumar 2018, arXiv:1802.04434, Algorithm 2."""

    title = say("Signum")
    line = say("Step by the sign of the mean gradient: momentum that forgets all sizes.")
    letters: ClassVar[tuple[str, ...]] = ("m",)

    learning_rate: Number = rate(0.01, say("How long every step is along each axis."))
    momentum: Number = fraction(0.9, say("momentum"), r"\beta", _MEAN)

    def step(self, x, ask, state):
        """Average the gradients, then step by the sign."""
        eta, beta = self.at(ask.t)
        g = ask.gradient(x)
        m = beta * state["m"] + (1 - beta) * g
        return x - eta * np.sign(m), {"m": m}


@dataclass(frozen=True)
class QHM(Rule):
    """At ν = 0 it is gradient descent, at ν = 1 momentum whose gradients count for 1 − β, at ν = β Nesterov's.
    Source: Ma & Yarats 2019, arXiv:1810.06801, equations 3 and 4.
    """

    title = say("QHM")
    line = say("Quasi-hyperbolic momentum: a mixture of the newest gradient and the mean of all.")
    letters: ClassVar[tuple[str, ...]] = ("m",)

    learning_rate: Number = rate(1.0, say("The step is the mixture times this."))
    momentum: Number = fraction(0.999, say("momentum"), r"\beta", _MEAN)
    nu: Number = hyper(
        0.7, at_least=0, at_most=1, slider=(0, 1), label=say("nu"), symbol=r"\nu",
        help=say("What part of the way is that of the mean; the rest is the newest gradient's."),
    )  # fmt: skip

    def step(self, x, ask, state):
        """Average the gradients, then step by the mixture."""
        eta, beta, nu = self.at(ask.t)
        g = ask.gradient(x)
        m = beta * state["m"] + (1 - beta) * g
        return x - eta * ((1 - nu) * g + nu * m), {"m": m}


@dataclass(frozen=True)
class AggMo(Rule):
    """Of each velocity lasts 1 − aᵏ for k = 0, 1, 2, as the paper has it: none, 0.9 and 0.99 by default.
    Source: Lucas, Sun, Zemel & Grosse 2019, arXiv:1804.00325, Algorithm 1.
    """

    title = say("AggMo")
    line = say("Three velocities of short, middle and long memory at once; step along their mean.")
    letters: ClassVar[tuple[str, ...]] = ("v_1", "v_2")

    learning_rate: Number = rate(0.01, _JOINS)
    damping: Number = hyper(
        0.1, above=0, at_most=1, slider=(0.01, 1), log=True, label=say("damping"), symbol="a",
        help=say("What part the second velocity loses in a step; the third loses the square of that, the first all."),
    )  # fmt: skip

    def step(self, x, ask, state):
        """Add the gradient to each velocity, then move along their mean."""
        eta, a = self.at(ask.t)
        g = ask.gradient(x)
        v_1 = (1 - a) * state["v_1"] + eta * g
        v_2 = (1 - a**2) * state["v_2"] + eta * g
        return x - (eta * g + v_1 + v_2) / 3, {"v_1": v_1, "v_2": v_2}


@dataclass(frozen=True)
class OptimisticGradient(Rule):
    """Made for games, whose players circle each other. The gradient before the first counts as equal to it, as in Optax
    (`optimistic_gradient_descent`).
    Source: Daskalakis, Ilyas, Syrgkanis & Zeng 2018, arXiv:1711.00141, equation 3; Popov 1980.
    """

    title = say("Optimistic gradient")
    line = say("Step as if the gradient went on changing as it just did.")
    letters: ClassVar[tuple[str, ...]] = ("last",)

    learning_rate: Number = rate(0.01, say("The step is the foreseen gradient times this."))
    optimism: Number = hyper(
        1.0, at_least=0, slider=(0, 5), label=say("optimism"), symbol=r"\omega",
        help=say("How much of the gradient's last change is expected again; at 0 this is gradient descent."),
    )  # fmt: skip

    def step(self, x, ask, state):
        """Foresee the next gradient by the last change, and step against that."""
        eta, omega = self.at(ask.t)
        g = ask.gradient(x)
        d = np.where(ask.t == 1, 0, g - state["last"])
        return x - eta * (g + omega * d), {"last": g}
