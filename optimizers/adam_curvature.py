"""Adam's relatives that look at how the ground bends, or which way, rather than at gradients' sizes along the axes."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optimizers.adam import of_mean, of_squares
from optimizers.arithmetic import dot, power, root
from optimizers.curvature import eigen
from optimizers.hyperparameters import Number, count, hyper
from optimizers.rule import Rule, fraction, rate, tiny
from words import say

_BENDS = say("What part of the mean curvature lasts from one to the next.")


def _diagonal(hessian: np.ndarray) -> np.ndarray:
    """Return the second derivatives along both axes, (..., 2), of Hessians (..., 2, 2)."""
    return np.stack([hessian[..., 0, 0], hessian[..., 1, 1]], axis=-1)


@dataclass(frozen=True)
class AdaHessian(Rule):
    """The diagonal is exact here; for networks it is estimated by Hutchinson's probes, and averaged over neighbours.
    Source: Yao, Gholami, Shen, Mustafa, Keutzer & Mahoney 2021, arXiv:2006.00719, Algorithm 1.
    """

    title = say("AdaHessian")
    line = say("Adam that divides by how the ground bends along each axis, not by how steep it is.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v")
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        r"d = \operatorname{diag} \nabla^2 f(\theta)",
        r"m \leftarrow \beta_1 m + (1 - \beta_1) g",
        r"v \leftarrow \beta_2 v + (1 - \beta_2) d^2",
        r"\hat m = \frac{m}{1 - \beta_1^t}",
        r"\hat v = \frac{v}{1 - \beta_2^t}",
        r"\theta \leftarrow \theta - \frac{\eta \hat m}{\sqrt{\hat v}^k + \epsilon}",
    )

    learning_rate: Number = rate(0.15, say("What part of the way to the minimum of the local quadratic a step is."))
    beta1: Number = of_mean(0.9)
    beta2: Number = fraction(0.999, say("beta 2"), r"\beta_2", _BENDS)
    hessian_power: Number = hyper(
        1.0, at_least=0, at_most=1, slider=(0, 1), label=say("power of the curvature"), symbol="k",
        help=say("To which power the curvature divides: at 1 as in Newton's method, at 0 this is momentum."),
    )  # fmt: skip
    epsilon: Number = tiny(1e-8)

    def step(self, x, ask, state):
        """Average gradients and squared curvatures, then step by the scaled mean."""
        t = ask.t
        eta, beta1, beta2, k, epsilon = self.at(t)
        g, d = ask.gradient(x), _diagonal(ask.hessian(x))
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * d**2
        m_hat = m / (1 - power(beta1, t))
        v_hat = v / (1 - power(beta2, t))
        return x - eta * m_hat / (np.power(root(v_hat, 0.0, False), k) + epsilon), {"m": m, "v": v}


@dataclass(frozen=True)
class Sophia(Rule):
    """The diagonal is exact here; the paper estimates it, by Hutchinson's probes (Sophia-H) or from sampled labels. The
    division is cut at ±1, so that a coordinate that does not bend upwards steps by the sign. Optax (`contrib.sophia`)
    corrects the mean and looks at the curvature after the step.
    Source: Liu, Li, Hall, Liang & Ma 2024, arXiv:2305.14342, Algorithm 3.
    """

    title = say("Sophia")
    line = say("Step by the mean gradient over the curvature, but along no axis further than a learning rate.")
    letters: ClassVar[tuple[str, ...]] = ("m", "h")
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        r"m \leftarrow \beta_1 m + (1 - \beta_1) g",
        r"h \leftarrow \beta_2 h + (1 - \beta_2) \operatorname{diag} \nabla^2 f(\theta)"
        r" \quad \text{if } (t - 1) \bmod k = 0",
        r"\theta \leftarrow \theta - \eta \max(\min(\frac{m}{\max(\gamma h, \epsilon)}, 1), -1)",
    )

    learning_rate: Number = rate(1e-4, say("How far a step goes along an axis at most."))
    beta1: Number = of_mean(0.965)
    beta2: Number = fraction(0.99, say("beta 2"), r"\beta_2", _BENDS)
    gamma: Number = hyper(
        0.01, above=0, slider=(1e-3, 10), log=True, label=say("weight of the curvature"), symbol=r"\gamma",
        help=say("What the curvature is multiplied by; the smaller, the more steps are cut to signs."),
    )  # fmt: skip
    epsilon: Number = tiny(1e-12)
    every: int = count(
        10, at_least=1, slider=(1, 50), label=say("steps between looks"), symbol="k",
        help=say("After how many steps the curvature is looked at again."),
    )  # fmt: skip

    def step(self, x, ask, state):
        """Average the gradients, now and then the curvatures, and step by the cut quotient."""
        eta, beta1, beta2, gamma, epsilon, k = self.at(ask.t)
        g, h = ask.gradient(x), state["h"]
        m = beta1 * state["m"] + (1 - beta1) * g
        if (ask.t - 1) % k == 0:
            h = beta2 * h + (1 - beta2) * _diagonal(ask.hessian(x))
        u = np.maximum(np.minimum(m / np.maximum(gamma * h, epsilon), 1), -1)
        return x - eta * u, {"m": m, "h": h + np.zeros_like(u)}


@dataclass(frozen=True)
class SOAP(Rule):
    """Shampoo's eigenvectors are found anew at each step, exactly; for networks that is done now and then, after the
    step, by a round of QR, and the first step only looks. Turning the ground turns the path: unlike Adam, it does not
    mind where the axes are.
    Source: Vyas, Morwani, Zhao, Shapira, Brandfonbrener, Janson & Kakade 2025, arXiv:2409.11321, Algorithm 3, of a
    vector.
    """

    title = say("SOAP")
    line = say("Adam along the directions in which gradients lie, in place of the axes.")
    letters: ClassVar[tuple[str, ...]] = ("m", "v")
    formula: ClassVar[tuple[str, ...]] = (
        r"g = \nabla f(\theta)",
        r"L \leftarrow \beta_2 L + (1 - \beta_2) g g^\top",
        r"L = Q \operatorname{diag}(\lambda_1, \lambda_2) Q^\top, \quad \lambda_1 \ge \lambda_2",
        r"m \leftarrow \beta_1 m + (1 - \beta_1) g",
        r"v \leftarrow \beta_2 v + (1 - \beta_2) (Q^\top g)^2",
        r"\hat m = \frac{m}{1 - \beta_1^t}",
        r"\hat v = \frac{v}{1 - \beta_2^t}",
        r"\theta \leftarrow \theta - \eta Q \frac{Q^\top \hat m}{\sqrt{\hat v} + \epsilon}",
    )

    learning_rate: Number = rate(0.003, say("How long a step is along each direction while the gradient stays."))
    beta1: Number = of_mean(0.95)
    beta2: Number = of_squares(0.95)
    epsilon: Number = tiny(1e-8)

    def begin(self, x):
        """Return means of nothing, and no directions."""
        return super().begin(x) | {"L": np.zeros((*np.shape(x), 2))}

    def step(self, x, ask, state):
        """Average the products of gradients, and step as Adam does along their eigenvectors."""
        t = ask.t
        eta, beta1, beta2, epsilon = self.at(t)
        g = ask.gradient(x)
        b2 = np.asarray(beta2)[..., None]
        L = b2 * state["L"] + (1 - b2) * (g[..., :, None] * g[..., None, :])
        (_, q), (_, r) = eigen(L)
        m = beta1 * state["m"] + (1 - beta1) * g
        v = beta2 * state["v"] + (1 - beta2) * np.concatenate([dot(q, g), dot(r, g)], axis=-1) ** 2
        m_hat = m / (1 - power(beta1, t))
        u = np.concatenate([dot(q, m_hat), dot(r, m_hat)], axis=-1) / root(v / (1 - power(beta2, t)), epsilon, False)
        return x - eta * (u[..., :1] * q + u[..., 1:] * r), {"m": m, "v": v, "L": L}
