"""A rule that trusts the local quadratic within a radius, and learns how far."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.arithmetic import dot, norm, over, quotient
from optimizers.curvature import eigen
from optimizers.hyperparameters import Number, hyper
from optimizers.line_search import EPSILON
from optimizers.rule import Rule, length
from words import say

BADLY, WELL = 0.25, 0.75
"""Below this part of the decrease that was foretold the radius shrinks; above that, if it was in the way, it grows."""

SHRINK, GROW = 0.25, 2.0
"""By what."""


@dataclass(frozen=True)
class TrustRegion(Rule):
    """The way bends from the lowest point down the gradient to that of the quadratic: the dogleg. Where the quadratic
    has no lowest point it goes down the gradient alone, to the edge or to the lowest point there (the Cauchy point,
    equation 4.11); SciPy's `dogleg` gives up there, and has the same numbers otherwise.
    Source: Nocedal & Wright 2006, Numerical Optimization, 2nd edition, Algorithm 4.1 with equation 4.16.
    """

    title = say("Trust region")
    cycle = 1
    line = say("Step along a dogleg to the least of the local quadratic within a radius where it can be trusted.")
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta), \quad B = \nabla^2 f(\theta)",
        r"p_U = -\frac{g^\top g}{g^\top B g} g, \quad p_B = -B^{-1} g",
        r"p = \text{the point farthest along } 0, p_U, p_B \text{ with } \|p\| \le \Delta",
        r"\rho = \frac{f(\theta) - f(\theta + p)}{-g^\top p - p^\top B p / 2}",
        r"\Delta \leftarrow \Delta / 4 \text{ if } \rho < \frac{1}{4}, \;"
        r" \min(2 \Delta, \hat\Delta) \text{ if } \rho > \frac{3}{4} \text{ and } \|p\| = \Delta \quad"
        r" (\text{at first } \Delta_0)",
        r"\theta \leftarrow \theta + p \quad \text{if } \rho > \varrho",
    )

    radius: Number = length(
        1.0, say("first radius"), r"\Delta_0", say("How far the first step may lead."), slider=(1e-3, 100)
    )
    largest: Number = hyper(
        1e3, above=0, slider=(1e-2, 1e4), log=True, label=say("largest radius"), symbol=r"\hat\Delta",
        help=say("How far any step may lead."),
    )  # fmt: skip
    accept: Number = hyper(
        0.15, at_least=0, below=0.25, slider=(0, 0.24), label=say("decrease"), symbol=r"\varrho",
        help=say("What part of the decrease that the quadratic foretells a step must bring to be taken."),
    )  # fmt: skip

    def begin(self, x):
        """Return the first radius."""
        radius, largest, _ = self.at(1)
        return {"radius": np.zeros((*np.shape(x)[:-1], 1)) + np.minimum(radius, largest)}

    def step(self, x, ask, state):
        """Step within the radius, if that is as good as foretold, and learn from whether it is."""
        _, largest, accept = self.at(ask.t)
        radius, g, B, f = state["radius"], ask.gradient(x), ask.hessian(x), ask.value(x)[..., None]
        p = _dogleg(g, B, radius)
        foretold = -dot(g, p) - dot(p, _times(B, p)) / 2
        tries = foretold > EPSILON * np.abs(f)
        value = ask.value(x + p, where=np.broadcast_to(tries, foretold.shape)[..., 0])[..., None]
        rho = np.where(tries & np.isfinite(value), over(f - value, foretold), -np.inf)
        grows = (rho > WELL) & (norm(p) >= (1 - 1e-9) * radius)
        changed = np.where(rho < BADLY, SHRINK * radius, np.where(grows, np.minimum(GROW * radius, largest), radius))
        return x + np.where(rho > accept, p, 0.0), {"radius": np.where(tries, changed, radius)}


def _dogleg(g: np.ndarray, B: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Return the step within the radius for gradients (..., 2) and Hessians (..., 2, 2)."""
    (high, u), (low, v) = eigen(B)
    down = -quotient(g, norm(g))
    bend = dot(down, _times(B, down))
    to_bottom = np.where(bend > 0, over(norm(g), bend), np.inf)
    cauchy = np.minimum(to_bottom, radius) * down
    newton = -over(dot(u, g), high) * u - over(dot(v, g), low) * v
    leg = newton - cauchy
    ahead, room = dot(cauchy, leg), np.maximum(radius * radius - dot(cauchy, cauchy), 0.0)
    part = over(room, ahead + np.sqrt(ahead * ahead + dot(leg, leg) * room))
    bent = np.where(norm(newton) <= radius, newton, cauchy + part * leg)
    return np.where((low > 0) & (to_bottom < radius), bent, cauchy)


def _times(B: np.ndarray, p: np.ndarray) -> np.ndarray:
    return np.sum(B * p[..., None, :], axis=-1)
