"""Rules that draw their steps, and ask for losses alone: random search, simulated annealing and SPSA.

Losses that are compared are asked for in one step, and so are of the same rows, or have the same noise: a lucky draw is
not kept.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.arithmetic import power, raised
from optimizers.hyperparameters import Measure, Number, count, hyper
from optimizers.rule import Rule, for_each_run, fraction, length, rate
from optimizers.simplex import loss
from words import say


@dataclass(frozen=True)
class RandomSearch(Rule):
    """A draw that leads up is tried the other way round, too. The bias is what the last draws that led down have in
    common.
    Source: Solis & Wets 1981, doi:10.1287/moor.6.1.19, Algorithm 1 with the numbers of section 3.
    """

    title = say("Random search")
    line = say("Draw a step, try it and its opposite; draw farther after luck, nearer after failure.")
    letters: ClassVar[tuple[str, ...]] = ("b",)
    formula: ClassVar[tuple[str, ...]] = (
        r"\xi = b + \sigma z, \quad z \sim \mathcal{N}(0, I) \quad (\sigma = \sigma_0 \text{ at first})",
        r"s = \xi \text{ if } f(\theta + \xi) < f(\theta), \quad \text{else } -\xi"
        r" \text{ if } f(\theta - \xi) < f(\theta), \quad \text{else } 0",
        r"b \leftarrow \begin{cases} 0.2 b + 0.4 \xi & \text{if } s = \xi \\ b - 0.4 \xi & \text{if } s = -\xi \\"
        r" 0.5 b & \text{otherwise} \end{cases}",
        r"\sigma \leftarrow 2 \sigma \text{ after } S \text{ steps down in a row}, \quad"
        r" \frac{\sigma}{2} \text{ after } F \text{ without}",
        r"\theta \leftarrow \theta + s",
    )

    size: Number = length(0.5, say("first size"), r"\sigma_0", say("How far draws lead at first."))
    successes: int = count(
        5, at_least=1, slider=(1, 20), label=say("successes to grow"), symbol="S",
        help=say("After so many steps down in a row, draws lead twice as far."),
    )  # fmt: skip
    failures: int = count(
        3, at_least=1, slider=(1, 20), label=say("failures to shrink"), symbol="F",
        help=say("After so many steps in a row that led nowhere, draws lead half as far."),
    )  # fmt: skip

    def begin(self, x):
        """Return the first size, no bias, and nothing in a row."""
        none = for_each_run(0.0, x)
        return super().begin(x) | {"sigma": none + self.at(1)[0], "down": none, "nowhere": none}

    def step(self, x, ask, state):
        """Try a draw, then its opposite."""
        b, sigma = state["b"], state["sigma"]
        xi = b + sigma * ask.normal(2)
        f = loss(ask, x)[..., None]
        led = loss(ask, x + xi)[..., None] < f
        back = ~led & (loss(ask, x - xi, where=~led[..., 0])[..., None] < f)
        b = np.where(led, 0.2 * b + 0.4 * xi, np.where(back, b - 0.4 * xi, 0.5 * b))
        down, nowhere = (np.where(led | back, state["down"] + 1, 0.0), np.where(led | back, 0.0, state["nowhere"] + 1))
        grows, shrinks = down >= self.successes, nowhere >= self.failures
        sigma = np.where(grows, 2 * sigma, np.where(shrinks, sigma / 2, sigma))
        state = {"sigma": sigma, "down": np.where(grows, 0.0, down), "nowhere": np.where(shrinks, 0.0, nowhere)}
        return x + np.where(led, xi, np.where(back, -xi, 0.0)), {"b": b} | state


@dataclass(frozen=True)
class SimulatedAnnealing(Rule):
    """Steps up are taken with Metropolis's probability. SciPy's `dual_annealing` is another: it draws from longer
    tails, and searches locally.
    Source: Kirkpatrick, Gelatt & Vecchi 1983, doi:10.1126/science.220.4598.671; on coordinates Bohachevsky, Johnson &
    Stein 1986, doi:10.1080/00401706.1986.10488128.
    """

    title = say("Simulated annealing")
    line = say("Draw a step and take it if it leads down, and now and then up, the less often the colder it is.")
    formula: ClassVar[tuple[str, ...]] = (
        r"\xi = \sigma z, \quad z \sim \mathcal{N}(0, I), \quad u \sim \mathcal{U}(0, 1)",
        r"T = T_0 \kappa^{t - 1}",
        r"\theta \leftarrow \theta + \xi \quad \text{if } u < e^{-\frac{f(\theta + \xi) - f(\theta)}{T}}",
    )

    size: Number = length(0.3, say("size"), r"\sigma", say("How far draws lead, up or down."))
    temperature: Number = hyper(
        1.0, above=0, slider=(1e-3, 1e3), log=True, measure=Measure.RISE, label=say("temperature"), symbol="T_0",
        help=say("How far up is still likely at first."),
    )  # fmt: skip
    cooling: Number = fraction(0.98, say("cooling"), r"\kappa", say("What part of the temperature a step leaves."))

    def step(self, x, ask, state):
        """Propose a step, and leave it to chance whether one up is taken."""
        size, temperature, cooling = self.at(ask.t)
        xi, u = size * ask.normal(2), ask.uniform(1)
        rise = (loss(ask, x + xi) - loss(ask, x))[..., None]
        taken = rise <= -temperature * power(cooling, ask.t - 1) * np.log(u)
        return x + np.where(taken, xi, 0.0), {}


@dataclass(frozen=True)
class SPSA(Rule):
    """The gradient's place is taken by the slope along one random diagonal; a step asks for two losses, however many
    coordinates there are. The gains are those that the source names for practice, A for 300 steps.
    Source: Spall 1998, doi:10.1109/7.705889, equations 1 to 3 and section III.
    """

    title = say("SPSA")
    line = say("Step by the slope between two losses on either side, along a diagonal that is drawn anew each time.")
    formula: ClassVar[tuple[str, ...]] = (
        r"a = \frac{\eta}{(t + A)^\alpha}, \quad c = \frac{c_0}{t^\gamma}",
        r"\Delta_i = \pm 1 \text{, each with probability } \frac{1}{2}",
        r"g = \frac{f(\theta + c \Delta) - f(\theta - c \Delta)}{2 c} \Delta",
        r"\theta \leftarrow \theta - a g",
    )

    learning_rate: Number = rate(0.1, say("How far a step leads along the slope, before it fades."))
    distance: Number = hyper(
        0.1, above=0, slider=(1e-4, 1), log=True, measure=Measure.NEARBY, label=say("distance"), symbol="c_0",
        help=say("How far away on either side losses are asked for at first."),
    )  # fmt: skip
    stability: Number = hyper(
        30.0, at_least=0, slider=(0, 100), label=say("stability"), symbol="A",
        help=say("How many steps later the steps seem to begin: the larger, the less they fade at first."),
    )  # fmt: skip
    alpha: Number = hyper(
        0.602, at_least=0, at_most=1, slider=(0, 1), label=say("fading of steps"), symbol=r"\alpha",
        help=say("To which power of the step's number steps fade; theory has 1."),
    )  # fmt: skip
    gamma: Number = hyper(
        0.101, at_least=0, at_most=1, slider=(0, 1), label=say("fading of distances"), symbol=r"\gamma",
        help=say("To which power of the step's number distances fade; theory has 1/6."),
    )  # fmt: skip

    def step(self, x, ask, state):
        """Step along a random diagonal, as steep as it is."""
        eta, distance, stability, alpha, gamma = self.at(ask.t)
        a, c = eta / raised(ask.t + stability, alpha), distance / raised(1.0 * ask.t, gamma)
        delta = np.where(ask.uniform(2) < 0.5, -1.0, 1.0)
        rise = ask.value(x + c * delta) - ask.value(x - c * delta)
        return x - a * (rise[..., None] / (2 * c)) * delta, {}
