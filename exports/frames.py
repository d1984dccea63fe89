"""The frames of an animation as paletted images: only what moved is drawn anew.

One palette serves all frames: the background's colours, then for each racer a ramp from the ground it runs on to its
own colour, which is in the palette exactly. Coverage picks the shade, so edges are smooth and colours never flicker.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from math import ceil

import numpy as np
from PIL import Image, ImageColor

from exports import numbers
from exports.edges import OUTLINE, Mark, mark
from exports.fonts import inked
from exports.glass import HALO, strokes
from exports.ink import Box, add_segment, stamp
from exports.sheet import HEAD_RADIUS, Pane, Scene, picture_scale
from exports.trail import Trail
from figures import Style, Theme
from racing import Race, Step, no_step
from words import _

TRANSPARENT = 255
"""The palette index that no colour has: where a frame leaves the one before as it is."""

RING = 1.5
"""Pixels around a head, at any scale."""

_SHADES = 12
_PAPER = 112
_RING_SHADES = 4


class Palette:
    """256 colours, no two the same: `colors` (256, 3) uint8."""

    def __init__(self, scene: Scene, styles: Sequence[Style], theme: Theme, has_glass: bool = False):
        """Share the colours between the background and the inks; has_glass: whether a step is drawn, too."""
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
            if has_glass:
                self._add((ground, "glass"), ground, ImageColor.getrgb(theme.text), _RING_SHADES)
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
        red, green, blue = (picture[..., i] == self._page[i] for i in range(3))
        indices[red & green & blue] = self._number(self._page)
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


class Painter:
    """Paints frames in the order of their steps."""

    def __init__(self, race: Race, scene: Scene, styles: Sequence[Style], theme: Theme, glass: str | None = None):
        """Prepare the palette, and a trail for each racer in each pane; glass: whose step is drawn."""
        self.palette = Palette(scene, styles, theme, glass is not None)
        self._seen = (list(race).index(glass), race[glass]) if glass is not None else None
        self._ground = self.palette.paper(scene.background)
        self._trails, self._mask = self._ground.copy(), np.zeros_like(self._ground)
        self._scale = picture_scale(*self._ground.shape[::-1])
        self._radius = HEAD_RADIUS * self._scale
        self._gone, self._styles = [run.verdict.gone for run in race.values()], styles
        self._panes = [(pane, self._pane_trails(pane)) for pane in scene.panes]
        self._scene, self._steps = scene, race.steps
        self._text = self.palette.shades(ImageColor.getrgb(theme.background), "text")

    def frames(self, steps: np.ndarray) -> Iterator[np.ndarray]:
        """Yield one frame (height, width) of palette indices for each of the ascending `steps`."""
        return map(self.frame, map(float, steps))

    def frame(self, step: float) -> np.ndarray:
        """Return the frame at a `step` no lower than that of the one before."""
        for pane, trails in self._panes:
            self._grow(pane, trails, step)
        frame = self._trails.copy()
        for pane, trails in self._panes:
            self._paint_heads(frame, pane, trails, step)
            self._paint_glass(frame, pane, ceil(step))
        paint_clock(frame, self._scene, step, self._steps, self._text)
        self._paint_numbers(frame, ceil(step))
        return frame

    def turn(self, scene: Scene) -> None:
        """Go on with a scene that is turned; the chart stands still and keeps its lines."""
        self._ground = self.palette.paper(scene.background)
        before, self._trails = self._trails, self._ground.copy()
        for number, pane in enumerate(scene.panes):
            if pane.charted:
                self._trails[pane.box.slices] = before[pane.box.slices]
            else:
                self._panes[number] = pane, self._pane_trails(pane)

    def _pane_trails(self, pane: Pane) -> list[Trail]:
        inks = [self._styles[racer] for racer in pane.racers]
        shades = [self.palette.shades(pane.ground, style.color) for style in inks]
        shape = self._ground.shape
        return [Trail(pane, i, shape, self._scale, shades[i], inks[i].symbol) for i in range(len(inks))]

    def _grow(self, pane: Pane, trails: list[Trail], step: float) -> None:
        touched = [reduce(Box.joined, boxes) for trail in trails if (boxes := list(trail.grow(step)))]
        for box in _least(touched):
            self._trails[box.slices] = self._inked(pane, trails, box)

    def _inked(self, pane: Pane, trails: list[Trail], box: Box) -> np.ndarray:
        """Return the part of the picture in `box` with all trails on it, those behind the relief lowest."""
        region = self._ground[box.slices].copy()
        behind = self.palette.shades(pane.ground, "behind")
        for trail in trails:
            if trail.hidden is not None:
                press(region, trail.behind[box.slices], behind)
        for trail in trails:
            press(region, trail.seen[box.slices], trail.ink)
        return region

    def _paint_heads(self, frame: np.ndarray, pane: Pane, trails: list[Trail], step: float) -> None:
        page = self.palette.shades(pane.ground, "ring")
        faint = self.palette.shades(pane.ground, "behind")
        taken: list[Mark] = []
        for number, trail in enumerate(trails):
            drawn = mark(pane, number, int(step), trail.at(step), self._radius, taken)
            if drawn is None:
                continue
            place = (drawn.center, pane.box)
            hidden = drawn.angle is None and trail.hidden is not None and trail.hidden[int(step)]
            ink = faint if hidden else trail.ink
            gone = self._gone[pane.racers[number]]
            over = gone is not None and step >= gone
            for shape in drawn.arrow if over else (*drawn.arrow, trail.shape):
                _stamp(frame, shape, self._radius + RING, *place, page)
                _stamp(frame, shape, self._radius, *place, ink)
            if over:
                _stamp(frame, trail.shape, self._radius, *place, page)
                _stamp(frame, trail.shape, self._radius, *place, ink, OUTLINE * self._radius)

    def _paint_glass(self, frame: np.ndarray, pane: Pane, number: int) -> None:
        """Paint the step that leads to a point of the racer under the glass, if it is on this ground."""
        racer, run = self._seen or (None, None)
        if racer not in pane.racers or pane.place is None or no_step(run, number):
            return
        inks = {own: self.palette.shades(pane.ground, self._styles[racer].color if own else "glass") for own in (0, 1)}
        page = self.palette.shades(pane.ground, "ring")
        for stroke in strokes(Step(run, number), pane.place, self._scale):
            for ink, wider in ((page, 2 * HALO), (inks[stroke.own], 0)):
                width, pieces = (stroke.width + wider) * self._scale, stroke.pieces(self._scale)
                ends = [(start.tolist(), end.tolist()) for start, end in pieces]
                box = reduce(Box.joined, [add_segment(self._mask, *each, width, pane.box) for each in ends])
                press(frame[box.slices], self._mask[box.slices], ink)
                self._mask[box.slices] = 0

    def _paint_numbers(self, frame: np.ndarray, number: int) -> None:
        """Write the lines of a rule with the numbers of a step, where the scene has room for them."""
        for line in self._scene.numbers.lines(number) if self._scene.numbers else ():
            letters, column, row = numbers.inked(line)
            room = frame[row : row + letters.shape[0], column : column + letters.shape[1]]
            press(room, letters[: room.shape[0], : room.shape[1]], self._text)


def _least(boxes: list[Box]) -> list[Box]:
    """Return these boxes, or where they lie so much upon each other that it holds fewer pixels, one around them all."""
    whole = [reduce(Box.joined, boxes)] if boxes else []
    return min(boxes, whole, key=lambda some: sum(box.area for box in some))


def paint_clock(frame: np.ndarray, scene: Scene, step: float, steps: int, ink: np.ndarray) -> None:
    """Write the step onto a frame where the scene has it; ink: the shades of letters."""
    scale = picture_scale(*frame.shape[::-1])
    letters = inked(clock(int(step), steps), round(13 * scale))
    column, row = scene.clock
    height, width = letters.shape
    press(frame[row : row + height, column - width : column], letters, ink)


def clock(step: int, steps: int) -> str:
    """Return what stands above a picture of `step`, in the language spoken."""
    return _("step {step} / {last}", step=step, last=steps)


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


def press(region: np.ndarray, coverage: np.ndarray, shades: np.ndarray) -> None:
    """Put an ink onto a part of a frame, by how much of each pixel it covers (0 to 255)."""
    index = shades[coverage]
    np.copyto(region, index, where=index != TRANSPARENT)


def _stamp(
    frame: np.ndarray,
    shape: tuple,
    radius: float,
    center: np.ndarray,
    clip: Box,
    shades: np.ndarray,
    outline: float = 0,
) -> None:
    coverage, box = stamp(shape, radius, center, outline)
    inside = box.clipped(clip)
    if not inside.empty:
        rows = slice(inside.top - box.top, inside.bottom - box.top)
        columns = slice(inside.left - box.left, inside.right - box.left)
        press(frame[inside.slices], coverage[rows, columns], shades)
