"""What is descended: one SymPy expression in x and y. Value, gradient, Hessian and LaTeX derive from it.

Declaring a surface computes nothing; its functions are compiled at their first use.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sympy import Expr, Symbol, SympifyError, sympify

from surfaces.compiling import Bound, Derived, Scratch, Terms
from surfaces.expressions import ACCEPTED, readable_latex, stranger
from surfaces.threads import once
from surfaces.traits import Trait
from words import say

x, y = Symbol("x", real=True), Symbol("y", real=True)

_DOMAIN = say("((x0, x1), (y0, y1)) with finite x0 < x1 and y0 < y1")
_START = say("two finite numbers")
_MINIMA = say("pairs of finite numbers")
_LEAST = say("a number or None")
_TRAITS = say("some of {traits}", traits=", ".join(Trait))
_POINTS = say("numbers of shape (..., 2)")


@dataclass(frozen=True, kw_only=True)
class Surface:
    """A loss f(x, y) with what is known about it.

    expression: of the real symbols x and y, and what `expressions.accepted` names: it means what NumPy computes for
    real numbers. At a kink the gradient is the mean of the slopes of its sides; the Hessian need not be finite.
    domain: ((x0, x1), (y0, y1)), the part worth showing. start: a point (x, y) that makes an instructive race.
    minima: every point of the domain where f is least there, exact SymPy numbers or floats; kept as pairs of floats.
    None if f has no least value there, or it is unknown. Outside the domain f may be less.
    least: the least value of f in the domain where it is known but the places cannot be listed: they fill a line.
    edge_minima: instead of minima, where f is least on the domain's edge, beyond which it falls on: none rests there.
    source: where the function or the story it tells comes from. teaches: what there is to see on it, in a sentence.
    traits: what it is an example of.

    Points are (..., 2): one number pair per leading index; results are float64.
    Errors: ValueError naming the surface, the field, what was expected and what was given.
    """

    name: str
    expression: Expr
    domain: tuple[tuple[float, float], tuple[float, float]]
    start: tuple[float, float]
    minima: tuple[tuple[float, float], ...]
    source: str
    least: float | None = field(default=None, repr=False)
    edge_minima: tuple[tuple[float, float], ...] = field(default=(), repr=False)
    teaches: str = field(default="", repr=False, compare=False)
    traits: tuple[Trait, ...] = field(default=(), repr=False, compare=False)

    rows: ClassVar[int | None] = None
    """How many samples the loss averages; None where there are none to draw mini-batches from."""

    is_strictly_convex: ClassVar[bool] = False
    """Whether it is known that all chords lie above: nothing but its minimum is without slope."""

    def __post_init__(self):
        for text in ("name", "source", "teaches"):
            if not isinstance(getattr(self, text), str):
                raise self._error(text, say("text"), repr(getattr(self, text)))
        self._check_expression()
        self._set("domain", _DOMAIN, _intervals)
        self._set("start", _START, _pair)
        for minima in ("minima", "edge_minima"):
            self._set(minima, _MINIMA, lambda pairs: tuple(_pair(pair) for pair in pairs))
        self._set("least", _LEAST, lambda least: None if least is None else float(least))
        self._set("traits", _TRAITS, lambda traits: tuple(Trait(trait) for trait in traits))

    def value(self, points: ArrayLike) -> NDArray[np.float64]:
        """f at points (..., 2): (...). ValueError if the points are not numbers with a last axis of 2."""
        if is_single(points):
            return np.float64(self._value.at(*points.tolist())[0])
        return self._value.over_points(self.checked(points))

    def gradient(self, points: ArrayLike) -> NDArray[np.float64]:
        """(∂f/∂x, ∂f/∂y) at points (..., 2): (..., 2). ValueError as for `value`."""
        if is_single(points):
            return np.array(self._gradient.at(*points.tolist()), np.float64)
        return self._gradient.over_points(self.checked(points))

    def gradient_into(self, gradients: NDArray[np.float64], points: NDArray[np.float64], scratch: Scratch) -> None:
        """Fill `gradients` (n, 2) with those at `points` (n, 2): the bits of `gradient`, without new memory.

        scratch: of arrays (n,), for what is worked out between, kept by the caller from one call to the next.
        """
        self._gradient.into(gradients.T, scratch, *points.T)

    def gradient_at(self, x: float, y: float) -> tuple[float, float]:
        """(∂f/∂x, ∂f/∂y) at one point, on plain floats: the bits of `gradient` at a fifth of the time."""
        by_x, by_y = self._gradient.at(x, y)
        return float(by_x), float(by_y)

    def hessian(self, points: ArrayLike) -> NDArray[np.float64]:
        """The second derivatives at points (..., 2): (..., 2, 2). ValueError as for `value`."""
        if is_single(points):
            return np.array(self._hessian.at(*points.tolist()), np.float64).reshape(2, 2)
        return self._hessian.over_points(self.checked(points))

    def gauss_newton(self, points: ArrayLike) -> NDArray[np.float64]:
        """2 Σ ∇r ∇rᵀ at points (..., 2), where f sums up the squares of residuals r: (..., 2, 2).

        nan where `is_sum_of_squares` says that it does not. ValueError as for `value`.
        """
        points, terms = self.checked(points), self._gauss_newton
        return np.full((*points.shape, 2), np.nan) if terms is None else terms.over_points(points)

    @once
    def is_sum_of_squares(self) -> bool:
        """Whether f is written as a sum of squares, or a mean of them over rows."""
        return self._gauss_newton is not None

    @property
    def tapes(self) -> dict[str, Any]:
        """Value and gradient as data, see `programs.tape`; mended: whether the slopes are put right at kinks.

        Given are x, y, and the letters of a typed formula.
        """
        return tapes(self._value, self._gradient)

    def checked(self, points: ArrayLike) -> NDArray[np.float64]:
        """The points as an array of float64; ValueError if they are not numbers with a last axis of 2."""
        try:
            array = np.asarray(points)
        except ValueError:
            raise self._error("points", _POINTS, repr(points)) from None
        if array.dtype.kind not in "fiu":
            raise self._error("points", _POINTS, say("an array of {dtype}", dtype=array.dtype))
        if array.shape[-1:] != (2,):
            raise self._error("points", _POINTS, say("shape {shape}", shape=array.shape))
        return array.astype(np.float64, copy=False)

    @property
    def form(self) -> Expr:
        """An expression that tells what functions f is made of; where it averages rows, that of one."""
        return self.expression

    def turned(self, **parameters: float) -> Surface:
        """Return the surface with its dials set: `surfaces.Dialled` has them, ValueError where there are none."""
        raise self._error("parameters", say("none: it has no dials"), ", ".join(parameters))

    @property
    def stand_in(self) -> Surface:
        """A surface that is the same but for rounding, in its domain and about it, for those that ask very often."""
        return self

    @property
    def identity(self) -> str:
        """What tells this surface from others, and from itself shown elsewhere."""
        told = (each.name for each in fields(self) if each.repr and each.name not in ("expression", "start", "source"))
        return " ".join(repr(getattr(self, name)) for name in told)

    @property
    def minimum(self) -> float | None:
        """The least value of f in the domain; None where it is not declared."""
        return float(self.value(np.array(self.minima[0]))) if self.minima else self.least

    @once
    def latex(self) -> str:
        """The expression as LaTeX."""
        return readable_latex(self.expression)

    @once
    def _derived(self) -> Derived:
        return Derived((x, y), self.expression)

    @property
    def _numbers(self) -> tuple[float, ...]:
        """What the letters stand for that `_derived` has beside x and y."""
        return ()

    @once
    def _value(self) -> Terms:
        return self._bound(self._derived.value)

    @once
    def _gradient(self) -> Terms:
        return self._bound(self._derived.gradient)

    @once
    def _hessian(self) -> Terms:
        return self._bound(self._derived.hessian)

    @once
    def _gauss_newton(self) -> Terms | None:
        terms = self._derived.gauss_newton
        return terms and self._bound(terms)

    def _bound(self, terms: Terms) -> Terms:
        return Bound(terms, self._numbers) if self._numbers else terms

    def __getstate__(self) -> dict[str, Any]:
        """Only what was declared: compiled functions cannot be pickled, and are cheap to build again."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.init}

    def _check_expression(self):
        expected = say("a SymPy formula in the real symbols x and y only")
        try:
            expression = sympify(self.expression, strict=True)
        except SympifyError:
            raise self._error("expression", expected, repr(self.expression)) from None
        if not isinstance(expression, Expr):
            raise self._error("expression", expected, str(expression))
        if strangers := expression.free_symbols - {x, y}:
            names = ", ".join(sorted(map(str, strangers)))
            given = say("{expression} with {names}", expression=expression, names=names)
            raise self._error("expression", expected, given)
        self._check_parts("expression", expression)
        object.__setattr__(self, "expression", expression)

    def _check_parts(self, field: str, expression: Expr):
        if (part := stranger(expression)) is not None:
            raise self._error(field, ACCEPTED, str(part))

    def _set(self, field: str, expected: str, normal: Any):
        given = getattr(self, field)
        try:
            object.__setattr__(self, field, normal(given))
        except (TypeError, ValueError):
            raise self._error(field, expected, repr(given)) from None

    def _error(self, field: str, expected: str, got: str) -> ValueError:
        told = {"surface": self.name, "field": field, "expected": expected, "got": got}
        return ValueError(say("{surface}: {field}: expected {expected}, got {got}", **told))


def tapes(value: Terms, gradient: Terms) -> dict[str, Any]:
    """Terms of a value and of its gradient, as `Surface.tapes` has them."""
    return {"value": value.tape, "gradient": gradient.tape, "mended": gradient.mended}


def as_surface(owner: str, given: Any) -> Surface:
    """What is `given` where it is a surface; ValueError naming who wants one where it is none."""
    if not isinstance(given, Surface):
        told = {"owner": owner, "given": given}
        raise ValueError(say("{owner}: surface: expected one such as surfaces.get('beale'), got {given!r}", **told))
    return given


def is_single(points: ArrayLike) -> bool:
    """Whether `points` is one point, ready for the fast path."""
    return type(points) is np.ndarray and points.shape == (2,) and points.dtype == np.float64


def _pair(numbers: Any) -> tuple[float, float]:
    first, second = map(float, numbers)
    if not (isfinite(first) and isfinite(second)):
        raise ValueError
    return first, second


def _intervals(pairs: Any) -> tuple[tuple[float, float], tuple[float, float]]:
    across, along = map(_pair, pairs)
    if across[0] >= across[1] or along[0] >= along[1]:
        raise ValueError
    return across, along
