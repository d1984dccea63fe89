"""Rules that learn on the way how the gradient changes: BFGS and L-BFGS."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.arithmetic import LEAST, dot, norm, over
from optimizers.hyperparameters import Number, count, switch
from optimizers.line_search import BRACKETED, bracketed, decrease_asked, first_trial, flattening_asked
from optimizers.rule import Rule
from words import say

BENT = 1e-10
"""As the cosine between a step and how it changed the gradient: what is less tells BFGS nothing.

Nor does a product of both that has lost digits: near a minimum at the origin H would overflow.
"""


@dataclass(frozen=True)
class BFGS(Rule):
    """H, what is known of the inverse Hessian, begins as the identity, as SciPy's does. Both gradients of y are asked
    for in the same step, and so are of the same rows, or have the same noise; SciPy keeps one from the step before.
    Source: Nocedal & Wright 2006, Numerical Optimization, 2nd edition, Algorithm 6.1, with equation 6.17.
    """

    title = say("BFGS")
    cycle = 1
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
    cycle = 1
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


def tells(s: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return whether a step and how it changed the gradient, (..., 2), tell anything of the curvature: (..., 1)."""
    return dot(s, y) > np.maximum(BENT * norm(s) * norm(y), LEAST)


def _learned(H: np.ndarray, s: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the inverse Hessians (..., 2, 2) that take y to s, the nearest to H; H where s and y tell nothing."""
    r = np.where(tells(s, y), over(1.0, dot(s, y)), 0.0)[..., None]
    Hy = np.sum(H * y[..., None, :], axis=-1)
    mixed, square = s[..., :, None] * Hy[..., None, :], s[..., :, None] * s[..., None, :]
    return H - r * (mixed + np.swapaxes(mixed, -1, -2)) + r * (1 + r * dot(y, Hy)[..., None]) * square
