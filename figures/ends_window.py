"""The part of the plane that shows where runs with many seeds ended, and contour lines that are fine enough there."""

from collections.abc import Sequence

import numpy as np

from figures.landscape import HUGE, LEVELS, Landscape
from figures.plots import contour_lines
from racing import Seeds, outcomes_of
from surfaces import Surface

Window = tuple[tuple[float, float], tuple[float, float]]

STRAYS = 0.02
"""Part of the ends, at either side, that the map need not show where they are far from the others."""

ROOM = 0.12
"""Of what the ends span: how much more the map shows beside them."""

NARROWEST = 1e-6
"""Of the domain's side: the map shows no less, however close together the ends are."""

WINDOW_POINTS = 61
"""Places along each side of what the map shows that its contour lines go by, beside those of the domain."""

FEWEST_LINES = 6
"""Contour lines across what the map shows, about, unless more than 2 ** MOST_FINER times as many were needed."""

MOST_FINER = 4


def ends_window(every: Sequence[Seeds], domain: Window) -> Window:
    """Return the part of the plane, ((x0, x1), (y0, y1)), that shows where the runs ended but for a few strays.

    Runs that are gone for good do not count; it is the domain where all are.
    """
    ends = np.concatenate([seeds.ends[~outcomes_of(seeds.paths).lost] for seeds in every])
    return tuple(_around(side, *whole) for side, whole in zip(ends.T, domain, strict=True)) if len(ends) else domain


def window_lines(ground: Landscape, surface: Surface, window: Window) -> dict:
    """Return contour lines over the domain that are fine enough in the window."""
    x, y = (
        np.union1d(side[::2], np.linspace(*ends, WINDOW_POINTS))
        for side, ends in zip((ground.x, ground.y), window, strict=True)
    )
    loss = surface.value(np.stack(np.meshgrid(x, y), axis=-1))
    merged = ground._replace(x=x, y=y, loss=np.where(np.abs(loss) <= HUGE, loss, np.nan))
    rows, columns = ((side >= low) & (side <= high) for side, (low, high) in ((y, window[1]), (x, window[0])))
    seen = np.clip(merged.height(merged.loss[np.ix_(rows, columns)]), 0, ground.top)
    span = max(np.nanmax(seen, initial=0) - np.nanmin(seen, initial=ground.top), 1e-9 * ground.top)
    wanted = FEWEST_LINES * ground.top / span / (LEVELS / 2)
    finer = 2 ** int(np.clip(np.ceil(np.log2(wanted)), 0, MOST_FINER))
    return contour_lines(merged, parts=len(x) + len(y), finer=finer)


def _around(side: np.ndarray, low: float, high: float) -> tuple[float, float]:
    """Return the range of most of some numbers, with those near them and some room; low, high: of the whole side."""
    first, last = np.quantile(side, [STRAYS, 1 - STRAYS])
    wide = max(last - first, NARROWEST * (high - low))
    near = side[(side >= first - wide) & (side <= last + wide)]
    room = ROOM * max(np.ptp(near), wide)
    return float(near.min() - room), float(near.max() + room)
