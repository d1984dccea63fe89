"""Rules for sums of squares f = Σ r², by the slopes of the residuals r: Gauss–Newton, and Levenberg and Marquardt's.

B = 2 Σ ∇r ∇rᵀ stands for the Hessian; they stay where they are on a surface that is no such sum.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.arithmetic import dot, over
from optimizers.curvature import Newton
from optimizers.hyperparameters import Number, hyper
from optimizers.line_search import EPSILON, MOST_TRIALS
from optimizers.rule import Rule
from words import say

_B = r"B = 2 \sum_i \nabla r_i(\theta) \nabla r_i(\theta)^\top, \quad f = \sum_i r_i^2"


@dataclass(frozen=True)
class GaussNewton(Newton):
    """Newton's step with B for the Hessian, which knows nothing of how the residuals bend: where they are small or
    straight it is as good. SciPy's `least_squares` has Levenberg and Marquardt's and trust regions instead.
    Source: Nocedal & Wright 2006, Numerical Optimization, 2nd edition, equation 10.23, with Algorithm 3.1.
    """

    title = say("Gauss–Newton")
    line = say("Fit by straight residuals: step to the least squares of their slopes, then search along that way.")
    of_squares: ClassVar[bool] = True
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        _B,
        r"B = \lambda_1 u u^\top + \lambda_2 v v^\top",
        *Newton.formula[2:],
    )

    def curvature(self, ask, x):
        """Return B."""
        return ask.gauss_newton(x)


@dataclass(frozen=True)
class LevenbergMarquardt(Rule):
    """At damping 0 this is Gauss–Newton's full step, at much of it a short one down the gradient, each coordinate by
    its own scale. The first of λ/ν, λ, λν, λν², … that does not lead up is kept, as in the paper. MINPACK's form, which
    SciPy's `least_squares(method="lm")` calls, has a radius in its place.
    Source: Marquardt 1963, doi:10.1137/0111030, sections 3 and 4; Levenberg 1944, doi:10.1090/qam/10666.
    """

    title = say("Levenberg–Marquardt")
    cycle = 1
    line = say("Damp Gauss–Newton's step as much as it must be to lead down, and remember how much that was.")
    of_squares: ClassVar[bool] = True
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        _B,
        r"p_k = -(B + \lambda \nu^k \operatorname{diag}(B))^{-1} g, \quad k = -1, 0, 1, \dots"
        r" \quad (\lambda = \lambda_0 \text{ at first})",
        r"p = p_k, \; \lambda \leftarrow \lambda \nu^k \quad \text{for the first } k"
        r" \text{ with } f(\theta + p_k) \le f(\theta)",
        r"\theta \leftarrow \theta + p",
    )

    damping: Number = hyper(
        0.01, above=0, slider=(1e-6, 1e3), log=True, label=say("first damping"), symbol=r"\lambda_0",
        help=say("How much each curvature is raised at first, as a part of itself."),
    )  # fmt: skip
    factor: Number = hyper(
        10.0, above=1, slider=(1.5, 100), log=True, label=say("factor"), symbol=r"\nu",
        help=say("How many times more, or less, is tried next."),
    )  # fmt: skip

    def begin(self, x):
        """Return the first damping."""
        return {"lambda": np.zeros((*np.shape(x)[:-1], 1)) + self.at(1)[0]}

    def step(self, x, ask, state):
        """Try less damping than last time, then as much, then more and more."""
        _, factor = self.at(ask.t)
        g, B, f = ask.gradient(x), ask.gauss_newton(x), ask.value(x)[..., None]
        damping = state["lambda"] / factor
        p = _damped(g, B, damping)
        searching = -dot(g, p) > EPSILON * np.abs(f)
        found = np.zeros_like(searching)
        for _ in range(MOST_TRIALS):
            p = _damped(g, B, damping)
            value = ask.value(x + p, where=searching[..., 0])[..., None]
            found = found | searching & (value <= f)
            searching = searching & ~found
            if not searching.any():
                break
            damping = np.where(searching, factor * damping, damping)
        return x + np.where(found, p, 0.0), {"lambda": np.where(found, damping, state["lambda"])}


def _damped(g: np.ndarray, B: np.ndarray, damping: np.ndarray) -> np.ndarray:
    """Return -(B + damping diag(B))⁻¹ g, (..., 2); 0 where that is singular."""
    a, b, d = B[..., 0, :1] * (1 + damping), B[..., 0, 1:], B[..., 1, 1:] * (1 + damping)
    whole = a * d - b * b
    by_x, by_y = b * g[..., 1:] - d * g[..., :1], b * g[..., :1] - a * g[..., 1:]
    return over(np.concatenate([by_x, by_y], axis=-1), whole)
