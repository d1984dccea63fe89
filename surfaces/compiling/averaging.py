"""The mean over the rows of a table of what one row gives: value, gradient and Hessian, worked out row by row.

Nothing is written out for each row, so that a table of thousands compiles as fast as one of two.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surfaces.compiling.derived import Derived
from surfaces.compiling.mending import Mended
from surfaces.compiling.printing import Scratch
from surfaces.compiling.terms import Terms
from surfaces.threads import once

BLOCK = 2**15
"""So many rows of points are worked out at a time: what is between the operations stays in a core's cache."""


class Averaged(Terms):
    """The mean of terms over rows, whose columns, (rows,) each, stand for all arguments but the first two.

    As a program it is that of one row.
    """

    def __init__(self, terms: Terms, columns: Sequence[NDArray[np.float64]]):
        self.terms, self.columns = terms, columns
        self.program, self.shape, self.mended = terms.program, terms.shape, terms.mended
        self._unmended = terms.gradient if isinstance(terms, Mended) else terms

    def at(self, *numbers: float) -> list[Any]:
        """As `Terms.at`."""
        rows = self.columns[0].shape
        with np.errstate(all="ignore"):
            terms = self.terms.over(*map(np.float64, numbers), *self.columns)
            return [float(row_means(np.broadcast_to(term, rows))) for term in terms]

    def over(self, *arrays: NDArray[np.float64]) -> list[Any]:
        """As `Terms.over`."""
        across, along = np.broadcast_arrays(*arrays)
        means = np.empty((math.prod(self.shape), across.size))
        self.into(means, None, across.ravel(), along.ravel())
        return list(means.reshape(len(means), *across.shape))

    def into(self, results: Sequence[NDArray[np.float64]], scratch: Scratch | None, *arrays: NDArray) -> None:
        """As `Terms.into`; the memory between, a column for each point, is found anew."""
        columns = [column[:, None] for column in self.columns]
        across, along = arrays
        for first in range(0, len(across), step := max(1, BLOCK // len(columns[0]))):
            part = slice(first, first + step)
            x, y = across[part], along[part]
            with np.errstate(all="ignore"):
                means = self._means(self._unmended, x, y, columns)
                if self.mended and not np.isfinite(means).all():  # as they are wherever a row's slope is not
                    means = self._means(self.terms, x, y, columns)
            for result, mean in zip(results, means, strict=True):
                result[part] = mean

    def _means(self, terms: Terms, x: NDArray, y: NDArray, columns: Sequence[NDArray]) -> list[NDArray[np.float64]]:
        """The means (n,) of terms at points whose coordinates are (n,), over columns (rows, 1)."""
        shape = len(columns[0]), len(x)
        return [_column_means(np.broadcast_to(term, shape)) for term in terms.over(x, y, *columns)]


def row_means(terms: NDArray[np.float64]) -> NDArray[np.float64]:
    """The means (...) of terms (..., rows).

    Sums in row order, unlike np.sum, so that a point alone and in a batch give the same bits.
    """
    return np.add.accumulate(terms, axis=-1)[..., -1] / terms.shape[-1]


def _column_means(terms: NDArray[np.float64]) -> NDArray[np.float64]:
    """The means (n,) of terms (rows, n), summed in row order too."""
    if terms.shape[1] == 1:  # a sum over a single column would go by pairs
        return row_means(terms[:, 0])
    return np.add.reduce(np.ascontiguousarray(terms)) / len(terms)


class Averages:
    """As `Derived`, of the mean over rows of what is derived of one of them."""

    def __init__(self, of_a_row: Derived, columns: Callable[[], Sequence[NDArray[np.float64]]]):
        """`columns` returns those of the table, in the order of the arguments."""
        self.of_a_row, self._columns = of_a_row, columns

    @once
    def value(self) -> Averaged:
        """f: shape ()."""
        return Averaged(self.of_a_row.value, self._columns())

    @once
    def gradient(self) -> Averaged:
        """The first derivatives: shape (2,)."""
        return Averaged(self.of_a_row.gradient, self._columns())

    @once
    def hessian(self) -> Averaged:
        """The second derivatives: shape (2, 2)."""
        return Averaged(self.of_a_row.hessian, self._columns())

    @once
    def gauss_newton(self) -> Averaged | None:
        """What a mean of squares has near its Hessian, shape (2, 2); None of any other."""
        of_a_row = self.of_a_row.gauss_newton
        return of_a_row and Averaged(of_a_row, self._columns())
