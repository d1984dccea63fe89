"""A surface as a picture needs it: losses on a grid, and the height that contours and relief are drawn at.

Losses that span orders of magnitude are drawn on a log-like height, h = log10(1 + (f - low) / unit), so that the
valley floor has contours too; others on h = f - low, unless one of the two is asked for. The height only places levels:
what is read off is the loss.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from figures.choice import not_one_of
from figures.critical import Marked, lowest_level, marked_points
from surfaces import Surface
from words import say

GRID = 161
"""Points along each side of the grid."""

LEVELS = 22
"""Contour intervals between the lowest and the highest ground drawn."""

HUGE = 1e100
"""Losses beyond this are gaps in a picture, as infinite ones are: their differences would overflow."""

WIDE = 25.0
"""Heights spread by more than this factor (99th over 10th percentile) are drawn log-like."""

ABOVE = 1.6
"""Times the highest level: how far up a relief goes before it is cut off."""

SCALES: Mapping[str, str] = MappingProxyType(
    {"fitting": say("As fits the surface"), "even": say("Even"), "logarithmic": say("Logarithmic")}
)
"""How losses become heights, by name → title; the first is the default."""


class Landscape(NamedTuple):
    """x: (n,), y: (n,), loss: (n, n) with rows along y; low and unit: the height's parameters, unit None where linear.

    identity: what tells it from others. top: the height of the highest level; the ground above it shares the last
    colour. peak: where a relief is cut off. critical: the critical points. lowest: the loss up to which a minimum is
    among the lowest.
    """

    identity: str
    x: np.ndarray
    y: np.ndarray
    loss: np.ndarray
    low: float
    unit: float | None
    top: float
    peak: float
    critical: tuple[Marked, ...]
    lowest: float

    @property
    def height_name(self) -> str:
        """What an axis of heights that is ticked with losses is called."""
        return say("loss") if self.unit is None else say("loss (log-like scale)")

    def height(self, loss: np.ndarray) -> np.ndarray:
        """Return the height at which `loss` is drawn, in its own shape; nothing lies below 0."""
        above = np.maximum(np.asarray(loss) - self.low, 0)
        return above if self.unit is None else np.log10(1 + above / self.unit)

    def loss_at(self, height: float) -> float:
        """Return the loss drawn at `height`."""
        return self.low + (height if self.unit is None else self.unit * (10**height - 1))


def landscape(surface: Surface, size: int = GRID, levels: str = "fitting", marked: bool = True) -> Landscape:
    """Sample `surface` over its domain on a grid of `size` × `size` points; levels: one of `SCALES`.

    Without `marked` there are no critical points, which take a while to find.

    ValueError naming the field, what is expected and what was given.
    """
    if levels not in tuple(SCALES):
        raise not_one_of("landscape", "levels", SCALES, levels)
    x, y, loss = _sampled(surface, surface.domain, size)
    low, unit, top, span = _scaled(surface, loss[np.isfinite(loss)], levels)
    lowest = lowest_level(surface, span) if marked else low
    points = marked_points(surface, lowest) if marked else ()
    ground = Landscape(f"{surface.identity} {levels}", x, y, loss, low, unit, top, top, points, lowest)
    highest = np.nanmax(ground.height(loss), initial=0) or top
    return ground._replace(peak=float(min(highest, ABOVE * top)))


def window(ground: Landscape, surface: Surface, ranges: tuple[tuple[float, float], tuple[float, float]]) -> Landscape:
    """Return `ground` sampled anew over `ranges`, drawn at the same heights, whatever part of the plane they are."""
    x, y, loss = _sampled(surface, ranges, len(ground.x))
    return ground._replace(x=x, y=y, loss=loss)


def _scaled(surface: Surface, finite: np.ndarray, levels: str) -> tuple[float, float | None, float, float]:
    """Return the low, unit and top of a landscape with these losses, and how far they spread."""
    if not finite.size or not np.ptp(finite) > 0:
        return float(finite[0]) if finite.size else 0.0, None, 1.0, 0.0
    low = float(finite.min()) if surface.minimum is None else min(surface.minimum, float(finite.min()))
    above = finite - low
    first, tenth, most = np.quantile(above, [0.01, 0.1, 0.99])
    log = most > WIDE * tenth if levels == "fitting" else levels == "logarithmic"
    span = float(above.max())
    if not log:
        return low, None, float(np.quantile(above, 0.995)) or span, span
    unit = float(max(first, most * 1e-6)) or span
    return low, unit, float(np.log10(1 + span / unit)), span


def _sampled(surface: Surface, ranges, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    (x0, x1), (y0, y1) = ranges
    x, y = np.linspace(x0, x1, size), np.linspace(y0, y1, size)
    loss = surface.stand_in.value(np.stack(np.meshgrid(x, y), axis=-1))
    return x, y, np.where(np.abs(loss) <= HUGE, loss, np.nan)
