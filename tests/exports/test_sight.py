"""What of a relief is seen: against rays followed one by one, and turned against seen anew."""

import numpy as np
import pytest

import optimizers
import surfaces
from exports import Options
from exports.frames import Painter
from exports.relief import AZIMUTH, ELEVATION, relief_scene, turning_scenes
from exports.sight import ASPECT, Relief
from exports.trail import Trail
from figures import Chart, landscape
from racing import race


def rayed(relief, azimuth, elevation, cells):
    """Whether ground stands before each of `cells`, by small steps along the ray to the eye, and how far it rises."""
    around, up = np.radians([azimuth, elevation])
    size, heights = len(relief.floor), relief.floor / relief.ground.peak * ASPECT[2]
    reach = np.linspace(0.003, 1.2, 4000)
    rows = cells[:, :1] + reach * np.cos(up) * np.sin(around) / ASPECT[1] * (size - 1)
    columns = cells[:, 1:] + reach * np.cos(up) * np.cos(around) / ASPECT[0] * (size - 1)
    inside = (rows >= 0) & (rows <= size - 1) & (columns >= 0) & (columns <= size - 1)
    ground = heights[np.clip(rows.round().astype(int), 0, size - 1), np.clip(columns.round().astype(int), 0, size - 1)]
    risen = np.where(inside, ground - heights[tuple(cells.T)][:, None] - reach * np.sin(up), -np.inf)
    return risen.max(axis=1)


@pytest.mark.parametrize("key", ["beale", "himmelblau", "ackley"])
@pytest.mark.parametrize("azimuth", [-56.0, 10.0, 125.0])
def test_what_ground_hides_is_what_rays_to_the_eye_meet(key, azimuth):
    relief = Relief(landscape(surfaces.get(key)))
    hidden = relief.hidden(azimuth, ELEVATION)
    cells = np.random.default_rng(0).integers(0, len(relief.floor), (300, 2))
    risen, said = rayed(relief, azimuth, ELEVATION, cells), hidden[tuple(cells.T)]
    assert said[risen > 0.03].all()
    assert not said[risen < 0].any()
    assert 0.005 < hidden.mean() < 0.6


@pytest.fixture(scope="module")
def raced():
    racers = {"모멘텀": optimizers.Momentum(0.01), "Adam": optimizers.Adam(0.2)}
    return race(surfaces.get("beale"), racers, start=(1, 1.5), steps=60)


def test_a_relief_that_turned_looks_as_one_seen_from_there_at_once(raced):
    options = Options(view="3-D", width=400, height=400, chart=Chart())
    *_, turned = turning_scenes(options.sheet(raced), options.chart, [40.0, -100.0, 0.0])
    anew = relief_scene(options.sheet(raced), options.chart)
    np.testing.assert_array_equal(turned.background, anew.background)
    for one, other in zip(turned.panes, anew.panes, strict=True):
        np.testing.assert_equal(one._replace(place=None), other._replace(place=None))
    (one, _), (other, _), path = turned.panes, anew.panes, raced["Adam"].points
    np.testing.assert_array_equal(one.place(path), other.place(path))
    np.testing.assert_allclose(one.place(path), one.pixels[1], atol=1)  # the path lies on the ground
    assert np.isnan(one.place(np.array([(9.0, 9.0)]))).all()


def test_a_painter_that_turns_paints_as_one_that_begins_there(raced):
    options = Options(view="3-D", width=400, height=400, chart=Chart())
    first, second = turning_scenes(options.sheet(raced), options.chart, [0.0, 70.0])
    turning, other = (Painter(raced, first, options.worn(raced), options.look.colors) for _ in range(2))
    turning.frame(30.0)
    turning.turn(second)
    other.turn(second)
    np.testing.assert_array_equal(turning.frame(60.0), other.frame(60.0))


def test_a_racer_is_on_the_relief_up_to_its_last_step_there(raced):
    pane = relief_scene(Options(view="3-D").sheet(raced), None).panes[0]
    trail = Trail(pane, 0, (480, 640), 1.0, np.arange(256), "circle")
    last = int(np.flatnonzero(np.isfinite(pane.pixels[0][:, 0]))[-1])
    assert last < 60
    np.testing.assert_array_equal(trail.at(float(last)), pane.pixels[0][last])
    assert np.isnan(trail.at(last + 0.5)).all()
    np.testing.assert_array_equal(
        pane.hidden[0],
        Relief(landscape(raced.surface)).hidden(AZIMUTH, ELEVATION)[
            Relief(landscape(raced.surface)).cells(raced["모멘텀"].points)
        ],
    )
