"""Arithmetic that steps and schedules share. The first argument may be a number or an array.

What is marked as a primitive is one operation of a program: on symbols it is written down, not carried out.
"""

import math
from functools import wraps

import numpy as np

from words import say

LEAST = float(np.finfo(float).tiny)
"""The least number with all its digits: a smaller square has lost some of them, or all."""

MOST = 1e90
"""What grows without end grows no further: its cube, even over a small number, is to be a float."""


def primitive(function):
    """Return the function, but for symbols (of `program.record`), which write the call down."""

    @wraps(function)
    def called(*args):
        for arg in args:
            if hasattr(arg, "book"):
                return arg.book.write(called, args)
        return function(*args)

    return called


@primitive
def power(base, exponent):
    """Return base to an exponent, an int; unlike `**`, with the same bits for a number alone and inside an array."""
    if exponent < 0:
        raise ValueError(say("power: exponent must be at least 0, got {exponent}", exponent=exponent))
    result = 1.0
    while exponent:
        if exponent & 1:
            result = result * base
        base, exponent = base * base, exponent >> 1
    return result


@primitive
def raised(base, exponent):
    """Return base to an exponent of any size; unlike `**`, by the same function whatever the exponent is."""
    return np.power(base, exponent)


@primitive
def quotient(a, b):
    """Return a / b, with 0/0 = 0: a coordinate that never had a gradient stands still."""
    return np.divide(a, b, out=np.zeros(np.broadcast(a, b).shape), where=a != 0)


def over(a, b):
    """Return a / b, and 0 where b is: what is learned from nothing."""
    return np.where(b == 0, 0.0, a / np.where(b == 0, 1.0, b))


@primitive
def dot(a, b):
    """Return the inner product of each run's coordinates, with a last axis of length 1."""
    return np.sum(a * b, axis=-1, keepdims=True)


@primitive
def norm(a):
    """Return the Euclidean length of each run's coordinates, with a last axis of length 1.

    No square is made on the way, which would be 0 below 1e-162 and infinite above 1e154.
    """
    return np.hypot(a[..., :1], a[..., 1:])


@primitive
def exp(exponent):
    """Return e to an exponent: a float for a number, as NumPy's own would not be."""
    result = np.exp(exponent)
    return result if np.ndim(exponent) else float(result)


cos, least = primitive(math.cos), primitive(min)
"""Of numbers alone, of whatever kind they are."""


def root(v, epsilon, inside):
    """Return the square root of v, a mean of squares, kept from zero by epsilon.

    Some of the squares may have underflowed; with as much as they can have lost, no step over the root grows by that.
    """
    return np.sqrt(v + (epsilon + LEAST)) if inside else np.sqrt(v + LEAST) + epsilon
