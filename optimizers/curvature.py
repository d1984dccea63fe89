"""Rules that know how the gradient changes: Newton in three forms, and BFGS and L-BFGS, which learn it on the way."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.arithmetic import LEAST, dot, norm, over
from optimizers.hyperparameters import Number, count, hyper, switch
from optimizers.line_search import (
    BACKTRACKED,
    BRACKETED,
    backtracked,
    bracketed,
    decrease_asked,
    first_trial,
    flattening_asked,
    shrinking,
)
from optimizers.rule import Ask, Rule
from words import say

BENT = 1e-10
"""As the cosine between a step and how it changed the gradient: what is less tells BFGS nothing.

Nor does a product of both that has lost digits: near a minimum at the origin H would overflow.
"""


_EIGEN = r"\nabla^2 f(\theta) = \lambda_1 u u^\top + \lambda_2 v v^\top"


@dataclass(frozen=True)
class NewtonRaphson(Rule):
    """The textbook's iteration on ∇f = 0, which goes to saddles and maxima as gladly as to minima. Along a direction
    without curvature it stays.
    Source: Nocedal & Wright 2006, Numerical Optimization, 2nd edition, equation 2.15, with a step length.
    """

    title = say("Newton–Raphson")
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
        BRACKETED,
        r"s = \alpha p, \quad y = \nabla f(\theta + s) - g",
        r"H \leftarrow \left(I - \frac{s y^\top}{s^\top y}\right) H \left(I - \frac{y s^\top}{s^\top y}\right)"
        r" + \frac{s s^\top}{s^\top y}",
        r"\theta \leftarrow \theta + s",
    )

    first: Number = first_trial(say("What part of the step that the curvature suggests is tried first."))
    decrease: Number = decrease_asked()
    flattening: Number = flattening_asked(0.9)

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


@dataclass(frozen=True)
class LBFGS(Rule):
    """What is known of the curvature are the last steps s_i and how the gradient changed on them, y_i, the latest last.
    Where there are as many as steps were taken, and `scaled` is off, this is BFGS. SciPy's `L-BFGS-B` keeps 10 of them,
    PyTorch's `LBFGS` 100, takes up to 20 such steps at a time and does not search unless told to.
    Source: Liu & Nocedal 1989, doi:10.1007/BF01589116; Nocedal & Wright 2006, Numerical Optimization, 2nd edition,
    Algorithms 7.4 and 7.5.
    """

    title = say("L-BFGS")
    line = say("Do as BFGS with no more in memory than the last few steps.")
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        r"q = g",
        r"a_i = \frac{s_i^\top q}{s_i^\top y_i}, \quad q \leftarrow q - a_i y_i \qquad i = m, \dots, 1",
        r"p = -\frac{s_m^\top y_m}{y_m^\top y_m} q",
        r"p \leftarrow p - \left(a_i + \frac{y_i^\top p}{s_i^\top y_i}\right) s_i \qquad i = 1, \dots, m",
        BRACKETED,
        r"s_{i - 1} \leftarrow s_i, \quad s_m \leftarrow \alpha p",
        r"y_{i - 1} \leftarrow y_i, \quad y_m \leftarrow \nabla f(\theta + \alpha p) - g",
        r"\theta \leftarrow \theta + \alpha p",
    )

    first: Number = first_trial(say("What part of the step that the curvature suggests is tried first."))
    history: int = count(
        10, at_least=1, slider=(1, 20), at_most=100, label=say("history"), symbol="m",
        help=say("How many of the last steps are remembered."),
    )  # fmt: skip
    decrease: Number = decrease_asked()
    flattening: Number = flattening_asked(0.9)
    scaled: bool = switch(
        True, label=say("scaled"),
        help=say("On, what is not remembered is taken to bend as the last step did; off, as the unit bowl does."),
    )  # fmt: skip

    def begin(self, x):
        """Return no steps, and no changes on them."""
        none = np.zeros((*self.spread(x).shape[:-1], self.history, 2))
        return {"s": none, "y": none}

    def step(self, x, ask, state):
        """Search along the way that the steps in memory suggest, and remember this one."""
        first, _, decrease, flattening, _ = self.at(ask.t)
        S, Y, g = state["s"], state["y"], ask.gradient(x)
        p = -self._times_inverse(S, Y, g)
        s, y = bracketed(ask, x, p, g, first, decrease, flattening)
        learns = tells(s, y)[..., None]
        S = np.where(learns, np.concatenate([S[..., 1:, :], s[..., None, :]], axis=-2), S)
        Y = np.where(learns, np.concatenate([Y[..., 1:, :], y[..., None, :]], axis=-2), Y)
        return x + s, {"s": S, "y": Y}

    def _times_inverse(self, S: np.ndarray, Y: np.ndarray, g: np.ndarray) -> np.ndarray:
        """Return gradients (..., 2) times the inverse Hessian that steps and changes (..., m, 2) tell of."""
        pairs = [(S[..., i, :], Y[..., i, :]) for i in range(self.history)]
        q, parts = g, []
        for s, y in reversed(pairs):
            parts.append(over(dot(s, q), dot(s, y)))
            q = q - parts[-1] * y
        s, y = pairs[-1]
        r = np.where(dot(s, y) > 0, over(dot(s, y), dot(y, y)), 1.0) * q if self.scaled else q
        for (s, y), a in zip(pairs, reversed(parts), strict=True):
            r = r + (a - over(dot(y, r), dot(s, y))) * s
        return r


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


def tells(s: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return whether a step and how it changed the gradient, (..., 2), tell anything of the curvature: (..., 1)."""
    return dot(s, y) > np.maximum(BENT * norm(s) * norm(y), LEAST)


def _learned(H: np.ndarray, s: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the inverse Hessians (..., 2, 2) that take y to s, the nearest to H; H where s and y tell nothing."""
    r = np.where(tells(s, y), over(1.0, dot(s, y)), 0.0)[..., None]
    Hy = np.sum(H * y[..., None, :], axis=-1)
    mixed, square = s[..., :, None] * Hy[..., None, :], s[..., :, None] * s[..., None, :]
    return H - r * (mixed + np.swapaxes(mixed, -1, -2)) + r * (1 + r * dot(y, Hy)[..., None]) * square
