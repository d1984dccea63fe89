"""What is descended: surfaces given by one SymPy expression each, and a catalogue of them.

The families stand here, a file each. In rooms of their own: expressions/ (what they may hold), compiling/ (NumPy made
of them), critical/ (where they have no slope), typed/ (what a person types), tables/ (data that a person brings),
threads/ (who works when).
"""

from surfaces.catalogue import ALIASES, CATALOGUE, DIALS, FAMILIES, get, key_of
from surfaces.critical import CriticalPoint, critical_points, exact_points, kinds_at, least_value, special_near
from surfaces.data_loss import DataLoss
from surfaces.dialled import Dialled
from surfaces.surface import Surface, x, y
from surfaces.tables import Fitting, Table, from_table
from surfaces.traits import Trait
from surfaces.typed import FormulaError, TypedSurface, formula_parameters, from_formula

__all__ = [
    "ALIASES",
    "CATALOGUE",
    "DIALS",
    "FAMILIES",
    "CriticalPoint",
    "DataLoss",
    "Dialled",
    "Fitting",
    "FormulaError",
    "Surface",
    "Table",
    "Trait",
    "TypedSurface",
    "critical_points",
    "exact_points",
    "formula_parameters",
    "from_formula",
    "from_table",
    "get",
    "key_of",
    "kinds_at",
    "least_value",
    "special_near",
    "x",
    "y",
]
