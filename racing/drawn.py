"""What is drawn: the noise on gradients and the mini-batches of rows, from a seed and the step alone.

Every racer of a race meets the same draws, whoever else takes part.
"""

from collections.abc import Iterator

import numpy as np

from words import counted, joined, say


def epochs(steps: int, rows: int, batch_size: int) -> str:
    """Return how the steps of a run share out the rows, in sentences."""
    sentences = [
        say(
            "{batch_size} of {rows} rows a step, each row once in an epoch: {steps} = {epochs} of {each}.",
            batch_size=batch_size,
            rows=rows,
            steps=_steps(steps),
            epochs=counted("{count:,.9g} epoch", "{count:,.9g} epochs", count=round(steps * batch_size / rows, 2)),
            each=_steps(rows / batch_size),
        )
    ]
    if rows % batch_size:
        sentences.append(say("A batch that reaches into the next epoch can hold a row twice."))
    if steps * batch_size % rows == 0 and batch_size < rows:
        sentences.append(
            say("The last step ends an epoch, where all rows count alike: a step earlier the loss can be far higher.")
        )
    return joined(" ", sentences)


def _steps(number: float) -> str:
    return counted("{count:,.9g} step", "{count:,.9g} steps", count=round(number, 2))


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
