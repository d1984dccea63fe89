"""Which arrays hold what while a program is written that asks for no new memory: each until nothing reads it any more.

NumPy makes an array for every sum and product, and over thousands of points finding that memory takes longer than the
arithmetic; threads wait for each other to get it.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence


class Arrays:
    """Writes the lines that take arrays and give them back, for nodes in the order in which they are worked out.

    places: node → the name of its array. last: node → the last node that reads it; None for what is read afterwards.
    own: those nodes whose arrays may be written over once they are read no more.
    """

    def __init__(self, lines: list[str], places: dict[Hashable, str], last: Mapping, own: Iterable = ()):
        self.lines, self.places, self.last, self.own = lines, places, last, set(own)

    def spare(self, node: Hashable, operands: Iterable) -> list:
        """Return the operands whose arrays nothing reads after `node`."""
        return [each for each in dict.fromkeys(operands) if each in self.own and self.last[each] is node]

    def take(self, node: Hashable, spare: list) -> str:
        """Return the name of an array for `node`: the first that is spare, which is struck off, or a free one."""
        if spare:
            self.places[node] = self.places[spare[0]]
            self.own.discard(spare.pop(0))
        else:
            self.lines.append(f"{self.places[node]} = take()")
        self.own.add(node)
        return self.places[node]

    def give(self, nodes: Sequence) -> None:
        """Give the arrays of nodes back."""
        self.lines += [f"give({self.places[node]})" for node in nodes]
        self.own.difference_update(nodes)
