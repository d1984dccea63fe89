import itertools
from functools import cache
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

import optimizers
import surfaces
from exports import video
from exports.apng import race_apng
from exports.gif import race_gif
from exports.video import CODECS, VideoUnavailable, race_video
from exports.webp import race_webp
from figures import Chart
from racing import race
from tests.exports.decoding import decoded as read_back

av = pytest.importorskip("av", reason=video.MISSING)

FORMAT = pytest.mark.parametrize("format", CODECS)
PICTURES = {"webp": race_webp, "apng": race_apng}
PICTURE = pytest.mark.parametrize("make", PICTURES.values(), ids=PICTURES)
SMALL = {"width": 400, "height": 300, "frames": 30}


@pytest.fixture(scope="module")
def finished():
    racers = {"Momentum": optimizers.Momentum(0.002), "Adam": optimizers.Adam(0.2)}
    return race(surfaces.get("beale"), racers, start=(1, 1.5), steps=120)


@pytest.fixture(scope="module")
def frames_of_gif(finished):
    """View → the frames of the race's GIF, which each view has made once."""
    return cache(lambda view: read_back(race_gif(finished, view, **SMALL, fps=20, chart=Chart()))[1])


def decoded(data):
    """The stream, and every frame as (height, width, 3)."""
    file = av.open(BytesIO(data))
    stream = file.streams.video[0]
    return stream, [frame.to_ndarray(format="rgb24") for frame in file.decode(stream)]


@FORMAT
def test_a_video_has_the_codec_the_size_and_the_pace_asked_for_and_holds_its_last_frame(finished, format):
    stream, frames = decoded(race_video(finished, format, **SMALL, fps=20))
    assert stream.codec.canonical_name == {"mp4": "h264", "webm": "vp9"}[format]
    assert stream.codec_context.pix_fmt == "yuv420p"
    assert (stream.width, stream.height) == (400, 300)
    assert stream.average_rate == 20
    assert len(frames) == 30 + 2 * 20
    assert np.abs(np.diff(np.int16(frames[-40:]), axis=0)).max() < 40


@FORMAT
def test_frames_stand_at_even_times(finished, format):
    file = av.open(BytesIO(race_video(finished, format, **SMALL, fps=25)))
    times = [float(frame.time) for frame in file.decode(video=0)]
    np.testing.assert_allclose(np.diff(times), 1 / 25, atol=1e-3)


@FORMAT
@pytest.mark.parametrize("view", ["contour", "3-D"])
def test_a_video_ends_on_the_frame_that_the_gif_ends_on(finished, frames_of_gif, format, view):
    _, frames = decoded(race_video(finished, format, view, **SMALL, fps=20, chart=Chart()))
    expected = frames_of_gif(view)
    apart = np.abs(frames[-1].astype(int) - expected[-1])
    assert apart.mean() < 4
    assert np.quantile(apart, 0.95) < 20
    assert np.abs(frames[0].astype(int) - expected[-1]).mean() > apart.mean()


@FORMAT
def test_an_encoder_holds_few_frames_at_a_time(format):
    codec, held, written = CODECS[format], [], 0
    with av.open(BytesIO(), "w", format=format) as file:
        stream = file.add_stream(codec.encoder, rate=25, options=dict(codec.settings))
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for fed in range(1, 81):
            written += len(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
            held.append(fed - written)
        assert stream.codec_context.thread_count == 2
    assert max(held) <= 12


@FORMAT
def test_odd_sides_get_one_more_line(finished, format):
    stream, frames = decoded(race_video(finished, format, width=401, height=301, frames=3))
    assert (stream.width, stream.height) == (402, 302)
    assert frames[-1].shape == (302, 402, 3)


def test_an_mp4_can_start_before_it_is_loaded(finished):
    data = race_video(finished, "mp4", **SMALL)
    assert data.index(b"moov") < data.index(b"mdat")


def test_without_pyav_it_says_how_to_get_it(finished, monkeypatch):
    monkeypatch.setattr(video, "find_spec", lambda name: None)
    with pytest.raises(VideoUnavailable, match=r"pip install -r requirements-video\.txt"):
        race_video(finished, "mp4")


def test_another_format_is_refused(finished):
    with pytest.raises(ValueError, match="race_video: format must be one of mp4, webm, got 'avi'"):
        race_video(finished, "avi")


@FORMAT
def test_progress_is_told_once_for_each_frame(finished, format):
    told = []
    race_video(finished, format, width=320, height=240, frames=5, progress=lambda *how_far: told.append(how_far))
    assert told == [(number, 5) for number in range(1, 6)]


@PICTURE
@pytest.mark.parametrize("view", ["contour", "3-D"])
def test_an_animated_picture_shows_exactly_the_frames_of_the_gif(finished, frames_of_gif, make, view):
    picture, frames, durations = read_back(make(finished, view, **SMALL, fps=20, chart=Chart()))
    assert picture.size == (400, 300)
    assert durations[:-1] == [50] * 29
    assert picture.info["loop"] == 0
    for frame, exact in itertools.zip_longest(frames, frames_of_gif(view)):
        np.testing.assert_array_equal(frame, exact)


def test_an_apng_whose_frames_do_not_differ_keeps_them_all():
    still = race(surfaces.get("sphere"), {"still": optimizers.GradientDescent(0)}, steps=1)
    assert Image.open(BytesIO(race_apng(still, width=320, height=240, frames=9))).n_frames == 9


@PICTURE
def test_a_picture_s_progress_is_told_once_for_each_frame(finished, make):
    told = []
    make(finished, width=320, height=240, frames=5, progress=lambda *how_far: told.append(how_far))
    assert told == [(number, 5) for number in range(1, 6)]
