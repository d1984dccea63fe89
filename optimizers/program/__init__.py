"""One program for each rule: its `step`, run once on symbols, and all that is made of it.

record(rule)                    # the program; Unrecorded where symbols do not get through
float_step(rule)                # the step of one run, on plain floats
array_step(rule, n)             # the step of n runs, without new memory
latex(rule), filled(rule, ...)  # the formula; the same with the numbers of a step
numpy_code(rule)                # the step as a module of its own
taped(rule)                     # the step as data
"""

from optimizers.program.arrays import array_step, own_step
from optimizers.program.code import numpy_code, rate_code, torch_functions
from optimizers.program.floats import FloatStep, float_step
from optimizers.program.nodes import Unrecorded
from optimizers.program.record import record
from optimizers.program.tape import PRIMITIVES, asked, taped, taped_step, told_numbers
from optimizers.program.typeset import GRADIENT, SUM, Piece, filled, in_fractions, latex, schedule_latex, symbol

__all__ = ["GRADIENT", "PRIMITIVES", "SUM", "FloatStep", "Piece", "Unrecorded", "array_step", "asked", "filled"]
__all__ += ["float_step", "in_fractions", "latex", "numpy_code", "own_step", "rate_code", "record", "schedule_latex"]
__all__ += ["symbol", "taped", "taped_step", "told_numbers", "torch_functions"]
