"""The message that the browser's player shows: a race, and its landscape where the browser has not got it yet.

Layout, little-endian: uint32 length of the header, the header as JSON padded to a multiple of four, then float32
arrays: the landscape's heights (size × size) where `has_grid`, and for each racer x, y and loss above the chart's
offset, (steps + 1,) each. `browser/decode.js` reads it.
"""

import json
from collections.abc import Mapping, Sequence

import numpy as np

from figures import THEMES, Landscape, Style, loss_axis
from figures.critical import Marked
from figures.landscape import LEVELS
from figures.marks import SHAPES
from racing import Ending, Race, Run

VIEWS = ("together", "side by side", "3-D")
"""The ways to look at a race; the first is the default."""

_LARGEST = np.finfo(np.float32).max


def payload(
    race: Race,
    ground: Landscape,
    styles: Sequence[Style],
    *,
    view: str = VIEWS[0],
    theme: str | None = None,
    step: int | None = None,
    link: str | None = None,
    has_grid: bool = True,
) -> bytes:
    """Pack `race` with one style a racer.

    theme: a key of `THEMES`, that of the page around it where None. step: where the playhead goes, None where it stays.
    link: the settings as the page's address holds them, None where the page keeps none.
    `has_grid` False leaves out the heights that the browser already holds.
    """
    axis = loss_axis(race)
    header = {
        "view": view,
        "theme": theme,
        "steps": race.steps,
        "step": step,
        "link": link,
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
    return race.surface.identity


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
        "critical": [_marked(marked) for marked in ground.critical],
    }


def _marked(marked: Marked) -> Mapping:
    points = [[*critical.point, critical.value, critical.kind] for critical in marked.points]
    return {"symbol": marked.mark.symbol, "size": marked.size, "muted": marked.mark.muted, "points": points}


_THEMES = {name: theme._asdict() for name, theme in THEMES.items()}
