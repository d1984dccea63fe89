"""Programs carried out: what a tape writes down, by the functions of a library of arrays, such as NumPy.

A library that takes functions down instead, as JAX does, compiles what it sees here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np


def play(tape: Mapping, given: Sequence[Any], library: Any, own: Mapping[str, Callable]) -> list[Any]:
    """Return the results of a tape, from what it is given.

    library: has NumPy's functions under their names. own: those of operations that are none of NumPy's; one that makes
    more than one thing returns a tuple.
    """
    registers = [*given]

    def value(place: int) -> Any:
        return registers[place] if place >= 0 else float(tape["numbers"][-1 - place])

    for name, places in lines(tape):
        made = (own[name] if name in own else getattr(library, name))(*map(value, places))
        registers += made if isinstance(made, tuple) else (made,)
    return [value(place) for place in tape["results"]]


def lines(tape: Mapping) -> Iterator[tuple[str, list[int]]]:
    """Yield each operation of a tape by its name, and the places of its operands."""
    code = iter(tape["code"])
    for number in code:
        name = tape["operations"][number]
        yield name, [next(code) for _ in range(_operands(name))]


def _operands(name: str) -> int:
    """Return how many operands an operation has; those that are none of NumPy's have two."""
    return 3 if name == "where" else getattr(getattr(np, name, None), "nin", 2)
