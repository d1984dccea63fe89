"""A race as an animated WebP, without loss."""

from io import BytesIO
from itertools import pairwise

from PIL import Image

from exports.gif import Progress, painted
from exports.options import HOLD, Options
from racing import Race


def race_webp(race: Race, view: str = Options.view, *, progress: Progress | None = None, **options) -> bytes:
    """Return the frames of `race_gif` as a WebP that loops for ever and holds its last frame.

    `progress` is told the number of each frame as it is painted. Pillow's encoder takes them all at once: one byte for
    each pixel of each.
    """
    chosen = Options(view=view, **options)
    palette, frames = painted(race, chosen)
    pictures = []
    for number, frame in enumerate(frames, start=1):
        picture = Image.fromarray(frame)
        picture.putpalette(palette)
        pictures.append(picture)
        if progress:
            progress(number)
    # Ends are rounded, not durations, so that the pace holds over the whole.
    ends = [round(1000 * number / chosen.fps) for number in range(chosen.frames)]
    durations = [end - start for start, end in pairwise(ends)] + [HOLD]
    file = BytesIO()
    pictures[0].save(
        file,
        "WEBP",
        save_all=True,
        append_images=pictures[1:],
        duration=durations,
        loop=0,
        lossless=True,
        quality=20,
        method=3,
        kmax=0,  # no further whole frames: three times the size
    )
    return file.getvalue()
