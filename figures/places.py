"""The places where starts end, as a map of the starts shows them: their colours, their words and their legend."""

from collections.abc import Sequence

import numpy as np

from figures.critical import called, group_of
from figures.landscape import Landscape
from figures.plots import AWAY, GONE, MUTED, NEITHER, hover, packed, steps_scale, swatch
from racing import Basins, Ending
from racing.basins import DIVERGED, ELSEWHERE, MOVING
from racing.rests import nearness
from racing.spans import nearest
from racing.verdict import coordinates
from surfaces import CriticalPoint, critical_points
from words import counted, joined, say

HUES = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#78e28a",
    "#4430d6",
    "#8f8af5",
    "#195776",
    "#c9bb17",
    "#e9bcd6",
    "#6e5310",
)
"""The colours of places; the first seven, five of Okabe & Ito 2008 among them, are apart for the colour-blind."""

REST = "#8a7f99"
"""The colour of further places, where there are more than colours."""

OTHER_REST = "#5b6570"
"""The colour of starts that come to rest at none of the places."""

STRENGTHS = (1.0, 0.86, 0.72, 0.6, 0.48, 0.36)
"""Opacities, from the fastest starts to the slowest."""

MOST_LETTERS = 500_000
"""Characters of hover text for the place's full name; where that is longer, each place goes by its letter."""


class Places:
    """The places where starts end, their colours and their words.

    Where there are more places than colours, the lowest minima come first, then those that most starts lead to.
    """

    def __init__(self, maps: Sequence[Basins], steps: int, ground: Landscape):
        self.steps = steps
        first = maps[0]
        labels, counts = np.unique(np.concatenate([basins.labels.ravel() for basins in maps]), return_counts=True)
        self.surface, self.targets = first.surface, first.targets
        self.reached = [int(label) for label in labels if label >= 0]
        self.known, self.lowest = _known(first), ground.lowest
        starts = dict(zip(labels.tolist(), counts.tolist(), strict=True))
        ranked = sorted(self.reached, key=lambda label: (not self._is_lowest(label), -starts[label]))
        self.hues = dict(zip(range(len(HUES)) if len(first.targets) <= len(HUES) else ranked, HUES, strict=False))
        self.ways = [label for label in (DIVERGED, ELSEWHERE, MOVING) if label in labels]
        taken = np.concatenate([basins.steps[basins.labels >= 0].ravel() for basins in maps])
        self.quick, self.slow = np.quantile(taken, [0.02, 0.98]) if taken.size else (0, 1)
        self.short = False
        starts = sum(basins.labels.size for basins in maps)
        longest = max(len(self.name(label)) for label in [*self.reached, *self.ways])
        self.short = starts * (longest + 3) > MOST_LETTERS

    def letter(self, label: int) -> str:
        """Return A, B, ... Z, AA, AB, ..., by the target's number; a sign for the ways to end nowhere."""
        if label in _SIGNS:
            return _SIGNS[label]
        return (chr(64 + label // 26) if label >= 26 else "") + chr(65 + label % 26) if label < 702 else str(label)

    def name(self, label: int) -> str:
        """Return what a place, or a way to end nowhere, is called; where it goes by its letter, that first."""
        if label in _WAYS:
            return joined(" ", [_SIGNS[label], _WAYS[label]]) if self.short else _WAYS[label]
        known = self.known[label]
        kind = called(self.surface, known, self.lowest) if known else say("point")
        return joined(" ", [self.letter(label), coordinates(self.targets[label]), kind])

    def cells(self, basins: Basins, refs: dict) -> dict:
        """Return the heatmap of one racer."""
        shades = [_faded(self.color(label), strength) for label in self.reached for strength in STRENGTHS]
        shades += map(self.color, self.ways)
        labels = sorted([*self.reached, *self.ways])
        words = np.array([self.letter(label) if self.short else self.name(label) for label in labels], dtype=object)
        return {
            "type": "heatmap",
            **refs,
            "x": packed(basins.across, "f8"),
            "y": packed(basins.along, "f8"),
            "z": packed(self._shade(basins), "u2" if len(shades) > 255 else "u1"),
            "customdata": packed(
                np.where(basins.steps < 0, self.steps, basins.steps), "u4" if self.steps >> 16 else "u2"
            ),
            "text": words[np.searchsorted(labels, basins.labels)].tolist(),
            "colorscale": steps_scale(shades),
            "zmin": -0.5,
            "zmax": len(shades) - 0.5,
            "showscale": False,
            "showlegend": False,
            "hovertemplate": hover(
                say("start {place}", place="%{x:.4~g}, %{y:.4~g}"),
                say("end {place}", place="%{text}"),
                say("steps {steps}", steps="%{customdata}"),
            ),
        }

    def color(self, label: int) -> str:
        """Return the colour of a place, or of a way to end nowhere, as the legend has it."""
        return _WAY_COLORS.get(label) or self.hues.get(label, REST)

    def drop(self, label: int) -> str:
        """Return the colour of a drop that ends there; what is still moving is to be seen on its way."""
        return MUTED if label == MOVING else self.color(label)

    @property
    def drops(self) -> list[str]:
        """The colour of a drop for each of the colours of `cells`."""
        return [self.drop(label) for label in self.reached for _ in STRENGTHS] + list(map(self.drop, self.ways))

    def _shade(self, basins: Basins) -> np.ndarray:
        """Return the number of each start's colour: by place, then by speed, then the ways to end nowhere."""
        spread = np.log1p(max(self.slow, self.quick + 1)) - np.log1p(self.quick)
        share = (np.log1p(np.maximum(basins.steps, 0)) - np.log1p(self.quick)) / spread
        speed = np.clip(np.floor(share * len(STRENGTHS)), 0, len(STRENGTHS) - 1)
        shade = np.searchsorted(self.reached, basins.labels) * len(STRENGTHS) + speed
        for number, way in enumerate(self.ways, start=len(self.reached) * len(STRENGTHS)):
            shade = np.where(basins.labels == way, number, shade)
        return shade

    def _is_lowest(self, label: int) -> bool:
        known = self.known[label]
        return known is not None and group_of(known, self.lowest) == "lowest"

    @property
    def named(self) -> list[tuple[str, str]]:
        """What each colour stands for, and the colour, in the colours' order."""
        own = [label for label in self.hues if label in self.reached]
        pairs = [(self.name(label), self.color(label)) for label in own]
        if len(own) < len(self.reached):
            more = len(self.reached) - len(own)
            pairs.append((counted("{count} further point", "{count} further points", count=more), REST))
        return pairs + [(self.name(way), self.color(way)) for way in self.ways]

    def legend(self) -> list[dict]:
        """Return an entry for each colour, in the colours' order."""
        entries = [swatch(name, color) for name, color in self.named]
        if self.reached:
            entries.append(swatch(say("fainter: more steps"), "rgba(0,0,0,0)", marker={"color": "rgba(0,0,0,0)"}))
        return entries


_WAYS = {DIVERGED: GONE, ELSEWHERE: say("at rest elsewhere"), MOVING: Ending.MOVING.title}
_SIGNS = {DIVERGED: "x", ELSEWHERE: "o", MOVING: "?"}
_WAY_COLORS = {DIVERGED: AWAY, ELSEWHERE: OTHER_REST, MOVING: NEITHER}


def _known(basins: Basins) -> list[CriticalPoint | None]:
    """Return what each target is, None where nothing is known there."""
    known = critical_points(basins.surface)
    if not known or not len(basins.targets):
        return [None] * len(basins.targets)
    points = np.array([critical.point for critical in known])
    closest = nearest(points, basins.targets)
    near = np.hypot(*(points[closest] - basins.targets).T) <= nearness(basins.surface)
    return [known[i] if here else None for i, here in zip(closest, near, strict=True)]


def _faded(color: str, strength: float) -> str:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{strength:g})"
