"""Who meets whom in tests, where all of one catalogue could meet all of another: a few each, so that both can grow.

What rules, surfaces, schedules or views have to do with each other lies in their kinds, not in the single pair.
"""

from collections.abc import Iterable, Mapping
from math import gcd

GOLDEN = (5**0.5 - 1) / 2


def meetings(some: Iterable, others: Iterable, times: int = 3) -> list[tuple]:
    """Return pairs (one of some, one of others), `times` for each of the longer list, as many or more for the others.

    Who is met next stands a golden section of the list away, so that families, whose members stand side by side, meet
    families. The same lists make the same pairs; these are `times` the longer list's length, not the lists' product.
    """
    some, others = list(some), list(others)
    if len(some) < len(others):
        return [(one, other) for other, one in meetings(others, some, times)]
    count = len(others)
    stride = next(stride for stride in range(round(GOLDEN * count), count + 1) if gcd(stride, count) == 1)
    met = range(min(times, count))
    return [(one, others[(i * len(met) + k) * stride % count]) for i, one in enumerate(some) for k in met]


def met_by(some: Iterable, others: Iterable, times: int = 3) -> dict:
    """Return each of some → the others that it meets."""
    some = list(some)
    met = {one: [] for one in some}
    for one, other in meetings(some, others, times):
        met[one].append(other)
    return met


def outermost(families: Mapping[str, Mapping[str, object]]) -> list[str]:
    """Return the first and the last of each family: some of every kind, where one more of a kind would add nothing."""
    return [key for family in map(list, families.values()) for key in dict.fromkeys((family[0], family[-1]))]
