"""Losses over one's own data: the models, their exact fits, the part that is shown, and what cannot be fitted."""

import pickle
import re
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

import surfaces
from surfaces import CATALOGUE, DataLoss, Fitting, Table, critical_points, from_table
from surfaces.tables import MODELS
from tests.each import each
from tests.surfaces.test_data_loss import points_of

DATA = Path(surfaces.__file__).parent / "data"
DRAW = np.random.default_rng(5)
AGE = DRAW.uniform(20, 60, 80)
TABLE = {
    "age": AGE,
    "year": AGE + 1960,
    "height": DRAW.normal(170, 8, 80),
    "pay": 2 * AGE + DRAW.normal(size=80),
    "ill": DRAW.random(80) < 1 / (1 + np.exp(-(AGE - 40) / 8)),
    "old": AGE > 40,
    "grown": 7 * (1 - np.exp(-0.05 * AGE)) + 0.1 * DRAW.normal(size=80),
    "falling": -3 * (1 - np.exp(-0.1 * AGE)) + 0.1 * DRAW.normal(size=80),
    "level": np.full(80, 3.0),
    "below": AGE - 50,
    "vast": 1e7 * AGE + 1e6 * DRAW.normal(size=80),
}
FITTED = {
    "line": ("age", "pay", "line"),
    "a line far from 0": ("year", "pay", "line"),
    "scaled": ("age", "vast", "scaled"),
    "plane": (["age", "height"], "pay", "plane"),
    "logistic": ("age", "ill", "logistic"),
    "curve": ("age", "grown", "curve"),
    "a falling curve": ("age", "falling", "curve"),
}
EVERY = {**FITTED, "parted": ("age", "old", "logistic")}
WRONG = {
    "a column that is not there": (("weight", "pay", "line"), "expected a column of age, year, .*, got weight"),
    "another model": (("age", "pay", "cubic"), "model: expected one of line, scaled, .*, got 'cubic'"),
    "one feature of two": (("age", "pay", "plane"), "plane: columns for x: expected 2, got 1"),
    "two features for one": ((["age", "height"], "pay", "line"), "line: columns for x: expected 1, got 2"),
    "a constant feature": (("level", "pay", "line"), "level: expected numbers that vary, got 3 to 3"),
    "a constant target": (("age", "level", "line"), "level: expected numbers that vary"),
    "features that go together": ((["age", "year"], "pay", "plane"), "expected two features of which neither tells"),
    "more than two classes": (("age", "pay", "logistic"), "pay: expected 0 or 1 in every row"),
    "a curve below 0": (("below", "pay", "curve"), "below: expected numbers from 0 on"),
    "a curve that does not level off": (("age", "pay", "curve"), "expected a target that levels off"),
    "a fit that is far out": (("age", "vast", "line"), r"expected a fit within 1e\+06 of 0, got one at .*: scale"),
}


@pytest.fixture(scope="module", params=EVERY)
def loss(request):
    return from_table(TABLE, *EVERY[request.param])


@each("fitted", FITTED)
def test_the_minimum_is_that_of_the_data_to_the_last_digits(fitted):
    loss = from_table(TABLE, *fitted)
    [minimum] = loss.minima
    rounding = np.abs(loss.hessian(minimum)) @ np.spacing(np.abs(minimum)) + 1e-13 * np.abs(loss.hessian(minimum)).max()
    assert (np.abs(loss.gradient(minimum)) <= rounding).all()
    assert (np.linalg.eigvalsh(loss.hessian(minimum)) > 0).all()
    low, high = np.transpose(loss.domain)
    grid = np.stack(np.meshgrid(*np.linspace(low, high, 101).T), axis=-1)
    assert loss.value(grid).min() >= loss.minimum * (1 - 1e-12)
    assert ((low < minimum) & (minimum < high)).all()


def test_the_columns_are_fitted_as_the_model_says(loss):
    model, features, target = loss.columns.model, loss.columns.features, loss.columns.target
    given = {header: np.asarray(TABLE[header], float) for header in (*features, target)}
    if model in ("scaled", "plane", "logistic"):
        scaled = given if model != "logistic" else features
        given |= {header: (given[header] - given[header].mean()) / given[header].std() for header in scaled}
    first, second, d = given[features[0]], given[features[-1]] if len(features) > 1 else 1.0, given[target]
    for v, w in points_of(loss, (5,)):
        margin = v * first + w * second
        match model:
            case "logistic":
                rows = np.logaddexp(0, margin) - d * margin
            case "curve":
                rows = (v * (1 - np.exp(-w * first)) - d) ** 2
            case _:
                rows = (margin - d) ** 2
        assert loss.value([v, w]) == pytest.approx(rows.mean(), rel=1e-10)


def test_the_start_lies_in_the_domain_and_slopes(loss):
    assert isinstance(loss, DataLoss)
    low, high = np.transpose(loss.domain)
    assert ((low < loss.start) & (loss.start < high)).all()
    assert np.hypot(*loss.gradient(loss.start)) > 1e-3
    assert loss.value(loss.start) > (loss.minimum or 0)


def test_rows_that_one_threshold_parts_have_no_minimum_and_that_is_told():
    loss = from_table(TABLE, "age", "old", "logistic")
    assert loss.minima == ()
    assert "no minimum" in loss.teaches
    assert not critical_points(loss)
    middle = 0.5 * (AGE[AGE <= 40].max() + AGE[AGE > 40].min())
    parting = np.array([1, (AGE.mean() - middle) / AGE.std()])
    assert loss.value(1e4 * parting) < loss.value(1e3 * parting) < loss.value(10 * parting)
    turned = from_table({**TABLE, "young": ~TABLE["old"]}, "age", "young", "logistic")
    assert turned.minima == ()


def nearly_parted(rows, flipped, seed):
    """A feature and a target that a threshold parts, but for so many rows beside it."""
    feature = np.sort(np.random.default_rng(seed).normal(size=rows))
    ill = (feature > 0.1).astype(int)
    beside = np.argsort(np.abs(feature - 0.1))[: 4 * flipped : 4]
    ill[beside] = 1 - ill[beside]
    return from_table({"s": feature, "ill": ill}, "s", "ill", "logistic")


@pytest.mark.parametrize(("rows", "flipped"), [(300, 2), (300, 4), (2000, 2), (2000, 3), (2000, 20)])
def test_rows_that_a_threshold_all_but_parts_have_their_minimum_far_out(rows, flipped):
    loss = nearly_parted(rows, flipped, seed=flipped)
    [minimum] = loss.minima
    hessian = loss.hessian(minimum)
    assert (np.linalg.eigvalsh(hessian) > 0).all()
    assert np.abs(np.linalg.solve(hessian, loss.gradient(minimum)) / minimum).max() < 1e-9
    assert np.isfinite(loss.hessian(np.multiply(minimum, [[10], [-10], [100]]))).all()


def test_a_logistic_loss_has_the_critical_points_that_a_search_finds():
    for loss in (
        nearly_parted(300, 4, seed=2),
        from_table(TABLE, *EVERY["logistic"]),
        from_table(TABLE, *EVERY["parted"]),
    ):
        searched = DataLoss(**{field.name: getattr(loss, field.name) for field in fields(loss) if field.init})
        assert loss.is_strictly_convex
        assert not searched.is_strictly_convex
        found, expected = critical_points(loss), critical_points(searched)
        assert [point.kind for point in found] == [point.kind for point in expected]
        for point, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(point.point, other.point, rtol=1e-9)
            np.testing.assert_allclose(point.eigenvalues, other.eigenvalues, rtol=1e-9)


def test_the_minimum_of_a_logistic_loss_over_many_rows_is_not_searched_for(monkeypatch):
    loss, asked, own = nearly_parted(2000, 3, seed=3), [], DataLoss.gradient
    assert loss.stand_in is loss

    def counted(self, points, rows=None):
        asked.append(np.size(points))
        return own(self, points, rows)

    monkeypatch.setattr(DataLoss, "gradient", counted)
    assert len(critical_points(loss)) == 1
    assert sum(asked) < 1000


@each("model", ["line", "scaled"])
def test_domains_and_starts_have_no_negative_zeros(model):
    """The start is where one of the weights is 0, but for rounding."""
    draw = np.random.default_rng(7)
    for slope in draw.normal(size=40):
        feature = draw.normal(size=9)
        loss = from_table({"s": feature, "d": slope * feature + 0.1 * draw.normal(size=9)}, "s", "d", model)
        numbers = np.array([*np.ravel(loss.domain), *loss.start])
        assert not np.signbit(numbers[numbers == 0]).any()


@each("asked, said", WRONG)
def test_what_cannot_be_fitted_is_told_in_a_sentence(asked, said):
    with pytest.raises(ValueError, match=f"^{said}"):
        from_table(TABLE, *asked)


@each("file, model, key", [("cars.csv", "line", "cars_raw"), ("o_rings.csv", "logistic", "o_rings")])
def test_ones_own_copy_of_data_of_the_catalogue_is_the_same_loss(file, model, key):
    headers = (DATA / file).read_text().splitlines()[0].split(",")
    own, known = from_table(DATA / file, *headers, model), CATALOGUE[key]
    np.testing.assert_allclose(own.minima, known.minima, rtol=1e-14)
    points = points_of(known, (9,))
    np.testing.assert_allclose(own.gradient(points, [1, 2, 3]), known.gradient(points, [1, 2, 3]), rtol=1e-13)


def test_a_surface_is_told_from_others_by_what_its_table_holds():
    table = Table.of(TABLE)
    one = Fitting(table, ("age",), "pay", "line").surface
    changed = Table.of({**TABLE, "pay": [*TABLE["pay"][:-1], 0.5]})
    others = [Fitting(changed, ("age",), "pay").surface, Fitting(table, ("year",), "pay").surface]
    for other in others:
        assert other != one
        assert other.identity != one.identity
    again = Fitting(Table.of(TABLE), ("age",), "pay").surface
    assert (again, again.identity, hash(again)) == (one, one.identity, hash(one))
    assert re.search(table.digest, one.identity)


def test_a_loss_over_a_table_can_be_pickled(loss):
    copy = pickle.loads(pickle.dumps(loss))
    assert copy == loss
    assert replace(copy, name=loss.name).gradient([1, 1]) == pytest.approx(loss.gradient([1, 1]))


def test_every_model_is_fitted_here():
    assert {model for *_, model in FITTED.values()} == set(MODELS)
