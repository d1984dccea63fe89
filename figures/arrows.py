"""The field of −∇f over a map: where gradient descent would go from each of some places, and how strongly."""

from typing import NamedTuple

import numpy as np

from figures.landscape import Landscape
from surfaces import Surface

SIDE = 24
"""Arrows along each side of the ground."""

APART = 22
"""Pixels between arrows, at least: where there is less room some are left out; `browser/under.js` does the same."""

SHORTEST = 0.35
"""Of the longest arrow, of those that are drawn at all."""

DECADES = 3
"""Gradients this much below the strongest, or further, have the shortest arrows."""

BARB = 0.32
"""Of its arrow: how long the two strokes of a head are."""


class Arrows(NamedTuple):
    """x, y: (n,), the places' coordinates. along: (n, n, 2) with rows along y: −∇f, its length from 0 to 1.

    Lengths follow the order of magnitude of the gradient, for it spans many; 0 where there is none.
    """

    x: np.ndarray
    y: np.ndarray
    along: np.ndarray


def arrows(surface: Surface, ground: Landscape, side: int = SIDE) -> Arrows:
    """Return the field of `surface` over the part of the plane that `ground` covers, from the exact gradients."""
    middles = (np.arange(side) + 0.5) / side
    x, y = (ends[0] + middles * (ends[-1] - ends[0]) for ends in (ground.x, ground.y))
    with np.errstate(all="ignore"):
        gradient = surface.gradient(np.stack(np.meshgrid(x, y), axis=-1))
        largest = np.abs(gradient).max(axis=-1)
        size = largest * np.hypot(*np.moveaxis(gradient / largest[..., None], -1, 0))
        whole = np.isfinite(size) & (size > 0)
        below = np.log10(np.where(whole, size, 1.0)) - np.log10(size[whole].max(initial=0))
        length = SHORTEST + (1 - SHORTEST) * np.clip(1 + below / DECADES, 0, 1)
        along = -(gradient / size[..., None]) * length[..., None]
    return Arrows(x, y, np.where(whole[..., None], along, 0.0))


def arrow_lines(field: Arrows, unit: tuple[float, float]) -> np.ndarray:
    """Return the arrows as lines (n, 5, 2) in data coordinates where a unit along x and along y takes so many pixels.

    Each goes from tail to tip, to one end of its head, back to the tip, to the other. In pixels it points as a step
    along −∇f goes there.
    """
    unit = np.array(unit, dtype=float)
    spacing = np.array([np.diff(side[:2])[0] for side in (field.x, field.y)]) * unit
    across, down = (int(np.ceil(APART / room)) for room in spacing)
    some = np.s_[down // 2 :: down, across // 2 :: across]
    along, places = field.along[some], np.stack(np.meshgrid(field.x, field.y), axis=-1)[some]
    length = np.hypot(*np.moveaxis(along, -1, 0))
    kept = length > 0
    pixels = along[kept] * unit
    pixels *= (length[kept] / np.hypot(*pixels.T) * 0.9 * min(spacing * (across, down)))[:, None]
    tip = places[kept] * unit + pixels / 2
    cosine, sine = -BARB * np.cos(np.radians(30)), BARB * np.sin(np.radians(30))
    turned = pixels[:, ::-1] * (-1, 1)
    ends = [tip - pixels, tip, tip + cosine * pixels + sine * turned, tip, tip + cosine * pixels - sine * turned]
    return np.stack(ends, axis=1) / unit
