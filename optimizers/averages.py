"""Rules whose point is the average of where other steps lead: the point of those, z, is beside it.

What moves the average, from outside, does not move z; so none of these stands within another rule.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.adam import Adam
from optimizers.descent import GradientDescent
from optimizers.hyperparameters import Number, count
from optimizers.rule import Rule, fraction, rate
from optimizers.wrappers import Wrapper, inner_rule
from words import say


@dataclass(frozen=True)
class ASGD(Rule):
    """PyTorch's (`ASGD`) also lets the rate fall as a power of the step and the weights decay, both by its `lambd`,
    which a schedule and a wrapper do here. Its `t0`, a million by default, is one less than the burn-in.
    Source: Polyak & Juditsky 1992, doi:10.1137/0330046, equation 2; Ruppert 1988, Cornell technical report 781.
    """

    title = say("Polyak–Ruppert averaging")
    line = say("The average of all points of gradient descent: noise that throws these about cancels in it.")
    letters: ClassVar[tuple[str, ...]] = ("z",)
    nestable: ClassVar[bool] = False

    learning_rate: Number = rate(0.01, say("The plain step is the gradient times this."))
    burn_in: int = count(
        0, at_least=0, slider=(0, 500), label=say("burn-in"), symbol="t_0",
        help=say("How many steps are forgotten before the average begins."),
    )  # fmt: skip

    def begin(self, x):
        """Return where plain steps lead: nowhere yet."""
        return {"z": np.array(x, dtype=float)}

    def step(self, x, ask, state):
        """Step plainly, and average where that leads."""
        t = ask.t
        eta, t_0 = self.at(t)
        g = ask.gradient(state["z"])
        z = state["z"] - eta * g
        return x + (z - x) / np.maximum(t - t_0, 1), {"z": z}


class Averaging(Wrapper):
    """What draws another rule at an average of its points; z is the point of that rule."""

    letters: ClassVar[tuple[str, ...]] = ("z",)
    nestable: ClassVar[bool] = False
    formula: ClassVar[tuple[str, ...]] = (r"\theta \leftarrow z",)

    def begin(self, x):
        """Return the start for the inner rule, and that rule's state."""
        return super().begin(x) | {"z": np.array(x, dtype=float)}


@dataclass(frozen=True)
class EMA(Averaging):
    """The start is the first of what is averaged, as in PyTorch (`AveragedModel` with `get_ema_multi_avg_fn`) where it
    is updated before the first step; there 0.999 of it lasts, as trainings are longer than races. Keras (`use_ema`) has
    0.99, and puts the average into the model only at the end. Optax's `ema` averages steps, not points.
    Source: Tarvainen & Valpola 2017, arXiv:1703.01780, equation 1.
    """

    title = say("Fading average")
    line = say("Draw another rule at a mean of its points that forgets old ones (EMA).")
    afterwards: ClassVar[tuple[str, ...]] = (
        r"z \leftarrow \theta, \; \theta \leftarrow \theta_{t-1} + (1 - \alpha') (z - \theta_{t-1})",
    )

    inner: Rule = inner_rule(Adam(), say("The rule whose points are averaged."))
    decay: Number = fraction(0.99, say("decay"), r"\alpha", say("What part of the average lasts from step to step."))

    def step(self, x, ask, state):
        """Let the inner rule step from its own point, and move the average towards that."""
        _, alpha = self.at(ask.t)
        z, within = self.stepped(state["z"], ask, state)
        return x + (1 - alpha) * (z - x), {"z": z} | within


@dataclass(frozen=True)
class SWA(Averaging):
    """The point that the burn-in ends at is the first of what is averaged, as in PyTorch (`AveragedModel`). The paper's
    cyclical learning rate is left to the inner rule.
    Source: Izmailov, Podoprikhin, Garipov, Vetrov & Wilson 2018, arXiv:1803.05407, Algorithm 1.
    """

    title = say("Weight averaging")
    line = say("After a while, draw another rule at the plain mean of its points since then (SWA).")
    afterwards: ClassVar[tuple[str, ...]] = (
        r"n = \max(t - t_0, 0), \; z \leftarrow \theta, \; \theta \leftarrow \theta_{t-1} +"
        r" \frac{z - \theta_{t-1}}{1 + n / k} \quad \text{if } n \bmod k = 0",
    )

    inner: Rule = inner_rule(GradientDescent(), say("The rule whose points are averaged."))
    burn_in: int = count(
        100, at_least=0, slider=(0, 500), label=say("burn-in"), symbol="t_0",
        help=say("How many steps the inner rule takes before the average begins."),
    )  # fmt: skip
    every: int = count(
        1, at_least=1, slider=(1, 50), label=say("steps between"), symbol="k",
        help=say("Of how many points one joins the average: at 1 each does."),
    )  # fmt: skip

    def step(self, x, ask, state):
        """Let the inner rule step from its own point, and every k steps take that into the average."""
        _, t_0, k = self.at(ask.t)
        z, within = self.stepped(state["z"], ask, state)
        n = np.maximum(ask.t - t_0, 0)
        return np.where(n % k == 0, x + (z - x) / (1 + n / k), x), {"z": z} | within
