"""Rules that know how the gradient changes: Newton in three forms."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.arithmetic import dot, norm, over
from optimizers.hyperparameters import Number, hyper
from optimizers.line_search import BACKTRACKED, backtracked, decrease_asked, shrinking
from optimizers.rule import Ask, Rule
from words import say

_EIGEN = r"\nabla^2 f(\theta) = \lambda_1 u u^\top + \lambda_2 v v^\top"


@dataclass(frozen=True)
class NewtonRaphson(Rule):
    """The textbook's iteration on ∇f = 0, which goes to saddles and maxima as gladly as to minima. Along a direction
    without curvature it stays.
    Source: Nocedal & Wright 2006, Numerical Optimization, 2nd edition, equation 2.15, with a step length.
    """

    title = say("Newton–Raphson")
    cycle = 1
    line = say("Step to where the local quadratic is level, be it a minimum, a saddle or a top.")
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        _EIGEN,
        r"p = -\frac{u^\top g}{\lambda_1} u - \frac{v^\top g}{\lambda_2} v",
        r"\theta \leftarrow \theta + \alpha p",
    )

    length: Number = hyper(
        1.0, above=0, slider=(0.01, 2), log=True, label=say("step length"), symbol=r"\alpha",
        help=say("What part of the way is gone; at 1 a step ends where the local quadratic is level."),
    )  # fmt: skip

    def step(self, x, ask, state):
        """Solve with the curvatures as they are."""
        (alpha,) = self.at(ask.t)
        g, hessian = ask.gradient(x), ask.hessian(x)
        (high, u), (low, v) = eigen(hessian)
        return x - alpha * (over(dot(u, g), high) * u + over(dot(v, g), low) * v), {}


@dataclass(frozen=True)
class SaddleFreeNewton(Rule):
    """Where the curvatures are positive this is Newton–Raphson, but for the damping. The paper tries several λ in each
    step and keeps the one that leads lowest; here it is a number.
    Source: Dauphin et al. 2014, arXiv:1406.2572, Algorithm 1, in all coordinates.
    """

    title = say("Saddle-free Newton")
    cycle = 1
    line = say("Step as far as the size of each curvature suggests, always downhill, and so away from saddles.")
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        _EIGEN,
        r"p = -\frac{u^\top g}{|\lambda_1| + \lambda} u - \frac{v^\top g}{|\lambda_2| + \lambda} v",
        r"\theta \leftarrow \theta + p",
    )

    damping: Number = hyper(
        0.1, above=0, slider=(1e-6, 1e3), log=True, label=say("damping"), symbol=r"\lambda",
        help=say("What is added to the size of each curvature; the larger, the shorter the steps on gentle ground."),
    )  # fmt: skip

    def step(self, x, ask, state):
        """Solve with the sizes of the curvatures."""
        (damping,) = self.at(ask.t)
        g, hessian = ask.gradient(x), ask.hessian(x)
        (high, u), (low, v) = eigen(hessian)
        return x - dot(u, g) / (abs(high) + damping) * u - dot(v, g) / (abs(low) + damping) * v, {}


@dataclass(frozen=True)
class Newton(Rule):
    """The Hessian's eigenvalues are replaced by their absolute values, or the floor where that is more, so that the way
    leads down at saddles and maxima too; a line search goes along it, from the full step on.
    Source: Nocedal & Wright 2006, Numerical Optimization, 2nd edition, Algorithm 3.2, with the absolute values of
    Dauphin et al. 2014, arXiv:1406.2572.
    """

    title = say("Newton")
    cycle = 1
    line = say("Step to where the local quadratic has its minimum, counting each curvature by its size.")
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        _EIGEN,
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

    def curvature(self, ask: Ask, x: np.ndarray) -> np.ndarray:
        """Return what stands for the curvatures, (..., 2, 2)."""
        return ask.hessian(x)

    def step(self, x, ask, state):
        """Solve with the curvatures made positive, then search along that way."""
        floor, shrink, decrease = self.at(ask.t)
        g = ask.gradient(x)
        (high, u), (low, v) = eigen(self.curvature(ask, x))
        p = -dot(u, g) / np.maximum(abs(high), floor) * u - dot(v, g) / np.maximum(abs(low), floor) * v
        return x + backtracked(ask, x, p, g, 1.0, shrink, decrease), {}


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
