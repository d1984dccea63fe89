"""Where theory says that a rule with a constant rate stops converging to a minimum.

Near a minimum the loss is a quadratic; along an eigenvector of its Hessian, with eigenvalue λ, a rule is a linear
recurrence, which shrinks where all roots z of its characteristic polynomial have |z| < 1 (the Schur-Cohn conditions).

    gradient descent    z − (1 − ηλ)                             0 < ηλ < 2
    Momentum            z² − (1 + γ − ηλ) z + γ                  0 < ηλ < 2 (1 + γ)
    Nesterov            z² − (1 − ηλ)(1 + γ) z + (1 − ηλ) γ      0 < ηλ < 2 (1 + γ) / (1 + 2γ)

The largest eigenvalue decides. On a quadratic this holds from every start, elsewhere close to the minimum.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from optimizers import GradientDescent, Momentum, Nesterov, Rule
from optimizers.schedules import Schedule
from racing.axis import Axis
from racing.rests import known_minima
from surfaces import Surface
from surfaces.degree import polynomial

HIGHEST_DEGREE = 8
"""A polynomial that may be of a higher degree, its highest terms cancelling, is not taken for a quadratic."""

_LIMITS: Mapping[type[Rule], Callable] = MappingProxyType(
    {
        GradientDescent: lambda momentum: 2.0 + 0 * momentum,
        Momentum: lambda momentum: 2 * (1 + momentum),
        Nesterov: lambda momentum: 2 * (1 + momentum) / (1 + 2 * momentum),
    }
)
"""Rule → the bound of ηλ as a function of γ."""


@dataclass(frozen=True, eq=False)
class Boundary:
    """A curve over a map: below its learning rates the rule is stable.

    across, along: (k,) coordinates in the map's axes. exact: whether the loss is quadratic, so that it holds from
    everywhere.
    """

    across: np.ndarray
    along: np.ndarray
    exact: bool


def largest_stable_rate(rule: Rule | type[Rule], curvature: float, momentum=0.0):
    """Return the learning rate below which the rule is stable where the largest eigenvalue is `curvature`.

    momentum: a number or an array, which the result then is too. None where no closed form is known here, or where
    nothing curves upwards.
    """
    limit = _LIMITS.get(rule if isinstance(rule, type) else type(rule))
    return None if limit is None or not 0 < curvature < np.inf else limit(momentum) / curvature


def stability_boundary(
    rule: Rule, surface: Surface, across: Axis, along: Axis, minimum: tuple[float, float] | None = None
) -> Boundary | None:
    """Return the boundary at `minimum`, the first known one where None, over a map of these axes.

    None where there is none to draw: another rule, no axis of learning rates, a rate on a schedule, no minimum there.
    """
    rates, others = (across, along) if across.field == "learning_rate" else (along, across)
    if rates.field != "learning_rate" or isinstance(rule.learning_rate, Schedule):
        return None
    known = known_minima(surface)[:1] if minimum is None else [minimum]
    low, high = curvatures(surface, known[0]) if len(known) else (np.nan, np.nan)
    if not low >= -1e-9 * abs(high):
        return None
    other = others.values()
    momentum = other if others.field == "momentum" else getattr(rule, "momentum", 0.0) + 0 * other
    limit = largest_stable_rate(rule, high, momentum)
    if limit is None:
        return None
    pair = (limit, other) if rates is across else (other, limit)
    return Boundary(*pair, exact=is_quadratic(surface))


def curvatures(surface: Surface, point: tuple[float, float]) -> tuple[float, float]:
    """Return the smallest and the largest eigenvalue of the Hessian at a point; nan where it is not finite."""
    hessian = surface.hessian(np.array(point, dtype=float))
    if not np.isfinite(hessian).all():
        return float("nan"), float("nan")
    low, high = np.linalg.eigvalsh(hessian).tolist()
    return low, high


def is_quadratic(surface: Surface) -> bool:
    """Whether the loss is a polynomial of degree two, so that its Hessian is the same everywhere."""
    loss = polynomial(surface.expression, HIGHEST_DEGREE)
    return loss is not None and loss.total_degree() == 2
