"""What rules remember: state of any shape, of one run as a row of numbers, of many as arrays."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np

from optimizers import Rule
from optimizers.rule import State
from words import say


def begun(rule: Rule, x: np.ndarray) -> dict[str, np.ndarray]:
    """Return what a rule remembers before its first step from points x (n, 2): arrays (n, ...), each its own.

    In memory they are each entry by itself, so that an operation on all runs goes through one block. ValueError naming
    the rule, the state, what is expected and what was given.
    """
    state = {name: np.array(part, dtype=float, order="F") for name, part in rule.begin(x).items()}
    for name, part in state.items():
        if name in ("x", "t") or part.shape[:1] != x.shape[:1]:
            told = {"rule": type(rule).__name__, "name": name, "n": len(x), "shape": part.shape}
            raise ValueError(
                say(
                    "{rule}: state {name!r} must be an array ({n}, ...) under a name other than x and t,"
                    " got shape {shape}",
                    **told,
                )
            )
    return state


def sound(state: State, n: int) -> np.ndarray:
    """Whether each run's state is finite, (n,)."""
    found = np.full(n, True)
    for part in state.values():
        found &= np.isfinite(part).all(axis=tuple(range(1, part.ndim)))
    return found


def chosen(where: np.ndarray, part: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return one part of the state (n, ...) for the runs `where` (n,) says so, and another for the rest."""
    return np.where(where.reshape(-1, *(1,) * (other.ndim - 1)), part, other)


@dataclass(frozen=True)
class Layout:
    """How the state of a run lies in a row of numbers; shapes: name → shape of what stands under it."""

    shapes: Mapping[str, tuple[int, ...]]

    def row(self, state: State) -> tuple[float, ...]:
        """Return the state of one run, each part (1, ...), as floats one after the other."""
        return tuple(number for name in self.shapes for number in np.ravel(state[name]).tolist())

    def state(self, rows: np.ndarray) -> dict[str, np.ndarray]:
        """Return what stands in rows (k, ...) of such floats: name → (k, *shape)."""
        found, first = {}, 0
        for name, shape in self.shapes.items():
            found[name] = rows[:, first : first + prod(shape)].reshape(len(rows), *shape)
            first += prod(shape)
        return found


def entries_of(state: State) -> dict[str, np.ndarray]:
    """Return each entry of a run's state over its steps, (steps + 1,), by name: m_x and m_y, H_xx to H_yy, s_1_x, d."""
    entries = {}
    for name, part in state.items():
        columns = part.reshape(len(part), -1).T
        entries |= {"_".join((name, *place)): column for place, column in zip(_places(part), columns, strict=True)}
    return entries


def _places(part: np.ndarray) -> Iterator[tuple[str, ...]]:
    shape = part.shape[1:] if part.shape[1:] != (1,) else ()
    sides = 2 if shape[-2:] == (2, 2) else int(shape[-1:] == (2,))
    counted = shape[: len(shape) - sides]
    for place in product(*(map(str, range(1, length + 1)) for length in counted), *["xy"] * sides):
        yield (*place[: len(counted)], "".join(place[len(counted) :])) if sides else place
