"""Antialiased trails and heads in NumPy: how much of each pixel they cover.

A trail keeps one mask of the largest coverage so far, so that pieces drawn on top of each other build no jaggies.
Pixels are (column, row) with the centre of the first at (0.5, 0.5).
"""

from functools import lru_cache
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


def around(points: np.ndarray, margin: float) -> Box:
    """Return the smallest box that holds `points` (n, 2) and `margin` pixels around them."""
    left, top = np.floor(points.min(axis=0) - margin).astype(int)
    right, bottom = np.ceil(points.max(axis=0) + margin).astype(int)
    return Box(int(left), int(top), int(right), int(bottom))


def add_segment(mask: np.ndarray, start: np.ndarray, end: np.ndarray, width: float, clip: Box) -> Box:
    """Raise `mask` (rows, columns; 0 to 255) to the coverage of a round-ended line; return the box that it touched."""
    box = around(np.stack([start, end]), width / 2 + 1).clipped(clip)
    if box.empty:
        return box
    columns = np.arange(box.left, box.right, dtype=np.float32) + 0.5 - start[0]
    rows = (np.arange(box.top, box.bottom, dtype=np.float32) + 0.5 - start[1])[:, None]
    along = end - start
    length2 = float(along @ along)
    place = np.clip((columns * along[0] + rows * along[1]) / length2, 0, 1) if length2 else np.float32(0)
    distance = np.hypot(columns - place * along[0], rows - place * along[1])
    region = mask[box.slices]
    np.maximum(region, (255 * np.clip(width / 2 + 0.5 - distance, 0, 1)).astype(np.uint8), out=region)
    return box


def stamp(shape: tuple[tuple[float, float], ...], radius: float, center: np.ndarray) -> tuple[np.ndarray, Box]:
    """Return the coverage (rows, columns; 0 to 255) of a polygon of `radius` around `center`, and its box."""
    whole = np.floor(center)
    column, row = (int(part) for part in (center - whole) * _OVERSAMPLING)
    coverage, reach = _polygon(shape, radius, column, row)
    left, top = int(whole[0]) - reach, int(whole[1]) - reach
    return coverage, Box(left, top, left + coverage.shape[1], top + coverage.shape[0])


@lru_cache(maxsize=4096)
def _polygon(shape: tuple, radius: float, column: int, row: int) -> tuple[np.ndarray, int]:
    """Return the coverage of a polygon whose centre lies so many eighths of a pixel into the pixel at `reach`."""
    reach = int(np.ceil(radius * max(max(abs(x), abs(y)) for x, y in shape))) + 1
    side = (2 * reach + 1) * _OVERSAMPLING
    middle = reach * _OVERSAMPLING - 0.5
    fine = Image.new("L", (side, side))
    corners = [
        (radius * _OVERSAMPLING * x + middle + column, radius * _OVERSAMPLING * y + middle + row) for x, y in shape
    ]
    ImageDraw.Draw(fine).polygon(corners, fill=255)
    coverage = np.array(fine.reduce(_OVERSAMPLING))
    coverage.flags.writeable = False
    return coverage, reach
