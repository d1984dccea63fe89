"""Makes long.json: paths over sixty steps of rules that have arrived before them on the surfaces of the others.

    pip install scipy torch optax jax pytorch_optimizer cmaes
    python tests/reference/long.py

Gradient descent and Adadelta are here too, with other numbers than are usual. What makes the others long: a minimum
that is all but flat, a sum of squares that no point makes small, a line search that is content with little, floors
and radii that shorten steps.
"""

import json
from functools import partial
from importlib.metadata import version
from pathlib import Path

from draws import by_cmaes
from searches import conjugate, lbfgs, least_squares, trust_region
from torch.optim import SGD, Adadelta
from wrappers_and_searches import STEPS, by_hand, by_scipy, by_torch, compiled

SURFACES = {
    "bend": "(1 - x)**2 + 10*(y - x**2)**2",
    "strained bend": "(1 - x)**2 + 10*(y - x**2)**2 + (y + x + 4)**2",
    "steep strained bend": "(1 - x)**2 + 30*(y - x**2)**2 + (y + x + 4)**2",
    "far strained bend": "(3 - x)**2 + 10*(y - x**2)**2 + (y + 5)**2",
    "quartic": "x**4/4 + 30*y**2 + x*y + x**2",
    "turned quartic": "(x + y - 1)**4 + 5*(x - 2*y + 1)**4",
    "wavy ravine": "x**2 + 40*y**2 + 3*sin(x + 2*y)",
    "wavy bowl": "x**2 + 30*y**2 + 5*cos(x - y)",
    "flat quartic": "(x - 1)**4 + (x - 1)**2*(y + 1)**2/2 + 3*(y + 1)**4",
}
KEPT = (1, 2, 3, 5, 10, 20, 50, STEPS)
"""The steps whose points are kept."""


def wolfe(first, decrease, flattening, **more):
    """Return the numbers of a line search, and others beside them."""
    return {"first": first, "decrease": decrease, "flattening": flattening, **more}


def cases():
    """Yield optimizer, surface, start, hyperparameters, reference, and what follows it."""
    west, north, south, east = [-1.9, 2.0], [-1.2, 1.0], [2.0, -3.0], [3.0, 1.0]
    for kind, surface, start, values in (
        ("FletcherReeves", "quartic", south, wolfe(0.3, 0.01, 0.5, restart=5)),
        ("FletcherReeves", "wavy ravine", [-3.0, 4.0], wolfe(0.8, 0.1, 0.9, restart=2)),
        ("PolakRibiere", "quartic", north, wolfe(0.05, 1e-3, 0.3)),
        ("PolakRibiere", "wavy ravine", east, wolfe(0.3, 0.01, 0.8)),
        ("HestenesStiefel", "quartic", east, wolfe(0.3, 0.01, 0.9)),
        ("HestenesStiefel", "wavy bowl", south, wolfe(0.8, 1e-3, 0.9)),
    ):
        yield kind, surface, start, values, "scipy", lambda *at, k=kind, v=values: conjugate(k, v, *at, STEPS)
    for surface, start, values, by in (
        ("turned quartic", north, wolfe(0.05, 0.01, 0.3, history=2, scaled=True), "by hand"),
        ("strained bend", south, wolfe(0.05, 1e-3, 0.8, history=2, scaled=True), "by hand"),
        ("turned quartic", west, wolfe(0.8, 0.01, 0.8, history=3, scaled=False), "scipy"),
        ("bend", west, wolfe(0.05, 1e-3, 0.8, history=3, scaled=False), "scipy"),
    ):
        yield "LBFGS", surface, start, values, by, lambda *at, v=values: lbfgs(v, *at, STEPS)
    for surface, start in (("turned quartic", south), ("bend", west)):
        for kind, values in (
            ("BFGS", wolfe(0.3, 1e-3, 0.8)),
            ("Newton", {"floor": 8.0, "shrink": 0.6, "decrease": 0.01}),
        ):
            yield kind, surface, start, values, "by hand", lambda *at, k=kind, v=values: by_hand(k, v, *at)
        yield "NelderMead", surface, start, {"size": 0.7}, "scipy", lambda *at: by_scipy(0.7, *at, STEPS)
    for surface, start in (("steep strained bend", north), ("far strained bend", west)):
        for kind, values in (
            ("GaussNewton", {"floor": 1e-9, "shrink": 0.6, "decrease": 0.01}),
            ("LevenbergMarquardt", {"damping": 30.0, "factor": 1.5}),
        ):
            yield (
                kind, surface, start, values, "by hand",
                lambda *at, k=kind, v=values, s=surface: least_squares(k, v, s, *at, STEPS),
            )  # fmt: skip
    yield from unusual()
    values = {"radius": 0.02, "largest": 0.06, "accept": 0.1}
    for surface, start in (("flat quartic", west), ("quartic", south)):
        yield "TrustRegion", surface, start, values, "scipy", lambda *at: trust_region(values, *at, STEPS)


def unusual():
    """Yield cases of rules that others hold to their usual numbers, or over less than fifty steps."""
    for surface, start in (("wavy ravine", [-3.0, 4.0]), ("wavy bowl", [2.0, -3.0])):
        values = {"learning_rate": 0.02}
        yield "GradientDescent", surface, start, values, "torch", lambda *at: by_torch(partial(SGD, lr=0.02), *at)
        values, made = {"decay": 0.8, "epsilon": 1e-2}, partial(Adadelta, lr=1.0, rho=0.8, eps=1e-2)
        yield "Adadelta", surface, start, values, "torch", lambda *at, m=made: by_torch(m, *at)
    values = {"first": 0.02, "shrink": 0.7, "decrease": 0.2}
    for surface, start in (("wavy ravine", [-3.0, 4.0]), ("bend", [-1.9, 2.0])):
        yield "Armijo", surface, start, values, "by hand", lambda *at: by_hand("Armijo", values, *at)
    values = {"size": 0.01, "population": 5}
    for surface, start in (("wavy ravine", [-3.0, 4.0]), ("bend", [-1.9, 2.0])):
        yield "CMAES", surface, start, values, "cmaes", lambda f, x: by_cmaes(values, compiled(f, "math")[0], x)


def main():
    """Write all cases beside this file."""
    made = []
    for optimizer, surface, start, values, reference, follow in cases():
        expression = SURFACES[surface]
        path = follow(expression, start)
        kept = [t for t in KEPT if t < len(path)]
        case = {"surface": surface, "expression": expression, "start": start, "optimizer": optimizer}
        case |= {"within": 1e-7} if optimizer == "CMAES" else {}  # as in `draws.py`
        case |= {"hyperparameters": values, "reference": reference, "steps": kept[-1], "at": kept}
        made.append({**case, "path": [path[t] for t in kept]})
    versions = {library: version(library) for library in ("scipy", "torch", "cmaes")}
    text = json.dumps({**versions, "cases": made})
    Path(__file__).with_suffix(".json").write_text(text + "\n")


if __name__ == "__main__":
    main()
