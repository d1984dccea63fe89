"""Where the scores of a tuning stand: on an axis of steps or losses, or above it for values that have none."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from figures.plots import AWAY, GRID, SHARE
from figures.values_axis import values_axis
from racing import Tuned
from surfaces import Surface
from words import say

NEVER, LOST = say("never reached"), say("lost or left")
"""What a value has in place of a score."""

ROW = 0.025
"""Part of the height for a racer in each row of the band."""


class Band:
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


class ScoreAxis(NamedTuple):
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


def steps_axis(every: Sequence[Tuned]) -> ScoreAxis:
    """Choose the axis of the steps, or the evaluations, that were needed."""
    taken = np.concatenate([found.steps for found in every])
    most = float(taken[np.isfinite(taken)].max(initial=1.0))
    in_steps = every[0].evaluations is None
    label = say("steps to {share}", share=SHARE) if in_steps else say("evaluations to {share}", share=SHARE)
    return ScoreAxis(label, False, 0.0, (0.0, most), True)


def final_axis(every: Sequence[Tuned], surface: Surface) -> ScoreAxis:
    """Choose the axis as for a race; what was lost does not count, and all others are in the domain."""
    losses = np.concatenate([found.losses for found in every])
    kept = losses[np.isfinite(losses)]
    axis = values_axis(surface, (kept if kept.size else np.zeros(1))[:, None], runaway=False)
    return ScoreAxis(say("final {loss}", loss=axis.label), axis.log, axis.offset, axis.bounds, False)
