"""A race as an animated WebP, without loss."""

from collections.abc import Iterator
from io import BytesIO

import numpy as np
from PIL import Image

from exports.gif import painted
from exports.options import Options
from exports.pacing import frame_times
from exports.progress import Progress
from racing import Race


def race_webp(race: Race, view: str = Options.view, *, progress: Progress | None = None, **options) -> bytes:
    """Return the frames of `race_gif` as a WebP that loops for ever and holds its last frame.

    `progress` is told of each frame as it is painted: its number, and how many there are.
    """
    chosen = Options(view=view, **options)
    palette, frames = painted(race, chosen)
    file = BytesIO()
    _Film(frames, palette, chosen.frames, progress).save(
        file,
        "WEBP",
        save_all=True,
        duration=frame_times(chosen.frames, chosen.fps, ticks=1000),
        loop=0,
        lossless=True,
        quality=20,
        method=3,
        kmax=0,  # no further whole frames: three times the size
    )
    return file.getvalue()


class _Film(Image.Image):
    """Frames as a file of several gives them to Pillow, painted as they are asked for: one is held at a time."""

    def __init__(self, frames: Iterator[np.ndarray], palette: bytes, n_frames: int, progress: Progress | None):
        super().__init__()
        self.n_frames = n_frames
        self._frames, self._colors, self._progress = frames, palette, progress
        self._at = -1
        self.seek(0)

    def seek(self, frame: int) -> None:
        """Show `frame` where it is the next one; going back, as Pillow does at the end, changes nothing."""
        if frame <= self._at:
            return
        picture = Image.fromarray(next(self._frames))
        picture.putpalette(self._colors)
        self.im, self.palette = picture.im, picture.palette
        self._mode, self._size = picture.mode, picture.size
        self._at = frame
        if self._progress:
            self._progress(frame + 1, self.n_frames)

    def tell(self) -> int:
        """Return the number of the frame that is shown."""
        return self._at
