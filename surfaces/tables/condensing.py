"""A loss over many rows of one feature, over few that give the same means: Gauss's nodes for the feature's numbers.

A mean over rows is an integral. k nodes with weights give that of every polynomial in the feature up to degree 2k − 1,
and of what is smooth there all digits, far below as many rows. They are the eigenvalues of the tridiagonal matrix that
Lanczos's method makes of the feature, and come with the target's projection on the polynomials: what it keeps of a loss
that is quadratic in the target is a constant.

Source: Golub & Welsch 1969, Calculation of Gauss Quadrature Rules; Gautschi 2004, Orthogonal Polynomials, 2.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, Float, Symbol

from surfaces.data_loss import DataLoss

COUNTS = (64, 128, 256)
"""Nodes that are tried, the fewest first."""

WORTH = 4
"""Rows for each node, from which on there is something to gain."""

ALIKE = 1e-11
"""By how much, as a part of what the rows give, two means are the same but for rounding."""

HOPELESS = 1e-8
"""Twice as many nodes square the difference: where that would leave more at the most nodes, none are tried further."""

TINY = np.finfo(float).tiny
LATTICE = 16
AROUND = 0.25
"""Places along each side at which means are compared, over the domain and so many of its sides beyond."""

VANISHED = 1e-13
"""What is left of a vector of length 1 by rounding."""

_weight = Symbol("w", nonnegative=True)


class Nodes(NamedTuple):
    """Nodes (k,) with their weights, 1 in sum, and the targets there; variance: of what those do not tell."""

    nodes: NDArray[np.float64]
    weights: NDArray[np.float64]
    targets: NDArray[np.float64]
    variance: float


def condensed(loss: DataLoss, feature: Symbol, target: Symbol) -> DataLoss | None:
    """The same loss over few rows, equal but for rounding in and around its domain; None where that takes too many.

    feature, target: the columns, of which the loss of a row is smooth and quadratic.
    """
    columns = loss.columns()
    for count in COUNTS:
        if loss.rows < WORTH * count:
            return None
        found = gauss_nodes(columns[feature.name], columns[target.name], count)
        given = partial(_columns, feature, target, found)
        few = replace(loss, sample=_weighted(loss.sample, target, found), columns=given)
        apart = difference(loss, few)
        if apart <= ALIKE:
            return few
        if apart ** (COUNTS[-1] / count) > HOPELESS:
            return None
    return None


def gauss_nodes(feature: NDArray[np.float64], target: NDArray[np.float64], count: int) -> Nodes:
    """At most so many nodes for means over the rows (n,) of the feature, fewer where it has fewer numbers."""
    middle = (feature.min() + feature.max()) / 2
    reach = np.abs(feature - middle).max()
    places, made = (feature - middle) / reach, np.empty((count, len(feature)))
    diagonal, beside = [], []
    vector = np.full(len(places), len(places) ** -0.5)
    for i in range(count):
        made[i], basis = vector, made[: i + 1]
        following = places * vector
        diagonal.append(following @ vector)
        for _ in range(2):  # once leaves what rounding did
            following = following - basis.T @ (basis @ following)
        beside.append(np.linalg.norm(following))
        if beside[-1] < VANISHED:
            break
        vector = following / beside[-1]
    off = beside[: len(diagonal) - 1]
    nodes, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(off, 1) + np.diag(off, -1))
    told = basis @ target * len(places) ** -0.5
    targets = told @ vectors / vectors[0]
    variance = np.mean((target - basis.T @ told * len(places) ** 0.5) ** 2)
    return Nodes(middle + reach * nodes, vectors[0] ** 2, targets, float(variance))


def difference(loss: DataLoss, other: DataLoss) -> float:
    """The largest difference between slopes of two losses, in and around the domain of the first.

    As a part of the size of what the rows of the second give, apart.
    """
    low, high = np.transpose(loss.domain)
    low, high = low - AROUND * (high - low), high + AROUND * (high - low)
    points = np.stack(np.meshgrid(*np.linspace(low, high, LATTICE).T), axis=-1).reshape(-1, 2)
    sizes = np.mean([np.abs(other.gradient(points, rows=[row])) for row in range(other.rows)], axis=0)
    return float((np.abs(loss.gradient(points) - other.gradient(points)) / np.maximum(sizes, TINY)).max())


def _weighted(sample: Expr, target: Symbol, found: Nodes) -> Expr:
    """The loss of a node."""
    return _weight * sample + Float(float(sample.diff(target, 2)) / 2 * found.variance)


def _columns(feature: Symbol, target: Symbol, found: Nodes) -> Mapping[str, NDArray[np.float64]]:
    weights = found.weights * len(found.weights)
    return {feature.name: found.nodes, target.name: found.targets, _weight.name: weights}
