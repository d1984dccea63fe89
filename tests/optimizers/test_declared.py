"""The formulas that rules declare say what their steps do: each line, by what a reader makes of it, in numbers."""

import numpy as np
import pytest

import optimizers
from optimizers import Hyperparameter, latex
from optimizers.line_search import BACKTRACKED, MOST_TRIALS
from optimizers.program import Unrecorded, record, symbol
from tests.each import each
from tests.optimizers import drawing, searches
from tests.optimizers.reading import Reader
from tests.optimizers.searches import WAVES, gradient, say, value
from tests.optimizers.variants import RECORDED, At

DECLARED = {name: rule for name, rule in optimizers.CATALOGUE.items() if name not in RECORDED}
STARTS = np.random.default_rng(3).uniform(-2, 2, (6, 2))


def eigen(known):
    (known["l1"], known["l2"]), (known["u"], known["v"]) = (
        np.array(part).T for part in np.linalg.eigh(known["hessian"])
    )


def backtracked(known, first):
    trials = (first * known["tau"] ** k for k in range(MOST_TRIALS))
    x, p, g, c = (known[name] for name in ("x", "p", "g", "c"))
    known["alpha"] = next((a for a in trials if value(x + a * p) <= value(x) + c * a * (g @ p)), 0.0)


def learned(known):
    s, y, I = known["s"], known["y"], np.eye(2)  # noqa: E741
    if s @ y > 0:
        left, right = I - np.outer(s, y) / (s @ y), I - np.outer(y, s) / (s @ y)
        known["H"] = left @ known["H"] @ right + np.outer(s, s) / (s @ y)


def ordered(known):
    known["corners"] = sorted(known["corners"], key=value)
    known["middle"] = (known["corners"][0] + known["corners"][1]) / 2


def replaced(known):
    """Which corner is taken is said by words; that none of them is worse than what it replaces is the method."""
    best, second, worst = known["corners"]
    beyond, losses = known["middle"] - worst, [value(corner) for corner in known["corners"]]
    mirrored, corner = known["r"], None
    if value(mirrored) < losses[0]:
        corner = known["e"] if value(known["e"]) < value(mirrored) else mirrored
    elif value(mirrored) < losses[1]:
        corner = mirrored
    else:
        sign = 1 if value(mirrored) < losses[2] else -1
        tried = known["middle"] + sign * known["gamma"] * beyond
        corner = tried if value(tried) < min(losses[2], np.nextafter(value(mirrored), np.inf)) else None
    if corner is None:
        known["corners"] = [best, *(best + known["sigma"] * (each - best) for each in (second, worst))]
    else:
        known["corners"] = [best, second, corner]
    known["corners"].sort(key=value)


def bends(known):
    return np.diag(known["hessian"])


def directions(known):
    known["Q"] = np.linalg.eigh(known["L"])[1][:, ::-1]


def flowing(known):
    """By the classical Runge–Kutta method, in so many equal pieces that nothing is left to see of them."""
    x, h = known["x"], known[r"\eta"] / 100
    for _ in range(100):
        first = -gradient(x)
        second = -gradient(x + h / 2 * first)
        third = -gradient(x + h / 2 * second)
        x = x + h / 6 * (first + 2 * second + 2 * third - gradient(x + h * third))
    known["ahead"] = x


def rooted(known):
    sizes, ways = np.linalg.eigh(known["G"])
    known["root"] = ways @ np.diag(np.sqrt(np.maximum(sizes, 0))) @ ways.T


def polyak(known):
    above, slope = value(known["x"]) - At.least + known["s"], known["g"] @ known["g"]
    known[r"\gamma"] = min(above / (known["c"] * slope), known[r"\gamma_b"])


SAYS = {
    **searches.SAYS,
    **drawing.SAYS,
    r"g = \nabla f(\theta)": say("g", lambda k: gradient(k["x"])),
    "p = -g": say("p", lambda k: -k["g"]),
    "p = -H g": say("p", lambda k: -k["H"] @ k["g"]),
    BACKTRACKED: lambda known: backtracked(known, known["first"]),
    BACKTRACKED.replace(r"\bar\alpha ", ""): lambda known: backtracked(known, 1.0),
    r"\theta \leftarrow \theta + \alpha p": say("x", lambda k: k["x"] + k["alpha"] * k["p"]),
    r"\nabla^2 f(\theta) = \lambda_1 u u^\top + \lambda_2 v v^\top": eigen,
    r"s = \alpha p, \quad y = \nabla f(\theta + s) - g": lambda known: known.update(
        s=known["alpha"] * known["p"], y=gradient(known["x"] + known["alpha"] * known["p"]) - known["g"]
    ),
    optimizers.BFGS.formula[4]: learned,
    r"\theta \leftarrow \theta + s": say("x", lambda k: k["x"] + k["s"]),
    optimizers.NelderMead.formula[0]: ordered,
    r"\theta_r = \bar\theta + (\bar\theta - \theta_3)": say("r", lambda k: 2 * k["middle"] - k["corners"][2]),
    optimizers.NelderMead.formula[2]: say("e", lambda k: k["middle"] + k["chi"] * (k["middle"] - k["corners"][2])),
    optimizers.NelderMead.formula[3]: lambda known: None,
    optimizers.NelderMead.formula[4]: replaced,
    r"\theta \leftarrow \theta_1": say("x", lambda k: k["corners"][0]),
    optimizers.AdaHessian.formula[1]: say("d", bends),
    optimizers.Sophia.formula[2]: lambda known: (
        (known["t"] - 1) % 10 or known.update(h=known[r"\beta_2"] * known["h"] + (1 - known[r"\beta_2"]) * bends(known))
    ),
    optimizers.GradientFlow.formula[0]: flowing,
    optimizers.GradientFlow.formula[1]: say("x", lambda k: k["ahead"]),
    optimizers.SGLD.formula[1]: say(r"\xi", lambda k: At(WAVES, k["t"]).normal(2)),
    optimizers.FullAdaGrad.formula[1]: lambda k: (k.update(G=k["G"] + np.outer(k["g"], k["g"])), rooted(k)),
    optimizers.FullAdaGrad.formula[2]: say(
        "x", lambda k: k["x"] - k[r"\eta"] * np.linalg.solve(k["root"] + k[r"\epsilon"] * np.eye(2), k["g"])
    ),
    optimizers.PolyakStep.formula[1]: polyak,
    optimizers.SOAP.formula[1]: say(
        "L", lambda k: k[r"\beta_2"] * k["L"] + (1 - k[r"\beta_2"]) * np.outer(k["g"], k["g"])
    ),
    optimizers.SOAP.formula[2]: directions,
    optimizers.SOAP.formula[4]: say(
        "v", lambda k: k[r"\beta_2"] * k["v"] + (1 - k[r"\beta_2"]) * (k["Q"].T @ k["g"]) ** 2
    ),
    optimizers.SOAP.formula[7]: say(
        "x",
        lambda k: k["x"] - k[r"\eta"] * k["Q"] @ (k["Q"].T @ k[r"\hat m"] / (np.sqrt(k[r"\hat v"]) + k[r"\epsilon"])),
    ),
}
"""Line of a declared formula → what it does to the numbers that are known by name; others a reader can follow."""


@pytest.mark.parametrize("start", STARTS, ids=lambda start: f"{start[0]:.2f},{start[1]:.2f}")
@each("rule", DECLARED)
def test_the_lines_that_a_rule_declares_give_the_numbers_of_its_step(rule, start):
    made = rule()
    with pytest.raises(Unrecorded):
        record(made)
    assert latex(made) == rule.formula
    names = {
        spec.symbol.strip("\\").replace(r"bar\alpha", "first"): name
        for name, spec in rule.hyperparameters().items()
        if isinstance(spec, Hyperparameter)
    }
    known = {letter: getattr(made, name) for letter, name in names.items()}
    known |= {
        spec.symbol: getattr(made, name) for name, spec in rule.hyperparameters().items() if hasattr(spec, "symbol")
    }
    x, state = start, made.begin(start)
    known["corners"] = [start + np.array(way) * known.get("h", 0) for way in ((0, 0), (1, 0), (0, 1))]
    for t in range(1, 9):
        if np.abs(gradient(x)).max() < 1e-6:  # where a method has arrived, rounding decides
            break
        known |= {"x": x, r"\theta": x, "t": t, "hessian": WAVES.hessian(x)}
        known |= {symbol(letter)[0]: part for letter, part in state.items()}
        ahead, state = made.step(x, At(WAVES, t), state)
        known["next"] = ahead
        for line in rule.formula:
            if line in SAYS:
                SAYS[line](known)
            else:
                known = Reader(known).follow([line])
                known["x"] = known[r"\theta"]
        np.testing.assert_allclose(known["x"], ahead, rtol=1e-9, atol=1e-12)
        if "simplex" in state:
            np.testing.assert_allclose(known["corners"], state["simplex"], rtol=1e-9, atol=1e-12)
        if "radius" in state:
            np.testing.assert_allclose(known["Delta"], state["radius"][0])
        if "sigma" in state:
            np.testing.assert_allclose(known["sigma"], state["sigma"][0])
        if "C" in state:
            np.testing.assert_allclose(known["C"], state["C"], rtol=1e-9, atol=1e-12)
        if "s" in state and np.abs(ahead - x).max() > 1e-4:
            np.testing.assert_allclose(known["s"], state["s"], rtol=1e-6, atol=1e-9)
        if "H" in state and np.abs(ahead - x).max() > 1e-4:  # in a shorter step, rounding decides what is learned
            np.testing.assert_allclose(known["H"], state["H"], rtol=1e-6, atol=1e-9)
        x = ahead


@each("inner", {name: rule for name, rule in DECLARED.items() if rule.nestable})
def test_the_pull_of_weights_beside_a_step_without_a_program_is_written_as_long_as_it_is(inner):
    rule = optimizers.DecoupledWeightDecay(inner(), weight_decay=0.25)
    start, alone = STARTS[0], rule.inner
    ahead, _ = rule.step(start, At(WAVES, 1), rule.begin(start))
    without, _ = alone.step(start, At(WAVES, 1), alone.begin(start))
    eta = rule.inner.rate_at(1)
    np.testing.assert_allclose(ahead, without - 0.25 * (1 if eta is None else eta) * start)
    pull = r"\lambda" if eta is None else r"\eta \lambda"
    assert latex(rule)[-1] == rf"\theta \to \theta - {pull} \theta_{{t-1}}"
