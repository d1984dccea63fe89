"""Arithmetic that steps share. The first argument may be a number or an array."""

import numpy as np

LEAST = float(np.finfo(float).tiny)
"""The least number with all its digits: a smaller square has lost some of them, or all."""


def power(base, exponent):
    """Return base to an exponent, an int; unlike `**`, with the same bits for a number alone and inside an array."""
    if exponent < 0:
        raise ValueError(f"power: exponent must be at least 0, got {exponent}")
    result = 1.0
    while exponent:
        if exponent & 1:
            result = result * base
        base, exponent = base * base, exponent >> 1
    return result


def exp(exponent):
    """Return e to an exponent: a float for a number, as NumPy's own would not be."""
    result = np.exp(exponent)
    return result if np.ndim(exponent) else float(result)


def root(v, epsilon, inside):
    """Return the square root of v, a mean of squares, kept from zero by epsilon.

    Some of the squares may have underflowed; with as much as they can have lost, no step over the root grows by that.
    """
    return np.sqrt(v + (epsilon + LEAST)) if inside else np.sqrt(v + LEAST) + epsilon


def quotient(a, b):
    """Return a / b, with 0/0 = 0: a coordinate that never had a gradient stands still."""
    return np.divide(a, b, out=np.zeros(np.broadcast(a, b).shape), where=a != 0)
