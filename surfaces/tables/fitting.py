"""Losses over a table that a person brings: a model, the columns it is fitted to, and the part worth showing.

x and y are the two numbers of the model. Rows draw mini-batches as those of any other data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor, log10
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sympy import Expr, exp, symbols
from sympy.codegen.numpy_nodes import logaddexp

from surfaces.data_loss import DataLoss, standardised
from surfaces.surface import x, y
from surfaces.tables.condensing import condensed
from surfaces.tables.fits import are_parted, best_rate, descended, least_squares
from surfaces.tables.table import Table
from surfaces.threads import once, remembered
from words import say

FURTHEST = 1e6
"""Of the ends of a domain from 0, as far as a start may be."""

VARYING = 1e-6
"""A column's numbers differ by more than this part of their size."""

ROOM = 1.25
"""The domain reaches so many times as far from the minimum as weights of 0 are."""

START = (-0.8, 0.35)
"""Where a race begins, from the minimum in halves of the domain's sides: up one side of a ravine, and along it."""

PARTED = 10.0
"""Half a side of the domain where there is no minimum; features have a variance of 1."""

REMEMBERED = 16
"""Fits that are kept: each holds its table."""

s, t, d = symbols("s t d", real=True)


class Model(NamedTuple):
    """What is fitted. sample: the loss of a row, in x, y, its features s (and t), and its target d. features: how many.

    about: says what they hold, given the headers of the "first" feature, perhaps of the "second", and of the "target".
    """

    title: str
    line: str
    sample: Expr
    about: Callable[[Mapping[str, str]], str]
    features: int = 1
    standardised: bool = False


LINE, LOGISTIC, CURVE, SCALED, PLANE = "line", "logistic", "curve", "scaled", "plane"

MODELS: Mapping[str, Model] = MappingProxyType(
    {
        LINE: Model(
            say("Line"),
            say("A weight and an intercept, by least squares; what is far from 0 makes a ravine."),
            (x * s + y - d) ** 2,
            lambda headers: say("s: {first}; d: {target}.", **headers),
        ),
        SCALED: Model(
            say("Line, scaled columns"),
            say("A weight and an intercept, by least squares, once feature and target are standardised."),
            (x * s + y - d) ** 2,
            lambda headers: say("s: {first}, standardised; d: {target}, standardised.", **headers),
            standardised=True,
        ),
        PLANE: Model(
            say("Two features, scaled columns"),
            say("A weight for either feature, by least squares, once all columns are standardised."),
            (x * s + y * t - d) ** 2,
            lambda headers: say("s: {first}, t: {second}, d: {target}, all standardised.", **headers),
            features=2,
            standardised=True,
        ),
        LOGISTIC: Model(
            say("Logistic regression"),
            say("A weight and an intercept of the log-odds that the target is 1, once the feature is standardised."),
            logaddexp(0, x * s + y) - d * (x * s + y),
            lambda headers: say("s: {first}, standardised; d: {target}, 0 or 1.", **headers),
        ),
        CURVE: Model(
            say("Saturating curve"),
            say("A level and the rate at which the target rises to it, by least squares."),
            (x * (1 - exp(-y * s)) - d) ** 2,
            lambda headers: say("s: {first}; d: {target}.", **headers),
        ),
    }
)
"""Key → model, in menu order."""


@dataclass(frozen=True)
class Fitting:
    """A model and the columns of a table that it is to be fitted to, by their headers.

    A header is the table's own, however it was written. ValueError once it is asked for columns or surface that it
    cannot have.
    """

    table: Table
    features: tuple[str, ...]
    target: str
    model: str = LINE

    def __post_init__(self):
        object.__setattr__(self, "features", tuple(map(self.table.header, self.features)))
        object.__setattr__(self, "target", self.table.header(self.target))

    def __call__(self) -> Mapping[str, NDArray[np.float64]]:
        """Return symbol → numbers, as the model takes them: `DataLoss.columns`."""
        features, target = [self.table.column(header) for header in self.features], self._target
        if self.model == LOGISTIC or MODELS[self.model].standardised:
            features = [standardised(feature) for feature in features]
        if MODELS[self.model].standardised:
            target = standardised(target)
        return {**dict(zip("st", features, strict=False)), "d": target}

    @property
    def surface(self) -> DataLoss:
        """The loss over the table, with the part worth showing; ValueError in one sentence where there is none."""
        return _fitted(self)

    @property
    def about(self) -> str:
        """What the symbols of the loss hold."""
        headers = dict(zip(("first", "second"), self.features, strict=False))
        return MODELS[self.model].about({**headers, "target": self.target})

    def check(self) -> None:
        """Raise ValueError in one sentence where the model does not take these columns."""
        if self.model not in MODELS:
            told = {"models": ", ".join(MODELS), "model": self.model}
            raise ValueError(say("model: expected one of {models}, got {model!r}", **told))
        if len(self.features) != (wanted := MODELS[self.model].features):
            told = {"count": wanted, "model": self.model, "given": len(self.features)}
            raise ValueError(say("{model}: columns for x: expected {count}, got {given}", **told))
        for header in (*self.features, self.target):
            _check_varies(header, self.table.column(header))
        if self.model == LOGISTIC and not np.isin(self._target, (0, 1)).all():
            other = self._target[~np.isin(self._target, (0, 1))][0]
            told = {"column": self.target, "value": f"{other:g}"}
            raise ValueError(say("{column}: expected 0 or 1 in every row, for a logistic loss, got {value}", **told))
        if self.model == CURVE and (least := self.table.column(self.features[0]).min()) < 0:
            told = {"column": self.features[0], "value": f"{least:g}"}
            raise ValueError(say("{column}: expected numbers from 0 on, for a saturating curve, got {value}", **told))

    @property
    def _target(self) -> NDArray[np.float64]:
        return self.table.column(self.target)


class FittedLoss(DataLoss):
    """A loss over a table that a person brings."""

    @property
    def stand_in(self) -> DataLoss:
        """As `Surface.stand_in`: over far fewer rows where that is possible."""
        return self._condensed or self

    @property
    def is_strictly_convex(self) -> bool:
        """As `Surface.is_strictly_convex`: logistic losses are, over features that vary."""
        return self.sample.has(logaddexp)

    @once
    def _condensed(self) -> DataLoss | None:
        return None if self._is_polynomial else condensed(self, s, d)  # a polynomial is over no rows


def from_table(
    table: Table | str | Path | Mapping[Any, Any], x: str | int | Sequence[str | int], y: str | int, model: str = LINE
) -> DataLoss:
    """The loss of a model fitted to columns of a table, as the page and the commands make it.

    table: a file of comma-separated values, or header → numbers, as a dictionary or a data frame has them. x: the
    header of the feature, of both for "plane". y: that of the target. model: a key of `MODELS`. A column without a
    header is called by its number.

    ValueError in one sentence where the table cannot be read, or the model not be fitted to it.
    """
    if isinstance(table, str | Path):
        table = Table.opened(table)
    elif not isinstance(table, Table):
        table = Table.of(table)
    features = x if isinstance(x, Iterable) and not isinstance(x, str) else (x,)
    return Fitting(table, tuple(features), y, model).surface


@remembered(REMEMBERED)
def _fitted(fitting: Fitting) -> DataLoss:
    fitting.check()
    model = MODELS[fitting.model]
    loss = FittedLoss(
        name=model.title,
        sample=model.sample,
        columns=fitting,
        about=fitting.about,
        domain=((-1, 1), (-1, 1)),
        start=(0, 0),
        minima=(),
        source=say("your data, {file}", file=fitting.table.name),
        teaches=model.line,
    )
    columns = fitting()
    if fitting.model == CURVE:
        return _rising(loss, columns["s"], columns["d"])
    share = columns["d"].mean()
    if fitting.model != LOGISTIC:
        second = columns.get("t", np.ones(fitting.table.rows))
        minimum, unfitted = least_squares(columns["s"], second, columns["d"]), float(columns["d"].var())
    elif are_parted(columns["s"], columns["d"]):
        told = say("One threshold parts these rows: the loss has no minimum, and the weights grow on.")
        return _shown(replace(loss, teaches=told), (0.0, 0.0), (PARTED, PARTED), START)
    else:
        minimum = descended(loss, (0, 0))
        unfitted = float(-share * np.log(share) - (1 - share) * np.log(1 - share))
    hessian = loss.hessian(minimum)
    steepness = np.sqrt(np.diag(hessian))
    reach = max(ROOM * np.abs(minimum * steepness).max(), np.sqrt(2 * unfitted))
    across, along = START
    start = across, along if hessian[0, 1] > 0 else -along
    return _shown(replace(loss, minima=(minimum,)), minimum, tuple(reach / steepness), start)


def _rising(loss: DataLoss, feature: NDArray[np.float64], target: NDArray[np.float64]) -> DataLoss:
    """The loss of a curve that rises to a level, from rates of 0 on: below, it runs away."""
    about = best_rate(feature, target)
    if about is None:
        raise ValueError(say("expected a target that levels off as its feature grows, for a saturating curve"))
    level, rate = descended(loss, about)
    middle, sides = (0.875 * level, 1.5 * rate), (1.125 * abs(level), 1.5 * rate)
    return _shown(replace(loss, minima=((level, rate),)), middle, sides, (-0.6 * np.sign(level), 0.6))


def _shown(
    loss: DataLoss, middle: tuple[float, float], sides: tuple[float, float], start: tuple[float, float]
) -> DataLoss:
    """The loss over the part that reaches so far from its middle on both sides, in round numbers.

    start: in these sides, from the middle.
    """
    domain, begin = [], []
    for at, side, part in zip(middle, sides, start, strict=True):
        digits = 1 - floor(log10(side))
        domain.append((round(at - side, digits) + 0.0, round(at + side, digits) + 0.0))  # no -0.0
        begin.append(round(at + part * side, digits + 1) + 0.0)
    if (furthest := max(abs(end) for side in domain for end in side)) > FURTHEST:
        told = {"most": FURTHEST, "furthest": furthest}
        raise ValueError(say("expected a fit within {most:g} of 0, got one at {furthest:g}: scale the columns", **told))
    return replace(loss, domain=tuple(domain), start=tuple(begin))


def _check_varies(header: str, column: NDArray[np.float64]) -> None:
    if np.ptp(column) <= VARYING * max(np.abs(column).max(), VARYING):
        told = {"column": header, "low": f"{column.min():g}", "high": f"{column.max():g}"}
        raise ValueError(say("{column}: expected numbers that vary, got {low} to {high}", **told))
