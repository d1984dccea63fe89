"""How the network of the slice was trained, and along which directions it is cut: `python -m surfaces.training`.

Two inputs, two units of tanh, one linear output, on the four rows of exclusive or; full batches, plain gradient
descent. Directions are random, each filter's part as long as the filter; biases stay.
Source: Li et al. 2018, Visualizing the Loss Landscape of Neural Nets, arXiv:1712.09913, §4.
"""

from typing import NamedTuple

import numpy as np

INPUTS = np.array([(-1, -1), (-1, 1), (1, -1), (1, 1)], float)
TARGETS = np.array([-1, 1, 1, -1], float)

UNITS = 2
RATE = 0.1
STEPS = 500
SEED = 2

DIGITS = 2
"""Decimals that weights are rounded to: the network that is cut is the rounded one."""


class Network(NamedTuple):
    """hidden: (units, 2) weights and biases (units,) of the hidden units. output: the weights (units,) and the bias."""

    hidden: np.ndarray
    biases: np.ndarray
    output: np.ndarray
    bias: float


def trained() -> Network:
    """Return the network after `STEPS` steps, rounded."""
    draw = np.random.default_rng(SEED)
    hidden, biases = draw.normal(size=(UNITS, 2)), np.zeros(UNITS)
    output, bias = draw.normal(size=UNITS), 0.0
    for _ in range(STEPS):
        held = np.tanh(INPUTS @ hidden.T + biases)
        off = 2 * (held @ output + bias - TARGETS) / len(TARGETS)
        back = off[:, None] * output * (1 - held**2)
        hidden, biases = hidden - RATE * back.T @ INPUTS, biases - RATE * back.sum(axis=0)
        output, bias = output - RATE * off @ held, bias - RATE * off.sum()
    return Network(*(np.round(part, DIGITS) for part in (hidden, biases, output, bias)))


def directions(network: Network) -> list[Network]:
    """Return the two filter-normalised directions, rounded."""
    draw = np.random.default_rng(SEED + 1)
    return [
        Network(
            np.round([_as_long(draw.normal(size=2), filter_) for filter_ in network.hidden], DIGITS),
            np.zeros(UNITS),
            np.round(_as_long(draw.normal(size=UNITS), network.output), DIGITS),
            0.0,
        )
        for _ in range(2)
    ]


def _as_long(direction: np.ndarray, filter_: np.ndarray) -> np.ndarray:
    return direction * np.linalg.norm(filter_) / np.linalg.norm(direction)


if __name__ == "__main__":
    network = trained()
    print(*network, *directions(network), sep="\n")
