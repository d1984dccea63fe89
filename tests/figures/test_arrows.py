import numpy as np
import pytest

import surfaces
from figures import landscape, window
from figures.arrows import APART, SHORTEST, arrow_lines, arrows

CATALOGUE = pytest.mark.parametrize("surface", surfaces.CATALOGUE.values(), ids=surfaces.CATALOGUE.keys())
UNITS = pytest.mark.parametrize("unit", [(60.0, 50.0), (20.0, 24.0), (3.0, 90.0)])


@CATALOGUE
def test_arrows_stand_in_the_domain_and_go_against_the_gradient(surface):
    field = arrows(surface, landscape(surface, 21, marked=False), side=9)
    (x0, x1), (y0, y1) = surface.domain
    assert x0 < field.x[0] < field.x[-1] < x1
    assert y0 < field.y[0] < field.y[-1] < y1
    gradient = surface.gradient(np.stack(np.meshgrid(field.x, field.y), axis=-1))
    length = np.hypot(*np.moveaxis(field.along, -1, 0))
    drawn = length > 0
    assert drawn.any()
    np.testing.assert_allclose(
        field.along[drawn] / length[drawn][:, None],
        -gradient[drawn] / np.hypot(*gradient[drawn].T)[:, None],
        atol=1e-12,
    )
    assert (length[drawn] >= SHORTEST - 1e-12).all()
    assert length.max() == pytest.approx(1)


def test_a_stronger_gradient_has_an_arrow_at_least_as_long():
    field = arrows(surfaces.get("beale"), landscape(surfaces.get("beale"), 21))
    points = np.stack(np.meshgrid(field.x, field.y), axis=-1)
    strength = np.hypot(*np.moveaxis(surfaces.get("beale").gradient(points), -1, 0)).ravel()
    length = np.hypot(*np.moveaxis(field.along, -1, 0)).ravel()
    assert (np.diff(length[np.argsort(strength)]) >= -1e-12).all()


@pytest.mark.parametrize("text", ["1/x", "log(x) + y", "sqrt(x - 4.9)", "1e90 x", "1e-200 (x^2 + y^2)", "floor(x) + y"])
def test_gradients_of_any_size_and_none_at_all_leave_finite_arrows(text):
    surface = surfaces.from_formula(text)
    field = arrows(surface, landscape(surface, 21))
    assert np.isfinite(field.along).all()
    assert np.isfinite(arrow_lines(field, (60.0, 50.0))).all()


def test_a_window_has_arrows_of_its_own():
    surface = surfaces.get("beale")
    there = window(landscape(surface, 21), surface, ((5, 6), (-2, -1)))
    field = arrows(surface, there)
    assert 5 < field.x[0] < field.x[-1] < 6
    assert -2 < field.y[0] < field.y[-1] < -1


@UNITS
@pytest.mark.parametrize("key", ["beale", "rastrigin", "cars_raw"])
def test_on_the_picture_arrows_go_where_a_step_goes_and_leave_each_other_room(key, unit):
    surface = surfaces.get(key)
    field = arrows(surface, landscape(surface, 21))
    lines = arrow_lines(field, unit) * unit
    tail, tip, *_ = np.moveaxis(lines, 1, 0)
    middle = (tail + tip) / 2
    step = -surface.gradient(middle / unit) * unit
    way = tip - tail
    np.testing.assert_allclose(way / np.hypot(*way.T)[:, None], step / np.hypot(*step.T)[:, None], atol=1e-6)
    apart = np.hypot(*(middle[:, None] - middle).transpose(2, 0, 1))[~np.eye(len(middle), dtype=bool)].min()
    assert apart >= APART - 1e-9
    assert np.hypot(*way.T).max() <= apart


def test_only_where_units_are_of_one_length_do_arrows_cross_the_contour_lines_at_right_angles():
    surface = surfaces.get("ravine")
    field = arrows(surface, landscape(surface, 21))
    for unit, is_right in (((40.0, 40.0), True), ((20.0, 60.0), False)):
        lines = arrow_lines(field, unit)
        middle, way = lines[:, :2].mean(axis=1), (lines[:, 1] - lines[:, 0]) * unit
        gradient = surface.gradient(middle)
        along = np.stack([-gradient[:, 1], gradient[:, 0]], axis=-1) * unit
        cosine = (way * along).sum(axis=1) / np.hypot(*way.T) / np.hypot(*along.T)
        assert (np.abs(cosine).max() < 1e-6) == is_right
