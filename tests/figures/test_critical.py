"""Marks of critical points: what each is called, and which are told apart on a picture."""

from functools import cache

import numpy as np
import pytest

import surfaces
from figures import landscape, race_figure
from figures.critical import APART, called, group_of, told_apart
from optimizers import Adam
from racing import race
from surfaces import critical_points
from surfaces.critical import Kind

CROWDED = ["rastrigin", "ackley", "levy_13", "griewank"]
SIZES = [(560, 450), (180, 210), (290, 270)]


@cache
def ground_of(key):
    return landscape(surfaces.get(key))


def shown(key, width, height):
    """The points shown on a map of so many pixels, those left out, and the pixels that a unit takes."""
    (x0, x1), (y0, y1) = surfaces.get(key).domain
    unit = (width / (x1 - x0), height / (y1 - y0))
    every = [point for marked in ground_of(key).critical for point in marked.points]
    kept = [point for marked in told_apart(ground_of(key).critical, unit) for point in marked.points]
    places = {point.point for point in kept}
    return kept, [point for point in every if point.point not in places], unit


def distances(points, others, unit):
    here, there = (np.reshape([point.point for point in each], (-1, 2)) * unit for each in (points, others))
    return np.hypot(*(here[:, None] - there).transpose(2, 0, 1))


@pytest.mark.parametrize("key", surfaces.CATALOGUE)
def test_no_two_marks_lie_upon_each_other_and_whatever_is_left_out_lies_by_one_that_tells_more(key):
    every = [point for marked in ground_of(key).critical for point in marked.points]
    order = {point.point: number for number, point in enumerate(every)}
    number_of = np.vectorize(lambda point: order[point.point], otypes=[int])
    for size in SIZES:
        kept, left, unit = shown(key, *size)
        apart = distances(kept, kept, unit)
        assert apart[~np.eye(len(kept), dtype=bool)].min(initial=np.inf) >= APART, size
        if left:
            is_before = number_of(kept) < number_of(left)[:, None]
            assert np.where(is_before, distances(left, kept, unit), np.inf).min(axis=1).max() < APART, size


@pytest.mark.parametrize("key", surfaces.CATALOGUE)
def test_every_global_minimum_is_marked_on_a_map_or_lies_by_one_that_is_and_all_points_are_on_a_large_one(key):
    surface = surfaces.get(key)
    kept, _, unit = shown(key, 560, 450)
    places, minima = (np.reshape(each, (-1, 2)) * unit for each in ([point.point for point in kept], surface.minima))
    for minimum in minima:
        alone = np.sort(np.hypot(*(minima - minimum).T))[1:].min(initial=np.inf) > APART
        assert np.hypot(*(places - minimum).T).min() < (1e-3 if alone else APART)
    assert not shown(key, 1e5, 1e5)[1]


@pytest.mark.parametrize("key", CROWDED)
def test_closer_in_more_is_marked(key):
    counts = [len(shown(key, 200 * zoom, 160 * zoom)[0]) for zoom in (1, 2, 4, 8)]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_a_declared_minimum_is_called_global_and_no_other_point():
    for key, surface in surfaces.CATALOGUE.items():
        for point in critical_points(surface):
            is_declared = any(np.hypot(*np.subtract(point.point, minimum)) < 1e-4 for minimum in surface.minima)
            is_declared |= surface.least is not None and point.kind is Kind.FLAT_MINIMUM
            assert called(surface, point, ground_of(key).lowest).startswith("global") == is_declared, (key, point)


def test_what_is_lowest_of_a_typed_formula_is_marked_so_and_not_called_global():
    surface = surfaces.from_formula("x^2 + y^2")
    (point,) = critical_points(surface)
    lowest = landscape(surface).lowest
    assert group_of(point, lowest) == "lowest"
    assert called(surface, point, lowest) == "minimum"


def test_a_notebooks_figure_marks_what_can_be_told_apart():
    finished = race(surfaces.get("rastrigin"), {"Adam": Adam(0.1)}, steps=3)
    marks = [trace for trace in race_figure(finished).data if trace.mode == "markers" and trace.text]
    places = np.concatenate([np.column_stack([trace.x, trace.y]) for trace in marks]) * np.array([690, 490]) / 10.24
    assert "global minimum" in marks[0].text
    apart = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
    assert apart[~np.eye(len(places), dtype=bool)].min() >= APART
    assert len(places) < len(critical_points(finished.surface))


def test_an_axis_of_heights_says_where_they_are_no_losses():
    for key in surfaces.CATALOGUE:
        ground = ground_of(key)
        losses = np.array([ground.loss_at(height) for height in np.linspace(0, ground.top, 5)])
        is_linear = np.allclose(np.diff(losses), losses[1] - losses[0])
        assert ground.height_name == ("loss" if is_linear else "loss (log-like scale)"), key
