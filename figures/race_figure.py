"""A race as an ordinary Plotly figure for notebooks, animated by Plotly's own frames.

A contour trace vanishes once frames play (plotly.js #4491), so the map is an image in the layout. A frame moves only
each racer's head and the last `TAIL` steps behind it; the whole path lies faintly under them. That keeps 6 racers × 300
steps under 1 MB.
"""

import base64
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from figures.arrows import arrow_lines, arrows
from figures.critical import Marked, told_apart
from figures.landscape import Landscape, landscape
from figures.look import USUAL_LOOK, Look
from figures.map_image import map_image
from figures.marks import START
from figures.plots import hover, single
from figures.theme import Style, Theme, styles
from racing import Race
from racing.race import as_race
from words import _, say, tell, told

MAX_FRAMES = 150
TAIL = 80
"""Steps of a trail that a frame redraws."""

SECONDS = 8.0
"""How long the animation plays."""

_PLACE = ("x %{x:.6~g}", "y %{y:.6~g}")

HEAD = 12
"""Pixels across a head."""

WIDTH, HEIGHT = 760, 620
MARGIN = {"l": 50, "r": 20, "t": 90, "b": 40}
"""Of the figure, in pixels."""


class Frames(NamedTuple):
    """steps: the step each frame shows, (frames,), first 0 and last the race's. tails: per frame and racer, (n, 2)."""

    steps: np.ndarray
    tails: list[list[np.ndarray]]


def frames(race: Race) -> Frames:
    """Take every so many steps, at most `MAX_FRAMES` in all, and cut each racer's tail at each of them."""
    stride = -(-race.steps // (MAX_FRAMES - 1))
    steps = np.append(np.arange(0, race.steps, stride), race.steps)
    tails = [[single(run.points[max(0, step - TAIL) : step + 1]) for run in race.values()] for step in steps]
    return Frames(steps, tails)


def race_figure(race: Race, look: Look = USUAL_LOOK) -> go.Figure:
    """Return the animated figure of a race, with a play button and a step slider, in the language spoken."""
    moving = frames(as_race("race_figure", race))
    looks = styles([type(run.rule) for run in race.values()])
    theme, ground, unit = look.colors, landscape(race.surface, levels=look.levels), _unit(race, look)
    figure = go.Figure(layout=_layout(race, ground, look, moving.steps))
    if look.arrows:
        figure.add_trace(_field(arrow_lines(arrows(race.surface, ground), unit), theme))
    for marked in told_apart(ground.critical, unit) if look.marks else ():
        figure.add_trace(_critical(marked, theme))
    figure.add_trace(_start(race.start, theme))
    for (name, run), style in zip(race.items(), looks, strict=True):
        figure.add_trace(_path(name, run.points, style))
    first = len(figure.data)
    for tail, (name, style) in zip(moving.tails[0], zip(race, looks, strict=True), strict=True):
        figure.add_trace(_tail(name, tail, style, theme))
    moved = list(range(first, first + len(race)))
    figure.frames = [
        go.Frame(name=str(step), traces=moved, data=[_moved(tail) for tail in tails])
        for step, tails in zip(moving.steps, moving.tails, strict=True)
    ]
    return figure


def _path(name: str, points: np.ndarray, style: Style) -> go.Scatter:
    return go.Scatter(
        x=single(points[:, 0]),
        y=single(points[:, 1]),
        mode="lines",
        line={"color": style.color, "width": 1},
        opacity=0.35,
        hoverinfo="skip",
        legendgroup=name,
        showlegend=False,
    )


def _field(lines: np.ndarray, theme: Theme) -> go.Scatter:
    """Return the arrows as one trace, a gap after each."""
    points = np.pad(lines, ((0, 0), (0, 1), (0, 0)), constant_values=np.nan).reshape(-1, 2)
    line = {"color": theme.muted, "width": 1}
    return go.Scatter(
        x=single(points[:, 0]), y=single(points[:, 1]), mode="lines", line=line, hoverinfo="skip", showlegend=False
    )


def _start(start: tuple[float, float], theme: Theme) -> go.Scatter:
    marker = {"symbol": "circle-open", "size": START * HEAD, "color": theme.text, "line": {"width": 1.5}}
    text = tell(hover(say("start"), *_PLACE))
    return go.Scatter(x=start[:1], y=start[1:], mode="markers", marker=marker, hovertemplate=text, showlegend=False)


def _critical(marked: Marked, theme: Theme) -> go.Scatter:
    x, y = zip(*(critical.point for critical in marked.points), strict=True)
    color = theme.muted if marked.mark.muted else theme.text
    marker = {"symbol": marked.mark.symbol, "size": marked.mark.size, "color": color, "line": {"width": 1.5}}
    text = hover("%{text}", *_PLACE, "f %{customdata:.6~g}")
    values = [critical.value for critical in marked.points]
    more = {"showlegend": False, "hovertemplate": text, "text": told(marked.names), "customdata": values}
    return go.Scatter(x=x, y=y, mode="markers", marker=marker, **more)


def _tail(name: str, points: np.ndarray, style: Style, theme: Theme) -> go.Scatter:
    return go.Scatter(
        **_coordinates(points),
        mode="lines+markers",
        line={"color": style.color, "width": 2.5},
        marker={
            "symbol": style.symbol,
            "color": style.color,
            "size": _sizes(points),
            "line": {"color": theme.background, "width": 1},
        },
        name=tell(name),
        legendgroup=name,
        hovertemplate="x %{x:.4~g}<br>y %{y:.4~g}",
    )


def _moved(points: np.ndarray) -> go.Scatter:
    return go.Scatter(**_coordinates(points), marker={"size": _sizes(points)})


def _coordinates(points: np.ndarray) -> dict[str, np.ndarray]:
    """The head first: its marker, and with it the legend's, is then always marker 0."""
    return {"x": points[::-1, 0], "y": points[::-1, 1]}


def _sizes(points: np.ndarray) -> np.ndarray:
    sizes = np.zeros(len(points), dtype=np.uint8)
    sizes[0] = HEAD
    return sizes


def _layout(race: Race, ground: Landscape, look: Look, steps: np.ndarray) -> dict:
    theme = look.colors
    (x0, x1), (y0, y1) = race.surface.domain
    axis = {"zeroline": False, "showgrid": False, "color": theme.muted}
    equal = {"scaleanchor": "x", "constrain": "domain"} if look.axes == "equal" else {}
    title = {
        "text": tell(race.surface.name),
        "font": {"size": 16},
        "x": 0,
        "xref": "paper",
        "y": 0.97,
        "yanchor": "top",
    }
    return {
        "title": title,
        "width": WIDTH,
        "height": HEIGHT,
        "paper_bgcolor": theme.background,
        "plot_bgcolor": theme.background,
        "font": {"color": theme.text},
        "margin": MARGIN,
        "xaxis": {**axis, "range": [x0, x1], "title": {"text": "x"}, "constrain": "domain"},
        "yaxis": {**axis, "range": [y0, y1], "title": {"text": "y"}, **equal},
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "itemsizing": "constant"},
        "images": [_map(race, ground, look)],
        "updatemenus": [_buttons(len(steps))],
        "sliders": [_slider(steps)],
    }


def _unit(race: Race, look: Look) -> tuple[float, float]:
    """Return how many pixels a unit of each axis takes."""
    (x0, x1), (y0, y1) = race.surface.domain
    width, height = WIDTH - MARGIN["l"] - MARGIN["r"], HEIGHT - MARGIN["t"] - MARGIN["b"]
    unit = width / (x1 - x0), height / (y1 - y0)
    return (min(unit), min(unit)) if look.axes == "equal" else unit


def _map(race: Race, ground: Landscape, look: Look) -> dict:
    (x0, x1), (y0, y1) = race.surface.domain
    picture = base64.b64encode(map_image(ground, look)).decode()
    place = {"xref": "x", "yref": "y", "x": x0, "y": y1, "sizex": x1 - x0, "sizey": y1 - y0}
    return {"source": f"data:image/png;base64,{picture}", "sizing": "stretch", "layer": "below", **place}


def _buttons(frames: int) -> dict:
    pace = {"frame": {"duration": 1000 * SECONDS / frames, "redraw": False}, "transition": {"duration": 0}}
    buttons = [
        {"label": _("Play"), "method": "animate", "args": [None, {**pace, "fromcurrent": True}]},
        {"label": _("Pause"), "method": "animate", "args": [[None], _JUMP]},
    ]
    place = {"x": 0, "y": 0, "xanchor": "left", "yanchor": "top", "pad": {"t": 52}}
    return {"type": "buttons", "direction": "left", "showactive": False, "buttons": buttons, **place}


def _slider(steps: np.ndarray) -> dict:
    stops = [{"label": str(step), "method": "animate", "args": [[str(step)], _JUMP]} for step in steps]
    place = {"x": 0.2, "len": 0.8, "y": 0, "pad": {"t": 40}}
    before, after = _("step {step}", step="#").split("#")
    return {"currentvalue": {"prefix": before, "suffix": after}, "ticklen": 0, "steps": stops, **place}


_JUMP = {"frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}, "mode": "immediate"}
