"""A fair race's tuning: each racer's score at every rate that was tried, its best, and what that cost."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from figures.plots import LEGEND, PHONE, SHARE, TEXT, field_label, hover, narrow, packed, shown, swatch
from figures.scores import Band, ScoreAxis, final_axis, steps_axis
from figures.theme import Style
from optimizers.numbers import written
from racing import Criterion, Tuned
from racing.tuning import EACH, NEAR, ROUNDS, SPREAD, told_setting
from surfaces import Surface
from words import joined, listed, say

USUAL = say("learning rate")

GAP = 0.04
"""Part of the height between the scores and the band above them."""


def tuning_text(tuned: Mapping[str, Tuned], steps: int) -> str:
    """Say in plain words which runs were made and what decided."""
    every = list(tuned.values())
    others = [
        say("{racer}: of its {field}", racer=name, field=_label(found))
        for name, found in tuned.items()
        if _label(found) != USUAL
    ]
    runs = say(
        "Each racer was run {count} times, {budget}: at {first} values of its {rate} over the usual range, then "
        "{rounds} times {each}, beyond an end while the best was there, else beside the best; at last with {spread} "
        "settings spread evenly over all its numbers, that one within {near:g} times of the best.",
        count=len(every[0].values),
        rate=say("learning rate ({others})", others=listed(others)) if others else USUAL,
        budget=_budget(every[0], steps),
        first=every[0].alone - ROUNDS * EACH,
        rounds=ROUNDS,
        each=EACH,
        spread=SPREAD,
        near=NEAR,
    )
    said = [runs, _decided(every[0])]
    if every[0].evaluations is not None:
        said.append(
            say(
                "A value, a gradient, a Hessian and a Jacobian count as one evaluation each, "
                "over data one for each row."
            )
        )
    if ends := [name for name, found in tuned.items() if found.at_end]:
        said.append(
            say("Still at an end of what was tried, so that a better may lie beyond: {racers}.", racers=listed(ends))
        )
    if flat := [name for name, found in tuned.items() if found.is_flat]:
        said.append(say("Whatever the value, nothing changes: {racers}.", racers=listed(flat)))
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
            "The setting with the least final loss was chosen, the quickest of equal ones; a run that is lost or "
            "leaves the domain does not count."
        )
    if found.evaluations is None:
        return say(
            "The setting with the fewest steps to {share} of the starting height above the minimum was chosen, of "
            "equal ones that with the least final loss; a run that is lost or leaves the domain does not count.",
            share=SHARE,
        )
    return say(
        "The setting with the fewest evaluations to {share} of the starting height above the minimum was chosen, of "
        "equal ones that with the least final loss; a run that is lost or leaves the domain does not count.",
        share=SHARE,
    )


def tuning_figure(tuned: Mapping[str, Tuned], styles: Sequence[Style], surface: Surface) -> dict:
    """Return the chart, each racer in its style; values without a score stand in a band of their own at the top.

    surface: the one that was descended, whose minimum losses are counted from.
    """
    every = list(tuned.values())
    axis = steps_axis(every) if every[0].criterion is Criterion.STEPS else final_axis(every, surface)
    scores = [axis.scores(found) for found in every]
    band = Band(every, scores)
    rates = np.concatenate([found.values for found in every])
    low, high = float(np.log10(rates.min())), float(np.log10(rates.max()))
    margin = 0.02 * (high - low)
    data = []
    for i, ((name, found), style, score) in enumerate(zip(tuned.items(), styles, scores, strict=True)):
        data += _Racer(i, name, found, style, score, band, axis).traces()
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


class _Racer(NamedTuple):
    """Racer i, whose scores go on the axis, or in the band above it."""

    i: int
    name: str
    found: Tuned
    style: Style
    score: np.ndarray
    band: Band
    axis: ScoreAxis

    def traces(self) -> list[dict]:
        """Return the line of its rates, what else was tried, its places in the band, and what was chosen."""
        words = self.band.words(self.found, self.score)
        lost = [k for k, word in enumerate(words) if word]
        return [self._line(), self._spread(), *([self._above(lost, words)] if lost else []), self._chosen(words)]

    def _line(self) -> dict:
        """The settings in which the rate alone was varied."""
        label = _label(self.found)
        return {
            **self._drawn(slice(self.found.alone)),
            "mode": "lines+markers",
            "name": shown(self.name) if label == USUAL else joined("", [shown(self.name), " (", label, ")"]),
            "line": {"color": self.style.color, "width": 1.75},
            **self._marked(self._rate, self._score, size=5),
            "showlegend": True,
        }

    def _spread(self) -> dict:
        """The settings in which all numbers were."""
        alone = self.found.alone
        return {
            **self._drawn(slice(alone, None)),
            "mode": "markers",
            "text": [told_setting(self.found, i) for i in range(alone, len(self.score))],
            **self._marked("%{text}", self._score, size=5, opacity=0.45),
        }

    def _above(self, lost: Sequence[int], words: Sequence[str]) -> dict:
        """The settings without a score, in the band."""
        return {
            "mode": "markers",
            "yaxis": "y2",
            "x": packed(self.found.values[lost], "f8"),
            "y": [self.band.place(words[k], self.i) for k in lost],
            "text": [words[k] for k in lost],
            **self._marked(self._rate, "%{text}", size=4),
        }

    def _chosen(self, words: Sequence[str]) -> dict:
        score, word = self.score[self.found.best], words[self.found.best]
        if word:
            height, reached = {"y": [self.band.place(word, self.i)], "yaxis": "y2"}, word
        else:
            height = {"y": [float(self.axis.drawn(score))]}
            reached = joined(" ", [self.axis.label, written(score)])
        setting = say("{setting}, chosen", setting=told_setting(self.found))
        place = {**height, "mode": "markers", "x": [self.found.value], "cliponaxis": False}
        return place | self._marked(setting, reached, **_CHOSEN)

    @property
    def _rate(self) -> str:
        return joined(" ", [_label(self.found), "%{x:.4~g}"])

    @property
    def _score(self) -> str:
        return joined(" ", [self.axis.label, "%{customdata:.4~g}"])

    def _drawn(self, part: slice) -> dict:
        score = self.score[part]
        return {
            "x": packed(self.found.values[part], "f8"),
            "y": packed(self.axis.drawn(score), "f8"),
            "customdata": packed(np.where(np.isfinite(score), score, np.nan), "f8"),
        }

    def _marked(self, *lines: str, **marker: Any) -> dict:
        """What all its traces have: its mark, and what the hover says under its name."""
        return {
            "type": "scatter",
            "legendgroup": self.name,
            "showlegend": False,
            "marker": {**marker, "color": self.style.color, "symbol": self.style.symbol},
            "hovertemplate": hover(joined("", ["<b>", shown(self.name), "</b>"]), *lines),
        }


_CHOSEN = {"size": 12, "line": {"color": TEXT, "width": 2}}


def _chosen_key() -> dict:
    marker = {**_CHOSEN, "symbol": "circle", "color": "rgba(0,0,0,0)"}
    return swatch(say("chosen"), TEXT, marker=marker, legendrank=1001)


def _label(found: Tuned) -> str:
    return field_label(found.rule, found.field)
