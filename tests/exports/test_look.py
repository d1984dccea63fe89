"""How files of a race look: what of the look is drawn, in every view, as on the page."""

import re
import xml.etree.ElementTree as ET
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageColor

import optimizers
import surfaces
from exports import race_gif, race_html, race_png, race_svg
from exports.sheet import HEAD_RADIUS, Sheet
from exports.views import SCENES
from figures import USUAL_LOOK, Look, landscape, styles
from figures.marks import START
from figures.theme import GROUNDS
from figures.ticks import loss_ticks
from figures.views import VIEWS
from racing import race
from tests.exports.decoding import decoded

VIEW = pytest.mark.parametrize("view", VIEWS)
SIZE = {"width": 480, "height": 400}


@pytest.fixture(scope="module")
def finished():
    racers = {"Adam": optimizers.Adam(0.2), "Momentum": optimizers.Momentum(0.002)}
    return race(surfaces.get("himmelblau"), racers, start=(1, 1.5), steps=40)


def picture(finished, view, **look):
    png = race_png(finished, 0, view=view, look=Look(**look), **SIZE)
    return np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(int)


@pytest.fixture(scope="module")
def usual(finished):
    """View → its picture as it usually looks."""
    return {view: picture(finished, view) for view in VIEWS}


def scene(finished, view, **look):
    worn = styles([type(run.rule) for run in finished.values()])
    return SCENES[view](Sheet(finished, worn, Look(**look), 480, 400), None)


@VIEW
@pytest.mark.parametrize(
    "look",
    [{"theme": "dark"}, {"ground": "viridis"}, {"lines": False}, {"marks": False}, {"levels": "even"}],
    ids=lambda look: " ".join(map(str, *look.items())),
)
def test_every_choice_changes_what_is_seen(finished, usual, view, look):
    assert (usual[view] != picture(finished, view, **look)).any()


@pytest.mark.parametrize("view", ["contour", "side by side"])
@pytest.mark.parametrize("look", [{"arrows": True}, {"axes": "equal"}], ids=["arrows", "axes"])
def test_maps_have_arrows_and_equal_axes_too(finished, usual, view, look):
    assert (usual[view] != picture(finished, view, **look)).any()


@pytest.mark.parametrize(
    ("view", "ground", "theme"),
    [
        (view, ground, ("light", "dark")[(i + k) % 2])
        for i, view in enumerate(VIEWS)
        for k, ground in enumerate(GROUNDS)
    ],
)
def test_racers_keep_their_exact_colours_on_every_ground(finished, view, theme, ground):
    """Every two of view, ground and theme meet."""
    look = Look(theme=theme, ground=ground, arrows=True)
    _, frames, _ = decoded(race_gif(finished, view, frames=3, look=look, **SIZE))
    seen = {tuple(color) for color in frames[-1].reshape(-1, 3)}
    for style in styles([type(run.rule) for run in finished.values()]):
        assert ImageColor.getrgb(style.color) in seen


@pytest.mark.parametrize("view", ["contour", "side by side"])
@pytest.mark.parametrize("key", ["quadratic", "rosenbrock", "ravine"])
def test_equally_scaled_axes_have_units_of_one_length_and_the_paths_on_them(view, key):
    moved = race(surfaces.get(key), {"a": optimizers.Adam(0.1), "b": optimizers.Adam(0.3)}, steps=20)
    for pane in scene(moved, view, axes="equal").panes:
        (x0, x1), (y0, y1) = moved.surface.domain
        width, height = pane.box.right - pane.box.left, pane.box.bottom - pane.box.top
        assert width / (x1 - x0) == pytest.approx(height / (y1 - y0), rel=0.02)
        for racer, pixels in zip(pane.racers, pane.pixels, strict=True):
            points = list(moved.values())[racer].points
            unit = (pixels[-1] - pixels[0]) / (points[-1] - points[0])
            assert unit[0] == pytest.approx(-unit[1])


@VIEW
def test_the_start_is_ringed_before_the_race_begins(finished, view):
    """The ring's own colour lies around the place, a head's radius and a half away."""
    shown = scene(finished, view)
    ink = ImageColor.getrgb(USUAL_LOOK.colors.text)
    for pane in shown.panes:
        x, y = pane.pixels[0][0]
        turns = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        radii = START * HEAD_RADIUS * 0.75 + np.array([[-1], [0], [1]])  # Matplotlib moves a marker to whole pixels
        columns, rows = np.floor([x + radii * np.cos(turns), y + radii * np.sin(turns)]).astype(int)
        far = np.abs(shown.background[rows, columns].astype(int) - ink).max(axis=-1).min(axis=0)
        assert (far < 140).mean() > 0.8


def test_the_relief_is_ticked_by_the_losses_that_the_page_reads(finished):
    root = ET.fromstring(race_svg(finished, 0, view="3-D", look=Look(levels="even"), width=800, height=700))
    letters = {"".join(text.itertext()).strip() for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {text for _, text in loss_ticks(landscape(finished.surface, levels="even"))} <= letters


def test_the_page_has_the_look_in_it(finished):
    usual, other = race_html(finished, plotly="cdn"), race_html(finished, look=Look(theme="dark"), plotly="cdn")
    packed = [re.search(r'id="race">([^<]+)<', page)[1] for page in (usual, other)]
    assert packed[0] != packed[1]


def test_a_look_that_is_none_is_refused_by_name(finished):
    with pytest.raises(ValueError, match=r"look must be a figures\.Look, got 'dark'"):
        race_gif(finished, look="dark")
