"""Rain as an animation: many starts that run down a map at once, in the colours of where they lead.

What stands still is drawn once by Matplotlib; each frame's drops are drawn twice by Pillow, once for how much of each
pixel they cover, once for which of them does.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from PIL import Image, ImageColor, ImageDraw

from exports.fonts import drawable
from exports.frames import TRANSPARENT, Palette, paint_clock
from exports.options import Options
from exports.pacing import frame_steps
from exports.scene import draw_lines, draw_marks, panels
from exports.sheet import Pane, Scene, Sheet, fit, picture_scale
from figures import Style, Theme
from figures.rain import Rain
from racing.paths import trace
from words import tell

_MAP = 0.25  # how far a map's colours cover the page
_TRAIL, _HEAD = 1.6, 2.4  # pixels at a scale of 1: a trail's width, a head's radius
_FAINT = 150  # of 255, what a trail covers
_BEHIND = 0.3  # seconds that a trail tells of
_CORNERS = 8  # of a trail at most
_FINE = 2  # times as many pixels, for how much is covered


class _Fall(NamedTuple):
    """The drops of one racer: pixels (n, steps + 1, 2) from the pane's corner, and the ink of each by its number."""

    pane: Pane
    pixels: np.ndarray
    inks: np.ndarray


def painted_rain(rain: Rain, options: Options) -> tuple[bytes, Iterator[np.ndarray]]:
    """Return the palette (768 bytes) and the frames (height, width; indices into it) of the rain."""
    theme = options.look.colors
    sheet = Sheet(rain, rain.styles, options.look, options.width, options.height, options.caption)
    scene = rain_scene(sheet, rain)
    colors = {color: None for name in rain for color in rain.colors(name)}
    palette = Palette(scene, [*(Style(_worn(color, theme), "circle") for color in colors), *rain.styles], theme)
    page = ImageColor.getrgb(theme.background)
    shades = np.array([palette.shades(page, _worn(color, theme)) for color in colors])
    falls = [_fall(rain, name, pane, list(colors)) for name, pane in zip(rain, scene.panes, strict=True)]
    ground, text = palette.paper(scene.background), palette.shades(page, "text")
    steps = frame_steps(rain.steps, options.frames, options.spacing)
    behind = round(_BEHIND * options.fps)

    def frames() -> Iterator[np.ndarray]:
        for number, step in enumerate(steps):
            frame = ground.copy()
            for fall in falls:
                _paint(frame, fall, steps[max(0, number - behind)], step, shades)
            paint_clock(frame, scene, step, rain.steps, text)
            yield frame

    return palette.colors.tobytes(), frames()


def rain_scene(sheet: Sheet, rain: Rain) -> Scene:
    """Draw a faint map of the starts for each racer, and what the colours stand for."""
    named = [(drawable(tell(name)), color) for name, color in rain.places.named]
    sheet.legend([(name, Style(_worn(color, sheet.theme), "square")) for name, color in named])
    placed = []
    for i, (name, axes) in enumerate(zip(rain, panels(sheet, sheet.width, sheet.foot), strict=True)):
        _draw_cells(axes, rain, name, sheet.theme)
        draw_lines(axes, sheet.ground, sheet.theme)
        fit(axes)
        extent, sides = axes.get_window_extent(), (axes.get_xlim(), axes.get_ylim())
        unit = (extent.width / np.ptp(sides[0]), extent.height / np.ptp(sides[1]))
        if sheet.look.marks:
            draw_marks(axes, sheet.ground, unit, sheet.theme)
        placed.append((axes, (i,), [], sheet.theme.background))
    return sheet.scene(placed)


def _draw_cells(axes: Axes, rain: Rain, name: str, theme: Theme) -> None:
    found = rain[name]
    labels, inverse = np.unique(found.labels, return_inverse=True)
    inks = np.array([to_rgb(_worn(rain.places.color(label), theme)) for label in labels.tolist()])
    half = [(side[-1] - side[0]) / (len(side) - 1) / 2 for side in (found.across, found.along)]
    sides = [(side[0] - h, side[-1] + h) for side, h in zip((found.across, found.along), half, strict=True)]
    picture = inks[inverse.reshape(found.labels.shape)]
    axes.set_facecolor(theme.background)
    look = {"origin": "lower", "aspect": "auto", "interpolation": "nearest", "alpha": _MAP}
    axes.imshow(picture, extent=[*chain(*sides)], **look)
    axes.set_xlim(*sides[0])
    axes.set_ylim(*sides[1])


def _fall(rain: Rain, name: str, pane: Pane, colors: Sequence[str]) -> _Fall:
    points = trace(rain[name].rule, rain.surface, rain.starts, rain.steps).points
    pixels = pane.place(points.reshape(-1, 2)) - (pane.box.left, pane.box.top)
    inks = np.array([colors.index(color) for color in rain.colors(name)])
    return _Fall(pane, pixels.reshape(points.shape).astype(np.float32), inks)


def _paint(frame: np.ndarray, fall: _Fall, since: float, step: float, shades: np.ndarray) -> None:
    """Paint the drops at a step, and their ways since an earlier one."""
    region = frame[fall.pane.box.slices]
    scale, (height, width) = picture_scale(*frame.shape[::-1]), region.shape
    covered = Image.new("L", (_FINE * width, _FINE * height))
    whose = Image.new("L", (width, height))
    pens = [(ImageDraw.Draw(covered), _FINE), (ImageDraw.Draw(whose), 1)]
    ways = _ways(fall.pixels, since, step)
    for ink, way in zip((1 + fall.inks).tolist(), ways.tolist(), strict=True):
        if way[0] != way[-1]:
            for pen, fine in pens:
                thick = round(_TRAIL * scale * fine) + 2 * (fine == 1)
                pen.line([(fine * x, fine * y) for x, y in way], _FAINT if fine > 1 else ink, thick)
    for ink, (x, y) in zip((1 + fall.inks).tolist(), ways[:, -1].tolist(), strict=True):
        if -_HEAD * scale < x < width + _HEAD * scale and -_HEAD * scale < y < height + _HEAD * scale:
            for pen, fine in pens:
                radius = fine * _HEAD * scale + (fine == 1)
                box = (fine * x - radius, fine * y - radius, fine * x + radius, fine * y + radius)
                pen.ellipse(box, 255 if fine > 1 else ink)
    number, coverage = np.asarray(whose), np.asarray(covered.reduce(_FINE))
    index = shades[np.maximum(number, 1) - 1, coverage]
    np.copyto(region, index, where=(number > 0) & (index != TRANSPARENT))


def _ways(pixels: np.ndarray, since: float, step: float) -> np.ndarray:
    """Return the corners (n, corners, 2) of the ways from one step to another, some of them where there are many."""
    whole = np.arange(int(since) + 1, int(np.ceil(step)))
    some = whole[np.unique(np.linspace(0, len(whole) - 1, _CORNERS).astype(int))] if len(whole) else whole
    steps = np.array([since, *some, step])
    before = np.minimum(steps.astype(int), pixels.shape[1] - 1)
    after, part = np.minimum(before + 1, pixels.shape[1] - 1), (steps - before)[:, None]
    return pixels[:, before] + part * (pixels[:, after] - pixels[:, before])


def _worn(color: str, theme: Theme) -> str:
    """Return a colour, the theme's own where it is named."""
    return getattr(theme, color[1:]) if color.startswith("$") else color
