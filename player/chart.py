"""The chart's part of a message: what stands still, and what each racer's line needs beside the losses sent anyway."""

from typing import Any

import numpy as np

from figures import Lines, ValuesAxis
from figures.plots import single
from racing import Run

SEEN = 1e-3
"""Lines that differ by less than this part of the axis look the same."""


def chart_header(axis: ValuesAxis, offset: float, over: str, last: float, note: str = "") -> dict[str, Any]:
    """Return the header's field. offset: what the losses sent are above.

    over and last: the title and the end of the axis below. note: said in the chart.
    """
    values = {"label": axis.label, "log": axis.log, "bounds": axis.bounds, "offset": offset}
    return {**values, "over": over, "last": last, **({"note": note} if note else {})}


class RacerLine:
    """One racer's line: `fields` of its header, `arrays` after its losses.

    drawn: that the values follow, in the axis's units, where the losses are not the same. cost: how far along the axis
    below every step leads, where that is not 1. asked: that the places follow instead, where steps differ.
    """

    def __init__(self, lines: Lines, number: int, run: Run, losses: np.ndarray):
        """Compare the line with what the `losses` sent, (steps + 1,), and the steps give."""
        self.fields: dict[str, Any] = {}
        self.arrays: list[np.ndarray] = []
        values, places = lines.values[number], lines.places[number]
        if lines.axis.bounds and not _same(lines.axis, values, losses):
            self.fields["drawn"] = True
            self.arrays.append(lines.axis.units(values))
        steps = np.arange(len(places) if run.stopped is None else run.stopped + 1)
        if not np.array_equal(places[: len(steps)], places[1] * steps):
            self.fields["asked"] = True
            self.arrays.append(places)
        elif places[1] != 1:
            self.fields["cost"] = float(places[1])


def _same(axis: ValuesAxis, values: np.ndarray, losses: np.ndarray) -> bool:
    """Whether the losses as they are sent draw the same line: how far it leads beyond the axis does not matter."""
    low, high = axis.units(axis.bounds)
    size = high - low
    lines = (np.clip(axis.units(each), low - size, high + size) for each in (values, single(losses)))
    return np.allclose(*lines, rtol=0, atol=SEEN * size, equal_nan=True)
