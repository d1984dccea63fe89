"""One racer's step under the glass, as the player draws it: what `browser/glass.js` traces, in strokes."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from exports.sight import BESIDE
from figures.choice import not_one_of
from racing import Race, Step

SLOPE, HEAD, LEAST, RING = 46, 9, 3, 5
"""As in browser/glass.js, in pixels at a scale of 1: the gradient's arrow, an arrow's head, the shortest one, the ring
where the gradient was asked for.
"""

BENT, BOW = 34, 5
"""Half a line along which the surface bends, and the radius of the bows at its ends."""

HALO = 1.0
"""Pixels of the page's colour on both sides of a stroke."""

_AXIS = np.linspace(-1, 1, 25)[:, None]
_TURN = np.pi / 7
_FAR = 1e5
_ROUND = np.linspace(0, 2 * np.pi, 73)

Place = Callable[[np.ndarray], np.ndarray]
"""Points on the ground, (n, 2) → their pixels, nan where there is none."""


class Stroke(NamedTuple):
    """lines: of pixels, (n, 2) each. own: whether in the racer's colour, else in the letters'. width, dash: pixels at
    a scale of 1; a dash is drawn, a gap left.
    """

    lines: tuple[np.ndarray, ...]
    width: float
    dash: tuple[float, float] | None = None
    own: bool = False

    def pieces(self, scale: float) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield the ends of each straight piece that is drawn."""
        for line in self.lines:
            yield from pairwise(line) if self.dash is None else _dashes(line, scale * np.array(self.dash))


def strokes(step: Step, place: Place, scale: float) -> Iterator[Stroke]:
    """Yield what is drawn of a step on the ground, lowest first; scale: how much larger than usual the picture is."""
    ahead = step.asked_at - _near(step, step.gradient)
    start, end, asked, downhill, remembered = place(
        np.array([step.start, step.end, step.asked_at, ahead, step.start + step.memory])
    )
    yield from _bends(step, place, scale)
    if (length := np.hypot(*(downhill - asked))) > 0:
        yield Stroke(_arrow(asked, asked + SLOPE * scale / length * (downhill - asked), scale), 1.5)
    for tip, *how in ((remembered, 2, (2, 4)), (end, 2.5, None, True)):
        if lines := _arrow(start, tip, scale):
            yield Stroke(lines, *how)
    if np.hypot(*(asked - start)) > LEAST * scale:
        yield Stroke((asked + RING * scale * _circle(_ROUND),), 1.5)


def under_glass(owner: str, race: Race, name: str | None) -> str | None:
    """Return the name of the racer of `race` whose steps are asked for, if any; ValueError where it has none such."""
    if name is not None and name not in race:
        raise not_one_of(owner, "glass", race, name)
    return name


def _bends(step: Step, place: Place, scale: float) -> Iterator[Stroke]:
    """Yield the ellipse with its axes, or the two lines along which the surface bends up and down."""
    signs, (middle, *axes) = np.sign(step.curvatures[0]), step.axes
    if signs[0] > 0:
        drawn = [place(middle + _circle(_ROUND) @ np.array(axes)), *(place(middle + _AXIS * axis) for axis in axes)]
        if not any((np.abs(line) >= _FAR).any() for line in drawn):
            yield Stroke(tuple(piece for line in drawn for piece in _seen(line)), 1.25, (5, 4))
    elif signs[0] <= 0:
        center, *ends = place(middle + np.array([(0, 0), *(_near(step, axis) for axis in axes)]))
        ways = [BENT * scale * (end - center) / np.hypot(*(end - center)) for end in ends]
        if np.isnan(ways).any():
            return
        lines = [center + np.array([[-1], [1]]) * way for way in ways]
        bent = zip(ways, signs, strict=True)
        bows = [_bow(center + side * way, sign, scale) for way, sign in bent if sign for side in (-1.3, 1.3)]
        yield Stroke((*lines, *bows), 1.25)


def _near(step: Step, way: np.ndarray) -> np.ndarray:
    """Return a way on the ground in the direction of another, short enough to lie along it; nan where that is none."""
    with np.errstate(all="ignore"):
        return BESIDE / np.hypot(*(way / np.ptp(step.run.surface.domain, axis=1))) * way


def _seen(line: np.ndarray) -> Iterator[np.ndarray]:
    """Yield the pieces of a line that have pixels."""
    there = ~np.isnan(line[:, 0])
    for piece in np.split(line, np.flatnonzero(np.diff(there)) + 1):
        if len(piece) > 1 and not np.isnan(piece[0, 0]):
            yield piece


def _bow(middle: np.ndarray, sign: float, scale: float) -> np.ndarray:
    """Return half a circle, ∪ for a positive sign and ∩ for a negative one."""
    return middle + BOW * scale * (_circle(sign * np.linspace(0, np.pi, 19)) - (0, sign / 2))


def _arrow(start: np.ndarray, end: np.ndarray, scale: float) -> tuple[np.ndarray, ...]:
    """Return the lines of an arrow; none where it is too short to be seen, or nan."""
    length = np.hypot(*(end - start))
    if not length >= LEAST * scale:
        return ()
    angle, head = np.arctan2(*(end - start)[::-1]), min(HEAD * scale, length / 2)
    barbs = [end - head * _circle(angle + turn) for turn in (-_TURN, _TURN)]
    return np.array([start, end]), np.array([barbs[0], end, barbs[1]])


def _circle(angles: np.ndarray | float) -> np.ndarray:
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1)


def _dashes(line: np.ndarray, dash: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the ends of the straight pieces of a line's dashes."""
    along = np.append(0, np.cumsum(np.hypot(*np.diff(line, axis=0).T)))
    begins = np.arange(0, along[-1], dash.sum())
    stops = np.union1d(along, np.concatenate([begins, np.minimum(begins + dash[0], along[-1])]))
    places = np.column_stack([np.interp(stops, along, side) for side in line.T])
    drawn = (stops[:-1] + stops[1:]) / 2 % dash.sum() < dash[0]
    yield from zip(places[:-1][drawn], places[1:][drawn], strict=True)
