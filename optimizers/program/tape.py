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
from optimizers.hyperparameters import Switch
from optimizers.program.coordinates import Registers, by_coordinates
from optimizers.program.nodes import REMEMBERED, Node, Program, Unrecorded, choose, gradient_at
from optimizers.program.record import record
from optimizers.rule import Rule, rate_field
from programs import NAMES, Tape

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
    """Return the step: a tape, its fields by name, and the places of its rate and of what the state begins with.

    fields: hyperparameters, "inner.beta1" and "learning_rate.initial" those of what stands within. rate: its learning
    rate, missing where it has none. Unrecorded where the step has no program, or one with operations that tapes have no
    name for.
    """
    program = _program(rule)
    tape, places = by_coordinates(program)
    begin = [each if isinstance(each, int) else tape.number(each) for each in _begin(rule)]
    field = rate_field(rule)
    [rate] = places.get(program.rates.get(field, program.fields.get(field)), [None])
    return {"begin": begin, **({} if rate is None else {"rate": rate}), **_printed(rule, program, tape, places)}


def taped_step(rule: Rule) -> dict:
    """Return the step alone, the same for all numbers that its fields may have: `taped` but for what begins."""
    program = _program(rule)
    return _printed(rule, program, *by_coordinates(program))


def told_numbers(rule: Rule) -> list[float]:
    """Return the rule's numbers, in the order of its tape's fields."""
    return [float(attrgetter(name)(rule)) for name in taped(rule)["fields"]]


def asked(rule: Rule) -> int:
    """Return how many gradients a step asks for."""
    return sum(node.operation is gradient_at for node in record(rule).nodes)


def _program(rule: Rule) -> Program:
    """Return a program that has counts as numbers, as they are set only where the step needs to know them."""
    try:
        return record(rule, fixed=Switch, rates=True)
    except Unrecorded:
        return record(rule, rates=True)


def _printed(rule: Rule, program: Program, tape: Tape, places: Registers) -> dict:
    fields = [name for name, node in program.fields.items() if isinstance(node, Node)]
    results = [place for node in program.results.values() for place in places[node]]
    try:
        return {"fields": fields, **tape.printed(results, _NAMES)}
    except KeyError as error:
        raise Unrecorded(f"{type(rule).__name__}.step: {error} has no name on tapes") from error


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
