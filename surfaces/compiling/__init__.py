"""Expressions made into NumPy functions: over arrays, at one point on plain floats, in place; with slopes at kinks."""

from surfaces.compiling.inplace import Scratch
from surfaces.compiling.mending import Mended
from surfaces.compiling.terms import LARGEST_EXACT_INTEGER, Terms

__all__ = ["LARGEST_EXACT_INTEGER", "Mended", "Scratch", "Terms"]
