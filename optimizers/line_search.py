"""How far to go along a way: three line searches, and gradient descent by the first of them.

x, p and g are points, ways and gradients there, (..., 2); what is asked of a step are numbers, or arrays (..., 1).
Where all trials fail, or the slope promises less than rounding leaves of f, a run stays where it is.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.arithmetic import dot
from optimizers.hyperparameters import Number, hyper
from optimizers.rule import Ask, Rule
from words import say

MOST_TRIALS, MOST_DOUBLINGS = 30, 10
"""Steps that one search tries at most, and how often a longer one: without a bottom it would not end."""

EPSILON = float(np.finfo(float).eps)
"""What rounding may hide of a number, as a part of it."""

BACKTRACKED = (
    r"\alpha = \max \{\bar\alpha \tau^k : f(\theta + \bar\alpha \tau^k p)"
    r" \le f(\theta) + c \bar\alpha \tau^k g^\top p\}"
)
"""What the first search finds, in LaTeX."""


BRACKETED = (
    r"\alpha = \text{first found from } \bar\alpha \text{ on with } f(\theta + \alpha p) \le f(\theta) +"
    r" c \alpha g^\top p, \; \nabla f(\theta + \alpha p)^\top p \ge \varsigma g^\top p"
)
"""What the second finds."""

WOLFE = (
    r"\alpha = \text{first found from } \bar\alpha \text{ on with } f(\theta + \alpha p) \le f(\theta) +"
    r" c \alpha g^\top p, \; |\nabla f(\theta + \alpha p)^\top p| \le \varsigma |g^\top p|"
)
"""And what the third does."""

CLOSEST = 0.1
"""No nearer to an end of what is between them, as a part of it, is where the third search tries next."""


def first_trial(help: str):
    """Declare the first step that a search tries."""
    told = {"label": say("first trial"), "symbol": r"\bar\alpha", "help": help}
    return hyper(1.0, above=0, slider=(1e-3, 100), log=True, **told)


def shrinking():
    """Declare how much shorter each further trial is."""
    help = say("What each further trial step is, as a part of the one before it.")
    return hyper(0.5, above=0, below=1, slider=(0.1, 0.7), label=say("shrinking"), symbol=r"\tau", help=help)


def decrease_asked():
    """Declare what a step must bring to be taken."""
    help = say("What part of the decrease that the slope promises a step must bring to be taken.")
    told = {"label": say("decrease"), "symbol": "c", "help": help}
    return hyper(1e-4, above=0, below=1, slider=(1e-6, 0.9), log=True, **told)


def flattening_asked(default: float):
    """Declare how flat it must be where a step ends."""
    help = say(
        "What part of the slope may be left where a step ends; the less, the nearer to the lowest point that way."
    )
    told = {"label": say("flattening"), "symbol": r"\varsigma", "help": help}
    return hyper(default, above=0, below=1, slider=(0.01, 0.99), **told)


def backtracked(ask: Ask, x: np.ndarray, p: np.ndarray, g: np.ndarray, first, shrink, decrease) -> np.ndarray:
    """Return the first of the steps first · p, first · shrink · p, … that leads low enough.

    Low enough is at most f(x) + decrease · gᵀ(step).
    Source: Nocedal & Wright 2006, Numerical Optimization, 2nd edition, Algorithm 3.1.
    """
    f, slope, alpha, searching = _beginning(ask, x, p, g, first, shrink, decrease)
    found = np.zeros_like(searching)
    for _ in range(MOST_TRIALS):
        there = x + alpha * p
        value = ask.value(there, where=searching[..., 0])[..., None]
        found = found | searching & (value <= f + decrease * alpha * slope)
        searching = searching & ~found & _apart(there, x)
        if not searching.any():
            break
        alpha = np.where(searching, shrink * alpha, alpha)
    return np.where(found, alpha * p, 0.0)


def bracketed(ask: Ask, x, p, g, first, decrease, flattening) -> tuple[np.ndarray, np.ndarray]:
    """Return a step along p that leads low enough, to where the slope is flatter, and how the gradient changes on it.

    Low enough as above; flatter is a slope of at least `flattening` times that at x, the weak Wolfe condition. Trials
    are doubled until one is too long, then halfway between the longest that is too short and the shortest too long.
    Source: Lewis & Overton 2013, doi:10.1007/s10107-012-0514-2, the inexact line search.
    """
    f, slope, alpha, searching = _beginning(ask, x, p, g, first, decrease, flattening)
    low, high, y = np.zeros(alpha.shape), np.full(alpha.shape, np.inf), np.zeros_like(alpha * p)
    for trial in range(MOST_TRIALS):
        there = x + alpha * p
        value = ask.value(there, where=searching[..., 0])[..., None]
        short = searching & (value <= f + decrease * alpha * slope)
        change = ask.gradient(there, where=short[..., 0]) - g
        low, high = np.where(short, alpha, low), np.where(searching & ~short, alpha, high)
        y = np.where(short, change, y)
        searching = searching & ~(short & (slope + dot(change, p) >= flattening * slope)) & _apart(there, x)
        searching = searching & ((high < np.inf) | (trial < MOST_DOUBLINGS))
        if not searching.any():
            break
        alpha = np.where(searching, np.where(high < np.inf, (low + high) / 2, 2 * low), alpha)
    return np.where(low > 0, low * p, 0.0), y


def wolfe(ask: Ask, x, p, g, first, decrease, flattening) -> np.ndarray:
    """Return how far to go along p, (..., 1): low enough as above, to where the slope is flatter, up or down.

    Flatter is a slope of at most `flattening` times the size of that at x, the strong Wolfe condition. Trials are
    doubled until one is too long, then where the parabola through both ends and the slope at the lower has its bottom.
    Source: Nocedal & Wright 2006, Numerical Optimization, 2nd edition, Algorithms 3.5 and 3.6.
    """
    f, slope, alpha, searching = _beginning(ask, x, p, g, first, decrease, flattening)
    low, f_low, slope_low = np.zeros(alpha.shape), f + 0 * alpha, slope + 0 * alpha
    high, f_high = np.full(alpha.shape, np.inf), np.full(alpha.shape, np.nan)
    for trial in range(MOST_TRIALS):
        there = x + alpha * p
        value = ask.value(there, where=searching[..., 0])[..., None]
        short = searching & (value <= f + decrease * alpha * slope) & (value < f_low)
        slope_there = dot(ask.gradient(there, where=short[..., 0]), p)
        turned = short & (slope_there * np.where(high > alpha, 1, -1) >= 0)
        high, f_high = np.where(turned, low, high), np.where(turned, f_low, f_high)
        high, f_high = np.where(searching & ~short, alpha, high), np.where(searching & ~short, value, f_high)
        low, f_low = np.where(short, alpha, low), np.where(short, value, f_low)
        slope_low = np.where(short, slope_there, slope_low)
        searching = searching & ~(short & (np.abs(slope_there) <= -flattening * slope)) & _apart(there, x)
        searching = searching & ((high < np.inf) | (trial < MOST_DOUBLINGS))
        if not searching.any():
            break
        alpha = np.where(searching, _between(low, f_low, slope_low, high, f_high), alpha)
    return low


def _between(low, f_low, slope_low, high, f_high) -> np.ndarray:
    """Return the bottom of the parabola, off both ends; the middle where it has none, twice `low` without an end."""
    width = np.where(high < np.inf, high - low, low)
    bend = f_high - f_low - slope_low * width
    bent = np.isfinite(bend) & (bend > 0)
    part = np.where(bent, -slope_low * width / np.where(bent, 2 * bend, 1.0), 0.5)
    return low + np.where(high < np.inf, np.clip(part, CLOSEST, 1 - CLOSEST), 1.0) * width


def _beginning(ask: Ask, x: np.ndarray, p: np.ndarray, g: np.ndarray, first, *others) -> tuple[np.ndarray, ...]:
    """Return losses, slopes along p, first trials, and who is searching: where p promises more than rounding hides."""
    f, slope = ask.value(x)[..., None], dot(g, p)
    shape = np.broadcast_shapes(*map(np.shape, (slope, first, *others)))
    return f, slope, np.broadcast_to(first, shape), np.broadcast_to(-slope > EPSILON * np.abs(f), shape)


def _apart(there: np.ndarray, x: np.ndarray) -> np.ndarray:
    return (there != x).any(axis=-1, keepdims=True)


@dataclass(frozen=True)
class Armijo(Rule):
    """Source: Armijo 1966, doi:10.2140/pjm.1966.16.1; Nocedal & Wright 2006, Numerical Optimization, 2nd edition,
    Algorithm 3.1.
    """

    title = say("Armijo search")
    cycle = 1
    line = say("Go down the gradient as far as it pays, found at each step by trying.")
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        "p = -g",
        BACKTRACKED,
        r"\theta \leftarrow \theta + \alpha p",
    )

    first: Number = first_trial(say("How far the first trial goes, as a multiple of the gradient."))
    shrink: Number = shrinking()
    decrease: Number = decrease_asked()

    def step(self, x, ask, state):
        """Search along the steepest descent."""
        first, shrink, decrease = self.at(ask.t)
        g = ask.gradient(x)
        return x + backtracked(ask, x, -g, g, first, shrink, decrease), {}
