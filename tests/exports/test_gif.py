import itertools

import numpy as np
import pytest
from PIL import ImageColor

import optimizers
import surfaces
from exports import SPACINGS, Options, frame_steps, race_gif
from figures import Chart, Look, styles
from figures.views import VIEWS
from racing import race
from tests.exports.decoding import decoded
from tests.meetings import meetings, outermost

VIEW = pytest.mark.parametrize("view", VIEWS)


@pytest.fixture(scope="module")
def finished():
    racers = {
        "Gradient descent": optimizers.GradientDescent(0.005),
        "Momentum": optimizers.Momentum(0.002),
        "AdaGrad": optimizers.AdaGrad(0.5),
        "Adam": optimizers.Adam(0.2),
    }
    return race(surfaces.get("beale"), racers, start=(1, 1.5), steps=120)


@VIEW
def test_a_gif_has_the_size_the_frames_the_pace_and_the_loop_asked_for(finished, view):
    picture, frames, durations = decoded(race_gif(finished, view, width=400, height=300, frames=40, fps=20))
    assert picture.size == (400, 300)
    assert len(frames) == 40
    assert durations == [50] * 39 + [2050]
    assert picture.info["loop"] == 0


@VIEW
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_racers_wear_their_exact_colours(finished, view, theme):
    _, frames, _ = decoded(race_gif(finished, view, width=480, height=400, frames=12, look=Look(theme=theme)))
    seen = {tuple(color) for color in frames[5].reshape(-1, 3)}
    for style in styles([type(run.rule) for run in finished.values()]):
        assert ImageColor.getrgb(style.color) in seen


@VIEW
def test_every_frame_moves_something_and_the_page_around_the_race_stays(finished, view):
    _, frames, _ = decoded(race_gif(finished, view, width=400, height=300, frames=20))
    for before, after in itertools.pairwise(frames):
        assert (before != after).any()
    margin = np.s_[60:, :3]
    assert all((frame[margin] == frames[0][margin]).all() for frame in frames)


@pytest.mark.parametrize(("frame", "step"), [(0, 0), (-1, 120)])
def test_heads_stand_where_the_race_begins_and_at_its_end(finished, frame, step):
    """The map's rectangle is the domain: each racer's colour is where its point lies in it, but under later heads."""
    shown = decoded(race_gif(finished, width=640, height=480, frames=10))[1][frame]
    (x0, x1), (y0, y1) = finished.surface.domain
    box = Options().scene(finished).panes[0].box
    places = [
        (
            box.left + (x - x0) / (x1 - x0) * (box.right - box.left),
            box.bottom - (y - y0) / (y1 - y0) * (box.bottom - box.top),
        )
        for x, y in (run.points[step] for run in finished.values())
    ]
    for i, (place, style) in enumerate(zip(places, styles([type(run.rule) for run in finished.values()]), strict=True)):
        if all(np.hypot(*np.subtract(place, later)) > 8 for later in places[i + 1 :]):
            column, row = map(round, place)
            assert tuple(shown[row, column]) == ImageColor.getrgb(style.color)


def test_a_turning_relief_moves_under_the_race_and_keeps_the_colours(finished):
    still = decoded(race_gif(finished, "3-D", width=400, height=300, frames=8))[1]
    turning = decoded(race_gif(finished, "3-D", width=400, height=300, frames=8, turn=60))[1]
    corner = np.s_[150:, :100]
    assert (still[0][corner] == still[-1][corner]).all()
    assert (turning[0][corner] != turning[-1][corner]).any()
    seen = {tuple(color) for color in turning[5].reshape(-1, 3)}
    for style in styles([type(run.rule) for run in finished.values()]):
        assert ImageColor.getrgb(style.color) in seen


def test_the_loss_chart_runs_below_the_map(finished):
    _, frames, _ = decoded(race_gif(finished, width=480, height=480, frames=10, chart=Chart()))
    changed = (frames[0] != frames[-1]).any(axis=-1)
    assert changed[: 480 * 2 // 3].any()
    assert changed[480 * 2 // 3 :].any()


@pytest.mark.parametrize(("key", "view"), meetings(outermost(surfaces.FAMILIES), ("contour", "3-D"), 1))
def test_surfaces_of_every_kind_make_a_gif_of_their_map_or_of_their_relief(key, view):
    finished = race(surfaces.get(key), {"Adam": optimizers.Adam(0.1)}, steps=4)
    assert decoded(race_gif(finished, view, width=320, height=240, frames=2))[0].size == (320, 240)


def test_a_racer_that_diverges_leaves_a_gif(finished):
    wild = race(surfaces.get("beale"), {"wild": optimizers.GradientDescent(1.0)}, start=(1, 1.5), steps=30)
    assert len(decoded(race_gif(wild, frames=10, chart=Chart()))[1]) >= 2


@VIEW
def test_a_name_with_dollar_signs_is_no_mathematics(view):
    """As a formula, $x^2$ would take less room than x^2 without the signs."""

    def ink(name):
        finished = race(surfaces.get("sphere"), {name: optimizers.Momentum()}, steps=4)
        frame = decoded(race_gif(finished, view, frames=2))[1][0]
        return np.flatnonzero((frame[24:44] != frame[0, -1]).any(axis=(0, 2))).max()

    assert ink("$x^2$") > ink("x^2") + 8


def test_twelve_racers_fit_the_palette():
    racers = {f"racer {i}": optimizers.Adam(0.02 * (i + 1)) for i in range(12)}
    finished = race(surfaces.get("himmelblau"), racers, steps=40)
    _, frames, _ = decoded(race_gif(finished, frames=6, chart=Chart()))
    seen = {tuple(color) for color in frames[-1].reshape(-1, 3)}
    for style in styles([optimizers.Adam] * 12):
        assert ImageColor.getrgb(style.color) in seen


def test_slow_trails_grow_no_jaggies():
    """A trail laid in a hundred tiny pieces covers no more than the same line laid in one."""
    from exports.ink import Box, add_segment

    whole, pieces = np.zeros((2, 40, 60), np.uint8)
    clip = Box(0, 0, 60, 40)
    ends = np.linspace((5, 6), (52, 33), 101)
    add_segment(whole, ends[0], ends[-1], 2.2, clip)
    for start, end in itertools.pairwise(ends):
        add_segment(pieces, start, end, 2.2, clip)
    np.testing.assert_allclose(pieces.astype(int), whole.astype(int), atol=1)


@pytest.mark.parametrize("spacing", SPACINGS)
def test_frames_run_from_the_start_to_the_end_without_turning_back(spacing):
    steps = frame_steps(300, 50, spacing)
    assert steps[0] == 0
    assert steps[-1] == pytest.approx(300)
    assert (np.diff(steps) > 0).all()


def test_log_spacing_gives_the_early_steps_more_frames():
    assert (frame_steps(300, 100, "log") < 30).sum() > 2 * (frame_steps(300, 100, "linear") < 30).sum()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"view": "map"}, "view must be one of contour, side by side, 3-D, got 'map'"),
        ({"width": 100}, "width must be at least 320 and at most 1920, got 100"),
        ({"height": 5000}, "height must be at least 200 and at most 1280, got 5000"),
        ({"frames": 1}, "frames must be at least 2 and at most 400, got 1"),
        ({"fps": 0}, "fps must be at least 1 and at most 50, got 0"),
        ({"view": "3-D", "turn": 400}, "turn must be at least -360 and at most 360, got 400"),
        ({"turn": 30}, "turn must be 0 in the view contour, got 30"),
        ({"frames": 9.5}, "frames must be a whole number at least 2 and at most 400, got 9.5"),
        ({"fps": [25, 30]}, r"fps must be one number at least 1 and at most 50, got \[25, 30\]"),
        ({"fps": True}, "fps must be a number at least 1 and at most 50, got True"),
        ({"spacing": "random"}, "spacing must be one of log, linear, got 'random'"),
    ],
)
def test_bad_options_are_refused_by_name(finished, options, message):
    with pytest.raises(ValueError, match=message):
        race_gif(finished, **options)
