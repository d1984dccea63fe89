"""What is explored: which racer, which quantities over which ranges, measured how. One frozen value in the session."""

from dataclasses import dataclass
from types import MappingProxyType

from figures.maps import Measure
from optimizers import GradientDescent, Rule
from racing import Axis, Criterion, slider_axis
from racing.axis import COORDINATES, fields
from surfaces import Surface
from words import say

MODES = MappingProxyType(
    {
        "map": say("Map two values"),
        "starts": say("Map the starts"),
        "seeds": say("Many seeds"),
        "fair": say("A fair race"),
    }
)
"""What can be explored → its title; the first is the default."""

SIZES = (16, 32, 64, 128, 256)
"""How many cells a map may have along each side."""

SIZE = 64
STARTS = 128
"""Starts along each side of a map of them."""

MAX_START = 1e6
"""Of a start's coordinates, either way."""

FURTHEST_END = 1e100
"""Of an axis, either way; its inverse is the nearest to 0 on a log scale."""

RATE = GradientDescent.hyperparameters()["learning_rate"]
"""The declaration of a learning rate; all rules have its range."""

FAIR = MappingProxyType(
    {
        "tuned": say("Fair: equally tuned"),
        "spent": say("Fair: tuned, as many evaluations"),
        "same": say("Comparison: all at one learning rate"),
        "set": say("Comparison: each as it is set"),
    }
)
"""How the racers are made ready → in words; only the first two are fair: as many steps each, or evaluations."""


@dataclass(frozen=True)
class Exploration:
    """mode: a key of `MODES`. racer: the name of the one explored, None for the first.

    across, along: the axes of a map, None for the rule's own. measure: what its colours tell. fair: a key of `FAIR`;
    rate: the one learning rate; criterion: what makes one better.
    """

    mode: str = next(iter(MODES))
    racer: str | None = None
    across: Axis | None = None
    along: Axis | None = None
    measure: Measure = Measure.LOSS
    fair: str = next(iter(FAIR))
    rate: float = RATE.default
    criterion: Criterion = Criterion.LOSS

    def axes(self, rule: Rule, surface: Surface) -> tuple[Axis, Axis]:
        """Return the axes of a map of `rule`: its own where it has not those set."""
        known = fields(rule)
        across = self.across if self.across and self.across.field in known else None
        along = self.along if self.along and self.along.field in known else None
        if across and along and across.field == along.field:
            along = None
        free = [field for field in known if field not in [axis.field for axis in (across, along) if axis]]
        if across is None:
            across = usual_axis(rule, surface, free.pop(0), along.count if along else SIZE)
        return across, along or usual_axis(rule, surface, free[0], across.count)


def usual_axis(rule: Rule, surface: Surface, field: str, count: int) -> Axis:
    """Return the axis over a slider's range on this surface, or over the domain for a coordinate of the start."""
    if field in COORDINATES:
        return Axis(field, *surface.domain[COORDINATES[field]], count)
    return slider_axis(rule, surface, field, count)


def map_axis(axis: Axis, rule: Rule) -> Axis:
    """Return an axis of a map of `rule`; ValueError where the rule has no such field or range, or it is too fine.

    Nor may it begin further out than a start can be, or end beyond what a picture can hold.
    """
    called, low, high = axis.words
    if axis.count > SIZES[-1]:
        found = {"axis": called, "most": SIZES[-1], "count": axis.count}
        raise ValueError(say("{axis}: count must be at most {most}, got {count}", **found))
    if axis.field in COORDINATES and max(abs(axis.low), abs(axis.high)) > MAX_START:
        found = {"axis": called, "low": low, "high": high, "least": -MAX_START, "most": MAX_START}
        raise ValueError(say("{axis}: {low} and {high} must be at least {least:g} and at most {most:g}", **found))
    axis.checked(rule)
    least = 1 / FURTHEST_END if axis.log else -FURTHEST_END
    for name, given in ((low, axis.low), (high, axis.high)):
        if not least <= given <= FURTHEST_END:
            found = {"axis": called, "end": name, "least": least, "most": FURTHEST_END, "value": given}
            raise ValueError(
                say("{axis}: {end} must be at least {least:g} and at most {most:g}, got {value:g}", **found)
            )
    return axis
