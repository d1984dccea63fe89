from collections import Counter
from itertools import product

import pytest

import optimizers
import surfaces
from tests.meetings import meetings, outermost

RULES, SURFACES = list(optimizers.CATALOGUE), list(surfaces.CATALOGUE)


@pytest.mark.parametrize("times", [1, 2, 3, 5])
@pytest.mark.parametrize("turned", [False, True])
def test_everybody_meets_some_nobody_twice_and_no_more_pairs_are_made_than_the_longer_list_needs(times, turned):
    some, others = (SURFACES, RULES) if turned else (RULES, SURFACES)
    met = meetings(some, others, times)
    assert len(met) == len(set(met)) == times * max(len(some), len(others))
    for each, count in zip((some, others), map(Counter, zip(*met, strict=True)), strict=True):
        assert count.keys() == set(each)
        assert max(count.values()) - min(count.values()) <= 1
        assert min(count.values()) >= times


def test_families_meet_most_families_that_they_have_meetings_for():
    met = set(meetings(RULES, SURFACES))
    for rules in optimizers.FAMILIES.values():
        meet = sum(not met.isdisjoint(product(rules, family)) for family in surfaces.FAMILIES.values())
        assert meet >= 2 / 3 * min(len(surfaces.FAMILIES), 3 * len(rules))


@pytest.mark.parametrize(("one", "other"), [(1, 1), (1, 7), (4, 1), (3, 3), (3, 2)])
def test_in_short_lists_each_meets_as_many_as_there_are(one, other):
    met = meetings(range(one), range(other), 9)
    assert sorted(met) == list(product(range(one), range(other)))


def test_of_each_family_there_are_the_outermost_once():
    some = outermost(surfaces.FAMILIES)
    assert len(some) == len(set(some))
    for family in surfaces.FAMILIES.values():
        assert [key for key in some if key in family] == list(dict.fromkeys([*family][:: max(1, len(family) - 1)]))
