"""Adam at first, then something else."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.adam import LENGTH, of_mean, of_squares
from optimizers.arithmetic import LEAST, dot, norm, power, quotient, root
from optimizers.hyperparameters import Number, hyper
from optimizers.rule import Rule, for_each_run, rate, tiny
from words import say


@dataclass(frozen=True)
class SWATS(Rule):
    """The tolerance is a part of the rate, as in pytorch_optimizer (`SWATS`), where it is ε, 1e-6, with 1e-8 beside it;
    the paper's is 1e-9, whatever the unit of the rate, which races hardly ever meet. As there, no rate below 0 is
    switched to. R is the rate after the switch, where m begins anew; torch_optimizer's fades too fast from there on.
    Source: Keskar & Socher 2017, arXiv:1712.07628, Algorithm 1.
    """

    title = say("SWATS")
    line = say("Adam that switches to momentum, once the rate that would do the same has settled.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v")

    learning_rate: Number = rate(0.001, LENGTH)
    beta1: Number = of_mean(0.9)
    beta2: Number = of_squares(0.999)
    epsilon: Number = tiny(1e-9)
    tolerance: Number = hyper(
        1e-3, at_least=0, slider=(1e-9, 1), log=True, label=say("tolerance"), symbol=r"\tau",
        help=say("How near its mean the rate of the same step must be for the switch, as a part of it."),
    )  # fmt: skip

    def begin(self, x):
        """Return empty means, and no rate of the same step."""
        return super().begin(x) | {"r": for_each_run(0.0, x), "R": for_each_run(0.0, x)}

    def step(self, x, ask, state):
        """Step as Adam does, or with the rate that was found, and look whether one is."""
        t = ask.t
        eta, beta1, beta2, epsilon, tau = self.at(t)
        g = ask.gradient(x)
        mu = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * g**2
        m_hat = mu / (1 - power(beta1, t))
        v_hat = v / (1 - power(beta2, t))
        p = eta * m_hat / root(v_hat, epsilon, False)
        d = dot(quotient(p, norm(p)), g)
        gamma = norm(p) / (d + LEAST)
        r = np.where(d == 0, state["r"], beta2 * state["r"] + (1 - beta2) * gamma)
        r_hat = r / (1 - power(beta2, t))
        found = np.where(np.abs(r_hat - gamma) < tau * np.abs(gamma), np.maximum(r_hat, 0), 0)
        R = np.where(state["R"] > 0, state["R"], np.where(t > 1, found, 0))
        m = np.where(state["R"] > 0, mu, np.where(R > 0, 0, mu))
        return x - np.where(state["R"] > 0, state["R"] * mu, p), {"m": m, "v": v, "r": r, "R": R}
