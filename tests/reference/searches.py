"""Makes searches.json: paths of conjugate gradients, L-BFGS, Newton's kin, the trust region and least squares.

    pip install scipy torch optax jax pytorch_optimizer
    python tests/reference/searches.py

The line search of the conjugate gradients is SciPy's, `scalar_search_wolfe2`, with the parabola alone where it has
others to choose from, kept a tenth off both ends; its `dogleg` is the trust region. What SciPy has not in this form is
worked out here with whole matrices.
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import scipy.optimize
from scipy.optimize import LbfgsInvHessProduct, _linesearch
from wrappers_and_searches import STEPS, SURFACES, backtracked, bracketed, compiled

ROSENBROCK = ("(1 - x)**2 + 100*(y - x**2)**2", [-1.2, 1.0])
FEW = 40
"""Steps after which all of these have arrived."""


def parabola(low, f_low, slope_low, high, f_high):
    """Return SciPy's own bottom of a parabola, a tenth off both ends."""
    bottom = QUADRATIC(low, f_low, slope_low, high, f_high)
    part = 0.5 if bottom is None else np.clip((bottom - low) / (high - low), 0.1, 0.9)
    return low + part * (high - low)


QUADRATIC = _linesearch._quadmin


def betas(kind, g, last, p, t, restart):
    """Nocedal & Wright, equations 5.41a, 5.45 and 5.46."""
    if t == 1:
        return 0.0
    if kind == "FletcherReeves":
        return (g @ g) / (last @ last) if (t - 1) % restart else 0.0
    if kind == "PolakRibiere":
        return max(0.0, g @ (g - last) / (last @ last))
    return g @ (g - last) / ((g - last) @ p)


def conjugate(kind, values, expression, start, steps=FEW):
    """Follow a conjugate gradient by SciPy's search: p is scaled so that its first trial, 1, is the one of the rule."""
    loss, gradient, _ = compiled(expression, "math")
    _linesearch._quadmin = parabola
    _linesearch._cubicmin = lambda *_: None
    x, path, last, p, alpha, before = np.array(start), [start], None, None, 0.0, 0.0
    for t in range(1, steps + 1):
        g = np.array(gradient(*x))
        p = -g + betas(kind, g, last, p, t, values.get("restart")) * (0 if p is None else p)
        p = p if g @ p < -1e-8 * (g @ g) else -g
        if -g @ p <= np.finfo(float).eps * abs(loss(*x)):  # all further on is rounding
            break
        trial = alpha * min(before / (g @ p), 10) if alpha else values["first"]
        far, *_ = _linesearch.scalar_search_wolfe2(
            lambda a, x=x, way=trial * p: loss(*(x + a * way)),
            lambda a, x=x, way=trial * p: np.array(gradient(*(x + a * way))) @ way,
            c1=values["decrease"], c2=values["flattening"],
        )  # fmt: skip
        if far is None:
            break
        alpha, before, last = far * trial, g @ p, g
        x = x + alpha * p
        path.append(x.tolist())
    return path


def lbfgs(values, expression, start, steps=FEW):
    """Follow L-BFGS: SciPy's product with the inverse, or updates of a whole one from its scaled beginning."""
    loss, gradient, _ = compiled(expression, "math")
    x, path, S, Y = np.array(start), [start], [], []
    search = {name: values[name] for name in ("first", "decrease", "flattening")}
    for _ in range(steps):
        g = np.array(gradient(*x))
        S, Y = S[-values["history"] :], Y[-values["history"] :]
        if values["scaled"] or not S:
            H = np.eye(2) * (S[-1] @ Y[-1] / (Y[-1] @ Y[-1]) if S else 1.0)
            for s, y in zip(S, Y, strict=True):
                V = np.eye(2) - np.outer(y, s) / (s @ y)
                H = V.T @ H @ V + np.outer(s, s) / (s @ y)
            p = -H @ g
        else:
            p = -(LbfgsInvHessProduct(np.array(S), np.array(Y)) @ g)
        if -g @ p <= np.finfo(float).eps * abs(loss(*x)):
            break
        s = bracketed(loss, gradient, x, p, g, **search)
        S, Y = [*S, s], [*Y, np.array(gradient(*(x + s))) - g]
        x = x + s
        path.append(x.tolist())
    return path


def newton(kind, value, expression, start):
    """Follow Newton–Raphson by LAPACK's solution, or saddle-free Newton by its eigenvectors."""
    _, gradient, hessian = compiled(expression, "math")
    x, path = np.array(start), [start]
    for _ in range(STEPS):
        g, H = np.array(gradient(*x)), np.array(hessian(*x), dtype=float)
        if kind == "NewtonRaphson":
            x = x - value * np.linalg.solve(H, g)
        else:
            eigenvalues, Q = np.linalg.eigh(H)
            x = x - Q @ (Q.T @ g / (np.abs(eigenvalues) + value))
        path.append(x.tolist())
    return path


def trust_region(values, expression, start, steps=None):
    """Follow SciPy's dogleg, until it says that it has arrived, or that the quadratic has no bottom."""
    loss, gradient, hessian = compiled(expression, "math")
    path = [start]

    def keep(intermediate_result):
        path.append(intermediate_result.x.tolist())

    scipy.optimize.minimize(
        lambda p: loss(*p), start, method="dogleg", callback=keep,
        jac=lambda p: np.array(gradient(*p)), hess=lambda p: np.array(hessian(*p), dtype=float),
        options={"initial_trust_radius": values["radius"], "max_trust_radius": values["largest"],
                 "eta": values["accept"], "gtol": 1e-10, "maxiter": steps},
    )  # fmt: skip
    return path


RESIDUALS = {
    "quadratic": ("x - 7", "y - 3"),
    "beale": ("1.5 - x + x*y", "2.25 - x + x*y**2", "2.625 - x + x*y**3"),
    "rosenbrock": ("1 - x", "10*(y - x**2)"),
    "strained bend": ("1 - x", "sqrt(10)*(y - x**2)", "y + x + 4"),
    "steep strained bend": ("1 - x", "sqrt(30)*(y - x**2)", "y + x + 4"),
    "far strained bend": ("3 - x", "sqrt(10)*(y - x**2)", "y + 5"),
}


def least_squares(kind, values, surface, expression, start, steps=FEW):
    """Follow Gauss–Newton, or Marquardt's damping, by NumPy's least squares of the slopes of the residuals."""
    loss, gradient, _ = compiled(expression, "math")
    compiled_residuals = [compiled(residual, "math")[:2] for residual in RESIDUALS[surface]]
    x, path, damping = np.array(start), [start], values.get("damping")
    for _ in range(20 if surface == "beale" else steps):  # far out on its plateau the slopes hardly differ
        r = np.array([value(*x) for value, _ in compiled_residuals], dtype=float)
        J, g = np.array([slopes(*x) for _, slopes in compiled_residuals], dtype=float), np.array(gradient(*x))
        if kind == "GaussNewton":
            p = np.linalg.lstsq(J, -r)[0]
            if -g @ p <= np.finfo(float).eps * abs(loss(*x)):
                break
            x = x + backtracked(loss, x, p, g, 1.0, values["shrink"], values["decrease"])
        else:
            damping /= values["factor"]
            while True:
                rows = np.diag(np.sqrt(damping * np.sum(J**2, axis=0)))
                p = np.linalg.lstsq(np.vstack([J, rows]), -np.concatenate([r, [0, 0]]))[0]
                if loss(*(x + p)) <= loss(*x):
                    break
                damping *= values["factor"]
            if -g @ p <= np.finfo(float).eps * abs(loss(*x)):
                break
            x = x + p
        path.append(x.tolist())
    return path


def cases(surface, expression, start):
    """Yield optimizer, hyperparameters, reference, path."""
    search = {"first": 0.3, "decrease": 0.01, "flattening": 0.3}
    if surface != "rosenbrock":
        for kind, more in (("FletcherReeves", {"restart": 5}), ("PolakRibiere", {}), ("HestenesStiefel", {})):
            yield kind, {**search, **more}, "scipy", conjugate(kind, {**search, **more}, expression, start)
        for history, scaled, by in ((2, True, "by hand"), (3, False, "scipy")):
            values = {"first": 0.8, "decrease": 0.01, "flattening": 0.8, "history": history, "scaled": scaled}
            yield "LBFGS", values, by, lbfgs(values, expression, start)
        for kind, name, value in (("NewtonRaphson", "length", 0.3), ("SaddleFreeNewton", "damping", 0.7)):
            yield kind, {name: value}, "by hand", newton(kind, value, expression, start)
    if surface in RESIDUALS:
        values = {"floor": 1e-9, "shrink": 0.6, "decrease": 0.01}
        yield "GaussNewton", values, "by hand", least_squares("GaussNewton", values, surface, expression, start)
        values = {"damping": 0.3, "factor": 4.0}
        yield "LevenbergMarquardt", values, "by hand", least_squares("Marquardt", values, surface, expression, start)
    values = {"radius": 0.2, "largest": 0.9, "accept": 0.1}
    yield "TrustRegion", values, "scipy", trust_region(values, expression, start)


def main():
    """Write all cases beside this file."""
    made = []
    for surface, (expression, start) in {**SURFACES, "rosenbrock": ROSENBROCK}.items():
        for optimizer, values, reference, path in cases(surface, expression, start):
            case = {"surface": surface, "expression": expression, "start": start, "optimizer": optimizer}
            case |= {"hyperparameters": values, "reference": reference, "steps": len(path) - 1, "path": path}
            made.append(case)
    text = json.dumps({"scipy": version("scipy"), "cases": made})
    Path(__file__).with_suffix(".json").write_text(text + "\n")


if __name__ == "__main__":
    main()
