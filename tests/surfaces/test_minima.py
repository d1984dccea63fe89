"""Declared minima in high precision: each is the double nearest to a true one, whatever published lists say."""

import mpmath
import numpy as np
from mpmath import mp

from surfaces import CATALOGUE, DataLoss, critical_points, x, y
from surfaces.critical import Kind
from tests.each import each
from tests.surfaces.exact import derivatives, in_high_precision

BOUNDED = {key: surface for key, surface in CATALOGUE.items() if surface.minima}
DIGITS = 30


def over_rows(surface):
    """f as a function of mpmath numbers; over data the mean over its very rows."""
    if isinstance(surface, DataLoss):
        of_a_row = in_high_precision(surface.sample, (x, y, *surface._symbols))
        rows = [tuple(map(mpmath.mpf, row)) for row in surface._tuples]
        return lambda a, b: mpmath.fsum(of_a_row(a, b, *row) for row in rows) / len(rows)
    return in_high_precision(surface.expression)


def smooth_minima(surface):
    """Those declared minima at which the Hessian is invertible."""
    smooth = np.array([point.point for point in critical_points(surface) if point.kind is Kind.MINIMUM]).reshape(-1, 2)
    return [place for place in surface.minima if np.hypot(*(smooth - place).T).min(initial=np.inf) < 1e-6]


@each("surface", BOUNDED)
def test_a_smooth_minimum_is_the_double_next_to_where_the_gradient_vanishes_in_30_digits(surface):
    f = over_rows(surface)
    with mp.workdps(DIGITS):
        for place in smooth_minima(surface):
            _, gradient, hessian = derivatives(f, place)
            step = mpmath.lu_solve(hessian, -gradient)  # Newton's, which leaves the square of its length
            exact = [float(at + moved) for at, moved in zip(place, step, strict=True)]
            # Rows are rounded as they are standardised.
            granted = (8 if isinstance(surface, DataLoss) else 2) * np.spacing(np.abs(exact)) + 1e-20
            assert (np.abs(np.subtract(exact, place)) <= granted).all(), (place, exact)


@each("surface", BOUNDED)
def test_whatever_is_around_a_minimum_is_no_lower_in_30_digits(surface):
    # At kinks and where the curvature vanishes too, where no gradient tells.
    f, size, smooth = over_rows(surface), float(np.ptp(surface.domain, axis=1).min()), smooth_minima(surface)
    rough = [place for place in surface.minima if place not in smooth]
    with mp.workdps(DIGITS):
        for place in rough or surface.minima[:1]:
            here = f(*map(mpmath.mpf, place))
            for radius in (1e-3, 1e-6):
                for turn in range(12):
                    angle = mpmath.mpf(turn) / 6 * mp.pi
                    beside = [at + radius * size * way(angle) for at, way in zip(place, (mp.cos, mp.sin), strict=True)]
                    assert f(*beside) >= here
