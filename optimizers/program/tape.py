"""A rule's step as data, and its numbers: what it takes to step where there is no NumPy.

Given are x, y and t, then what the state holds, number by number, then the fields; the results are x, y and the state.
A learning rate that follows a schedule is worked out within the step, from the schedule's own fields.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from operator import attrgetter
from types import MappingProxyType

import numpy as np

from optimizers import arithmetic
from optimizers.hyperparameters import Declared, Switch
from optimizers.program.nodes import COORDINATE, Node, Program, Unrecorded, choose, gradient_at
from optimizers.program.record import record, record_rate
from optimizers.rule import Rule, rate_field
from optimizers.schedules import Schedule
from programs import Tape

REMEMBERED = 256
"""Rules whose tapes are kept."""

_OF_FLOATS: Mapping[Callable, Callable | str] = MappingProxyType(
    {
        **{arithmetic.cos: np.cos, arithmetic.exp: np.exp, arithmetic.least: np.minimum, choose: np.where},
        arithmetic.raised: np.power,
        **{arithmetic.power: "whole_power", arithmetic.quotient: "quotient"},
    }
)
"""Primitive → the operation of NumPy's that it is on floats, or its own name."""

_PROBE = np.array([0.375, -1.625])

PRIMITIVES = ("gradient", *(name for name in _OF_FLOATS.values() if isinstance(name, str)))
"""Operations of tapes that are none of NumPy's; the gradient at a point makes two numbers."""


@lru_cache(maxsize=REMEMBERED)
def taped(rule: Rule) -> dict:
    """Return the step: a tape, its fields by name, and the places of its rate and of what the state begins with.

    fields: hyperparameters, "inner.beta1" and "learning_rate.initial" those of what stands within. rate: its learning
    rate, missing where it has none. Unrecorded where the step has no program, or one with operations that tapes have no
    name for.
    """
    names, tape, results, rate = _written(rule)
    begin = [each if isinstance(each, int) else tape.number(each) for each in _begin(rule)]
    return {"fields": names, "begin": begin, **({} if rate is None else {"rate": rate}), **tape.printed(results)}


def taped_step(rule: Rule) -> dict:
    """Return the step alone, the same for all numbers that its fields may have: `taped` but for what begins."""
    names, tape, results, _ = _written(rule)
    return {"fields": names, **tape.printed(results)}


def _written(rule: Rule) -> tuple[list[str], Tape, list[int], int | None]:
    """Return the names of the fields, the tape, and the places of the results and of the learning rate."""
    program = _program(rule)
    names = list(_fields(rule, program))
    sizes = {node: 1 + (node.extent == COORDINATE) for node in program.given.values()}
    ends = dict(zip(sizes, accumulate(sizes.values()), strict=True))
    end = ends[[*sizes][-1]]
    tape = Tape(end + len(names))
    places = {node: tuple(range(ends[node] - size, ends[node])) for node, size in sizes.items()}
    try:
        _Writer(tape, {name: end + i for i, name in enumerate(names)}).write(program, rule, places)
    except KeyError as error:
        raise Unrecorded(f"{type(rule).__name__}.step: {error} has no name on tapes") from error
    [rate] = places.get(program.fields.get(rate_field(rule)), [None])
    return names, tape, [place for node in program.results.values() for place in places[node]], rate


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


class _Writer:
    """Writes programs on a tape. fields: names → places. All places are those of x and y, or one of a number."""

    def __init__(self, tape: Tape, fields: Mapping[str, int]):
        self.tape, self.fields = tape, fields

    def write(self, program: Program, owner: Declared, places: dict[Node, tuple[int, ...]], within: str = "") -> None:
        """Write what `owner` does; to the places of what is given are added those of all else.

        within: what stands before the names of its fields.
        """
        for name, node in program.fields.items():
            if isinstance(node, Node):
                value, t = attrgetter(name)(owner), places[program.given["t"]]
                follows = isinstance(value, Schedule)
                places[node] = self._rate(value, t, f"{within}{name}.") if follows else (self.fields[within + name],)
        followed = {id(value): name for name, value in program.fields.items() if isinstance(value, Schedule)}
        for node in program.nodes:
            operands = [places[each] if isinstance(each, Node) else (self.tape.number(each),) for each in node.operands]
            if isinstance(node.operation, Schedule):
                places[node] = self._rate(node.operation, *operands, f"{within}{followed[id(node.operation)]}.")
            elif node.operation:
                places[node] = self._operation(node, operands)

    def _rate(self, schedule: Schedule, t: tuple[int, ...], within: str) -> tuple[int, ...]:
        program = record_rate(schedule)
        places = {program.given["t"]: t}
        self.write(program, schedule, places, within)
        return places[program.results["rate"]]

    def _operation(self, node: Node, operands: list[tuple[int, ...]]) -> tuple[int, ...]:
        operation, write = node.operation, self.tape.write
        if operation is gradient_at:
            by_x = write("gradient", *operands[0], makes=2)
            return by_x, by_x + 1
        if operation is arithmetic.norm:
            return (write(np.hypot, *operands[0]),)
        if operation is arithmetic.dot:
            return (write(np.add, *(write(np.multiply, *pair) for pair in zip(*operands, strict=True))),)
        if operation is np.power and node.operands[1] == 2:
            operation, operands = np.multiply, operands[:1] * 2
        each = (tuple(place[i % len(place)] for place in operands) for i in range(1 + (node.extent == COORDINATE)))
        if operation is np.clip:
            return tuple(write(np.minimum, write(np.maximum, x, low), high) for x, low, high in each)
        return tuple(write(_OF_FLOATS.get(operation, operation), *places) for places in each)
