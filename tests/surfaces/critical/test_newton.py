"""A step of Newton's method follows the pseudo-inverse, whatever the size and the rank of the Hessian."""

import numpy as np
import pytest

from surfaces.critical import of_entries, solved
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


@pytest.mark.parametrize("shape", [(5, 2, 2), (4, 2), (0, 2, 2)], ids=str)
def test_entries_are_combined_as_numpy_reduces_them(shape):
    numbers = np.random.default_rng(3).normal(size=shape)
    numbers.flat[1::5] = np.nan
    axes = tuple(range(1, numbers.ndim))
    np.testing.assert_array_equal(of_entries(np.maximum, numbers), numbers.max(axis=axes))
    np.testing.assert_array_equal(of_entries(np.logical_and, numbers > 0), (numbers > 0).all(axis=axes))
