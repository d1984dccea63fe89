"""Makes matrices.json: paths of rules that keep a matrix of what gradients have told, its updates by libraries.

    pip install torch optax jax scipy pytorch_optimizer
    python tests/reference/matrices.py

What makes the same rule of each stands where it is followed.
"""

import json
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytorch_optimizer
import scipy.optimize
import torch
from long import SURFACES as LONG
from scipy.optimize import _optimize
from wrappers_and_searches import STEPS, SURFACES, bracketed, by_torch, compiled

KEPT = (1, 2, 3, 5, 10, 20, 50, STEPS)
"""The steps whose points are kept."""

VALLEY = [-1.5, 2.25], [-1.875, 0.03125]
"""Starts on bend and quartic where no gradient lies along y, so that the first matrix has exact zeros in it."""


class Soap(pytorch_optimizer.SOAP):
    """SOAP that finds its eigenvectors exactly, and when it is asked to, not after each step in one round of QR."""

    looks = False

    def get_orthogonal_matrix_qr(self, state, *_):
        """Return what SOAP begins with: exact eigenvectors."""
        return self.get_orthogonal_matrix(state["GG"])

    def update_pre_conditioner(self, grad, state, **settings):
        """Add the gradient to the products, if asked to."""
        if self.looks:
            super().update_pre_conditioner(grad, state, **settings)


def soap(values, expression, start):
    """Follow SOAP, whose first step only looks; ε, which it adds before the correction, is corrected with the rest."""
    loss, *_ = compiled(expression, [{"sin": torch.sin, "cos": torch.cos}, "math"])
    point, path = torch.tensor(start, requires_grad=True), [start]
    betas, fixed = (values["beta1"], values["beta2"]), {"weight_decay": 0.0, "precondition_1d": True}
    optimizer = Soap([point], values["learning_rate"], betas, precondition_frequency=1, **fixed)
    for t in range(STEPS + 1):
        optimizer.zero_grad()
        loss(*point).backward()
        if t:
            optimizer.looks = True
            optimizer.update_pre_conditioner(point.grad, optimizer.state[point], step=t, precondition_1d=True)
            optimizer.looks = False
            optimizer.param_groups[0]["eps"] = values["epsilon"] * np.sqrt(1 - values["beta2"] ** t)
        optimizer.step()
        if t:
            path.append(point.tolist())
    return path


def shampoo(values, expression, start):
    """Follow Shampoo of a vector, whose root is full-matrix AdaGrad's; its ε, in the first matrix, is negligible."""
    made = partial(pytorch_optimizer.Shampoo, lr=values["learning_rate"], matrix_eps=values["epsilon"])
    return by_torch(made, expression, start)


def bfgs(values, expression, start):
    """Follow SciPy's BFGS with Lewis & Overton's search in place of its own."""
    loss, gradient, _ = compiled(expression, "math")
    path, own = [start], _optimize._line_search_wolfe12

    def search(f, slope, x, p, g, f_here, *_, **__):
        along = bracketed(loss, gradient, x, p, g, **values)
        there = x + along
        return (along @ p) / (p @ p), 0, 0, f(there), f_here, slope(there)

    def keep(intermediate_result):
        path.append(intermediate_result.x.tolist())

    _optimize._line_search_wolfe12 = search
    try:
        scipy.optimize.minimize(
            lambda p: loss(*p), start, method="BFGS", callback=keep,
            jac=lambda p: np.array(gradient(*p)), options={"gtol": 0, "maxiter": STEPS},
        )  # fmt: skip
    finally:
        _optimize._line_search_wolfe12 = own
    return path


def cases():
    """Yield optimizer, surface, its expression, start, hyperparameters, reference and path."""
    turned = {"learning_rate": 0.06, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3}
    for surface in ("beale", "waves"):
        yield "SOAP", surface, *SURFACES[surface], turned, "pytorch_optimizer", soap(turned, *SURFACES[surface])
    wide = {"learning_rate": 0.5, "epsilon": 1e-300}
    for surface, start in zip(("bend", "quartic"), VALLEY, strict=True):
        at = LONG[surface], start
        yield "FullAdaGrad", surface, *at, wide, "pytorch_optimizer", shampoo(wide, *at)
    searched = {"first": 0.3, "decrease": 1e-3, "flattening": 0.8}
    for surface, start in (("turned quartic", [2.0, -3.0]), ("bend", [-1.9, 2.0])):
        at = LONG[surface], start
        yield "BFGS", surface, *at, searched, "scipy", bfgs(searched, *at)


def main():
    """Write all cases beside this file."""
    made = []
    for optimizer, surface, expression, start, values, reference, path in cases():
        kept = [t for t in KEPT if t < len(path)]
        case = {"surface": surface, "expression": expression, "start": start, "optimizer": optimizer}
        case |= {"hyperparameters": values, "reference": reference, "steps": kept[-1], "at": kept}
        made.append({**case, "path": [path[t] for t in kept]})
    versions = {library: version(library) for library in ("torch", "scipy", "pytorch_optimizer")}
    Path(__file__).with_suffix(".json").write_text(json.dumps({"versions": versions, "cases": made}) + "\n")


if __name__ == "__main__":
    main()
