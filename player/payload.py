"""The message that the browser's player shows: a race, and its landscape where the browser has not got it yet.

Its arrays: the landscape's heights (size × size) where `has_grid`, likewise its window's, and for each racer x, y,
loss above the chart's offset, and what else its line in the chart needs, (steps + 1,) each. `player.message` has the
layout, `browser/decode.js` reads it.
"""

from collections.abc import Sequence

from figures import Chart, Landscape, Style, chart_lines
from figures.chart import USUAL
from figures.marks import SHAPES
from figures.views import CONTOUR
from player.chart import RacerLine, chart_header
from player.message import COLORS, ends, ground_arrays, ground_header, packed
from racing import Ending, Race, Verdict


def payload(
    race: Race,
    ground: Landscape,
    styles: Sequence[Style],
    *,
    view: str = CONTOUR,
    chart: Chart = USUAL,
    theme: str | None = None,
    step: int | None = None,
    link: str | None = None,
    has_grid: bool = True,
    window: Landscape | None = None,
    has_window: bool = True,
) -> bytes:
    """Pack `race` with one style a racer.

    chart: what the chart shows.
    theme: a key of `THEMES`, that of the page around it where None. step: where the playhead goes, None where it stays.
    link: the settings as the page's address holds them, None where the page keeps none.
    window: the ground that a map shows instead, past the domain or finer; of the size and at the heights of `ground`.
    `has_grid` and `has_window` False leave out the heights that the browser already holds.
    """
    usual = chart_lines(race)
    lines = usual if chart == USUAL else chart_lines(race, chart)
    offset = usual.axis.offset
    losses = [run.values - offset for run in race.values()]
    drawn = [RacerLine(lines, i, run, losses[i]) for i, run in enumerate(race.values())]
    header = {
        "view": view,
        "theme": theme,
        "steps": race.steps,
        "epoch": race.epoch,
        "step": step,
        "link": link,
        **ground_header(race.surface, ground, has_grid),
        "window": window and {**ends(window), "has_grid": has_window},
        "chart": chart_header(lines.axis, offset, lines.over, lines.last, lines.note),
        "themes": COLORS,
        "racers": [
            {"name": name, "color": style.color, "shape": SHAPES[style.symbol], **_gone(run.verdict), **line.fields}
            for (name, run), style, line in zip(race.items(), styles, drawn, strict=True)
        ],
    }
    arrays = ground_arrays(ground, has_grid) + (ground_arrays(window, has_window) if window else [])
    for run, loss, line in zip(race.values(), losses, drawn, strict=True):
        arrays += [run.points[:, 0], run.points[:, 1], loss, *line.arrays]
    return packed(header, arrays)


def _gone(verdict: Verdict) -> dict[str, int | str | None]:
    """From which step on a racer has no place any more, and what became of it; None for those that have."""
    over = verdict.ending in (Ending.DIVERGED, Ending.LEFT)
    return {"stopped": verdict.step if over else None, "ending": verdict.ending if over else None}
