"""Programs as functions, of numbers or arrays that broadcast or of large arrays without new memory; and as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from programs import InPlace, Tape, Written, fills
from surfaces.compiling.program import Node, Program

DEEPEST = 40
"""An expression that is nested deeper gets a name of its own: Python reads no more than 200 brackets."""


class Scratch:
    """Arrays that `make` makes alike, lent and given back: `take()` one, `give(array)` it back."""

    def __init__(self, make: Callable[[], np.ndarray]):
        self._make = make
        self._free: list[np.ndarray] = []
        self.give = self._free.append

    def take(self) -> np.ndarray:
        """Return an array whose content is no longer needed."""
        return self._free.pop() if self._free else self._make()


def plain(program: Program, instead: Mapping[Callable, Callable] = MappingProxyType({})) -> Callable:
    """The function of what is given, numbers or arrays, that returns the results; instead: operation → another."""
    given, uses = _given(program), program.uses
    written, depths = Written(given), dict.fromkeys(given, 0)
    for node in program.nodes:
        if node.operation:
            text = written.call(node, instead.get(node.operation, node.operation))
            depths[node] = 1 + max((depths[each] for each in node.reads), default=0)
            if uses[node] > 1 or depths[node] > DEEPEST:
                name = f"n{len(written.lines)}"
                written.lines.append(f"{name} = {text}")
                text, depths[node] = name, 0
            written.places[node] = text
    written.lines.append(f"return [{', '.join(map(written.place, program.results))}]")
    return written.function(", ".join(given.values()))


def in_place(program: Program) -> Callable:
    """The function (results, take, give, *given) that fills arrays of one shape, that of the first two given."""
    given, uses, results = _given(program), program.uses, program.results
    last = {each: node for node in program.nodes for each in node.reads} | dict.fromkeys(program.result_nodes)
    written = InPlace({node: f"n{i}" for i, node in enumerate(program.nodes)} | given, last)
    wanted = {node: f"results[{i}]" for i, node in enumerate(results) if isinstance(node, Node) and uses[node] == 1}
    varying = set(program.given[:2])  # from point to point
    for node in program.nodes:
        if node.operation:
            if not varying.isdisjoint(node.reads):
                varying.add(node)
            written.work_out(node, node in varying and fills(node.operation), wanted.get(node))
    for i, result in enumerate(results):
        if written.place(result) != f"results[{i}]":
            written.lines.append(f"results[{i}][...] = {written.place(result)}")
    written.give([node for node in program.nodes if node in written.own])
    return written.function(", ".join(["results", "take", "give", *given.values()]))


def taped(program: Program) -> dict:
    """The program as data; see `programs.tape`."""
    tape = Tape()
    places = {node: tape.given() for node in program.given}

    def place(operand: Node | float) -> int:
        return places[operand] if isinstance(operand, Node) else tape.number(operand)

    for node in program.nodes:
        if node.operation:
            places[node] = tape.write(node.operation, *map(place, node.operands))
    return tape.printed([place(each) for each in program.results])


def _given(program: Program) -> dict[Node, str]:
    return {node: f"given_{i}" for i, node in enumerate(program.given)}
