"""Losses over real data: mini-batches, fits, errors."""

import pickle
import re
from pathlib import Path

import numpy as np
import pytest
from sympy import Abs, Max, Rational, Symbol, sin, tanh

import surfaces
from racing.stability import is_quadratic
from surfaces import CATALOGUE, DataLoss, critical_points, exact_points, x, y
from surfaces.real_data import cars, cars_scaled, cars_with_slowest, o_rings
from tests.each import each

DATA = Path(surfaces.__file__).parent / "data"
LOSSES = {key: surface for key, surface in CATALOGUE.items() if isinstance(surface, DataLoss)}
every = each("loss", LOSSES)


def points_of(loss, shape):
    low, high = np.transpose(loss.domain)
    return np.random.default_rng(3).uniform(low, high, (*shape, 2))


@every
def test_gradients_of_single_rows_average_to_the_full_gradient(loss):
    points = points_of(loss, (7,))
    singles = np.stack([loss.gradient(points, [row]) for row in range(loss.rows)])
    np.testing.assert_allclose(singles.mean(axis=0), loss.gradient(points), rtol=1e-11, atol=1e-11)
    for asked in (loss.value, loss.gradient, loss.hessian):
        np.testing.assert_allclose(asked(points, np.arange(loss.rows)), asked(points), rtol=1e-11, atol=1e-11)


@every
def test_each_rows_second_derivatives_are_the_slopes_of_its_gradient(loss):
    for point in points_of(loss, (3,)):
        hessians = loss.row_hessians(point)
        np.testing.assert_allclose(hessians.mean(axis=0), loss.hessian(point), rtol=1e-11, atol=1e-11)
        for row in range(loss.rows):
            slopes = [
                (loss.gradient(point + step, [row]) - loss.gradient(point - step, [row])) / 2e-4
                for step in (np.array([1e-4, 0]), np.array([0, 1e-4]))
            ]
            np.testing.assert_allclose(hessians[row], slopes, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("b", [1, 2, 5, 16, 17, 60])
@every
def test_a_point_alone_and_in_a_batch_has_the_same_bits_on_the_same_rows(loss, b):
    points = points_of(loss, (9,))
    rows = np.random.default_rng(b).integers(loss.rows, size=(9, b))
    for asked in (loss.value, loss.gradient, loss.hessian):
        alone = np.stack([asked(point, row) for point, row in zip(points, rows, strict=True)])
        np.testing.assert_array_equal(alone, asked(points, rows))
        shared = np.stack([asked(point, rows[0]) for point in points])
        np.testing.assert_array_equal(shared, asked(points, rows[0]))


@every
def test_rows_are_shared_or_one_set_for_each_point(loss):
    for shape in ((), (4,), (3, 4), (0,)):
        points = points_of(loss, shape)
        assert loss.gradient(points, [0, 1, 1]).shape == points.shape
        assert loss.gradient(points, np.zeros((*shape, 3), int)).shape == points.shape


@every
def test_a_repeated_row_counts_twice(loss):
    point = np.array(loss.start)
    expected = (2 * loss.gradient(point, [3]) + loss.gradient(point, [1])) / 3
    np.testing.assert_allclose(loss.gradient(point, [3, 1, 3]), expected, rtol=1e-14)


@pytest.mark.parametrize(
    "rows",
    [[-1], [0, 10_000], [0.5], [True], [], 3, ["a"], [[0], [1, 2]], np.array([2**63], np.uint64)],
    ids=str,
)
@pytest.mark.parametrize("shape", [(), (2,)], ids=str)
@every
def test_wrong_rows_are_named(loss, rows, shape):
    expected = re.escape(f"{loss.name}: rows: expected whole numbers from 0 to {loss.rows - 1}")
    with pytest.raises(ValueError, match=expected + r".*, got .+"):
        loss.gradient(points_of(loss, shape), rows)


@every
def test_rows_of_another_batch_are_named(loss):
    with pytest.raises(ValueError, match=r"rows: expected shape \(b,\) or \(4, 'b'\), got shape \(3, 2\)"):
        loss.gradient(points_of(loss, (4,)), np.zeros((3, 2), int))


def test_the_mean_is_that_of_the_data():
    points = points_of(CATALOGUE["cars_raw"], (6,))
    slope, intercept = points[:, :1], points[:, 1:]
    for key, table in (("cars_raw", cars()), ("cars_scaled", cars_scaled())):
        direct = ((slope * table["s"] + intercept - table["d"]) ** 2).mean(axis=1)
        np.testing.assert_allclose(CATALOGUE[key].value(points), direct, rtol=1e-12)
    table = cars_with_slowest()
    direct = ((slope * table["s"] + intercept * table["a"] - table["d"]) ** 2).mean(axis=1)
    np.testing.assert_allclose(CATALOGUE["sparse_feature"].value(points), direct, rtol=1e-12)
    margin = slope * o_rings()["t"] + intercept
    direct = (np.log1p(np.exp(-np.abs(margin))) + np.maximum(margin, 0) - o_rings()["d"] * margin).mean(axis=1)
    np.testing.assert_allclose(CATALOGUE["o_rings"].value(points), direct, rtol=1e-12)


def test_least_squares_minima_are_the_exact_fits():
    speed, distance = cars()["s"], cars()["d"]
    slope, intercept = CATALOGUE["cars_raw"].minima[0]
    np.testing.assert_allclose((slope, intercept), np.polyfit(speed, distance, 1), rtol=1e-12)
    assert (round(slope, 4), round(intercept, 4)) == (3.9324, -17.5791)
    scaled_slope, scaled_intercept = CATALOGUE["cars_scaled"].minima[0]
    unscaled = scaled_slope / speed.std()
    np.testing.assert_allclose((unscaled, scaled_intercept - unscaled * speed.mean()), (slope, intercept), rtol=1e-14)
    table = cars_with_slowest()
    weights, *_ = np.linalg.lstsq(np.column_stack([table["s"], table["a"]]), table["d"])
    np.testing.assert_allclose(CATALOGUE["sparse_feature"].minima[0], weights, rtol=1e-13)


def test_the_logistic_minimum_is_the_published_fit():
    temperature = np.loadtxt(DATA / "o_rings.csv", delimiter=",", skiprows=1)[:, 0]
    weight, intercept = CATALOGUE["o_rings"].minima[0]
    slope = weight / temperature.std()
    assert (round(slope, 4), round(intercept - slope * temperature.mean(), 4)) == (-0.2322, 15.0429)


def test_the_logistic_loss_does_not_overflow_at_large_margins():
    points = np.array([[0, 5000], [0, -5000], [1e5, 0]])
    loss = CATALOGUE["o_rings"]
    assert np.isfinite(loss.value(points)).all()
    assert np.isfinite(loss.gradient(points)).all()
    np.testing.assert_allclose(loss.gradient(points[0])[1], 1 - o_rings()["d"].mean(), rtol=1e-12)


def test_the_scaled_cars_are_round_and_the_raw_ones_a_ravine():
    condition = {key: np.linalg.cond(loss.hessian(loss.start)) for key, loss in LOSSES.items()}
    assert condition["cars_scaled"] == pytest.approx(1, abs=1e-12)
    assert condition["cars_raw"] > 2000


def test_the_sparse_feature_is_zero_but_for_two_rows():
    loss = LOSSES["sparse_feature"]
    gradients = np.stack([loss.gradient(loss.start, [row]) for row in range(loss.rows)])
    assert np.count_nonzero(gradients[:, 1]) == 2
    assert np.count_nonzero(gradients[:, 0]) == loss.rows


def test_latex_shows_the_mean_over_the_rows():
    assert LOSSES["cars_raw"].latex == r"\frac{1}{50} \sum_{i=1}^{50} \left(x s_i + y - d_i\right)^{2}"
    assert LOSSES["o_rings"].latex == (
        r"\frac{1}{23} \sum_{i=1}^{23} \left(\log\left(1 + e^{x t_i + y}\right) - d_i \left(x t_i + y\right)\right)"
    )


def declare(sample, columns=lambda: {"c": np.array([1.0, 2.5])}):
    return DataLoss(
        name="Test", sample=sample, columns=columns, domain=((0, 1), (0, 1)), start=(0, 0), minima=(), source="none"
    )


c = Symbol("c", real=True)


def test_of_a_loss_that_is_no_polynomial_nothing_is_written_out_for_each_row():
    numbers = np.linspace(-1, 2, 40)
    loss = declare(tanh(c * x) ** 2 + (y - c) ** 2, lambda: {"c": numbers})
    at = np.array([0.3, 0.7])
    assert loss.value(at) == pytest.approx((np.tanh(0.3 * numbers) ** 2 + (0.7 - numbers) ** 2).mean(), rel=1e-14)
    assert loss.gradient(at)[1] == pytest.approx(2 * (0.7 - numbers).mean(), rel=1e-14)
    assert [point.kind.is_minimum for point in critical_points(loss)] == [True]
    assert not is_quadratic(loss)
    assert exact_points(loss) == critical_points(loss)
    assert "expression" not in vars(loss)
    assert float(loss.expression.subs({x: 0.3, y: 0.7})) == pytest.approx(loss.value(at), rel=1e-14)


def test_the_coefficients_of_a_mean_over_whole_numbers_are_exact():
    numbers = np.arange(2000.0)
    loss = declare((c * x - y) ** 2, lambda: {"c": numbers})
    exact = [sum(int(n) ** power for n in numbers) for power in (2, 1)]
    assert loss.expression == Rational(exact[0], 2000) * x**2 - Rational(2 * exact[1], 2000) * x * y + y**2


def test_a_sample_that_is_no_polynomial_is_averaged_too():
    loss = declare(sin(c * x) + y)
    assert loss.value([1, 2]) == pytest.approx((np.sin(1) + np.sin(2.5)) / 2 + 2)
    np.testing.assert_allclose(loss.gradient([1, 2]), [(np.cos(1) + 2.5 * np.cos(2.5)) / 2, 1])
    np.testing.assert_allclose(loss.gradient([1, 2], [1]), [2.5 * np.cos(2.5), 1])


def test_a_row_of_a_loss_with_kinks_has_the_curvature_beside_them():
    loss = declare(Max(0, 1 - c * x) ** 2 + Abs(y - c))
    np.testing.assert_array_equal(loss.row_hessians((-1, 0)), [[[2 * 1.0**2, 0], [0, 0]], [[2 * 2.5**2, 0], [0, 0]]])


@each("sample", [x + y, c**2])
def test_a_sample_without_unknowns_or_columns_is_named(sample):
    with pytest.raises(ValueError, match=r"^Test: sample: expected .+, got .+"):
        declare(sample)


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match=r"^Test: columns: expected a column e, got columns c$"):
        _ = declare(x * c + y * Symbol("e", real=True)).rows


def test_a_data_loss_can_be_pickled_after_use():
    loss = LOSSES["o_rings"]
    loss.gradient([0, 0], [1])
    copy = pickle.loads(pickle.dumps(loss))
    assert copy == loss
    np.testing.assert_array_equal(copy.gradient([1, 2]), loss.gradient([1, 2]))
