"""A surface as a small picture of its map, to be picked by: heights, which the browser colours."""

import base64

import numpy as np

from figures.landscape import landscape
from surfaces import Surface

SIDE = 64
"""Points along each side of the grid that it is drawn from."""

HIGHEST = 255
"""What stands for the height of the highest level, and all above it."""


def surface_picture(surface: Surface) -> str:
    """Return heights (SIDE, SIDE) as parts of the highest level, the lowest y first: a byte each, as base64."""
    ground = landscape(surface, SIDE, marked=False)
    parts = np.nan_to_num(ground.height(ground.loss) / ground.top, nan=1.0)
    heights = np.rint(HIGHEST * np.clip(parts, 0, 1)).astype(np.uint8)
    return base64.b64encode(heights.tobytes()).decode()
