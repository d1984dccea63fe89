import re
from itertools import product

import numpy as np
import pytest

import optimizers
import surfaces
from exports import race_png, race_svg
from exports.scene import contour_scene
from exports.sheet import Sheet
from figures import USUAL_LOOK, Chart, styles
from figures.chart import QUANTITIES, SCALES
from figures.views import VIEWS
from racing import race
from surfaces import from_formula
from tests.meetings import meetings


def pane_of(finished, chart):
    """The chart's pane, and its first racer's pixels."""
    looks = styles([type(run.rule) for run in finished.values()])
    pane = contour_scene(Sheet(finished, looks, USUAL_LOOK, 640, 480), chart).panes[1]
    return pane.box, pane.pixels[0]


def heard(svg: str) -> str:
    return re.sub(r"<[^>]*>", " ", svg)


@pytest.mark.parametrize("quantity", ["loss", "gradient", "distance"])
def test_what_falls_by_equal_parts_falls_by_equal_pixels_on_a_log_axis(quantity):
    finished = race(surfaces.get("quadratic"), {"a": optimizers.GradientDescent(1 / 3)}, (0, 0), steps=12)
    box, pixels = pane_of(finished, Chart(quantity))
    across, down = np.diff(pixels, axis=0).T
    np.testing.assert_allclose(across, (box.right - box.left) / 1.04 / 12, atol=0.1)
    np.testing.assert_allclose(down, down.mean(), atol=0.01)
    assert box.top <= pixels[:, 1].min() <= pixels[:, 1].max() <= box.bottom


def test_what_is_zero_leaves_at_the_bottom_and_what_diverged_at_the_top():
    box, pixels = pane_of(race(surfaces.get("quadratic"), {"a": optimizers.GradientDescent(1 / 2)}, steps=6), Chart())
    assert box.top < pixels[0, 1] < box.bottom
    assert (pixels[1:, 1] > box.bottom + 1000).all()
    wild = race(from_formula("exp(x^2) + y^2", start=(1.5, 1)), {"a": optimizers.GradientDescent(1.0)}, steps=20)
    for scale in SCALES:
        box, pixels = pane_of(wild, Chart("loss", scale))
        assert (pixels[wild["a"].stopped :, 1] < box.top - 1000).all()
        assert (np.diff(pixels[:, 0]) > 0).all()


def test_over_evaluations_each_line_ends_where_its_gradients_do():
    racers = {"a": optimizers.GradientDescent(0.05), "b": optimizers.GradientDescent(0.05)}
    finished = race(surfaces.get("cars_scaled"), racers, steps=20, batch_size={"b": 10})
    looks = styles([optimizers.GradientDescent] * 2)
    scene = contour_scene(Sheet(finished, looks, USUAL_LOOK, 640, 480), Chart(over="evaluations"))
    whole, ten = scene.panes[1].pixels
    assert np.ptp(ten[:, 0]) == pytest.approx(np.ptp(whole[:, 0]) / 5)


STANDING = meetings(QUANTITIES, product(SCALES, VIEWS), 1)


@pytest.mark.parametrize("view", VIEWS)
def test_every_quantity_and_scale_stands_below_a_view_and_some_below_every_one(view):
    racers = {"Adadelta": optimizers.Adadelta(), "wild": optimizers.GradientDescent(1.0)}
    finished = race(surfaces.get("saddle"), racers, (1, 0.1), steps=8)
    charts = [None, *(Chart(quantity, scale) for quantity, (scale, below) in STANDING if below == view)]
    pictures = [race_png(finished, 8, view=view, width=320, height=240, chart=chart) for chart in charts]
    assert pictures[0] not in pictures[1:]


def test_its_title_tells_what_stands_against_what_and_what_is_missing():
    racers = {"Ada $x^2 <b>": optimizers.Adadelta(), "Adam": optimizers.Adam(0.1)}
    finished = race(surfaces.get("beale"), racers, steps=8)
    said = heard(race_svg(finished, 8, chart=Chart("rate", over="evaluations")))
    assert "learning rate against gradient evaluations. Ada $x^2 &lt;b&gt; has no learning rate." in said
    assert "loss against step" in heard(race_svg(finished, 8, chart=Chart()))
    missing = race(surfaces.get("saddle"), racers, steps=8)
    said = heard(race_svg(missing, 8, chart=Chart("excess")))
    assert "loss above the minimum against step. The least loss is not known here." in said
