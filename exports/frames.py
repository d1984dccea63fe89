"""The frames of an animation as paletted images: only what moved is drawn anew.

One palette serves all frames: the background's colours, then for each racer a ramp from the ground it runs on to its
own colour, which is in the palette exactly. Coverage picks the shade, so edges are smooth and colours never flicker.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise
from typing import NamedTuple

import matplotlib
import numpy as np
from PIL import Image, ImageColor, ImageDraw, ImageFont

from exports.edges import DOT, Mark, dots, mark
from exports.ink import Box, add_segment, stamp
from exports.sheet import HEAD_RADIUS, Pane, Scene, picture_scale
from figures import Style, Theme
from figures.marks import SHAPES
from racing import Race

TRANSPARENT = 255
"""The palette index that no colour has: where a frame leaves the one before as it is."""

TRAIL_WIDTH = 2.2
RING = 1.5
"""Pixels at a scale of 1; the ring around a head does not scale."""

_SHADES = 12
_PAPER = 112
_RING_SHADES = 4


class Palette:
    """256 colours, no two the same: `colors` (256, 3) uint8."""

    def __init__(self, scene: Scene, styles: Sequence[Style], theme: Theme):
        """Share the colours between the background and the inks."""
        self._numbers: dict[tuple[int, int, int], int] = {}
        self._ramps: dict[tuple, np.ndarray] = {}
        page = ImageColor.getrgb(theme.background)
        self._number(page)
        grounds = sorted({pane.ground for pane in scene.panes})
        inks = dict.fromkeys(style.color for style in styles)
        shades = max(1, min(_SHADES, 150 // (len(grounds) * len(inks))))
        for ground in grounds:
            for color in inks:
                self._add((ground, color), ground, ImageColor.getrgb(color), shades)
            self._add((ground, "ring"), ground, page, _RING_SHADES)
            self._add((ground, "behind"), ground, ImageColor.getrgb(theme.muted), _RING_SHADES)
        self._add((page, "text"), page, ImageColor.getrgb(theme.muted), _RING_SHADES)
        picture = Image.fromarray(scene.background)
        paper = picture.quantize(min(_PAPER, TRANSPARENT - len(self._numbers)), dither=Image.Dither.NONE)
        for color in zip(*[iter(paper.getpalette())] * 3, strict=True):
            self._number(color)
        for unused in range(256):  # Pillow looks entries up by colour, so that even the empty ones must differ
            if len(self._numbers) < 256:
                self._number((255, 0, 255 - unused))
        self.colors = np.array(list(self._numbers), dtype=np.uint8)
        self._page = page

    def paper(self, picture: np.ndarray) -> np.ndarray:
        """Return a picture (height, width, 3) as indices (height, width) of the nearest colours."""
        # Against the whole palette, so that the legend keeps the racers' colours.
        whole = Image.new("P", (1, 1))
        whole.putpalette(self.colors.tobytes())
        indices = np.array(Image.fromarray(picture).quantize(palette=whole, dither=Image.Dither.NONE))
        # Pillow takes a colour that is merely near, even where the very one is there.
        indices[(picture == self._page).all(axis=-1)] = self._number(self._page)
        return indices

    def shades(self, ground: tuple[int, int, int], ink: str) -> np.ndarray:
        """Return a table from coverage (0 to 255) to palette index; `TRANSPARENT` leaves the pixel as it is."""
        ramp = self._ramps[ground, ink]
        return ramp[np.rint(np.arange(256) / 255 * (len(ramp) - 1)).astype(int)]

    def _add(self, key: tuple, ground: tuple, color: tuple, shades: int) -> None:
        mixes = [
            [round(g + (c - g) * i / shades) for g, c in zip(ground, color, strict=True)] for i in range(1, shades + 1)
        ]
        self._ramps[key] = np.array([TRANSPARENT, *(self._number(tuple(mix)) for mix in mixes)], dtype=np.uint8)

    def _number(self, color: tuple[int, int, int]) -> int:
        return self._numbers.setdefault(color, len(self._numbers))


class Trail(NamedTuple):
    """One racer in one pane: where it is, what it has covered so far, and the inks that go with it.

    bends: the steps between which it moves by so much that it is to be seen. dots: those that are seen as dots.
    seen and behind: masks of coverage (height, width; 0 to 255), in sight and behind the relief.
    """

    pixels: np.ndarray
    bends: np.ndarray
    dots: np.ndarray
    hidden: np.ndarray | None
    seen: np.ndarray
    behind: np.ndarray
    ink: np.ndarray
    shape: tuple[tuple[float, float], ...]

    def at(self, step: float) -> np.ndarray:
        """Return the pixel (2,) at a fractional step; nan where it lies off the relief."""
        whole = int(step)
        if whole >= len(self.pixels) - 1:
            return self.pixels[-1]
        return self.pixels[whole] + (step - whole) * (self.pixels[whole + 1] - self.pixels[whole])

    def ways(self, before: float, now: float) -> Iterator[tuple[float, float]]:
        """Return the pieces that lead from one step to another, each as the steps at its ends."""
        first, last = np.searchsorted(self.bends, [before, now], side="right")
        return pairwise([before, *self.bends[first:last].tolist(), now])

    def cover(self, start: float, end: float, width: float, clip: Box) -> Box | None:
        """Add the way between two steps to the mask it belongs to; return what it touched, if anything."""
        here, there = self.at(start), self.at(end)
        if not np.isfinite(here + there).all():
            return None
        if self.hidden is not None and self.hidden[int(start)]:
            box = add_segment(self.behind, here, there, width / 2, clip)
        else:
            box = add_segment(self.seen, here, there, width, clip)
        return None if box.empty else box

    def dot(self, before: float, now: float, width: float, clip: Box) -> Iterator[Box]:
        """Add the dots of the steps between two others; yield what each touched."""
        first, last = np.searchsorted(self.dots, [before, now], side="right")
        for step in self.dots[first:last]:
            mask = self.behind if self.hidden is not None and self.hidden[step] else self.seen
            yield add_segment(mask, self.pixels[step], self.pixels[step], width, clip)


class Painter:
    """Paints frames in the order of their steps."""

    def __init__(self, race: Race, scene: Scene, styles: Sequence[Style], theme: Theme, palette: Palette | None = None):
        """Prepare a trail for each racer in each pane, and the palette where another scene does not lend its own."""
        self.palette = palette or Palette(scene, styles, theme)
        self._ground = self.palette.paper(scene.background)
        scale = picture_scale(*self._ground.shape[::-1])
        self._width, self._radius = TRAIL_WIDTH * scale, HEAD_RADIUS * scale
        self._trails = self._ground.copy()
        self._panes = [(pane, self._pane_trails(pane, styles)) for pane in scene.panes]
        self._clock, self._steps = scene.clock, race.steps
        self._text = self.palette.shades(ImageColor.getrgb(theme.background), "text")
        fonts = f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSans.ttf"
        self._font = ImageFont.truetype(fonts, round(13 * scale))

    def frames(self, steps: np.ndarray) -> Iterator[np.ndarray]:
        """Yield one frame (height, width) of palette indices for each of the ascending `steps`."""
        before = 0.0
        for now in map(float, steps):
            for pane, trails in self._panes:
                self._grow(pane, trails, before, now)
            frame = self._trails.copy()
            for pane, trails in self._panes:
                self._paint_heads(frame, pane, trails, now)
            self._paint_clock(frame, now)
            before = now
            yield frame

    def _pane_trails(self, pane: Pane, styles: Sequence[Style]) -> list[Trail]:
        empty = self._ground
        return [
            Trail(
                pixels=pane.pixels[i],
                bends=bends(pane.pixels[i]),
                dots=dots(pane.pixels[i], pane.box, self._radius / HEAD_RADIUS, pane.charted),
                hidden=pane.hidden[i] if pane.hidden else None,
                seen=np.zeros_like(empty),
                behind=np.zeros_like(empty),
                ink=self.palette.shades(pane.ground, styles[racer].color),
                shape=SHAPES[styles[racer].symbol],
            )
            for i, racer in enumerate(pane.racers)
        ]

    def _grow(self, pane: Pane, trails: list[Trail], before: float, now: float) -> None:
        dot = 2 * DOT * self._radius / HEAD_RADIUS
        ways = (
            [trail.cover(*way, self._width, pane.box) for way in trail.ways(before, now)]
            + [*trail.dot(before, now, dot, pane.box)]
            for trail in trails
        )
        touched = [reduce(Box.joined, filter(None, boxes)) for boxes in ways if any(boxes)]
        for box in touched:
            self._trails[box.slices] = self._inked(pane, trails, box)

    def _inked(self, pane: Pane, trails: list[Trail], box: Box) -> np.ndarray:
        """Return the part of the picture in `box` with all trails on it, those behind the relief lowest."""
        region = self._ground[box.slices].copy()
        behind = self.palette.shades(pane.ground, "behind")
        for trail in trails:
            if trail.hidden is not None:
                _press(region, trail.behind[box.slices], behind)
        for trail in trails:
            _press(region, trail.seen[box.slices], trail.ink)
        return region

    def _paint_heads(self, frame: np.ndarray, pane: Pane, trails: list[Trail], step: float) -> None:
        ring = self.palette.shades(pane.ground, "ring")
        faint = self.palette.shades(pane.ground, "behind")
        taken: list[Mark] = []
        for trail in trails:
            where = (trail.pixels, pane.box, int(step), trail.at(step))
            drawn = mark(*where, self._radius, taken, pane.charted)
            if drawn is None:
                continue
            hidden = trail.hidden is not None and trail.hidden[int(step)]
            for shape in drawn.shapes(trail.shape):
                _stamp(frame, shape, self._radius + RING, drawn.center, pane.box, ring)
                _stamp(frame, shape, self._radius, drawn.center, pane.box, faint if hidden else trail.ink)

    def _paint_clock(self, frame: np.ndarray, step: float) -> None:
        text = f"step {int(step)} / {self._steps}"
        left, top, right, bottom = self._font.getbbox(text)
        ink = Image.new("L", (right - left, bottom - top))
        ImageDraw.Draw(ink).text((-left, -top), text, fill=255, font=self._font)
        column, row = self._clock
        _press(frame[row : row + ink.height, column - ink.width : column], np.asarray(ink), self._text)


def bends(pixels: np.ndarray) -> np.ndarray:
    """Return the steps of a path (steps + 1, 2) at which it has moved on by half a pixel, or is nowhere."""
    moved = np.nan_to_num(np.hypot(*np.diff(pixels, axis=0).T), nan=1.0)
    return 1 + np.flatnonzero(np.diff(np.floor(2 * np.cumsum(moved)), prepend=0))


def difference(before: np.ndarray | None, frame: np.ndarray) -> tuple[np.ndarray, Box]:
    """Return what `frame` lays over the one before, transparent where it is the same, and where it lies."""
    if before is None:
        return frame, Box(0, 0, frame.shape[1], frame.shape[0])
    changed = before != frame
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    if not rows.size:
        return np.full((1, 1), TRANSPARENT, np.uint8), Box(0, 0, 1, 1)
    box = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return np.where(changed[box.slices], frame[box.slices], np.uint8(TRANSPARENT)), box


def _press(region: np.ndarray, coverage: np.ndarray, shades: np.ndarray) -> None:
    index = shades[coverage]
    np.copyto(region, index, where=index != TRANSPARENT)


def _stamp(frame: np.ndarray, shape: tuple, radius: float, center: np.ndarray, clip: Box, shades: np.ndarray) -> None:
    coverage, box = stamp(shape, radius, center)
    inside = box.clipped(clip)
    if not inside.empty:
        rows = slice(inside.top - box.top, inside.bottom - box.top)
        columns = slice(inside.left - box.left, inside.right - box.left)
        _press(frame[inside.slices], coverage[rows, columns], shades)
