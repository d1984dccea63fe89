"""What the messages to the browser are made of: a header and arrays, and in the header the ground and the look.

Layout, little-endian: uint32 length of the header, the header as JSON padded to a multiple of four, then float32
arrays in an order of the message's own. `browser/decode.js` reads it.
"""

import json
from collections.abc import Iterable, Mapping

import numpy as np

import words
from figures import Landscape, Look
from figures.arrows import SIDE, arrows
from figures.critical import mark_groups
from figures.landscape import LEVELS
from figures.plots import single
from figures.ticks import loss_ticks
from surfaces import Surface

DRAWN = ("theme", "lines", "arrows", "marks", "axes")
"""The fields of a look that the browser draws by; ground and levels have gone into colours and heights."""


def packed(header: Mapping, arrays: Iterable[np.ndarray] = ()) -> bytes:
    """Return the message, told in the language spoken; what lies beyond float32 is drawn in to its largest."""
    text = json.dumps(words.told(header), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    floats = (single(array).astype("<f4").tobytes() for array in arrays)
    return b"".join([len(text).to_bytes(4, "little"), text, *floats])


def header_text(message: bytes) -> str:
    """Return the header of a message, as it was packed."""
    return message[4 : 4 + int.from_bytes(message[:4], "little")].decode()


def look_header(look: Look) -> dict:
    """Return the header's fields that describe the look, with the colours of every theme: the page may be in any."""
    themes = {name: theme._asdict() for name, theme in look.themes.items()}
    return {"look": {field: getattr(look, field) for field in DRAWN}, "themes": themes}


def ground_header(ground: Landscape, has_grid: bool, has_arrows: bool) -> dict:
    """Return the header's fields that describe the landscape; what only drawing it takes goes with its grid."""
    landscape = {
        "id": ground.identity,
        "size": len(ground.x),
        **_ends(ground),
        "labels": ["x", "y", ground.height_name],
        "low": ground.low,
        "unit": ground.unit,
        "top": ground.top,
        "levels": LEVELS,
        **(_once(ground) if has_grid else {}),
    }
    return {**_held(has_grid, has_arrows), "landscape": landscape}


def window_header(ground: Landscape, has_grid: bool, has_arrows: bool) -> dict:
    """Return the header's field that describes a landscape shown instead, at the heights of the other."""
    return {**_ends(ground), **_held(has_grid, has_arrows)}


def _held(has_grid: bool, has_arrows: bool) -> dict:
    """Return which of a landscape's arrays there are."""
    return {"has_grid": has_grid, "arrows": SIDE if has_arrows else 0}


def _ends(ground: Landscape) -> dict[str, list[float]]:
    """Return the ranges that the landscape covers."""
    return {"x": [float(ground.x[0]), float(ground.x[-1])], "y": [float(ground.y[0]), float(ground.y[-1])]}


def ground_arrays(surface: Surface, ground: Landscape, has_grid: bool, has_arrows: bool) -> list[np.ndarray]:
    """Return the arrays that describe the landscape: heights (size, size), arrows (SIDE, SIDE, 2) or both."""
    heights = [ground.height(ground.loss)] if has_grid else []
    return heights + ([arrows(surface, ground).along] if has_arrows else [])


def _once(ground: Landscape) -> dict:
    return {"peak": ground.peak, "ticks": loss_ticks(ground), "critical": mark_groups(ground.critical)}
