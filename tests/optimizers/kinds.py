"""Rules of kinds that the catalogue may come to have: by what they remember, ask for and draw."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers import Rule
from optimizers.arithmetic import dot, norm
from optimizers.hyperparameters import Number
from optimizers.rule import rate

TURNS = 12


@dataclass(frozen=True)
class Curved(Rule):
    """Remembers a matrix: a fading mean of g gᵀ, whose rows stretch the step."""

    title: ClassVar[str] = "Curved"

    learning_rate: Number = rate(0.02, "How long a step is.")  # noqa: RUF009

    def begin(self, x):
        return {"A": np.zeros((*x.shape, 2)) + np.eye(2)}

    def step(self, x, ask, state):
        (eta,) = self.at(ask.t)
        g = ask.gradient(x)
        A = 0.9 * state["A"] + 0.1 * g[..., :, None] * g[..., None, :]
        along = A[..., 0] * g[..., :1] + A[..., 1] * g[..., 1:]
        return x - eta * along / (1 + norm(along)), {"A": A}


@dataclass(frozen=True)
class Widened(Rule):
    """Remembers one number for each run: the longest gradient so far."""

    title: ClassVar[str] = "Widened"

    learning_rate: Number = rate(0.1, "How long a step is.")  # noqa: RUF009

    def begin(self, x):
        return {"d": np.full((*x.shape[:-1], 1), 0.5)}

    def step(self, x, ask, state):
        (eta,) = self.at(ask.t)
        g = ask.gradient(x)
        d = np.maximum(state["d"], norm(g))
        return x - eta * g / d, {"d": d}


@dataclass(frozen=True)
class Totalled(Rule):
    """Remembers one number for each run without an axis of its own: how far it has come."""

    title: ClassVar[str] = "Totalled"

    def begin(self, x):
        return {"way": np.zeros(x.shape[:-1])}

    def step(self, x, ask, state):
        ahead = x - 0.02 * ask.gradient(x) / (1 + state["way"][..., None])
        return ahead, {"way": state["way"] + norm(ahead - x)[..., 0]}


@dataclass(frozen=True)
class Recent(Rule):
    """Remembers the last three gradients."""

    title: ClassVar[str] = "Recent"

    def begin(self, x):
        return {"s": np.zeros((*x.shape[:-1], 3, 2))}

    def step(self, x, ask, state):
        s = np.concatenate([state["s"][..., 1:, :], ask.gradient(x)[..., None, :]], axis=-2)
        return x - 0.01 * (s[..., 0, :] + s[..., 1, :] + s[..., 2, :]), {"s": s}


@dataclass(frozen=True)
class Averaged(Rule):
    """Remembers where it began, and keeps near the mean of its points."""

    title: ClassVar[str] = "Averaged"
    letters: ClassVar[tuple[str, ...]] = ("mean",)

    def begin(self, x):
        return {"mean": x}

    def step(self, x, ask, state):
        mean = state["mean"] + (x - state["mean"]) / ask.t
        return 0.5 * (x + mean) - 0.01 * ask.gradient(x), {"mean": mean}


@dataclass(frozen=True)
class Shaken(Rule):
    """Draws: a push along each axis, and whether it steps at all."""

    title: ClassVar[str] = "Shaken"

    def step(self, x, ask, state):
        push, steps = ask.normal(2), ask.uniform(1) < 0.7
        return x - np.where(steps, 0.01, 0.0) * ask.gradient(x) + 0.01 * push, {}


@dataclass(frozen=True)
class Searching(Rule):
    """Asks for losses: halves its step until it leads down far enough, each run for itself."""

    title: ClassVar[str] = "Searching"
    formula: ClassVar[tuple[str, ...]] = (r"\theta \leftarrow \theta - \alpha \nabla f(\theta)",)

    def step(self, x, ask, state):
        f, g = ask.value(x), ask.gradient(x)
        slope, alpha = dot(g, g)[..., 0], np.ones(x.shape[:-1])
        searching = np.full(x.shape[:-1], True)
        for _ in range(TURNS):
            found = ask.value(x - alpha[..., None] * g, where=searching)
            searching = searching & ~(found <= f - 0.3 * alpha * slope)
            alpha = np.where(searching, alpha / 2, alpha)
        return x - alpha[..., None] * g, {}


@dataclass(frozen=True)
class Straightened(Rule):
    """Asks for Hessians, where the slope is not yet small."""

    title: ClassVar[str] = "Straightened"

    def step(self, x, ask, state):
        g = ask.gradient(x)
        steep = norm(g)[..., 0] > 1e-3
        H = np.where(steep[..., None, None], ask.hessian(x, where=steep), np.eye(2))
        return x - 0.3 * g / (1 + np.abs(H[..., 0, 0] + H[..., 1, 1]))[..., None], {}


@dataclass(frozen=True)
class Tumbling(Rule):
    """Asks for nothing but losses, and remembers a simplex whose worst vertex is thrown over the others."""

    title: ClassVar[str] = "Tumbling"

    def begin(self, x):
        return {"vertices": x[..., None, :] + np.array([[0, 0], [0.3, 0], [0, 0.3]])}

    def step(self, x, ask, state):
        vertices = state["vertices"]
        heights = np.stack([ask.value(vertices[..., i, :]) for i in range(3)], axis=-1)
        order = np.argsort(heights, axis=-1)
        vertices = np.take_along_axis(vertices, order[..., None], axis=-2)
        thrown = vertices[..., 0, :] + vertices[..., 1, :] - vertices[..., 2, :]
        vertices = np.stack([vertices[..., 0, :], vertices[..., 1, :], thrown], axis=-2)
        return vertices[..., 0, :], {"vertices": vertices}


@dataclass(frozen=True)
class Bursting(Rule):
    """Remembers a matrix that overflows while the points stay where they are."""

    title: ClassVar[str] = "Bursting"

    def begin(self, x):
        return {"B": np.ones((*x.shape, 2))}

    def step(self, x, ask, state):
        return x - 0 * ask.gradient(x), {"B": state["B"] * np.where(x[..., None] > 0, 1e100, 1.0)}


@dataclass(frozen=True)
class Sharp(Rule):
    """Asks for two gradients: here, and where that leads uphill, as sharpness-aware minimization does."""

    title: ClassVar[str] = "Sharp"

    learning_rate: Number = rate(0.05, "How long a step is.")  # noqa: RUF009

    def step(self, x, ask, state):
        (eta,) = self.at(ask.t)
        g = ask.gradient(x)
        h = ask.gradient(x + 0.05 * g / (norm(g) + 1e-12))
        return x - eta * h, {}


KINDS = (
    *(Curved(), Widened(), Totalled(), Recent(), Averaged(), Shaken(), Searching(), Straightened(), Tumbling()),
    *(Bursting(), Sharp()),
)
