"""Losses over tables that a person brings: read, checked, and fitted by a model."""

from surfaces.tables.fitting import LINE, LOGISTIC, MODELS, Fitting, Model, from_table
from surfaces.tables.reading import MOST_BYTES, MOST_ROWS
from surfaces.tables.table import Table

__all__ = ["LINE", "LOGISTIC", "MODELS", "MOST_BYTES", "MOST_ROWS", "Fitting", "Model", "Table", "from_table"]
