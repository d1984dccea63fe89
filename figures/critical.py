"""How critical points are marked on a map: what each is called, its mark, and which of them can be told apart."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from surfaces import CriticalPoint, Surface, critical_points
from surfaces.critical import Kind
from words import say

APART = 36
"""Pixels between marks, at least: closer ones cover the map, and each other."""

ALIKE = 1e-12
"""Losses closer than this part of all that the map spans are equally low."""


class Mark(NamedTuple):
    """How a group of points is drawn: Plotly's symbol, Matplotlib's markers laid over each other, and a size in pixels.

    glyph: the mark as a letter. word: what it stands for. muted: whether in the colour of axis labels, so that it stays
    behind the race.
    """

    symbol: str
    markers: str
    glyph: str
    word: str
    size: float
    muted: bool = True


MARKS: Mapping[str, Mark] = MappingProxyType(
    {
        "lowest": Mark("circle-cross-open", "o+", "⊕", say("lowest minimum"), 13, muted=False),
        "minimum": Mark("circle-open", "o", "○", say("minimum"), 8),
        "saddle": Mark("x-thin-open", "x", "×", say("saddle"), 7),
        "maximum": Mark("triangle-up-open", "^", "△", say("maximum"), 8),
        "edge": Mark("square-open", "s", "□", say("lowest at the edge"), 8),
        "degenerate": Mark("diamond-open", "D", "◇", say("degenerate point"), 8),
    }
)
"""Group → mark, the most telling points first."""

_GROUPS = {
    Kind.SADDLE: "saddle",
    Kind.MAXIMUM: "maximum",
    Kind.KINK_MAXIMUM: "maximum",
    Kind.EDGE_MINIMUM: "edge",
}

_GLOBAL = MARKS["lowest"]._replace(word=say("global minimum"))


class Marked(NamedTuple):
    """Points that share a mark, the most telling first, and what each is called."""

    mark: Mark
    points: tuple[CriticalPoint, ...]
    names: tuple[str, ...]


def lowest_level(surface: Surface, span: float) -> float:
    """Return the loss up to which a minimum of `surface` is among the lowest known; span: of the losses on the map."""
    lowest = surface.minimum
    if lowest is None:
        lows = (point for point in critical_points(surface) if point.kind.is_minimum or point.kind is Kind.EDGE_MINIMUM)
        lowest = min((point.value for point in lows), default=0.0)
    return lowest + ALIKE * span


def marked_points(surface: Surface, lowest: float) -> tuple[Marked, ...]:
    """Return the critical points of `surface` by group; lowest: its `lowest_level`."""
    groups: dict[str, list[CriticalPoint]] = {group: [] for group in MARKS}
    for point in critical_points(surface):
        groups[group_of(point, lowest)].append(point)
    marks = {**MARKS, "lowest": MARKS["lowest"] if surface.minimum is None else _GLOBAL}
    return tuple(
        Marked(marks[group], tuple(points), tuple(called(surface, point, lowest) for point in points))
        for group, points in groups.items()
        if points
    )


def told_apart(marked: Sequence[Marked], unit: tuple[float, float]) -> tuple[Marked, ...]:
    """Return the points that can be told apart where a unit along x and along y takes so many pixels.

    One after another, the most telling first, each that is `APART` from all before; `browser/marks.js` does the same.
    """
    kept, found = np.empty((0, 2)), []
    for each in marked:
        points, names = [], []
        for point, name in zip(each.points, each.names, strict=True):
            place = np.array(point.point) * unit
            if (np.hypot(*(kept - place).T) >= APART).all():
                kept = np.vstack([kept, place])
                points.append(point)
                names.append(name)
        found.append(Marked(each.mark, tuple(points), tuple(names)))
    return tuple(each for each in found if each.points)


def mark_groups(marked: Sequence[Marked]) -> list[dict]:
    """Return the marks as the browser takes them: {symbol, glyph, word, size, muted, points}.

    Each point is [x, y, value, name].
    """
    return [
        {
            "symbol": each.mark.symbol,
            "glyph": each.mark.glyph,
            "word": each.mark.word,
            "size": each.mark.size,
            "muted": each.mark.muted,
            "points": [[*point.point, point.value, name] for point, name in zip(each.points, each.names, strict=True)],
        }
        for each in marked
    ]


def group_of(point: CriticalPoint, lowest: float) -> str:
    """Return the group of a point; `lowest`: the value up to which a minimum is among the lowest."""
    if point.kind.is_minimum:
        return "lowest" if point.value <= lowest else "minimum"
    return _GROUPS.get(point.kind, "degenerate")


def called(surface: Surface, point: CriticalPoint, lowest: float) -> str:
    """Return what a point is; a minimum is a global one only where the domain's least value is declared."""
    is_global = surface.minimum is not None and group_of(point, lowest) == "lowest"
    return say("global {kind}", kind=point.kind.title) if is_global else point.kind.title
