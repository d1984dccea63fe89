"""Programs as data, for whoever has no NumPy: the player's engine in the browser runs them.

    {"given": 2, "numbers": [1.5], "operations": ["subtract", "multiply"], "code": [0, -1, 0, 1, 2, 2], "results": [3]}

Registers hold what is given, then what each operation makes, in order. In the code each stands as its number among the
operations and the places of its operands: a register's number, or -1, -2, … for the numbers. Above, (1.5 - x)².
"""

from collections.abc import Callable, Sequence
from math import isfinite, isnan

from programs.operations import NAMES


class Tape:
    """Takes down operations on what is given, so many registers; operands and results are places."""

    def __init__(self, given: int):
        self._given = self._size = given
        self._numbers: dict[str, tuple[int, float]] = {}
        self._operations: dict[str, int] = {}
        self._code: list[int] = []

    def number(self, value: float) -> int:
        """Return the place of a number."""
        value = float(value)
        return self._numbers.setdefault(repr(value), (-1 - len(self._numbers), value))[0]

    def write(self, operation: Callable | str, *operands: int, makes: int = 1) -> int:
        """Write an operation of NumPy's, or one by its name; return the place of what it makes, the first of so many.

        KeyError where that is none of `NAMES`.
        """
        name = operation if isinstance(operation, str) else NAMES[operation]
        self._code += [self._operations.setdefault(name, len(self._operations)), *operands]
        self._size += makes
        return self._size - makes

    def printed(self, results: Sequence[int]) -> dict:
        """Return what was written, JSON but for its text."""
        return {
            "given": self._given,
            "numbers": [_told(value) for _, value in self._numbers.values()],
            "operations": list(self._operations),
            "code": self._code,
            "results": results,
        }


def _told(value: float) -> float | str:
    """Return a number as JSON has it: those that it has not as JavaScript reads them in a text."""
    if isfinite(value):
        return value
    return "NaN" if isnan(value) else "Infinity" if value > 0 else "-Infinity"
