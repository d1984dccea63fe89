"""What the page draws on the ground of one racer's steps, around the one at which the playhead rests.

Its arrays: for each step the gradient as the rule saw it, what of the way comes from memory, where the gradient was
asked for, and of the ellipse on which the local quadratic is as high as at the start the middle and both half axes: x,
then y, nan where there is no such thing. Where the surface does not bend up every way, the start and the two directions
of its curvatures stand for those. Then the signs of both curvatures. `player.message` has the layout,
`browser/glass.js` reads it.
"""

from collections.abc import Sequence

import numpy as np

from player.message import packed
from racing import Run, Step, no_step

AROUND = 100
"""Steps before and after the one at rest that are sent along: what is scrubbed through needs no other message."""


def glass_payload(run: Run, *, name: str, step: int | None) -> bytes:
    """Pack the steps of the racer `name` around `step`, at which the page has the playhead; none where that is None."""
    last = len(run.points) - 1
    near = () if step is None else range(max(1, min(step, last) - AROUND), min(last, step + AROUND) + 1)
    return packed_steps(run, [number for number in near if no_step(run, number) is None], name=name, step=step)


def packed_steps(run: Run, numbers: Sequence[int], **header) -> bytes:
    """Pack those steps of a run, one after another."""
    told = {**header, "first": numbers[0] if numbers else 0, "count": len(numbers)}
    told["side"] = np.ptp(run.surface.domain, axis=1).tolist()
    return packed(told, [_drawn(Step(run, number)) for number in numbers])


def _drawn(step: Step) -> np.ndarray:
    """Return what is drawn of a step, (14,)."""
    return np.concatenate([step.gradient, step.memory, step.asked_at, step.axes.ravel(), np.sign(step.curvatures[0])])
