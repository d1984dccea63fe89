"""Gradient descent in the limit: by steps that are infinitely small, and shaken as heat shakes things."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.arithmetic import LEAST, norm
from optimizers.hyperparameters import Number, hyper
from optimizers.line_search import EPSILON
from optimizers.rule import Ask, Rule, for_each_run, rate
from words import say

MOST_OFF = 1e-6
"""How far a piece of the curve may be off, as a part of its length."""

MOST_PIECES = 40
"""Pieces that one step takes at most; where they do not reach, it ends earlier on the curve."""

_STAGES = (
    (1 / 5,),
    (3 / 40, 9 / 40),
    (44 / 45, -56 / 15, 32 / 9),
    (19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729),
    (9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656),
    (35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84),
)
"""What each slope weighs on the way to where the next one is asked for; the last place is the new point."""

_DOUBT = (71 / 57600, 0.0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40)
"""What each slope weighs in the distance between the methods of order 5 and 4."""


@dataclass(frozen=True)
class GradientFlow(Rule):
    """The solution of dθ/dt = −∇f(θ), in each step over as much time as gradient descent's rate stands for, so that
    both lie side by side. Its pieces, as long as the error allows, are by the Runge–Kutta method of order 5 with one of
    order 4 within it; each asks for six gradients, and the step for one more.
    Source: Dormand & Prince 1980, doi:10.1016/0771-050X(80)90013-3, table 2; for the flow Cauchy 1847.
    """

    title = say("Gradient flow")
    cycle = 1
    line = say("The path of infinitely small steps, which all small steps follow.")
    formula: ClassVar[tuple[str, ...]] = (
        r"\vartheta(0) = \theta, \quad \frac{d\vartheta}{ds} = -\nabla f(\vartheta)",
        r"\theta \leftarrow \vartheta(\eta)",
    )

    learning_rate: Number = rate(0.01, say("How much time a step takes: a short one is the gradient times this."))

    def begin(self, x):
        """Return how long a piece may be: nothing is known."""
        return {"h": for_each_run(0.0, x)}

    def step(self, x, ask, state):
        """Follow the curve piece by piece, until the time is over."""
        (eta,) = self.at(ask.t)
        left = np.broadcast_to(eta, np.broadcast_shapes(np.shape(eta), (*x.shape[:-1], 1)))
        slope, longest, moving = -ask.gradient(x), np.where(state["h"] > 0, state["h"], left), left > 0
        for _ in range(MOST_PIECES):
            h = np.minimum(longest, left)
            there, ahead, error = _piece(ask, x, slope, h, moving)
            fits = moving & (error <= 1)
            x, slope = np.where(fits, there, x), np.where(fits, ahead, slope)
            left = np.where(fits, left - h, left)
            grown = h * np.clip(0.9 * np.maximum(error, 1e-9) ** -0.2, 0.2, 5)
            longest = np.where(moving, np.where(fits, np.maximum(longest, grown), grown), longest)
            moving = moving & (left > 0)
            if not moving.any():
                break
        return x, {"h": longest}


def _piece(ask: Ask, x: np.ndarray, slope: np.ndarray, h: np.ndarray, where: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return where a piece of length h leads, the slope there, and its error as a part of what may be."""
    slopes = [slope]
    for weights in _STAGES:
        way = h * sum(weight * each for weight, each in zip(weights, slopes, strict=True))
        slopes.append(-ask.gradient(x + way, where=where[..., 0]))
    error = norm(h * sum(weight * each for weight, each in zip(_DOUBT, slopes, strict=True)))
    return x + way, slopes[-1], np.nan_to_num(error / (MOST_OFF * norm(way) + EPSILON * norm(x) + LEAST), nan=np.inf)


@dataclass(frozen=True)
class SGLD(Rule):
    """Of a rate and a temperature that are small it samples from exp(−f / T); at T = 1 that is the paper's posterior,
    whose ε is 2η, and whose noise comes on top of that of mini-batches. What it draws depends on the seed.
    Source: Welling & Teh 2011, Bayesian Learning via Stochastic Gradient Langevin Dynamics, ICML 28, equation 4.
    """

    title = say("Langevin dynamics")
    line = say("Gradient descent shaken as heat does, so that it visits low places often rather than one (SGLD).")
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        r"\xi \sim \mathcal{N}(0, I)",
        r"\theta \leftarrow \theta - \eta g + \sqrt{2 \eta T} \xi",
    )

    learning_rate: Number = rate(0.01, say("The step without its noise is the gradient times this."))
    temperature: Number = hyper(
        0.01, at_least=0, slider=(1e-4, 10), log=True, label=say("temperature"), symbol="T",
        help=say("How high above the bottom it is shaken, in units of f; at 0 this is gradient descent."),
    )  # fmt: skip

    def step(self, x, ask, state):
        """Step downhill, and be shaken."""
        eta, T = self.at(ask.t)
        g, xi = ask.gradient(x), ask.normal(2)
        return x - eta * g + np.sqrt(2 * eta * T) * xi, {}
