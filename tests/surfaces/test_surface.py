"""What every declared surface does, shown on small ones."""

import pickle
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import pytest
from sympy import Abs, Integer, Max, Min, Or, Piecewise, Rational, Symbol, log, sqrt

import surfaces
from surfaces import Surface, x, y
from tests.each import each


def declare(expression=x**2 + y**2, **changes):
    """A surface called Test."""
    declared = {
        "name": "Test",
        "expression": expression,
        "domain": ((-1, 1), (-1, 1)),
        "start": (1, 1),
        "minima": (),
        "source": "none",
    }
    return Surface(**(declared | changes))


ODDITIES = {
    "constant": Integer(3),
    "one symbol": y + 0 * x,
    "kinks": Abs(x * y) + Max(x, y, 0) + Min(x, 2),
    "poles": 1 / x + (x + y) ** -2 + 1 / (x**3 * y),
    "roots and logarithms": sqrt(x) + log(y) + x ** Rational(1, 3) + (1 + x * y) ** Rational(-3, 2),
    "high powers": x**20 - (x + y) ** 17 + (x - 2 * y) ** 6,
    "large numbers": 10**30 * x * y + 10**400 * y,
    "pieces": Piecewise((x, (x > 0) & (y > 0)), (y**2, Or(x > 1, y < -1)), (2, True)),
    "pieces with a gap": Piecewise((x, x > 0)),
}

odd = pytest.mark.parametrize("surface", [declare(e, name=n) for n, e in ODDITIES.items()], ids=ODDITIES.keys())


@odd
def test_any_expression_keeps_shapes_and_stays_quiet_at_any_number(surface):
    for shape, number in product([(), (5,), (3, 4), (0,), (2, 0)], [0, 1, -2.5, 1e200, -np.inf, np.nan]):
        points = np.full((*shape, 2), number)
        for result, tail in (
            (surface.value(points), ()),
            (surface.gradient(points), (2,)),
            (surface.hessian(points), (2, 2)),
        ):
            assert result.shape == shape + tail, number
            assert result.dtype == np.float64, (shape, number)


@odd
def test_any_expression_gives_a_point_alone_and_in_a_batch_the_same_bits(surface):
    points = np.random.default_rng(1).normal(size=(200, 2))
    points[0] = 0
    for function in (surface.value, surface.gradient, surface.hessian):
        np.testing.assert_array_equal(np.stack([function(point) for point in points]), function(points))


def test_a_pole_is_infinite_and_a_kink_has_no_hessian_but_at_itself():
    assert declare(1 / x).value(np.array([0.0, 1.0])) == np.inf
    assert np.isnan(declare(x / y).value([0, 0]))
    np.testing.assert_array_equal(declare(Abs(x)).hessian([[2, 1], [0, 1]])[:, 0, 0], [0, np.inf])


def test_constants_keep_all_their_digits():
    number = 0.1 + 0.2
    np.testing.assert_array_equal(declare(number * x).gradient([0, 0]), [number, 0])


def test_lists_integers_and_strided_arrays_are_points_too():
    surface = declare((x - 2 * y) ** 2)
    points = np.arange(24.0).reshape(6, 4)
    np.testing.assert_array_equal(surface.gradient(points[:, ::3]), surface.gradient(points[:, ::3].tolist()))
    np.testing.assert_array_equal(surface.gradient([1, 0]), [2, -4])
    assert surface.gradient(np.array([1, 0], np.float32)).dtype == np.float64


@pytest.mark.parametrize(
    ("points", "got"),
    [
        (np.zeros(3), r"shape \(3,\)"),
        (np.zeros((2, 1)), r"shape \(2, 1\)"),
        (1.0, r"shape \(\)"),
        (["a", "b"], "<U1"),
        ([1j, 0], "complex128"),
        ([None, 1], "object"),
        ([[1, 2], [3]], r"\[\[1, 2\], \[3\]\]"),
    ],
    ids=str,
)
@each("function", ["value", "gradient", "hessian"])
def test_wrong_points_are_named(function, points, got):
    with pytest.raises(ValueError, match=rf"^Test: points: expected numbers of shape \(\.\.\., 2\), got .*{got}"):
        getattr(declare(), function)(points)


@each(
    "field, given",
    [
        ("domain", ((1, -1), (0, 1))),
        ("domain", ((0, 1), (2, 2))),
        ("domain", ((0, float("inf")), (0, 1))),
        ("domain", (0, 1)),
        ("domain", None),
        ("start", (0, 1, 2)),
        ("start", (float("nan"), 0)),
        ("start", ("a", 0)),
        ("start", 3),
        ("minima", (0, 0)),
        ("minima", ((0, x),)),
        ("expression", x + Symbol("z")),
        ("expression", Symbol("x") * y),
        ("expression", "x + y"),
        ("expression", x < y),
        ("expression", None),
        ("source", 3),
        ("teaches", ["a"]),
    ],
)
def test_wrong_declarations_are_named(field, given):
    with pytest.raises(ValueError, match=rf"^Test: {field}: expected .+, got .+"):
        declare(**{field: given})


def test_minima_are_exact_numbers_kept_as_floats_and_give_the_least_value():
    surface = declare((x - sqrt(2)) ** 2 + y - 4, minima=((sqrt(2), Rational(1, 4)),))
    assert surface.minima == ((2**0.5, 0.25),)
    assert all(type(number) is float for pair in (*surface.minima, *surface.domain, surface.start) for number in pair)
    assert surface.minimum == -3.75
    assert declare(x - y).minimum is None


def test_a_surface_can_be_pickled_compared_and_hashed_after_use():
    surface = declare()
    surface.gradient([0, 1])
    copy = pickle.loads(pickle.dumps(surface))
    assert copy == surface
    assert hash(copy) == hash(surface)
    np.testing.assert_array_equal(copy.gradient([0, 1]), [0, 2])


def test_threads_compile_once_and_agree(monkeypatch):
    compiled = []
    module = sys.modules["surfaces.compiling.terms"]
    program = module.program

    def counting_program(*arguments):
        compiled.append(threading.get_ident())
        return program(*arguments)

    monkeypatch.setattr(module, "program", counting_program)
    fresh = [declare(surface.expression, name=key) for key, surface in [*surfaces.CATALOGUE.items()][::4]]
    together = threading.Barrier(8)

    def gradients(_):
        together.wait()
        return [surface.gradient([0.3, 0.7]) for surface in fresh]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(gradients, range(8)))
    assert len(compiled) == len(fresh)
    for result in results:
        np.testing.assert_array_equal(result, results[0])


@each(
    "expression, latex",
    [
        ((1 - x) ** 2 + 100 * (y - x**2) ** 2, r"\left(1 - x\right)^{2} + 100 \left(y - x^{2}\right)^{2}"),
        ((1.5 - x + x * y) ** 2, r"\left(1.5 - x + x y\right)^{2}"),
        ((x**2 + y - 11) ** 2, r"\left(x^{2} + y - 11\right)^{2}"),
        (x**2 / 20 + y**2, r"\frac{x^{2}}{20} + y^{2}"),
        (-x - y, r"- x - y"),
    ],
)
def test_latex_keeps_the_order_a_person_writes(expression, latex):
    assert declare(expression).latex == latex
