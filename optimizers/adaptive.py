"""Rules that give each coordinate a step size of its own, from the squares of its gradients."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.arithmetic import dot, root
from optimizers.curvature import eigen
from optimizers.hyperparameters import Number, hyper
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
class FullAdaGrad(Rule):
    """What Shampoo is on a vector. The sum of outer products begins at zero; ε is added to its root, as the paper's δ.
    It turns with the axes, as the diagonal form does not. No direction has more gradient in it than its eigenvalue:
    what rounding has lost there is put back.
    Source: Duchi, Hazan & Singer 2011, JMLR 12, figure 1, the full case; Gupta, Koren & Singer 2018, arXiv:1802.09568.
    """

    title = say("Full-matrix AdaGrad")
    line = say("AdaGrad along the directions that gradients come from, not along the axes.")
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        r"G \leftarrow G + g g^\top",
        r"\theta \leftarrow \theta - \eta (G^{1/2} + \epsilon I)^{-1} g",
    )

    learning_rate: Number = rate(0.01, say("How long a step is at first; the next ones are shorter."))
    epsilon: Number = tiny(1e-8)

    def begin(self, x):
        """Return the sum of no outer products."""
        return {"G": np.zeros((*np.shape(x), 2))}

    def step(self, x, ask, state):
        """Add the outer product up, then step by the gradient over the root of the sum."""
        eta, epsilon = self.at(ask.t)
        g = ask.gradient(x)
        G = state["G"] + g[..., :, None] * g[..., None, :]
        (high, u), (low, v) = eigen(G)
        along, across = dot(u, g), dot(v, g)
        low = np.maximum(low, across**2)
        return x - eta * (along / root(high, epsilon, False) * u + across / root(low, epsilon, False) * v), {"G": G}


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


@dataclass(frozen=True)
class CentredRMSProp(Rule):
    """Where all gradients are alike, rounding may leave less than no spread; that counts as none, so that steps are
    long but finite. PyTorch (`RMSprop(centered=True)`) has ε outside the root, Optax (`rmsprop(centered=True)`) inside.
    Source: Graves 2013, arXiv:1308.0850, equations 38 to 41, without its momentum.
    """

    title = say("Centred RMSProp")
    line = say("RMSProp that divides by how much gradients vary, not by how large they are.")
    letters: ClassVar[tuple[str, ...]] = ("E_g2", "E_g")

    learning_rate: Number = rate(0.0001, say("How long a step is along each axis where gradients stray by their size."))
    decay: Number = fraction(0.95, say("decay"), r"\gamma", say("What part of both means lasts from step to step."))
    epsilon: Number = tiny(1e-4)
    epsilon_inside: bool = inside_root(True)

    def step(self, x, ask, state):
        """Average gradients and squares, then step by the gradient over its spread."""
        eta, gamma, epsilon, inside = self.at(ask.t)
        g = ask.gradient(x)
        E_g2 = gamma * state["E_g2"] + (1 - gamma) * g**2
        E_g = gamma * state["E_g"] + (1 - gamma) * g
        v = np.maximum(E_g2 - E_g**2, 0)
        return x - eta * g / root(v, epsilon, inside), {"E_g2": E_g2, "E_g": E_g}


@dataclass(frozen=True)
class Rprop(Rule):
    """Where the sign turns, the step shrinks and the coordinate waits once: iRprop⁻, as in PyTorch (`Rprop`), whose
    defaults these are. Optax (`rprop`) does nothing in its first step.
    Source: Riedmiller & Braun 1993, doi:10.1109/ICNN.1993.298623; Igel & Hüsken 2000, Improving the Rprop Learning
    Algorithm, section 2.
    """

    title = say("Rprop")
    line = say("Steps along each axis grow while the gradient keeps its sign and shrink when it turns.")
    letters: ClassVar[tuple[str, ...]] = ("d", "last")

    learning_rate: Number = rate(0.01, say("How long a step is along each axis at first; each then goes its way."))
    shrink: Number = hyper(
        0.5, above=0, below=1, slider=(0.1, 0.9), label=say("shrinking"), symbol=r"\eta^-",
        help=say("What the step is multiplied by along an axis whose gradient has turned."),
    )  # fmt: skip
    grow: Number = hyper(
        1.2, at_least=1, slider=(1, 2), label=say("growth"), symbol=r"\eta^+",
        help=say("What the step is multiplied by along an axis whose gradient keeps its sign."),
    )  # fmt: skip
    step_min: Number = hyper(
        1e-6, above=0, slider=(1e-10, 0.1), log=True, label=say("shortest step"), symbol=r"\Delta_{min}",
        help=say("No step along an axis gets shorter than this."),
    )  # fmt: skip
    step_max: Number = hyper(
        50.0, above=0, slider=(0.01, 100), log=True, label=say("longest step"), symbol=r"\Delta_{max}",
        help=say("No step along an axis gets longer than this."),
    )  # fmt: skip

    def step(self, x, ask, state):
        """Let each coordinate's step grow or shrink, then take it, but where the sign has turned."""
        eta, shrink, grow, step_min, step_max = self.at(ask.t)
        g = ask.gradient(x)
        s = np.sign(g) * np.sign(state["last"])
        a = np.where(s > 0, grow, np.where(s < 0, shrink, 1))
        h = np.where(ask.t == 1, eta, state["d"])
        d = np.minimum(np.maximum(a * h, step_min), step_max)
        last = np.where(s < 0, 0, g)
        return x - d * np.sign(last), {"d": d, "last": last}


@dataclass(frozen=True)
class FTRL(Rule):
    """Per-coordinate FTRL-Proximal, by z, where the point would be without both pulls to the origin: AdaGrad's, with β
    for ε. It begins at the start; the paper's begins at the origin, and so does Keras' (`Ftrl`) wherever it stands: its
    first step forgets the start. There the rate is 0.001, the squares begin at 0.1, and β and both pulls are 0.
    Source: McMahan et al. 2013, Ad Click Prediction, doi:10.1145/2487575.2488200, Algorithm 1.
    """

    title = say("FTRL")
    line = say("AdaGrad that keeps a coordinate at exactly 0 until its gradients insist: sparse solutions.")
    letters: ClassVar[tuple[str, ...]] = ("z", "n")

    learning_rate: Number = rate(0.1, say("How long steps are at first along each axis, if gradients are far above 1."))
    beta: Number = hyper(
        1.0, above=0, slider=(1e-3, 10), log=True, label=say("beta"), symbol=r"\beta",
        help=say("What is added to the root of the squares: the larger, the shorter the first steps."),
    )  # fmt: skip
    l1: Number = hyper(
        1.0, at_least=0, slider=(0, 10), label=say("L1 pull"), symbol=r"\lambda_1",
        help=say("How strongly each coordinate is pulled to 0, and held there; at 0 not at all."),
    )  # fmt: skip
    l2: Number = hyper(
        0.0, at_least=0, slider=(0, 10), label=say("L2 pull"), symbol=r"\lambda_2",
        help=say("How strongly each coordinate is shortened towards 0; at 0 not at all."),
    )  # fmt: skip

    def begin(self, x):
        """Return the start, and no squares."""
        return super().begin(x) | {"z": np.array(x, dtype=float)}

    def step(self, x, ask, state):
        """Add the squares up, move what is not pulled, and pull."""
        eta, beta, l1, l2 = self.at(ask.t)
        g = ask.gradient(x)
        n = state["n"] + g**2
        D, D_last = root(n, beta, False), root(state["n"], beta, False)
        z = state["z"] + ((D - D_last) * (x - state["z"]) - eta * g) / D
        return np.sign(z) * np.maximum(np.abs(z) - eta * l1 / D, 0) * (D / (D + eta * l2)), {"z": z, "n": n}
