"""A race as an animated GIF."""

import struct
from collections.abc import Iterator
from itertools import chain

import numpy as np
from PIL import Image
from PIL.GifImagePlugin import getdata

from exports.frames import TRANSPARENT, Painter, difference
from exports.options import Options
from exports.pacing import frame_steps, frame_times
from exports.progress import Progress
from exports.rain import painted_rain
from exports.relief import turning_scenes
from exports.sheet import Scene
from figures.rain import Rain
from racing import Race


def painted(race: Race | Rain, options: Options) -> tuple[bytes, Iterator[np.ndarray]]:
    """Return the palette (768 bytes) and the frames (height, width; indices into it) of an animation."""
    if isinstance(race, Rain):
        return painted_rain(race, options)
    steps = frame_steps(race.steps, options.frames, options.spacing)
    scenes = _turning(race, options) if options.turn else iter([options.scene(race)])
    first = next(scenes)
    painter = Painter(race, first, options.worn(race), options.look.colors, options.seen(race))
    frames = _seen(painter, chain([first], scenes), steps) if options.turn else painter.frames(steps)
    return painter.palette.colors.tobytes(), frames


def _turning(race: Race, options: Options) -> Iterator[Scene]:
    """Yield the relief from a direction of its own for each frame, the middle one from the usual."""
    turns = np.linspace(-options.turn / 2, options.turn / 2, options.frames)
    return turning_scenes(options.sheet(race), options.chart, turns)


def _seen(painter: Painter, scenes: Iterator[Scene], steps: np.ndarray) -> Iterator[np.ndarray]:
    for scene, step in zip(scenes, steps, strict=True):
        painter.turn(scene)
        yield painter.frame(float(step))


def race_gif(race: Race, view: str = Options.view, *, progress: Progress | None = None, **options) -> bytes:
    """Return the race as a GIF that loops for ever and holds its last frame; `options` are those of `Options`.

    `progress` is told of each frame as it is painted: its number, and how many there are.
    """
    chosen = Options(view=view, **options)
    palette, frames = painted(race, chosen)
    blocks = [_HEAD, struct.pack("<HH", chosen.width, chosen.height), _TABLE, palette, _FOR_EVER]
    before, times = None, frame_times(chosen.frames, chosen.fps, _TICKS)
    for number, (frame, time) in enumerate(zip(frames, times, strict=True), start=1):
        piece, box = difference(before, frame)
        picture, milliseconds = Image.fromarray(piece), time * 1000 // _TICKS
        blocks += getdata(picture, box[:2], duration=milliseconds, transparency=TRANSPARENT, disposal=_KEEP)
        before = frame
        if progress:
            progress(number, chosen.frames)
    return b"".join([*blocks, b";"])


# Pillow's own save looks every frame's palette up anew, which takes as long as painting; the palette is one.
_HEAD = b"GIF89a"
_TABLE = bytes([0xF7, 0, 0])  # a global table of 256 colours
_FOR_EVER = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
_KEEP = 1
_TICKS = 100  # browsers slow frames of one of them down, which so many frames a second never come to
