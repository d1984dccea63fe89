"""A racer's trail in one pane of an animation: how much of each pixel it covers so far."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from exports.edges import DOT, dots
from exports.ink import Box, add_segment
from exports.sheet import Pane
from figures.marks import SHAPES

TRAIL_WIDTH = 2.2
"""Pixels at a scale of 1."""


class Trail:
    """One racer, and the inks that go with it.

    seen and behind: masks of coverage (height, width; 0 to 255), in sight and behind the relief. hidden: (steps + 1,)
    where the relief stands before it, None where nothing can.
    """

    def __init__(self, pane: Pane, number: int, size: tuple[int, int], scale: float, ink: np.ndarray, symbol: str):
        """Begin with nothing covered, on a picture of `size` (height, width)."""
        self.ink, self.shape = ink, SHAPES[symbol]
        self.seen, self.behind = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
        self.hidden = pane.hidden[number] if pane.hidden else None
        self._pixels, self._box = pane.pixels[number], pane.box
        self._dots = dots(self._pixels, pane.box, scale, pane.charted)
        self._bends = bends(self._pixels)
        self._width, self._dot = TRAIL_WIDTH * scale, 2 * DOT * scale
        self._grown = 0.0

    def at(self, steps: np.ndarray | float) -> np.ndarray:
        """Return the pixels (..., 2) at fractional `steps`; nan where they lie off the relief."""
        whole = np.asarray(steps).astype(int)
        here, there = self._pixels[whole], self._pixels[np.minimum(whole + 1, len(self._pixels) - 1)]
        share = np.asarray(steps - whole)[..., None]
        return np.where(share > 0, here + share * (there - here), here)

    def grow(self, step: float) -> Iterator[Box]:
        """Cover the way to a later `step`, and the dots on it; yield what each piece touched."""
        before, self._grown = self._grown, step
        stops = np.array([before, *_between(self._bends, before, step), step])
        places = self.at(stops)
        steps = stops[:-1].astype(int)
        drawn = np.isfinite(places[:-1] + places[1:]).all(axis=1)
        for (here, there), at, is_drawn in zip(pairwise(places.tolist()), steps, drawn, strict=True):
            if is_drawn:
                mask, width = (self.behind, self._width / 2) if self._is_hidden(at) else (self.seen, self._width)
                yield from self._covered(mask, here, there, width)
        for at in _between(self._dots, before, step):
            place = self._pixels[at].tolist()
            yield from self._covered(self.behind if self._is_hidden(at) else self.seen, place, place, self._dot)

    def _is_hidden(self, step: int) -> bool:
        return self.hidden is not None and bool(self.hidden[step])

    def _covered(self, mask: np.ndarray, here: list[float], there: list[float], width: float) -> Iterator[Box]:
        box = add_segment(mask, here, there, width, self._box)
        if not box.empty:
            yield box


def bends(pixels: np.ndarray) -> np.ndarray:
    """Return the steps of a path (steps + 1, 2) at which it has moved on by half a pixel, or is nowhere."""
    moved = np.nan_to_num(np.hypot(*np.diff(pixels, axis=0).T), nan=1.0)
    return 1 + np.flatnonzero(np.diff(np.floor(2 * np.cumsum(moved)), prepend=0))


def _between(steps: np.ndarray, before: float, now: float) -> np.ndarray:
    """Return those of ascending `steps` after `before`, up to `now`."""
    first, last = np.searchsorted(steps, [before, now], side="right")
    return steps[first:last]
