"""How critical points are marked on a map: what each mark stands for, and which points get it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from surfaces import CriticalPoint, Surface, critical_points
from surfaces.kinds import Kind

CROWDED = 60
"""More points than this are marked smaller."""

MOST = 500
"""With more points than this only the lowest minima are marked."""

ALIKE = 1e-12
"""Losses closer than this part of all that the map spans are equally low."""


class Mark(NamedTuple):
    """How a group of points is drawn: Plotly's symbol, Matplotlib's markers laid over each other, and a size in pixels.

    glyph: the mark as a letter. muted: whether in the colour of axis labels, so that it stays behind the race.
    """

    symbol: str
    markers: str
    glyph: str
    size: float
    muted: bool = True


MARKS: Mapping[str, Mark] = MappingProxyType(
    {
        "lowest": Mark("circle-cross-open", "o+", "⊕", 13, muted=False),
        "minimum": Mark("circle-open", "o", "○", 8),
        "saddle": Mark("x-thin-open", "x", "×", 7),
        "maximum": Mark("triangle-up-open", "^", "△", 8),
        "degenerate": Mark("diamond-open", "D", "◇", 8),
    }
)
"""Group → mark."""


class Marked(NamedTuple):
    """Points that share a mark; size: theirs in pixels."""

    group: str
    size: float
    points: tuple[CriticalPoint, ...]

    @property
    def mark(self) -> Mark:
        """How they are drawn."""
        return MARKS[self.group]


def marked_points(surface: Surface, span: float) -> tuple[Marked, ...]:
    """Return the critical points of `surface` by group; span: of the losses on the map."""
    found = critical_points(surface)
    lowest = _lowest(surface, found) + ALIKE * span
    groups: dict[str, list[CriticalPoint]] = {group: [] for group in MARKS}
    for point in found:
        groups[group_of(point, lowest)].append(point)
    shrink = 0.6 if len(found) > CROWDED else 1.0
    return tuple(
        Marked(group, mark.size * (shrink if mark.muted else 1.0), tuple(groups[group]))
        for group, mark in MARKS.items()
        if groups[group] and (len(found) <= MOST or not mark.muted)
    )


def _lowest(surface: Surface, found: Sequence[CriticalPoint]) -> float:
    if surface.minimum is not None:
        return surface.minimum
    return min((point.value for point in found if point.kind.is_minimum), default=0.0)


def group_of(point: CriticalPoint, lowest: float) -> str:
    """Return the group of a point; `lowest`: the value up to which a minimum is among the lowest."""
    if point.kind.is_minimum:
        return "lowest" if point.value <= lowest else "minimum"
    return {Kind.SADDLE: "saddle", Kind.MAXIMUM: "maximum", Kind.KINK_MAXIMUM: "maximum"}.get(point.kind, "degenerate")
