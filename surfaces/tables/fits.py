"""Where a loss over a table is least: exactly where it is a quadratic, by Newton's method elsewhere."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from surfaces.data_loss import DataLoss
from words import say

COLLINEAR = 1e-12
"""Less than this part of what two features would span if they told different things is rounding."""

STEPS = 100
"""Newton's method takes at most so many steps."""

ROUNDING = 1e-12
"""A loss that grows by no more than this part of itself may not have grown at all."""

SLOWEST, FASTEST, TRIED = 0.02, 200.0, 400
"""Between these an exponent b·s reaches at the largest s, at so many rates: slower is a line, faster a constant."""

Column = NDArray[np.float64]


def least_squares(first: Column, second: Column, target: Column) -> tuple[float, float]:
    """The weights (v, w) of least mean (v·first + w·second − target)², rounded from exact arithmetic once."""
    f, g, d = (list(map(Fraction, column.tolist())) for column in (first, second, target))
    ff, fg, gg, fd, gd = (_product(*pair) for pair in ((f, f), (f, g), (g, g), (f, d), (g, d)))
    spanned = ff * gg - fg * fg
    if spanned <= COLLINEAR * ff * gg:
        raise ValueError(say("expected two features of which neither tells the other, got two that go together"))
    return float((fd * gg - gd * fg) / spanned), float((gd * ff - fd * fg) / spanned)


def are_parted(feature: Column, target: Column) -> bool:
    """Whether a threshold on the feature parts rows of 0 from those of 1, but for ties: their logistic loss has no
    minimum.
    """
    zeros, ones = feature[target == 0], feature[target == 1]
    return zeros.max() <= ones.min() or ones.max() <= zeros.min()


def best_rate(feature: Column, target: Column) -> tuple[float, float] | None:
    """About the a and b > 0 of least mean (a·(1 − e^(−b·s)) − d)²; None where no rate between the extremes is best."""
    rates = np.geomspace(SLOWEST, FASTEST, TRIED) / feature.max()
    risen = -np.expm1(-np.outer(rates, feature))
    levels = risen @ target / np.sum(risen**2, axis=1)
    best = int(np.argmin(np.sum((levels[:, None] * risen - target) ** 2, axis=1)))
    return None if best in (0, TRIED - 1) else (float(levels[best]), float(rates[best]))


def descended(loss: DataLoss, start: tuple[float, float]) -> tuple[float, float]:
    """The minimum near `start` by Newton's method, as many digits as there are; steps that lead up are halved."""
    at = np.array(start, float)
    for _ in range(STEPS):
        step = np.linalg.solve(loss.hessian(at), loss.gradient(at))
        while loss.value(at - step) > (1 + ROUNDING) * loss.value(at):
            step = step / 2
        at = at - step
        if (np.abs(step) <= 2 * np.spacing(np.abs(at))).all():
            break
    return tuple(at.tolist())


def _product(one: list[Fraction], other: list[Fraction]) -> Fraction:
    return sum(map(Fraction.__mul__, one, other), Fraction())
