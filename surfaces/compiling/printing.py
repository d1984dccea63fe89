"""Programs as Python functions: of numbers or arrays that broadcast, and of large arrays without new memory; as data.

In place, each operation goes into an array that nothing reads any more, in the same order, hence with the same bits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from math import inf, nan
from types import MappingProxyType

import numpy as np

from programs import EXACT, Arrays, Tape, fills
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
    written = _Written(program)
    depths: dict[Node, int] = {}
    for node in program.nodes:
        if node.operation:
            text = written.call(node, instead.get(node.operation, node.operation))
            depths[node] = 1 + max((depths.get(each, 0) for each in node.reads), default=0)
            if written.uses[node] > 1 or depths[node] > DEEPEST:
                text, depths[node] = written.named(text), 0
            written.places[node] = text
    written.lines.append(f"return [{', '.join(map(written.place, program.results))}]")
    return written.function("")


def in_place(program: Program) -> Callable:
    """The function (results, take, give, *given) that fills arrays of one shape, that of the first two given."""
    return _InPlace(program).function("results, take, give, ")


def taped(program: Program) -> dict:
    """The program as data; see `programs.tape`."""
    tape, places = Tape(len(program.given)), {node: i for i, node in enumerate(program.given)}

    def place(operand: Node | float) -> int:
        return places[operand] if isinstance(operand, Node) else tape.number(operand)

    for node in program.nodes:
        if node.operation:
            places[node] = tape.write(node.operation, *map(place, node.operands))
    return tape.printed([place(each) for each in program.results])


class _Written:
    """The lines of a function. places: nodes → their names, or what stands for them. uses: how often each is read."""

    def __init__(self, program: Program):
        self.given = [f"given_{i}" for i in range(len(program.given))]
        self.places = dict(zip(program.given, self.given, strict=True))
        self.results = [each for each in program.results if isinstance(each, Node)]
        self.uses = Counter([*self.results, *(each for node in program.nodes for each in node.reads)])
        self.lines: list[str] = []
        self.names: dict[str, object] = {"inf": inf, "nan": nan}

    def place(self, operand: Node | float) -> str:
        return self.places[operand] if isinstance(operand, Node) else f"({operand!r})"

    def call(self, node: Node, operation: Callable, out: str | None = None) -> str:
        """Return how a node is worked out, as another operation perhaps; out: the array that takes it up."""
        operands = [self.place(each) for each in node.operands]
        if operation in EXACT and out is None:
            return EXACT[operation].format(*operands)
        self.names[operation.__name__] = operation
        return f"{operation.__name__}({', '.join([*operands, *([f'out={out}'] if out else [])])})"

    def named(self, text: str) -> str:
        """Write a line that gives a name to what an expression comes to; return the name."""
        name = f"n{len(self.lines)}"
        self.lines.append(f"{name} = {text}")
        return name

    def function(self, parameters: str) -> Callable:
        """Return what the lines amount to."""
        source = "\n    ".join([f"def evaluate({parameters}{', '.join(self.given)}):", *self.lines])
        exec(source, self.names)  # of operations, under numbers
        self.names["evaluate"].source = source
        return self.names["evaluate"]


class _InPlace(_Written):
    """varying: nodes that differ from point to point."""

    def __init__(self, program: Program):
        super().__init__(program)
        self.varying = set(program.given[:2])
        self.places |= {node: f"n{i}" for i, node in enumerate(program.nodes) if node.operation}
        last = {each: node for node in program.nodes for each in node.reads} | dict.fromkeys(self.results)
        self.arrays = Arrays(self.lines, self.places, last)
        wanted = {node: f"results[{i}]" for i, node in enumerate(program.results) if isinstance(node, Node)}
        for node in program.nodes:
            if node.operation:
                self._work_out(node, wanted.get(node) if self.uses[node] == 1 else None)
        for i, result in enumerate(program.results):
            if self.place(result) != f"results[{i}]":
                self.lines.append(f"results[{i}][...] = {self.place(result)}")
        self.arrays.give([node for node in program.nodes if node in self.arrays.own])

    def _work_out(self, node: Node, result: str | None) -> None:
        """Write a node's operation, into the result that it is, an array that nothing reads any more, or a free one."""
        spare = self.arrays.spare(node, node.reads)
        if not self.varying.isdisjoint(node.reads):
            self.varying.add(node)
        if node in self.varying and fills(node.operation):
            self.places[node] = result or self.arrays.take(node, spare)
            self.lines.append(self.call(node, node.operation, out=self.places[node]))
        else:
            self.lines.append(f"{self.places[node]} = {self.call(node, node.operation)}")
        self.arrays.give(spare)
