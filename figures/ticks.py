"""Where the height axis of a relief is ticked: at round losses, whatever height each is drawn at."""

from math import ceil, floor, log10

import numpy as np

from figures.landscape import Landscape

FEWEST = 4
"""Ticks of an even axis, at least."""

PLACES = 5
"""Places along a log-like axis, evenly spread, each with a tick nearby."""

NEARBY = 0.08
"""Of the relief's height: how far from its place a tick may be, for a rounder loss."""

LONG = len("100,000")
"""Letters of a loss that is written in full, at most."""


def loss_ticks(ground: Landscape) -> list[tuple[float, str]]:
    """Return the height and the text of each tick from 0 to the relief's peak, upwards."""
    losses = _even(ground.low, ground.loss_at(ground.peak)) if ground.unit is None else _spread(ground)
    return [(float(ground.height(loss)), tick_text(loss)) for loss in np.unique(losses)]


def tick_text(loss: float) -> str:
    """Return a round loss in full, or as a power of ten where that is shorter."""
    plain = f"{loss:,}".removesuffix(".0")
    mantissa, exponent = f"{loss:.15e}".split("e")
    short = f"{float(mantissa):g}e{int(exponent)}"
    if float(short) == loss and ("e" in plain or len(plain) > LONG):
        plain = short
    return plain.replace("-", "−")


def _even(low: float, high: float) -> list[float]:
    """Return all multiples of a round number between two losses, of the largest that has enough of them."""
    exponent = ceil(log10(high - low)) if high > low else 0
    for lead, power in ((lead, exponent - down) for down in range(3) for lead in (5, 2, 1)):
        found = _multiples(lead, power, low, high)
        if len(found) >= FEWEST:
            return found
    return [low, high]  # closer together than double precision tells


def _spread(ground: Landscape) -> list[float]:
    """Return the roundest loss near each of some heights that are evenly spread."""
    heights = np.linspace(0, 1, PLACES)
    ends = np.clip([heights - NEARBY, heights + NEARBY], 0, 1) * ground.peak
    return [_roundest(*map(ground.loss_at, pair)) for pair in ends.T]


def _roundest(low: float, high: float) -> float:
    """Return the number between two others that has the fewest digits, the middle one of several."""
    if low <= 0 <= high:
        return 0.0
    exponent = floor(log10(max(abs(low), abs(high))))
    for lead, power in ((lead, exponent - down) for down in range(16) for lead in (5, 2, 1)):
        if found := _multiples(lead, power, low, high):
            return found[len(found) // 2]
    return low


def _multiples(lead: int, power: int, low: float, high: float) -> list[float]:
    step = lead * 10.0**power
    first, last = ceil(low / step), floor(high / step)
    return [float(f"{number * lead}e{power}") for number in range(first, min(last, first + 20) + 1)]
