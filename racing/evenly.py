"""Settings of all of a rule's numbers at once, spread evenly over their sliders."""

import numpy as np

from optimizers import Count, Hyperparameter, Rule, declarations

BLOCKS = 6
"""So many different settings of whole numbers at most: runs step together only where these are the same."""


def even_settings(rule: Rule, count: int, within: dict[str, tuple[float, float]]) -> dict[str, np.ndarray]:
    """Return `count` settings of a rule, field → numbers (count,) of four digits, or whole ones, on a slider's scale.

    within: field → the ends of its range, where these are not those of its slider. Settings with the same whole numbers
    follow each other; among them, too, the other numbers are spread evenly.
    """
    specs = {name: spec for name, spec in declarations(rule).items() if isinstance(spec, Hyperparameter)}
    whole = {name for name, spec in specs.items() if isinstance(spec, Count)}
    parts, blocks = iter(even(count, len(specs) - len(whole)).T), iter(in_blocks(count, len(whole)).T)
    settings = {}
    for field, spec in specs.items():
        low, high = within.get(field, spec.slider)
        if field in whole:
            settings[field] = np.floor(low + (high + 1 - low) * next(blocks)).astype(int)
            continue
        part = next(parts)
        values = low * (high / low) ** part if spec.log else low + (high - low) * part
        settings[field] = np.array([float(f"{value:.4g}") for value in values])
    return settings


def even(count: int, dimensions: int) -> np.ndarray:
    """Return points of the unit cube that fill it evenly however many there are, (count, dimensions).

    A coordinate is the point's number with its digits behind the point, in reverse, each in a base of its own.
    Source: Halton 1960, doi:10.1007/BF01386213.
    """
    primes = [base for base in range(2, 6 * dimensions + 8) if all(base % other for other in range(2, base))]
    return np.stack([_mirrored(np.arange(1, count + 1), base) for base in primes[:dimensions]], axis=-1)


def in_blocks(count: int, dimensions: int) -> np.ndarray:
    """Return `BLOCKS` points that fill the unit cube evenly, about as many of each in a row: (count, dimensions).

    They are as those of `even` are to each other, one in the middle of every `BLOCKS`th part of each coordinate.
    """
    ranks = np.argsort(np.argsort(even(BLOCKS, max(1, dimensions)), axis=0), axis=0)
    return ((ranks + 0.5) / BLOCKS)[np.arange(count) * BLOCKS // count, :dimensions]


def _mirrored(numbers: np.ndarray, base: int) -> np.ndarray:
    found, place = np.zeros(len(numbers)), 1.0
    while numbers.any():
        place /= base
        numbers, digits = np.divmod(numbers, base)
        found += place * digits
    return found
