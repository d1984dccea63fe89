"""What is descended when there is data: a loss averaged over the rows of a small table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from math import fsum
from operator import add
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sympy import Add, Expr, Float, Integer, Poly, Symbol

from surfaces.compiling import Averages, Derived, Terms, row_means
from surfaces.expressions import readable_latex
from surfaces.surface import Surface, is_single, tapes, x, y
from surfaces.threads import once
from words import say

FEW_ROWS = 16
"""Up to this many rows a loop over Python floats beats arrays at a single point."""


@dataclass(frozen=True, kw_only=True)
class DataLoss(Surface):
    """The mean over the rows of a table of a loss that one row gives.

    sample: the loss of one row, a SymPy expression in x, y and the table's columns.
    columns: called at first use; column symbol's name → its numbers, shape (rows,). about: what they hold, in words.
    expression: the mean over all rows. Where it is a polynomial, value, gradient and Hessian over all rows are compiled
    from it; any other has as many terms as there are rows, and they are worked out row by row.
    """

    expression: Expr = field(init=False, repr=False, compare=False, default=once(lambda self: self._mean()))
    sample: Expr
    columns: Callable[[], Mapping[str, NDArray[np.float64]]]
    about: str = field(default="", repr=False, compare=False)

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return len(self._table)

    def value(self, points: ArrayLike, rows: ArrayLike | None = None) -> NDArray[np.float64]:
        """The mean loss over `rows` at points (..., 2): (...); rows as for `gradient`."""
        return super().value(points) if rows is None else self._mean_over(self._of_a_row.value, points, rows)

    def gradient(self, points: ArrayLike, rows: ArrayLike | None = None) -> NDArray[np.float64]:
        """The gradient at points (..., 2) of the mean over `rows`: (..., 2).

        rows: None for all; whole numbers below `self.rows` of shape (b,), one mini-batch for every point, or (..., b),
        one for each. A row may come more than once. ValueError for anything else.
        """
        return super().gradient(points) if rows is None else self._mean_over(self._of_a_row.gradient, points, rows)

    def hessian(self, points: ArrayLike, rows: ArrayLike | None = None) -> NDArray[np.float64]:
        """The second derivatives at points (..., 2) of the mean over `rows`: (..., 2, 2); rows as for `gradient`."""
        return super().hessian(points) if rows is None else self._mean_over(self._of_a_row.hessian, points, rows)

    def gauss_newton(self, points: ArrayLike, rows: ArrayLike | None = None) -> NDArray[np.float64]:
        """As `Surface.gauss_newton`, of the mean over `rows`: (..., 2, 2); rows as for `gradient`."""
        if rows is None or not self.is_sum_of_squares:
            return super().gauss_newton(points)
        return self._mean_over(self._of_a_row.gauss_newton, points, rows)

    def row_hessians(self, point: ArrayLike) -> NDArray[np.float64]:
        """The second derivatives of each row's loss at one point (2,): (rows, 2, 2)."""
        terms = self._of_a_row.hessian.over(*self.checked(point), *self._table.T)
        return np.stack([np.broadcast_to(term, self.rows) for term in terms], axis=-1).reshape(self.rows, 2, 2)

    @property
    def form(self) -> Expr:
        """The loss of one row."""
        return self.sample

    @property
    def tapes(self) -> dict[str, Any]:
        """As `Surface.tapes`; those of one row, with the table, where the mean is worked out row by row."""
        return super().tapes if self._is_polynomial else self.row_tapes

    @property
    def row_tapes(self) -> dict[str, Any]:
        """As `tapes`, of one row's loss, given x, y and what stands in the row; table: the rows."""
        return tapes(self._of_a_row.value, self._of_a_row.gradient) | {"table": self._tuples}

    @once
    def latex(self) -> str:
        """The mean as LaTeX, columns with the index i."""
        one_row = readable_latex(self.sample, {symbol: f"{symbol.name}_i" for symbol in self._symbols})
        if isinstance(self.sample, Add):
            one_row = rf"\left({one_row}\right)"
        return rf"\frac{{1}}{{{self.rows}}} \sum_{{i=1}}^{{{self.rows}}} {one_row}"

    @property
    def _symbols(self) -> list[Symbol]:
        return sorted(self.sample.free_symbols - {x, y}, key=str)

    @once
    def _table(self) -> NDArray[np.float64]:
        """(rows, columns), columns in the order of `_symbols`."""
        columns = self.columns()
        if missing := [symbol.name for symbol in self._symbols if symbol.name not in columns]:
            expected = say("a column {names}", names=", ".join(missing))
            raise self._error("columns", expected, say("columns {names}", names=", ".join(columns)))
        return np.column_stack([np.asarray(columns[symbol.name], np.float64) for symbol in self._symbols])

    @once
    def _tuples(self) -> list[tuple[float, ...]]:
        """The table as Python floats."""
        return [tuple(row) for row in self._table.tolist()]

    @property
    def _is_polynomial(self) -> bool:
        return self.sample.is_polynomial(x, y)

    @once
    def _of_a_row(self) -> Derived:
        return Derived((x, y, *self._symbols), self.sample)

    @once
    def _derived(self) -> Derived | Averages:
        return Derived((x, y), self.expression) if self._is_polynomial else self._averages

    @once
    def _averages(self) -> Averages:
        return Averages(self._of_a_row, lambda: np.ascontiguousarray(self._table.T))

    @once
    def _gauss_newton(self) -> Terms | None:
        return self._averages.gauss_newton

    def _mean_over(self, sample: Terms, points: ArrayLike, rows: ArrayLike) -> NDArray[np.float64]:
        """The mean over `rows` of what one row gives at points (..., 2): (..., *sample.shape)."""
        rows = self._checked_rows(rows)
        if is_single(points) and rows.ndim == 1 and rows.size <= FEW_ROWS:
            return self._mean_over_few(sample, points.tolist(), rows.tolist())
        points = self.checked(points)
        if rows.ndim > 1 and rows.shape[:-1] != points.shape[:-1]:
            expected = say("shape (b,) or {shape}", shape=(*points.shape[:-1], "b"))
            raise self._error("rows", expected, say("shape {shape}", shape=rows.shape))
        shape = (*points.shape[:-1], rows.shape[-1])
        terms = sample.over(points[..., :1], points[..., 1:], *np.moveaxis(self._table[rows], -1, 0))
        means = np.empty((*points.shape[:-1], len(terms)))
        for i, term in enumerate(terms):
            means[..., i] = row_means(np.broadcast_to(term, shape))
        return means.reshape(points.shape[:-1] + sample.shape)[()]

    def _mean_over_few(self, sample: Terms, point: list[float], rows: list[int]) -> NDArray[np.float64]:
        terms = zip(*(sample.at(*point, *self._tuples[row]) for row in rows), strict=True)
        return np.array([reduce(add, term) / len(rows) for term in terms], np.float64).reshape(sample.shape)[()]

    def _mean(self) -> Expr:
        """The sum of the rows' losses over their number; of a polynomial's, the mean of each coefficient."""
        if not self._is_polynomial:
            rows = [dict(zip(self._symbols, map(_exact, row), strict=True)) for row in self._tuples]
            return Add(*(self.sample.subs(row) for row in rows)) / self.rows
        sample = Poly(self.sample, x, y)
        coefficients = Terms(self._symbols, sample.coeffs(), (len(sample.coeffs()),)).over(*self._table.T)
        totals = [_exact(fsum(np.broadcast_to(each, self.rows))) for each in coefficients]
        return Add(*(total / self.rows * x**i * y**j for total, (i, j) in zip(totals, sample.monoms(), strict=True)))

    def _check_expression(self):
        if not {x, y} & self.sample.free_symbols or not self._symbols:
            raise self._error("sample", say("a formula in x, y and columns of the data"), str(self.sample))
        self._check_parts("sample", self.sample)

    def _checked_rows(self, rows: ArrayLike) -> NDArray[np.intp]:
        try:
            array = np.asarray(rows)
        except ValueError:
            raise self._no_rows(repr(rows)) from None
        if array.dtype.kind not in "iu" or array.ndim == 0 or array.shape[-1] == 0:
            raise self._no_rows(say("an array of {dtype} of shape {shape}", dtype=array.dtype, shape=array.shape))
        outside = array[(array < 0) | (array >= self.rows)]
        if outside.size:
            raise self._no_rows(str(outside.flat[0]))
        return array

    def _no_rows(self, got: str) -> ValueError:
        expected = say("whole numbers from 0 to {last} of shape (b,) or (..., b), b at least 1", last=self.rows - 1)
        return self._error("rows", expected, got)


def standardised(column: NDArray[np.float64]) -> NDArray[np.float64]:
    """The column with mean 0 and (population) variance 1."""
    return (column - column.mean()) / column.std()


def _exact(number: float) -> Expr:
    return Integer(int(number)) if number.is_integer() else Float(number)
