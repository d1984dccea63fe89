"""The contour map as a picture, for hosts that cannot keep a contour trace: bands of colour with lines between them."""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
from PIL import Image, ImageColor

from figures.landscape import LEVELS, Landscape
from figures.look import Look

_OVERSAMPLING = 2


def map_image(ground: Landscape, look: Look, width: int = 640, height: int = 480) -> bytes:
    """Return the map of `ground` over its domain as a PNG of `width` × `height` pixels, the top row the highest y."""
    theme = look.colors
    size = (width * _OVERSAMPLING, height * _OVERSAMPLING)
    heights = (np.nan_to_num(ground.height(ground.loss), nan=ground.top) / ground.top).astype(np.float32)
    fine = np.asarray(Image.fromarray(heights).resize(size, Image.Resampling.BICUBIC))[::-1]
    band = np.clip(fine * LEVELS, 0, LEVELS - 1).astype(np.intp)
    pixels = band_colors(theme.scale)[band]
    if look.lines:
        edge = np.zeros(band.shape, dtype=bool)
        edge[:, 1:] |= band[:, 1:] != band[:, :-1]
        edge[1:] |= band[1:] != band[:-1]
        pixels[edge] += theme.contour_alpha * (ImageColor.getrgb(theme.contour) - pixels[edge])
    image = Image.fromarray(pixels.round().astype(np.uint8)).resize((width, height), Image.Resampling.LANCZOS)
    file = BytesIO()
    image.quantize(128).save(file, "PNG", optimize=True)
    return file.getvalue()


def band_colors(scale: Sequence[str]) -> np.ndarray:
    """Return the colours of the bands between contour levels, (LEVELS, 3) in 0 to 255, lowest first."""
    stops = np.array([ImageColor.getrgb(color) for color in scale], dtype=float)
    places = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(np.linspace(0, 1, LEVELS), places, channel) for channel in stops.T], axis=-1)
