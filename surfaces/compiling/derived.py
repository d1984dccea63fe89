"""An expression's value, gradient and Hessian, each derived and compiled at its first use."""

from collections.abc import Sequence

from sympy import Expr, Symbol

from surfaces.compiling.mending import Mended
from surfaces.compiling.squares import gauss_newton
from surfaces.compiling.terms import Terms
from surfaces.expressions import computable
from surfaces.threads import once


class Derived:
    """The terms of an expression in `arguments`, of which the first two are the coordinates to derive along."""

    def __init__(self, arguments: Sequence[Symbol], expression: Expr):
        self.arguments, self.expression = arguments, expression

    @once
    def value(self) -> Terms:
        """f: shape ()."""
        return Terms(self.arguments, [self._computable], ())

    @once
    def gradient(self) -> Terms:
        """The first derivatives: shape (2,)."""
        gradient = Terms(self.arguments, self._slopes, (2,))
        return gradient if self.expression.is_polynomial(*self.arguments[:2]) else Mended(gradient, lambda: self.value)

    @once
    def hessian(self) -> Terms:
        """The second derivatives: shape (2, 2)."""
        (x, y), (by_x, by_y) = self.arguments[:2], self._slopes
        mixed = by_x.diff(y)
        return Terms(self.arguments, [by_x.diff(x), mixed, mixed, by_y.diff(y)], (2, 2))

    @once
    def gauss_newton(self) -> Terms | None:
        """What a sum of squares has near its Hessian, shape (2, 2); None of any other."""
        entries = gauss_newton(self.expression, self.arguments[:2])
        return None if entries is None else Terms(self.arguments, entries, (2, 2))

    @once
    def _computable(self) -> Expr:
        return computable(self.expression)

    @once
    def _slopes(self) -> list[Expr]:
        return [self._computable.diff(along) for along in self.arguments[:2]]
