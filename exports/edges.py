"""Racers that are out of sight, marked at the edge with an arrow, and few long steps, as dots: as in the player."""

from typing import NamedTuple

import numpy as np

from exports.ink import Box
from figures.marks import Shape

ARROW = ((1.35, -0.85), (2.2, 0.0), (1.35, 0.85))
"""The arrow of a mark at the edge, in radii, where it points along x; this and what follows as in browser/heads.js."""

INSET, APART = 2.3, 2.2
"""Radii from an edge to the middle of a mark, and between marks that are moved along it."""

LONG, FEW, DOT = 16, 40, 3
"""As in browser/panes.js: steps of so many pixels are seen as dots, where there are no more, of that radius; at a scale
of 1."""


class Mark(NamedTuple):
    """Where a racer is drawn, (2,), and the angle at which it lies from there; None where it is there itself."""

    center: np.ndarray
    angle: float | None = None

    def shapes(self, head: Shape) -> tuple[Shape, ...]:
        """Return what is drawn, in radii: the racer's head, upon its arrow where there is one."""
        if self.angle is None:
            return (head,)
        cosine, sine = np.cos(self.angle), np.sin(self.angle)
        return tuple((round(u * cosine - v * sine, 2), round(u * sine + v * cosine, 2)) for u, v in ARROW), head


def mark(
    pixels: np.ndarray, box: Box, step: int, center: np.ndarray, radius: float, taken: list[Mark], charted: bool
) -> Mark | None:
    """Return how a racer at `center` is marked after `step` of its path; None where it is nowhere.

    taken: the marks that are at the edge already; this one is added. charted: whether what is beyond lies above or
    below at its place, and not in a direction.
    """
    if not np.isfinite(center).all():
        return None
    if _inside(box, center):
        return Mark(center)
    found = _above_or_below(box, center) if charted else _left(pixels, box, step, center)
    found = _beside(box, found, radius, taken)
    taken.append(found)
    return found


def dots(pixels: np.ndarray, box: Box, scale: float, charted: bool) -> np.ndarray:
    """Return the steps of a path to be seen as dots: the long ones in sight, none where they are many.

    charted: whether it is that of a chart, whose steps are as long as they go to the right.
    """
    with np.errstate(invalid="ignore"):
        across, down = np.diff(pixels, axis=0).T
        lengths = across if charted else np.hypot(across, down)
        found = 1 + np.flatnonzero((lengths >= LONG * scale) & _inside(box, pixels[1:]))
    return found if found.size <= FEW else found[:0]


def _inside(box: Box, points: np.ndarray) -> np.ndarray:
    return ((points >= box[:2]) & (points <= box[2:])).all(axis=-1)


def _left(pixels: np.ndarray, box: Box, step: int, center: np.ndarray) -> Mark:
    """Return where the way from where a path was last in sight to where it is leaves the box."""
    seen = np.flatnonzero(_inside(box, pixels[: step + 1]))
    start = pixels[seen[-1]] if seen.size else np.add(box[:2], box[2:]) / 2
    way = center - start
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = (np.clip(center, box[:2], box[2:]) - start) / way
    outside = (center < box[:2]) | (center > box[2:])
    return Mark(start + shares[outside].min() * way, float(np.arctan2(*way[::-1])))


def _above_or_below(box: Box, center: np.ndarray) -> Mark:
    return Mark(np.clip(center, box[:2], box[2:]), np.pi / 2 if center[1] > box.top else -np.pi / 2)


def _beside(box: Box, found: Mark, radius: float, taken: list[Mark]) -> Mark:
    """Return a mark on an edge moved inside, and along the edge past those that are taken."""
    x, y = found.center
    upright = min(x - box.left, box.right - x) < min(y - box.top, box.bottom - y)
    along = np.array([0, 1] if upright else [1, 0]) * APART * radius
    low, high = np.add(box[:2], INSET * radius), np.subtract(box[2:], INSET * radius)
    for i in range(2 * len(taken) + 2):
        center = np.clip(found.center + (-1) ** i * ((i + 1) // 2) * along, low, np.maximum(low, high))
        if all(np.hypot(*(center - other.center)) >= 0.9 * APART * radius for other in taken):
            break
    return Mark(center, found.angle)
