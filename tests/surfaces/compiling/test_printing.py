import numpy as np
import pytest

import surfaces
from surfaces import from_formula
from surfaces.compiling import Scratch, Terms, averaging, terms
from surfaces.compiling.terms import BLOCK
from surfaces.surface import x, y
from tests.each import each

TYPED = (
    "x^2 + y^2",
    "abs(x) + max(x, y, 0.5) - min(x*y, 2)",
    "sqrt(x^2 + 1) * sin(3y) / (1 + exp(-x y)) + log(y^2 + 1)",
    "a x^4 + b y^2 + cbrt(x) + sign(y)",
    "tanh(x - y) + x^3 / y",
    "x",
)
SURFACES = [*(surfaces.get(name) for name in surfaces.CATALOGUE), *map(from_formula, TYPED)]
EACH = each("surface", {surface.name: surface for surface in SURFACES})


def points(surface, count):
    """Points on and about the domain, kinks and what is too large among them."""
    (x0, x1), (y0, y1) = surface.domain
    low, high = np.array([2 * x0 - x1, 2 * y0 - y1]), np.array([2 * x1 - x0, 2 * y1 - y0])
    places = np.random.default_rng(3).uniform(low, high, (count, 2))
    places[::7, 0], places[1::7, 1], places[2::7] = 0, -0.0, 1
    places[3::70], places[4::70, 1], places[5::70, 0] = 1e200, np.inf, np.nan
    return places


def identical(ours, theirs):
    """The same numbers, signs of zeros included; one nan is as good as another."""
    number = ~np.isnan(theirs)
    signs = np.array_equal(np.signbit(ours[number]), np.signbit(theirs[number]))
    return signs and np.array_equal(ours, theirs, equal_nan=True)


@pytest.fixture
def short_blocks(monkeypatch):
    """So few points go through a function at a time: more than a block of them are soon worked out."""
    monkeypatch.setattr(terms, "BLOCK", BLOCK // 64)
    monkeypatch.setattr(averaging, "BLOCK", averaging.BLOCK // 64)


def test_blocks_of_the_length_they_have_give_the_bits_of_few_points():
    assert_the_bits_of_few(surfaces.get("ackley"), 2 * BLOCK + 100)


@EACH
def test_many_points_at_once_have_the_bits_of_few(surface, short_blocks):
    assert_the_bits_of_few(surface, 2 * terms.BLOCK + 100)


def assert_the_bits_of_few(surface, count):
    many = points(surface, count)
    for function in (surface.value, surface.gradient, surface.hessian):
        few = [function(part) for part in np.array_split(many, 20)]
        assert identical(function(many), np.concatenate(few))


@EACH
def test_gradients_fill_what_they_are_given_with_the_same_bits(surface):
    where = np.asfortranarray(points(surface, 500))
    before, filled = where.copy(), np.full((2, 500), np.nan).T
    scratch = Scratch(lambda: np.full(500, np.nan))
    for _ in range(3):
        surface.gradient_into(filled, where, scratch)
        assert identical(filled, surface.gradient(where))
    assert identical(where, before)


@EACH
def test_scratch_is_given_back_and_none_is_asked_for_again(surface):
    made = []

    def make():
        made.append(np.empty(100))
        return made[-1]

    where, scratch, filled = points(surface, 100), Scratch(make), np.empty((100, 2))
    surface.gradient_into(filled, where, scratch)
    first = len(made)
    for _ in range(5):
        surface.gradient_into(filled, where, scratch)
    assert len(made) == first
    lent = [scratch.take() for _ in range(first)]
    assert len({id(array) for array in lent}) == len(made) == first


def test_one_result_may_be_an_argument_or_a_number():
    kept = Terms((x, y), [x, y + 1, 3 * x / x, x], (4,))
    where = points(surfaces.get("beale"), BLOCK * 2)
    assert identical(kept.over_points(where), np.concatenate([kept.over_points(part) for part in np.split(where, 4)]))
