"""Slopes at kinks, where f is finite and its code says 0/0.

The chain rule gives sqrt(x²) the slope 0 · ∞ at 0. The slope of a kink is the mean of its two sides, as |x| has it:
0 for sqrt(x² + y²) at the origin, 3 for sqrt(x² + y²) + 3x.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from math import isfinite
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from surfaces.compiling.printing import Scratch, plain
from surfaces.compiling.terms import Terms

FAR, NEAR = 2.0**-14, 2.0**-20
"""How far the sides are looked at, for a coordinate up to 1; in proportion for a larger one."""

SHRINKING = 0.75
"""What tends to 0 falls to this part or less from `FAR` to `NEAR`, 64 times as near, as powers above 1/14 do."""

ROUNDING = 2.0**-49

Array = NDArray[np.float64]


class Mended(Terms):
    """A gradient with slopes at kinks.

    Where f is finite and its slope along an axis is not, the slope is what the same code gives if 0 times anything is
    0, provided that the values on the sides where f is defined tend to it; else 0 where f is least or greatest along
    the axis. What is neither stays as it is: 1/x at 0, the edge of sqrt(x), the vertical tangent of cbrt(x).
    """

    mended = True

    def __init__(self, gradient: Terms, value: Callable[[], Terms]):
        """`value` returns the terms of f; both take the same arguments, the two coordinates first."""
        self.gradient, self.value = gradient, value
        self.program, self.shape = gradient.program, gradient.shape

    def at(self, *numbers: float) -> list[Any]:
        """As `Terms.at`."""
        slopes = self.gradient.at(*numbers)
        by_x, by_y = slopes
        if isfinite(by_x) and isfinite(by_y):
            return slopes
        return [float(slope[0]) for slope in self.over(*np.array(numbers)[:, None])]

    def over(self, *arrays: Array) -> list[Any]:
        """As `Terms.over`."""
        slopes = self.gradient.over(*arrays)
        if _all_finite(slopes):
            return slopes
        arguments = np.broadcast_arrays(*arrays)
        mended = np.empty((len(slopes), *arguments[0].shape))
        for place, slope in zip(mended, slopes, strict=True):
            place[...] = slope
        self._mend(mended.reshape(len(slopes), -1), [argument.ravel() for argument in arguments])
        return list(mended)

    def into(self, results: Sequence[Array], scratch: Scratch, *arrays: Array) -> None:
        """As `Terms.into`."""
        self.gradient.into(results, scratch, *arrays)
        if not _all_finite(results):
            self._mend(results, np.broadcast_arrays(*arrays))

    @cached_property
    def _forgiving(self) -> Callable[..., Sequence[Any]]:
        """The gradient, where 0 times anything is 0."""
        return plain(self.program, {np.multiply: _product, np.divide: _quotient})

    def _mend(self, slopes: Sequence[Array], arguments: Sequence[Array]) -> None:
        """Put the slopes (n,) along each axis right where they are not finite, in place."""
        with np.errstate(all="ignore"):
            broken = np.flatnonzero(~np.logical_and.reduce([np.isfinite(slope) for slope in slopes]))
            heights = np.broadcast_to(self.value().over(*(each[broken] for each in arguments))[0], broken.shape)
            broken, heights = broken[np.isfinite(heights)], heights[np.isfinite(heights)]
            here = [each[broken] for each in arguments]
            for axis, guess in enumerate(self._forgiving(*here) if broken.size else ()):
                given = slopes[axis][broken]
                found = self._found(np.broadcast_to(guess, broken.shape), axis, heights, here)
                slopes[axis][broken] = np.where(np.isfinite(given) | np.isnan(found), given, found)

    def _found(self, guess: Array, axis: int, heights: Array, here: Sequence[Array]) -> Array:
        """The slopes (n,) of f along an axis, whose values are `heights` there; nan where there are none."""
        far, near = (self._sides(distance, axis, heights, here) for distance in (FAR, NEAR))
        rounding = ROUNDING * (np.abs(heights) + np.abs(here[axis]) * near.change / near.apart) / near.apart
        tends = np.abs(near.slope - guess) <= SHRINKING * np.abs(far.slope - guess) + rounding
        continuous = np.isfinite(near.change) & (near.change <= SHRINKING * far.change)
        found = np.where(near.extreme & continuous, 0.0, np.nan)
        return np.where(tends & np.isfinite(guess), guess + 0.0, found)  # no -0.0

    def _sides(self, distance: float, axis: int, heights: Array, here: Sequence[Array]) -> _Sides:
        apart = distance * np.maximum(1, np.abs(here[axis]))
        below, above = (
            np.broadcast_to(self.value().over(*here[:axis], here[axis] + step, *here[axis + 1 :])[0], apart.shape)
            for step in (-apart, apart)
        )
        falls, rises = heights - below, above - heights
        extreme = ((falls <= 0) & (rises >= 0)) | ((falls >= 0) & (rises <= 0))
        falls, rises = np.where(np.isnan(falls), rises, falls), np.where(np.isnan(rises), falls, rises)
        return _Sides(apart, (falls + rises) / (2 * apart), np.abs(falls) + np.abs(rises), extreme)


class _Sides(NamedTuple):
    """What f does on both sides of points (n,), `apart` from them; where one is not defined, the other stands for it.

    slope: the mean of the two. change: the sum of their sizes. extreme: whether f rises, or falls, to both.
    """

    apart: Array
    slope: Array
    change: Array
    extreme: Array


def _product(u: Array | float, v: Array | float) -> Array:
    return np.where((u == 0) | (v == 0), 0.0, np.multiply(u, v))


def _quotient(u: Array | float, v: Array | float) -> Array:
    return np.where(u == 0, 0.0, np.divide(u, v))


def _all_finite(slopes: Array | Sequence[Array | float]) -> bool:
    with np.errstate(all="ignore"):
        total = np.sum(slopes) if isinstance(slopes, np.ndarray) else sum(map(np.sum, slopes))
    return isfinite(total)  # at a fraction of the time that looking at each takes
