"""What surfaces are said to be examples of, where it can be computed."""

import numpy as np
import pytest

from surfaces import CATALOGUE, FAMILIES, DataLoss, Surface, Trait, critical_points, x
from surfaces.critical import Kind
from surfaces.critical.kinks import may_have_kinks
from tests.each import each

SADDLES = {Kind.SADDLE, Kind.DEGENERATE_SADDLE}

MANY = 7

SMOOTH_AFTER_ALL = {"slide", "sum_of_powers", "schwefel", "drop_wave", "keane", "huber"}
"""Their roots and pieces fit together without a jump of the slope wherever there is a value."""

every = each("key", [*CATALOGUE])


def marked(trait):
    return {key for key, surface in CATALOGUE.items() if trait in surface.traits}


@every
def test_a_saddle_is_marked_where_one_is_found(key):
    found = any(point.kind in SADDLES for point in critical_points(CATALOGUE[key]))
    assert found == (key in marked(Trait.SADDLE))


@every
def test_many_minima_are_marked_where_seven_or_more_are_found(key):
    count = sum(point.kind.is_minimum for point in critical_points(CATALOGUE[key]))
    assert (count >= MANY) == (key in marked(Trait.MANY_MINIMA))


def test_kinks_are_marked_where_the_expression_has_one():
    assert {key for key, surface in CATALOGUE.items() if may_have_kinks(surface.form)} == (
        marked(Trait.KINK) | SMOOTH_AFTER_ALL
    )


def test_data_are_marked_where_there_are_rows_and_noise_only_there():
    assert marked(Trait.DATA) == {key for key, surface in CATALOGUE.items() if isinstance(surface, DataLoss)}
    assert marked(Trait.NOISE) <= marked(Trait.DATA)


@each("key", sorted(marked(Trait.DATA)))
def test_noise_is_marked_where_the_rows_pull_apart_at_the_minimum(key):
    surface = CATALOGUE[key]
    if not surface.minima:
        return
    rows = np.arange(surface.rows)[:, None]
    pulls, starts = (
        surface.gradient(np.broadcast_to(place, (surface.rows, 2)), rows)
        for place in (surface.minima[0], surface.start)
    )
    apart = np.sqrt((pulls**2).sum(axis=1).mean() / (starts**2).sum(axis=1).mean())
    assert (apart > 0.01) == (key in marked(Trait.NOISE))


@each("key", sorted(marked(Trait.RAVINE) - marked(Trait.KINK)))
def test_a_ravine_is_twenty_times_as_curved_across_as_along(key):
    conditions = [point.condition or np.inf for point in critical_points(CATALOGUE[key]) if point.kind.is_minimum]
    assert max(conditions) >= 20 - 1e-9


@each("key", sorted(marked(Trait.PLATEAU)))
def test_a_plateau_takes_a_part_of_the_map_on_which_the_slope_is_a_hundredth_of_that_elsewhere(key):
    surface = CATALOGUE[key]
    low, high = np.transpose(surface.domain)
    points = np.random.default_rng(0).uniform(low, high, (20_000, 2))
    steepness = np.hypot(*surface.gradient(points).T)
    assert np.quantile(steepness, 0.03) < 0.01 * np.quantile(steepness, 0.9)


def test_every_trait_has_examples_and_is_told_in_words():
    for trait in Trait:
        assert marked(trait), trait
        assert trait.title
        assert len(trait.words) > 20
    assert marked(Trait.MANY_MINIMA) >= set(FAMILIES["Many minima"])
    assert marked(Trait.KINK) >= set(FAMILIES["Kinks"])


def test_what_is_no_trait_is_named():
    with pytest.raises(ValueError, match=r"Test: traits: expected some of ravine, .*, got \('bowl',\)"):
        Surface(
            name="Test", expression=x, domain=((0, 1), (0, 1)), start=(0, 0), minima=(), source="none", traits=("bowl",)
        )
