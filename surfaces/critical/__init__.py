"""Where a surface has no slope: the search for critical points, what kind each is, and which are known exactly."""

from surfaces.critical.census import critical_points, kinds_at, special_near
from surfaces.critical.degree import polynomial
from surfaces.critical.exact import exact_points
from surfaces.critical.kinds import CODE, KINDS, NONE, UNSURE, Kind
from surfaces.critical.least import least_value
from surfaces.critical.newton import of_entries, solved
from surfaces.critical.points import CriticalPoint

__all__ = [
    "CODE",
    "KINDS",
    "NONE",
    "UNSURE",
    "CriticalPoint",
    "Kind",
    "critical_points",
    "exact_points",
    "kinds_at",
    "least_value",
    "of_entries",
    "polynomial",
    "solved",
    "special_near",
]
