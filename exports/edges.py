"""Racers that are out of sight, marked at the edge with an arrow, those whose run is over, hollow, and few long steps,
as dots: all as in the player.
"""

from typing import NamedTuple

import numpy as np

from exports.ink import Box
from exports.sheet import Pane
from figures.marks import Shape

ARROW = ((1.35, -0.85), (2.2, 0.0), (1.35, 0.85))
"""The arrow of a mark at the edge, in radii, where it points along x; this and what follows as in browser/heads.js."""

INSET, APART = 2.3, 2.2
"""Radii from an edge to the middle of a mark, and between marks that are moved along it."""

OUTLINE = 0.27
"""How wide the line of a hollow head is, in radii."""

LONG, FEW, DOT = 16, 40, 3
"""As in browser/panes.js: steps of so many pixels are seen as dots, where there are no more, of that radius; at a scale
of 1."""


class Mark(NamedTuple):
    """Where a racer is drawn, (2,), and the angle at which it lies from there; None where it is there itself."""

    center: np.ndarray
    angle: float | None = None

    @property
    def arrow(self) -> tuple[Shape, ...]:
        """The arrow that its head lies upon, in radii; none where the racer is there itself."""
        if self.angle is None:
            return ()
        cosine, sine = np.cos(self.angle), np.sin(self.angle)
        return (tuple((round(u * cosine - v * sine, 2), round(u * sine + v * cosine, 2)) for u, v in ARROW),)


def mark(pane: Pane, number: int, step: int, center: np.ndarray, radius: float, taken: list[Mark]) -> Mark | None:
    """Return how the pane's racer of that `number`, at `center`, is marked after `step`; None where it is nowhere.

    taken: the marks that are at the edge already; this one is added.
    """
    if _inside(pane.box, center):
        return Mark(center)
    found = _left(pane, number, step, center)
    if found is None:
        return None
    found = _beside(pane.box, found, radius, taken)
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


def _left(pane: Pane, number: int, step: int, center: np.ndarray) -> Mark | None:
    """Return where a racer that is out of sight has left the pane, and in which direction."""
    if not np.isfinite(center).all():
        return _off(*(ends[step] for ends in pane.away[number])) if pane.away else None
    if pane.charted:
        return _above_or_below(pane.box, center)
    return _beyond(pane.pixels[number], pane.box, step, center)


def _off(edge: np.ndarray, beyond: np.ndarray) -> Mark | None:
    return Mark(edge, float(np.arctan2(*(beyond - edge)[::-1]))) if np.isfinite(edge + beyond).all() else None


def _beyond(pixels: np.ndarray, box: Box, step: int, center: np.ndarray) -> Mark:
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
