"""The message that the browser's player shows: a race, and its landscape where the browser has not got it yet.

Layout, little-endian: uint32 length of the header, the header as JSON padded to a multiple of four, then float32
arrays: the landscape's heights (size × size) where `has_grid`, and for each racer x, y and loss above the chart's
offset, (steps + 1,) each. `browser/decode.js` reads it.
"""

import json
from collections.abc import Mapping, Sequence

import numpy as np

from figures import THEMES, Landscape, Style, loss_axis
from figures.landscape import LEVELS
from figures.marks import SHAPES
from racing import Ending, Race, Run

VIEWS = ("together", "side by side", "3-D")
"""The ways to look at a race; the first is the default."""

_LARGEST = np.finfo(np.float32).max


def payload(
    race: Race, ground: Landscape, styles: Sequence[Style], *, view: str = VIEWS[0], has_grid: bool = True
) -> bytes:
    """Pack `race` with one style a racer; `has_grid` False leaves out the heights that the browser already holds."""
    axis = loss_axis(race)
    header = {
        "view": view,
        "steps": race.steps,
        "has_grid": has_grid,
        "landscape": _landscape(race, ground),
        "chart": axis._asdict(),
        "themes": _THEMES,
        "racers": [
            {"name": name, "color": style.color, "shape": SHAPES[style.symbol], "stopped": _diverged(run)}
            for (name, run), style in zip(race.items(), styles, strict=True)
        ],
    }
    arrays = [ground.height(ground.loss)] if has_grid else []
    for run in race.values():
        arrays += [run.points[:, 0], run.points[:, 1], run.values - axis.offset]
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    floats = (np.clip(array, -_LARGEST, _LARGEST).astype("<f4").tobytes() for array in arrays)
    return b"".join([len(text).to_bytes(4, "little"), text, *floats])


def landscape_id(race: Race) -> str:
    """Name what the landscape was drawn from, so that the browser can tell whether it holds it."""
    return f"{race.surface.name} {race.surface.domain}"


def _diverged(run: Run) -> int | None:
    return run.verdict.step if run.verdict.ending is Ending.DIVERGED else None


def _landscape(race: Race, ground: Landscape) -> Mapping:
    (x0, x1), (y0, y1) = race.surface.domain
    return {
        "id": landscape_id(race),
        "size": len(ground.x),
        "x": [x0, x1],
        "y": [y0, y1],
        "labels": ["x", "y"],
        "low": ground.low,
        "unit": ground.unit,
        "top": ground.top,
        "levels": LEVELS,
        "minima": race.surface.minima,
    }


_THEMES = {name: theme._asdict() for name, theme in THEMES.items()}
