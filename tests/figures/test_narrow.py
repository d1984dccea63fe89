"""The layouts on a phone."""

from itertools import combinations

import pytest

import surfaces
from figures import styles
from figures.basins import LABELS, basins_figure
from figures.plots import PHONE
from figures.seeds import seeds_figure
from optimizers import Adam
from racing import basins, many_seeds

LINE = 18
"""Pixels that a title is high."""


def boxes_of(figure, layout):
    """Return (left, right, bottom, top) of each panel in pixels on a phone."""
    height = figure["narrow"]["aspect"] * PHONE
    numbers = sorted(key.removeprefix("xaxis") for key in figure["layout"] if key.startswith("xaxis"))
    domains = [[layout[f"{side}axis{number}"]["domain"] for side in "xy"] for number in numbers]
    return [tuple([PHONE * end for end in across] + [height * end for end in along]) for across, along in domains]


@pytest.fixture(scope="module")
def start_map():
    return basins(Adam(0.1), surfaces.get("sphere"), (), steps=3, size=4)


@pytest.fixture(scope="module")
def seeds():
    found = {"Adam": many_seeds(Adam(0.1), surfaces.get("beale"), steps=5, seeds=range(2), noise=1.0)}
    return seeds_figure(found, styles([Adam]))


@pytest.mark.parametrize("count", range(1, 7))
def test_starts_stand_in_two_columns_at_most_with_room_for_their_titles(start_map, count):
    figure = basins_figure({str(i): start_map for i in range(count)}, styles([Adam] * count), steps=3)
    boxes = boxes_of(figure, figure["narrow"]["layout"])
    assert len(boxes) == count
    assert len({left for left, *_ in boxes}) == (1 if count <= 3 else 2)
    for left, right, bottom, top in boxes:
        assert 0 <= left < right <= PHONE + 1e-9
        assert bottom > -1e-9
        assert 0.7 < (right - left) / (top - bottom) < 1.4
    for one, other in combinations(boxes, 2):
        beside = one[1] < other[0] or other[1] < one[0]
        assert beside or one[2] >= other[3] + LINE or other[2] >= one[3] + LINE


def test_only_the_lowest_starts_and_those_at_the_left_have_labels(start_map):
    figure = basins_figure({str(i): start_map for i in range(5)}, styles([Adam] * 5), steps=3)
    layout = figure["narrow"]["layout"]
    labelled = {key for key, axis in layout.items() if "axis" in key and axis["showticklabels"]}
    assert labelled == {"xaxis4", "xaxis5", "yaxis", "yaxis3", "yaxis5"}
    assert {key for key, axis in layout.items() if "axis" in key and axis["title"]["text"]} == labelled


def test_the_legend_of_starts_is_below_the_labels_instead_of_beside(start_map):
    figure = basins_figure({"Adam": start_map}, styles([Adam]), steps=3)
    legend = figure["layout"]["legend"] | figure["narrow"]["layout"]["legend"]
    assert (legend["orientation"], legend["yanchor"]) == ("h", "top")
    assert -legend["y"] * figure["narrow"]["aspect"] * PHONE >= LABELS - 1e-9
    assert figure["layout"]["legend"]["x"] > 1


def test_seeds_have_the_map_above_the_chart_as_wide_as_it(seeds):
    on_map, chart = boxes_of(seeds, seeds["narrow"]["layout"])
    assert on_map[:2] == chart[:2] == (0, PHONE)
    assert on_map[2] >= chart[3] + LABELS + LINE
    assert on_map[3] == pytest.approx(on_map[2] + PHONE)
    assert chart[2] == 0


def test_the_legend_of_seeds_is_above_the_caption(seeds):
    height = seeds["narrow"]["aspect"] * PHONE
    assert (seeds["narrow"]["layout"]["legend"]["y"] - 1) * height >= LINE


def test_a_narrow_layout_only_moves_what_the_figure_has(start_map, seeds):
    starts = basins_figure({str(i): start_map for i in range(6)}, styles([Adam] * 6), steps=3)
    for figure in (starts, seeds):
        assert figure["narrow"]["layout"].keys() <= figure["layout"].keys()
