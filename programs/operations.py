"""How Python writes NumPy's operations, what they are called in data, and which of them can fill an array."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

EXACT: Mapping[Callable, str] = MappingProxyType(
    {
        **{np.add: "({} + {})", np.subtract: "({} - {})", np.multiply: "({} * {})", np.divide: "({} / {})"},
        **{np.negative: "(-{})", np.positive: "(+{})", np.bitwise_and: "({} & {})", np.bitwise_or: "({} | {})"},
        **{np.less: "({} < {})", np.less_equal: "({} <= {})", np.equal: "({} == {})"},
        **{np.greater: "({} > {})", np.greater_equal: "({} >= {})", np.not_equal: "({} != {})"},
    }
)
"""Operation → how Python writes it where a number alone and in an array have the same bits."""

OPERATORS = EXACT | {np.floor_divide: "({} // {})", np.remainder: "({} % {})", np.power: "({} ** {})"}
"""Operation → how Python writes it of numbers, arrays and tensors; the others are functions."""

NAMES: Mapping[Callable, str] = MappingProxyType(
    {
        operation: operation.__name__
        for operation in (
            *(*OPERATORS, np.where, np.logical_not, np.sqrt, np.absolute, np.sign, np.maximum, np.minimum, np.floor),
            *(np.ceil, np.square, np.hypot, np.cbrt, np.exp, np.log, np.log2, np.log10, np.logaddexp, np.arctan2),
            *(np.sin, np.cos, np.tan, np.arcsin, np.arccos, np.arctan, np.sinh, np.cosh, np.tanh, np.arcsinh),
            *(np.arccosh, np.arctanh),
        )
    }
)
"""Operation → its name in `Tape`; `player/browser/engine/operations.js` has what each does."""


def fills(operation: Callable) -> bool:
    """Whether it is a function of NumPy's that makes floats of floats, and so can fill an array."""
    return isinstance(operation, np.ufunc) and f"{'d' * operation.nin}->d" in operation.types
