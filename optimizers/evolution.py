"""Rules that ask for no gradient: CMA-ES, which learns where to draw from."""

from dataclasses import dataclass
from functools import cache
from math import log, sqrt
from typing import ClassVar, NamedTuple

import numpy as np

from optimizers.arithmetic import dot, norm, over
from optimizers.curvature import eigen
from optimizers.hyperparameters import Number, count
from optimizers.rule import Rule, length
from optimizers.simplex import losses
from words import say

FLATTEST = 1e-14
"""The least of two variances along the axes of what is drawn, as a part of the other."""

CHI = sqrt(2) * (1 - 1 / 8 + 1 / 84)
"""How long a standard normal vector of two coordinates is on average, as the paper has it."""


@dataclass(frozen=True)
class CMAES(Rule):
    """The point is the mean that is drawn around; a step is a generation, and asks for `population` losses. All else is
    as the paper has it for two coordinates, with negative weights. The package `cmaes` has the same numbers; `cma` has
    others for the size. The paper's edition of 2023 adds 1/4 to what c_μ is made of.
    Source: Hansen 2016, arXiv:1604.00772, figure 6 and table 1.
    """

    title = say("CMA-ES")
    line = say("Draw points around a mean, and turn and stretch what is drawn from towards the best of them.")
    letters: ClassVar[tuple[str, ...]] = ("p_c", "p_sigma")
    formula: ClassVar[tuple[str, ...]] = (
        r"y_i = \sqrt{C} z_i, \quad z_i \sim \mathcal{N}(0, I), \quad i = 1, \dots, \lambda"
        r" \quad (\sigma = \sigma_0 \text{ at first})",
        r"y_w = \sum_{i \le \mu} w_i y_{i:\lambda}, \quad"
        r" f(\theta + \sigma y_{1:\lambda}) \le \dots \le f(\theta + \sigma y_{\lambda:\lambda})",
        r"p_{\sigma} \leftarrow (1 - c_\sigma) p_{\sigma} + \sqrt{c_\sigma (2 - c_\sigma) \mu_w} \sqrt{C}^{-1} y_w",
        r"p_c \leftarrow (1 - c_c) p_c + h_\sigma \sqrt{c_c (2 - c_c) \mu_w} y_w",
        r"C \leftarrow (1 - c_1 - c_\mu \sum_i w_i) C + c_1 (p_c p_c^\top + (1 - h_\sigma) c_c (2 - c_c) C)"
        r" + c_\mu \sum_i w_i^\circ y_{i:\lambda} y_{i:\lambda}^\top",
        r"\theta \leftarrow \theta + \sigma y_w, \quad"
        r" \sigma \leftarrow \sigma e^{\frac{c_\sigma}{d_\sigma} \left(\frac{\|p_{\sigma}\|}{\chi} - 1\right)}",
    )

    size: Number = length(0.5, say("first size"), r"\sigma_0", say("How far from the mean points are drawn at first."))
    population: int = count(
        6, at_least=4, at_most=100, slider=(4, 40), label=say("population"), symbol=r"\lambda",
        help=say("How many points are drawn in a step."),
    )  # fmt: skip

    def begin(self, x):
        """Return the first size, round, and no paths."""
        ones = np.ones((*np.shape(x)[:-1], 1))
        return super().begin(x) | {"sigma": ones * self.at(1)[0], "C": ones[..., None] * np.eye(2)}

    def step(self, x, ask, state):
        """Draw a generation, move the mean towards the better half, and learn from where they lie."""
        k, sigma, C = strategy(self.population), state["sigma"], state["C"]
        (high, u), (low, v) = eigen(C)
        long, short = np.sqrt(high), np.sqrt(np.maximum(low, FLATTEST * high))
        z = ask.normal(2 * self.population)
        y = _turned(z.reshape(*z.shape[:-1], -1, 2), (long, u), (short, v))
        y = _ranked(y, losses(ask, x[..., None, :] + sigma[..., None] * y))
        y_w = sum(w * y[..., i, :] for i, w in enumerate(k.weights[: k.mu]))
        straight = _turned(y, (over(1.0, long), u), (over(1.0, short), v))
        s_w = sum(w * straight[..., i, :] for i, w in enumerate(k.weights[: k.mu]))
        p_sigma = (1 - k.c_sigma) * state["p_sigma"] + sqrt(k.c_sigma * (2 - k.c_sigma) * k.mu_w) * s_w
        grown = sigma * np.exp(k.c_sigma / k.d_sigma * (norm(p_sigma) / CHI - 1))
        h = norm(p_sigma) / sqrt(1 - (1 - k.c_sigma) ** (2 * ask.t)) < (1.4 + 2 / 3) * CHI
        p_c = (1 - k.c_c) * state["p_c"] + h * sqrt(k.c_c * (2 - k.c_c) * k.mu_w) * y_w
        kept = 1 - k.c_1 - k.c_mu * sum(k.weights) + k.c_1 * ~h * k.c_c * (2 - k.c_c)
        C = kept[..., None] * C + k.c_1 * _square(p_c)
        for i, w in enumerate(k.weights):
            fair = 1.0 if w >= 0 else over(2.0, dot(straight[..., i, :], straight[..., i, :]))[..., None]
            C = C + k.c_mu * w * fair * _square(y[..., i, :])
        return x + sigma * y_w, {"p_c": p_c, "p_sigma": p_sigma, "sigma": grown, "C": C}


class Strategy(NamedTuple):
    """The paper's numbers for a population: weights from the best on, of which the first mu are above 0, and rates."""

    weights: tuple[float, ...]
    mu: int
    mu_w: float
    c_sigma: float
    d_sigma: float
    c_c: float
    c_1: float
    c_mu: float


@cache
def strategy(population: int) -> Strategy:
    """Return the numbers of table 1 for two coordinates."""
    mu, raw = population // 2, [log((population + 1) / 2) - log(i) for i in range(1, population + 1)]
    mu_w, mu_below = (sum(part) ** 2 / sum(w * w for w in part) for part in (raw[:mu], raw[mu:]))
    c_c, c_1 = (4 + mu_w / 2) / (6 + mu_w), 2 / (3.3**2 + mu_w)
    c_mu = min(1 - c_1, 2 * (mu_w - 2 + 1 / mu_w) / (16 + mu_w))
    below = min(1 + c_1 / c_mu, 1 + 2 * mu_below / (mu_w + 2), (1 - c_1 - c_mu) / (2 * c_mu))
    good, bad = sum(w for w in raw if w > 0), -sum(w for w in raw if w < 0)
    c_sigma = (mu_w + 2) / (mu_w + 7)
    d_sigma = 1 + 2 * max(0.0, sqrt((mu_w - 1) / 3) - 1) + c_sigma
    weights = tuple(w / good if w >= 0 else below * w / bad for w in raw)
    return Strategy(weights, mu, mu_w, c_sigma, d_sigma, c_c, c_1, c_mu)


def _turned(z: np.ndarray, *axes: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Return vectors (..., k, 2) stretched by sizes (..., 1) along unit axes (..., 2)."""
    return sum(size[..., None] * dot(axis[..., None, :], z) * axis[..., None, :] for size, axis in axes)


def _ranked(y: np.ndarray, f: np.ndarray) -> np.ndarray:
    """Return the vectors of a generation, those of the least losses (..., k) first."""
    order = np.argsort(f, axis=-1, kind="stable")
    return np.take_along_axis(np.broadcast_to(y, (*f.shape, 2)), order[..., None], axis=-2)


def _square(a: np.ndarray) -> np.ndarray:
    return a[..., :, None] * a[..., None, :]
