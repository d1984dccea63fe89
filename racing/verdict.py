"""How a run ended, in words: what `racing.judge` finds."""

from dataclasses import dataclass
from enum import StrEnum

from surfaces.kinds import Kind


class Ending(StrEnum):
    """The ways a run can end."""

    CONVERGED = "converged"
    CIRCLING = "circles a minimum"
    SWINGING = "swings for ever"
    SADDLE = "stuck at a saddle"
    LEAVING = "leaving a saddle or maximum slowly"
    MAXIMUM = "stuck at a maximum"
    FLAT = "stuck on a flat"
    STALLED = "stands still on a slope"
    RUNAWAY = "runs away"
    LEFT = "left the domain of definition"
    DIVERGED = "diverged"
    MOVING = "still moving"

    @property
    def lost(self) -> bool:
        """Whether the run is gone for good."""
        return self in _LOST


_LOST = {Ending.RUNAWAY, Ending.LEFT, Ending.DIVERGED}

_SINCE = {Ending.CIRCLING, Ending.SWINGING, Ending.LEAVING, Ending.RUNAWAY}


class Rank(StrEnum):
    """What is known of a minimum among others; `FOUND` where no lower one is known, nor that there is none."""

    ONLY = "the minimum"
    GLOBAL = "a global minimum"
    LOCAL = "a local minimum"
    FOUND = "a minimum"


@dataclass(frozen=True)
class Verdict:
    """How a run ended, since which step, and where.

    step: the first step of the ending, None while the run still moves. point: (x, y) of the critical point that it
    rests at, circles or leaves; of a cycle, the place where it ends. kind: what that point is. minimum: its index in
    `surface.minima` where it is a declared one. rank: which minimum it is. within: how far from the minimum it circles.
    period: of a cycle, in steps; other: the place before the last one.
    """

    ending: Ending
    step: int | None = None
    point: tuple[float, float] | None = None
    kind: Kind | None = None
    minimum: int | None = None
    rank: Rank | None = None
    within: float | None = None
    period: int | None = None
    other: tuple[float, float] | None = None

    def __str__(self) -> str:
        match self.ending:
            case Ending.CONVERGED:
                text = f"converged to {self._named()}"
            case Ending.CIRCLING:
                text = f"circles {self._named()} within {self.within:.2g}"
            case Ending.SWINGING if self.period == 2:
                one, other = sorted((self.other, self.point))
                text = f"swings for ever between {written(one)} and {written(other)}"
            case Ending.SWINGING:
                one, other = sorted((self.other, self.point))
                text = f"goes round {self.period} places for ever, {written(one)} and {written(other)} among them"
            case Ending.LEAVING:
                what = "a saddle" if self.kind in (Kind.SADDLE, Kind.DEGENERATE_SADDLE) else "a maximum"
                text = f"near {what} {written(self.point)}, leaving slowly"
            case _:
                text = str(self.ending)
        since = "since" if self.ending in _SINCE else "at"
        return text if self.step is None else f"{text} {since} step {self.step}"

    def _named(self) -> str:
        valley = ", one of a valley of minima," if self.kind is Kind.FLAT_MINIMUM else ""
        return f"{self.rank} {written(self.point)}{valley}"


def written(point: tuple[float, float]) -> str:
    """Return a point as text, four digits of it."""
    return f"({point[0]:.4g}, {point[1]:.4g})"
