"""A race as an animated GIF."""

from collections.abc import Callable, Iterator
from io import BytesIO

import numpy as np
from PIL import Image

from exports.frames import TRANSPARENT, Painter, Palette
from exports.options import Options
from exports.pacing import frame_steps
from racing import Race


def painted(race: Race, options: Options) -> tuple[bytes, Iterator[np.ndarray]]:
    """Return the palette (768 bytes) and the frames (height, width; indices into it) of an animation."""
    steps = frame_steps(race.steps, options.frames, options.spacing)
    painter = Painter(race, options.scene(race), options.looks(race), options.theme)
    frames = _turning(race, options, steps, painter.palette) if options.turn else painter.frames(steps)
    return painter.palette.colors.tobytes(), frames


def _turning(race: Race, options: Options, steps: np.ndarray, palette: Palette) -> Iterator[np.ndarray]:
    """Yield frames that each see the relief from a direction of their own, the middle one from the usual."""
    looks = options.looks(race)
    for step, turned in zip(steps, np.linspace(-options.turn / 2, options.turn / 2, len(steps)), strict=True):
        painter = Painter(race, options.scene(race, float(turned)), looks, options.theme, palette)
        yield next(painter.frames(np.array([step])))


Progress = Callable[[int], None]


def race_gif(race: Race, view: str = Options.view, *, progress: Progress | None = None, **options) -> bytes:
    """Return the race as a GIF that loops for ever and holds its last frame; `options` are those of `Options`.

    `progress` is told the number of each frame as it is painted.
    """
    chosen = Options(view=view, **options)
    palette, frames = painted(race, chosen)
    pictures = _paletted(frames, palette, progress)
    file = BytesIO()
    next(pictures).save(
        file,
        "GIF",
        save_all=True,
        append_images=pictures,
        duration=chosen.durations,
        loop=0,
        palette=palette,
        transparency=TRANSPARENT,
        optimize=True,
        disposal=1,
    )
    return file.getvalue()


def _paletted(frames: Iterator[np.ndarray], palette: bytes, progress: Progress | None) -> Iterator[Image.Image]:
    for number, frame in enumerate(frames, start=1):
        picture = Image.fromarray(frame)
        picture.putpalette(palette)
        if progress:
            progress(number)
        yield picture
