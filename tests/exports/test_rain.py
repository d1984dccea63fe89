"""Rain as an animation: every drop on its run, in the colour of where that leads."""

from io import BytesIO
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageColor

import surfaces
from exports import race_gif
from exports.caption import caption
from exports.formats import RAINS
from exports.options import Options
from exports.page import rain_html
from exports.rain import rain_scene
from exports.sheet import Sheet
from figures import THEMES, Look, landscape, styles
from figures.rain import Rain
from optimizers import Adam, Newton
from racing import basins
from racing.paths import trace
from surfaces import critical_points

RULES = {"Adam": Adam(0.1), "Newton": Newton()}
STEPS, SIZE = 60, {"width": 480, "height": 360}


@pytest.fixture(scope="module")
def rain():
    surface = surfaces.get("himmelblau")
    targets = [point.point for point in critical_points(surface)]
    found = {name: basins(rule, surface, targets, STEPS, 24) for name, rule in RULES.items()}
    return Rain(found, styles([type(rule) for rule in RULES.values()]), steps=STEPS, ground=landscape(surface))


def drops(rain, look, step):
    """The pixels of each racer's drops at a step, (n, 2) columns and rows, and their colours."""
    scene = rain_scene(Sheet(rain, rain.styles, look, **SIZE), rain)
    for name, pane in zip(rain, scene.panes, strict=True):
        points = trace(RULES[name], rain.surface, rain.starts, STEPS).points[:, step]
        named = [color.replace("$muted", look.colors.muted) for color in rain.colors(name)]
        places = pane.place(points)
        inside = (places > (pane.box.left + 3, pane.box.top + 3)) & (places < (pane.box.right - 3, pane.box.bottom - 3))
        yield places[inside.all(axis=1)], np.array([ImageColor.getrgb(color) for color in named])[inside.all(axis=1)]


@pytest.mark.parametrize("theme", THEMES)
def test_each_drop_goes_from_its_start_to_the_end_of_its_run_in_that_end_s_colour(rain, theme):
    look = Look(theme=theme)
    film = Image.open(BytesIO(race_gif(rain, look=look, frames=3, spacing="linear", **SIZE)))
    assert (film.n_frames, film.size) == (3, (480, 360))
    for frame, step in ((0, 0), (2, STEPS)):
        film.seek(frame)
        picture = np.asarray(film.convert("RGB")).astype(int)
        for places, colors in drops(rain, look, step):
            assert len(places) > 300
            for place, color in list(zip(places, colors, strict=True))[::17]:
                column, row = place.astype(int)
                beside = np.hypot(*(places - place).T) < 7  # which may lie over it
                worn = {tuple(each) for each in colors[beside]}
                assert tuple(picture[row, column]) in worn
                assert tuple(color) in worn


@pytest.mark.parametrize("theme", THEMES)
def test_the_map_lies_faintly_on_the_page_s_colour(rain, theme):
    look = Look(theme=theme)
    scene = rain_scene(Sheet(rain, rain.styles, look, **SIZE), rain)
    page = np.array(ImageColor.getrgb(look.colors.background))
    for pane in scene.panes:
        seen = scene.background[pane.box.slices].astype(float)
        assert 0 < np.abs(np.median(seen, axis=(0, 1)) - page).max() < 80


def test_a_rule_that_no_browser_runs_rains_too_and_a_drop_moves_between_frames(rain):
    film = Image.open(BytesIO(race_gif(rain, frames=4, **SIZE)))
    pictures = []
    for frame in range(4):
        film.seek(frame)
        pictures.append(np.asarray(film.convert("RGB")).astype(int)[:, SIZE["width"] // 2 :])
    assert all((one != other).any() for one, other in pairwise(pictures))


def test_a_caption_tells_the_formula_and_the_rates_of_all_starts(rain):
    lines = caption(rain)
    assert lines == ("f(x, y) = (x + y² − 7)² + (x² + y − 11)²", "Learning rates: Adam 0.1")
    for page, told in ((rain_html(rain, plotly="cdn"), True), (rain_html(rain, caption=False, plotly="cdn"), False)):
        assert all((line in page) == told for line in lines)
    films, feet = [], []
    for captioned in (False, True):
        films.append(race_gif(rain, caption=captioned, frames=2, **SIZE))
        scene = rain_scene(_sheet(rain, captioned), rain)
        feet.append([pane.box.bottom for pane in scene.panes])
        assert ("\n".join(lines) in [text.get_text() for text in scene.figure.texts]) == captioned
    assert films[0] != films[1]
    assert max(feet[1]) < min(feet[0])


def _sheet(rain, captioned):
    return Sheet(rain, rain.styles, Look(), *SIZE.values(), captioned)


@pytest.mark.parametrize("name", RAINS)
def test_what_rain_can_be_asked_for_an_animation_or_a_page_knows(name):
    assert {*RAINS[name].options} <= {"look", "plotly", *Options.__dataclass_fields__}
