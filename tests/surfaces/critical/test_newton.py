"""A step of Newton's method follows the pseudo-inverse, whatever the size and the rank of the Hessian."""

import numpy as np
import pytest

from surfaces.critical import solved
from tests.each import each

TURNED = np.array([[0.6, -0.8], [0.8, 0.6]])


@pytest.mark.parametrize("size", [1e-200, 1e-3, 1.0, 1e200])
@each("eigenvalues", [(3, 2), (-1, 2), (-4, -1), (1, 1e-9), (5, 0), (0, -2), (0, 0)])
def test_the_way_is_the_pseudo_inverse_of_the_hessian_times_the_slope(eigenvalues, size):
    hessian = size * TURNED @ np.diag(eigenvalues) @ TURNED.T
    slope = size * np.array([0.7, -1.3])
    way, invertible = solved(hessian[None], slope[None])
    np.testing.assert_allclose(way[0], np.linalg.pinv(hessian / size) @ (slope / size), rtol=1e-6)
    assert invertible[0] == (0 not in eigenvalues)
