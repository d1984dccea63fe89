"""The message behind a slider that one drags: a racer's runs at every value of one quantity, whole paths, sent once.

Its arrays: the landscape's heights (size × size) where `has_grid`, its arrows where there are any, then x, y and loss
above the chart's offset, each (values, kept steps). `player.message` has the layout, `browser/decode.js` reads it.
"""

from collections.abc import Mapping, Sequence
from math import ceil

import numpy as np

from figures import USUAL_LOOK, Landscape, Look, Style, values_axis
from figures.marks import SHAPES
from player.chart import chart_header
from player.message import ground_arrays, ground_header, look_header, packed
from player.words import words_header
from racing import Paths, Verdict
from racing.ranking import STAYED, fates
from words import say

MOST_BYTES = 400_000
"""A message is no larger; paths with more steps than fit are thinned."""

FEWEST_STEPS = 16
"""Paths are not thinned below this."""


def drag_payload(
    paths: Paths,
    ground: Landscape,
    style: Style,
    *,
    name: str,
    label: str,
    values: Sequence[float],
    verdicts: Sequence[Verdict],
    own: int | None = None,
    best: int | None = None,
    look: Look = USUAL_LOOK,
    link: str | None = None,
    has_grid: bool = True,
    has_arrows: bool = True,
) -> bytes:
    """Pack the runs of the racer `name`, one for each of `values` of what `label` names.

    own and best: which run is the racer's as it races now, and which ends best; None where none does. While racer,
    label and the values but own's are the same, the slider stays where it is, or at own if it was; else it goes to own,
    best, or the first. link: the settings as the page's address holds them, None where the page keeps none. `has_grid`
    False leaves out the heights and the words that the browser already holds, `has_arrows` False the arrows.
    ValueError naming the field, what is expected and what was given.
    """
    n = len(paths)
    _check(n, {"values": values, "verdicts": verdicts}, {"own": own, "best": best})
    gone = [verdict.ending.lost for verdict in verdicts]
    axis = values_axis(paths.surface, paths.values if all(gone) else paths.values[~np.array(gone)])
    steps = paths.points.shape[1] - 1
    header = {
        "link": link,
        **(words_header("drag") if has_grid else {}),
        **look_header(look),
        **ground_header(ground, has_grid, look.arrows and has_arrows),
        "chart": chart_header(axis, axis.offset, say("step"), steps),
        "racer": {"name": name, "color": style.color, "shape": SHAPES[style.symbol]},
        "star": SHAPES["star"],
        "dot": SHAPES["circle"],
        "label": label,
        "values": [float(value) for value in values],
        "texts": [f"{value:.4g}" for value in values],
        "losses": [f"{loss:.4g}" for loss in paths.values[:, -1]],
        "verdicts": [verdict.said for verdict in verdicts],
        "gone": gone,
        "out": (fates(paths.surface, paths.points[:, 0], paths.points[:, -1], np.array(gone)) > STAYED).tolist(),
        "own": own,
        "best": best,
        "steps": steps,
    }
    fixed = ground_arrays(paths.surface, ground, has_grid, look.arrows and has_arrows)
    room = MOST_BYTES - len(packed({**header, "kept": []}, fixed))
    kept = _kept(steps, room // (3 * 4 * n + len(f"{steps},")))
    if len(kept) < min(steps + 1, FEWEST_STEPS):
        raise ValueError(
            say(
                "drag_payload: values: expected fewer, so that their paths fit {most:,} bytes, got {count}",
                most=MOST_BYTES,
                count=n,
            )
        )
    points = paths.points[:, kept]
    runs = [points[..., 0], points[..., 1], paths.values[:, kept] - axis.offset]
    return packed({**header, "kept": kept}, [*fixed, *runs])


def _check(n: int, listed: Mapping[str, Sequence], numbers: Mapping[str, int | None]) -> None:
    """Raise ValueError where what is listed is not one for each of `n` runs, or a number is that of none."""
    for field, given in listed.items():
        if len(given) != n:
            raise ValueError(
                say(
                    "drag_payload: {field}: expected one for each of {count} runs, got {given}",
                    field=field,
                    count=n,
                    given=len(given),
                )
            )
    for field, index in numbers.items():
        if index is not None and not 0 <= index < n:
            raise ValueError(
                say(
                    "drag_payload: {field}: expected the number of a run, 0 to {last}, got {index!r}",
                    field=field,
                    last=n - 1,
                    index=index,
                )
            )


def _kept(steps: int, most: int) -> list[int]:
    """Return the steps to send, at most `most` of 0 to `steps`, both ends among them; the ones to leave out come late.

    The first half of the room or more goes to the first steps, all of them. Further on the steps are an odd number
    apart: a run that jumps from wall to wall still does.
    """
    if steps < most:
        return list(range(steps + 1))
    half = max(0, most // 2)
    apart = ceil((steps - half) / max(1, most - half - 1)) | 1
    whole = max(half, (apart * (most - 2) - steps) // max(1, apart - 1))
    return [*range(whole + 1), *range(whole + apart, steps, apart), steps]
