"""Learning rates that change during the run.

A schedule is called with the step, from 1, and gives that step's learning rate: a float, or an array if it was made
with arrays. All but the warm-up begin at `initial`: `schedule(1) == initial`. One that takes `steps` steps gives its
final value from step `steps + 1` on. What is no step is a ValueError.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from math import pi
from types import MappingProxyType
from typing import ClassVar, final

from optimizers.arithmetic import cos, exp, least, power
from optimizers.hyperparameters import Count, Declared, Number, count, hyper
from words import say

STEP = Count(1, say("step"), "t", (1, 1000), at_least=1)
"""What a schedule can be called with."""


_FIRST = say("The learning rate of the first step.")


def _initial(help=_FIRST):
    told = {"label": say("initial rate"), "symbol": r"\eta_1", "help": help}
    return hyper(0.1, at_least=0, slider=(1e-4, 1), log=True, **told)


def _final(default):
    told = {
        "label": say("final rate"),
        "symbol": r"\eta_\infty",
        "help": say("The learning rate that it ends at and keeps."),
    }
    return hyper(default, at_least=0, slider=(0, 1), **told)


def _decay_rate(help):
    told = {"label": say("decay rate"), "symbol": r"\lambda", "help": help}
    return hyper(0.01, at_least=0, slider=(1e-4, 1), log=True, **told)


def _steps(default, label, symbol, help):
    return count(default, at_least=1, slider=(1, 1000), label=label, symbol=symbol, help=help)


class Schedule(Declared, ABC):
    """The learning rate as a function of the step."""

    title: ClassVar[str]

    @final
    def __call__(self, t: int) -> Number:
        """Return the learning rate of step t, from 1; ValueError for no such step."""
        return self.at(STEP.check(type(self).__name__, "t", t))

    @abstractmethod
    def at(self, t: int) -> Number:
        """Return the learning rate of a step that is known to be one, as those of a run are."""


@dataclass(frozen=True)
class Constant(Schedule):
    """The same at every step."""

    title = say("Constant")

    initial: Number = _initial(say("The learning rate of every step."))

    def at(self, t):
        """Return the one rate."""
        return self.initial


@dataclass(frozen=True)
class StepDecay(Schedule):
    """Multiplied by `factor` after every `every` steps."""

    title = say("Step decay")

    initial: Number = _initial()
    factor: Number = hyper(
        0.5, at_least=0, at_most=1, slider=(0, 1), label=say("factor of a drop"), symbol="d",
        help=say("What the rate is multiplied by at each drop."),
    )  # fmt: skip
    every: int = count(
        100, at_least=1, slider=(1, 500), label=say("steps from drop to drop"), symbol="k",
        help=say("How many steps are taken between two drops."),
    )  # fmt: skip

    def at(self, t):
        """Return the rate after the drops so far."""
        return self.initial * power(self.factor, (t - 1) // self.every)


@dataclass(frozen=True)
class Exponential(Schedule):
    """The same fraction lost at every step: initial · exp(−rate · (t − 1))."""

    title = say("Exponential decay")

    initial: Number = _initial()
    rate: Number = _decay_rate(say("How fast the rate falls: 37 % of it is left after as many steps as 1 over this."))

    def at(self, t):
        """Return the decayed rate."""
        return self.initial * exp(-self.rate * (t - 1))


@dataclass(frozen=True)
class InverseTime(Schedule):
    """1/t decay: initial / (1 + rate · (t − 1)); it sums to infinity, its squares do not."""

    title = say("1/t decay")

    initial: Number = _initial()
    rate: Number = _decay_rate(say("How fast the rate falls: half of it is left after as many steps as 1 over this."))

    def at(self, t):
        """Return the decayed rate."""
        return self.initial / (1 + self.rate * (t - 1))


@dataclass(frozen=True)
class Linear(Schedule):
    """A straight line from `initial` to `final`, which then holds."""

    title = say("Linear decay")

    initial: Number = _initial()
    final: Number = _final(0.0)
    steps: int = _steps(300, say("decays over (steps)"), "T", say("How many steps the decay takes."))

    def at(self, t):
        """Return the rate on the line."""
        s = least(t - 1, self.steps) / self.steps
        return self.initial * (1 - s) + self.final * s


@dataclass(frozen=True)
class Cosine(Schedule):
    """Half a cosine wave from `initial` to `final`, which then holds.

    PyTorch's `CosineAnnealingLR` goes on along the wave and rises again after step T + 1. Optax and Keras hold as here;
    they give the final rate as a part α of the initial one, and Optax may raise the wave to a power.
    Source: Loshchilov & Hutter 2017, arXiv:1608.03983, equation 5, without restarts.
    """

    title = say("Cosine decay")

    initial: Number = _initial()
    steps: int = _steps(300, say("decays over (steps)"), "T", say("How many steps the decay takes."))
    final: Number = _final(0.0)

    def at(self, t):
        """Return the rate on the wave."""
        s = (1 + cos(pi * least(t - 1, self.steps) / self.steps)) / 2
        return self.initial * s + self.final * (1 - s)


@dataclass(frozen=True)
class WarmUp(Schedule):
    """Equal rises from nothing during `steps` steps, then another schedule from its own step 1.

    The rise goes on into that step 1: with `steps=4` the fractions are 1/5, 2/5, 3/5, 4/5, and then 1.
    """

    title = say("Warm-up")

    after: Number | Schedule = hyper(
        0.1, at_least=0, slider=(1e-4, 1), log=True, label=say("rate after"), symbol=r"\eta", also=Schedule,
        help=say("The learning rate, or the schedule, that follows the rise."),
    )  # fmt: skip
    steps: int = _steps(20, say("warm-up steps"), "W", say("How many steps the rise from nothing takes."))

    def at(self, t):
        """Return a part of the first rate, then what follows."""
        return self._later(1) * (t / (self.steps + 1)) if t <= self.steps else self._later(t - self.steps)

    def _later(self, t):
        return self.after.at(t) if isinstance(self.after, Schedule) else self.after


CATALOGUE: Mapping[str, type[Schedule]] = MappingProxyType(
    {
        schedule.__name__: schedule
        for schedule in (Constant, StepDecay, Exponential, InverseTime, Linear, Cosine, WarmUp)
    }
)

CHOICES: tuple[str, ...] = tuple(name for name in CATALOGUE if name != "WarmUp")
"""The schedules that one chooses among; a warm-up can stand before any of them."""
