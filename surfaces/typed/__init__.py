"""Surfaces typed as formulas: read by a grammar, derived step by step, and written as they were understood."""

from surfaces.typed.formula import TypedSurface, from_formula
from surfaces.typed.grammar import formula_parameters
from surfaces.typed.tokens import MOST_CHARACTERS, PARAMETERS, FormulaError

__all__ = [
    "MOST_CHARACTERS",
    "PARAMETERS",
    "FormulaError",
    "TypedSurface",
    "formula_parameters",
    "from_formula",
]
