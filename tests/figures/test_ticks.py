from itertools import product

import numpy as np
import pytest

import surfaces
from figures import landscape
from figures.landscape import SCALES, Landscape
from figures.ticks import loss_ticks, tick_text

FORMULAS = [
    "x^2 - y^2",
    "10^12 + x^2",
    "123456789 + x^2 - y^2",
    "1e-200 x^2",
    "1/x",
    "exp(100x)",
    "1e90 x",
    "-1e6 - x^2",
]


@pytest.fixture(scope="module")
def declared():
    """(Key, scale of levels) → each surface's ground."""
    found = product(surfaces.CATALOGUE, SCALES)
    return {(key, levels): landscape(surfaces.get(key), 81, levels, marked=False) for key, levels in found}


@pytest.fixture(scope="module")
def grounds(declared):
    return declared | {text: landscape(surfaces.from_formula(text), 81) for text in FORMULAS}


def number(text):
    return float(text.replace("−", "-").replace(",", ""))


def test_ticks_stand_where_the_loss_that_they_say_is_drawn(grounds):
    for name, ground in grounds.items():
        for height, text in loss_ticks(ground):
            drawn = float(ground.height(number(text)))
            assert height == pytest.approx(drawn, abs=1e-9 * ground.peak), (name, text)


def test_ticks_are_several_spread_over_the_relief_and_in_order(grounds):
    for name, ground in grounds.items():
        heights = [height for height, _ in loss_ticks(ground)]
        assert 4 <= len(heights) <= 9, name
        assert heights == sorted(set(heights)), name
        assert heights[0] >= 0, name
        assert heights[-1] <= ground.peak * (1 + 1e-9), name
        assert heights[-1] - heights[0] >= 0.5 * ground.peak, name


def test_ticks_are_round(declared):
    """At most two digits that are not zero, three where a log-like axis begins at a loss that is not round itself."""
    for name, ground in declared.items():
        for height, text in loss_ticks(ground):
            digits = len(f"{number(text):.15e}".split("e")[0].replace("-", "").replace(".", "").rstrip("0"))
            assert digits <= (3 if ground.unit is not None and height < 0.2 * ground.peak else 2), (name, text)


def test_the_saddle_and_beale_have_the_ticks_that_one_would_write():
    assert [text for _, text in loss_ticks(landscape(surfaces.get("saddle")))] == ["−2", "−1", "0", "1", "2"]
    texts = [text for _, text in loss_ticks(landscape(surfaces.get("beale")))]
    assert texts[0] == "0"
    assert all(text.replace(",", "").rstrip("0") in ("", "1", "2", "4", "5") for text in texts)


def test_even_ticks_are_evenly_apart():
    for surface in surfaces.CATALOGUE.values():
        heights = [height for height, _ in loss_ticks(landscape(surface, 41, "even"))]
        np.testing.assert_allclose(np.diff(heights), heights[1] - heights[0])


def test_losses_too_close_for_double_precision_to_tell_round_ones_apart_have_ticks_too():
    side = np.zeros(2)
    flat = Landscape("flat", side, side, np.ones((2, 2)), 1.0, None, 2e-16, 2e-16, (), 1.0)
    assert len(loss_ticks(flat)) >= 1


@pytest.mark.parametrize(
    ("loss", "text"),
    [
        (0.0, "0"),
        (-2.0, "−2"),
        (0.5, "0.5"),
        (20_000.0, "20,000"),
        (1e6, "1e6"),
        (-2.5e-8, "−2.5e−8"),
        (123456770.0, "123,456,770"),
    ],
)
def test_a_tick_says_its_loss_in_full_or_as_a_power_of_ten(loss, text):
    assert tick_text(loss) == text
