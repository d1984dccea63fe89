"""What races and batches are given, checked: errors name the owner, the field, what is expected and what was given."""

import operator
from math import isfinite
from numbers import Real

from surfaces import Surface


def counted(owner: str, field: str, value: object, at_least: int, at_most: int | None = None) -> int:
    """Return a whole number within its limits; ValueError where `value` is none."""
    try:
        given = operator.index(value)
    except TypeError:
        given = None
    if given is None or isinstance(value, bool) or given < at_least or (at_most is not None and given > at_most):
        limits = f"of at least {at_least:,}" if at_most is None else f"from {at_least:,} to {at_most:,}"
        raise ValueError(f"{owner}: {field} must be a whole number {limits}, got {value!r}")
    return given


def deviation(owner: str, noise: object) -> float:
    """Return the standard deviation of the gradients' noise; ValueError where `noise` is none."""
    if isinstance(noise, bool) or not isinstance(noise, Real) or not isfinite(noise) or noise < 0:
        raise ValueError(f"{owner}: noise must be a finite standard deviation of at least 0, got {noise!r}")
    return float(noise)


def rows_a_step(owner: str, surface: Surface, batch_size: object) -> int | None:
    """Return how many rows each step draws, None for all; ValueError where the surface has not so many, or none."""
    if batch_size is None:
        return None
    if surface.rows is None:
        problem = f"batch_size needs a surface over data, and {surface.name} has none, got {batch_size!r}"
        raise ValueError(f"{owner}: {problem}")
    return counted(owner, "batch_size", batch_size, 1, surface.rows)
