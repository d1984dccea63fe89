"""Gradient descent, and the two rules that give it a velocity."""

from dataclasses import dataclass
from typing import ClassVar

from optimizers.hyperparameters import Number
from optimizers.rule import Rule, fraction, rate
from words import say

_JOINS = say("What each new gradient is multiplied by as it joins the velocity.")
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
