"""A race as a video: MP4 (H.264) or WebM (VP9), through PyAV, which comes with requirements-video.txt."""

from collections.abc import Mapping
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from exports.gif import painted
from exports.options import Options
from exports.pacing import HOLD
from exports.progress import Progress
from figures.choice import not_one_of
from racing import Race
from words import say

MISSING = say("videos need PyAV, which is not installed; get it with: pip install -r requirements-video.txt")


class VideoUnavailable(ImportError):
    """PyAV is not installed; the message says how to get it."""


class Codec(NamedTuple):
    """How PyAV writes a format: encoder, its options, the container's options."""

    encoder: str
    settings: Mapping[str, str]
    container: Mapping[str, str]


_H264 = {"crf": "18", "preset": "medium", "rc-lookahead": "5", "refs": "2", "threads": "2"}
_VP9 = {
    "crf": "26", "b": "0", "deadline": "realtime", "cpu-used": "5", "row-mt": "1", "lag-in-frames": "0", "threads": "2",
}  # fmt: skip

CODECS: Mapping[str, Codec] = MappingProxyType(
    {"mp4": Codec("libx264", _H264, {"movflags": "+faststart"}), "webm": Codec("libvpx-vp9", _VP9, {})}
)
"""Each looks few frames ahead, on two threads however many processors there are: a frame of 1920 × 1080 takes
megabytes, and each that it looks ahead or works on keeps several.
"""


def race_video(
    race: Race, format: str = "mp4", view: str = Options.view, *, progress: Progress | None = None, **options
) -> bytes:
    """Return the frames of `race_gif` as "mp4" or "webm", at an even pace, the last frame held; it plays once.

    A player may want even sizes: an odd side gets one more line of pixels, like the one at its edge. `progress` is told
    of each frame as it is painted: its number, and how many there are. ValueError for another format or option,
    VideoUnavailable without PyAV.
    """
    if format not in CODECS:
        raise not_one_of("race_video", "format", CODECS, format)
    chosen = Options(view=view, **options)
    if find_spec("av") is None:
        raise VideoUnavailable(MISSING)
    palette, frames = painted(race, chosen)
    colors = np.frombuffer(palette, dtype=np.uint8).reshape(-1, 3)
    # In a directory of its own, because moving an MP4's index to the front reads the file again by its name.
    with TemporaryDirectory() as directory:
        path = Path(directory) / f"race.{format}"
        _write(path, format, chosen, (colors[_even(frame)] for frame in frames), progress)
        return path.read_bytes()


def _write(path, format, chosen, pictures, progress) -> None:
    import av
    from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

    codec = CODECS[format]
    rate = Fraction(chosen.fps).limit_denominator(1001)
    with av.open(path, "w", format=format, container_options=dict(codec.container)) as file:
        stream = file.add_stream(codec.encoder, rate=rate, options=dict(codec.settings))
        stream.width, stream.height = chosen.width + chosen.width % 2, chosen.height + chosen.height % 2
        stream.pix_fmt = "yuv420p"
        # Said aloud, for players guess BT.601 or BT.709 by the size of the picture.
        context = stream.codec_context
        context.colorspace, context.color_range = Colorspace.ITU709, ColorRange.MPEG
        context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        for number, picture in enumerate(pictures, start=1):
            times = 1 if number < chosen.frames else 1 + round(HOLD * rate)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(
                format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
            )
            for _ in range(times):
                frame.pts = None
                file.mux(stream.encode(frame))
            if progress:
                progress(number, chosen.frames)
        file.mux(stream.encode(None))


def _even(frame: np.ndarray) -> np.ndarray:
    height, width = frame.shape
    return np.pad(frame, ((0, height % 2), (0, width % 2)), mode="edge") if height % 2 or width % 2 else frame
