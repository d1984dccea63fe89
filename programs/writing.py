"""Programs as functions of Python's, written line by line: of whatever comes, or of large arrays without new memory.

A program's nodes have an `operation`, its `operands`, and those of them that are nodes, which it `reads`.

In place, each operation goes into an array that nothing reads any more, in the same order, hence with the same bits:
NumPy makes an array for every sum and product, and over thousands of points finding that memory takes longer than the
arithmetic; threads wait for each other to get it.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from math import inf, nan

from programs.operations import EXACT


class Written:
    """The lines of a function so far. places: node → its name, or what stands for it."""

    operators: Mapping[Callable, str] = EXACT
    """Operation → how it is written; the others are called."""

    def __init__(self, places: Mapping[Hashable, str]):
        self.places, self.lines = dict(places), []
        self.names: dict[str, object] = {"inf": inf, "nan": nan}

    def place(self, operand: Hashable) -> str:
        """Return what stands for a node, or for a number."""
        return f"({operand!r})" if isinstance(operand, int | float) else self.places[operand]

    def call(self, node, operation: Callable, out: str | None = None) -> str:
        """Return how a node is worked out, as another operation perhaps; out: the array that takes it up."""
        operands = [self.place(each) for each in node.operands]
        if operation in self.operators and out is None:
            return self.operators[operation].format(*operands)
        name = f"call_{operation.__name__}"
        while self.names.setdefault(name, operation) is not operation:
            name += "_"
        return f"{name}({', '.join([*operands, *([f'out={out}'] if out else [])])})"

    def function(self, parameters: str) -> Callable:
        """Return what the lines amount to, with their text as its `source`."""
        source = "\n    ".join([f"def evaluate({parameters}):", *self.lines])
        exec(source, self.names)  # of operations, under numbers
        self.names["evaluate"].source = source
        return self.names["evaluate"]


class InPlace(Written):
    """Lines that `take()` arrays and `give` them back, for nodes in the order in which they are worked out.

    last: node → the last node that reads it; None for what is read afterwards. own: those nodes whose arrays may be
    written over once they are read no more.
    """

    def __init__(self, places: Mapping[Hashable, str], last: Mapping, own: Iterable = ()):
        super().__init__(places)
        self.last, self.own = last, set(own)

    def work_out(self, node, fills: bool, result: str | None = None) -> None:
        """Write a node's operation. fills: whether it can go into an array: the result, one to spare, or a free one."""
        spare = [each for each in dict.fromkeys(node.reads) if each in self.own and self.last[each] is node]
        if fills:
            self.places[node] = out = result or self.array(node, spare)
            self.lines.append(self.call(node, node.operation, out))
        else:
            self.lines.append(f"{self.places[node]} = {self.call(node, node.operation)}")
        self.give(spare)

    def give(self, nodes: Iterable) -> None:
        """Give the arrays of nodes back."""
        self.lines += [f"give({self.places[node]})" for node in nodes]
        self.own.difference_update(nodes)

    def array(self, node, spare: list) -> str:
        """Return the name of an array for `node`: the first that is spare, which is struck off, or a free one."""
        self.own.add(node)
        if not spare:
            self.lines.append(f"{self.places[node]} = take()")
            return self.places[node]
        self.own.discard(spare[0])
        return self.places[spare.pop(0)]
