"""What is descended: surfaces given by one SymPy expression each, and a catalogue of them."""

from surfaces.catalogue import CATALOGUE, FAMILIES, get
from surfaces.data_loss import DataLoss
from surfaces.surface import Surface, x, y

__all__ = ["CATALOGUE", "FAMILIES", "DataLoss", "Surface", "get", "x", "y"]
