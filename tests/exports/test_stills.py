import xml.etree.ElementTree as ET
from collections import Counter
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageColor

import optimizers
import surfaces
from exports import race_gif, race_png, race_svg
from exports.options import Options
from figures import DARK, Chart, Look, styles
from figures.views import VIEWS
from racing import race
from setups import ready_made

VIEW = pytest.mark.parametrize("view", VIEWS)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def finished():
    racers = {"Momentum": optimizers.Momentum(0.002), "Adam <&> $x^2 모": optimizers.Adam(0.2)}
    return race(surfaces.get("beale"), racers, start=(1, 1.5), steps=60)


def pixels(png):
    return np.asarray(Image.open(BytesIO(png)).convert("RGB"))


def colors(finished):
    return [style.color for style in styles([type(run.rule) for run in finished.values()])]


@VIEW
def test_a_png_has_the_size_the_theme_and_the_racers_asked_for(finished, view):
    picture = pixels(race_png(finished, 30, view=view, width=500, height=400, chart=Chart(), look=Look(theme="dark")))
    assert picture.shape == (400, 500, 3)
    assert tuple(picture[-1, 0]) == ImageColor.getrgb(DARK.background)
    seen = {tuple(color) for color in picture.reshape(-1, 3)}
    assert {ImageColor.getrgb(color) for color in colors(finished)} <= seen


def test_a_still_of_the_end_is_the_last_frame_of_the_gif(finished):
    gif = Image.open(BytesIO(race_gif(finished, frames=2)))
    gif.seek(1)
    np.testing.assert_array_equal(pixels(race_png(finished, 60)), np.asarray(gif.convert("RGB")))


def test_steps_differ(finished):
    assert race_png(finished, 0) != race_png(finished, 1) != race_png(finished, 60)


@VIEW
def test_an_svg_has_trails_and_heads_as_shapes_and_letters_as_text(finished, view):
    root = ET.fromstring(race_svg(finished, 30, view=view, width=500, height=400, chart=Chart()))
    assert (root.get("width"), root.get("height")) == ("500", "400")
    drawn = [path.get("style", "") for path in root.iter(f"{SVG}path")]
    for color in colors(finished):
        assert any(f"stroke: {color}" in style and "fill: none" in style for style in drawn)
        assert any(style.startswith(f"fill: {color}") for style in drawn)
    letters = {"".join(text.itertext()).strip() for text in root.iter(f"{SVG}text")}
    assert {"Beale", "step 30 / 60", "Momentum"} <= letters
    assert any(text.startswith("Adam <&> $x^2") for text in letters)


def test_hidden_pieces_of_a_trail_are_thin_and_grey(finished):
    behind = race(surfaces.get("himmelblau"), {"Adam": optimizers.Adam(0.3)}, start=(-4, 5), steps=60)
    root = ET.fromstring(race_svg(behind, 60, view="3-D"))
    lines = [s for p in root.iter(f"{SVG}path") if "stroke-width: 0.792" in (s := p.get("style", ""))]
    seen = [s for p in root.iter(f"{SVG}path") if "stroke-width: 1.584" in (s := p.get("style", ""))]
    assert lines
    assert seen
    assert all("#5c6b78" in style for style in lines)
    assert all(colors(behind)[0] in style for style in seen)


@VIEW
def test_a_map_with_many_racers_stays_a_file_of_a_reasonable_size(view):
    racers = {f"racer {i}": optimizers.Adam(0.02 * (i + 1)) for i in range(9)}
    assert len(race_svg(race(surfaces.get("beale"), racers, steps=40), 40, view=view)) < 1_000_000


def test_the_same_still_is_the_same_file(finished):
    assert race_svg(finished, 10) == race_svg(finished, 10)


def test_a_race_that_runs_away_leaves_a_still():
    wild = race(surfaces.get("beale"), {"wild": optimizers.GradientDescent(1.0)}, start=(1, 1.5), steps=30)
    for view in VIEWS:
        assert race_png(wild, 30, view=view, chart=Chart())
        assert race_svg(wild, 30, view=view, chart=Chart())


@pytest.mark.parametrize("still", [race_png, race_svg])
@pytest.mark.parametrize(
    ("step", "options", "message"),
    [
        (61, {}, "step: expected a whole number from 0 to 60, got 61"),
        (-1, {}, "step: expected a whole number from 0 to 60, got -1"),
        (1.5, {}, "step: expected a whole number from 0 to 60, got 1.5"),
        (True, {}, "step: expected a whole number from 0 to 60, got True"),
        (1, {"fps": 20}, "options: expected view, .*, glass, numbers, got 'fps'"),
        (1, {"view": "map"}, "view must be one of contour, side by side, 3-D, got 'map'"),
        (1, {"chart": True}, "chart must be a figures.Chart or None, got True"),
        (1, {"width": 5}, "width must be at least 320 and at most 1920, got 5"),
    ],
)
def test_bad_options_are_refused_by_name(finished, still, step, options, message):
    with pytest.raises(ValueError, match=message):
        still(finished, step, **options)


def test_names_that_need_two_lines_of_a_legend_share_them_evenly():
    finished = ready_made("saddle").race()  # five of its six would go into one
    [legend] = Options(view="contour", width=640, height=480).scene(finished).figure.legends
    lines = Counter(round(text.get_window_extent().y0) for text in legend.get_texts())
    assert list(lines.values()) == [3, 3]
