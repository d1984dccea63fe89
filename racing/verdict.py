"""How runs ended, one in words and many as arrays: what `racing.judge` finds."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import numpy as np

from surfaces.critical import KINDS, NONE, Kind
from words import say


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
    def title(self) -> str:
        """What it is called."""
        return _TITLES[self]

    @property
    def lost(self) -> bool:
        """Whether the run is gone for good."""
        return self in _LOST


_TITLES = {
    Ending.CONVERGED: say("converged"),
    Ending.CIRCLING: say("circles a minimum"),
    Ending.SWINGING: say("swings for ever"),
    Ending.SADDLE: say("stuck at a saddle"),
    Ending.LEAVING: say("leaving a saddle or maximum slowly"),
    Ending.MAXIMUM: say("stuck at a maximum"),
    Ending.FLAT: say("stuck on a flat"),
    Ending.STALLED: say("stands still on a slope"),
    Ending.RUNAWAY: say("runs away"),
    Ending.LEFT: say("left the domain of definition"),
    Ending.DIVERGED: say("diverged"),
    Ending.MOVING: say("still moving"),
}

_LOST = {Ending.RUNAWAY, Ending.LEFT, Ending.DIVERGED}

_SINCE = {Ending.CIRCLING, Ending.SWINGING, Ending.LEAVING, Ending.RUNAWAY}


def ended_at(ending: str, step: int | str) -> str:
    """Return that a run ended in some way at a step."""
    return say("{ending} at step {step}", ending=ending, step=step)


def left_at(step: int | str) -> str:
    """Return that a run left the domain of definition at a step, in short."""
    return say("left at step {step}", step=step)


class Rank(StrEnum):
    """What is known of a minimum among others; `FOUND` where no lower one is known, nor that there is none."""

    ONLY = "the minimum"
    GLOBAL = "a global minimum"
    LOCAL = "a local minimum"
    FOUND = "a minimum"

    @property
    def title(self) -> str:
        """What a minimum of which so much is known is called."""
        return _MINIMA[self]


_MINIMA = {
    Rank.ONLY: say("the minimum"),
    Rank.GLOBAL: say("a global minimum"),
    Rank.LOCAL: say("a local minimum"),
    Rank.FOUND: say("a minimum"),
}


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

    @property
    def gone(self) -> int | None:
        """The step from which on the run has no place any more, None where it keeps one."""
        return self.step if self.ending in (Ending.DIVERGED, Ending.LEFT) else None

    def __str__(self) -> str:
        return str(self.said)

    @property
    def said(self) -> str:
        """The verdict in words."""
        if self.step is None:
            return self._ending
        if self.ending in _SINCE:
            return say("{ending} since step {step}", ending=self._ending, step=self.step)
        return ended_at(self._ending, self.step)

    @property
    def brief(self) -> str:
        """The same, for where there is little room."""
        return left_at(self.step) if self.ending is Ending.LEFT else self.said

    @property
    def _ending(self) -> str:
        """How it ended, and where."""
        match self.ending:
            case Ending.CONVERGED:
                return say("converged to {minimum}", minimum=self._minimum)
            case Ending.CIRCLING:
                return say("circles {minimum} within {distance:.2g}", minimum=self._minimum, distance=self.within)
            case Ending.SWINGING if self.period == 2:
                return say("swings for ever between {place} and {other}", **self._places)
            case Ending.SWINGING:
                told = {"period": self.period, **self._places}
                return say("goes round {period} places for ever, {place} and {other} among them", **told)
            case Ending.LEAVING if self.kind in (Kind.SADDLE, Kind.DEGENERATE_SADDLE):
                return say("near a saddle {point}, leaving slowly", point=coordinates(self.point))
            case Ending.LEAVING:
                return say("near a maximum {point}, leaving slowly", point=coordinates(self.point))
        return self.ending.title

    @property
    def _places(self) -> dict[str, str]:
        """The two places of a cycle, with as many digits as tell them apart."""
        places = sorted((self.other, self.point))
        texts = ([coordinates(place, digits) for place in places] for digits in range(4, 18))
        return dict(zip(("place", "other"), next(both for both in texts if both[0] != both[1]), strict=True))

    @property
    def _minimum(self) -> str:
        told = {"minimum": self.rank.title, "point": coordinates(self.point)}
        if self.kind is Kind.FLAT_MINIMUM:
            return say("{minimum} {point}, one of a valley of minima,", **told)
        return say("{minimum} {point}", **told)


def coordinates(point: tuple[float, float], digits: int = 4) -> str:
    """Return a point as text, so many digits of it."""
    return f"({point[0]:.{digits}g}, {point[1]:.{digits}g})"


ENDINGS = tuple(Ending)
"""Code → ending."""

CODES = {ending: code for code, ending in enumerate(ENDINGS)}

RANKS = tuple(Rank)
"""Code → rank."""


@dataclass(frozen=True, eq=False)
class Verdicts:
    """What `Verdict` says of n runs, each field an array (n, ...).

    endings, kinds, ranks: codes, kinds and ranks 255 for none. since: -1 while moving. rests, others: (n, 2), nan for
    none. minima: -1 for none. within: nan for none. periods: 0 for none.
    """

    endings: np.ndarray
    since: np.ndarray
    rests: np.ndarray
    kinds: np.ndarray
    minima: np.ndarray
    ranks: np.ndarray
    within: np.ndarray
    periods: np.ndarray
    others: np.ndarray

    @classmethod
    def of_moving(cls, n: int) -> Self:
        """Return the verdicts on n runs that all still move."""
        return cls(
            endings=np.full(n, CODES[Ending.MOVING], np.uint8),
            since=np.full(n, -1),
            rests=np.full((n, 2), np.nan),
            kinds=np.full(n, NONE, np.uint8),
            minima=np.full(n, -1),
            ranks=np.full(n, NONE, np.uint8),
            within=np.full(n, np.nan),
            periods=np.zeros(n, np.uint8),
            others=np.full((n, 2), np.nan),
        )

    def __len__(self) -> int:
        return len(self.endings)

    @property
    def lost(self) -> np.ndarray:
        """Whether each run is gone for good."""
        return np.isin(self.endings, [CODES[ending] for ending in ENDINGS if ending.lost])

    def verdict(self, i: int) -> Verdict:
        """Return the verdict on one run."""
        step, minimum, period = int(self.since[i]), int(self.minima[i]), int(self.periods[i])
        kind, rank, within = int(self.kinds[i]), int(self.ranks[i]), float(self.within[i])
        return Verdict(
            ending=ENDINGS[self.endings[i]],
            step=None if step < 0 else step,
            point=_pair(self.rests[i]),
            kind=None if kind == NONE else KINDS[kind],
            minimum=None if minimum < 0 else minimum,
            rank=None if rank == NONE else RANKS[rank],
            within=None if np.isnan(within) else within,
            period=period or None,
            other=_pair(self.others[i]),
        )


def _pair(place: np.ndarray) -> tuple[float, float] | None:
    x, y = place.tolist()
    return None if np.isnan(x) else (x, y)
