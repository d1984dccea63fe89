"""Where a racer's gradients come from: exact, with Gaussian noise, or from a mini-batch of rows.

A rule asks its surface for gradients; a race hands it a `GradientSource` in the surface's place. The source answers
every call within one step from the same draw, so a rule that asks twice sees one stochastic loss. The draws depend on
the seed and the step alone: every racer of a race meets the same noise, whoever else takes part.
"""

from collections.abc import Iterator

import numpy as np

from surfaces import Surface


class GradientSource:
    """The gradients of one run, step by step: the last one kept, and all counted, over data one for each row."""

    def __init__(self, surface: Surface, steps: int, seed: int = 0, noise: float = 0.0, batch_size: int | None = None):
        """`noise` is a standard deviation in units of the gradient; `batch_size` counts rows of a data loss."""
        self.surface = surface
        self.evaluations = 0
        self.last: np.ndarray | tuple[float, float] | None = None
        self._noise = drawn_noise(steps, seed, noise) if noise else None
        self._batches = mini_batches(surface.rows, batch_size, seed) if batch_size else None
        self._cost = batch_size or surface.rows or 1
        self._rows: np.ndarray | None = None
        self._step = -1

    def next_step(self) -> None:
        """Move on to the next step's draw."""
        self._step += 1
        if self._batches is not None:
            self._rows = next(self._batches)

    def gradient_at(self, x: float, y: float) -> tuple[float, float]:
        """Return what `gradient` returns at the point (x, y), on plain floats."""
        if self._rows is None and self._noise is None:
            self.evaluations += self._cost
            self.last = gradient = self.surface.gradient_at(x, y)
            return gradient
        by_x, by_y = self.gradient(np.array((x, y))).tolist()
        return by_x, by_y

    def gradient(self, points: np.ndarray) -> np.ndarray:
        """Return the gradient (2,) that this step's rule sees at `points` (2,)."""
        self.evaluations += self._cost
        if self._rows is None:
            gradient = self.surface.gradient(points)
        else:
            gradient = self.surface.gradient(points, rows=self._rows)
        if self._noise is not None:
            gradient = gradient + self._noise[self._step]
        self.last = gradient
        return gradient


def epochs(steps: int, rows: int, batch_size: int) -> str:
    """Return how the steps of a run share out the rows, in sentences."""
    whole, each = _counted(steps * batch_size / rows, "epoch"), _counted(rows / batch_size, "step")
    text = f"{batch_size} of {rows} rows a step, each row once in an epoch: "
    text += f"{_counted(steps, 'step')} = {whole} of {each}."
    if rows % batch_size:
        text += " A batch that reaches into the next epoch can hold a row twice."
    if steps * batch_size % rows == 0 and batch_size < rows:
        text += " The last step ends an epoch, where all rows count alike: a step earlier the loss can be far higher."
    return text


def _counted(number: float, noun: str) -> str:
    return f"{round(number, 2):,.9g} {noun}{'s' * (number != 1)}"


def drawn_noise(steps: int, seed: int, noise: float) -> np.ndarray:
    """Return what is added to the gradient of each step, (steps, 2)."""
    return noise * np.random.default_rng(seed).standard_normal((steps, 2))


def mini_batches(rows: int, batch_size: int, seed: int) -> Iterator[np.ndarray]:
    """Yield row indices (batch_size,): each epoch is a fresh shuffle, and no row is left out or favoured."""
    generator = np.random.default_rng(seed)
    left = np.empty(0, dtype=np.intp)
    while True:
        while left.size < batch_size:
            left = np.concatenate([left, generator.permutation(rows)])
        yield left[:batch_size]
        left = left[batch_size:]
