"""The line that theory draws over a map of two hyperparameters, and how it says what the line parts."""

from figures.plots import BACKGROUND, TEXT, cell_range, packed, swatch
from racing import Axis, Boundary
from racing.verdict import coordinates
from words import joined, say

_STABLE = {
    "left": (say("stable left of this line"), say("stable in the mean square left of this line")),
    "below": (say("stable below this line"), say("stable in the mean square below this line")),
    "everywhere": (say("stable everywhere on this map"), say("stable in the mean square everywhere on this map")),
    "nowhere": (say("stable nowhere on this map"), say("stable in the mean square nowhere on this map")),
}
"""Where the rule is stable → how that is said, and how where mini-batches are drawn."""


def boundary_lines(across: Axis, along: Axis, theory: Boundary) -> list[dict]:
    """Return the traces over a map of these axes, one of learning rates; only words where the line is off the map."""
    rates, limits = (across, theory.across) if across.field == "learning_rate" else (along, theory.along)
    low, high = ((10**end if rates.log else end) for end in cell_range(rates))
    if not ((limits >= low) & (limits <= high)).any():
        name = _said("everywhere" if limits.min() > high else "nowhere", theory)
        return [swatch(name, TEXT, marker={"symbol": "line-ew-open", "color": "rgba(0,0,0,0)"}, legendrank=1001)]
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": packed(theory.across, "f8"),
        "y": packed(theory.along, "f8"),
        "hoverinfo": "skip",
    }
    name = _said("left" if rates is across else "below", theory)
    return [
        {**line, "line": {"color": BACKGROUND, "width": 5}, "showlegend": False, "opacity": 0.85},
        {**line, "line": {"color": TEXT, "width": 2}, "showlegend": True, "name": name, "legendrank": 1001},
    ]


def _said(where: str, theory: Boundary) -> str:
    """Return where the rule is stable, and which theory says so."""
    return joined(": ", [_STABLE[where][theory.batch_size is not None], _theory(theory)])


def _theory(theory: Boundary) -> str:
    told = {"minimum": coordinates(theory.minimum), "count": theory.batch_size}
    if theory.batch_size is None:
        return say("theory") if theory.exact else say("theory, near the minimum {minimum}", **told)
    if theory.exact:
        return say("theory, for batches of {count} drawn anew", **told)
    return say("theory, near the minimum {minimum}, for batches of {count} drawn anew", **told)
