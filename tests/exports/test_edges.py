"""Racers out of sight are marked at the edge, in the direction where they lie; few long steps are seen as dots."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageColor

import surfaces
from exports import Options, race_png, race_svg
from exports.edges import FEW, INSET, LONG, dots, mark
from exports.ink import Box
from exports.sheet import HEAD_RADIUS, Pane
from exports.sight import Relief
from figures import LIGHT, Chart, landscape, styles
from figures.views import VIEWS
from optimizers import GradientDescent
from racing import race

BOX, RADIUS = Box(10, 20, 210, 120), 5.0
MIDDLE = (110.0, 70.0)
AWAY = {
    "right": ((500, 70), 0),
    "left": ((-500, 70), np.pi),
    "below": ((110, 1e5), np.pi / 2),
    "above": ((110, -1e5), -np.pi / 2),
    "far": ((1e5, 70 + 1e4), np.arctan2(1e4, 1e5 - 110)),
}


def marked(path, *, charted=False, taken=()):
    path = np.array(path, dtype=float)
    return mark(pane(path, charted=charted), 0, len(path) - 1, path[-1], RADIUS, list(taken))


def pane(path, **more):
    return Pane(BOX, (0,), (path,), None, (0, 0, 0), **more)


@pytest.mark.parametrize("way", AWAY)
def test_a_racer_that_has_left_is_marked_where_its_way_leaves_and_points_there(way):
    place, angle = AWAY[way]
    found = marked([MIDDLE, place])
    assert found.angle == pytest.approx(angle, abs=1e-3)
    along = np.subtract(found.center, MIDDLE)
    assert np.arctan2(along[1], along[0]) == pytest.approx(angle, abs=0.1)
    sides = [*(found.center - BOX[:2]), *(BOX[2:] - found.center)]
    assert min(sides) == pytest.approx(INSET * RADIUS)


def test_its_way_begins_where_it_was_last_in_sight():
    assert marked([(200, 30), (900, 500), (200, 1000)]).angle == pytest.approx(np.pi / 2)
    assert marked([(900, 70), (5000, 70)]).angle == 0  # never in sight: seen from the middle


def test_one_in_sight_is_where_it_is_and_one_that_is_nowhere_has_no_mark():
    found = marked([MIDDLE, (20, 30)])
    assert (tuple(found.center), found.angle) == ((20, 30), None)
    assert marked([MIDDLE, (np.nan, np.nan)]) is None


def test_what_leaves_a_chart_is_marked_above_or_below_its_step():
    for y, angle in ((1e5, np.pi / 2), (-1e5, -np.pi / 2)):
        found = marked([MIDDLE, (150, y)], charted=True)
        assert (found.center[0], found.angle) == (150, angle)


def test_marks_on_one_edge_do_not_cover_each_other():
    taken = []
    for _ in range(6):
        mark(pane(np.array([MIDDLE, (1e4, 70)])), 0, 1, np.array([1e4, 70]), RADIUS, taken)
    apart = [np.hypot(*(one.center - other.center)) for i, one in enumerate(taken) for other in taken[:i]]
    assert min(apart) > 1.9 * RADIUS


def test_few_long_steps_are_dots_and_many_or_short_ones_are_not():
    long = np.stack([12 + LONG * np.arange(10.0), np.full(10, 70.0)], axis=-1)
    np.testing.assert_array_equal(dots(long, BOX, 1, charted=False), np.arange(1, 10))
    assert not dots(long * 0.5 + 10, BOX, 1, charted=False).size
    swinging = np.stack([np.where(np.arange(FEW + 3) % 2, 20.0, 200.0), np.full(FEW + 3, 70.0)], axis=-1)
    assert not dots(swinging, BOX, 1, charted=False).size
    assert dots(swinging[: FEW + 1], BOX, 1, charted=False).size == FEW


def test_a_charts_steps_are_as_long_as_they_go_to_the_right():
    spike = np.stack([12 + np.arange(4.0), [120, 20, 120, 120]], axis=-1)
    assert not dots(spike, BOX, 1, charted=True).size
    wide = spike + np.stack([(LONG - 1) * np.arange(4.0), np.zeros(4)], axis=-1)
    np.testing.assert_array_equal(dots(wide, BOX, 1, charted=True), [1, 2, 3])


def test_what_has_left_a_relief_is_marked_at_its_edge_and_points_along_its_way():
    relief = Relief(landscape(surfaces.get("quadratic")))
    (x0, x1), (y0, y1) = surfaces.get("quadratic").domain
    middle, way = np.array([(x0 + x1) / 2, (y0 + y1) / 2]), np.array([x1 - x0, (y1 - y0) / 2])
    path = np.array([middle, middle + way, middle - 40 * way, middle + way])
    edge, beyond = relief.leaving(path)
    np.testing.assert_allclose(edge[:, :2], middle + np.outer([0.5, 0.5, -0.5, 0.5], way))
    turned = (beyond - edge)[:, :2] @ [[-way[1], 0], [way[0], 0]]
    np.testing.assert_allclose(turned, 0, atol=1e-9)
    assert ((beyond - edge)[:, 0] * [1, 1, -1, 1] > 0).all()
    assert np.isnan(relief.leaving(path[1:])[0]).all()  # never there


@pytest.mark.parametrize("view", VIEWS)
def test_a_run_that_is_over_has_a_hollow_head_as_in_the_player(view):
    raced = race(surfaces.get("quadratic"), {"wild": GradientDescent(1.5)}, (6.5, 3.0), steps=40)
    color, page = (ImageColor.getrgb(one) for one in (styles([GradientDescent])[0].color, LIGHT.background))
    gone = raced["wild"].verdict.gone
    options = Options(view=view, width=640, height=640)
    pane, worn = options.scene(raced).panes[0], options.worn(raced)
    for step, filling in ((gone - 1, color), (gone, page), (40, page)):
        picture = np.asarray(
            Image.open(BytesIO(race_png(raced, step, view=view, width=640, height=640))).convert("RGB")
        )
        column, row = mark(pane, 0, step, pane.pixels[0][step], HEAD_RADIUS * 4 / 3, []).center.astype(int)
        assert tuple(picture[row, column]) == filling
        svg = race_svg(raced, step, view=view)
        assert (f"fill: {LIGHT.background}; stroke: {worn[0].color}" in svg) == (step >= gone)


def test_a_picture_shows_where_a_run_that_diverged_has_gone():
    finished = race(surfaces.get("quadratic"), {"wild": GradientDescent(1.5)}, (6.5, 3.0), steps=40)
    color = ImageColor.getrgb(styles([GradientDescent])[0].color)
    picture = np.asarray(
        Image.open(BytesIO(race_png(finished, 40, width=640, height=640, chart=Chart()))).convert("RGB")
    )
    rows, columns = np.nonzero((picture == color).all(axis=-1))
    map_ = rows < 380
    wide = np.bincount(columns[map_], minlength=640)
    assert wide[580:].max() > 8 or wide[:80].max() > 8  # a head, where the trail is a line of two pixels
    chart = rows > 420
    assert (columns[chart] > 600).any()
