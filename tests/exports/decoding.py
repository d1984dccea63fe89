"""Reads animated pictures back."""

from io import BytesIO

import numpy as np
from PIL import Image


def decoded(data: bytes) -> tuple[Image.Image, list[np.ndarray], list[float]]:
    """The picture, every frame as (height, width, 3), and the frames' durations in milliseconds."""
    picture = Image.open(BytesIO(data))
    frames, durations = [], []
    for number in range(picture.n_frames):
        picture.seek(number)
        frames.append(np.asarray(picture.convert("RGB")))
        durations.append(picture.info["duration"])
    return picture, frames, durations
