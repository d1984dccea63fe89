"""Programs as data, for whoever has no NumPy: the player's engine in the browser runs them.

    {"given": 2, "numbers": [1.5], "operations": ["subtract", "multiply"], "code": [0, -1, 0, 1, 2, 2], "results": [3]}

Registers hold what is given, then what each operation makes, in order. In the code each stands as its number among the
operations and the places of its operands: a register's number, or -1, -2, … for the numbers. Above, (1.5 - x)².
"""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite, isnan
from types import MappingProxyType

from programs.operations import NAMES


class Tape:
    """Takes down operations on what is given; operands and results are places."""

    def __init__(self):
        self._given = self._size = 0
        self._numbers: dict[str, tuple[int, float]] = {}
        self._written: list[tuple[Callable, tuple[int, ...], int]] = []

    def given(self) -> int:
        """Return the place of one more thing that is given, before any operation."""
        self._given = self._size = self._given + 1
        return self._given - 1

    def number(self, value: float) -> int:
        """Return the place of a number."""
        return self._numbers.setdefault(repr(value), (-1 - len(self._numbers), value))[0]

    def write(self, operation: Callable, *operands: int, makes: int = 1) -> int:
        """Write an operation; return the place of what it makes, the first of so many."""
        self._written.append((operation, operands, makes))
        self._size += makes
        return self._size - makes

    def printed(self, results: Sequence[int], own: Mapping[Callable, str] = MappingProxyType({})) -> dict:
        """Return what was written, JSON but for its text; own: names of operations that are none of NumPy's.

        KeyError where one has no name there, nor among `NAMES`.
        """
        operations: dict[str, int] = {}
        code: list[int] = []
        for operation, operands, _ in self._written:
            name = own.get(operation) or NAMES[operation]
            code += [operations.setdefault(name, len(operations)), *operands]
        numbers = [_told(float(value)) for _, value in self._numbers.values()]
        told = {"given": self._given, "numbers": numbers, "operations": list(operations)}
        return told | {"code": code, "results": results}

    def lines(self, call: Callable[[Callable, list[str]], str]) -> list[str]:
        """Return what was written as lines of Python, on registers n0, n1, …

        call: what works an operation out, from what stands for its operands.
        """
        lines, size = [], self._given
        names = {-1 - i: f"({value!r})" for i, (_, value) in enumerate(self._numbers.values())}
        for operation, operands, makes in self._written:
            made = ", ".join(f"n{place}" for place in range(size, size + makes))
            lines.append(f"{made} = {call(operation, [names.get(place, f'n{place}') for place in operands])}")
            size += makes
        return lines


def _told(value: float) -> float | str:
    """Return a number as JSON has it: those that it has not as JavaScript reads them in a text."""
    if isfinite(value):
        return value
    return "NaN" if isnan(value) else "Infinity" if value > 0 else "-Infinity"
