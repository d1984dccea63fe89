"""The browser's pictures as Streamlit components: each keeps its place and zoom while the page reruns around it."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from pathlib import Path
from typing import NamedTuple

import streamlit as st

import words
from figures import Style
from player.assets import BROWSER, SHEET, mark_file, publish
from player.words import AGAIN, NOT_LOADED, TAGLINE

_LOADER = re.sub(r"(?m)^//.*\n+|\n +|(?<=\W) | (?=\W)", "", (BROWSER / "loader.js").read_text("utf-8"))
"""What Streamlit sends with every message, so without what only a reader needs."""

_ANEW = "setTimeout(()=>this.href+='',2e3)"
"""What a style sheet does that did not arrive: it is fetched anew until it has."""

_HEARD = ("start", "window", "lost", "draws", "race", "chart", "lesson", "stop")

_DRAWN = ("player", "plot")
"""Which pictures Plotly draws."""

_STATIC = "app/static"
"""Where the browser finds what is published, beside the page: a proxy may have the page in any folder."""


class Component(NamedTuple):
    """The browser's pictures as the page uses them; each command takes `key`, `data` and callbacks for its triggers.

    mount: the player. `data` of `player.payload`; `on_start_change` (a click set the start), `on_window_change` (the
    map looks at these ranges, past its ground or closely; at its own again where there are none), `on_lost_change` (the
    browser holds no landscape of that name), `on_draws_change` (a hand is where noise or rows are needed that were not
    drawn), `on_race_change` (by how many ready-made races to go on, -1 or 1),
    `on_chart_change` (fields of the chart were chosen), `on_lesson_change` (the number of a choice, or a way to go:
    "previous", "next", "leave", "try", "again"), `on_stop_change` (a slider of the player's was let go: the key of the
    widget that it stands for, and the number of the stop).
    plot: any Plotly figure. `data` of `player.plot_payload`; `on_cell_change` (a click: x and y in the data's own
    units, and the number of the panel).
    save: the plot that stands on the page, shown at once, with a button that saves it; `data` is the format, "png" or
    "svg".
    pick: cards to choose from. `data` of `player.picker_payload`; `on_picked_change` (the one of that key was chosen).
    playhead: nothing to see where it stands, but on the player's map a step. `data` of `player.glass_payload`;
    `on_rest_change` (the player's playhead rests at that step), `on_focus_change` (the racer of that name stands out).
    again: nothing to see; has the fragment that it stands in run again at once.
    rows: nothing to see; the browser keeps rows of one's own, or brings them. `data`: digest, and rows, None where they
    are asked for; `on_told_change` (of that digest: they are kept, or here they are, None where there are none).
    name: what the page is called, and with it the style sheet of all, the language and the others that there are, so
    that it is mounted first, one each for the languages; `on_way_change` ("undo" or "redo": its keys were pressed where
    nothing is typed), `on_address_change` (the address from its question mark on: told where a lost connection is back,
    and before what is shown is taken away), `on_language_change` (the one of that code was chosen).
    folder: the address of the pictures' files.
    """

    mount: Callable
    plot: Callable
    save: Callable
    pick: Callable
    playhead: Callable
    again: Callable
    rows: Callable
    names: Mapping[str, Callable]
    folder: str

    @property
    def name(self) -> Callable:
        """The page's name in the language spoken."""
        return self.names[words.language()]

    def mark(self, style: Style) -> str:
        """Return the address of a racer's mark."""
        return f"{self.folder}/{mark_file(style)}"


def register(page_style: Path) -> Component:
    """Publish the pictures' files and the page's style sheet, and register the components with Streamlit.

    The style sheet comes with the pictures because whatever a script draws is sent again at every run. Unpublished
    where the files are not there and cannot be put there.
    """
    published, plotly = publish(more=[page_style])
    folder = f"{_STATIC}/{published}"
    sheet = f'<link rel="stylesheet" href="{folder}/{SHEET}" onerror="{_ANEW}">'

    def picture(
        name: str, module: str, create: str, *triggers: str, before: str = "", within: str = "", **more: str
    ) -> Callable:
        attributes = {
            "class": "derby",
            "data-module": f"{folder}/{module}",
            "data-create": create,
            **({"data-plotly": f"{_STATIC}/{plotly}"} if name in _DRAWN else {}),
            **{attribute.replace("_", "-"): value for attribute, value in more.items()},
        }
        root = " ".join(f'{attribute}="{escape(value)}"' for attribute, value in attributes.items())
        html = f"{before}<div {root}>{within}</div>"
        mount = st.components.v2.component(f"descent_derby.{name}", html=html, js=_LOADER, isolate_styles=False)
        return partial(mount, **{f"on_{trigger}_change": _ignore for trigger in triggers})

    def named(code: str) -> Callable:
        with words.speaking(code):
            failed, again = (escape(words.tell(said)) for said in (NOT_LOADED, AGAIN))
            more = {"lang": code, "data_line": words.tell(TAGLINE)}
        before = f'{sheet}<template class="derby-failed">{failed} <button>{again}</button></template>'
        others = (f'<button lang="{other}">{name}</button>' for other, name in words.LANGUAGES.items() if other != code)
        more |= {"before": before, "within": "".join(others)}
        return picture(f"name.{code}", "page.js", "createPage", "way", "address", "language", **more)

    return Component(
        mount=picture("player", "index.js", "createPlayer", *_HEARD, role="application"),
        plot=picture("plot", "plot.js", "createPlot", "cell", role="figure"),
        save=picture("save", "save.js", "createSaver", role="group"),
        pick=picture("picker", "picker.js", "createPicker", "picked", role="group"),
        playhead=picture("playhead", "playhead.js", "createPlayhead", "rest", "focus", role="none"),
        again=picture("again", "again.js", "createAgain", "again", role="none"),
        rows=picture("rows", "rows.js", "createRows", "told", role="none"),
        names={code: named(code) for code in words.LANGUAGES},
        folder=folder,
    )


def _ignore() -> None:
    """Stand in for a callback: a trigger without one would be an error."""
