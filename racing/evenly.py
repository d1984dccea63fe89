"""Settings of all of a rule's numbers at once, spread evenly over their sliders."""

import numpy as np

from optimizers import Rule, declarations
from racing.axis import COORDINATES, fields


def even_settings(rule: Rule, count: int, within: dict[str, tuple[float, float]]) -> dict[str, np.ndarray]:
    """Return `count` settings of a rule, field → numbers (count,) of four digits, on a slider's scale.

    within: field → the ends of its range, where these are not those of its slider.
    """
    numbers, settings = [field for field in fields(rule) if field not in COORDINATES], {}
    for field, parts in zip(numbers, even(count, len(numbers)).T, strict=True):
        spec = declarations(rule)[field]
        low, high = within.get(field, spec.slider)
        values = low * (high / low) ** parts if spec.log else low + (high - low) * parts
        settings[field] = np.array([float(f"{value:.4g}") for value in values])
    return settings


def even(count: int, dimensions: int) -> np.ndarray:
    """Return points of the unit cube that fill it evenly however many there are, (count, dimensions).

    A coordinate is the point's number with its digits behind the point, in reverse, each in a base of its own.
    Source: Halton 1960, doi:10.1007/BF01386213.
    """
    primes = [base for base in range(2, 6 * dimensions + 8) if all(base % other for other in range(2, base))]
    return np.stack([_mirrored(np.arange(1, count + 1), base) for base in primes[:dimensions]], axis=-1)


def _mirrored(numbers: np.ndarray, base: int) -> np.ndarray:
    found, place = np.zeros(len(numbers)), 1.0
    while numbers.any():
        place /= base
        numbers, digits = np.divmod(numbers, base)
        found += place * digits
    return found
