"""One quantity varied over a range: a hyperparameter of a rule, or a coordinate of the start.

    Axis("learning_rate", 1e-4, 1, 200, log=True)
    read_axis("learning_rate=1e-4:1:200:log")
    read_axis("inner.beta1=0:0.999:200")            # of the rule within a rule

What is wrong with an axis is told as a ValueError naming the field, what is expected and what was given.
"""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import floor, isfinite, log10
from numbers import Real
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from optimizers import Count, Rule
from optimizers.hyperparameters import Hyperparameter, declarations
from optimizers.numbers import number
from optimizers.schedules import Schedule, WarmUp
from racing.checks import whole_number
from words import say

COORDINATES = MappingProxyType({"start_x": 0, "start_y": 1})
"""The start's coordinates, as fields that an axis can vary → their index."""

MOST_VALUES = 65_536

DRAG_VALUES = 61
"""How many stops a slider has that one drags."""

DECADE = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
"""The round numbers from 1 to 10, at about equal ratios."""


class Called(NamedTuple):
    """What errors call an axis and its ends: what stands over them where they are asked for."""

    axis: str
    low: str = say("low")
    high: str = say("high")


@dataclass(frozen=True)
class Axis:
    """`count` values of `field` from `low` to `high`, both included, as `spaced` has them.

    called: in errors, where it is not "axis" and the field.
    """

    field: str
    low: float
    high: float
    count: int
    log: bool = False
    called: Called | None = field(default=None, compare=False, repr=False)

    def __post_init__(self):
        axis, low, high = self.words
        object.__setattr__(self, "count", whole_number(axis, "count", self.count, 2, MOST_VALUES))
        for end, name in (("low", low), ("high", high)):
            given = getattr(self, end)
            if isinstance(given, bool) or not isinstance(given, Real) or not isfinite(given):
                text = say("{axis}: {name} must be a finite number, got {given!r}", axis=axis, name=name, given=given)
                raise ValueError(text)
            object.__setattr__(self, end, float(given))
        told = {"axis": axis, "low": low, "high": high, "start": self.low, "end": self.high}
        if not self.low < self.high:
            raise ValueError(say("{axis}: {low} must be below {high}, got {start:g} and {end:g}", **told))
        if not isfinite(self.high - self.low):
            raise ValueError(
                say("{axis}: {low} and {high} must be a finite distance apart, got {start:g} and {end:g}", **told)
            )
        if self.log and self.low <= 0:
            raise ValueError(say("{axis}: {low} must be above 0 on a log scale, got {start:g}", **told))

    @property
    def words(self) -> Called:
        """What errors call the axis and its ends."""
        return self.called or Called(say("axis {field}", field=self.field))

    def values(self) -> np.ndarray:
        """Return the values, (count,)."""
        return spaced(self.low, self.high, self.count, self.log)

    def nearest(self, value: float) -> int:
        """Return the number of the axis's value nearest to one that lies on it, on a log scale by its ratio."""
        scale = np.log if self.log else np.asarray
        return int(np.argmin(np.abs(scale(self.values()) - scale(value))))

    def checked(self, rule: Rule | type[Rule]) -> "Axis":
        """Return the axis itself; ValueError where the rule has no such field, or not in this range."""
        if self.field in COORDINATES:
            return self
        owner, *names = self.called or Called(_name(rule), self.field, self.field)
        for name, end in zip(names, (self.low, self.high), strict=True):
            ranged(rule, self.field).check(owner, name, end)
        return self

    def __str__(self) -> str:
        """The text that `read_axis` reads back to the same axis."""
        low, high = (repr(end).removesuffix(".0") for end in (self.low, self.high))
        return f"{self.field}={low}:{high}:{self.count}{':log' * self.log}"


def read_axis(text: str) -> Axis:
    """Return the axis that `name=low:high:count`, or the same with `:log`, describes; ValueError where it is none."""
    described = r"\s*([\w.]+)\s*=([^:=]*):([^:=]*):\s*(\d{1,18})\s*(:\s*log\s*)?"
    found = re.fullmatch(described, text, re.ASCII) if isinstance(text, str) else None
    if not found:
        raise ValueError(
            say(
                "axis: expected name=low:high:count or name=low:high:count:log, such as"
                " learning_rate=1e-4:1:200:log, got {given}",
                given=repr(text)[:60],
            )
        )
    field, low, high, count, log = found.groups()
    return axis_between(low, high, field, int(count), bool(log))


def axis_between(low: str, high: str, field: str, count: int, log: bool, called: Called | None = None) -> Axis:
    """Return the axis between two ends that were typed; ValueError, in the words of `called`, where there is none."""
    axis, *names = called or Called(say("axis {field}", field=field))
    ends = []
    for name, given in zip(names, (low, high), strict=True):
        try:
            ends.append(number(given))
        except ValueError as problem:
            text = say("{axis}: {name} must be {problem}", axis=axis, name=name, problem=problem)
            raise ValueError(text) from None
    return Axis(field, *ends, count, log, called)


def spaced(low: float, high: float, count: int, log: bool = False) -> np.ndarray:
    """Return `count` values from `low` to `high`, (count,): evenly spaced, or by equal ratios where `log`.

    Those between the ends have the two digits that tell neighbours apart and no more, so that a value reads as what it
    is; each is within a twentieth of the spacing of where it would be.
    """
    return _spaced(low, high, count, log).copy()


@lru_cache(maxsize=16)
def _spaced(low: float, high: float, count: int, log: bool) -> np.ndarray:
    values = (np.geomspace if log else np.linspace)(low, high, count)
    if log:
        apart = np.expm1((np.log(high) - np.log(low)) / (count - 1))
        digits = min(16, max(1, 1 - floor(log10(max(apart, 1e-16)))))
        inner = (float(f"{value:.{digits}e}") for value in values[1:-1])
    else:
        decimals = 1 - floor(log10((high - low) / (count - 1) or 5e-324))
        inner = (round(value, decimals) + 0.0 for value in values[1:-1].tolist())
    return np.array([low, *inner, high], dtype=float)


def round_numbers(low: float, high: float) -> np.ndarray:
    """Return the round numbers from `low` to `high`, both above 0, ascending: those of `DECADE` in every decade."""
    decades = range(floor(log10(low)), floor(log10(high)) + 1)
    numbers = np.array([float(f"{digit}e{decade}") for decade in decades for digit in DECADE])
    return numbers[(numbers >= low) & (numbers <= high)]


def fields(rule: Rule | type[Rule]) -> list[str]:
    """Return what of `rule` can be varied, the learning rate first, the coordinates of its start last."""
    return [*_own(rule), *COORDINATES]


def ranged(rule: Rule | type[Rule], field: str) -> Hyperparameter:
    """Return the declaration of a field that takes a range of numbers; ValueError where the rule has no such field."""
    if field not in _own(rule):
        told = {"rule": _name(rule), "fields": ", ".join(fields(rule)), "field": field}
        raise ValueError(say("{rule}: field to vary must be one of {fields}, got {field!r}", **told))
    return declarations(rule)[field]


def vary(rule: Rule, field: str, values: float | np.ndarray) -> Rule:
    """Return `rule` with `values` in `field`; of a learning rate on a schedule, where that begins, after a warm-up.

    ValueError where the rule has no such field, or not with these values.
    """
    ranged(rule, field)
    given = attrgetter(field)(rule)
    return rule.having(field, _begun(given, values) if isinstance(given, Schedule) else values)


def varied_at(rule: Rule, field: str) -> str:
    """Return the dotted name of the number that `vary` sets: within a schedule where `field` is on one."""
    given = attrgetter(field)(rule)
    while isinstance(given, Schedule):
        part = "after" if isinstance(given, WarmUp) else "initial"
        field, given = f"{field}.{part}", getattr(given, part)
    return field


def _own(rule: Rule | type[Rule]) -> list[str]:
    specs = declarations(rule).items()
    return [field for field, spec in specs if isinstance(spec, Hyperparameter) and not isinstance(spec, Count)]


def _name(rule: Rule | type[Rule]) -> str:
    return (rule if isinstance(rule, type) else type(rule)).__name__


def _begun(schedule: Schedule, values: float | np.ndarray) -> Schedule:
    if isinstance(schedule, WarmUp):
        after = schedule.after
        return replace(schedule, after=_begun(after, values) if isinstance(after, Schedule) else values)
    return replace(schedule, initial=values)
