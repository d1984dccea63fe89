"""Rules around another rule: they change what it sees, or what becomes of its steps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.adam import Adam
from optimizers.arithmetic import norm, quotient
from optimizers.descent import GradientDescent
from optimizers.hyperparameters import Number, count, hyper, nested
from optimizers.rule import Ask, Rule, State, rate_field
from words import say


def inner_rule(default: Rule, help: str):
    """Declare the rule that another one stands around."""
    return nested(default, of=Rule, label=say("inner rule"), help=help)


class Wrapper(Rule):
    """What rules around another share: its state stands beside their own, as `inner.m` and the like.

    formula, afterwards: what stands before the inner rule's own lines and after them, where that is one that cannot be
    recorded. Letters of the searches that are there have a prime here.
    """

    inner: Rule
    afterwards: ClassVar[tuple[str, ...]] = ()

    @property
    def of_squares(self) -> bool:
        """Whether the inner rule is one for sums of squares."""
        return self.inner.of_squares

    @property
    def of_least(self) -> bool:
        """Whether the inner rule asks for the least value."""
        return self.inner.of_least

    def begin(self, x):
        """Return the zeros of its own letters, and the inner rule's state."""
        return super().begin(x) | _beside(self.inner.begin(x))

    def stepped(self, x: np.ndarray, ask: Ask, state: State) -> tuple[np.ndarray, State]:
        """Return where the inner rule steps, and its state as it stands here."""
        own = {name.removeprefix("inner."): part for name, part in state.items() if name.startswith("inner.")}
        x, own = self.inner.step(x, ask, own)
        return x, _beside(own)


class Clipping(Wrapper):
    """What shortens each gradient, to a `threshold`, before another rule sees it."""

    threshold: Number

    def clipped(self, g: np.ndarray, c: Number) -> np.ndarray:
        """Return the gradients (..., 2) shortened to c."""
        raise NotImplementedError

    def step(self, x, ask, state):
        """Let the inner rule step along clipped gradients."""
        _, c = self.at(ask.t)

        def clipped(points, **where):
            return self.clipped(ask.gradient(points, **where), c)

        return self.stepped(x, _Seeing(ask, clipped), state)


@dataclass(frozen=True)
class ClippedGradient(Clipping):
    """PyTorch's `clip_grad_norm_` adds 1e-6 to the norm; Optax's `clip_by_global_norm` does as here.
    Source: Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, Algorithm 1.
    """

    title = say("Clipped gradients")
    line = say("Shorten each gradient to a largest length before another rule sees it.")
    formula: ClassVar[tuple[str, ...]] = (r"g \to g \frac{c'}{\max(\|g\|, c')}",)

    inner: Rule = inner_rule(GradientDescent(), say("The rule that steps along the clipped gradients."))
    threshold: Number = hyper(
        1.0, above=0, slider=(0.01, 100), log=True, label=say("largest norm"), symbol="c",
        help=say("How long a gradient may be; a longer one is shortened to this, its direction kept."),
    )  # fmt: skip

    def clipped(self, g, c):
        """Return the gradients, no longer than c."""
        return g * (c / np.maximum(norm(g), c))


@dataclass(frozen=True)
class ClippedValue(Clipping):
    """PyTorch's `clip_grad_value_`, Optax's `clip`. It turns the gradient where it cuts one coordinate alone.
    Source: Mikolov 2012, Statistical Language Models Based on Neural Networks, section 3.2.2.
    """

    title = say("Clipped values")
    line = say("Cut each coordinate of each gradient at a largest size before another rule sees it.")
    formula: ClassVar[tuple[str, ...]] = (r"g \to \operatorname{sign}(g) \min(|g|, c')",)

    inner: Rule = inner_rule(GradientDescent(), say("The rule that steps along the clipped gradients."))
    threshold: Number = hyper(
        1.0, above=0, slider=(0.01, 100), log=True, label=say("largest value"), symbol="c",
        help=say("How large a coordinate of the gradient may be; a larger one is cut to this, its sign kept."),
    )  # fmt: skip

    def clipped(self, g, c):
        """Return the gradients, each coordinate cut at c."""
        return np.sign(g) * np.minimum(np.abs(g), c)


@dataclass(frozen=True)
class DecoupledWeightDecay(Wrapper):
    """The pull is the decay times the inner rule's learning rate of that step, as in PyTorch's AdamW, or the decay
    itself where that rule has none. In the paper it is scaled by the schedule alone. Around Adam it is AdamW, around
    gradient descent or momentum SGDW.
    Source: Loshchilov & Hutter 2019, arXiv:1711.05101, Algorithms 1 and 2.
    """

    title = say("Weight decay")
    line = say("Pull the point towards the origin beside the step of another rule, not through its gradients.")

    inner: Rule = inner_rule(Adam(), say("The rule beside whose steps the weights decay."))
    weight_decay: Number = hyper(
        0.01, at_least=0, slider=(1e-4, 1), log=True, label=say("weight decay"), symbol=r"\lambda",
        help=say("How strongly the point is pulled to the origin; at 0 this is the inner rule."),
    )  # fmt: skip

    @property
    def afterwards(self) -> tuple[str, ...]:
        """The pull, by the decay alone where the inner rule has no learning rate."""
        eta = "" if rate_field(self) is None else r"\eta "
        return (rf"\theta \to \theta - {eta}\lambda \theta_{{t-1}}",)

    def step(self, x, ask, state):
        """Step as the inner rule does from here, and a little towards the origin."""
        _, decay = self.at(ask.t)
        eta = self.inner.rate_at(ask.t)
        theta_tilde, state = self.stepped(x, ask, state)
        return theta_tilde - (decay if eta is None else eta * decay) * x, state


@dataclass(frozen=True)
class Lookahead(Wrapper):
    """The inner rule's memory goes on from round to round, as the paper suggests and in pytorch_optimizer by default.
    Source: Zhang, Lucas, Hinton & Ba 2019, arXiv:1907.08610, Algorithm 1.
    """

    title = say("Lookahead")
    line = say("Let another rule run ahead, and every few steps go back part of the way.")
    letters: ClassVar[tuple[str, ...]] = ("phi",)
    afterwards: ClassVar[tuple[str, ...]] = (
        r"\phi \leftarrow \phi + \alpha' (\theta - \phi), \; \theta \leftarrow \phi \quad \text{if } t \bmod k = 0",
    )

    inner: Rule = inner_rule(Adam(), say("The rule that runs ahead."))
    every: int = count(
        5, at_least=1, slider=(1, 50), label=say("steps ahead"), symbol="k",
        help=say("How many steps the inner rule takes before it is called back."),
    )  # fmt: skip
    alpha: Number = hyper(
        0.5, above=0, at_most=1, slider=(0.01, 1), label=say("part kept"), symbol=r"\alpha",
        help=say("What part of the way ahead is kept; at 1 this is the inner rule."),
    )  # fmt: skip

    def begin(self, x):
        """Return the slow weights at the start, and the inner rule's state."""
        return super().begin(x) | {"phi": np.array(x, dtype=float)}

    def step(self, x, ask, state):
        """Step ahead; every k steps move the slow weights there by a part, and continue from them."""
        _, k, alpha = self.at(ask.t)
        phi = state["phi"]
        theta_tilde, within = self.stepped(x, ask, state)
        phi = np.where(ask.t % k == 0, phi + alpha * (theta_tilde - phi), phi)
        return np.where(ask.t % k == 0, phi, theta_tilde), {"phi": phi} | within


@dataclass(frozen=True)
class SAM(Wrapper):
    """It asks for two gradients a step. The authors' code and pytorch_optimizer add 1e-12 to the norm.
    Source: Foret, Kleiner, Mobahi & Neyshabur 2021, arXiv:2010.01412, Algorithm 1, with p = 2.
    """

    title = say("SAM")
    line = say("Climb a little first, and step by the gradient there: sharpness-aware minimization.")
    formula: ClassVar[tuple[str, ...]] = (r"\nabla f(\theta) \to \nabla f(\theta + \rho \frac{g}{\|g\|})",)

    inner: Rule = inner_rule(GradientDescent(), say("The rule that steps by the gradients from uphill."))
    radius: Number = hyper(
        0.05, at_least=0, slider=(1e-3, 1), log=True, label=say("radius"), symbol=r"\rho",
        help=say("How far uphill the gradient is taken; at 0 this is the inner rule."),
    )  # fmt: skip

    def step(self, x, ask, state):
        """Let the inner rule step by the gradients a radius uphill from where it asks."""
        _, rho = self.at(ask.t)

        def uphill(points, **where):
            g = ask.gradient(points, **where)
            return ask.gradient(points + rho * quotient(g, norm(g)), **where)

        return self.stepped(x, _Seeing(ask, uphill), state)


class _Seeing:
    """Answers as what it stands before does, but for gradients."""

    def __init__(self, ask: Ask, gradient: Callable):
        self._ask, self.gradient = ask, gradient

    def __getattr__(self, name: str):
        return getattr(self._ask, name)


def _beside(state: State) -> dict[str, np.ndarray]:
    return {f"inner.{name}": part for name, part in state.items()}
