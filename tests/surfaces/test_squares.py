"""What the slopes of residuals are on sums of squares, and which surfaces are such sums."""

import numpy as np
import pytest
from sympy import Symbol, expand, symbols

import surfaces
from surfaces import DataLoss, from_formula, x, y
from surfaces.compiling.squares import residuals
from tests.each import each

SQUARES = {key: surface for key, surface in surfaces.CATALOGUE.items() if surface.is_sum_of_squares}


def places(surface, n=40):
    low, high = np.transpose(surface.domain)
    return np.random.default_rng(3).uniform(low, high, (n, 2))


@each("surface", SQUARES)
def test_it_is_positive_and_the_hessian_where_the_residuals_are_zero_or_straight(surface):
    points = places(surface)
    found = surface.gauss_newton(points)
    assert found.shape == (40, 2, 2)
    bends = np.linalg.eigvalsh(found)
    assert (bends >= -1e-9 * bends.max()).all()
    if isinstance(surface, DataLoss) and surface.sample.is_polynomial(x, y):  # a line is fitted
        np.testing.assert_allclose(found, surface.hessian(points), rtol=1e-9, atol=1e-9)
    elif surface.minima and surface.minimum == 0:
        at = np.array(surface.minima)
        np.testing.assert_allclose(surface.gauss_newton(at), surface.hessian(at), rtol=1e-6, atol=1e-6)
    alone = [surface.gauss_newton(point[None])[0] for point in points]
    np.testing.assert_array_equal(found, alone)


def test_it_is_made_of_the_slopes_of_each_residual():
    (px, py), found = (1.5, -0.5), surfaces.get("rosenbrock").gauss_newton([[1.5, -0.5]])[0]
    J = np.array([[-1, 0], [-20 * px, 10]])  # of 1 - x and 10 (y - x²)
    np.testing.assert_allclose(found, 2 * J.T @ J, rtol=1e-14)
    typed = from_formula("a*(sin(x) - y)^2 + x^2 y^2/4 + 3", parameters={"a": 2})
    J = np.array([[np.sqrt(2) * np.cos(px), -np.sqrt(2)], [py / 2, px / 2]])
    np.testing.assert_allclose(typed.gauss_newton([[px, py]])[0], 2 * J.T @ J, rtol=1e-13)


@pytest.mark.parametrize("key", ["mccormick", "o_rings", "saddle", "ackley", "matyas"])
def test_elsewhere_there_is_none(key):
    surface = surfaces.get(key)
    assert not surface.is_sum_of_squares
    assert np.isnan(surface.gauss_newton(places(surface))).all()
    if surface.rows:
        assert np.isnan(surface.gauss_newton(places(surface), rows=np.arange(3))).all()


@pytest.mark.parametrize(
    ("expression", "count"),
    [
        ((x - 1) ** 2 + 3 * (y - x**2) ** 4, 2),
        (x**2 * y**4 / 9 + 2, 1),
        ((x - 1) ** 2 - y**2, None),
        ((x - 1) ** 2 + y**3, None),
        ((x - 1) ** 2 - 4, None),
        (expand((x - y) ** 2), None),
        (Symbol("w", real=True) * (x - y) ** 2, None),
        (Symbol("w", positive=True) * (x - y) ** 2, 1),
    ],
    ids=str,
)
def test_it_counts_what_is_written_as_squares(expression, count):
    found = residuals(expression, (x, y))
    assert (found and len(found)) == count
    if count:
        rest = expression - sum(r**2 for r in found)
        assert not expand(rest).free_symbols


def test_that_of_a_mini_batch_is_the_mean_over_its_rows():
    s, d = symbols("s d", real=True)
    columns = {"s": np.array([0.5, 1.0, 2.0, 4.0]), "d": np.array([1.0, 2.0, 2.5, 3.0])}
    growth = DataLoss(
        name="growth", sample=(d - x * (1 - 2 ** (-y * s))) ** 2, columns=lambda: columns,
        domain=((0, 5), (0, 3)), start=(1, 1), minima=(), source="made up",
    )  # fmt: skip
    points = places(growth, 5)
    rows = np.array([[0, 2], [1, 1], [3, 0], [2, 3], [0, 1]])
    each = np.stack([growth.gauss_newton(points, rows=np.full((5, 1), row)) for row in range(4)])
    np.testing.assert_allclose(growth.gauss_newton(points), each.mean(axis=0), rtol=1e-12)
    expected = [each[rows[i], i].mean(axis=0) for i in range(5)]
    np.testing.assert_allclose(growth.gauss_newton(points, rows=rows), expected, rtol=1e-12)
