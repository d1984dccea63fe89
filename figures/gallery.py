"""A surface as a small picture of its map, to be picked by."""

import base64

from figures.landscape import landscape
from figures.look import Look
from figures.map_image import map_image
from figures.theme import THEMES
from surfaces import Surface

SIZE = (176, 132)
"""Pixels of a picture, twice what it is shown at on most screens."""

GRID = 65
"""Points along each side of the grid that it is drawn from."""


def surface_picture(surface: Surface) -> dict[str, str]:
    """Return the name of each theme → the address of a picture of the map in it, which is in the address itself."""
    ground = landscape(surface, GRID, marked=False)
    return {name: _address(map_image(ground, Look(theme=name), *SIZE)) for name in THEMES}


def _address(picture: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"
