"""What programs of NumPy's operations are printed with, wherever they come from: a step of a rule, or a formula."""

from programs.operations import EXACT, NAMES, OPERATORS, fills
from programs.playing import lines, play
from programs.tape import Tape
from programs.writing import InPlace, Written

__all__ = ["EXACT", "NAMES", "OPERATORS", "InPlace", "Tape", "Written", "fills", "lines", "play"]
