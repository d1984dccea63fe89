"""A surface as a picture needs it: losses on a grid, and the height that contours and relief are drawn at.

Losses that span orders of magnitude are drawn on a log-like height, h = log10(1 + (f - low) / unit), so that the
valley floor has contours too; others on h = f - low. The height only places levels: what is read off is the loss.
"""

from typing import NamedTuple

import numpy as np

from figures.critical import Marked, lowest_level, marked_points
from surfaces import Surface

GRID = 161
"""Points along each side of the grid."""

LEVELS = 22
"""Contour intervals between the lowest and the highest ground drawn."""

HUGE = 1e100
"""Losses beyond this are gaps in a picture, as infinite ones are: their differences would overflow."""

WIDE = 25.0
"""Heights spread by more than this factor (99th over 10th percentile) are drawn log-like."""


class Landscape(NamedTuple):
    """x: (n,), y: (n,), loss: (n, n) with rows along y; low and unit: the height's parameters, unit None where linear.

    top: the height of the highest level; the ground above it shares the last colour. critical: the critical points.
    lowest: the loss up to which a minimum is among the lowest.
    """

    x: np.ndarray
    y: np.ndarray
    loss: np.ndarray
    low: float
    unit: float | None
    top: float
    critical: tuple[Marked, ...]
    lowest: float

    @property
    def height_name(self) -> str:
        """What an axis of heights that is ticked with losses is called."""
        return "loss" if self.unit is None else "loss (log-like scale)"

    def height(self, loss: np.ndarray) -> np.ndarray:
        """Return the height at which `loss` is drawn, in its own shape; nothing lies below 0."""
        above = np.maximum(np.asarray(loss) - self.low, 0)
        return above if self.unit is None else np.log10(1 + above / self.unit)

    def loss_at(self, height: float) -> float:
        """Return the loss drawn at `height`."""
        return self.low + (height if self.unit is None else self.unit * (10**height - 1))


def landscape(surface: Surface, size: int = GRID) -> Landscape:
    """Sample `surface` over its domain on a grid of `size` × `size` points."""
    x, y, loss = _sampled(surface, surface.domain, size)
    finite = loss[np.isfinite(loss)]
    if not finite.size or not np.ptp(finite) > 0:
        low = float(finite[0]) if finite.size else 0.0
        return _marked(surface, x, y, loss, low, None, 1.0, span=0.0)
    low = float(finite.min()) if surface.minimum is None else min(surface.minimum, float(finite.min()))
    above = finite - low
    first, tenth, most = np.quantile(above, [0.01, 0.1, 0.99])
    unit = float(max(first, most * 1e-6)) if most > WIDE * tenth else None
    highest = float(np.quantile(above, 0.995) if unit is None else above.max())
    top = highest if unit is None else float(np.log10(1 + highest / unit))
    return _marked(surface, x, y, loss, low, unit, top, span=float(above.max()))


def window(ground: Landscape, surface: Surface, ranges: tuple[tuple[float, float], tuple[float, float]]) -> Landscape:
    """Return `ground` sampled anew over `ranges`, drawn at the same heights, whatever part of the plane they are."""
    x, y, loss = _sampled(surface, ranges, len(ground.x))
    return ground._replace(x=x, y=y, loss=loss)


def _marked(surface: Surface, *ground, span: float) -> Landscape:
    lowest = lowest_level(surface, span)
    return Landscape(*ground, marked_points(surface, lowest), lowest)


def _sampled(surface: Surface, ranges, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    (x0, x1), (y0, y1) = ranges
    x, y = np.linspace(x0, x1, size), np.linspace(y0, y1, size)
    loss = surface.value(np.stack(np.meshgrid(x, y), axis=-1))
    return x, y, np.where(np.abs(loss) <= HUGE, loss, np.nan)
