"""Expressions made into NumPy functions: over arrays, at one point on plain floats, in place; with slopes at kinks."""

from surfaces.compiling.averaging import Averages, row_means
from surfaces.compiling.binding import Bound
from surfaces.compiling.derived import Derived
from surfaces.compiling.mending import Mended
from surfaces.compiling.printing import Scratch
from surfaces.compiling.terms import Terms

__all__ = ["Averages", "Bound", "Derived", "Mended", "Scratch", "Terms", "row_means"]
