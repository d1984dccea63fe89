"""SymPy expressions → NumPy functions, compiled once, evaluated quietly.

Kinks, poles and overflow give inf or nan, never a warning or an exception: divergence is data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from math import prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Symbol, cse

from surfaces.compiling.printing import Scratch, in_place, plain, taped
from surfaces.compiling.program import program
from surfaces.threads import building

BLOCK = 2**13
"""So many points go through a function at a time: what is between its operations stays in a core's cache."""


class Terms:
    """Several expressions as one NumPy function: shared subexpressions once, integer powers as products.

    `shape` is what the expressions fill at one point: () for a value, (2,) for a gradient, (2, 2) for a Hessian.
    A point by itself and the same point in a batch give identical bits.
    """

    mended: ClassVar[bool] = False
    """Whether these are slopes that are put right at kinks."""

    def __init__(
        self,
        arguments: Sequence[Symbol],
        expressions: Sequence[Expr],
        shape: tuple[int, ...],
        steps: Sequence[tuple[Symbol, Expr]] | None = None,
    ):
        """`steps`: what is worked out beforehand, in order; else found among the expressions."""
        self.shape = shape
        with building:
            if steps is None:
                steps, expressions = cse(expressions, list=False)
            self.program = program(arguments, steps, expressions)
        self.function: Callable[..., list[Any]] = plain(self.program)
        # Plain Python floats never warn, so code that names no NumPy function needs no errstate (0.7 µs).
        self._arithmetic_only = not self.function.__code__.co_names

    def at(self, *numbers: float) -> list[Any]:
        """Evaluate on plain Python floats, ten times faster than on arrays of length one: one number per expression."""
        try:
            if self._arithmetic_only:
                return self.function(*numbers)
            with np.errstate(all="ignore"):
                return self.function(*numbers)
        except (ZeroDivisionError, OverflowError):
            # NumPy's floats answer inf or nan where Python's raise.
            with np.errstate(all="ignore"):
                return self.function(*(np.float64(number) for number in numbers))

    def over(self, *arrays: NDArray[np.float64]) -> list[Any]:
        """Evaluate on arrays that broadcast: one array, or one number for a constant, per expression."""
        with np.errstate(all="ignore"):
            return self.function(*arrays)

    def into(self, results: Sequence[NDArray[np.float64]], scratch: Scratch, *arrays: NDArray[np.float64]) -> None:
        """Evaluate on arrays of one shape, that of `results` and of the arrays of `scratch`."""
        with np.errstate(all="ignore"):
            self._into(results, scratch.take, scratch.give, *arrays)

    def over_points(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Evaluate at points (..., 2): (..., *shape)."""
        shape, count = points.shape[:-1] + self.shape, prod(self.shape)
        if points.size <= BLOCK:  # few enough for NumPy to find memory at once
            results = self.over(np.ascontiguousarray(points[..., 0]), np.ascontiguousarray(points[..., 1]))
            filled = np.empty((*points.shape[:-1], count))
            for i, result in enumerate(results):
                filled[..., i] = result
            return filled.reshape(shape)[()]
        flat = points.reshape(-1, 2)
        filled = np.empty((len(flat), count))
        scratch = Scratch(lambda: np.empty(BLOCK))
        for first in range(0, len(flat), BLOCK):
            by_coordinate = np.ascontiguousarray(flat[first : first + BLOCK].T)
            places = filled[first : first + BLOCK].T
            if places.shape[1] < BLOCK:
                scratch = Scratch(lambda size=places.shape[1]: np.empty(size))
            self.into(places, scratch, *by_coordinate)
        return filled.reshape(shape)

    @cached_property
    def tape(self) -> dict:
        """The program as data; see `programs.tape`. What is mended is not in it."""
        return taped(self.program)

    @cached_property
    def _into(self) -> Callable[..., None]:
        return in_place(self.program)
