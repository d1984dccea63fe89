"""Antialiased trails and heads in NumPy: how much of each pixel they cover.

A trail keeps one mask of the largest coverage so far, so that pieces drawn on top of each other build no jaggies.
Pixels are (column, row) with the centre of the first at (0.5, 0.5).
"""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil, floor
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

_OVERSAMPLING = 8


class Box(NamedTuple):
    """A rectangle of pixels: columns left to right, rows top to bottom, the ends excluded."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """The rectangle as an index of an array (rows, columns)."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    @property
    def empty(self) -> bool:
        """Whether it holds no pixel."""
        return self.right <= self.left or self.bottom <= self.top

    @property
    def area(self) -> int:
        """How many pixels it holds, if any."""
        return (self.right - self.left) * (self.bottom - self.top)

    def clipped(self, other: "Box") -> "Box":
        """Return the part that lies in `other`."""
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def joined(self, other: "Box") -> "Box":
        """Return the smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


Point = Sequence[float]
"""Column and row."""


def around(start: Point, end: Point, margin: float) -> Box:
    """Return the smallest box that holds two points and `margin` pixels around them."""
    (left, right), (top, bottom) = (sorted(ends) for ends in zip(start, end, strict=True))
    return Box(floor(left - margin), floor(top - margin), ceil(right + margin), ceil(bottom + margin))


def add_segment(mask: np.ndarray, start: Point, end: Point, width: float, clip: Box) -> Box:
    """Raise `mask` (rows, columns; 0 to 255) to the coverage of a round-ended line; return the box that it touched."""
    box = around(start, end, width / 2 + 1).clipped(clip)
    if box.empty:
        return box
    # Thousands of small arrays: plain floats, and no function of NumPy's that is written in Python.
    columns = np.arange(box.left, box.right) + (0.5 - start[0])
    rows = (np.arange(box.top, box.bottom) + (0.5 - start[1]))[:, None]
    across, down = end[0] - start[0], end[1] - start[1]
    if length2 := across * across + down * down:
        place = np.minimum(np.maximum(columns * (across / length2) + rows * (down / length2), 0), 1)
        columns, rows = columns - place * across, rows - place * down
    covered = np.minimum(np.maximum(width / 2 + 0.5 - np.hypot(columns, rows), 0), 1)
    region = mask[box.slices]
    np.maximum(region, (255 * covered).astype(np.uint8), out=region)
    return box


def stamp(
    shape: tuple[tuple[float, float], ...], radius: float, center: np.ndarray, outline: float = 0.0
) -> tuple[np.ndarray, Box]:
    """Return the coverage (rows, columns; 0 to 255) of a polygon of `radius` around `center`, and its box.

    outline: how wide a line around it is covered instead, in pixels; 0 for what it encloses.
    """
    whole = np.floor(center)
    column, row = (int(part) for part in (center - whole) * _OVERSAMPLING)
    coverage, reach = _polygon(shape, radius, column, row, outline)
    left, top = int(whole[0]) - reach, int(whole[1]) - reach
    return coverage, Box(left, top, left + coverage.shape[1], top + coverage.shape[0])


@lru_cache(maxsize=4096)
def _polygon(shape: tuple, radius: float, column: int, row: int, outline: float) -> tuple[np.ndarray, int]:
    """Return the coverage of a polygon whose centre lies so many eighths of a pixel into the pixel at `reach`."""
    reach = int(np.ceil(radius * max(max(abs(x), abs(y)) for x, y in shape) + outline / 2)) + 1
    side = (2 * reach + 1) * _OVERSAMPLING
    middle = reach * _OVERSAMPLING - 0.5
    fine = Image.new("L", (side, side))
    corners = [
        (radius * _OVERSAMPLING * x + middle + column, radius * _OVERSAMPLING * y + middle + row) for x, y in shape
    ]
    if outline:
        closed = [*corners, *corners[:2]]
        ImageDraw.Draw(fine).line(closed, fill=255, width=round(outline * _OVERSAMPLING), joint="curve")
    else:
        ImageDraw.Draw(fine).polygon(corners, fill=255)
    coverage = np.array(fine.reduce(_OVERSAMPLING))
    coverage.flags.writeable = False
    return coverage, reach
