"""Makes trajectories.json: whole paths of the best-known rules on three surfaces, by PyTorch and Optax.

    pip install torch optax jax scipy pytorch_optimizer
    python tests/reference/trajectories.py

Every point is kept.
"""

import json
from functools import partial
from importlib.metadata import version
from pathlib import Path

import optax
import torch
from wrappers_and_searches import SURFACES as OTHERS
from wrappers_and_searches import by_optax, by_torch, compiled

SURFACES = {
    "quadratic": OTHERS["quadratic"],
    "beale": (OTHERS["beale"][0], [-1.0, 1.5]),
    "saddle": ("x**2 - y**2", [1.0, 0.001]),
}
STEPS = 80


def looking_back(rate, momentum, expression, start):
    """Follow PyTorch's Nesterov, which goes from one look-ahead point to the next, at the points it looks from."""
    loss, *_ = compiled(expression, [{"sin": torch.sin, "cos": torch.cos}, "math"])
    ahead, path = torch.tensor(start, requires_grad=True), [start]
    optimizer = torch.optim.SGD([ahead], rate, momentum=momentum, nesterov=True)
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss(*ahead).backward()
        optimizer.step()
        path.append((ahead + rate * momentum * optimizer.state[ahead]["momentum_buffer"]).tolist())
    return path


def cases():
    """Yield optimizer, hyperparameters, reference, and what follows it on an expression from a start."""
    torched = lambda made, **more: partial(by_torch, partial(made, **more), steps=STEPS)  # noqa: E731
    optaxed = lambda *made: partial(by_optax, optax.chain(*made), steps=STEPS)  # noqa: E731
    inside, outside = {"epsilon_inside": True}, {"epsilon_inside": False}

    yield "GradientDescent", {"learning_rate": 0.01}, "torch", torched(torch.optim.SGD, lr=0.01)
    heavy = {"learning_rate": 0.0025, "momentum": 0.9}
    yield "Momentum", heavy, "torch", torched(torch.optim.SGD, lr=0.0025, momentum=0.9)
    yield "Nesterov", heavy, "torch", partial(looking_back, 0.0025, 0.9)

    values = {"learning_rate": 0.4, "epsilon": 1e-8, **inside}
    yield "AdaGrad", values, "optax", optaxed(optax.adagrad(0.4, initial_accumulator_value=0.0, eps=1e-8))
    values = {"learning_rate": 0.4, "epsilon": 1e-3, **outside}
    yield "AdaGrad", values, "torch", torched(torch.optim.Adagrad, lr=0.4, eps=1e-3)
    values = {"decay": 0.9, "epsilon": 1e-6}
    yield "Adadelta", values, "torch", torched(torch.optim.Adadelta, lr=1.0, rho=0.9, eps=1e-6)
    values = {"learning_rate": 0.04, "decay": 0.9, "epsilon": 1e-4}
    yield "RMSProp", values | inside, "optax", optaxed(optax.rmsprop(0.04, decay=0.9, eps=1e-4))
    yield "RMSProp", values | outside, "torch", torched(torch.optim.RMSprop, lr=0.04, alpha=0.9, eps=1e-4)

    adam = {"learning_rate": 0.1, "beta1": 0.9, "beta2": 0.999}
    lr, betas, b = {"lr": 0.1}, {"betas": (0.9, 0.999)}, {"b1": 0.9, "b2": 0.999}
    e, eps = {"epsilon": 1e-8}, {"eps": 1e-8}
    yield "Adam", adam | e | outside, "torch", torched(torch.optim.Adam, **lr, **betas, **eps)
    values = adam | {"epsilon": 1e-3} | inside
    yield "Adam", values, "optax", optaxed(optax.adam(0.1, **b, eps=0.0, eps_root=1e-3))
    yield "AdaMax", adam, "torch", torched(torch.optim.Adamax, **lr, **betas, eps=1e-300)
    yield "AMSGrad", adam | e, "torch", torched(torch.optim.Adam, **lr, **betas, **eps, amsgrad=True)
    values = adam | e | {"weight_decay": 0.05}
    yield "AdamW", values, "torch", torched(torch.optim.AdamW, **lr, **betas, **eps, weight_decay=0.05)
    yield "RAdam", adam | e, "torch", torched(torch.optim.RAdam, **lr, **betas, **eps)
    values = {"learning_rate": 0.04, "shrink": 0.5, "grow": 1.2, "step_min": 1e-6, "step_max": 1.0}
    yield "Rprop", values, "torch", torched(torch.optim.Rprop, lr=0.04, etas=(0.5, 1.2), step_sizes=(1e-6, 1.0))
    values = {"learning_rate": 0.04, "beta1": 0.9, "beta2": 0.99}
    yield "Lion", values, "optax", optaxed(optax.lion(0.04, b1=0.9, b2=0.99, weight_decay=0.0))
    values = adam | {"epsilon": 1e-3, "initial_accumulator": 1e-6}
    yield "Yogi", values, "optax", optaxed(optax.yogi(0.1, **b, eps=1e-3))
    yield "AdaBelief", adam | {"epsilon": 1e-16}, "optax", optaxed(optax.adabelief(0.1, **b, eps=1e-16, eps_root=1e-16))


def main():
    """Write all cases beside this file."""
    made = []
    for surface, (expression, start) in SURFACES.items():
        for optimizer, values, reference, follow in cases():
            if (optimizer, surface) == ("RAdam", "beale"):  # its first steps, plain momentum's, throw it out
                continue
            case = {"surface": surface, "expression": expression, "start": start, "optimizer": optimizer}
            case |= {"hyperparameters": values, "reference": reference, "steps": STEPS}
            made.append({**case, "path": follow(expression, start)})
    versions = {name: version(name) for name in ("torch", "optax", "jax")}
    Path(__file__).with_suffix(".json").write_text(json.dumps({**versions, "cases": made}) + "\n")


if __name__ == "__main__":
    main()
