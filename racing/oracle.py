"""What a rule asks: gradients, losses and what is like them, exact, noisy or of a mini-batch, and numbers drawn.

One oracle answers for one run or many, step by step, and counts. All answers within a step come from the same draw, so
a rule that asks twice sees one stochastic loss: on data the mean over the step's rows, with noise f + ξ·x. So a noisy
gradient is ∇f + ξ, and the Hessian exact. What is drawn depends on a run's seed and the step alone, and what a rule
draws itself on how often it has asked in that step: a run alone and among others draws the same.
"""

from collections.abc import Callable
from functools import cached_property
from types import MappingProxyType

import numpy as np

from racing.drawn import drawn_noise, mini_batches
from surfaces import Surface
from surfaces.compiling import Scratch
from words import say

KINDS = MappingProxyType(
    {
        "gradients": say("Gradients"),
        "values": say("Values"),
        "hessians": say("Hessians"),
        "jacobians": say("Jacobians"),
    }
)
"""What is counted, over data once for each row → what it is called.

In one sum each counts as one evaluation: at two coordinates a value, a gradient, a Hessian, and the slopes of the
residuals in a sum of squares, take about as long.
"""

NOWHERE = (np.nan, np.nan)
"""The gradient of a step that asked for none."""

_GRADIENT, _VALUE, _HESSIAN, _JACOBIAN = range(len(KINDS))


class Oracle:
    """Answers rules as `optimizers.rule.Ask` has it, on `surface`, for as many runs as there are seeds, (n,).

    t: the step, from 1. counts: how many answers so far, of each of `KINDS`, a number for all runs or (n,). draws: how
    often the rule has drawn in the step. last: the last gradient, of a run by itself as two floats.
    """

    def __init__(self, surface: Surface, steps: int, seeds: np.ndarray, noise=0.0, batch_size: int | None = None):
        """`noise` is a standard deviation in units of the gradient; `batch_size` counts rows of a data loss."""
        self.surface, self.t, self.last, self.counts = surface, 0, NOWHERE, [0] * len(KINDS)
        self._seeds, self._cost, self.draws = seeds, batch_size or surface.rows or 1, 0
        self._scratch = Scratch(lambda: np.empty(len(seeds)))
        self._noise = self._batches = self._rows = None
        if noise:
            self._noise = np.stack([drawn_noise(steps, seed, noise) for seed in self._each], axis=-1)  # (steps, 2, k)
        if batch_size:
            self._batches = [mini_batches(surface.rows, batch_size, seed) for seed in self._each]

    @cached_property
    def least(self) -> float:
        """The least value of the surface; -inf where it has none, or none is known."""
        return -np.inf if self.surface.minimum is None else self.surface.minimum

    @property
    def is_exact(self) -> bool:
        """Whether it answers alike in all steps: without noise, and over data of all rows."""
        return self._noise is None and self._batches is None

    @property
    def spent(self) -> int | np.ndarray:
        """How many evaluations there were so far, of whatever kind: a number for all runs or (n,)."""
        return sum(self.counts)

    def next_step(self) -> None:
        """Move on to the next step's draws."""
        self.t += 1
        self.draws = 0
        if self._batches is not None:
            self._rows = np.stack([next(batches) for batches in self._batches])[self._whose]

    def gradient(self, points: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
        """Return the gradients at points (n, 2) that the rule sees: (n, 2)."""
        if where is None:
            found = np.empty((2, len(points))).T
            self.gradient_into(found, points)
        else:
            found = self._answer(self.surface.gradient, _GRADIENT, points, where)
            found = found if self._noise is None else found + self._shift()
        if where is None or np.any(where):
            self.last = found
        return found

    def value(self, points: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
        """Return the losses at points (n, 2) that the rule sees: (n,)."""
        found = self._answer(self.surface.value, _VALUE, points, where)
        return found if self._noise is None else found + np.sum(self._shift() * points, axis=-1)

    def hessian(self, points: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
        """Return the second derivatives at points (n, 2) that the rule sees: (n, 2, 2)."""
        return self._answer(self.surface.hessian, _HESSIAN, points, where)

    def gauss_newton(self, points: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
        """Return 2 Σ ∇r ∇rᵀ over the residuals r at points (n, 2) that the rule sees, nan without any: (n, 2, 2)."""
        return self._answer(self.surface.gauss_newton, _JACOBIAN, points, where)

    def normal(self, k: int) -> np.ndarray:
        """Draw from the standard normal distribution: (n, k)."""
        return np.stack([generator.standard_normal(k) for generator in self._generators()])[self._whose]

    def uniform(self, k: int) -> np.ndarray:
        """Draw from the numbers between 0 and 1: (n, k)."""
        return np.stack([generator.random(k) for generator in self._generators()])[self._whose]

    def gradient_into(self, gradients: np.ndarray, points: np.ndarray) -> None:
        """Fill `gradients` (n, 2) with those at points (n, 2) that the rules see."""
        self.counts[_GRADIENT] = self.counts[_GRADIENT] + self._cost
        if self._rows is None:
            self.surface.gradient_into(gradients, points, self._scratch)
        else:
            gradients[...] = self.surface.gradient(points, rows=self._rows)
        if self._noise is not None:
            gradients += self._shift()

    def gradient_at(self, x: float, y: float) -> tuple[float, float]:
        """Return what `gradient` does of one run at the point (x, y), on plain floats."""
        self.counts[_GRADIENT] += self._cost
        if self._rows is None:
            gradient = self.surface.gradient_at(x, y)
        else:
            gradient = tuple(self.surface.gradient(np.array((x, y)), rows=self._rows[0]).tolist())
        if self._noise is not None:
            by_x, by_y = self._noise[self.t - 1, :, 0].tolist()
            gradient = gradient[0] + by_x, gradient[1] + by_y
        self.last = gradient
        return gradient

    @cached_property
    def _distinct(self) -> tuple[np.ndarray, np.ndarray]:
        return np.unique(self._seeds, return_inverse=True)

    @cached_property
    def _each(self) -> list[int]:
        """The seeds, each once."""
        return [int(seed) for seed in self._distinct[0]]

    @cached_property
    def _whose(self) -> np.ndarray:
        """Which of them each run has, (n,)."""
        return self._distinct[1]

    def _shift(self) -> np.ndarray:
        """Return the noise on the gradient of each run in this step, (n, 2)."""
        return self._noise[self.t - 1][:, self._whose].T

    def _generators(self) -> list[np.random.Generator]:
        self.draws += 1
        keys = (np.random.SeedSequence(seed, spawn_key=(self.t, self.draws)) for seed in self._each)
        return [np.random.default_rng(key) for key in keys]

    def _answer(self, ask: Callable, kind: int, points: np.ndarray, where: np.ndarray | None) -> np.ndarray:
        """Return what the surface says at points, nan but `where` it is asked for, and count that."""
        if where is None:
            self.counts[kind] = self.counts[kind] + self._cost
            return ask(points) if self._rows is None else ask(points, rows=self._rows)
        where = np.broadcast_to(where, points.shape[:-1])
        self.counts[kind] = self.counts[kind] + self._cost * (where.item() if where.size == 1 else where)
        answers = ask(points[where]) if self._rows is None else ask(points[where], rows=self._rows[where])
        found = np.full((*points.shape[:-1], *answers.shape[1:]), np.nan)
        found[where] = answers
        return found


class Witness:
    """Answers as the oracle that it stands before, and knows where a step asked: places, (n, 2) each."""

    def __init__(self, oracle: Oracle):
        self._oracle, self.places = oracle, []

    def __getattr__(self, name: str):
        return getattr(self._oracle, name)

    def next_step(self) -> None:
        """Move on, and forget the places."""
        self._oracle.next_step()
        self.places.clear()

    def gradient(self, points: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
        """Return what the oracle does."""
        return self._seen(self._oracle.gradient, points, where)

    def value(self, points: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
        """Return what the oracle does."""
        return self._seen(self._oracle.value, points, where)

    def hessian(self, points: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
        """Return what the oracle does."""
        return self._seen(self._oracle.hessian, points, where)

    def gauss_newton(self, points: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
        """Return what the oracle does."""
        return self._seen(self._oracle.gauss_newton, points, where)

    def _seen(self, ask: Callable, points: np.ndarray, where: np.ndarray | None) -> np.ndarray:
        wanted = np.broadcast_to(True if where is None else where, points.shape[:-1])
        self.places.append(np.where(wanted[..., None], points, np.nan))
        return ask(points, where)
