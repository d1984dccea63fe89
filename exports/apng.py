"""A race as an animated PNG: paletted, each frame only the rectangle that changed, written as it is painted.

Source: W3C, Portable Network Graphics (Third Edition), 2025, §11.
"""

import struct
import zlib

import numpy as np

from exports.frames import TRANSPARENT, difference
from exports.gif import painted
from exports.ink import Box
from exports.options import Options
from exports.pacing import frame_times
from exports.progress import Progress
from racing import Race

_PALETTED = 3
_KEEP, _OVER = 0, 1
_TICKS = 1000


def race_apng(race: Race, view: str = Options.view, *, progress: Progress | None = None, **options) -> bytes:
    """Return the frames of `race_gif` as an APNG that loops for ever and holds its last frame.

    `progress` is told of each frame as it is painted: its number, and how many there are.
    """
    chosen = Options(view=view, **options)
    palette, frames = painted(race, chosen)
    size = struct.pack(">II", chosen.width, chosen.height)
    alpha = bytes([255] * TRANSPARENT + [0])
    chunks = [
        _chunk(b"IHDR", size + bytes([8, _PALETTED, 0, 0, 0])),
        _chunk(b"acTL", struct.pack(">II", chosen.frames, 0)),
        _chunk(b"PLTE", palette),
        _chunk(b"tRNS", alpha),
    ]
    times = frame_times(chosen.frames, chosen.fps, _TICKS)
    before, sequence = None, 0
    for number, (frame, time) in enumerate(zip(frames, times, strict=True), start=1):
        piece, box = difference(before, frame)
        chunks.append(_chunk(b"fcTL", _control(sequence, box, time)))
        packed = _packed(piece)
        if before is None:
            chunks.append(_chunk(b"IDAT", packed))
        else:
            sequence += 1
            chunks.append(_chunk(b"fdAT", struct.pack(">I", sequence) + packed))
        sequence += 1
        before = frame
        if progress:
            progress(number, chosen.frames)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + _chunk(b"IEND", b"")


def _control(sequence: int, box: Box, time: int) -> bytes:
    width, height = box.right - box.left, box.bottom - box.top
    place = struct.pack(">IIIII", sequence, width, height, box.left, box.top)
    return place + struct.pack(">HHBB", time, _TICKS, _KEEP, _OVER)


def _packed(piece: np.ndarray) -> bytes:
    unfiltered = np.zeros((piece.shape[0], 1), np.uint8)  # each row begins with the number of its filter
    return zlib.compress(np.hstack([unfiltered, piece]).tobytes(), 9)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
