"""Conjugate gradients: each way is the steepest descent, and a part β of the way before."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.arithmetic import dot, over
from optimizers.hyperparameters import Number, count
from optimizers.line_search import WOLFE, decrease_asked, first_trial, flattening_asked, wolfe
from optimizers.rule import Rule, for_each_run
from words import say

MOST_LONGER = 10.0
"""No step is first tried at more times the last one's length along the way."""

LEVEL = 1e-8
"""As a part of the gradient's square, the least slope of a way: below it, rounding has made it."""


@dataclass(frozen=True)
class Conjugate(Rule):
    """What they share: p, the way; the last gradient; and alpha, how far it went, where p had that slope.

    A step is first tried as long as would promise what the last one did (N & W, section 3.5), within `MOST_LONGER`.
    Where the way would not lead down it is the steepest descent again.
    """

    letters: ClassVar[tuple[str, ...]] = ("p", "last")
    cycle = 1

    first: Number = first_trial(say("How far the very first trial goes, as a multiple of the gradient."))
    decrease: Number = decrease_asked()
    flattening: Number = flattening_asked(0.1)

    def begin(self, x):
        """Return no way and no gradient."""
        return super().begin(x) | {"alpha": for_each_run(0.0, x), "slope": for_each_run(0.0, x)}

    def beta(self, g: np.ndarray, last: np.ndarray, p: np.ndarray, t: int) -> np.ndarray:
        """Return what part of the way before is kept, (..., 1), from this gradient and the last."""
        raise NotImplementedError

    def step(self, x, ask, state):
        """Search along a way that a search along the last one does not undo."""
        first, decrease, flattening, *_ = self.at(ask.t)
        p, last = state["p"], state["last"]
        g = ask.gradient(x)
        p = -g + self.beta(g, last, p, ask.t) * p
        p = np.where(dot(g, p) < -LEVEL * dot(g, g), p, -g)
        slope = dot(g, p)
        longer = state["alpha"] * np.minimum(over(state["slope"], slope), MOST_LONGER)
        alpha = wolfe(ask, x, p, g, np.where(longer > 0, longer, first), decrease, flattening)
        return x + alpha * p, {"p": p, "last": g, "alpha": alpha, "slope": slope}


_AFTER = (
    r"p \leftarrow -g + \beta p \quad \text{(or } -g \text{, where that does not lead down)}",
    WOLFE,
    r"\theta \leftarrow \theta + \alpha p",
    r"\mathrm{last} \leftarrow g",
)


@dataclass(frozen=True)
class FletcherReeves(Conjugate):
    """After `restart` steps the way is the steepest descent again: in the paper after as many as there are coordinates,
    and one more. On a quadratic, with exact searches, all three are one method, and end in two steps.
    Source: Fletcher & Reeves 1964, doi:10.1093/comjnl/7.2.149; Nocedal & Wright 2006, Numerical Optimization, 2nd
    edition, Algorithm 5.4.
    """

    title = say("Fletcher–Reeves")
    line = say("Conjugate gradient: keep as much of the last way as the gradient is longer now, and search along.")
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        r"\beta = \frac{\|g\|^2}{\|\mathrm{last}\|^2} \quad \text{(0 if } (t - 1) \bmod k = 0 \text{)}",
        *_AFTER,
    )

    restart: int = count(
        3, at_least=1, slider=(1, 30), label=say("steps to a restart"), symbol="k",
        help=say("After so many steps the way is the steepest descent again; at 1 it always is."),
    )  # fmt: skip

    @property
    def cycle(self):
        """Return how many steps are from restart to restart."""
        return self.restart

    def beta(self, g, last, p, t):
        """Return how the squares of both lengths compare."""
        return over(dot(g, g), dot(last, last)) * ((t - 1) % self.restart > 0)


@dataclass(frozen=True)
class PolakRibiere(Conjugate):
    """PR+: with β never below 0, it restarts by itself where gradients hardly change. SciPy's `CG` does the same with
    another line search.
    Source: Polak & Ribière 1969, doi:10.1051/m2an/196903R100351; Nocedal & Wright 2006, Numerical Optimization, 2nd
    edition, equation 5.45.
    """

    title = say("Polak–Ribière+")
    line = say("Conjugate gradient: keep as much of the last way as the gradient has changed, and search along.")
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        r"\beta = \max(0, \frac{g^\top (g - \mathrm{last})}{\|\mathrm{last}\|^2})",
        *_AFTER,
    )

    def beta(self, g, last, p, t):
        """Return how far the gradient changed along itself, as a part of the last one's length, both squared."""
        return np.maximum(0.0, over(dot(g, g - last), dot(last, last)))


@dataclass(frozen=True)
class HestenesStiefel(Conjugate):
    """Its ways are conjugate to the change of the gradient, however inexact the searches.
    Source: Hestenes & Stiefel 1952, doi:10.6028/jres.049.044; Nocedal & Wright 2006, Numerical Optimization, 2nd
    edition, equation 5.46.
    """

    title = say("Hestenes–Stiefel")
    line = say("Conjugate gradient: search along a way that leaves the slope along the last one as it is.")
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        r"\beta = \frac{g^\top (g - \mathrm{last})}{(g - \mathrm{last})^\top p}",
        *_AFTER,
    )

    def beta(self, g, last, p, t):
        """Return the part with which the new way is conjugate to the last."""
        return over(dot(g, g - last), dot(g - last, p))
