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


@pytest.mark.parametrize(("width", "height"), [(320, 240), (640, 480), (1920, 1080)])
@pytest.mark.parametrize("scale", SCALES)
def test_a_mark_on_the_chart_is_cut_by_none_of_its_sides(scale, width, height):
    racers = {"a": optimizers.GradientDescent(0.9), "b": optimizers.GradientDescent(1.1)}
    finished = race(surfaces.get("quadratic"), racers, (0, 0), steps=20)
    sheet = Sheet(finished, styles([optimizers.GradientDescent] * 2), USUAL_LOOK, width, height)
    box, pixels = (pane := contour_scene(sheet, Chart("loss", scale)).panes[1]).box, np.concatenate(pane.pixels)
    seen = pixels[(pixels[:, 1] > box.top - 1) & (pixels[:, 1] < box.bottom + 1)]
    assert len(seen) > 20
    assert (seen[:, 1] - box.top).min() >= sheet.radius
    assert (box.bottom - seen[:, 1]).min() >= sheet.radius


@pytest.mark.parametrize("steps", [1, 2, 5, 20, 300, 5000])
def test_steps_are_counted_in_whole_numbers(steps):
    finished = race(surfaces.get("quadratic"), {"a": optimizers.GradientDescent(0.1)}, (0, 0), steps=steps)
    scene = contour_scene(Sheet(finished, styles([optimizers.GradientDescent]), USUAL_LOOK, 640, 480), Chart())
    ticks = scene.figure.axes[1].get_xticks()
    assert (ticks == np.round(ticks)).all()
    labels = [label.get_text() for label in scene.figure.axes[1].get_xticklabels()]
    assert not any("." in label for label in labels)


def test_the_legend_begins_below_the_heading():
    finished = race(surfaces.get("quadratic"), {"a": optimizers.GradientDescent(0.1)}, (0, 0), steps=5)
    for size in ((320, 240), (640, 480), (1920, 1080)):
        figure = contour_scene(Sheet(finished, styles([optimizers.GradientDescent]), USUAL_LOOK, *size), None).figure
        [legend], [heading, *_] = figure.legends, figure.texts
        [handle] = legend.get_lines()
        assert handle.get_transform().transform_path(handle.get_path()).get_extents().x0 == pytest.approx(
            heading.get_window_extent().x0, abs=3
        )


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
