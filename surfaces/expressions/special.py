"""Functions that NumPy has not got, of its own operations: on numbers, on arrays and on what stands for them."""

from math import prod

import numpy as np

NEAR = 2.0
"""Below this the series of a spherical Bessel function is exact, from there on its recurrence."""

TERMS = 14


def spherical_bessel(u, n):
    """The spherical Bessel function of the first kind of a low order n; sin(u)/u for n = 0.

    Source: NIST Digital Library of Mathematical Functions, 10.53.1 (series) and 10.51.1 (recurrence).
    """
    n, near = int(n), np.abs(u) < NEAR
    square, further, series = np.square(np.where(near, u, 0.0)) / 2, np.where(near, NEAR, u), 1.0
    for k in range(TERMS, 0, -1):
        series = 1 - square / (k * (2 * n + 2 * k + 1)) * series
    lower, order = np.cos(further) / further, np.sin(further) / further
    for k in range(n):
        lower, order = order, (2 * k + 1) / further * order - lower
    leading = prod([u] * n) / prod(range(1, 2 * n + 2, 2))
    return np.where(near, leading * series, order)
