"""Rules that ask for no gradient: Nelder and Mead's simplex."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.hyperparameters import Number, hyper, switch
from optimizers.rule import Ask, Rule, length
from words import say

HIGHEST = float(np.finfo(float).max)
"""The loss of a corner where f has none, or overflows: any other is lower, and it is a number to remember."""


@dataclass(frozen=True)
class NelderMead(Rule):
    """The point is the best corner. The first triangle has the start and a point along either axis. Comparisons and
    ties go as in SciPy, whose own first triangle is 5 % of each coordinate wide, and which keeps losses. Under noise
    the luckiest of those that are kept is the lowest for ever, and the triangle shrinks to it.
    Source: Nelder & Mead 1965, doi:10.1093/comjnl/7.4.308; Lagarias et al. 1998, doi:10.1137/S1052623496303470.
    """

    title = say("Nelder–Mead")
    cycle = 1
    line = say("Turn, stretch and shrink a triangle downhill by comparing losses at its corners; no gradients.")
    nestable: ClassVar[bool] = False  # it steps from its triangle, wherever it is put
    formula: ClassVar[tuple[str, ...]] = (
        r"\bar\theta = \frac{\theta_1 + \theta_2}{2}, \quad f(\theta_1) \le f(\theta_2) \le f(\theta_3)",
        r"\theta_r = \bar\theta + (\bar\theta - \theta_3)",
        r"\theta_e = \bar\theta + \chi (\bar\theta - \theta_3) \quad \text{if } f(\theta_r) < f(\theta_1)",
        r"\theta_c = \bar\theta \pm \gamma (\bar\theta - \theta_3) \quad \text{if } f(\theta_r) \ge f(\theta_2)",
        r"\theta_3 \leftarrow \theta_r, \theta_e \text{ or } \theta_c,"
        r" \quad \text{else } \theta_i \leftarrow \theta_1 + \sigma (\theta_i - \theta_1)",
        r"\theta \leftarrow \theta_1",
    )

    size: Number = length(
        0.5, say("first size"), "h", say("How long the sides of the first triangle are along the axes.")
    )
    expansion: Number = hyper(
        2.0, above=1, slider=(1.1, 5), label=say("expansion"), symbol=r"\chi",
        help=say("How far beyond the middle a corner goes that promises well, as a multiple of the mirrored way."),
    )  # fmt: skip
    contraction: Number = hyper(
        0.5, above=0, below=1, slider=(0.1, 0.9), label=say("contraction"), symbol=r"\gamma",
        help=say("How far from the middle a corner goes that promises nothing, as a part of the mirrored way."),
    )  # fmt: skip
    shrink: Number = hyper(
        0.5, above=0, below=1, slider=(0.1, 0.9), label=say("shrinking"), symbol=r"\sigma",
        help=say("What part of the triangle stays where no corner led lower."),
    )  # fmt: skip
    anew: bool = switch(
        False, label=say("losses anew"),
        help=say("On, each step asks for all corners' losses again, as under noise it should; off, it keeps them."),
    )  # fmt: skip

    def begin(self, x):
        """Return the first triangle, whose losses are not known yet."""
        size = np.asarray(self.at(1)[0])[..., None]
        simplex = self.spread(x)[..., None, :] + size * [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]
        return {"simplex": simplex, "f": np.zeros(simplex.shape[:-1])}

    def step(self, x, ask, state):
        """Replace the worst corner, or shrink the triangle towards the best."""
        _, chi, gamma, sigma, anew = self.at(ask.t)
        simplex, f = state["simplex"], state["f"]
        if ask.t == 1 or anew:
            simplex, f = _ordered(simplex, losses(ask, simplex))
        best, second, worst = (simplex[..., i, :] for i in range(3))
        low, middle, high = (f[..., i : i + 1] for i in range(3))
        centre = (best + second) / 2
        mirrored = centre + (centre - worst)
        f_r = loss(ask, mirrored)[..., None]
        expands, contracts, inside = f_r < low, ~(f_r < middle), ~(f_r < high)
        other = centre + np.where(expands, chi, np.where(inside, -gamma, gamma)) * (centre - worst)
        f_o = loss(ask, other, (expands | contracts)[..., 0])[..., None]
        takes = np.where(contracts, np.where(inside, f_o < high, f_o <= f_r), expands & (f_o < f_r))
        shrinks = contracts & ~takes
        smaller = best[..., None, :] + np.asarray(sigma)[..., None] * (simplex[..., 1:, :] - best[..., None, :])
        f_s = losses(ask, smaller, shrinks[..., 0])
        corner, f_c = np.where(takes, other, mirrored), np.where(takes, f_o, f_r)
        kept = np.stack([second, corner], axis=-2)
        corners = np.where(shrinks[..., None], smaller, kept)
        f = np.concatenate([low, np.where(shrinks, f_s, np.concatenate([middle, f_c], axis=-1))], axis=-1)
        simplex, f = _ordered(np.concatenate([best[..., None, :], corners], axis=-2), f)
        return simplex[..., 0, :], {"simplex": simplex, "f": f}


def loss(ask: Ask, corner: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
    """Return the losses at corners (..., 2), the highest there is where it is not a number below that: (...)."""
    return np.fmin(ask.value(corner, where=where), HIGHEST)


def losses(ask: Ask, corners: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
    """Return those at many, corners (..., k, 2), (..., k)."""
    return np.stack([loss(ask, corners[..., i, :], where) for i in range(corners.shape[-2])], axis=-1)


def _ordered(simplex: np.ndarray, f: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the corners and their losses, the lowest first."""
    order = np.argsort(f, axis=-1, kind="stable")
    return np.take_along_axis(simplex, order[..., None], axis=-2), np.take_along_axis(f, order, axis=-1)
