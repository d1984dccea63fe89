"""A rule's step as data, and its numbers: what it takes to step where there is no NumPy.

Given are x, y and t, then what the state holds, number by number, then the fields; the results are x, y and the state.
A learning rate that follows a schedule is worked out within the step, from the schedule's own fields.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType

import numpy as np

from optimizers import arithmetic
from optimizers.hyperparameters import Declared, Switch
from optimizers.program.coordinates import Places, given, write
from optimizers.program.nodes import Node, Program, Unrecorded, choose, gradient_at
from optimizers.program.record import record, record_rate
from optimizers.rule import Rule
from optimizers.schedules import Schedule
from programs import NAMES, Tape

REMEMBERED = 256
"""Rules whose tapes are kept."""

_NAMES: Mapping[Callable, str] = MappingProxyType(
    {
        **{arithmetic.cos: "cos", arithmetic.exp: "exp", arithmetic.least: "minimum", choose: "where"},
        **{arithmetic.raised: "power", arithmetic.power: "whole_power", arithmetic.quotient: "quotient"},
        gradient_at: "gradient",
    }
)
"""Primitive → the operation of NumPy's that it is on numbers, or a name of its own."""

_PROBE = np.array([0.375, -1.625])

PRIMITIVES = tuple(name for name in _NAMES.values() if name not in NAMES.values())
"""Operations of tapes that are none of NumPy's; the gradient at a point makes two numbers."""


@lru_cache(maxsize=REMEMBERED)
def taped(rule: Rule) -> dict:
    """Return the step: a tape, its fields by name, and the places of what the state begins with.

    fields: hyperparameters, "inner.beta1" and "learning_rate.initial" those of what stands within. Unrecorded where the
    step has no program, or one with operations that tapes have no name for.
    """
    step = _Step(rule)
    begin = [each if isinstance(each, int) else step.tape.number(each) for each in _begin(rule)]
    return {"begin": begin, **step.printed()}


def taped_step(rule: Rule) -> dict:
    """Return the step alone, the same for all numbers that its fields may have: `taped` but for what begins."""
    return _Step(rule).printed()


def told_numbers(rule: Rule) -> list[float]:
    """Return the rule's numbers, in the order of its tape's fields."""
    return [float(attrgetter(name)(rule)) for name in taped(rule)["fields"]]


def asked(rule: Rule) -> int:
    """Return how many gradients a step asks for."""
    return sum(node.operation is gradient_at for node in record(rule).nodes)


def _program(rule: Rule) -> Program:
    """Return a program that has counts as numbers, as they are set only where the step needs to know them."""
    try:
        return record(rule, fixed=Switch)
    except Unrecorded:
        return record(rule)


def _fields(owner: Declared, program: Program) -> Iterator[str]:
    for name, node in program.fields.items():
        value = attrgetter(name)(owner)
        if isinstance(value, Schedule):
            yield from (f"{name}.{each}" for each in _fields(value, record_rate(value)))
        elif isinstance(node, Node):
            yield name


def _begin(rule: Rule) -> Iterator[int | float]:
    """Yield what each number of the state begins with: a number, or the place of the start's coordinate that it is."""
    starts = _PROBE, _PROBE[::-1]
    begun = [np.concatenate([[], *map(np.ravel, rule.begin(start).values())]) for start in starts]
    for pair in zip(*begun, strict=True):
        if pair[0] == pair[1]:
            yield float(pair[0])
        elif pair in (probes := [*zip(*starts, strict=True)]):
            yield probes.index(pair)
        else:
            raise Unrecorded(f"{type(rule).__name__}.begin: more than numbers and the start")


class _Step:
    """A rule's step on a tape. fields: names → places."""

    def __init__(self, rule: Rule):
        self.rule, self.tape = rule, Tape()
        program = _program(rule)
        places = given(program.given.values(), self.tape)
        self.fields = {name: (self.tape.given(),) for name in _fields(rule, program)}
        self._write(program, rule, places, "")
        self.results = [place for node in program.results.values() for place in places[node]]

    def printed(self) -> dict:
        """Return the tape, and the names of the fields."""
        try:
            return {"fields": [*self.fields], **self.tape.printed(self.results, _NAMES)}
        except KeyError as error:
            raise Unrecorded(f"{type(self.rule).__name__}.step: {error} has no name on tapes") from error

    def _write(self, program: Program, owner: Declared, places: Places, within: str) -> None:
        """Write what `owner` does. within: what stands before the names of its fields."""
        followed = {}
        for name, node in program.fields.items():
            value = attrgetter(name)(owner)
            if isinstance(value, Schedule):
                followed[id(value)] = f"{within}{name}."
            if isinstance(node, Node):
                follows, t = isinstance(value, Schedule), places[program.given["t"]]
                places[node] = self._rate(value, t, followed[id(value)]) if follows else self.fields[within + name]
        write(program, self.tape, places, lambda schedule, t: self._rate(schedule, t, followed[id(schedule)]))

    def _rate(self, schedule: Schedule, t: tuple[int, ...], within: str) -> tuple[int, ...]:
        program = record_rate(schedule)
        places = {program.given["t"]: t}
        self._write(program, schedule, places, within)
        return places[program.results["rate"]]
