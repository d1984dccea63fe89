"""How Python writes NumPy's operations, and which of them can fill an array."""

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


def fills(operation: Callable) -> bool:
    """Whether it is a function of NumPy's that makes floats of floats, and so can fill an array."""
    return isinstance(operation, np.ufunc) and f"{'d' * operation.nin}->d" in operation.types
