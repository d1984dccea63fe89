"""Who enters a race: a rule with its values, its schedule, and what is drawn for it, before it is built.

racers = named([read_racer("Adam"), read_racer("Adam noise=0 name=calm")])
race(surface, {name: racer.build() for name, racer in racers.items()}, **race_conditions(racers, noise=1))
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter
from typing import Any, Self

import optimizers
from optimizers import Count, Hyperparameter, Nested, Rule, declarations, rate_field, schedules, suited_fields
from optimizers.hyperparameters import MOST_NESTED, depth
from racing import suited_values
from racing.race import common
from setups.names import titles
from surfaces import Surface
from words import say

NO_SCHEDULE = "Constant"
LENGTH = "steps"
"""The field of a schedule that says how long it takes; where it is left out, to the end of the race."""

_NOISE = say("The standard deviation of what is drawn and added to each component of every gradient.")
_BATCH = say("How many rows of the data are drawn for the gradient of each step.")

NOISE = Hyperparameter(0.0, say("noise σ"), "", (0, 10), at_least=0, at_most=1e6, help=_NOISE)
BATCH = Count(1, say("rows a step (batch size)"), "", (1, 100), at_least=1, help=_BATCH)
"""The declarations of what is drawn at each step; a batch has at most as many rows as the data."""


@dataclass(frozen=True, kw_only=True)
class Entrant:
    """Who enters a race, as its settings stand: a name (None: its rule's title), a rule's key and the rule's values.

    values: those of a rule within it by dotted names, with its key under the name itself; without a learning rate, or
    what else is to suit the surface. schedule: a key of `schedules.CHOICES`;
    schedule_values: its own fields beside `initial`, without `LENGTH` where it takes until the race ends; warm_up:
    steps before it. noise, batch_size: its own, those of the race where None.
    """

    name: str | None
    rule: str
    values: Mapping[str, float | bool | str]
    schedule: str = NO_SCHEDULE
    schedule_values: Mapping[str, float] = field(default_factory=dict)
    warm_up: int = 0
    noise: float | None = None
    batch_size: int | None = None

    @property
    def kind(self) -> type[Rule]:
        """The rule's class."""
        return optimizers.CATALOGUE[self.rule]

    @cached_property
    def plain(self) -> Rule:
        """The rule at its defaults, around the rules within it that are chosen."""
        rule = self.kind()
        for name, value in self.values.items():
            if isinstance(value, str):
                rule = rule.having(name, optimizers.CATALOGUE[value]())
        return rule

    @cached_property
    def rate_field(self) -> str | None:
        """The name of its learning rate among the values, which the schedule bends; None where it has none."""
        return rate_field(self.plain)

    @cached_property
    def suited_fields(self) -> tuple[str, ...]:
        """The names among the values of what a surface wants values of its own for."""
        return suited_fields(self.plain)

    @property
    def to_the_end(self) -> bool:
        """Whether the schedule is one that takes until the race ends."""
        return LENGTH in schedules.CATALOGUE[self.schedule].hyperparameters() and LENGTH not in self.schedule_values

    def lasting(self, steps: int) -> Self:
        """Return the racer for a race of so many steps, by whose end a schedule without a length of its own is done."""
        if not self.to_the_end:
            return self
        left = max(1, steps - self.warm_up)
        return replace(self, schedule_values={**self.schedule_values, LENGTH: left})

    def suited_to(self, surface: Surface) -> Self:
        """Return the racer with what suits the surface, a learning rate or a length, where it has no value of its own.

        ValueError where noise or a batch of its own is not for this surface.
        """
        if self.noise is not None and surface.rows is not None:
            told = {"owner": self.rule, "surface": surface.name}
            raise ValueError(say("{owner}: noise needs a surface that is not over data, and {surface} is", **told))
        if self.batch_size is not None:
            if surface.rows is None:
                told = {"owner": self.rule, "surface": surface.name}
                raise ValueError(say("{owner}: batch needs a surface over data, and {surface} is not", **told))
            replace(BATCH, at_most=surface.rows).check(self.rule, "batch", self.batch_size)
        if {*self.suited_fields} <= {*self.values}:
            return self
        suited = suited_values(self.plain, surface)
        return replace(self, values=default_values(self.plain) | suited | self.values)

    def fitting(self, surface: Surface) -> Self:
        """Return the racer without noise of its own on data, or a batch elsewhere, and with one of at most all rows."""
        noise = self.noise if surface.rows is None else None
        batch_size = self.batch_size and surface.rows and min(self.batch_size, surface.rows)
        return replace(self, noise=noise, batch_size=batch_size)

    def conditions(self, noise: float = 0.0, batch_size: int | None = None) -> dict[str, Any]:
        """Return the noise and batch_size that the racer runs under: its own, else those of the race."""
        return {
            "noise": noise if self.noise is None else self.noise,
            "batch_size": batch_size if self.batch_size is None else self.batch_size,
        }

    def build(self) -> Rule:
        """Return the rule, with its own learning rate where there is none; ValueError for a value out of its range."""
        return self._built

    @cached_property
    def _built(self) -> Rule:
        rule, rated = self.plain, self.rate_field
        for name, value in self.values.items():
            if name != rated and not isinstance(value, str):
                rule = rule.having(name, value)
        return rule if rated is None else rule.having(rated, self._rate(self.values.get(rated, rule.rate_at(1))))

    def _rate(self, initial: float) -> float | schedules.Schedule:
        rate = initial
        if self.schedule != NO_SCHEDULE:
            rate = schedules.CATALOGUE[self.schedule](initial=initial, **self.schedule_values)
        return schedules.WarmUp(after=rate, steps=self.warm_up) if self.warm_up else rate


def default_values(rule: Rule) -> dict[str, float | bool | str]:
    """Return the values of an entrant with the rule at its defaults, the rules within it by their keys."""
    return {
        name: type(attrgetter(name)(rule)).__name__ if isinstance(spec, Nested) else spec.default
        for name, spec in declarations(rule).items()
    }


def choices(name: str) -> list[str]:
    """Return the keys of the rules that may stand in a rule's field of that name."""
    levels = name.count(".") + 1
    fitting = (key for key, rule in optimizers.CATALOGUE.items() if levels + depth(rule()) <= MOST_NESTED)
    return [key for key in fitting if optimizers.CATALOGUE[key].nestable]


def named(racers: Iterable[Entrant]) -> dict[str, Entrant]:
    """Return name → racer: one without a name goes by its rule's title, the second of them as `title 2`.

    ValueError where two are given the same name.
    """
    racers = list(racers)
    given = [racer.name for racer in racers if racer.name is not None]
    for name in given:
        if given.count(name) > 1:
            told = {"name": name, "count": given.count(name)}
            raise ValueError(say("racers: name must be different for each, got {name!r} {count} times", **told))
    field: dict[str, Entrant] = {}
    for racer in racers:
        name = racer.name
        if name is None:
            name = next(free for free in titles(racer.kind) if free not in given and free not in field)
        field[name] = racer
    return field


def race_conditions(racers: Mapping[str, Entrant], noise: float = 0.0, batch_size: int | None = None) -> dict[str, Any]:
    """Return the noise and batch_size that `race` takes for these racers, in a race where the others have these."""
    each = {name: racer.conditions(noise, batch_size) for name, racer in racers.items()}
    return {field: common({name: drawn[field] for name, drawn in each.items()}) for field in ("noise", "batch_size")}
