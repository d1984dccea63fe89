"""The videos in a real browser."""

import base64

import pytest

import optimizers
import surfaces
from exports import race_video, video
from racing import race

pytest.importorskip("av", reason=video.MISSING)

PLAY = """async (address) => {
  const video = Object.assign(document.createElement("video"), { src: address, muted: true, playbackRate: 4 });
  const ended = new Promise((done, failed) => {
    video.onended = done;
    video.onerror = () => failed(video.error.message);
  });
  await video.play();
  await ended;
  return [video.videoWidth, video.videoHeight, video.duration, video.getVideoPlaybackQuality().totalVideoFrames];
}"""


@pytest.mark.parametrize("format", video.CODECS)
def test_a_browser_plays_it(open_page, format):
    page = open_page()
    if format == "mp4" and not page.evaluate(
        "document.createElement('video').canPlayType('video/mp4; codecs=avc1.64001e')"
    ):
        pytest.skip("this build of Chromium comes without H.264")
    racers = {"Momentum": optimizers.Momentum(0.002), "Adam": optimizers.Adam(0.2)}
    finished = race(surfaces.get("beale"), racers, start=(1, 1.5), steps=120)
    made = race_video(finished, format, width=400, height=300, frames=30)
    played = page.evaluate(PLAY, f"data:video/{format};base64,{base64.b64encode(made).decode()}")
    assert played[:2] == [400, 300]
    assert played[2] == pytest.approx(30 / 25 + 2, abs=0.1)
    assert played[3] > 0
