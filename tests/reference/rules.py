"""Makes rules.json: where rules are after some steps, by libraries that others wrote.

    pip install torch optax pytorch_optimizer torch_optimizer timm schedulefree prodigyopt scipy keras dadaptation
    python tests/reference/rules.py

What no library has in the form of its paper is worked out here in plain loops.
"""

import json
import os
from functools import partial
from importlib.metadata import version
from itertools import chain
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"  # read as Keras is imported
import dadaptation
import jax
import jax.numpy as jnp
import keras
import numpy as np
import optax
import prodigyopt
import pytorch_optimizer
import schedulefree
import timm.optim
import torch
import torch_optimizer
from scipy.integrate import solve_ivp
from scipy.linalg import sqrtm
from wrappers_and_searches import STEPS, SURFACES, by_optax, by_torch, compiled

KEPT = (1, 2, 3, 5, 10, 20, 50, STEPS)
"""The steps whose points are kept."""

LIBRARIES = ("torch", "optax", "jax", "pytorch_optimizer", "torch_optimizer", "timm", "schedulefree", "prodigyopt")
LIBRARIES += ("keras", "scipy", "dadaptation")

keras.config.set_floatx("float64")


def by_diagonal(make, expression, start):
    """Follow an optimizer of pytorch_optimizer's that is given the diagonal of the Hessian."""
    loss, _, hessian = compiled(expression, [{"sin": torch.sin, "cos": torch.cos}, "math"])
    point = torch.tensor(start, requires_grad=True)
    optimizer, path = make([point]), [start]
    every = optimizer.update_period
    for t in range(STEPS):
        optimizer.zero_grad()
        loss(*point).backward()
        rows = hessian(*point.detach())
        diagonal = [torch.stack([torch.as_tensor(rows[i][i]) for i in range(2)])]
        optimizer.step(hessian=diagonal if t % every == 0 else None)
        path.append(point.tolist())
    return path


def by_hand(update, expression, start):
    """Follow `update(g, t, x)`, which returns the next point of a rule that keeps its own memory."""
    _, gradient, _ = compiled(expression, "math")
    x, path = np.array(start), [start]
    for t in range(1, STEPS + 1):
        x = update(np.array(gradient(*x)), t, x)
        path.append(x.tolist())
    return path


def padam(learning_rate, beta1, beta2, epsilon, partial):
    """Chen et al., Algorithm 1."""
    m = v = top = 0.0

    def update(g, t, x):
        nonlocal m, v, top
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
        top = np.maximum(top, v)
        return x - learning_rate * m / (np.sqrt(top) + epsilon) ** (2 * partial)

    return update


def soap(learning_rate, beta1, beta2, epsilon):
    """Vyas et al., Algorithm 3, of a vector, its eigenvectors by LAPACK at each step."""
    m, v, L = np.zeros(2), np.zeros(2), np.zeros((2, 2))

    def update(g, t, x):
        nonlocal m, v, L
        L = beta2 * L + (1 - beta2) * np.outer(g, g)
        Q = np.linalg.eigh(L)[1]
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * (Q.T @ g) ** 2
        size = np.sqrt(v / (1 - beta2**t)) + epsilon
        return x - learning_rate * Q @ (Q.T @ m / (1 - beta1**t) / size)

    return update


LR, BETAS, EPS, EPS0 = {"lr": 0.06}, {"betas": (0.8, 0.95)}, {"eps": 1e-3}, {"eps": 1e-300}
B = {"b1": 0.8, "b2": 0.95}
RATE, TWO, E, E0 = {"learning_rate": 0.06}, {"beta1": 0.8, "beta2": 0.95}, {"epsilon": 1e-3}, {"epsilon": 1e-300}
"""Numbers of Adam's family as libraries call them, and as they are called here. E0: where the library's ε stands
elsewhere."""


def torched(made, **more):
    """Return what follows an optimizer in PyTorch's form."""
    return partial(by_torch, partial(made, **more))


def optaxed(*made):
    """Return what follows a chain of Optax's."""
    return partial(by_optax, optax.chain(*made) if len(made) > 1 else made[0])


def adams():
    """Yield Adam's nearest."""
    adam = {**RATE, **TWO, **E}
    decayed = torched(torch.optim.AdamW, **LR, **BETAS, **EPS, weight_decay=0.3)
    yield "AdamW", {**adam, "weight_decay": 0.3}, "torch", decayed
    yield "AMSGrad", adam, "torch", torched(torch.optim.Adam, **LR, **BETAS, **EPS, amsgrad=True)
    yield "AMSGrad", {**adam, "corrected_first": True}, "optax", optaxed(optax.amsgrad(0.06, **B, **EPS))
    yield "NAdam", {**adam, "growing": True}, "torch", torched(torch.optim.NAdam, **LR, **BETAS, **EPS)
    small = {"learning_rate": 0.005}  # as the first steps are plain momentum's
    yield "RAdam", {**small, **TWO, **E0}, "optax", optaxed(optax.radam(0.005, **B, **EPS0))
    yield "RAdam", {**small, **TWO, **E}, "torch", torched(torch.optim.RAdam, lr=0.005, **BETAS, **EPS)


def adam_sizes():
    """Yield the rules that divide by another size."""
    yield "AdaBelief", {**RATE, **TWO, **E}, "optax", optaxed(optax.adabelief(0.06, **B, **EPS, eps_root=1e-3))
    scaled = optax.scale_by_yogi(**B, eps=0.01, initial_accumulator_value=0.1)
    values = {**RATE, **TWO, "epsilon": 0.01, "initial_accumulator": 0.1}
    yield "Yogi", values, "optax", optaxed(scaled, optax.scale_by_learning_rate(0.06))
    bounded = torched(torch_optimizer.AdaBound, **LR, **BETAS, **EPS0, final_lr=0.06 * 0.2, gamma=0.05)
    yield "AdaBound", {**RATE, **TWO, **E0, "final": 0.2, "closing": 0.05}, "torch_optimizer", bounded
    powers = {**TWO, **E, "partial": 0.2}
    yield "Padam", {**RATE, **powers}, "by hand", lambda *on: by_hand(padam(0.06, **powers), *on)
    scaled = optax.scale_by_amsgrad(**B, **EPS, bias_correction_mu=False, bias_correction_nu=False)
    values = {**RATE, **TWO, **E, "partial": 0.5}
    yield "Padam", values, "optax", optaxed(scaled, optax.scale_by_learning_rate(0.06))
    yield "DiffGrad", {**RATE, **TWO, **E0}, "torch_optimizer", torched(torch_optimizer.DiffGrad, **LR, **BETAS, **EPS0)
    yield "LaProp", {**RATE, **TWO, **E}, "timm", torched(timm.optim.LaProp, **LR, **BETAS, **EPS)
    yield "ADOPT", {**RATE, **TWO, **E}, "optax", optaxed(optax.contrib.adopt(0.06, **B, **EPS))
    yield "NovoGrad", {"learning_rate": 0.02, **TWO, **E}, "optax", optaxed(optax.novograd(0.02, **B, **EPS))


def adam_ways():
    """Yield the rules that go another way."""
    adam = {**RATE, **TWO}
    mixed = torched(torch_optimizer.QHAdam, **LR, **BETAS, **EPS, nus=(0.6, 0.9))
    yield "QHAdam", {**adam, "nu1": 0.6, "nu2": 0.9, **E}, "torch_optimizer", mixed
    mixed = optaxed(optax.contrib.ademamix(0.06, **B, **EPS, b3=0.97, alpha=3.0))
    yield "AdEMAMix", {**adam, "beta3": 0.97, "alpha": 3.0, **E}, "optax", mixed
    differing = torched(pytorch_optimizer.Adan, **LR, betas=(0.8, 0.95, 0.9), **EPS)
    yield "Adan", {**adam, "beta3": 0.9, **E}, "pytorch_optimizer", differing
    yield "Lion", {"learning_rate": 0.03, **TWO}, "optax", optaxed(optax.lion(0.03, **B, weight_decay=0.0))
    averaged = torched(pytorch_optimizer.MADGRAD, lr=0.02, momentum=0.7, eps=1e-14, weight_decay=0.0)
    values = {"learning_rate": 0.02, "momentum": 0.7, "epsilon": 1e-14}
    yield "MADGRAD", values, "pytorch_optimizer", averaged
    cautious = torched(timm.optim.AdamWLegacy, **LR, **BETAS, **EPS, weight_decay=0.3, caution=True)
    yield "CautiousAdamW", {**adam, **E, "weight_decay": 0.3}, "timm", cautious
    steadied = torched(timm.optim.Mars, **LR, **BETAS, **EPS, gamma=0.1, weight_decay=0.3, optimize_1d=True)
    yield "MARS", {**adam, "gamma": 0.1, **E, "weight_decay": 0.3}, "timm", steadied


def adam_curvature():
    """Yield the rules that divide by curvature."""
    adam = {**RATE, **TWO, **E}
    made = partial(pytorch_optimizer.AdaHessian, **LR, **BETAS, **EPS, hessian_power=0.8, weight_decay=0.0)
    yield "AdaHessian", {**adam, "hessian_power": 0.8}, "pytorch_optimizer", partial(by_diagonal, made)
    # Its step is lr clip(m / max(h, eps), p): that of the paper, with what is beside γ multiplied or divided by it.
    made = partial(pytorch_optimizer.SophiaH, lr=0.12, **BETAS, p=0.5, eps=0.2, update_period=4, weight_decay=0.0)
    values = {**RATE, **TWO, "gamma": 0.5, "epsilon": 0.1, "every": 4}
    yield "Sophia", values, "pytorch_optimizer", partial(by_diagonal, made)
    yield "SOAP", adam, "by hand", lambda *on: by_hand(soap(**adam), *on)


def by_average(make, expression, start):
    """Follow the average of one of schedulefree's."""
    loss, *_ = compiled(expression, [{"sin": torch.sin, "cos": torch.cos}, "math"])
    point = torch.tensor(start, requires_grad=True)
    optimizer, path = make([point]), [start]
    for _ in range(STEPS):
        optimizer.train()
        optimizer.zero_grad()
        loss(*point).backward()
        optimizer.step()
        optimizer.eval()
        path.append(point.tolist())
    return path


def descent():
    """Yield the rules that follow the gradient."""
    small = {"learning_rate": 0.03}
    normalized = optaxed(optax.normalize_by_update_norm(eps=0.0), optax.scale_by_learning_rate(0.03))
    yield "NormalizedDescent", small, "optax", normalized
    yield "SignSGD", small, "optax", optaxed(optax.sign_sgd(0.03))
    signed = torched(pytorch_optimizer.SignSGD, lr=0.03, momentum=0.7, weight_decay=0.0)
    yield "Signum", {**small, "momentum": 0.7}, "pytorch_optimizer", signed
    mixed = torched(pytorch_optimizer.QHM, lr=0.02, momentum=0.95, nu=0.6, weight_decay=0.0)
    yield "QHM", {"learning_rate": 0.02, "momentum": 0.95, "nu": 0.6}, "pytorch_optimizer", mixed
    mixed = torched(torch_optimizer.AggMo, lr=0.002, betas=(0.0, 0.8, 0.96))
    yield "AggMo", {"learning_rate": 0.002, "damping": 0.2}, "torch_optimizer", mixed
    hopeful = optaxed(optax.optimistic_gradient_descent(0.01, alpha=1.0, beta=0.7))
    yield "OptimisticGradient", {"learning_rate": 0.01, "optimism": 0.7}, "optax", hopeful


def adaptive():
    """Yield the rules that scale the gradient by coordinates."""
    centred = {"learning_rate": 0.02, "decay": 0.8, "epsilon": 0.1}
    outside = torched(torch.optim.RMSprop, lr=0.02, alpha=0.8, eps=0.1, centered=True)
    yield "CentredRMSProp", {**centred, "epsilon_inside": False}, "torch", outside
    inside = optaxed(optax.rmsprop(0.02, decay=0.8, eps=0.1, centered=True))
    yield "CentredRMSProp", {**centred, "epsilon_inside": True}, "optax", inside
    values = {"learning_rate": 0.03, "shrink": 0.4, "grow": 1.3, "step_min": 1e-4, "step_max": 0.5}
    yield "Rprop", values, "torch", torched(torch.optim.Rprop, lr=0.03, etas=(0.4, 1.3), step_sizes=(1e-4, 0.5))


def rate_free():
    """Yield the rules that need no rate, and a wrapper."""
    values = {"first": 0.01, "epsilon": 1e-3}
    yield "DoG", values, "optax", optaxed(optax.contrib.dog(init_step=("heuristic", 0.01), eps=1e-3))
    values = {**TWO, "first": 0.01, "coefficient": 0.5, **E0}
    yield "Prodigy", values, "prodigyopt", torched(prodigyopt.Prodigy, **BETAS, d0=0.01, d_coef=0.5, **EPS0)
    plain = partial(schedulefree.SGDScheduleFree, lr=0.02, momentum=0.8)
    yield "SGDScheduleFree", {"learning_rate": 0.02, "momentum": 0.8}, "schedulefree", partial(by_average, plain)
    adam = partial(schedulefree.AdamWScheduleFree, lr=0.03, **BETAS, **EPS)
    yield "AdamWScheduleFree", {"learning_rate": 0.03, **TWO, **E}, "schedulefree", partial(by_average, adam)
    clipped = {"inner": "Momentum", "inner.learning_rate": 0.01, "inner.momentum": 0.8, "threshold": 1.5}
    yield "ClippedValue", clipped, "optax", optaxed(optax.clip(1.5), optax.sgd(0.01, momentum=0.8))


def by_averaged_model(make, expression, start, begins=0, every=1, **averaging):
    """Follow PyTorch's average of the points of one of its optimizers, every so many steps from one on."""
    loss, *_ = compiled(expression, [{"sin": torch.sin, "cos": torch.cos}, "math"])
    model = torch.nn.ParameterList([torch.nn.Parameter(torch.tensor(start))])
    average = torch.optim.swa_utils.AveragedModel(model, **averaging)
    optimizer, path = make(model.parameters()), [start]
    for t in range(STEPS + 1):
        if t >= begins and (t - begins) % every == 0:
            average.update_parameters(model)
        if t:
            path.append((average.module if t >= begins else model)[0].tolist())
        optimizer.zero_grad()
        loss(*model[0]).backward()
        optimizer.step()
    return path


def by_asgd(make, expression, start):
    """Follow the average of PyTorch's ASGD."""
    loss, *_ = compiled(expression, [{"sin": torch.sin, "cos": torch.cos}, "math"])
    point = torch.tensor(start, requires_grad=True)
    optimizer, path = make([point]), [start]
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss(*point).backward()
        optimizer.step()
        path.append(optimizer.state[point]["ax"].tolist())
    return path


def by_keras(make, expression, start):
    """Follow an optimizer of Keras' from the origin, which is where it begins whatever the start is."""
    _, gradient, _ = compiled(expression, "math")
    point, optimizer, path = keras.Variable([0.0, 0.0], dtype="float64"), make(), [[0.0, 0.0]]
    for _ in range(STEPS):
        slope = torch.tensor(gradient(*point.value.tolist()))
        optimizer.apply([slope], [point])
        path.append(point.value.tolist())
    return path


def by_value(optimizer, expression, start):
    """Follow an optimizer of Optax's that is told the loss."""
    loss, *_ = compiled(expression, "jax")
    point, path = jnp.array(start), [start]
    state, both = optimizer.init(point), jax.value_and_grad(lambda p: loss(*p))
    for _ in range(STEPS):
        value, slope = both(point)
        updates, state = optimizer.update(slope, state, point, value=value)
        point = optax.apply_updates(point, updates)
        path.append(point.tolist())
    return path


def by_solver(rate, expression, start):
    """Follow the flow down the gradient, a rate of time for each step, by SciPy's method of order 8."""
    _, gradient, _ = compiled(expression, "math")
    times, fine = rate * np.arange(STEPS + 1), {"rtol": 1e-13, "atol": 1e-15}
    solved = solve_ivp(lambda t, x: -np.array(gradient(*x)), times[[0, -1]], start, "DOP853", times, **fine)
    return solved.y.T.tolist()


def switching(make, tolerance, expression, start):
    """Follow a SWATS with a tolerance of its own: in libraries it is written down, or ε."""
    own = torch.Tensor.allclose
    torch.Tensor.allclose = lambda self, other, rtol: own(self, other, rtol=tolerance, atol=0.0)
    try:
        return by_torch(make, expression, start)
    finally:
        torch.Tensor.allclose = own


def full_adagrad(learning_rate, epsilon):
    """Duchi et al., figure 1, the full case, its root by SciPy's Schur decomposition."""
    G = np.zeros((2, 2))

    def update(g, t, x):
        nonlocal G
        G = G + np.outer(g, g)
        return x - learning_rate * np.linalg.solve(np.real(sqrtm(G)) + epsilon * np.eye(2), g)

    return update


def langevin(learning_rate, temperature):
    """Welling & Teh, equation 4, with what a race of seed 0 draws in step t."""

    def update(g, t, x):
        xi = np.random.default_rng(np.random.SeedSequence(0, spawn_key=(t, 1))).standard_normal(2)
        return x - learning_rate * g + np.sqrt(2 * learning_rate * temperature) * xi

    return update


def barzilai_borwein(first, short):
    """Barzilai & Borwein, equations 5 and 6; where the product is not positive Dai et al.'s."""
    s = last = None

    def update(g, t, x):
        nonlocal s, last
        if np.hypot(*g) < 1e-10:  # what comes next is rounding
            return x
        if s is None:
            rate = first / np.hypot(*g)
        else:
            y = g - last
            rate = (s @ y / (y @ y) if short else s @ s / (s @ y)) if s @ y > 0 else np.hypot(*s) / np.hypot(*y)
        s, last = -rate * g, g
        return x + s

    return update


def latest():
    """Yield those drawn at averages, that flow, that pull, that switch, and that find their rate."""
    plain, heavy = partial(torch.optim.SGD, lr=0.01), partial(torch.optim.SGD, lr=0.003, momentum=0.8)
    inner = {"inner": "GradientDescent", "inner.learning_rate": 0.01}
    fast = {"inner": "Momentum", "inner.learning_rate": 0.003, "inner.momentum": 0.8}

    asgd = partial(torch.optim.ASGD, lr=0.01, lambd=0.0, t0=19)
    yield "ASGD", {"learning_rate": 0.01, "burn_in": 20}, "torch", partial(by_asgd, asgd)
    fading = {"multi_avg_fn": torch.optim.swa_utils.get_ema_multi_avg_fn(0.8)}
    yield "EMA", {**fast, "decay": 0.8}, "torch", partial(by_averaged_model, heavy, **fading)
    some = {"burn_in": 15, "every": 4}
    yield "SWA", {**inner, **some}, "torch", partial(by_averaged_model, plain, begins=15, every=4)
    yield "GradientFlow", {"learning_rate": 0.05}, "scipy", partial(by_solver, 0.05), 1e-7  # its own tolerance
    warm = {"learning_rate": 0.01, "temperature": 0.05}
    yield "SGLD", warm, "by hand", lambda *on: by_hand(langevin(**warm), *on)
    wide = {"learning_rate": 0.3, "epsilon": 1e-3}
    yield "FullAdaGrad", wide, "by hand", lambda *on: by_hand(full_adagrad(**wide), *on)
    pulls = {"l1_regularization_strength": 0.7, "l2_regularization_strength": 0.15}
    follow = partial(keras.optimizers.Ftrl, 0.25, initial_accumulator_value=0.0, beta=0.5, **pulls)
    values = {"learning_rate": 0.25, "beta": 0.5, "l1": 0.7, "l2": 0.3}
    yield "FTRL", values, "keras", partial(by_keras, follow)
    values = {**RATE, **TWO, **E0, "tolerance": 0.02}
    follow = partial(pytorch_optimizer.SWATS, **LR, **BETAS, **EPS0)
    yield "SWATS", values, "pytorch_optimizer", partial(switching, follow, 0.02)
    told = {"scaling": 3.0, "bound": 0.01 * 3}
    follow = optax.polyak_sgd(max_learning_rate=0.01, scaling=3.0, f_min=-2.0)
    yield "PolyakStep", told, "optax", partial(by_value, follow)
    for short in (False, True):
        told = {"first": 0.05, "short": short}
        yield "BarzilaiBorwein", told, "by hand", lambda *on, told=told: by_hand(barzilai_borwein(**told), *on)
    follow = torched(dadaptation.DAdaptSGD, lr=1.0, d0=0.01, momentum=0.7)
    yield "DAdaptSGD", {"first": 0.01, "momentum": 0.7}, "dadaptation", follow
    values = {"first": 0.01, **TWO, **E}
    yield "DAdaptAdam", values, "dadaptation", torched(dadaptation.DAdaptAdam, lr=1.0, d0=0.01, **BETAS, **EPS)


FAMILIES = (adams, adam_sizes, adam_ways, adam_curvature, descent, adaptive, rate_free, latest)
"""What yields cases: optimizer, hyperparameters, library, what follows it on an expression from a start, and within
what where that is not 1e-9."""


def main():
    """Write all cases beside this file."""
    made = []
    for surface in ("beale", "waves"):
        expression, start = SURFACES[surface]
        for optimizer, values, reference, follow, *within in chain.from_iterable(family() for family in FAMILIES):
            path = follow(expression, start)
            case = {"surface": surface, "expression": expression, "start": path[0], "optimizer": optimizer}
            case |= {"hyperparameters": values, "reference": reference, "steps": len(path) - 1}
            case |= {"within": within[0]} if within else {}
            made.append(
                case | {"at": [t for t in KEPT if t < len(path)], "path": [path[t] for t in KEPT if t < len(path)]}
            )
    versions = {name: version(name) for name in LIBRARIES}
    lines = ",\n".join(map(json.dumps, made))
    Path(__file__).with_suffix(".json").write_text(f'{{"versions": {json.dumps(versions)}, "cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
