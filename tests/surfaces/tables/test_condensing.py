"""A loss over many rows, asked over few: Gauss's nodes, and answers that are those of all rows."""

from dataclasses import fields

import numpy as np
import pytest

import optimizers
from racing import suited_rate
from surfaces import DataLoss, critical_points, from_table
from surfaces.tables.condensing import gauss_nodes

ROWS = 600
DRAW = np.random.default_rng(8)
AGE = DRAW.normal(50, 12, ROWS).clip(1)
TABLE = {
    "age": AGE,
    "years": AGE.round(),
    "income": DRAW.lognormal(0, 1, ROWS),
    "ill": DRAW.random(ROWS) < 1 / (1 + np.exp(-(AGE - 50) / 10)),
    "nearly old": (AGE > 50) ^ (np.abs(AGE - 50) < 0.4),
    "grown": 30 * (1 - np.exp(-AGE / 30)) + 2 * DRAW.normal(size=ROWS),
}
SMOOTH = {
    "logistic": ("age", "ill", "logistic"),
    "logistic, few numbers": ("years", "ill", "logistic"),
    "logistic, far out": ("income", "ill", "logistic"),
    "curve": ("age", "grown", "curve"),
}
RULES = ("GradientDescent", "Momentum", "Adam", "LevenbergMarquardt")


@pytest.fixture(scope="module", params=SMOOTH)
def loss(request):
    return from_table(TABLE, *SMOOTH[request.param])


def over_all_rows(loss):
    """The same loss, without a stand-in."""
    return DataLoss(**{each.name: getattr(loss, each.name) for each in fields(loss) if each.init})


@pytest.mark.parametrize("count", [1, 2, 5, 12])
def test_nodes_give_the_mean_of_every_polynomial_up_to_twice_their_number(count):
    found = gauss_nodes(TABLE["income"], TABLE["grown"], count)
    assert len(found.nodes) == count
    assert (found.weights > 0).all()
    size = TABLE["income"].max()
    for degree in range(2 * count):
        wanted = np.mean((TABLE["income"] / size) ** degree)
        assert found.weights @ (found.nodes / size) ** degree == pytest.approx(wanted, rel=1e-9)
    for degree in range(count):
        wanted = np.mean((TABLE["income"] / size) ** degree * TABLE["grown"])
        assert found.weights @ ((found.nodes / size) ** degree * found.targets) == pytest.approx(wanted, rel=1e-9)
    squares = found.weights @ found.targets**2 + found.variance
    assert squares == pytest.approx(np.mean(TABLE["grown"] ** 2), rel=1e-9)


def test_nodes_of_few_numbers_are_these_with_their_shares_and_mean_targets():
    feature, target = np.array([3.0, 1, 2, 3, 1, 3, 3, 2]), np.arange(8.0)
    found = gauss_nodes(feature, target, 6)
    assert found.nodes == pytest.approx([1, 2, 3])
    assert found.weights == pytest.approx([2 / 8, 2 / 8, 4 / 8])
    assert found.targets == pytest.approx([target[feature == number].mean() for number in (1, 2, 3)])


def test_a_stand_in_has_the_values_slopes_and_curvatures_of_all_rows(loss):
    few = loss.stand_in
    assert few.rows <= ROWS / 4
    low, high = np.transpose(loss.domain)
    points = low + (high - low) * np.random.default_rng(2).uniform(-0.2, 1.2, (60, 2))
    for asked in ("value", "gradient", "hessian", "gauss_newton"):
        wanted, found = (getattr(each, asked)(points) for each in (loss, few))
        np.testing.assert_allclose(found, wanted, rtol=1e-8, atol=1e-10 * np.abs(wanted).max())
    assert few.is_sum_of_squares == loss.is_sum_of_squares
    assert few.minimum == pytest.approx(loss.minimum, rel=1e-12)


def test_critical_points_are_those_of_all_rows(loss):
    found, wanted = critical_points(loss), critical_points(over_all_rows(loss))
    assert [point.kind for point in found] == [point.kind for point in wanted]
    size = np.ptp(loss.domain, axis=1)
    for one, other in zip(found, wanted, strict=True):
        assert np.abs(np.subtract(one.point, other.point)).max() <= 1e-12 * size.max()
        assert (one.value, *one.eigenvalues) == pytest.approx((other.value, *other.eigenvalues), rel=1e-9)


@pytest.mark.parametrize("rule", RULES)
def test_rates_that_suit_are_those_of_all_rows(loss, rule):
    rule = optimizers.CATALOGUE[rule]
    assert suited_rate(rule, loss) == suited_rate(rule, over_all_rows(loss))


@pytest.mark.parametrize(("x", "y", "model"), [("age", "grown", "line"), ("age", "nearly old", "logistic")])
def test_what_few_rows_do_not_tell_stands_for_itself(x, y, model):
    loss = from_table(TABLE, x, y, model)
    assert loss.stand_in is loss


def test_few_rows_stand_for_themselves():
    loss = from_table({header: column[:100] for header, column in TABLE.items()}, "age", "ill", "logistic")
    assert loss.stand_in is loss
