"""Functions that NumPy has not got, on numbers and arrays."""

from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

NEAR = 2.0
"""Below this the series of a spherical Bessel function is exact, from there on its recurrence."""

TERMS = 14


def spherical_bessel(u: ArrayLike, n: int) -> NDArray[np.float64]:
    """The spherical Bessel function of the first kind of a low order n; sin(u)/u for n = 0.

    Source: NIST Digital Library of Mathematical Functions, 10.53.1 (series) and 10.51.1 (recurrence).
    """
    u = np.asarray(u, np.float64)
    near = np.abs(u) < NEAR
    square, further = np.where(near, u, 0.0) ** 2 / 2, np.where(near, NEAR, u)
    series = np.ones_like(square)
    for k in range(TERMS, 0, -1):
        series = 1 - square / (k * (2 * n + 2 * k + 1)) * series
    lower, order = np.cos(further) / further, np.sin(further) / further
    for k in range(n):
        lower, order = order, (2 * k + 1) / further * order - lower
    return np.where(near, u**n / prod(range(1, 2 * n + 2, 2)) * series, order)
