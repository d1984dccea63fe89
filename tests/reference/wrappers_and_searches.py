"""Makes wrappers_and_searches.json: paths of rules around others, of line searches and of the simplex, made elsewhere.

    pip install torch optax scipy pytorch_optimizer
    python tests/reference/wrappers_and_searches.py

What no library has in this form, gradient descent, Newton and BFGS with Armijo's line search, is worked out here in
plain loops, by textbook formulas and NumPy's linear algebra.
"""

import json
from functools import partial
from importlib.metadata import version
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytorch_optimizer
import scipy.optimize
import sympy
import torch

jax.config.update("jax_enable_x64", True)
torch.set_default_dtype(torch.float64)

SURFACES = {
    "quadratic": ("(x - 7)**2 + (y - 3)**2", [0.0, 0.0]),
    "beale": ("(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2", [1.0, 1.25]),
    "waves": ("sin(3*x) + cos(2*y) + x**2/10 + y**2/5 + x*y/7", [-1.0, 1.5]),
}
STEPS = 60


def compiled(expression, modules):
    """Return loss, gradient and Hessian as functions of x and y."""
    symbols = sympy.symbols("x y")
    loss = sympy.sympify(expression, rational=True)
    gradient = [sympy.diff(loss, v) for v in symbols]
    hessian = [[sympy.diff(g, v) for v in symbols] for g in gradient]
    return [sympy.lambdify(symbols, part, modules) for part in (loss, gradient, hessian)]


def by_torch(make, expression, start, clip=None, radius=0.0, steps=STEPS):
    """Follow an optimizer of PyTorch's; clip: the largest norm of a gradient; radius: how far uphill SAM takes it."""
    loss, *_ = compiled(expression, [{"sin": torch.sin, "cos": torch.cos}, "math"])
    point = torch.tensor(start, requires_grad=True)
    optimizer, path = make([point]), [start]
    for _ in range(steps):
        optimizer.zero_grad()
        loss(*point).backward()
        if clip:
            torch.nn.utils.clip_grad_norm_([point], clip)
        if radius:  # as in the authors' code, github.com/google-research/sam
            uphill = (point + radius * point.grad / point.grad.norm()).detach().requires_grad_()
            loss(*uphill).backward()
            point.grad = uphill.grad
        optimizer.step()
        path.append(point.tolist())
    return path


def by_optax(optimizer, expression, start, steps=STEPS):
    """Follow an optimizer of Optax's."""
    loss, *_ = compiled(expression, "jax")
    point, path = jnp.array(start), [start]
    state, slope = optimizer.init(point), jax.grad(lambda p: loss(*p))
    for _ in range(steps):
        updates, state = optimizer.update(slope(point), state, point)
        point = optax.apply_updates(point, updates)
        path.append(point.tolist())
    return path


def by_scipy(size, expression, start, steps=40):
    """Follow the best corner of SciPy's simplex, until its losses are too much alike to compare."""
    loss, *_ = compiled(expression, "numpy")
    simplex = np.array(start) + size * np.array([[0, 0], [1, 0], [0, 1]])
    path = [start]
    scipy.optimize.minimize(
        lambda p: loss(*p), start, method="Nelder-Mead", callback=lambda p: path.append(p.tolist()),
        options={"initial_simplex": simplex, "maxiter": steps, "xatol": 0, "fatol": 0, "adaptive": False},
    )  # fmt: skip
    return path


def backtracked(loss, x, p, g, first, shrink, decrease):
    """Nocedal & Wright, Algorithm 3.1."""
    alpha = first
    while not loss(*(x + alpha * p)) <= loss(*x) + decrease * alpha * (g @ p):
        alpha *= shrink
    return alpha * p


def bracketed(loss, gradient, x, p, g, first, decrease, flattening):
    """Lewis & Overton's inexact line search, for the weak Wolfe conditions."""
    low, high, alpha = 0.0, np.inf, first
    for _ in range(100):
        if loss(*(x + alpha * p)) > loss(*x) + decrease * alpha * (g @ p):
            high = alpha
        elif np.array(gradient(*(x + alpha * p))) @ p < flattening * (g @ p):
            low = alpha
        else:
            return alpha * p
        alpha = (low + high) / 2 if high < np.inf else 2 * low
    return low * p


def by_hand(kind, values, expression, start):
    """Follow a line search along -g, along Newton's way with |eigenvalues|, or along that of BFGS."""
    loss, gradient, hessian = compiled(expression, "math")
    x, path, H = np.array(start), [start], np.eye(2)
    for _ in range(STEPS):
        g = np.array(gradient(*x))
        eigenvalues, Q = np.linalg.eigh(np.array(hessian(*x)))
        newton = -Q @ np.diag(1 / np.maximum(np.abs(eigenvalues), values.get("floor", 1))) @ Q.T @ g
        p = {"Armijo": -g, "Newton": newton, "BFGS": -H @ g}[kind]
        if -g @ p <= np.finfo(float).eps * abs(loss(*x)):  # all further on is rounding
            break
        if kind == "BFGS":
            s = bracketed(loss, gradient, x, p, g, **values)
            y = np.array(gradient(*(x + s))) - g
            V = np.eye(2) - np.outer(y, s) / (s @ y)
            H = V.T @ H @ V + np.outer(s, s) / (s @ y)
        else:
            s = backtracked(loss, x, p, g, values.get("first", 1.0), values["shrink"], values["decrease"])
        x = x + s
        path.append(x.tolist())
    return path


def cases(expression, start):
    """Yield optimizer, hyperparameters, reference, path, and what it may be off by where that is not 1e-9."""
    small = {"inner": "GradientDescent", "inner.learning_rate": 0.01}
    heavy = {"inner": "Momentum", "inner.learning_rate": 0.003, "inner.momentum": 0.8}
    adam = {"inner": "Adam", "inner.learning_rate": 0.04, "inner.beta1": 0.8}
    torch_small, torch_heavy = partial(torch.optim.SGD, lr=0.01), partial(torch.optim.SGD, lr=0.003, momentum=0.8)
    torch_adam = partial(torch.optim.Adam, lr=0.04, betas=(0.8, 0.999))

    for inner, made in ((adam, optax.adam(0.04, b1=0.8)), (small, optax.sgd(0.01))):
        path = by_optax(optax.chain(optax.clip_by_global_norm(1.5), made), expression, start)
        yield "ClippedGradient", {**inner, "threshold": 1.5}, "optax", path
    for inner, made in ((adam, torch_adam), (heavy, torch_heavy)):
        path = by_torch(made, expression, start, clip=1.5)
        yield "ClippedGradient", {**inner, "threshold": 1.5}, "torch", path, 1e-5  # it adds 1e-6 to the norm

    decayed = partial(torch.optim.AdamW, lr=0.04, betas=(0.8, 0.999), weight_decay=0.3)
    for inner, made in ((adam, decayed), (small, partial(torch_small, weight_decay=0.3))):
        yield "DecoupledWeightDecay", {**inner, "weight_decay": 0.3}, "torch", by_torch(made, expression, start)

    for inner, made in ((adam, torch_adam), (heavy, torch_heavy)):
        ahead = partial(_lookahead, made)
        path = by_torch(ahead, expression, start)
        yield "Lookahead", {**inner, "every": 4, "alpha": 0.4}, "pytorch_optimizer", path

    for inner, made in ((adam, torch_adam), (small, torch_small)):
        yield "SAM", {**inner, "radius": 0.2}, "torch", by_torch(made, expression, start, radius=0.2)

    yield "NelderMead", {"size": 0.7}, "scipy", by_scipy(0.7, expression, start)
    for kind, values in (
        ("Armijo", {"first": 2.0, "shrink": 0.6, "decrease": 0.01}),
        ("Newton", {"floor": 0.05, "shrink": 0.6, "decrease": 0.01}),
        ("BFGS", {"first": 0.8, "decrease": 0.01, "flattening": 0.8}),
    ):
        yield kind, values, "by hand", by_hand(kind, values, expression, start)


def _lookahead(made, parameters):
    return pytorch_optimizer.Lookahead(made(parameters), k=4, alpha=0.4, pullback_momentum="none")


def main():
    """Write all cases beside this file."""
    made = []
    for surface, (expression, start) in SURFACES.items():
        for optimizer, values, reference, path, *within in cases(expression, start):
            case = {"surface": surface, "expression": expression, "start": start, "optimizer": optimizer}
            case |= {"hyperparameters": values, "reference": reference, "steps": len(path) - 1, "path": path}
            made.append(case | ({"within": within[0]} if within else {}))
    versions = {name: version(name) for name in ("torch", "optax", "jax", "scipy", "pytorch_optimizer")}
    text = json.dumps({**versions, "cases": made})
    Path(__file__).with_suffix(".json").write_text(text + "\n")


if __name__ == "__main__":
    main()
