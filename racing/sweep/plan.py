"""What a sweep consists of: its runs in their order, and the chunks that they go in."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from itertools import pairwise

import numpy as np
from sympy import srepr

from optimizers import Rule
from racing.axis import COORDINATES, Axis
from racing.batch import MOST_STEPS, Batch, batch
from racing.checks import NUMPY, engine_of, whole_number
from racing.engine import chunks
from racing.maps import placed
from racing.run import STEPS
from racing.survey import outcomes
from surfaces import Surface
from words import say

MOST_RUNS = 10**8
MOST_STARTS = 10_000


@dataclass(frozen=True, eq=False)
class Plan:
    """Every combination of the axes' values and the starts: the first axis slowest, the starts fastest.

    starts: (m, 2) points, or one; the surface's own where None. chunk: how many runs go at once, chosen by their length
    where None. engine: one of `racing.checks.ENGINES`. ValueError naming the field, what is expected and what was
    given.
    """

    surface: Surface
    rule: Rule
    axes: tuple[Axis, ...]
    starts: np.ndarray | None = None
    steps: int = STEPS
    chunk: int | None = None
    engine: str = NUMPY

    def __post_init__(self):
        engine_of("sweep", self.engine, self.rule)
        object.__setattr__(self, "axes", tuple(axis.checked(self.rule) for axis in self.axes))
        starts = np.array(self.surface.start if self.starts is None else self.starts, dtype=float).reshape(-1, 2)
        object.__setattr__(self, "starts", starts)
        object.__setattr__(self, "steps", whole_number("sweep", "steps", self.steps, 1, MOST_STEPS))
        if not np.isfinite(starts).all():
            given = starts[~np.isfinite(starts)][0]
            raise ValueError(say("sweep: starts must be finite numbers, got {given}", given=given))
        whole_number("sweep", "starts", len(starts), 1, MOST_STARTS)
        fields = sorted(axis.field for axis in self.axes)
        for field, following in pairwise(fields):
            if field == following:
                raise ValueError(say("sweep: axes must vary different fields, got {field} twice", field=field))
        if len(starts) > 1 and (varied := COORDINATES.keys() & set(fields)):
            told = {"field": min(varied), "count": len(starts)}
            raise ValueError(say("sweep: starts must be one where an axis varies {field}, got {count}", **told))
        if self.runs > MOST_RUNS:
            sizes = " × ".join(f"{count:,}" for count in self._shape)
            told = {"most": MOST_RUNS, "sizes": sizes, "runs": self.runs}
            raise ValueError(say("sweep: runs must be at most {most:,}, got {sizes} = {runs:,}", **told))
        if self.chunk is not None:
            object.__setattr__(self, "chunk", whole_number("sweep", "chunk", self.chunk, 1))

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return math.prod(self._shape)

    @cached_property
    def chunks(self) -> list[slice]:
        """Which runs go together."""
        if self.chunk is None:
            return chunks(self.runs, self.steps)
        return [slice(first, min(first + self.chunk, self.runs)) for first in range(0, self.runs, self.chunk)]

    def values(self, part: slice) -> dict[str, np.ndarray]:
        """Return what sets these runs apart: each axis's field and both coordinates of the start, (runs,) each."""
        *places, start = np.unravel_index(np.arange(part.start, part.stop), self._shape)
        starts = {field: self.starts[start, i] for field, i in COORDINATES.items()}
        varied = {axis.field: axis.values()[place] for axis, place in zip(self.axes, places, strict=True)}
        return varied | {field: column for field, column in starts.items() if field not in varied}

    def batch(self, part: slice) -> Batch:
        """Return these runs, ready to run."""
        rule, starts = placed(self.rule, self.surface.start, self.values(part))
        return replace(batch(rule, self.surface, starts, self.steps), engine=self.engine)  # which is known to run it

    def described(self) -> dict[str, str | int | list]:
        """Return all that the rows depend on, to tell one sweep from another."""
        return {
            "surface": [self.surface.name, repr(self.surface.domain), repr(self.surface.minima)],
            "expression": sha256(srepr(self.surface.expression).encode()).hexdigest(),
            "rule": repr(self.rule),
            "axes": [repr(axis) for axis in self.axes],
            "starts": self.starts.tolist(),
            "steps": self.steps,
            "engine": self.engine,
            "chunks": [self.runs, len(self.chunks), self.chunks[0].stop],
        }

    @property
    def _shape(self) -> tuple[int, ...]:
        return (*(axis.count for axis in self.axes), len(self.starts))


def spread_starts(surface: Surface, count: int, seed: int = 0) -> np.ndarray:
    """Return `count` points (count, 2) drawn evenly from the surface's domain."""
    count = whole_number("sweep", "starts", count, 1, MOST_STARTS)
    low, high = np.array(surface.domain).T
    return np.random.default_rng(whole_number("sweep", "seed", seed, 0)).uniform(low, high, (count, 2))


def rows(plan: Plan, part: slice, cancelled: Callable[[], bool] | None = None) -> np.ndarray:
    """Run one chunk; return its rows, an array of named columns: what was varied, the start, and what became of it."""
    found = outcomes(plan.batch(part), cancelled)
    columns = plan.values(part) | {
        "x": found.points[:, 0],
        "y": found.points[:, 1],
        "loss": found.values,
        "steps_to_tolerance": found.steps_to_tolerance,
        "ending": found.endings,
        "step": found.since,
        "rest_x": found.rests[:, 0],
        "rest_y": found.rests[:, 1],
    }
    table = np.empty(part.stop - part.start, [(name, column.dtype) for name, column in columns.items()])
    for name, column in columns.items():
        table[name] = column
    return table
