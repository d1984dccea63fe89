"""Where losses are known to be finite without being computed."""

from functools import lru_cache

import numpy as np

from surfaces import Surface
from surfaces.critical import polynomial

HIGHEST_BOUNDED = 32
"""A polynomial that may be of a higher degree is not expanded: its losses are computed instead."""


def surely_finite(surface: Surface, path: np.ndarray) -> bool:
    """Whether the loss is known to be finite all along `path` without computing it."""
    within = _finite_within(surface)
    return within > 0 and bool(-within < path.min() and path.max() < within)


@lru_cache(maxsize=64)
def _finite_within(surface: Surface) -> float:
    """Return a bound for |x| and |y| below which the loss is finite beyond doubt; 0 where none is known."""
    loss = polynomial(surface, HIGHEST_BOUNDED)
    if loss is None:
        return 0.0
    try:
        largest = max((abs(float(coefficient)) for coefficient in loss.coeffs()), default=0.0)
    except TypeError:  # a number such as cbrt(2), which SymPy cannot tell
        return 0.0
    return 1e100 ** (1 / max(1, loss.total_degree())) if largest < 1e100 else 0.0
