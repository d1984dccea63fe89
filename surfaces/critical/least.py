"""The least value of a surface, as far as it is known."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from surfaces.critical.census import REMEMBERED, critical_points
from surfaces.surface import Surface, as_surface

SAMPLES = 61
"""Points along each side of the grid that a minimum is compared with."""

NEGLIGIBLE = 1e-14
"""Less than this part of the largest value on the domain is rounding."""


def least_value(surface: Surface) -> float | None:
    """The least value in the domain: the declared one, else that of the lowest minimum found.

    None where there is neither, or where the domain is lower still at a place that is no minimum, as at its edge.
    """
    return _least_value(as_surface("least_value", surface))


@lru_cache(maxsize=REMEMBERED)
def _least_value(surface: Surface) -> float | None:
    if surface.minimum is not None or surface.edge_minima:
        return surface.minimum
    found = min((point.value for point in critical_points(surface) if point.kind.is_minimum), default=None)
    if found is None:
        return None
    sides = (np.linspace(*side, SAMPLES) for side in surface.domain)
    values = surface.value(np.stack(np.meshgrid(*sides), axis=-1))
    values = values[np.isfinite(values)]
    negligible = NEGLIGIBLE * np.abs(values).max(initial=0)
    if values.min(initial=found) < found - negligible:
        return None
    return found if abs(found) > negligible else 0.0
