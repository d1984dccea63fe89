"""What the messages to the browser are made of: a header and arrays, and in the header the ground and the colours.

Layout, little-endian: uint32 length of the header, the header as JSON padded to a multiple of four, then float32
arrays in an order of the message's own. `browser/decode.js` reads it.
"""

import json
from collections.abc import Iterable, Mapping

import numpy as np

from figures import THEMES, Landscape
from figures.critical import mark_groups
from figures.landscape import LEVELS
from figures.plots import single
from surfaces import Surface

COLORS = {name: theme._asdict() for name, theme in THEMES.items()}
"""The themes, as every header has them."""


def packed(header: Mapping, arrays: Iterable[np.ndarray] = ()) -> bytes:
    """Return the message; what lies beyond float32 is drawn in to its largest."""
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    floats = (single(array).astype("<f4").tobytes() for array in arrays)
    return b"".join([len(text).to_bytes(4, "little"), text, *floats])


def ground_header(surface: Surface, ground: Landscape, has_grid: bool) -> dict:
    """Return the header's fields that describe the landscape; its marks go with its grid."""
    landscape = {
        "id": surface.identity,
        "size": len(ground.x),
        **ends(ground),
        "labels": ["x", "y", ground.height_name],
        "low": ground.low,
        "unit": ground.unit,
        "top": ground.top,
        "levels": LEVELS,
        **({"critical": mark_groups(ground.critical)} if has_grid else {}),
    }
    return {"has_grid": has_grid, "landscape": landscape}


def ends(ground: Landscape) -> dict[str, list[float]]:
    """Return the ranges that the landscape covers."""
    return {"x": [float(ground.x[0]), float(ground.x[-1])], "y": [float(ground.y[0]), float(ground.y[-1])]}


def ground_arrays(ground: Landscape, has_grid: bool) -> list[np.ndarray]:
    """Return the arrays that describe the landscape: its heights (size, size), nothing without `has_grid`."""
    return [ground.height(ground.loss)] if has_grid else []
