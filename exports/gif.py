"""A race as an animated GIF."""

from collections.abc import Callable, Iterator
from io import BytesIO

import numpy as np
from PIL import Image

from exports.frames import TRANSPARENT, Painter
from exports.options import Options
from exports.pacing import frame_steps
from racing import Race


def painted(race: Race, options: Options) -> tuple[bytes, Iterator[np.ndarray]]:
    """Return the palette (768 bytes) and the frames (height, width; indices into it) of an animation."""
    painter = Painter(race, options.scene(race), options.looks(race), options.theme)
    steps = frame_steps(race.steps, options.frames, options.spacing)
    return painter.palette.colors.tobytes(), painter.frames(steps)


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
