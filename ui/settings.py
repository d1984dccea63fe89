"""What a visitor has set: one frozen value, read from the session, from which the whole page follows."""

from collections.abc import Mapping
from dataclasses import dataclass

import optimizers
import surfaces
from optimizers import Count, Hyperparameter, Rule, schedules
from surfaces import Surface

MAX_STEPS = 5000
MAX_START = 1e6
MAX_RACERS = 12
MAX_NAME = 40

_START = {"default": 0.0, "symbol": "", "slider": (-MAX_START, MAX_START), "at_least": -MAX_START, "at_most": MAX_START}

CONDITIONS = {
    "start_x": Hyperparameter(label="Start x", **_START),
    "start_y": Hyperparameter(label="Start y", **_START),
    "steps": Count(300, "Steps", "", (1, MAX_STEPS), at_least=1, at_most=MAX_STEPS),
    "seed": Count(0, "Seed", "", (0, 2**31), at_least=0, at_most=2**31),
    "noise": Hyperparameter(0.0, "Gradient noise (standard deviation)", "", (0, 10), at_least=0, at_most=1e6),
}
"""The numbers that all racers share: defaults, ranges and labels."""

NO_SCHEDULE = "Constant"

FIRST_SURFACE = "beale"
FIRST_START = (1.0, 1.5)
FIRST_RACERS = ("GradientDescent", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam")
"""Who races on a first visit."""

RATES = {
    "GradientDescent": 0.005,
    "Momentum": 0.002,
    "Nesterov": 0.002,
    "AdaGrad": 0.5,
    "RMSProp": 0.03,
    "Adam": 0.2,
    "AdaMax": 0.2,
    "NAdam": 0.2,
}
"""The learning rate that a racer's card begins with: the papers' are for networks, and crawl here."""


@dataclass(frozen=True)
class Racer:
    """One card of the sidebar: a named rule with its values, its schedule, its style and whether it takes part."""

    name: str
    rule: str
    style: int
    on: bool
    values: Mapping[str, float | bool]
    schedule: str = NO_SCHEDULE
    schedule_values: Mapping[str, float] | None = None
    warm_up: int = 0

    def build(self) -> Rule:
        """Return the rule; ValueError where a value is out of its range."""
        kind = optimizers.CATALOGUE[self.rule]
        values = dict(self.values)
        if "learning_rate" in values:
            values["learning_rate"] = self._rate(values["learning_rate"])
        return kind(**values)

    def _rate(self, initial: float) -> float | schedules.Schedule:
        rate = initial
        if self.schedule != NO_SCHEDULE:
            rate = schedules.CATALOGUE[self.schedule](initial=initial, **(self.schedule_values or {}))
        return schedules.WarmUp(after=rate, steps=self.warm_up) if self.warm_up else rate


@dataclass(frozen=True)
class Settings:
    """Everything the page shows. batch_size None: every row of a data loss at each step."""

    surface: str
    start: tuple[float, float]
    steps: int
    seed: int
    noise: float
    batch_size: int | None
    racers: tuple[Racer, ...]

    @property
    def descended(self) -> Surface:
        """The surface itself."""
        return surfaces.CATALOGUE[self.surface]

    @property
    def running(self) -> tuple[Racer, ...]:
        """The racers that take part."""
        return tuple(racer for racer in self.racers if racer.on)
