"""A race as one HTML page that needs no server: the player, its modules and the race's bytes, all inside.

`exports.page` makes a file of it, `player.notebook` the frame under a cell.
"""

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from html import escape
from importlib.resources import files
from pathlib import Path, PurePosixPath
from string import Template
from urllib.parse import quote

import numpy as np

import words
from figures import DARK, LIGHT, Chart, Look, Style, landscape
from figures.views import VIEWS
from player.assets import BROWSER
from player.live import live, sliders
from player.message import header_text
from player.payload import payload
from player.scripts import short
from player.words import NO_PLOTLY
from racing import Race
from racing.checks import whole_number
from words import _, say, tell

PLOTLY = ("inside", "cdn")
"""Where plotly.js comes from: it is in the page, or fetched as the page opens."""

PAGES = Path(__file__).parent / "pages"

_PLAIN = " !\"$&'()*+,/:;=>?@[]^`{|}~"
"""What a data: address inside a script holds as it is."""

_HANDS = ("alone.js", "finals.js")

_IMPORTED = re.compile(r'\bfrom "\./([\w/-]+\.js)"')
_NAMED = re.compile(r'\b(from |import\()"\./([\w/-]+\.js)"')


def standalone(
    owner: str,
    race: Race,
    styles: Sequence[Style],
    *,
    view: str,
    chart: Chart,
    look: Look,
    plotly: str,
    step: int | None = None,
    hands: bool = True,
    css: str = "",
    first: str = "",
    below: str = "",
    letters: Callable[[str], str] = lambda shown: "",
    modules: Sequence[str] = (),
) -> str:
    """Return the page that opens in `view`, with one style a racer, in the language spoken; in the colours of its
    reader's system.

    chart: the one beside the picture. look: how the picture looks, in the page's colours unless it says otherwise.
    plotly: one of `PLOTLY`. step: where the race stands, at its end where None. hands: whether a racer's
    numbers have a slider and the start can be dragged. css: rules after the page's own. first:
    a script that runs before all others. below: HTML under the player. letters: returns rules that bring the letters of
    a text. modules: what scripts in `below` import. ValueError naming `owner`, the field, what is expected and what was
    given.
    """
    _check(owner, "view", view, VIEWS)
    _check(owner, "plotly", plotly, PLOTLY)
    _check_kinds(owner, chart=(chart, Chart), look=(look, Look))
    if step is not None:
        step = whole_number(owner, "step", step, 0, race.steps)
    drawn = {"view": view, "chart": chart, "look": look, "step": step}
    message = payload(race, landscape(race.surface, levels=look.levels), styles, **drawn)
    body = _body(race, view, message, hands, below)
    modules = ("index.js", "unpacked.js", *(_HANDS if hands else ()), *modules)
    more = css + letters(header_text(message) + body)
    return _page(body, tell(race.surface.name), "page.js", modules, plotly, "player.css", more=more, first=first)


def _body(race: Race, view: str, message: bytes, hands: bool, below: str) -> str:
    """Return what stands on the page: the views, the player with its message, and what is below it."""
    return Template(text("race.html")).substitute(
        title=escape(tell(race.surface.name)),
        view=escape(_("View")),
        missing=escape(tell(NO_PLOTLY)),
        buttons="".join(_button(name, title, pressed=name == view) for name, title in VIEWS.items()),
        below=below,
        race=packed_words(message),
        hands=packed_bytes(_told({**live(race).header(), **sliders(race)})) if hands else "",
    )


def chart_page(message: bytes, title: str, plotly: str = PLOTLY[0], css: str = "", below: str = "") -> str:
    """Return the page that shows a chart, the `message` of `player.plot_payload`, in the language spoken.

    plotly: one of `PLOTLY`. css: rules after the page's own. below: HTML that stands below the chart.
    """
    _check("chart_page", "plotly", plotly, PLOTLY)
    chart = message.decode().replace("<", r"\u003c")
    told = {"title": escape(title), "missing": escape(tell(NO_PLOTLY)), "below": below}
    body = Template(text("chart.html")).substitute(chart=chart, **told)
    return _page(body, title, "chart.js", ("plot.js",), plotly, "player.css", "plot.css", more=css)


def _page(
    body: str,
    title: str,
    script: str,
    modules: Sequence[str],
    plotly: str,
    *sheets: str,
    more: str = "",
    first: str = "",
) -> str:
    """Return the page around a body: its style sheets and `more` rules, plotly.js, the modules and its own script."""
    colors = {"light_background": LIGHT.background, "light_text": LIGHT.text}
    colors |= {"dark_background": DARK.background, "dark_text": DARK.text}
    own = "".join((BROWSER / sheet).read_text("utf-8") for sheet in sheets)
    return Template(text("page.html")).substitute(
        language=words.language(),
        title=escape(title),
        css=own + Template(text("page.css")).substitute(colors) + more,
        dark=Template(text("dark.css")).substitute(colors),
        first=first,
        plotly=_plotly(plotly),
        modules=_modules(modules),
        body=body,
        script=bare(text(script)),
    )


def text(name: str) -> str:
    """Return a file that pages are made of."""
    return (PAGES / name).read_text("utf-8")


def _check_kinds(owner: str, **given: tuple) -> None:
    for field, (value, kind) in given.items():
        if not isinstance(value, kind):
            told = {"owner": owner, "field": field, "kind": kind.__name__, "value": value}
            raise ValueError(say("{owner}: {field}: expected a figures.{kind}, got {value!r}", **told))


def _check(owner: str, field: str, value, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ValueError(
            say(
                "{owner}: {field}: expected one of {choices}, got {value!r}",
                owner=owner,
                field=field,
                choices=", ".join(choices),
                value=value,
            )
        )


def _told(header: Mapping) -> bytes:
    return json.dumps(words.told(header), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def packed_words(message: bytes) -> str:
    """Return `message`, whole 32-bit words, in half its size: neighbours on a path differ little."""
    words = np.frombuffer(message, "<u4")
    return packed_bytes(np.diff(words, prepend=np.uint32(0)).view(np.uint8).reshape(-1, 4).T.tobytes())


def packed_bytes(content: bytes) -> str:
    """Return `content` as small as it gets, as text."""
    return base64.b64encode(gzip.compress(content, mtime=0)).decode()


def _modules(first: Sequence[str]) -> str:
    """Return the import map of modules and those they need, each a data: address, as none on disk may import others."""
    sources, wanted = {}, {*first}
    while wanted:
        name = wanted.pop()
        source = (BROWSER / name).read_text("utf-8")
        folder = name.rpartition("/")[0]
        sources[f"player/{name}"] = _address(source, folder)
        found = {(PurePosixPath(folder) / each).as_posix() for each in _IMPORTED.findall(source)}
        wanted |= {each for each in found if f"player/{each}" not in sources}
    return json.dumps({"imports": dict(sorted(sources.items()))})


@lru_cache(maxsize=128)
def _address(source: str, folder: str) -> str:
    """Return the data: address of a module of a folder; all pages have the same ones."""
    return "data:text/javascript," + quote(bare(source, folder), safe=_PLAIN)


def bare(script: str, folder: str = "") -> str:
    """Return a `script` of a folder, short, with its imports from "./name.js" taken from "player/folder/name.js".

    The import map knows those.
    """
    return _NAMED.sub(rf'\1"{PurePosixPath("player", folder)}/\2"', short(script))


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
    script = content.decode("utf-8")
    version = re.search(r"plotly\.js v(\d[\w.-]*)", script[:400])
    if version is None:
        raise ValueError(
            say("plotly: plotly.min.js: expected its version at the start, got {script!r}", script=script[:60])
        )
    inside = re.sub(r"</(?=script)", r"<\\/", script, flags=re.IGNORECASE)
    return inside, version[1], base64.b64encode(hashlib.sha256(content).digest()).decode()


def _button(view: str, title: str, pressed: bool) -> str:
    return (
        f'<button type="button" data-view="{view}" aria-pressed="{str(pressed).lower()}">{escape(tell(title))}</button>'
    )
