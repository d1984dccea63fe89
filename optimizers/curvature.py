"""Rules that know how the gradient changes: Newton, and BFGS, which learns it on the way."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.arithmetic import LEAST, dot, norm
from optimizers.hyperparameters import Number, hyper
from optimizers.line_search import BACKTRACKED, backtracked, bracketed, decrease_asked, first_trial, shrinking
from optimizers.rule import Rule
from words import say

BENT = 1e-10
"""As the cosine between a step and how it changed the gradient: what is less tells BFGS nothing.

Nor does a product of both that has lost digits: near a minimum at the origin H would overflow.
"""


@dataclass(frozen=True)
class Newton(Rule):
    """The Hessian's eigenvalues are replaced by their absolute values, or the floor where that is more, so that the way
    leads down at saddles and maxima too; a line search goes along it, from the full step on.
    Source: Nocedal & Wright 2006, Numerical Optimization, 2nd edition, Algorithm 3.2, with the absolute values of
    Dauphin et al. 2014, arXiv:1406.2572.
    """

    title = say("Newton")
    line = say("Step to where the local quadratic has its minimum, counting each curvature by its size.")
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        r"\nabla^2 f(\theta) = \lambda_1 u u^\top + \lambda_2 v v^\top",
        r"p = -\frac{u^\top g}{\max(|\lambda_1|, \delta)} u - \frac{v^\top g}{\max(|\lambda_2|, \delta)} v",
        BACKTRACKED.replace(r"\bar\alpha ", ""),
        r"\theta \leftarrow \theta + \alpha p",
    )

    floor: Number = hyper(
        1e-6, above=0, slider=(1e-8, 1e3), log=True, label=say("least curvature"), symbol=r"\delta",
        help=say("Smaller curvatures count as this; the larger, the shorter the steps on gentle ground."),
    )  # fmt: skip
    shrink: Number = shrinking()
    decrease: Number = decrease_asked()

    def step(self, x, ask, state):
        """Solve with the curvatures made positive, then search along that way."""
        floor, shrink, decrease = self.at(ask.t)
        g, hessian = ask.gradient(x), ask.hessian(x)
        (high, u), (low, v) = eigen(hessian)
        p = -dot(u, g) / np.maximum(abs(high), floor) * u - dot(v, g) / np.maximum(abs(low), floor) * v
        return x + backtracked(ask, x, p, g, 1.0, shrink, decrease), {}


@dataclass(frozen=True)
class BFGS(Rule):
    """H, what is known of the inverse Hessian, begins as the identity, as SciPy's does. Both gradients of y are asked
    for in the same step, and so are of the same rows, or have the same noise; SciPy keeps one from the step before.
    Source: Nocedal & Wright 2006, Numerical Optimization, 2nd edition, Algorithm 6.1, with equation 6.17.
    """

    title = say("BFGS")
    line = say("Learn the curvature from how the gradient changes, and step as Newton would.")
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        "p = -H g",
        r"\alpha = \text{first found from } \bar\alpha \text{ on with } f(\theta + \alpha p) \le f(\theta) +"
        r" c \alpha g^\top p, \; \nabla f(\theta + \alpha p)^\top p \ge \varsigma g^\top p",
        r"s = \alpha p, \quad y = \nabla f(\theta + s) - g",
        r"H \leftarrow \left(I - \frac{s y^\top}{s^\top y}\right) H \left(I - \frac{y s^\top}{s^\top y}\right)"
        r" + \frac{s s^\top}{s^\top y}",
        r"\theta \leftarrow \theta + s",
    )

    first: Number = first_trial(say("What part of the step that the curvature suggests is tried first."))
    decrease: Number = decrease_asked()
    flattening: Number = hyper(
        0.9, above=0, below=1, slider=(0.1, 0.99), label=say("flattening"), symbol=r"\varsigma",
        help=say(
            "What part of the slope may be left where a step ends; the less, the nearer to the lowest point that way."
        ),
    )  # fmt: skip

    def begin(self, x):
        """Return the identity for what is known of the curvature."""
        return {"H": np.zeros((*np.shape(x), 2)) + np.eye(2)}

    def step(self, x, ask, state):
        """Search along the way that the curvature suggests, and learn from the step."""
        first, decrease, flattening = self.at(ask.t)
        H, g = state["H"], ask.gradient(x)
        p = -np.sum(H * g[..., None, :], axis=-1)
        s, y = bracketed(ask, x, p, g, first, decrease, flattening)
        return x + s, {"H": _learned(H, s, y)}


def eigen(hessian: np.ndarray):
    """Return both eigenvalues (..., 1) of symmetric matrices (..., 2, 2) with unit eigenvectors, the larger first."""
    a, b, d = hessian[..., 0, :1], hessian[..., 0, 1:], hessian[..., 1, 1:]
    mean, half = (a + d) / 2, (a - d) / 2
    radius = np.hypot(half, b)
    far = np.abs(half) + radius + (radius == 0)  # without cancellation, and for multiples of the identity any basis
    u = np.where(half >= 0, np.concatenate([far, b], axis=-1), np.concatenate([b, far], axis=-1))
    u = u / norm(u)
    v = np.concatenate([-u[..., 1:], u[..., :1]], axis=-1)
    return (mean + radius, u), (mean - radius, v)


def _learned(H: np.ndarray, s: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the inverse Hessians (..., 2, 2) that take y to s, the nearest to H; H where s and y tell nothing."""
    sy = dot(s, y)
    tells = sy > np.maximum(BENT * norm(s) * norm(y), LEAST)
    r = (tells / np.where(tells, sy, 1.0))[..., None]
    Hy = np.sum(H * y[..., None, :], axis=-1)
    mixed, square = s[..., :, None] * Hy[..., None, :], s[..., :, None] * s[..., None, :]
    return H - r * (mixed + np.swapaxes(mixed, -1, -2)) + r * (1 + r * dot(y, Hy)[..., None]) * square
