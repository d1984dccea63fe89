"""Rules that find their step length themselves, or need no schedule for it: they remember how far they have come."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.adam import of_mean, of_squares
from optimizers.arithmetic import LEAST, MOST, dot, norm, power, quotient, root
from optimizers.hyperparameters import Number, hyper
from optimizers.rule import Rule, for_each_run, fraction, rate, tiny
from words import say


def first_estimate():
    """Declare the distance from the minimum before anything is known of it."""
    help = say("The distance that is taken for granted at first; it only grows.")
    return hyper(1e-6, above=0, slider=(1e-8, 1), log=True, label=say("first estimate"), symbol="d_0", help=help)


@dataclass(frozen=True)
class DoG(Rule):
    """The point is the last one; the paper also averages. ε stands under the root, as in Optax (`contrib.dog`).
    Source: Ivgi, Hinder & Carmon 2023, arXiv:2302.12022, equations 1 and 2.
    """

    title = say("DoG")
    line = say("Distance over gradients: step by how far it has come over all gradients so far.")

    first: Number = hyper(
        1e-6, above=0, slider=(1e-8, 1), log=True, label=say("first distance"), symbol=r"r_\epsilon",
        help=say("The distance before the first step, as a part of one more than that from the origin."),
    )  # fmt: skip
    epsilon: Number = tiny(1e-8)

    def begin(self, x):
        """Return the start, no distance, and no gradients."""
        return {"theta_0": np.array(x, dtype=float), "r": for_each_run(0.0, x), "G": for_each_run(0.0, x)}

    def step(self, x, ask, state):
        """Measure how far it has come, add the squared gradient up, then step."""
        first, epsilon = self.at(ask.t)
        g, theta_0 = ask.gradient(x), state["theta_0"]
        r = np.maximum(np.maximum(state["r"], norm(x - theta_0)), first * (1 + norm(theta_0)))
        G = state["G"] + norm(g) ** 2
        return x - r / root(G, epsilon, True) * g, {"theta_0": theta_0, "r": r, "G": G}


@dataclass(frozen=True)
class Prodigy(Rule):
    """A learning rate of 1 is part of the rule, and so is β₃ = √β₂. Neither mean is corrected, as in its authors'
    package by default (`prodigyopt`), whose ε is multiplied by the newest d. There d has no bound: on f = x, where it
    grows by a factor at each step, the point is no number any more after 263 of them.
    Source: Mishchenko & Defazio 2023, arXiv:2306.06101, Algorithm 4.
    """

    title = say("Prodigy")
    line = say("Adam that estimates its learning rate: how far the start is from the minimum.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v", "s")

    first: Number = first_estimate()
    coefficient: Number = hyper(
        1.0, above=0, slider=(0.1, 10), log=True, label=say("coefficient"), symbol="c",
        help=say("What the estimated distance is multiplied by."),
    )  # fmt: skip
    beta1: Number = of_mean(0.9)
    beta2: Number = of_squares(0.999)
    epsilon: Number = tiny(1e-8)

    def begin(self, x):
        """Return empty means, the start, and no estimate."""
        return super().begin(x) | {
            "theta_0": np.array(x, dtype=float),
            "r": for_each_run(0.0, x),
            "d": for_each_run(0.0, x),
        }

    def step(self, x, ask, state):
        """Average as Adam does in units of the distance, step, and estimate the distance anew."""
        first, c, beta1, beta2, epsilon = self.at(ask.t)
        g, theta_0 = ask.gradient(x), state["theta_0"]
        delta = np.maximum(state["d"], first)
        beta3 = np.sqrt(beta2)
        m = beta1 * state["m"] + (1 - beta1) * delta * g
        v = beta2 * state["v"] + (1 - beta2) * delta**2 * g**2
        r = beta3 * state["r"] + delta**2 / first * dot(g, theta_0 - x)
        s = beta3 * state["s"] + delta**2 / first * g
        d = np.minimum(np.maximum(delta, c * quotient(r, dot(np.sign(s), s))), MOST)
        x = x - delta * m / (np.sqrt(v + LEAST) + delta * epsilon)
        return x, {"m": m, "v": v, "s": s, "theta_0": theta_0, "r": r, "d": d}


@dataclass(frozen=True)
class DAdaptSGD(Rule):
    """A learning rate of 1 is part of the rule, in units of the first gradient, as in its authors' package
    (`dadaptation`). r is over the length of s, so that no square is made that floats do not hold.
    Source: Defazio & Mishchenko 2023, arXiv:2301.07733, Algorithm 4.
    """

    title = say("D-Adaptation, SGD")
    line = say("Descent whose rate grows with an estimate of how far the start is from the minimum.")
    letters: ClassVar[tuple[str, ...]] = ("s",)

    first: Number = first_estimate()
    momentum: Number = fraction(
        0.9, say("momentum"), r"\beta", say("What part of the point stays where it was; at 0 it follows at once.")
    )

    def begin(self, x):
        """Return the start, and nothing known."""
        known = {name: for_each_run(0.0, x) for name in ("G", "r", "d")}
        return super().begin(x) | {"theta_0": np.array(x, dtype=float)} | known

    def step(self, x, ask, state):
        """Add the gradient up in units of the distance, estimate that anew, and move to where the sum leads."""
        first, beta = self.at(ask.t)
        g, theta_0 = ask.gradient(x), state["theta_0"]
        delta = np.maximum(state["d"], first)
        G = np.where(state["G"] > 0, state["G"], norm(g))
        u = delta * quotient(g, G)
        s = state["s"] + u
        r = quotient(norm(state["s"]), norm(s)) * (state["r"] + dot(u, quotient(state["s"], norm(state["s"]))))
        d = np.maximum(delta, 2 * r)
        return beta * x + (1 - beta) * (theta_0 - s), {"s": s, "theta_0": theta_0, "G": G, "r": r, "d": d}


@dataclass(frozen=True)
class DAdaptAdam(Rule):
    """A learning rate of 1 is part of the rule, and so is β₃ = √β₂. Neither mean is corrected, as in its authors'
    package by default (`dadaptation`).
    Source: Defazio & Mishchenko 2023, arXiv:2301.07733, Algorithm 5.
    """

    title = say("D-Adaptation, Adam")
    line = say("Adam whose rate grows with an estimate of how far the start is from the minimum.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v", "s")

    first: Number = first_estimate()
    beta1: Number = of_mean(0.9)
    beta2: Number = of_squares(0.999)
    epsilon: Number = tiny(1e-8)

    def begin(self, x):
        """Return empty means, and nothing known."""
        return super().begin(x) | {"r": for_each_run(0.0, x), "d": for_each_run(0.0, x)}

    def step(self, x, ask, state):
        """Average as Adam does in units of the distance, estimate that anew, then step."""
        first, beta1, beta2, epsilon = self.at(ask.t)
        g = ask.gradient(x)
        delta = np.maximum(state["d"], first)
        beta3 = np.sqrt(beta2)
        r = beta3 * state["r"] + (1 - beta3) * delta * dot(g, state["s"] / root(state["v"], epsilon, False))
        m = beta1 * state["m"] + (1 - beta1) * delta * g
        v = beta2 * state["v"] + (1 - beta2) * g**2
        s = beta3 * state["s"] + (1 - beta3) * delta * g
        d = np.minimum(np.maximum(delta, quotient(r, (1 - beta3) * dot(np.sign(s), s))), MOST)
        return x - m / root(v, epsilon, False), {"m": m, "v": v, "s": s, "r": r, "d": d}


_BETWEEN = say("Where the gradient is taken: at the average for 1, where plain steps lead for 0.")


@dataclass(frozen=True)
class SGDScheduleFree(Rule):
    """The point is the average; z, where plain steps lead, is beside it, and the gradient is taken between both. All
    steps weigh the same; its authors' package weighs by the squared largest rate so far.
    Source: Defazio, Yang, Mehta, Mishchenko, Khaled & Cutkosky 2024, arXiv:2405.15682, equations 4 to 6.
    """

    title = say("Schedule-free descent")
    line = say("The average of gradient descent's points, with gradients from near that average.")
    letters: ClassVar[tuple[str, ...]] = ("z",)

    learning_rate: Number = rate(1.0, say("The plain step is the gradient times this."))
    momentum: Number = fraction(0.9, say("momentum"), r"\beta", _BETWEEN)

    def begin(self, x):
        """Return where plain steps lead: nowhere yet."""
        return {"z": np.array(x, dtype=float)}

    def step(self, x, ask, state):
        """Look between the average and where plain steps lead, step there, and average."""
        t = ask.t
        eta, beta = self.at(t)
        g = ask.gradient(state["z"] + beta * (x - state["z"]))
        z = state["z"] - eta * g
        return x + (z - x) / t, {"z": z}


@dataclass(frozen=True)
class AdamWScheduleFree(Rule):
    """As the one above, with Adam's denominator and no momentum but that of averaging; its decay is left to a wrapper.
    Source: Defazio, Yang, Mehta, Mishchenko, Khaled & Cutkosky 2024, arXiv:2405.15682, Algorithm 1.
    """

    title = say("Schedule-free AdamW")
    line = say("The average of points whose steps are divided by the gradients' size as Adam's are.")
    letters: ClassVar[tuple[str, ...]] = ("z", "v")

    learning_rate: Number = rate(0.0025, say("How long each step that is averaged is along each axis."))
    beta1: Number = fraction(0.9, say("beta 1"), r"\beta_1", _BETWEEN)
    beta2: Number = of_squares(0.999)
    epsilon: Number = tiny(1e-8)

    def begin(self, x):
        """Return where scaled steps lead, nowhere yet, and no squares."""
        return super().begin(x) | {"z": np.array(x, dtype=float)}

    def step(self, x, ask, state):
        """Look between the average and where scaled steps lead, step there, and average."""
        t = ask.t
        eta, beta1, beta2, epsilon = self.at(t)
        g = ask.gradient(state["z"] + beta1 * (x - state["z"]))
        v = beta2 * state["v"] + (1 - beta2) * g**2
        v_hat = v / (1 - power(beta2, t))
        z = state["z"] - eta * g / root(v_hat, epsilon, False)
        return x + (z - x) / t, {"z": z, "v": v}
