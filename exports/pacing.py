"""Which step each frame of an animation shows, and for how long."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from figures.choice import not_one_of
from words import say

LOG, LINEAR = "log", "linear"

SPACINGS: Mapping[str, str] = MappingProxyType(
    {LOG: say("The early steps more closely"), LINEAR: say("All steps alike")}
)
"""How steps are spread over frames → its title; the first gives the early and fast motion more frames."""


HOLD = 2.0
"""Seconds for which the last frame stands beyond its own time."""


def frame_times(frames: int, fps: float, ticks: int) -> list[int]:
    """Return each frame's time in whole parts of a second, of which it has so many `ticks`; the last frame is held.

    Ends are rounded, not times, so that the pace holds over the whole.
    """
    ends = np.rint(ticks * np.arange(frames + 1) / fps).astype(int)
    return [*np.diff(ends[:-1]).tolist(), int(ends[-1] - ends[-2] + ticks * HOLD)]


def frame_steps(steps: int, frames: int, spacing: str = LOG) -> np.ndarray:
    """Return the step of each frame, (frames,) from 0 to `steps`; fractions lie on the way to the next step.

    ValueError where `frames` is below 2 or `spacing` is none of `SPACINGS`.
    """
    if frames < 2:
        raise ValueError(say("frame_steps: frames must be at least 2, got {frames!r}", frames=frames))
    if spacing not in SPACINGS:
        raise not_one_of("frame_steps", "spacing", SPACINGS, spacing)
    even = np.linspace(0, 1, frames)
    if spacing == LINEAR:
        return steps * even
    # Log in the step number, from the tenth part of the race on: the first frames still advance by visible amounts.
    bend = 1 + steps / 10
    return steps * (bend**even - 1) / (bend - 1)
