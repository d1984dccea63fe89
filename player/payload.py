"""The message that the browser's player shows: a race, and its landscape where the browser has not got it yet.

Its arrays: the landscape's heights (size × size) where `has_grid` and its arrows where there are any, likewise its
window's, and for each racer x, y, loss above the chart's offset, and what else its line in the chart needs,
(steps + 1,) each. `player.message` has the layout, `browser/decode.js` reads it.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from figures import USUAL_LOOK, Chart, Landscape, Look, Style, chart_lines
from figures.chart import CHOICES, DISTANCE, USUAL
from figures.marks import SHAPES
from figures.views import CONTOUR
from player.chart import RacerLine, chart_header
from player.message import ground_arrays, ground_header, look_header, packed, window_header
from player.words import words_header
from racing import Race, Standing, standings
from racing.measures import goals
from racing.ranking import EQUAL, TOLERANCE, has_minimum
from surfaces import Surface, least_value

_NOTHING: Mapping[str, Mapping[str, Any]] = MappingProxyType({})

_CHOICES = {field: {"label": choice.label, "titles": dict(choice.titles)} for field, choice in CHOICES.items()}


def payload(
    race: Race,
    ground: Landscape,
    styles: Sequence[Style],
    *,
    view: str = CONTOUR,
    chart: Chart = USUAL,
    look: Look = USUAL_LOOK,
    step: int | None = None,
    focus: str | None = None,
    link: str | None = None,
    title: str | None = None,
    races: bool = False,
    has_grid: bool = True,
    has_arrows: bool = True,
    window: Landscape | None = None,
    has_window: bool = True,
    panel: Mapping[str, Mapping[str, Any]] = _NOTHING,
    live: Mapping[str, Mapping[str, Any]] = _NOTHING,
) -> bytes:
    """Pack `race` with one style a racer.

    chart: what the chart shows. step, focus: where the playhead goes and who stands out, None where these stay. link:
    the settings as the page's address holds them, None where the page keeps none. title: what the race is called, None
    where it has no name. races: whether there are others before and after it. window: the ground that a map shows
    instead, past the domain or finer; of the size and at the heights of `ground`. `has_grid` and `has_window` False
    leave out the heights that the browser already holds, and what came with them: the words in the language spoken, the
    shapes of marks. `has_arrows` False leaves out the arrows; without arrows in the look there are none. panel:
    "lesson" or "challenge" → what `lessons.panel` or `lessons.challenge_panel` says of the one beside it. live:
    `Live.header` and the sliders, by which the browser runs the race itself, where it is to follow a hand.
    """
    usual = chart_lines(race)
    lines = usual if chart == USUAL else chart_lines(race, chart)
    offset = usual.axis.offset
    losses = [run.values - offset for run in race.values()]
    drawn = [RacerLine(lines, i, run, losses[i]) for i, run in enumerate(race.values())]
    grounds = [(ground, has_grid, look.arrows and has_arrows)]
    if window is not None:
        grounds.append((window, has_window, look.arrows and (has_arrows or has_window)))
    header = {
        "view": view,
        "steps": race.steps,
        "epoch": race.epoch,
        "step": step,
        **({"focus": focus} if focus else {}),
        "link": link,
        "title": title,
        "races": races,
        **look_header(look),
        **ground_header(*grounds[0]),
        "window": None if window is None else window_header(*grounds[1]),
        "chosen": vars(chart),
        **{kind: {**shown, **words_header(kind)} for kind, shown in panel.items()},
        **({"choices": _CHOICES, "shapes": dict(SHAPES), **words_header("player")} if has_grid else {}),
        **live,
        "chart": chart_header(lines.axis, offset, lines.over, lines.last, lines.note),
        "ranking": _ranking(race.surface, chart),
        "racers": _racers(race, styles, drawn),
    }
    arrays = [array for each in grounds for array in ground_arrays(race.surface, *each)]
    for run, loss, line in zip(race.values(), losses, drawn, strict=True):
        arrays += [run.points[:, 0], run.points[:, 1], loss, *line.arrays]
    return packed(header, arrays)


def _ranking(surface: Surface, chart: Chart) -> dict[str, Any]:
    """What places are told by at each step."""
    told = {"minimum": least_value(surface), "bounded": has_minimum(surface), "equal": EQUAL, "tolerance": TOLERANCE}
    return {**told, "goals": goals(surface) or None} if chart.quantity == DISTANCE else told


def _racers(race: Race, styles: Sequence[Style], drawn: Sequence[RacerLine]) -> list[dict[str, Any]]:
    told = {line.name: _told(line) for line in standings(race)}
    return [
        {"name": name, "color": style.color, "symbol": style.symbol, **told[name], **line.fields}
        for name, style, line in zip(race, styles, drawn, strict=True)
    ]


def _told(line: Standing) -> dict[str, int | str | bool]:
    """What tells a racer's place beside its loss, each where there is such a thing.

    place: at the end, where the losses as they are sent cannot tell all apart; none for one that is gone, but where it
    counts who was first to leave. arrived, settled: the steps from which it is where it should be, and its verdict
    holds. lost: whether it is by then. stopped: the step from which on it is gone. ending, gone: what became of it
    then, at length and in short.
    """
    arrived = line.steps_to_leave if line.steps_to_tolerance is None else line.steps_to_tolerance
    verdict = line.verdict
    told = {"arrived": arrived, "settled": verdict.step, "lost": verdict.ending.lost or None}
    if verdict.gone is not None:
        told |= {"stopped": verdict.gone, "ending": verdict.said, "gone": verdict.brief}
    if verdict.gone is None or line.steps_to_leave is not None:
        told["place"] = line.place
    return {name: value for name, value in told.items() if value is not None}
