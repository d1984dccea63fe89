"""A race as one HTML file that plays without a server, with the standings under the player; a chart likewise.

It is lettered in the reader's fonts; Korean, Japanese and Chinese letters, which not every machine has, come along.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from exports.caption import caption as captions
from exports.glass import under_glass
from exports.progress import Progress, silent
from figures import USUAL_LOOK, Chart, Look, Style
from figures import styles as usual_styles
from figures.basins import basins_figure
from figures.chart import USUAL
from figures.marks import svg
from figures.rain import Rain
from figures.views import CONTOUR
from player import steps
from player.plot import plot_payload
from player.rain import raining
from player.standalone import PLOTLY, chart_page, standalone
from racing import Race, Standing, standings
from racing.standings import cells, titles
from setups.exploration import MODES
from words import joined, say, tell

_EAST = 0x2E80
"""Where the letters begin that come along."""

_KINDS = {"name": "name", "verdict": "verdict"}
"""Columns of the standings → their class in the style sheet; the others hold numbers."""


def race_html(
    race: Race,
    *,
    view: str = CONTOUR,
    chart: Chart = USUAL,
    look: Look = USUAL_LOOK,
    styles: Sequence[Style] | None = None,
    step: int | None = None,
    caption: bool = True,
    glass: str | None = None,
    hands: bool = True,
    plotly: str = PLOTLY[0],
    progress: Progress | None = None,
) -> str:
    """Return `race` as an HTML page that opens from disk in `view`, in the language spoken; in the colours of its
    reader's system.

    chart: the one beside it. look: how the picture looks, in the page's colours unless it says otherwise. styles: one
    for each racer, the usual ones where None. step: where the race stands, at its end where None. caption: whether the
    formula, the start and the learning rates stand below. glass: the racer of whose steps the page tells, if any.
    hands: whether each racer has a slider, and the start can be dragged.
    plotly: one of `PLOTLY`. `progress` is told of each part. ValueError naming the field, what is expected and what was
    given.
    """
    worn = usual_styles([type(run.rule) for run in race.values()]) if styles is None else tuple(styles)
    if len(worn) != len(race):
        told = {"racers": len(race), "given": len(worn)}
        raise ValueError(say("race_html: styles: expected one for each of {racers} racers, got {given}", **told))
    note = progress or silent
    note(0, 2)
    looks, more = dict(zip(race, worn, strict=True)), {}
    below = _lines(captions(race) if caption else ()) + _table(race, looks)
    if under_glass("race_html", race, glass) is not None:
        below += steps.section(race, glass, looks[glass].color, step)
        more = {"css": steps.CSS, "modules": steps.MODULES}
    note(1, 2)
    shown = {"view": view, "chart": chart, "look": look, "step": step, "hands": hands}
    page = standalone("race_html", race, worn, plotly=plotly, below=below, letters=_letters, **shown, **more)
    note(2, 2)
    return page


def chart_html(
    figure: Mapping,
    *,
    file: str,
    title: str,
    look: Look = USUAL_LOOK,
    caption: Sequence[str] = (),
    plotly: str = PLOTLY[0],
    progress: Progress | None = None,
) -> str:
    """Return a figure of many runs as an HTML page that opens from disk; light or dark as its reader's system is.

    file: what its picture is called once it is saved. caption: the lines below it. plotly: one of `PLOTLY`. `progress`
    is told of each part.
    """
    note, title = progress or silent, tell(title)
    note(0, 2)
    message = plot_payload(figure, id=file, file=file, look=look)
    note(1, 2)
    below = _lines(caption)
    page = chart_page(message, title, plotly, _letters(title + below + message.decode()), below)
    note(2, 2)
    return page


def rain_html(
    rain: Rain,
    *,
    look: Look = USUAL_LOOK,
    caption: bool = True,
    plotly: str = PLOTLY[0],
    progress: Progress | None = None,
) -> str:
    """Return the map of the starts as the page of `chart_html`, on which they can be let run.

    caption: whether the formula and the learning rates stand below.
    """
    found = dict(rain)
    figure = raining(basins_figure(found, rain.styles, steps=rain.steps, ground=rain.ground), found)
    title, told = joined(": ", [rain.surface.name, MODES["starts"]]), captions(rain) if caption else ()
    return chart_html(figure, file=title, title=title, look=look, caption=told, plotly=plotly, progress=progress)


def _letters(text: str) -> str:
    """Return the rules that bring the letters of `text` that the reader's machine may lack."""
    if ord(max(text, default="a")) < _EAST:
        return ""  # without Matplotlib, which knows its fonts
    from exports.fonts import OWN, font_face

    # Before the others, as in a drawing.
    return f'{font_face(text)} :root {{ --st-font: "{OWN}", system-ui, sans-serif; }}'


def _lines(caption: Sequence[str]) -> str:
    return f'<p class="caption">{"<br>".join(map(escape, caption))}</p>' if caption else ""


def _table(race: Race, looks: dict[str, Style]) -> str:
    columns = titles(race)
    head = "".join(f'<th class="{_kind(key)}" scope="col">{escape(tell(title))}</th>' for key, title in columns.items())
    body = "".join(_row(columns, line, looks[line.name]) for line in standings(race))
    return f'<div class="standings"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _row(columns: Iterable[str], line: Standing, look: Style) -> str:
    texts = {field: escape(tell(text)) for field, text in cells(line).items()}
    texts["name"] = f"{svg(look)}{texts['name']}"
    return "<tr>" + "".join(f'<td class="{_kind(field)}">{texts[field]}</td>' for field in columns) + "</tr>"


def _kind(column: str) -> str:
    return _KINDS.get(column, "number")
