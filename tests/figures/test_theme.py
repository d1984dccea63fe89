from itertools import combinations

import numpy as np
import pytest
from PIL import Image, ImageColor

import optimizers
from figures import DARK, LIGHT, STYLES, styles
from figures.marks import SHAPES, svg
from figures.theme import GROUNDS, OWNED, OWNERS, next_style
from setups.limits import MAX_RACERS

THEME = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
GROUND = pytest.mark.parametrize("ground", GROUNDS)
RULES = list(optimizers.CATALOGUE.values())
OTHERS = [rule for rule in RULES if rule not in OWNERS]


def luminance(color):
    channels = [value / 255 for value in ImageColor.getrgb(color)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def lightness(color):
    """L* of CIELAB, from 0 to 100; the ground's colours are all above its linear part."""
    return 116 * luminance(color) ** (1 / 3) - 16


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@THEME
def test_every_racer_stands_out_on_the_page(theme):
    assert [style for style in STYLES if contrast(style.color, theme.background) < 3] == []


@GROUND
@THEME
def test_every_racer_stands_out_on_the_whole_map(theme, ground):
    scale = theme.on(ground).scale
    assert [style for style in STYLES if min(contrast(style.color, color) for color in scale) < 2] == []


@GROUND
@THEME
def test_the_ground_climbs_in_even_steps_of_lightness_as_far_as_it_can(theme, ground):
    """Further than the scales of before, which were taken for white in light and for black in dark."""
    steps = np.diff([lightness(color) for color in theme.on(ground).scale])
    assert steps.sum() >= {"light": 17, "dark": 21}[theme.name]
    np.testing.assert_allclose(steps, steps.mean(), rtol=0.12)


@GROUND
@THEME
def test_contour_lines_stand_out_on_the_whole_map_and_less_than_letters_do(theme, ground):
    theme = theme.on(ground)
    for color in theme.scale:
        pair = [Image.new("RGB", (1, 1), one) for one in (color, theme.contour)]
        line = f"#{Image.blend(*pair, theme.contour_alpha).tobytes().hex()}"
        assert 2 <= contrast(line, color) < contrast(theme.text, color)


@THEME
def test_text_is_readable(theme):
    assert contrast(theme.text, theme.background) >= 7
    assert contrast(theme.muted, theme.background) >= 4.5


def test_no_two_styles_share_a_colour_or_a_shape():
    for one, other in combinations(STYLES, 2):
        assert one.color != other.color
        assert one.symbol != other.symbol


def test_there_is_a_style_for_every_racer_that_the_page_admits():
    assert len(STYLES) >= MAX_RACERS


@pytest.mark.parametrize("rule", OWNERS, ids=lambda rule: rule.__name__)
def test_an_optimizer_that_has_a_style_keeps_it_beside_as_many_others_as_there_are_styles(rule):
    alone = styles([rule])[0]
    others = [other for other in (*OWNERS, *OTHERS[: len(STYLES) - OWNED]) if other is not rule]
    assert styles([*others, rule])[-1] == alone
    assert styles([rule, *others])[0] == alone


def test_one_that_has_none_takes_none_of_those_as_long_as_another_is_free():
    for rule in OTHERS:
        assert STYLES.index(styles([rule])[0]) >= OWNED, rule
        assert STYLES.index(styles([*OWNERS, rule])[-1]) >= OWNED, rule


def test_racers_of_one_rule_get_different_styles():
    assert len(set(styles([optimizers.Adam] * len(STYLES)))) == len(STYLES)


def test_more_racers_than_styles_repeat_the_least_used():
    numbers = []
    for _ in range(2 * len(STYLES)):
        numbers.append(next_style(optimizers.Adam, numbers))
    assert sorted(numbers) == sorted([*range(len(STYLES))] * 2)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.symbol)
def test_every_shape_fits_its_circle_and_can_be_drawn(style):
    corners = SHAPES[style.symbol]
    assert len(corners) >= 3
    assert all(x * x + y * y <= 1.14 for x, y in corners)
    assert style.color.strip("#") in svg(style)
