"""What a reader makes of the lines that the rules of curvature declare: line → what it does to the numbers known."""

import numpy as np

import optimizers
from optimizers.line_search import BRACKETED, WOLFE
from tests.optimizers.variants import Waves


class Sloped(Waves):
    """The same with the gradients that its values have: with others no search ends where it should."""

    def gradient_at(self, x, y):
        return x * (x * x - 1) + y / 5, x / 5 - y * (2 - y * y)


WAVES = Sloped()


def value(point):
    return WAVES.value(np.array(point))


def gradient(point):
    return WAVES.gradient(np.array(point))


def say(name, made):
    return lambda known: known.update({name: made(known)})


def found(steep):
    """A line that says what is true of a step, not which of those it is: that is taken from the step itself."""

    def check(known):
        x, p, g = known["x"], known["p"], known["g"]
        alpha = known["alpha"] = (known["next"] - x) @ p / (p @ p)
        if np.abs(alpha * p).max() > 1e-6:  # in a shorter step, rounding decides
            assert value(x + alpha * p) <= value(x) + known["c"] * alpha * (g @ p) + 1e-12
            assert steep(gradient(x + alpha * p) @ p, known["varsigma"] * (g @ p))

    return check


def conjugate(known):
    p = -known["g"] + known["beta"] * known["p"]
    known["p"] = p if known["g"] @ p < -1e-8 * (known["g"] @ known["g"]) else -known["g"]


def fletcher_reeves(k):
    return 0.0 if (k["t"] - 1) % k["k"] == 0 else k["g"] @ k["g"] / (k[LAST] @ k[LAST])


def hestenes_stiefel(k):
    change = k["g"] - k[LAST]
    return k["g"] @ change / (change @ k["p"]) if change @ k["p"] else 0.0


def first_loop(known):
    known["a"] = {}
    for i in reversed(range(len(known["s"]))):
        s, y = known["s"][i], known["y"][i]
        if s @ y:  # there is a pair
            known["a"][i] = s @ known["q"] / (s @ y)
            known["q"] = known["q"] - known["a"][i] * y


def between_loops(k):
    s, y = k["s"][-1], k["y"][-1]
    return -k["q"] * (s @ y / (y @ y) if s @ y else 1.0)


def second_loop(known):
    for i, a in sorted(known["a"].items()):
        s, y = known["s"][i], known["y"][i]
        known["p"] = known["p"] - (a + y @ known["p"] / (s @ y)) * s


def remembered(known):
    """Both lines that remember: a step that tells nothing is not remembered."""
    s = known["alpha"] * known["p"]
    y = gradient(known["x"] + s) - known["g"]
    if s @ y > 1e-10 * np.linalg.norm(s) * np.linalg.norm(y):
        known["s"], known["y"] = np.vstack([known["s"][1:], s]), np.vstack([known["y"][1:], y])


def dogleg(known):
    """Of the points along the way, as close as a lattice has them, the last within the radius."""
    g, B, radius, part = known["g"], known["B"], known["Delta"], np.linspace(0, 1, 100_001)[:, None]
    if np.linalg.eigvalsh(B).min() > 0:
        along = np.vstack([part * known["p_U"], known["p_U"] + part * (known["p_B"] - known["p_U"])])
    else:
        along = part * (known["p_U"] if g @ B @ g > 0 else -radius * g / np.linalg.norm(g))
    inside = np.flatnonzero(np.linalg.norm(along, axis=1) <= radius * (1 + 1e-12))
    known["p"] = along[inside[-1]]
    taken = known["next"] - known["x"]
    if taken.any():
        np.testing.assert_allclose(taken, known["p"], rtol=0, atol=3e-5 * (1 + np.abs(along).max()))
        known["p"] = taken


def foretold(known):
    p, g, B = known["p"], known["g"], known["B"]
    known["rho"] = (value(known["x"]) - value(known["x"] + p)) / (-g @ p - p @ B @ p / 2)


def resized(known):
    at_edge = np.linalg.norm(known["p"]) > known["Delta"] * (1 - 1e-4)
    if known["rho"] < 0.25:
        known["Delta"] = known["Delta"] / 4
    elif known["rho"] > 0.75 and at_edge:
        known["Delta"] = min(2 * known["Delta"], known[r"\hat\Delta"])


def damped(known):
    """The lines of λ: which k is the first is found by trying."""
    g, B, f = known["g"], known["B"], value(known["x"])
    for k in range(-1, 29):
        p = -np.linalg.solve(B + known["lambda"] * known["nu"] ** k * np.diag(np.diag(B)), g)
        if value(known["x"] + p) <= f:
            known["p"], known["lambda"] = p, known["lambda"] * known["nu"] ** k
            return


def of_squares(known):
    known["B"] = WAVES.gauss_newton(known["x"])
    if r"\lambda" in known:
        known["lambda"] = known[r"\lambda"][0]


def newton(size):
    """Newton's way by curvatures as `size` makes them."""

    def way(k):
        return sum(-(k[e] @ k["g"]) / size(k, k[curvature]) * k[e] for e, curvature in (("u", "l1"), ("v", "l2")))

    return way


LAST = r"\mathrm{last}"
MARQUARDT = optimizers.LevenbergMarquardt.formula
LBFGS, TRUST = optimizers.LBFGS.formula, optimizers.TrustRegion.formula

SAYS = {
    BRACKETED: found(lambda ahead, asked: ahead >= asked - 1e-9),
    WOLFE: found(lambda ahead, asked: abs(ahead) <= abs(asked) + 1e-9),
    optimizers.FletcherReeves.formula[1]: say("beta", fletcher_reeves),
    optimizers.PolakRibiere.formula[1]: say(
        "beta", lambda k: max(0.0, k["g"] @ (k["g"] - k[LAST]) / (k[LAST] @ k[LAST])) if k["t"] > 1 else 0.0
    ),
    optimizers.HestenesStiefel.formula[1]: say("beta", hestenes_stiefel),
    optimizers.FletcherReeves.formula[2]: conjugate,
    rf"{LAST} \leftarrow g": say(LAST, lambda k: k["g"]),
    optimizers.NewtonRaphson.formula[2]: say("p", newton(lambda k, bend: bend)),
    optimizers.SaddleFreeNewton.formula[2]: say("p", newton(lambda k, bend: abs(bend) + k["lambda"])),
    optimizers.Newton.formula[2]: say("p", newton(lambda k, bend: max(abs(bend), k["delta"]))),
    r"\theta \leftarrow \theta + p": say("x", lambda k: k["x"] + k["p"]),
    MARQUARDT[1]: of_squares,
    optimizers.GaussNewton.formula[2]: lambda known: known.update(
        zip(("l1", "l2"), np.linalg.eigh(known["B"])[0], strict=True),
        u=np.linalg.eigh(known["B"])[1][:, 0],
        v=np.linalg.eigh(known["B"])[1][:, 1],
    ),
    MARQUARDT[2]: damped,
    MARQUARDT[3]: lambda known: None,
    r"q = g": say("q", lambda k: k["g"]),
    LBFGS[2]: first_loop,
    LBFGS[3]: say("p", between_loops),
    LBFGS[4]: second_loop,
    LBFGS[6]: remembered,
    LBFGS[7]: lambda known: None,
    TRUST[0]: lambda known: known.update(
        g=gradient(known["x"]), B=known["hessian"], Delta=known.get("Delta", known["Delta_0"])
    ),
    TRUST[1]: lambda k: k.update(
        p_U=-(k["g"] @ k["g"]) / (k["g"] @ k["B"] @ k["g"]) * k["g"], p_B=-np.linalg.solve(k["B"], k["g"])
    ),
    TRUST[2]: dogleg,
    TRUST[3]: foretold,
    TRUST[4]: resized,
    TRUST[5]: say("x", lambda k: k["x"] + (k["p"] if k["rho"] > k["varrho"] else 0)),
}
