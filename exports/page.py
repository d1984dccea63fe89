"""A race as one HTML file that plays without a server: the player, its modules and the race's bytes, all inside."""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from urllib.parse import quote

import numpy as np

from figures import DARK, LIGHT, USUAL_LOOK, Chart, Look, Style, landscape, styles
from figures.chart import USUAL
from figures.marks import svg
from figures.views import CONTOUR, VIEWS
from player import payload
from player.assets import BROWSER
from racing import Race, Standing, standings
from racing.standings import cells, titles

PLOTLY = ("inside", "cdn")
"""Where plotly.js comes from: it is in the file, or fetched as the page opens."""

STANDALONE = Path(__file__).parent / "standalone"

_PLAIN = " !$&'()*+,/:;=?@[]^`{|}~"
"""What a data: address inside a script holds as it is."""

_IMPORTED = re.compile(r'\bfrom "\./([\w-]+\.js)"')

_KINDS = {"name": "name", "verdict": "verdict"}
"""Columns of the standings → their class in the style sheet; the others hold numbers."""


def race_html(
    race: Race,
    *,
    view: str = CONTOUR,
    chart: Chart = USUAL,
    look: Look = USUAL_LOOK,
    styles: Sequence[Style] | None = None,
    plotly: str = PLOTLY[0],
) -> str:
    """Return `race` as an HTML page that opens from disk in `view`; light or dark as its reader's system is.

    chart: the one beside it. look: how the picture looks, in the page's colours unless it says otherwise. styles: one
    for each racer, the usual ones where None. plotly: one of `PLOTLY`.
    ValueError naming the field, what is expected and what was given.
    """
    _check("view", view, VIEWS)
    _check("plotly", plotly, PLOTLY)
    if not isinstance(chart, Chart):
        raise ValueError(f"race_html: chart: expected a figures.Chart, got {chart!r}")
    looks = _usual(race) if styles is None else tuple(styles)
    if len(looks) != len(race):
        raise ValueError(f"race_html: styles: expected one for each of {len(race)} racers, got {len(looks)}")
    ground = landscape(race.surface, levels=look.levels)
    bytes_ = payload(race, ground, looks, view=view, chart=chart, look=look)
    colors = {"light_background": LIGHT.background, "light_text": LIGHT.text}
    colors |= {"dark_background": DARK.background, "dark_text": DARK.text}
    return Template(_text("page.html")).substitute(
        title=escape(race.surface.name),
        css=(BROWSER / "player.css").read_text("utf-8") + Template(_text("page.css")).substitute(colors),
        plotly=_plotly(plotly),
        modules=_modules(),
        buttons="".join(_button(name, title, pressed=name == view) for name, title in VIEWS.items()),
        standings=_table(race, dict(zip(race, looks, strict=True))),
        race=_packed(bytes_),
        script=_bare(_text("page.js")),
    )


def _packed(message: bytes) -> str:
    """Return `message`, whole 32-bit words, in half its size: neighbours on a path differ little."""
    words = np.frombuffer(message, "<u4")
    planes = np.diff(words, prepend=np.uint32(0)).view(np.uint8).reshape(-1, 4).T
    return base64.b64encode(gzip.compress(planes.tobytes(), mtime=0)).decode()


def _check(field: str, value, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ValueError(f"race_html: {field}: expected one of {', '.join(choices)}, got {value!r}")


def _usual(race: Race) -> tuple[Style, ...]:
    return styles([type(run.rule) for run in race.values()])


def _text(name: str) -> str:
    return (STANDALONE / name).read_text("utf-8")


def _modules() -> str:
    """Return the import map of the player's modules, each a data: address, as modules on disk may not import others."""
    sources, wanted = {}, {"index.js"}
    while wanted:
        name = wanted.pop()
        text = (BROWSER / name).read_text("utf-8")
        sources[f"player/{name}"] = "data:text/javascript," + quote(_bare(text), safe=_PLAIN)
        wanted |= {found for found in _IMPORTED.findall(text) if f"player/{found}" not in sources}
    return json.dumps({"imports": dict(sorted(sources.items()))})


def _bare(script: str) -> str:
    """Return `script` with its imports from "./name.js" taken from "player/name.js", which the import map knows."""
    return _IMPORTED.sub(r'from "player/\1"', script)


def _plotly(where: str) -> str:
    script, version, digest = _installed_plotly()
    if where == "cdn":
        address = f"https://cdn.plot.ly/plotly-{version}.min.js"
        return f'<script charset="utf-8" src="{address}" integrity="sha256-{digest}" crossorigin="anonymous"></script>'
    return f"<script>{script}</script>"


@lru_cache(maxsize=1)
def _installed_plotly() -> tuple[str, str, str]:
    """Return the installed plotly.js, its version, and its SHA-256 in base 64."""
    content = (files("plotly") / "package_data" / "plotly.min.js").read_bytes()
    text = content.decode("utf-8")
    version = re.search(r"plotly\.js v(\d[\w.-]*)", text[:400])
    if version is None:
        raise ValueError(f"plotly: plotly.min.js: expected its version at the start, got {text[:60]!r}")
    inside = re.sub(r"</(?=script)", r"<\\/", text, flags=re.IGNORECASE)
    return inside, version[1], base64.b64encode(hashlib.sha256(content).digest()).decode()


def _button(view: str, title: str, pressed: bool) -> str:
    return f'<button type="button" data-view="{view}" aria-pressed="{str(pressed).lower()}">{title}</button>'


def _table(race: Race, looks: dict[str, Style]) -> str:
    columns = titles(race.surface)
    head = "".join(f'<th class="{_kind(key)}" scope="col">{title}</th>' for key, title in columns.items())
    body = "".join(_row(columns, line, looks[line.name]) for line in standings(race))
    return f'<div class="standings"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _row(columns: Iterable[str], line: Standing, look: Style) -> str:
    texts = {field: escape(text) for field, text in cells(line).items()}
    texts["name"] = f"{svg(look)}{texts['name']}"
    return "<tr>" + "".join(f'<td class="{_kind(field)}">{texts[field]}</td>' for field in columns) + "</tr>"


def _kind(column: str) -> str:
    return _KINDS.get(column, "number")
