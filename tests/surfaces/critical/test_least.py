"""The least value of a surface, declared or found."""

import numpy as np
import pytest

import surfaces
from surfaces import Surface, from_formula, least_value
from tests.each import each

DECLARED = {key: surface for key, surface in surfaces.CATALOGUE.items() if surface.minima}


@each("surface", DECLARED)
def test_the_declared_minimum_is_the_least_value(surface):
    assert least_value(surface) == surface.minimum


@pytest.mark.parametrize("key", [key for key, surface in DECLARED.items() if type(surface) is Surface][::3])
def test_the_declared_minimum_is_found_without_it_too(key):
    surface = DECLARED[key]
    told = {name: getattr(surface, name) for name in ("name", "expression", "domain", "start", "source")}
    found = least_value(Surface(**told, minima=()))
    span = np.ptp([surface.value(np.array(point)) for point in (surface.start, surface.minima[0])])
    assert found is None or found == pytest.approx(surface.minimum, rel=1e-9, abs=1e-9 * span)


@pytest.mark.parametrize(
    ("formula", "least"),
    [
        ("x^2 + 3y^2 + 5", 5.0),
        ("x^4 - 3x^2 + y^2", -2.25),
        ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", 0.0),
        ("|x| + y^2 - 2", -2.0),
        ("(x - y)^2 + 1", 1.0),
    ],
)
def test_a_typed_surface_has_the_value_of_its_lowest_minimum(formula, least):
    assert least_value(from_formula(formula)) == pytest.approx(least, rel=1e-12)


@pytest.mark.parametrize("formula", ["x^3 - 3x + y^2", "x y", "x + y", "x^2 - y^2"])
def test_what_is_lower_at_the_edge_has_no_least_value(formula):
    assert least_value(from_formula(formula)) is None
