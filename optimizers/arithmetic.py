"""Arithmetic that steps share. The first argument may be a number or an array."""

import numpy as np


def power(base, exponent):
    """Return base to a whole exponent; unlike `**`, with the same bits for a number alone and inside an array."""
    result = 1.0
    while exponent:
        if exponent % 2:
            result = result * base
        base, exponent = base * base, exponent // 2
    return result


def root(v, epsilon, inside):
    """Return the square root of v, kept from zero."""
    return np.sqrt(v + epsilon) if inside else np.sqrt(v) + epsilon


def quotient(a, b):
    """Return a / b, with 0/0 = 0: a coordinate that never had a gradient stands still."""
    return np.divide(a, b, out=np.zeros(np.broadcast(a, b).shape), where=a != 0)
