"""How long frames stand."""

import numpy as np
import pytest

import optimizers
import surfaces
from exports import race_apng, race_gif, race_webp
from racing import race
from tests.exports.decoding import decoded
from tests.meetings import meetings

PACES = [(60, 30), (48, 24), (7, 35), (45, 45), (50, 50), (3, 2.5)]


@pytest.mark.parametrize(("pace", "make"), meetings(PACES, [race_gif, race_webp, race_apng], 2))
def test_frames_stand_as_long_as_their_pace_says_over_the_whole_and_the_last_is_held(pace, make):
    frames, fps = pace
    finished = race(surfaces.get("sphere"), {"a": optimizers.Adam(0.1)}, steps=20)
    _, _, durations = decoded(make(finished, width=320, height=240, frames=frames, fps=fps))
    exact = 1000 * np.arange(1, frames + 1) / fps
    exact[-1] += 2000
    np.testing.assert_allclose(np.cumsum(durations), exact, atol=5.001)
    assert min(durations) >= 20
