"""Where theory says that a rule with a constant rate stops converging to a minimum.

Near a minimum the loss is a quadratic; along an eigenvector of its Hessian, with eigenvalue λ, a rule is a linear
recurrence, which shrinks where all roots z of its characteristic polynomial have |z| < 1 (the Schur-Cohn conditions).

    gradient descent    z − (1 − ηλ)                             0 < ηλ < 2
    Momentum            z² − (1 + γ − ηλ) z + γ                  0 < ηλ < 2 (1 + γ)
    Nesterov            z² − (1 − ηλ)(1 + γ) z + (1 − ηλ) γ      0 < ηλ < 2 (1 + γ) / (1 + 2γ)

The largest eigenvalue decides. On a quadratic this holds from every start, elsewhere close to the minimum.

A mini-batch has a Hessian H of its own. One step takes the way that is left, and the velocity, on by the matrix
A = P⊗I + ηQ⊗H, and adds what the rows disagree about. Their mean squares go on by E[A⊗A] = Ā⊗Ā + η² cov(Q⊗H): they stay
bounded where its eigenvalues lie within the unit circle, and beyond they grow without end. Each step's rows are taken
as drawn anew, without replacement; in a race, those of one epoch differ from each other.
Source: Wu, Ma & E 2018, How SGD Selects the Global Minima in Over-parameterized Learning, NeurIPS 31.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from optimizers import GradientDescent, Momentum, Nesterov, Rule
from optimizers.schedules import Schedule
from racing.axis import Axis
from racing.checks import as_rule, of_kind, point, rows_a_step
from surfaces import Surface, critical_points
from surfaces.critical import polynomial
from surfaces.surface import as_surface
from words import say

HIGHEST_CANCELLING = 8
"""A polynomial that may be of a higher degree, its highest terms cancelling, is not taken for a quadratic."""

HALVINGS = 30
"""How often the interval that holds a mean-square limit is halved."""

_LIMITS: Mapping[type[Rule], Callable] = MappingProxyType(
    {
        GradientDescent: lambda momentum: 2.0 + 0 * momentum,
        Momentum: lambda momentum: 2 * (1 + momentum),
        Nesterov: lambda momentum: 2 * (1 + momentum) / (1 + 2 * momentum),
    }
)
"""Rule → the bound of ηλ as a function of γ."""

_STEPS: Mapping[type[Rule], Callable] = MappingProxyType(
    {
        GradientDescent: lambda momentum: (((1, 0), (0, 0)), ((-1, 0), (0, 0))),
        Momentum: lambda momentum: (((1, -momentum), (0, momentum)), ((-1, 0), (1, 0))),
        Nesterov: lambda momentum: (((1, -momentum), (0, momentum)), ((-1, momentum), (1, -momentum))),
    }
)
"""Rule → P and Q as functions of γ; the way left comes first, then the velocity."""


@dataclass(frozen=True, eq=False)
class Boundary:
    """A curve over a map: below its learning rates the rule is stable at a minimum.

    across, along: (k,) coordinates in the map's axes. minimum: (x, y). exact: whether the loss is quadratic, so that it
    holds from everywhere. batch_size: of the mini-batches, in whose mean square the rule is stable; None for all rows.
    """

    across: np.ndarray
    along: np.ndarray
    minimum: tuple[float, float]
    exact: bool
    batch_size: int | None = None


def largest_stable_rate(rule: Rule | type[Rule], curvature: float, momentum=0.0):
    """Return the learning rate below which the rule is stable where the largest eigenvalue is `curvature`.

    momentum: a number or an array, which the result then is too. None where no closed form is known here, or where
    nothing curves upwards.
    """
    limit = _LIMITS.get(_kind(rule))
    return None if limit is None or not 0 < curvature < np.inf else limit(momentum) / curvature


def mean_square_rate(rule: Rule | type[Rule], hessians: np.ndarray, batch_size: int, momentum=0.0):
    """Return the learning rate below which the rule is stable in the mean square with mini-batches of `batch_size`.

    hessians: (rows, 2, 2), those of each row's loss at the minimum. The rest as for `largest_stable_rate`.
    """
    rows, mean = len(hessians), hessians.mean(axis=0)
    highest = largest_stable_rate(rule, np.linalg.eigvalsh(mean)[-1], momentum)
    if highest is None or batch_size == rows:
        return highest
    share = (rows - batch_size) / (rows - 1) / batch_size  # of the rows' own variance, as they are not put back
    step, apart = _STEPS[_kind(rule)], hessians - mean
    each = np.vectorize(lambda momentum, highest: _mean_square_rate(*step(momentum), mean, apart, share, highest))
    return each(momentum, highest)[()]


def stability_boundary(
    rule: Rule,
    surface: Surface,
    across: Axis,
    along: Axis,
    minimum: tuple[float, float] | None = None,
    batch_size: int | None = None,
) -> Boundary | None:
    """Return the boundary at `minimum`, the lowest one known where None, over a map of these axes.

    None where there is none to draw: another rule, no axis of learning rates, a rate on a schedule, no minimum there.
    """
    as_rule("stability", rule)
    as_surface("stability", surface)
    for field, axis in (("across", across), ("along", along)):
        of_kind("stability", field, axis, Axis, say("a racing.Axis"))
    rates, others = (across, along) if across.field == "learning_rate" else (along, across)
    if rates.field != "learning_rate" or isinstance(getattr(rule, "learning_rate", None), Schedule):
        return None
    minimum = commonest_minimum(surface, ()) if minimum is None else point("stability", "minimum", minimum)
    low, high = (np.nan, np.nan) if minimum is None else curvatures(surface, minimum)
    if not low >= -1e-9 * abs(high):
        return None
    other = others.values()
    momentum = other if others.field == "momentum" else getattr(rule, "momentum", 0.0) + 0 * other
    if rows_a_step("stability", surface, batch_size) is None:
        limit = largest_stable_rate(rule, high, momentum)
    else:
        limit = mean_square_rate(rule, surface.row_hessians(minimum), batch_size, momentum)
    if limit is None:
        return None
    pair = (limit, other) if rates is across else (other, limit)
    return Boundary(*pair, minimum, is_quadratic(surface), batch_size)


def commonest_minimum(surface: Surface, rests: np.ndarray) -> tuple[float, float] | None:
    """Return the smooth minimum that most of `rests` (n, 2) lie next to, the lowest one where there is no telling."""
    minima = [point.point for point in critical_points(surface) if point.largest_rate is not None]
    if not minima:
        return None
    apart = np.hypot(*(np.reshape(rests, (-1, 1, 2)) - np.array(minima)).transpose(2, 0, 1))
    return minima[np.bincount(apart.argmin(axis=1), minlength=1).argmax()]


def curvatures(surface: Surface, point: tuple[float, float]) -> tuple[float, float]:
    """Return the smallest and the largest eigenvalue of the Hessian at a point; nan where it is not finite."""
    hessian = surface.hessian(np.array(point, dtype=float))
    if not np.isfinite(hessian).all():
        return float("nan"), float("nan")
    low, high = np.linalg.eigvalsh(hessian).tolist()
    return low, high


def is_quadratic(surface: Surface) -> bool:
    """Whether the loss is a polynomial of degree two, so that its Hessian is the same everywhere."""
    loss = polynomial(surface, HIGHEST_CANCELLING)
    return loss is not None and loss.total_degree() == 2


def _kind(rule: Rule | type[Rule]) -> type[Rule]:
    return rule if isinstance(rule, type) else type(rule)


def _mean_square_rate(P, Q, mean: np.ndarray, apart: np.ndarray, share: float, highest: float) -> float:
    """Return the rate up to `highest` at which E[A⊗A] gets an eigenvalue of size 1; apart: (rows, 2, 2) of H − H̄."""
    still, moving = np.kron(P, np.eye(2)), np.kron(Q, mean)
    spread = share * np.mean([np.kron(each, each) for each in (np.kron(Q, own) for own in apart)], axis=0)
    low, high = 0.0, highest
    for _ in range(HALVINGS):
        rate = (low + high) / 2
        A = still + rate * moving
        stable = np.abs(np.linalg.eigvals(np.kron(A, A) + rate**2 * spread)).max() < 1
        low, high = (rate, high) if stable else (low, rate)
    return low
