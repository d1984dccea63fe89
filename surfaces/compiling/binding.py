"""Terms of more letters than x and y, with numbers for the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surfaces.compiling.printing import Scratch
from surfaces.compiling.terms import Terms


class Bound(Terms):
    """Terms with numbers for all arguments but the first two."""

    def __init__(self, terms: Terms, numbers: tuple[float, ...]):
        self.terms, self.numbers = terms, numbers
        self.program, self.shape, self.mended = terms.program, terms.shape, terms.mended

    @property
    def tape(self) -> dict:
        """As `Terms.tape`, of all arguments."""
        return self.terms.tape

    def at(self, *numbers: float) -> list[Any]:
        """As `Terms.at`, the numbers bound coming last."""
        return self.terms.at(*numbers, *self.numbers)

    def over(self, *arrays: NDArray[np.float64]) -> list[Any]:
        """As `Terms.over`, the numbers bound coming last."""
        return self.terms.over(*arrays, *map(np.float64, self.numbers))

    def into(self, results: Sequence[NDArray[np.float64]], scratch: Scratch, *arrays: NDArray[np.float64]) -> None:
        """As `Terms.into`, the numbers bound coming last."""
        self.terms.into(results, scratch, *arrays, *map(np.float64, self.numbers))
