"""Declared minima in high precision: each is the double nearest to a true one, whatever published lists say."""

import mpmath
import numpy as np
import pytest
from mpmath import mp
from sympy import lambdify

from surfaces import CATALOGUE, DataLoss, critical_points, x, y
from surfaces.critical import Kind

BOUNDED = [key for key, surface in CATALOGUE.items() if surface.minima]
LOGADDEXP = {"logaddexp": lambda a, b: mpmath.log(mpmath.exp(a) + mpmath.exp(b))}
DIGITS = 30


def in_high_precision(surface):
    """f as a function of mpmath numbers; over data the mean over its very rows."""
    if isinstance(surface, DataLoss):
        of_a_row = lambdify((x, y, *surface._symbols), surface.sample, modules=[LOGADDEXP, "mpmath"])
        rows = [tuple(map(mpmath.mpf, row)) for row in surface._tuples]
        return lambda a, b: mpmath.fsum(of_a_row(a, b, *row) for row in rows) / len(rows)
    return lambdify((x, y), surface.expression, modules=[LOGADDEXP, "mpmath"])


def smooth_minima(surface):
    """Those declared minima at which the Hessian is invertible."""
    smooth = np.array([point.point for point in critical_points(surface) if point.kind is Kind.MINIMUM]).reshape(-1, 2)
    return [place for place in surface.minima if np.hypot(*(smooth - place).T).min(initial=np.inf) < 1e-6]


@pytest.mark.parametrize("key", BOUNDED)
def test_a_smooth_minimum_is_the_double_next_to_where_the_gradient_vanishes_in_30_digits(key):
    surface = CATALOGUE[key]
    f = in_high_precision(surface)
    with mp.workdps(DIGITS):
        for place in smooth_minima(surface):
            root = mpmath.findroot(
                lambda a, b: (mpmath.diff(f, (a, b), (1, 0)), mpmath.diff(f, (a, b), (0, 1))),
                tuple(map(mpmath.mpf, place)),
                tol=mpmath.mpf(10) ** (-DIGITS),
                verify=False,
            )
            exact = [float(coordinate) for coordinate in root]
            # Rows are rounded as they are standardised.
            granted = (8 if isinstance(surface, DataLoss) else 2) * np.spacing(np.abs(exact)) + 1e-20
            assert (np.abs(np.subtract(exact, place)) <= granted).all(), (place, exact)


@pytest.mark.parametrize("key", BOUNDED)
def test_whatever_is_around_a_minimum_is_no_lower_in_30_digits(key):
    # At kinks and where the curvature vanishes too, where no gradient tells.
    surface = CATALOGUE[key]
    f, size = in_high_precision(surface), float(np.ptp(surface.domain, axis=1).min())
    rough = [place for place in surface.minima if place not in smooth_minima(surface)]
    with mp.workdps(DIGITS):
        for place in rough or surface.minima[:1]:
            here = f(*map(mpmath.mpf, place))
            for radius in (1e-3, 1e-6):
                for turn in range(12):
                    angle = mpmath.mpf(turn) / 6 * mp.pi
                    beside = [at + radius * size * way(angle) for at, way in zip(place, (mp.cos, mp.sin), strict=True)]
                    assert f(*beside) >= here
