import numpy as np
import pytest

import surfaces
from figures import landscape, styles
from figures.basins import basins_figure
from figures.places import REST
from figures.plots import AWAY, MUTED
from figures.rain import Rain
from optimizers import Adam, Momentum
from racing import basins, descend
from racing.basins import DIVERGED, MOVING
from surfaces import critical_points
from tests.figures.packing import unpacked

RULES = {"Momentum": Momentum(0.01), "Adam": Adam(0.1)}
LOOKS = styles([type(rule) for rule in RULES.values()])
STEPS = 60


@pytest.fixture(scope="module", params=["himmelblau", "saddle"])
def rain(request):
    surface = surfaces.get(request.param)
    targets = [point.point for point in critical_points(surface)]
    found = {name: basins(rule, surface, targets, STEPS, (33, 41)) for name, rule in RULES.items()}
    return Rain(found, LOOKS, steps=STEPS, ground=landscape(surface))


def test_at_least_four_hundred_starts_of_the_map_run_down_spread_over_all_of_it(rain):
    first = rain.first
    assert len(np.unique(rain.starts, axis=0)) == len(rain.starts) >= 400
    assert {*rain.starts[:, 0]} <= {*first.across}
    assert {*rain.starts[:, 1]} <= {*first.along}
    for values, side in zip(rain.starts.T, (first.across, first.along), strict=True):
        assert values.min() - side[0] < 0.05 * np.ptp(side) > side[-1] - values.max()


@pytest.mark.parametrize("name", RULES)
def test_a_drop_wears_the_colour_of_the_place_that_its_run_leads_to(rain, name):
    surface, targets, seen = rain.surface, rain.first.targets, 0
    for start, color in list(zip(rain.starts, rain.colors(name), strict=True))[::29]:
        end = descend(RULES[name], surface, start, STEPS).points[-1]
        label = rain[name].labels[list(rain.first.along).index(start[1]), list(rain.first.across).index(start[0])]
        if label >= 0:
            seen += 1
            assert np.hypot(*(targets[label] - end)) == np.hypot(*(targets - end).T).min()
            assert color == rain.places.hues.get(label, REST)
        else:
            assert color == {DIVERGED: AWAY, MOVING: MUTED}.get(label, color)
    assert seen or surface.name == "Saddle"


def test_the_figure_says_the_drops_colours_by_those_of_its_cells(rain):
    figure = basins_figure(dict(rain), LOOKS, steps=STEPS)
    told, cells = figure["rain"], [trace for trace in figure["data"] if trace["type"] == "heatmap"]
    assert told["steps"] == STEPS
    for name, trace in zip(rain, cells, strict=True):
        shades = unpacked(trace["z"])[np.ix_(told["rows"], told["columns"])].ravel()
        assert [told["colors"][shade] for shade in shades.astype(int)] == rain.colors(name)
