from itertools import combinations

import pytest
from PIL import ImageColor

import optimizers
from figures import DARK, LIGHT, STYLES, styles
from figures.marks import SHAPES, svg
from figures.theme import next_style
from setups.setup import MAX_RACERS

RULES = list(optimizers.CATALOGUE.values())


def luminance(color):
    channels = [value / 255 for value in ImageColor.getrgb(color)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.symbol)
def test_every_racer_stands_out_on_the_page(style, theme):
    assert contrast(style.color, theme.background) >= 3


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.symbol)
def test_every_racer_stands_out_on_the_whole_map(style, theme):
    assert min(contrast(style.color, ground) for ground in theme.scale) >= 1.9


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_text_is_readable(theme):
    assert contrast(theme.text, theme.background) >= 7
    assert contrast(theme.muted, theme.background) >= 4.5


def test_no_two_styles_share_a_colour_or_a_shape():
    for one, other in combinations(STYLES, 2):
        assert one.color != other.color
        assert one.symbol != other.symbol


def test_there_is_a_style_for_every_racer_that_the_page_admits():
    assert len(STYLES) >= MAX_RACERS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_an_optimizer_keeps_its_style_whoever_else_races(rule):
    alone = styles([rule])[0]
    others = [other for other in RULES if other is not rule]
    assert styles([*others, rule])[-1] == alone
    assert styles([rule, *others])[0] == alone


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
