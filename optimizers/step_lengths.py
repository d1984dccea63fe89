"""Gradient descent whose rate is worked out anew at each step: from the loss, or from how the gradient changed."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.arithmetic import LEAST, dot, norm, quotient
from optimizers.hyperparameters import Number, hyper, switch
from optimizers.quasi_newton import BENT
from optimizers.rule import Rule, for_each_run
from words import say


@dataclass(frozen=True)
class PolyakStep(Rule):
    """It is told the least value of the surface, over data that of all rows. Where none is known the bound decides.
    Optax (`polyak_sgd`) takes 0 for the least value and 1 for c, which is its `scaling` whatever its documents say, and
    by which it multiplies the bound, of 1.
    Source: Loizou, Vaswani, Laradji & Lacoste-Julien 2021, arXiv:2002.10542, SPSmax; Polyak 1969,
    doi:10.1016/0041-5553(69)90035-6.
    """

    title = say("Polyak's step")
    cycle = 1
    of_least: ClassVar[bool] = True
    line = say("Knowing the least value, step as far as a straight slope would need to get there.")
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        r"\gamma = \min\left(\frac{f(\theta) - f_* + s}{c \|g\|^2}, \gamma_b\right)",
        r"\theta \leftarrow \theta - \gamma g",
    )

    scaling: Number = hyper(
        0.5, above=0, slider=(0.1, 10), log=True, label=say("scaling"), symbol="c",
        help=say("What the step is divided by: at 1/2 it is Newton's in a round bowl, at 1 half of that."),
    )  # fmt: skip
    bound: Number = hyper(
        10.0, above=0, slider=(1e-3, 1e3), log=True, label=say("largest rate"), symbol=r"\gamma_b",
        help=say("The step is at most the gradient times this."),
    )  # fmt: skip
    slack: Number = hyper(
        0.0, at_least=0, slider=(0, 10), label=say("slack"), symbol="s",
        help=say("How far below the least value it aims; more than 0 is what happens where that is guessed."),
    )  # fmt: skip

    def step(self, x, ask, state):
        """Step to where the tangent meets the least value, or a part of that."""
        c, bound, slack = self.at(ask.t)
        g, above = ask.gradient(x), np.maximum(ask.value(x)[..., None] - ask.least, 0) + slack
        steep = np.where(norm(g) > 0, norm(g), 1.0)
        length = np.minimum(above / (c * steep), bound * norm(g))
        return x - length * g / steep, {}


@dataclass(frozen=True)
class BarzilaiBorwein(Rule):
    """Where the gradient does not change as on a bowl the rate is the geometric mean of both, as the first paper's
    fails there. The first step has a length of its own.
    Source: Barzilai & Borwein 1988, doi:10.1093/imanum/8.1.141, equations 5 and 6; Dai, Al-Baali & Yang 2015,
    doi:10.1007/978-3-319-17689-5_3.
    """

    title = say("Barzilai–Borwein")
    line = say("Take for the curvature what the last step says of it: Newton's step by one number.")
    letters: ClassVar[tuple[str, ...]] = ("s", "last")

    first: Number = hyper(
        0.1, above=0, slider=(1e-4, 10), log=True, label=say("first length"), symbol="l",
        help=say("How long the first step is, before anything is known."),
    )  # fmt: skip
    short: bool = switch(
        False, label=say("short steps"), help=say("On, the shorter of two estimates; off, the longer.")
    )

    def begin(self, x):
        """Return no step, no gradient, and no rate."""
        return super().begin(x) | {"alpha": for_each_run(0.0, x)}

    def step(self, x, ask, state):
        """Work the rate out of the last step and the change of the gradient on it, then step."""
        first, short = self.at(ask.t)
        g, s = ask.gradient(x), state["s"]
        y = g - state["last"]
        c = dot(quotient(s, norm(s)), quotient(y, norm(y)))
        b = np.where(c > BENT, c, 1)
        k = np.where(norm(y) > LEAST, norm(y), 1)
        q = norm(s) / k
        r = q * b if short else q / b
        alpha = np.where(np.minimum(norm(s), norm(y)) > LEAST, r, state["alpha"])
        s = -np.where(alpha > 0, alpha * g, first * quotient(g, norm(g)))
        return x + s, {"s": s, "last": g, "alpha": alpha}
