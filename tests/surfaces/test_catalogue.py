"""What holds for every surface of the catalogue."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import mpmath
import numpy as np
import pytest

import surfaces
from surfaces import CATALOGUE, FAMILIES, DataLoss, critical_points
from surfaces.compiling.printing import in_place, plain
from surfaces.critical import Kind
from tests.each import each
from tests.surfaces.exact import derivatives, in_high_precision

ROOT = Path(surfaces.__file__).parent.parent
BOUNDED = {key: surface for key, surface in CATALOGUE.items() if surface.minima}
every = each("surface", CATALOGUE)


def inside(surface, shape, seed=0):
    """Random points of the domain: (*shape, 2)."""
    low, high = np.transpose(surface.domain)
    return np.random.default_rng(seed).uniform(low, high, (*shape, 2))


def kind_of(surface, minimum):
    """What the critical point at a declared minimum is."""
    return min(critical_points(surface), key=lambda point: np.hypot(*np.subtract(point.point, minimum))).kind


@every
def test_what_it_teaches_is_one_short_sentence_and_no_part_of_what_it_is(surface):
    assert surface.teaches[0].isupper()
    assert surface.teaches.endswith(".")
    assert 40 <= len(surface.teaches) < 110
    untold = replace(surface, teaches="")
    assert (untold, hash(untold), untold.identity) == (surface, hash(surface), surface.identity)


@every
def test_derivatives_are_those_of_the_expression(surface):
    f = in_high_precision(surface.expression)
    for point in inside(surface, (3,)):
        with mpmath.workdps(20):
            value, gradient, hessian = derivatives(f, point)
        np.testing.assert_allclose(surface.value(point), float(value), rtol=1e-11, atol=1e-12)
        np.testing.assert_allclose(
            surface.gradient(point), [float(slope) for slope in gradient], rtol=1e-11, atol=1e-12
        )
        bends = np.array(hessian.tolist(), float)
        np.testing.assert_allclose(surface.hessian(point), bends, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("shape", [(), (5,), (3, 4), (0,)], ids=str)
@every
def test_results_have_the_shape_of_the_batch(surface, shape):
    points = inside(surface, shape)
    assert surface.value(points).shape == shape
    assert surface.gradient(points).shape == (*shape, 2)
    assert surface.hessian(points).shape == (*shape, 2, 2)


@every
def test_a_point_alone_and_in_a_batch_has_the_same_bits(surface):
    points = inside(surface, (101,), seed=2)
    points[:3] = surface.start, (0, 0), (surface.minima or (surface.start,))[0]
    for function in (surface.value, surface.gradient, surface.hessian):
        np.testing.assert_array_equal(np.stack([function(point) for point in points]), function(points))


@every
def test_minima_have_no_slope(surface):
    for minimum in surface.minima:
        gradient, hessian = surface.gradient(minimum), surface.hessian(minimum)
        # A coordinate rounded to a double leaves at most this much slope.
        rounding = np.abs(hessian) @ np.spacing(np.abs(minimum)) + 1e-13 * (1 + np.abs(hessian).max())
        if not ((np.abs(gradient) <= rounding).all() and (np.linalg.eigvalsh(hessian) > -1e-9).all()):
            # The kink itself need not lie at a double.
            beside = minimum + np.multiply.outer((-4, 4), np.spacing(np.abs(minimum) + 1e-300))
            below, above = surface.gradient(beside)
            assert kind_of(surface, minimum) is Kind.KINK_MINIMUM
            assert not gradient.any() or ((below <= 0) & (above >= 0)).all()


@each("surface", BOUNDED)
def test_nothing_in_the_domain_lies_below_the_minima(surface):
    values = surface.value(np.array(surface.minima))
    np.testing.assert_allclose(values, surface.minimum, rtol=1e-14, atol=1e-14)
    (x0, x1), (y0, y1) = surface.domain
    grid = np.stack(np.meshgrid(np.linspace(x0, x1, 501), np.linspace(y0, y1, 501)), axis=-1)
    assert surface.value(grid).min() >= surface.minimum - 1e-13 * max(1, abs(surface.minimum))


FALL_OUTSIDE = {"mccormick", "michalewicz", "hosaki", "holder_table", "cross_in_tray", "schwefel"}
"""Those whose minima are those of the domain alone."""


def test_outside_the_domain_only_those_that_say_so_fall_below_their_minima():
    turns = np.linspace(0, 2 * np.pi, 181)
    around = np.stack([np.cos(turns), np.sin(turns)], axis=-1) * np.geomspace(1, 1e4, 200)[:, None, None]
    lower = set()
    for key, surface in BOUNDED.items():
        low, high = np.transpose(surface.domain)
        outside = surface.value((low + high) / 2 + (high - low) / np.sqrt(2) * around)
        near = surface.value(inside(surface, (100_000,)) * 3 - (low + high))
        if min(np.nanmin(outside), np.nanmin(near)) < surface.minimum - 1e-9 * max(1, abs(surface.minimum)):
            lower.add(key)
    assert lower == FALL_OUTSIDE


@every
def test_the_start_and_the_minima_lie_in_the_domain(surface):
    for point in (surface.start, *surface.minima):  # those on the edge are declared as such
        for coordinate, (low, high) in zip(point, surface.domain, strict=True):
            assert low < coordinate < high


@every
def test_the_start_has_a_slope(surface):
    assert np.linalg.norm(surface.gradient(surface.start)) > 1e-3


@every
def test_huge_and_missing_numbers_are_met_quietly(surface):
    odd = [0.0, 1.0, -1e200, 1e308, np.inf, -np.inf, np.nan]
    points = np.stack(np.meshgrid(odd, odd), axis=-1)
    for function in (surface.value, surface.gradient, surface.hessian):
        batch = function(points)
        for i in np.ndindex(points.shape[:-1]):
            np.testing.assert_array_equal(function(points[i]), batch[i])


@every
def test_latex_and_source_are_there(surface):
    assert surface.latex.count("{") == surface.latex.count("}")
    assert not {"logaddexp", "operatorname"} & set(surface.latex.split("\\"))
    assert surface.source
    assert re.search(r"\b(1[89]|20)\d\d\b", surface.source), "a reader looks a source up by its author and year"


def test_the_menu_holds_every_surface_once_in_order():
    assert list(CATALOGUE) == [key for family in FAMILIES.values() for key in family]
    assert len({surface.name for surface in CATALOGUE.values()}) == len(CATALOGUE) >= 64
    assert all(key.isidentifier() and key == key.lower() for key in CATALOGUE)


def test_the_catalogue_cannot_be_changed():
    for mapping in (CATALOGUE, FAMILIES, *FAMILIES.values()):
        with pytest.raises(TypeError):
            mapping["new"] = None


ON_AN_EDGE = {"adjiman", "eggholder"}
AT_INFINITY = {"saddle", "monkey_saddle", "separable"}
ALONG_A_LINE = {"factorisation", "deep_chain", "cliff"}


def test_those_without_a_minimum_to_list_have_it_on_an_edge_at_infinity_or_along_a_line():
    unlisted = set(CATALOGUE) - set(BOUNDED)
    assert unlisted == ON_AN_EDGE | AT_INFINITY | ALONG_A_LINE
    assert {key for key in CATALOGUE if CATALOGUE[key].edge_minima} == ON_AN_EDGE
    assert {key for key in unlisted if CATALOGUE[key].minimum is not None} == ALONG_A_LINE


@pytest.mark.parametrize("key", sorted(ON_AN_EDGE))
def test_a_minimum_on_the_edge_is_the_lowest_place_of_the_domain_and_falls_on_beyond(key):
    surface = CATALOGUE[key]
    (x0, x1), (y0, y1) = surface.domain
    (place,) = surface.edge_minima
    by_x, by_y = surface.gradient(place)
    assert (place[0], by_x < 0, abs(by_y) < 1e-11) == (x1, True, True)
    assert surface.value((x1 + 1e-3, place[1])) < surface.value(place)
    grid = np.stack(np.meshgrid(np.linspace(x0, x1, 501), np.linspace(y0, y1, 501)), axis=-1)
    assert surface.value(grid).min() >= surface.value(place)
    f = in_high_precision(surface.expression)
    with mpmath.workdps(30):
        exact = mpmath.findroot(lambda y: mpmath.diff(lambda along: f(mpmath.mpf(x1), along), y), place[1])
    assert place[1] == float(exact)
    listed = critical_points(surface)[-1]
    assert (listed.kind, listed.point) == (Kind.EDGE_MINIMUM, place)


@pytest.mark.parametrize("key", sorted(ALONG_A_LINE))
def test_a_line_of_minima_is_found_at_the_declared_least_value(key):
    surface = CATALOGUE[key]
    kinds = [point.kind for point in critical_points(surface) if point.kind.is_minimum]
    assert set(kinds) == {Kind.FLAT_MINIMUM}
    for point in critical_points(surface)[: len(kinds)]:
        assert point.value == pytest.approx(surface.least, abs=1e-12)


def test_only_data_losses_have_rows():
    for surface in CATALOGUE.values():
        assert (surface.rows is not None) == isinstance(surface, DataLoss)


def test_get_returns_the_surface_or_names_the_closest_keys():
    assert surfaces.get("beale") is CATALOGUE["beale"]
    with pytest.raises(KeyError, match=r"surfaces\.get: name: expected a key such as .*rosenbrock.*, got 'rosenbrok'"):
        surfaces.get("rosenbrok")
    with pytest.raises(KeyError, match=r"quadratic.*got '\?\?'"):
        surfaces.get("??")
    for given in (["beale"], 3):
        with pytest.raises(KeyError, match=rf"expected a key such as .*, got {re.escape(repr(given))}"):
            surfaces.get(given)


@pytest.fixture(scope="module")
def elsewhere():
    """What another process, whose sets have another order, says: what importing has built, and its compiled code."""
    code = """if True:
        import sympy, numpy
        def refuse(*arguments, **options): raise AssertionError("not at import")
        kept, sympy.lambdify, numpy.loadtxt = numpy.loadtxt, refuse, refuse
        import surfaces
        numpy.loadtxt = kept
        built = {"_value", "_gradient", "_hessian", "_table"}
        print(sum(len(built & set(vars(surface))) for surface in surfaces.CATALOGUE.values()))
        from tests.surfaces.test_catalogue import compiled
        print(compiled())
    """
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    command, environment = [sys.executable, "-c", code], {"PYTHONHASHSEED": seed}
    said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    return said.rstrip("\n").split("\n", 1)


def compiled():
    """The code of every gradient, in its two forms, and every formula."""
    told = []
    for surface in CATALOGUE.values():
        program = surface._gradient.program
        told += [plain(program).source, in_place(program).source, surface.latex]
    return "\n".join(told)


def test_importing_compiles_nothing_and_reads_no_file(elsewhere):
    assert elsewhere[0] == "0"


def test_the_compiled_code_is_the_same_in_every_process(elsewhere):
    assert elsewhere[1] == compiled()


def test_an_alias_leads_to_a_surface_and_is_no_key():
    assert not {*surfaces.ALIASES} & {*surfaces.CATALOGUE}
    for alias, key in surfaces.ALIASES.items():
        assert surfaces.get(alias) is surfaces.CATALOGUE[key]
