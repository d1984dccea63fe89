"""The message that shows a Plotly figure in the page's colours and in the language spoken: strict JSON, `{id, file,
look, themes, link, language, words, figure}`.

Where a figure names a colour it may say one of `figures.plots.THEMED` instead, and wears whatever the page does. A
`go.Figure` takes nothing but colours: there `var(--text)` says what `$text` says in a mapping.
"""

import json
import re
from collections.abc import Mapping

import plotly.graph_objects as go
from plotly.utils import PlotlyJSONEncoder

import words
from figures import USUAL_LOOK, Look
from player.message import look_header
from player.words import words_header


def plot_payload(
    figure: go.Figure | Mapping, *, id: str, file: str, look: Look = USUAL_LOOK, link: str | None = None
) -> bytes:
    """Pack a figure, or its `{data, layout}`; its template is left out.

    id: as long as it stays, so does the zoom. file: what the picture is called once it is saved, without its ending.
    link: the settings as the page's address holds them, None where the page keeps none. Of the look only the colours
    matter. Axes, fonts and labels that the figure says nothing about look as those of the player. `layout.height` is
    the height in pixels, the style sheet's where it is not set. Names in the legend that are wider than the picture go
    over several lines; a note whose `xref` is the "domain" of an axis is cut to its width.

    A mapping may have more entries. `narrow` is for pictures of fewer than `below` pixels: {below, aspect, layout}.
    There its layout goes over the figure's own, and the picture is as high as its axes take, from the bottom of the
    lowest to the top of the highest `aspect` times as high as they are wide. A fourth, `marks`, {groups, axes, scale,
    color}, puts marks under the traces on each pair of `axes`, {xaxis, yaxis}: as many as can be told apart there. A
    fifth, `rain`, is what `player.raining` says of the starts on its heatmaps that can be let run.
    """
    whole = figure.to_dict() if isinstance(figure, go.Figure) else figure
    layout = {key: value for key, value in whole.get("layout", {}).items() if key != "template"}
    more = {key: whole.get(key) for key in ("narrow", "marks", "rain")}
    figure = {"data": whole.get("data", []), "layout": layout, **more}
    about = {"id": id, "file": safe_name(file), "link": link, **look_header(look), **words_header("plot")}
    message = json.loads(json.dumps(words.told({**about, "figure": figure}), cls=PlotlyJSONEncoder))
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def safe_name(text: str) -> str:
    """Return `text` as the name of a file anywhere: letters, digits and few signs, not empty."""
    return re.sub(r"[^\w.=()+-]+", "-", text).strip(".-")[:120] or "picture"
