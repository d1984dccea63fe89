"""Rules that no catalogue has, each with something that a reader of its source could misunderstand."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

import optimizers
from optimizers import Rule
from optimizers.arithmetic import dot, norm
from optimizers.arithmetic import power as raised
from optimizers.arithmetic import root as rooted
from optimizers.hyperparameters import Number
from optimizers.rule import fraction, rate
from tests.optimizers.kinds import Averaged, Sharp, Widened

PACE = 0.1


@dataclass(frozen=True)
class Shuffled(Rule):
    """A rule whose source cannot be rewritten: it steps by the state before it is renewed, and slices."""

    title: ClassVar[str] = "Shuffled"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    def step(self, x, ask, state):
        m = state["m"]
        g = ask.gradient(x)
        m = 0.5 * m + 0.1 * np.clip(g, -1, 1)
        return x - m[..., ::-1], {"m": m}


@dataclass(frozen=True)
class Entangled(Rule):
    """A rule that gives one array two names, and keeps what it was given."""

    title: ClassVar[str] = "Entangled"
    letters: ClassVar[tuple[str, ...]] = ("m", "before")

    def step(self, x, ask, state):
        m, before = state["m"], state["before"]
        g = ask.gradient(x)
        before = m
        m = 0.5 * m + 0.1 * g
        return x - m - before, {"m": m, "before": before}


@dataclass(frozen=True)
class Named(Rule):
    """A rule with a name of its own for what the written function calls otherwise."""

    title: ClassVar[str] = "Named"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    def step(self, x, ask, state):
        m = state["m"]
        after = ask.gradient(x)
        m = 0.5 * m + 0.1 * after
        return x - m, {"m": m}


@dataclass(frozen=True)
class Renamed(Rule):
    """A rule that leaves its state under another name."""

    title: ClassVar[str] = "Renamed"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    def step(self, x, ask, state):
        m = state["m"]
        renewed = 0.9 * m + 0.1 * ask.gradient(x)
        return x - 0.1 * renewed, {"m": renewed}


@dataclass(frozen=True)
class Optimistic(Rule):
    """A rule whose state is the last gradient."""

    title: ClassVar[str] = "Optimistic"
    letters: ClassVar[tuple[str, ...]] = ("last",)

    def step(self, x, ask, state):
        last = state["last"]
        g = ask.gradient(x)
        return x - 0.02 * g + 0.01 * last, {"last": g}


@dataclass(frozen=True)
class Remembering(Rule):
    """A rule whose state is the last point."""

    title: ClassVar[str] = "Remembering"
    letters: ClassVar[tuple[str, ...]] = ("d",)

    def step(self, x, ask, state):
        d = state["d"]
        d = 5 * PACE * (x - d)
        return x - 0.01 * ask.gradient(x) + d, {"d": x}


@dataclass(frozen=True)
class Doubled(Rule):
    """A rule with one array for two pieces of state."""

    title: ClassVar[str] = "Doubled"
    letters: ClassVar[tuple[str, ...]] = ("m", "n")

    def step(self, x, ask, state):
        m, n = state["m"], state["n"]
        m = 0.9 * m + 0.1 * ask.gradient(x)
        n = 0.5 * n + 0.1 * m
        return x - 0.1 * n, {"m": m, "n": m}


@dataclass(frozen=True)
class Indexed(Rule):
    """A rule that takes its state piece by piece."""

    title: ClassVar[str] = "Indexed"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    def step(self, x, ask, state):
        m = 0.9 * state["m"] + PACE * ask.gradient(x)
        return x - 0.1 * m, {"m": m}


def itself(g):
    """What a helper may do: hand on what it was given."""
    return g


@dataclass(frozen=True)
class Helped(Rule):
    """A rule with a helper of its own."""

    title: ClassVar[str] = "Helped"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    def step(self, x, ask, state):
        m = state["m"]
        before = itself(m)
        m = 0.9 * m + 0.1 * ask.gradient(x)
        return x - 0.1 * m - 0.01 * before, {"m": m}


def enclosed(pace):
    """A rule that leans on a number around it."""

    @dataclass(frozen=True)
    class Enclosed(Rule):
        title: ClassVar[str] = "Enclosed"

        def step(self, x, ask, state):
            return x - pace * ask.gradient(x), {}

    return Enclosed()


@dataclass(frozen=True)
class Relative(Rule):
    """A rule whose epsilon is an array."""

    title: ClassVar[str] = "Relative"
    letters: ClassVar[tuple[str, ...]] = ("v",)

    def step(self, x, ask, state):
        v = state["v"]
        g = ask.gradient(x)
        v = 0.9 * v + 0.1 * g**2
        return x - 0.01 * g / rooted(v, 0.01 * np.abs(x), False), {"v": v}


def root(v, epsilon, inside):
    """Not the root of `optimizers.arithmetic`."""
    return np.sqrt(v) + 2 * epsilon if inside else np.sqrt(v + epsilon)


def power(base, exponent):
    """Nor its power."""
    return base + exponent


def quotient(a, b):
    """Nor its quotient."""
    return a / (b + 1)


@dataclass(frozen=True)
class OwnHelpers(Rule):
    """A rule with helpers of its own, of names that others have."""

    title: ClassVar[str] = "Own helpers"
    letters: ClassVar[tuple[str, ...]] = ("v",)

    learning_rate: Number = rate(0.05, "How long a step is.")  # noqa: RUF009

    def step(self, x, ask, state):
        v = state["v"]
        (eta,) = self.at(ask.t)
        g = ask.gradient(x)
        v = 0.9 * v + 0.1 * g**2
        return x - quotient(eta * g, root(v, 0.01, True)) / power(0.5, ask.t), {"v": v}


@dataclass(frozen=True)
class ScalarBesideLetter(Rule):
    """A number named as a coordinate of a letter could be."""

    title: ClassVar[str] = "Scalar beside a letter"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    def step(self, x, ask, state):
        m = state["m"]
        g = ask.gradient(x)
        m = 0.9 * m + 0.1 * g
        m_1 = 1 + 0.1 / ask.t
        return x - 0.1 * m / m_1, {"m": m}


@dataclass(frozen=True)
class Raised(Rule):
    """A helper under another name."""

    title: ClassVar[str] = "Raised"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    def step(self, x, ask, state):
        m = state["m"]
        m = 0.9 * m + 0.1 * ask.gradient(x)
        m_hat = m / (1 - raised(0.9, ask.t))
        return x - 0.1 * m_hat, {"m": m}


@dataclass(frozen=True)
class ReturnedUpdate(Rule):
    """A letter that becomes what it is only in the last line."""

    title: ClassVar[str] = "Returned update"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    learning_rate: Number = rate(0.05, "How long a step is.")  # noqa: RUF009

    def step(self, x, ask, state):
        m = state["m"]
        (eta,) = self.at(ask.t)
        g = ask.gradient(x)
        return x - eta * m, {"m": 0.9 * m + g}


def halfway(a, b):
    """A helper of two statements."""
    a = 0.5 * a
    return a + 0.5 * b


@dataclass(frozen=True)
class HelperOfTwoLines(Rule):
    """A helper that does something before it returns."""

    title: ClassVar[str] = "Helper of two lines"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    def step(self, x, ask, state):
        m = state["m"]
        m = halfway(m, ask.gradient(x))
        return x - 0.05 * m, {"m": m}


@dataclass(frozen=True)
class BothStates(Rule):
    """A line that needs a letter as it was and as it is."""

    title: ClassVar[str] = "Both states"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    def step(self, x, ask, state):
        m = state["m"]
        before = m
        m = 0.9 * m + 0.1 * ask.gradient(x)
        return x - 0.1 * m - 0.05 * (m - before), {"m": m}


@dataclass(frozen=True)
class Clipped(Rule):
    """Lengths, products, choices and bounds."""

    title: ClassVar[str] = "Clipped"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    learning_rate: Number = rate(0.05, "How long a step is.")  # noqa: RUF009
    decay: Number = fraction(0.8, "decay", r"\gamma", "What part lasts.")  # noqa: RUF009

    def step(self, x, ask, state):
        m = state["m"]
        eta, gamma = self.at(ask.t)
        g = ask.gradient(x)
        g = g / np.maximum(1, norm(g) / 2)
        m = np.where(g * m < 0, 0.5 * m, gamma * m) + np.where(dot(g, m) >= 0, g, -g)
        return x - np.minimum(eta, 1) * np.clip(m, -0.5, 0.5) * np.sign(2 + g), {"m": m}


@dataclass(frozen=True)
class TwoGradients(Rule):
    """A second gradient where the first leads, and one of a name that is used twice."""

    title: ClassVar[str] = "Two gradients"

    def step(self, x, ask, state):
        h = ask.gradient(x - PACE * ask.gradient(x))
        return x - 0.05 * h / (1 + np.abs(h)), {}


@dataclass(frozen=True)
class Inherited(optimizers.Momentum):
    """A rule that changes another one's step."""

    title: ClassVar[str] = "Inherited"

    def step(self, x, ask, state):
        ahead, state = super().step(x, ask, state)
        return ahead - 0.01 * x, state


@dataclass(frozen=True)
class Looping(Rule):
    """Expressions that would double in length at every turn."""

    title: ClassVar[str] = "Looping"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    def step(self, x, ask, state):
        m = state["m"]
        g = ask.gradient(x)
        for _ in range(30):
            g = np.where(np.square(g) > 1, g / 2, g)
            m = 0.5 * m + 0.1 * (g + m)
        return x - 0.1 * m, {"m": m}


ODD = [
    *(Entangled(), Named(), Renamed(), Optimistic(), Remembering(), Doubled(), Indexed(), Helped(), enclosed(0.01)),
    *(Relative(), OwnHelpers(), ScalarBesideLetter(), ReturnedUpdate(), HelperOfTwoLines(), BothStates(), Clipped()),
    *(TwoGradients(), Inherited(0.01), Looping(), Raised(), Widened(), Averaged(), Sharp()),
]
"""Rules that are recorded."""


@dataclass(frozen=True)
class Branching(Rule):
    """A step that is no list of equations."""

    title: ClassVar[str] = "Branching"
    letters: ClassVar[tuple[str, ...]] = ("m",)

    def step(self, x, ask, state):
        m = state["m"]
        m = 0.5 * m + ask.gradient(x)
        if np.abs(m).max() > 1:
            m = m / 2
        return x - 0.1 * m, {"m": m}


@dataclass(frozen=True)
class ByType(Rule):
    """A step that does with numbers what it does not with symbols."""

    title: ClassVar[str] = "By type"

    def step(self, x, ask, state):
        scale = 0.01 if isinstance(x, np.ndarray) else 0.1
        return x - scale * ask.gradient(x), {}


@dataclass(frozen=True)
class Normed(Rule):
    """A step by a function that programs do not know, with a formula told."""

    title: ClassVar[str] = "Normed"
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        r"\theta \leftarrow \theta - \frac{\eta g}{\|g\|}",
    )

    learning_rate: Number = rate(0.05, "How long a step is.")  # noqa: RUF009

    def step(self, x, ask, state):
        (eta,) = self.at(ask.t)
        g = ask.gradient(x)
        return x - eta * g / np.linalg.norm(g, axis=-1, keepdims=True), {}


SLOW = [Shuffled(), Branching(), ByType(), Normed()]
"""Rules that are not, and step by their own code."""
