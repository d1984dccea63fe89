"""Rules that give each coordinate a step size of its own, from the squares of its gradients."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.arithmetic import root
from optimizers.hyperparameters import Number
from optimizers.rule import Rule, fraction, inside_root, rate, tiny
from words import say


@dataclass(frozen=True)
class AdaGrad(Rule):
    """The sum only grows, so steps shrink while gradients keep coming. It starts at zero, as PyTorch's does, whose ε of
    1e-10 stands outside the root. Keras and Optax begin with a sum of 0.1 and have an ε of 1e-7 inside; Keras' rate is
    0.001.
    Source: Duchi, Hazan & Singer 2011, JMLR 12, figure 1, the diagonal case, which adds a constant outside the root.
    """

    title = say("AdaGrad")
    line = say("Divide each coordinate's step by the root of all its squared gradients so far.")
    letters: ClassVar[tuple[str, ...]] = ("G",)

    learning_rate: Number = rate(0.01, say("How long the first step is along each axis; later ones are shorter."))
    epsilon: Number = tiny(1e-8)
    epsilon_inside: bool = inside_root(True)

    def step(self, x, ask, state):
        """Add the squares up, then step by the scaled gradient."""
        eta, epsilon, inside = self.at(ask.t)
        g = ask.gradient(x)
        G = state["G"] + g**2
        return x - eta * g / root(G, epsilon, inside), {"G": G}


@dataclass(frozen=True)
class Adadelta(Rule):
    """Source: Zeiler 2012, arXiv:1212.5701, Algorithm 1."""

    title = say("Adadelta")
    line = say("Step in proportion to the size of recent steps over the size of recent gradients; no learning rate.")
    letters: ClassVar[tuple[str, ...]] = ("E_g2", "E_dx2")

    decay: Number = fraction(
        0.9,
        say("decay"),
        r"\gamma",
        say("What part of the mean squares of gradients and of steps lasts from step to step."),
    )
    epsilon: Number = tiny(1e-6, say("Sets the length of the first steps: the larger, the faster it sets off."))

    def step(self, x, ask, state):
        """Measure the gradient, step by the ratio of sizes, measure the step."""
        gamma, epsilon = self.at(ask.t)
        g = ask.gradient(x)
        E_g2 = gamma * state["E_g2"] + (1 - gamma) * g**2
        dx = -np.sqrt(state["E_dx2"] + epsilon) / root(E_g2, epsilon, True) * g
        E_dx2 = gamma * state["E_dx2"] + (1 - gamma) * dx**2
        return x + dx, {"E_g2": E_g2, "E_dx2": E_dx2}


@dataclass(frozen=True)
class RMSProp(Rule):
    """The mean starts at zero, here and in PyTorch, Keras and Optax. PyTorch's ε is outside the root, its γ 0.99 and
    its rate 0.01; Keras, with an ε of 1e-7, and Optax have it inside and the γ of the lecture, 0.9.
    Source: Tieleman & Hinton 2012, Neural Networks for Machine Learning, lecture 6.5.
    """

    title = say("RMSProp")
    line = say("Divide each coordinate's step by the root of a fading mean of its squared gradients.")
    letters: ClassVar[tuple[str, ...]] = ("E_g2",)

    learning_rate: Number = rate(0.001, say("How long a step is along each axis while the gradient stays the same."))
    decay: Number = fraction(
        0.9, say("decay"), r"\gamma", say("What part of the mean squared gradient lasts from step to step.")
    )
    epsilon: Number = tiny(1e-8)
    epsilon_inside: bool = inside_root(True)

    def step(self, x, ask, state):
        """Average the squares, then step by the scaled gradient."""
        eta, gamma, epsilon, inside = self.at(ask.t)
        g = ask.gradient(x)
        E_g2 = gamma * state["E_g2"] + (1 - gamma) * g**2
        return x - eta * g / root(E_g2, epsilon, inside), {"E_g2": E_g2}
