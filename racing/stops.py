"""The stops of a slider over a number: round ones, and those that matter."""

from math import floor, log10

from optimizers import Count, Hyperparameter
from optimizers.numbers import written
from racing.axis import round_numbers

_POSITIONS = 100
_FURTHEST = (1e-100, 1e100)


def positions(spec: Hyperparameter, value: float) -> list[float]:
    """Return the slider's stops, ascending: round numbers over the declared range, its ends, the default, `value`.

    On a log scale a value outside the range has a decade more beyond it, so that it can be moved either way. No two
    read alike, since the browser knows a stop by its text: of those that would, `value` stays.
    """
    low, high = spec.slider
    if spec.log:
        stops = round_numbers(low, high).tolist()
    else:
        step = max(_round_step((high - low) / _POSITIONS), 1 if isinstance(spec, Count) else 0)
        stops = [round(low + i * step, 12) for i in range(int((high - low) / step) + 1)]
    inside = {stop for stop in stops if low <= stop <= high}
    beyond = round_numbers(value / 10, value * 10).tolist() if spec.log and _is_beyond(value, low, high) else []
    stops = [*inside, *beyond, low, high, spec.default, value]
    if isinstance(spec, Count):
        stops = [stop for stop in stops if stop == round(stop) or stop == value]
    return sorted({written(stop): stop for stop in stops}.values())


def _is_beyond(value: float, low: float, high: float) -> bool:
    return not low <= value <= high and _FURTHEST[0] < value < _FURTHEST[1]


def _round_step(step: float) -> float:
    decade = 10.0 ** floor(log10(step))
    return min((decade * digit for digit in (1, 2, 5, 10)), key=lambda candidate: abs(candidate - step))
