"""Timing several things side by side, so that a disturbance of the machine meets all of them alike."""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter


def median_seconds(calls: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Run every call once unmeasured, then `repeats` rounds of all in turn; return the median time of each."""
    for call in calls.values():
        call()
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(repeats):
        for name, call in calls.items():
            began = perf_counter()
            call()
            seconds[name].append(perf_counter() - began)
    return {name: median(times) for name, times in seconds.items()}
