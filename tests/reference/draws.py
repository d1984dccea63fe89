"""Makes draws.json: paths of rules that draw, by others given the same draws.

    pip install cmaes scipy torch optax jax pytorch_optimizer
    python tests/reference/draws.py

What is drawn for the n-th time in step t comes from seed 0 as in a race. CMA-ES is `cmaes`, told of
the points that these draws make; the others are worked out here, one number after the other, as their sources say.
"""

import json
from importlib.metadata import version
from math import exp
from pathlib import Path

import numpy as np
from cmaes import CMA
from wrappers_and_searches import STEPS, SURFACES, compiled


def drawn(t, n=1):
    """Return what draws."""
    return np.random.default_rng(np.random.SeedSequence(0, spawn_key=(t, n)))


def by_cmaes(values, loss, start):
    """Follow the mean, until all losses are alike."""
    population = values["population"]
    followed, path = CMA(np.array(start), values["size"], population_size=population), [start]
    for t in range(1, STEPS + 1):
        variances, Q = np.linalg.eigh(followed._C)
        y = drawn(t).standard_normal((population, 2)) @ (Q * np.sqrt(variances)) @ Q.T
        points = followed.mean + followed._sigma * y
        losses = [float(loss(*point)) for point in points]
        if max(losses) - min(losses) < 1e-9:  # then rounding ranks them
            break
        followed.tell(list(zip(points, losses, strict=True)))
        path.append(followed.mean.tolist())
    return path


def by_spall(values, loss, start):
    """Spall 1998, section II."""
    (x, y), path = start, [start]
    for t in range(1, STEPS + 1):
        a = values["learning_rate"] / (t + values["stability"]) ** values["alpha"]
        c = values["distance"] / t ** values["gamma"]
        dx, dy = (-1 if u < 0.5 else 1 for u in drawn(t).random(2))
        slope = (loss(x + c * dx, y + c * dy) - loss(x - c * dx, y - c * dy)) / (2 * c)
        x, y = x - a * slope / dx, y - a * slope / dy
        path.append([float(x), float(y)])
    return path


def by_metropolis(values, loss, start):
    """Kirkpatrick, Gelatt & Vecchi 1983."""
    (x, y), path, temperature = start, [start], values["temperature"]
    for t in range(1, STEPS + 1):
        dx, dy = values["size"] * drawn(t).standard_normal(2)
        rise = loss(x + dx, y + dy) - loss(x, y)
        if rise <= 0 or drawn(t, 2).random() < exp(-rise / temperature):
            x, y = float(x + dx), float(y + dy)
        temperature *= values["cooling"]
        path.append([x, y])
    return path


def by_solis_and_wets(values, loss, start):
    """Solis & Wets 1981, Algorithm 1."""
    x, b, size, row, path = np.array(start), np.zeros(2), values["size"], 0, [start]
    for t in range(1, STEPS + 1):
        xi = b + size * drawn(t).standard_normal(2)
        if loss(*(x + xi)) < loss(*x):
            x, b, row = x + xi, 0.2 * b + 0.4 * xi, max(row, 0) + 1
        elif loss(*(x - xi)) < loss(*x):
            x, b, row = x - xi, b - 0.4 * xi, max(row, 0) + 1
        else:
            b, row = 0.5 * b, min(row, 0) - 1
        if row >= values["successes"]:
            size, row = 2 * size, 0
        elif -row >= values["failures"]:
            size, row = size / 2, 0
        path.append(x.tolist())
    return path


CASES = (
    ("CMAES", {"size": 0.8, "population": 7}, "cmaes", by_cmaes),
    ("CMAES", {"size": 0.3, "population": 20}, "cmaes", by_cmaes),
    (
        "SPSA",
        {"learning_rate": 0.05, "distance": 0.2, "stability": 5, "alpha": 0.7, "gamma": 0.2},
        "by hand",
        by_spall,
    ),
    ("SimulatedAnnealing", {"size": 0.4, "temperature": 2.0, "cooling": 0.9}, "by hand", by_metropolis),
    ("RandomSearch", {"size": 0.7, "successes": 2, "failures": 4}, "by hand", by_solis_and_wets),
)


def main():
    """Write all cases beside this file."""
    made = []
    for surface in ("beale", "waves"):
        expression, start = SURFACES[surface]
        loss, *_ = compiled(expression, "math")
        for optimizer, values, reference, follow in CASES:
            path = follow(values, loss, start)
            case = {"surface": surface, "expression": expression, "start": start, "optimizer": optimizer}
            case |= {"within": 1e-7} if optimizer == "CMAES" else {}  # `cmaes` adds 1e-8 where it divides
            case |= {"hyperparameters": values, "reference": reference, "steps": len(path) - 1, "path": path}
            made.append(case)
    text = json.dumps({"cmaes": version("cmaes"), "cases": made})
    Path(__file__).with_suffix(".json").write_text(text + "\n")


if __name__ == "__main__":
    main()
