"""A fair race's tuning: each racer's score at every value of its rate, its best, and what that cost."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from figures.maps import SHARE
from figures.plots import AWAY, GRID, LEGEND, PHONE, TEXT, field_label, hover, narrow, packed, shown, swatch
from figures.theme import Style
from figures.values_axis import values_axis
from racing import Criterion, Tuned
from racing.tuning import EACH, ROUNDS
from surfaces import Surface
from words import joined, listed, say

NEVER, LOST = say("never reached"), say("lost or left")
"""What a value has in place of a score."""

USUAL = say("learning rate")

GAP = 0.04
"""Part of the height between the scores and the band above them."""

ROW = 0.025
"""Part of the height for a racer in each row of the band."""


def tuning_text(tuned: Mapping[str, Tuned], steps: int) -> str:
    """Say in plain words which runs were made and what decided."""
    every = list(tuned.values())
    others = [
        say("{racer}: of its {field}", racer=name, field=_label(found))
        for name, found in tuned.items()
        if _label(found) != USUAL
    ]
    runs = say(
        "Each racer was run at {count} values of its {rate}, {budget}: {first} over the usual range, then {rounds} "
        "times {each}, beyond an end while the best was there, else beside the best.",
        count=len(every[0].values),
        rate=say("learning rate ({others})", others=listed(others)) if others else USUAL,
        budget=_budget(every[0], steps),
        first=len(every[0].values) - ROUNDS * EACH,
        rounds=ROUNDS,
        each=EACH,
    )
    said = [runs, _decided(every[0])]
    if every[0].evaluations is not None:
        said.append(say("A value, a gradient and a Hessian count as one evaluation each, over data one for each row."))
    if ends := [name for name, found in tuned.items() if found.at_end]:
        said.append(
            say("Still at an end of what was tried, so that a better may lie beyond: {racers}.", racers=listed(ends))
        )
    return joined(" ", said)


def _budget(found: Tuned, steps: int) -> str:
    """Return what each run was given, and which runs each value had."""
    in_steps, once = found.evaluations is None, len(found.seeds) == 1
    budget = {"count": steps if in_steps else found.evaluations, "first": found.seeds[0], "last": found.seeds[-1]}
    if in_steps and once:
        return say("{count:,} steps each", **budget)
    if in_steps:
        return say("{count:,} steps each, with seeds {first} to {last}, whose median counts", **budget)
    if once:
        return say("at most {count:,} evaluations each", **budget)
    return say("at most {count:,} evaluations each, with seeds {first} to {last}, whose median counts", **budget)


def _decided(found: Tuned) -> str:
    """Return which of the values was chosen."""
    if found.criterion is Criterion.LOSS:
        return say(
            "The value with the least final loss was chosen, the quickest of equal ones; a run that is lost or leaves "
            "the domain does not count."
        )
    if found.evaluations is None:
        return say(
            "The value with the fewest steps to {share} of the starting height above the minimum was chosen, of equal "
            "ones that with the least final loss; a run that is lost or leaves the domain does not count.",
            share=SHARE,
        )
    return say(
        "The value with the fewest evaluations to {share} of the starting height above the minimum was chosen, of "
        "equal ones that with the least final loss; a run that is lost or leaves the domain does not count.",
        share=SHARE,
    )


def tuning_figure(tuned: Mapping[str, Tuned], styles: Sequence[Style], surface: Surface) -> dict:
    """Return the chart, each racer in its style; values without a score stand in a band of their own at the top.

    surface: the one that was descended, whose minimum losses are counted from.
    """
    every = list(tuned.values())
    axis = _steps_axis(every) if every[0].criterion is Criterion.STEPS else _losses_axis(every, surface)
    scores = [axis.scores(found) for found in every]
    band = _Band(every, scores)
    rates = np.concatenate([found.values for found in every])
    low, high = float(np.log10(rates.min())), float(np.log10(rates.max()))
    margin = 0.02 * (high - low)
    data = []
    for i, ((name, found), style, score) in enumerate(zip(tuned.items(), styles, scores, strict=True)):
        data += _rates(name, found, style, score, _Place(i, band, axis))
    top = 1 - band.height - GAP if band.rows else 1.0
    layout = {
        "xaxis": {
            "title": {"text": listed(sorted({_label(found) for found in every}, key=USUAL.__ne__), "or")},
            "type": "log",
            "range": [low - margin, high + margin],
        },
        "yaxis": {"title": {"text": axis.label}, **axis.layout(), "domain": [0, top]},
        "legend": LEGEND,
        "showlegend": True,
        "hovermode": "closest",
        "margin": {"l": 96 if band.rows else 64, "r": 16, "t": 8, "b": 48},
        "uirevision": f"tuning {surface.identity} {low} {high} {axis}",
    }
    if band.rows:
        layout["yaxis2"] = band.axis()
        layout["shapes"] = [band.ground(row) for row in range(len(band.rows))]
    return {"data": [*data, _chosen_key()], "layout": layout, "narrow": narrow(PHONE / top)}


class _Band:
    """The rows above the chart for values without a score, with a line for each racer."""

    def __init__(self, every: Sequence[Tuned], scores: Sequence[np.ndarray]):
        self.count = len(every)
        words = {word for found, score in zip(every, scores, strict=True) for word in self.words(found, score) if word}
        self.rows = [word for word in (NEVER, LOST) if word in words]
        self.height = ROW * max(2, self.count) * len(self.rows)

    @staticmethod
    def words(found: Tuned, score: np.ndarray) -> list[str]:
        """Return for each rate what it has in place of a score, empty where it has one."""
        reasons = (NEVER if whole else LOST for whole in np.isfinite(found.losses))
        return ["" if has else reason for has, reason in zip(np.isfinite(score), reasons, strict=True)]

    def place(self, word: str, i: int) -> float:
        """Return the height of racer i in a row."""
        return self.rows.index(word) + 1 - (i + 1) / (self.count + 1)

    def axis(self) -> dict:
        """Return the layout of the band's axis."""
        return {
            "domain": [1 - self.height, 1],
            "range": [0, len(self.rows)],
            "tickmode": "array",
            "tickvals": [row + 0.5 for row in range(len(self.rows))],
            "ticktext": self.rows,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "anchor": "x",
        }

    def ground(self, row: int) -> dict:
        """Return the rectangle behind a row."""
        color = {NEVER: GRID, LOST: AWAY}[self.rows[row]]
        place = {"xref": "x domain", "yref": "y2", "x0": 0, "x1": 1, "y0": row, "y1": row + 1}
        return {"type": "rect", **place, "fillcolor": color, "opacity": 0.25, "line": {"width": 0}, "layer": "below"}


class _Axis(NamedTuple):
    """The axis of scores, which are counted from `offset`; bounds: (low, high) of what is shown."""

    label: str
    log: bool
    offset: float
    bounds: tuple[float, float]
    steps: bool

    def scores(self, found: Tuned) -> np.ndarray:
        """Return the score at each rate, inf for none."""
        return found.steps if self.steps else found.losses - self.offset

    def drawn(self, score: np.ndarray) -> np.ndarray:
        """Return where scores are drawn: those beyond the axis at its end, nan for none."""
        return np.where(np.isfinite(score), np.clip(score, *self.bounds), np.nan)

    def layout(self) -> dict:
        """Return the axis as Plotly wants it, with room around its ends."""
        low, high = np.log10(self.bounds) if self.log else self.bounds
        margin = 0.05 * (high - low)
        return {"type": "log" if self.log else "linear", "range": [float(low - margin), float(high + margin)]}


def _steps_axis(every: Sequence[Tuned]) -> _Axis:
    taken = np.concatenate([found.steps for found in every])
    most = float(taken[np.isfinite(taken)].max(initial=1.0))
    in_steps = every[0].evaluations is None
    label = say("steps to {share}", share=SHARE) if in_steps else say("evaluations to {share}", share=SHARE)
    return _Axis(label, False, 0.0, (0.0, most), True)


def _losses_axis(every: Sequence[Tuned], surface: Surface) -> _Axis:
    """Choose the axis as for a race; what was lost does not count."""
    losses = np.concatenate([found.losses for found in every])
    kept = losses[np.isfinite(losses)]
    axis = values_axis(surface, (kept if kept.size else np.zeros(1))[:, None])
    return _Axis(say("final {loss}", loss=axis.label), axis.log, axis.offset, axis.bounds, False)


class _Place(NamedTuple):
    """Where racer i's scores go: on the axis, or in the band above it."""

    i: int
    band: _Band
    axis: _Axis

    def put(self, score: float, word: str) -> tuple[dict, str]:
        """Return the height of one score, and what the hover says of it."""
        if word:
            return {"y": [self.band.place(word, self.i)], "yaxis": "y2"}, word
        return {"y": [float(self.axis.drawn(score))]}, joined(" ", [self.axis.label, f"{score:.4g}"])


def _rates(name: str, found: Tuned, style: Style, score: np.ndarray, place: _Place) -> list[dict]:
    """Return the line of a racer, its places in the band, and the rate that was chosen."""
    words = place.band.words(found, score)
    look = {"color": style.color, "symbol": style.symbol}
    label = _label(found)
    title = joined("", ["<b>", shown(name), "</b>"])
    rate = joined(" ", [label, "%{x:.4~g}"])
    common = {"type": "scatter", "legendgroup": name, "showlegend": False}
    line = {
        **common,
        "mode": "lines+markers",
        "x": packed(found.values, "f8"),
        "y": packed(place.axis.drawn(score), "f8"),
        "customdata": packed(np.where(np.isfinite(score), score, np.nan), "f8"),
        "name": shown(name) if label == USUAL else joined("", [shown(name), " (", label, ")"]),
        "showlegend": True,
        "line": {"color": style.color, "width": 1.75},
        "marker": {**look, "size": 5},
        "hovertemplate": hover(title, rate, joined(" ", [place.axis.label, "%{customdata:.4~g}"])),
    }
    lost = [k for k, word in enumerate(words) if word]
    above = {
        **common,
        "mode": "markers",
        "yaxis": "y2",
        "x": packed(found.values[lost], "f8"),
        "y": [place.band.place(words[k], place.i) for k in lost],
        "text": [words[k] for k in lost],
        "marker": {**look, "size": 4},
        "hovertemplate": hover(title, rate, "%{text}"),
    }
    height, reached = place.put(score[found.best], words[found.best])
    chosen = {
        **common,
        **height,
        "mode": "markers",
        "x": [found.value],
        "cliponaxis": False,
        "marker": {**_CHOSEN, **look},
        "hovertemplate": hover(title, say("{rate}, chosen", rate=rate), reached),
    }
    return [line, *([above] if lost else []), chosen]


_CHOSEN = {"size": 12, "line": {"color": TEXT, "width": 2}}


def _chosen_key() -> dict:
    marker = {**_CHOSEN, "symbol": "circle", "color": "rgba(0,0,0,0)"}
    return swatch(say("chosen"), TEXT, marker=marker, legendrank=1001)


def _label(found: Tuned) -> str:
    return field_label(found.rule, found.field)
