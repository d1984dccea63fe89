"""Critical points: all of them, nothing else, and rightly named."""

import pickle
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from time import thread_time

import mpmath
import numpy as np
import pytest
from mpmath import mp
from sympy import Abs, Integer, Max, Piecewise, Rational, exp, expand, log, pi, sign, simplify, sin, sqrt
from sympy.codegen.numpy_nodes import logaddexp

import surfaces.critical.exact
from surfaces import (
    CATALOGUE,
    FAMILIES,
    Surface,
    critical_points,
    from_formula,
    kinds_at,
    least_value,
    special_near,
    x,
    y,
)
from surfaces.critical import KINDS, Kind, census, exact_points
from surfaces.critical.census import REMEMBERED
from tests.each import each
from tests.surfaces.exact import derivatives, in_high_precision

every = each("key", [*CATALOGUE])
SMOOTH = {Kind.MINIMUM, Kind.SADDLE, Kind.MAXIMUM}
FIRST = {next(iter(family)) for family in FAMILIES.values()}
"""One surface of each family."""

INDEX = {Kind.MINIMUM: 1, Kind.MAXIMUM: 1, Kind.KINK_MINIMUM: 1, Kind.DEGENERATE_MINIMUM: 1, Kind.SADDLE: -1}


@cache
def points_of(key):
    return critical_points(CATALOGUE[key])


def declare(expression, half=2, domain=None):
    """A surface called Test over the square from -half to half."""
    domain = domain or ((-half, half), (-half, half))
    return Surface(name="Test", expression=expression, domain=domain, start=(0, 0), minima=(), source="none")


def kinds(points):
    return [point.kind for point in points]


def places(points, *wanted):
    """The coordinates of the points of the wanted kinds, or of all: (n, 2)."""
    return np.array([point.point for point in points if not wanted or point.kind in wanted]).reshape(-1, 2)


def circle(radius, count=64):
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return radius * np.stack([np.cos(angles), np.sin(angles)], axis=-1)


def extent(surface):
    return np.ptp(np.array(surface.domain), axis=1)


def assert_same_places(found, expected, atol=1e-9):
    """The same points in any order."""
    found, expected = np.asarray(found, float), np.asarray(expected, float)
    assert found.shape == expected.shape
    distances = np.abs(found[:, None] - expected).max(axis=-1)
    assert (distances.min(axis=0, initial=np.inf) < atol).all()
    assert (distances.min(axis=1, initial=np.inf) < atol).all()


@every
def test_every_declared_minimum_is_found_as_a_minimum(key):
    surface = CATALOGUE[key]
    minima = np.array([point.point for point in points_of(key) if point.kind.is_minimum])
    for minimum in surface.minima:
        assert (np.abs(minima - minimum) / extent(surface)).max(axis=1).min() < 1e-6


@every
def test_there_is_no_slope_but_at_kinks(key):
    surface = CATALOGUE[key]
    points = places([point for point in points_of(key) if point.eigenvalues is not None])
    gradient, hessian = surface.gradient(points), surface.hessian(points)
    rounding = np.abs(hessian).max(axis=(1, 2)) * extent(surface).max()
    assert (np.hypot(*gradient.T) <= 1e-12 * (1 + rounding)).all()


@every
def test_all_lie_in_the_domain_and_apart(key):
    surface = CATALOGUE[key]
    at = (places(points_of(key)) - np.array(surface.domain)[:, 0]) / extent(surface)
    assert ((at >= 0) & (at <= 1)).all()
    distances = np.abs(at[:, None] - at).max(axis=-1)
    np.fill_diagonal(distances, 1)
    assert distances.min(initial=1) > 1e-4


@every
def test_the_values_around_agree_with_the_kind(key):
    surface = CATALOGUE[key]
    for kind in SMOOTH:
        at = places(points_of(key), kind)
        rises = surface.value(at[:, None] + circle(1e-4) * extent(surface)) - surface.value(at)[:, None]
        lower, higher = (rises < 0).any(axis=1), (rises > 0).any(axis=1)
        assert (lower == (kind is not Kind.MINIMUM)).all()
        assert (higher == (kind is not Kind.MAXIMUM)).all()


@every
def test_eigenvalues_are_those_of_the_hessian_in_high_precision(key):
    surface = CATALOGUE[key]
    f = in_high_precision(surface.expression)
    smooth = [point for point in points_of(key) if point.kind in SMOOTH]
    for point in smooth[:: 1 + len(smooth) // 4]:
        with mp.workdps(20):
            exact = mpmath.eigsy(derivatives(f, point.point)[2], eigvals_only=True)
        np.testing.assert_allclose(point.eigenvalues, [float(number) for number in exact], rtol=1e-9, atol=1e-9)
        assert point.value == surface.value(np.array(point.point))


NOT_ISOLATED = {
    "michalewicz",
    "hosaki",
    "holder_table",
    "drop_wave",
    "salomon",
    "keane",
    "factorisation",
    "deep_chain",
    "cliff",
}
NOT_ISOLATED |= {"slide", "monkey_saddle", "alpine_1", "cross_in_tray", "eggholder", "adjiman"}
"""Those with lines of points, a degenerate saddle, a minimum on the edge, or saddles at kinks, which are not sought."""


@each("key", [key for key in CATALOGUE if key not in NOT_ISOLATED])
def test_indices_add_up_to_the_turns_of_the_gradient_along_the_border(key):
    # Poincaré and Hopf: a lost or invented point breaks the sum.
    surface = CATALOGUE[key]
    (x0, x1), (y0, y1) = surface.domain
    corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)])
    border = np.concatenate([np.linspace(a, b, 50_000) for a, b in pairwise(corners)])
    angles = np.unwrap(np.arctan2(*surface.gradient(border).T[::-1]))
    turns = (angles[-1] - angles[0]) / (2 * np.pi)
    assert sum(INDEX[kind] for kind in kinds(points_of(key))) == pytest.approx(turns, abs=1e-6)


# Known from elsewhere or worked out by hand.

COUNTS = {
    "himmelblau": (4, 4, 1),
    "six_hump_camel": (6, 7, 2),
    "three_hump_camel": (3, 2, 0),
    "styblinski_tang": (4, 4, 1),
    "rosenbrock": (1, 0, 0),
    "bounded_saddle": (2, 1, 0),
    "saddle": (0, 1, 0),
    "mccormick": (2, 1, 0),
    # (2x + 20π sin 2πx = 0 has 11 roots that are minima and 10 that are maxima in each coordinate)
    "rastrigin": (11**2, 2 * 11 * 10, 10**2),
    "easom": (5, 4, 4),
    **dict.fromkeys(["quadratic", "sphere", "booth", "matyas", "ravine"], (1, 0, 0)),
    **dict.fromkeys(["cars_raw", "cars_scaled", "o_rings", "sparse_feature"], (1, 0, 0)),
}


@each("key, expected", COUNTS.items())
def test_there_are_as_many_as_known(key, expected):
    counts = Counter(kinds(points_of(key)))
    assert (counts[Kind.MINIMUM], counts[Kind.SADDLE], counts[Kind.MAXIMUM]) == expected
    assert len(points_of(key)) == sum(expected)


def camel_roots(root):
    """x² of three-hump camel's points besides 0, where y = -x/2 and x⁴ - 4.2 x² + 3.5 = 0."""
    abscissa = sqrt((21 + root * sqrt(91)) / 10)
    return [(abscissa, -abscissa / 2), (-abscissa, abscissa / 2)]


SADDLES = {
    "saddle": [(0, 0)],
    "bounded_saddle": [(0, 0)],
    "local_trap": [(0, 0)],
    "slide_bump": [(-2, 0)],
    "long_valley": [(Rational(1, 3), 0)],
    "three_hump_camel": camel_roots(-1),
    # cos(x + y) = -1/2 and x - y = 1
    "mccormick": [(mpmath.pi / 3 + 0.5, mpmath.pi / 3 - 0.5)],
    # cos x = cos y = 0
    "easom": [(a * mpmath.pi / 2, b * mpmath.pi / 2) for a in (1, 3) for b in (1, 3)],
    # The second from the gradient's zero in 30 digits.
    "beale": [(0, 1), (0.10053793732415794, -2.6445135850231267)],
}


@each("key, expected", SADDLES.items())
def test_saddles_lie_where_the_hand_finds_them(key, expected):
    assert_same_places(places(points_of(key), Kind.SADDLE), expected)


def test_beales_saddle_has_the_eigenvalues_worked_out_by_hand():
    # At (0, 1) only ∂²f/∂x∂y = 2(1.5 + 2·2.25 + 3·2.625) is left.
    (saddle,) = (point for point in points_of("beale") if point.point == (0, 1))
    np.testing.assert_allclose(saddle.eigenvalues, (-27.75, 27.75), rtol=1e-14)
    assert saddle.condition == pytest.approx(1)
    assert saddle.largest_rate is None


def test_styblinski_tang_has_a_point_at_every_pair_of_roots_of_its_cubic():
    roots = np.roots([4, 0, -32, 5]).real
    assert_same_places(places(points_of("styblinski_tang")), [(a, b) for a in roots for b in roots])


def test_himmelblaus_maximum_is_the_known_one():
    np.testing.assert_allclose(places(points_of("himmelblau"), Kind.MAXIMUM), [(-0.270845, -0.923039)], atol=1e-6)


def test_the_monkey_saddle_and_the_slides_flat_say_so():
    (monkey,) = points_of("monkey_saddle")
    assert (monkey.kind, monkey.point, monkey.eigenvalues) == (Kind.DEGENERATE_SADDLE, (0, 0), (0, 0))
    assert monkey.condition is None
    well, flat = points_of("slide")
    assert (well.kind, well.point, flat.kind) == (Kind.MINIMUM, (4, 0), Kind.FLAT)
    assert 0 <= flat.point[0] <= 2
    assert "not isolated" in flat.kind.words


def test_ackleys_minimum_is_a_kink():
    deepest = points_of("ackley")[0]
    assert (deepest.kind, deepest.point, deepest.eigenvalues) == (Kind.KINK_MINIMUM, (0, 0), None)
    assert deepest.condition is deepest.largest_rate is None


@every
def test_plain_gradient_descent_is_stable_just_below_the_largest_rate_and_not_just_above(key):
    surface = CATALOGUE[key]
    minima = [point for point in points_of(key) if point.kind is Kind.MINIMUM]
    at = places(minima)
    steep = np.linalg.eigh(surface.hessian(at))[1][..., -1]
    start = 1e-6 * extent(surface).min()
    for factor, settles in ((0.95, True), (1.05, False)):
        rates = factor * np.array([point.largest_rate for point in minima])
        racers = at + start * steep
        for _ in range(60):
            racers = racers - rates[:, None] * surface.gradient(racers)
        ratio = np.hypot(*(racers - at).T) / start
        assert (ratio < 0.1).all() if settles else (ratio > 10).all()


@every
def test_minima_come_first_by_value_and_the_same_each_time(key):
    surface, points = CATALOGUE[key], points_of(key)
    lowest = [point.value for point in points if point.kind.is_minimum]
    assert all(point.kind.is_minimum for point in points[: len(lowest)])
    np.testing.assert_allclose(lowest, sorted(lowest), rtol=1e-9, atol=1e-9)
    if key in FIRST:
        assert census._census.__wrapped__(pickle.loads(pickle.dumps(surface))).points == points


def test_the_points_of_all_the_catalogue_are_kept_with_room_for_others():
    assert 2 * len(CATALOGUE) <= REMEMBERED


# Surfaces that are not in the catalogue.

DEGENERATE = {
    "quartic bowl": (x**4 + y**4, Kind.DEGENERATE_MINIMUM, (0, 0)),
    "quartic in one direction": (1000 + x**2 + (y - 1) ** 4, Kind.DEGENERATE_MINIMUM, (0, 1)),
    "multiplied out": (expand((x - Rational(3, 10)) ** 4 + (y - 1) ** 4), Kind.DEGENERATE_MINIMUM, (0.3, 1)),
    "quartic top": (-(x**4) - y**2, Kind.DEGENERATE_MAXIMUM, (0, 0)),
    "shoulder": (x**3 + y**2, Kind.DEGENERATE_SADDLE, (0, 0)),
    "monkey saddle elsewhere": ((x - 1) ** 3 - 3 * (x - 1) * y**2, Kind.DEGENERATE_SADDLE, (1, 0)),
    # Peano: a minimum along every straight line, and yet none.
    "between two parabolas": ((y - x**2) * (y - 2 * x**2), Kind.DEGENERATE_SADDLE, (0, 0)),
    "level line": (y**2 + 0 * x, Kind.FLAT_MINIMUM, None),
    "level circle": (Max(0, 1) * (x**2 + y**2 - 1) ** 2, Kind.FLAT_MINIMUM, None),
    "crossing lines": (x**2 * y**2, Kind.FLAT_MINIMUM, None),
    "level ridge": (-((x + y) ** 2), Kind.FLAT_MAXIMUM, None),
    "plain": (Integer(3), Kind.FLAT, None),
    "terrace": (Max(0, x) ** 3 + 0 * y, Kind.FLAT_MINIMUM, None),
}


@each("expression, kind, place", DEGENERATE)
def test_degenerate_points_and_flats_are_one_each_and_named(expression, kind, place):
    (point,) = (point for point in critical_points(declare(expression)) if point.kind not in SMOOTH)
    assert point.kind is kind
    assert 0 in point.eigenvalues
    if place:
        np.testing.assert_allclose(point.point, place, atol=2e-5)


def test_a_deep_linear_network_has_two_valleys_of_minima_and_a_saddle():
    one, other, saddle = critical_points(declare((x * y - 1) ** 2))
    assert kinds((one, other, saddle)) == [Kind.FLAT_MINIMUM, Kind.FLAT_MINIMUM, Kind.SADDLE]
    np.testing.assert_allclose([np.prod(one.point), np.prod(other.point)], 1)
    assert saddle.point == (0, 0)
    assert one.largest_rate == pytest.approx(2 / (np.array(one.point) ** 2 * 2).sum())


KINKS = {
    "cone": (sqrt(x**2 + y**2), Kind.KINK_MINIMUM, (0, 0)),
    "cone upside down": (-sqrt(x**2 + y**2), Kind.KINK_MAXIMUM, (0, 0)),
    "edge across a valley": (Abs(x - 0.3) + y**2, Kind.KINK_MINIMUM, (0.3, 0)),
    "steep edge askew": (100 * Abs(x - y) + Abs(x + y - 1), Kind.KINK_MINIMUM, (0.5, 0.5)),
    "three planes": (Max(x, y, -x - y), Kind.KINK_MINIMUM, (0, 0)),
    "cusp": (sqrt(Abs(x - 1)) + sqrt(Abs(y)), Kind.KINK_MINIMUM, (1, 0)),
    "cusp across a valley": (sqrt(Abs(x - 1)) + (y + 0.5) ** 2, Kind.KINK_MINIMUM, (1, -0.5)),
    "on the border": (Abs(x - 2) + y**2, Kind.KINK_MINIMUM, (2, 0)),
}


@each("expression, kind, place", KINKS)
def test_minima_and_maxima_at_kinks_are_found(expression, kind, place):
    (point,) = critical_points(declare(expression))
    assert (point.kind, point.eigenvalues) == (kind, None)
    np.testing.assert_allclose(point.point, place, atol=1e-9)


NOTHING = {
    "plane": x + 2 * y,
    "gently sloping valley": x**2 + y / 1000,
    "pole": 1 / (x**2 + y**2),
    "well without a bottom": log(x**2 + y**2),
    "pole with a root": -1 / sqrt(x**2 + y**2),
    "gently sloping gutter": Abs(2 * x - y) + y / 1000,
    "step": sign(x) + y,
    "jump": Piecewise((x, x < 0), (2 + x, True)),
    "minimum outside": (x - 3) ** 2 + y**2,
    "minimum of the border only": sqrt(x + 2) + y,
}


@each("expression", NOTHING)
def test_where_there_is_none_none_is_found(expression):
    assert critical_points(declare(expression)) == ()


QUIET = {
    "overflow": (exp(x**2 + y**2), 100, [(0, 0)]),
    "half a plane": (x * log(x) + y**2, 2, [(float(exp(-1)), 0)]),
    "huge": (1e250 * ((x - 1) ** 2 + y**2), 2, [(1, 0)]),
    "tiny": (1e-250 * ((x - 1) ** 2 + y**2), 2, [(1, 0)]),
    "far away": ((x - 1e6) ** 2 + (y + 1e6) ** 2, 2e6, [(1e6, -1e6)]),
    "saturated": (logaddexp(0, 5000 * x) - 2500 * x + y**2, 2, [(0, 0)]),
    "curvature without bound": (Abs(x) ** Rational(19, 10) + y**2, 2, [(0, 0)]),
    "nowhere defined": (log(-1 - x**2) + y, 2, []),
}


@each("expression, half, expected", QUIET)
def test_extreme_numbers_are_met_quietly(expression, half, expected):
    found = critical_points(declare(expression, half))
    assert_same_places(places([point for point in found if point.kind in SMOOTH]), np.reshape(expected, (-1, 2)))


def test_points_on_the_border_count():
    corner = (point,) = critical_points(declare(x**2 + (y - 1) ** 2, domain=((0, 1), (0, 1))))
    assert (point.kind, corner[0].point) == (Kind.MINIMUM, (0, 1))


@pytest.mark.parametrize("half", [3.0, 5.0, 8.0, 10.0, 12.0])
def test_minima_along_a_kink_are_found_whatever_the_domain_beyond_them(half):
    surface = from_formula("x^2/2 + |y| + cos(3x)", domain=((-half, half), (-half, half)))
    points = critical_points(surface)
    assert {point.kind for point in points} == {Kind.KINK_MINIMUM}
    places = sorted(point.point[0] for point in points)
    assert places == pytest.approx([-2.75394022, -0.94086289, 0.94086289, 2.75394022], abs=1e-6)


def test_a_typed_kink_is_one_although_sign_0_is_0():
    (point,) = critical_points(surfaces.from_formula("abs(x) + abs(y)"))
    assert (point.kind, point.point) == (Kind.KINK_MINIMUM, (0, 0))


def test_a_narrow_well_and_a_fine_weave_are_not_missed():
    well = declare((x**2 + y**2) / 10 - exp(-((x - 1.3) ** 2 + (y + 0.7) ** 2) * 2500))
    assert kinds(critical_points(well)) == [Kind.MINIMUM, Kind.MINIMUM, Kind.SADDLE]
    # sin 10x has 13 extrema in the domain and 13 zeros, a saddle at each pair of these
    weave = Counter(kinds(critical_points(declare(sin(10 * x) * sin(10 * y)))))
    assert weave == {Kind.MINIMUM: 72, Kind.MAXIMUM: 72, Kind.SADDLE: 169}


def test_condition_and_largest_rate_follow_from_the_eigenvalues():
    minimum, saddle = critical_points(declare(x**4 / 4 - x**2 / 2 + 5 * y**2, domain=((-0.5, 2), (-1, 1))))
    np.testing.assert_allclose(minimum.eigenvalues, (2, 10))
    assert (minimum.condition, minimum.largest_rate) == (pytest.approx(5), pytest.approx(0.2))
    np.testing.assert_allclose(saddle.eigenvalues, (-1, 10))
    assert (saddle.condition, saddle.largest_rate) == (pytest.approx(10), None)


# Exact solutions.

EXACT = {
    "beale": {r"\left(3, \frac{1}{2}\right)", r"\left(0, 1\right)"},
    "himmelblau": {r"\left(3, 2\right)"},
    "long_valley": {
        r"\left(1, \frac{\sqrt{2}}{2}\right)",
        r"\left(1, - \frac{\sqrt{2}}{2}\right)",
        r"\left(\frac{1}{3}, 0\right)",
    },
    "monkey_saddle": {r"\left(0, 0\right)"},
    "cars_raw": {r"\left(\frac{26937}{6850}, - \frac{301042}{17125}\right)"},
    "cars_scaled": set(),
    "ackley": set(),
}


@each("key, expected", EXACT.items())
def test_short_exact_coordinates_are_shown(key, expected):
    assert {point.exact for point in exact_points(CATALOGUE[key])} - {None} == expected


@every
def test_exact_points_are_the_points_found_with_notes(key):
    surface, points = CATALOGUE[key], exact_points(CATALOGUE[key])
    assert kinds(points) == kinds(points_of(key))
    assert_same_places(places(points) / extent(surface), places(points_of(key)) / extent(surface), atol=1e-11)
    assert all(point.value == surface.value(np.array(point.point)) for point in points)


@every
def test_exact_solutions_solve_the_equations_symbolically(key):
    surface = CATALOGUE[key]
    expression = surfaces.critical.exact._rational(surface.expression)
    for solution in surfaces.critical.exact._solutions(surface):
        for symbol in (x, y):
            assert simplify(expression.diff(symbol).subs(dict(zip((x, y), solution, strict=True)))) == 0


@pytest.mark.parametrize("key", ["local_trap", "bounded_saddle", "three_hump_camel", "monkey_saddle"])
def test_exact_solutions_that_the_search_missed_are_added(key, monkeypatch):
    monkeypatch.setattr(surfaces.critical.exact, "critical_points", lambda surface: ())
    points = exact_points(CATALOGUE[key])
    assert kinds(points) == kinds(points_of(key))
    assert_same_places(places(points), places(points_of(key)))
    assert all(point.exact for point in points) or key == "three_hump_camel"


def test_points_of_lines_and_measured_decimals_are_not_called_exact():
    for expression in (x**2 * (y - 1) ** 2, (x - 0.1234567) ** 2 + y**2):
        (point,) = exact_points(declare(expression))
        assert point.exact is None
    assert list(surfaces.critical.exact._solutions(declare(x**2 * (y - 1) ** 2))) == []
    (point,) = exact_points(declare((x - 0.125) ** 2 + y**2))
    assert point.exact == r"\left(\frac{1}{8}, 0\right)"


def test_the_time_limit_holds_and_leaves_the_points():
    # Eliminating x from these two takes several seconds.
    mixed = sum((i * j + 5 * i - 3 * j) % 11 * x**i * y**j / (1 + i + j) for i in range(10) for j in range(11 - i))
    surface = declare(mixed, half=1)
    start = thread_time()
    points = critical_points(surface)
    search, start = thread_time() - start, thread_time()
    limited = exact_points(surface, seconds=0.2)
    assert thread_time() - start < search + 0.5
    assert kinds(limited) == kinds(points)


@pytest.mark.parametrize("text", ["max(x^2, y^2)", "max(x, y)^2 + min(x, y)^2", "abs(x^2 - y^2)"])
def test_a_minimum_on_a_kink_is_no_saddle(text):
    kinds = [critical.kind for critical in critical_points(surfaces.from_formula(text)) if critical.point == (0, 0)]
    assert kinds
    assert all(kind.is_minimum for kind in kinds)


def test_a_point_without_a_finite_value_is_none():
    assert all(np.isfinite(critical.value) for critical in critical_points(surfaces.from_formula("1/floor(x)")))


# How many lines of each kind, by hand: on the square from -half to half.
LINES = {
    "every wave has its own": (sin(10 * x), 5, 16, 16),
    "so has each of sixty": (2 + sin(6 * pi * x), 5, 30, 30),
    "a ring of kinks is one": (Abs(x**2 + y**2 - 1), 5, 1, 0),
    "so is an ellipse": (Abs(x**2 + 4 * y**2 - 4), 5, 1, 0),
    # r² = 3π/2 is a ring of minima, and 7π/2, 11π/2 are cut into four arcs by the corners; π/2, 5π/2 rings, 9π/2 arcs.
    "rings and arcs": (sin(x**2 + y**2), 3, 9, 6),
    "two valleys and a ridge": (x**4 - 2 * x**2, 3, 2, 1),
    "one at any angle": ((x + 2 * y) ** 2, 5, 1, 0),
    "along the grid's diagonal": ((x + y) ** 2, 5, 1, 0),
    "a gutter": (Abs(x - y), 5, 1, 0),
    "gutters and ridges": (Abs(sin(x)), 5, 3, 4),
    "one that changes its kind": (x**2 * y, 5, 1, 1),
    "narrow": (x**2 / (1 + x**2), 50, 1, 0),
}


@pytest.mark.parametrize("case", LINES)
def test_lines_of_critical_points_are_counted_one_by_one(case):
    expression, half, valleys, ridges = LINES[case]
    counts = Counter(kinds(critical_points(declare(expression + 0 * y, half))))
    assert (counts[Kind.FLAT_MINIMUM], counts[Kind.FLAT_MAXIMUM]) == (valleys, ridges)


NARROW = {
    "Bukin no. 6": (
        100 * sqrt(Abs(y - x**2 / 100)) + Abs(x + 10) / 100,
        ((-15, -5), (-3, 3)),
        (-10, 1),
    ),
    "a needle's eye": (log(1 + 10**6 * ((x - 2) ** 2 + (y - 1) ** 2)), ((-5, 5), (-5, 5)), (2, 1)),
    "a hole between the nodes": (
        -exp(-(10**4) * ((x - Rational(2013, 1000)) ** 2 + (y - 1) ** 2)),
        ((-5, 5), (-5, 5)),
        (2.013, 1),
    ),
}


@pytest.mark.parametrize("case", NARROW)
def test_minima_much_narrower_than_the_grid_are_found(case):
    expression, domain, place = NARROW[case]
    lowest = critical_points(declare(expression, domain=domain))[0]
    assert lowest.kind.is_minimum
    np.testing.assert_allclose(lowest.point, place, atol=1e-6)


@pytest.mark.parametrize("formula", ["tanh(x)^2 + tanh(y)^2", "log(1 + exp(x)) + y^2", "sigmoid(x) + y^2"])
@each("half", [20, 400, 4000])
def test_tails_that_fade_are_not_flats(formula, half):
    surface = from_formula(formula, domain=((-half, half), (-half, half)))
    assert not any("flat" in point.kind for point in critical_points(surface))


@pytest.mark.parametrize("half", [10, 40])
def test_of_waves_that_lie_close_no_valley_is_listed_on_a_crest(half):
    waves = from_formula("10 + cos(2 pi x)", domain=((-half, half), (-half, half)))
    found = critical_points(waves)
    assert all(point.value == pytest.approx(9 if point.kind is Kind.FLAT_MINIMUM else 11) for point in found)
    crest = kinds_at(waves, np.array([(0.0, 1.0), (half / 5, -1.0)]))
    assert [KINDS[code] for code in crest] == [Kind.FLAT_MAXIMUM] * 2


def test_a_valley_of_kinks_is_one_wherever_the_rounding_of_coordinates_lifts_a_place():
    cross = from_formula("abs(x^2 - y^2)")
    across = np.linspace(0.3, 4.9, 60)
    found = kinds_at(cross, np.stack([across, -across * (1 + 1e-16)], axis=-1))
    assert {KINDS[code] for code in found} == {Kind.FLAT_MINIMUM}


@pytest.mark.parametrize("given", ["beale", None, ["beale"]], ids=repr)
@each("ask", [critical_points, exact_points, least_value, lambda given: kinds_at(given, np.zeros((1, 2)))])
def test_what_is_no_surface_is_named(ask, given):
    told = re.escape(f": surface: expected one such as surfaces.get('beale'), got {given!r}")
    with pytest.raises(ValueError, match=rf"^\w+{told}$"):
        ask(given)


@pytest.mark.parametrize("places", [(0, 0), [[1, 2, 3]], "ab", None], ids=repr)
@each("ask", [kinds_at, special_near])
def test_places_that_are_none_are_named(ask, places):
    with pytest.raises(ValueError, match=r"(places|points): expected numbers of shape \((n|\.\.\.), 2\), got"):
        ask(CATALOGUE["beale"], places)
