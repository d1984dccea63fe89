"""What an expression may hold, what it means for real numbers, and how it is written."""

from surfaces.expressions.accepted import ACCEPTED, computable, stranger
from surfaces.expressions.functions import ENTRIES, FUNCTIONS
from surfaces.expressions.latex import readable_latex

__all__ = ["ACCEPTED", "ENTRIES", "FUNCTIONS", "computable", "readable_latex", "stranger"]
