"""What a reader makes of the lines that the rules that draw declare: line → what it does to the numbers known."""

import numpy as np

import optimizers
from tests.optimizers.searches import say, value
from tests.optimizers.variants import At

CMAES, SEARCH = optimizers.CMAES.formula, optimizers.RandomSearch.formula
ANNEALING, SPSA = optimizers.SimulatedAnnealing.formula, optimizers.SPSA.formula


def root(C, power=0.5):
    variances, Q = np.linalg.eigh(C)
    return Q @ np.diag(variances**power) @ Q.T


def generation(known):
    ask, count = At(None, known["t"]), known[r"\lambda"]
    known["sigma"] = known[r"\sigma"][0]
    known["y"] = ask.normal(2 * count).reshape(count, 2) @ root(known["C"])


def ranked(known):
    """With the weights and rates of the paper's table 1, as they come to for a population of 6."""
    order = np.argsort([value(known["x"] + known["sigma"] * y) for y in known["y"]])
    known["y"] = known["y"][order]
    raw = np.log(3.5) - np.log(np.arange(1, 7))
    mu_w = raw[:3].sum() ** 2 / (raw[:3] ** 2).sum()
    c_1, c_c, c_s = 2 / (3.3**2 + mu_w), (4 + mu_w / 2) / (6 + mu_w), (mu_w + 2) / (mu_w + 7)
    c_mu = min(1 - c_1, 2 * (mu_w - 2 + 1 / mu_w) / (16 + mu_w))
    mu_below = raw[3:].sum() ** 2 / (raw[3:] ** 2).sum()
    below = min(1 + c_1 / c_mu, 1 + 2 * mu_below / (mu_w + 2), (1 - c_1 - c_mu) / (2 * c_mu))
    w = np.where(raw > 0, raw / raw[raw > 0].sum(), -below * raw / raw[raw < 0].sum())
    known |= {"w": w, "mu_w": mu_w, "c_1": c_1, "c_c": c_c, "c_s": c_s, "c_mu": c_mu}
    known |= {"d_s": 1 + 2 * max(0, np.sqrt((mu_w - 1) / 3) - 1) + c_s, "y_w": w[:3] @ known["y"][:3]}


def size_path(k):
    rate = np.sqrt(k["c_s"] * (2 - k["c_s"]) * k["mu_w"])
    return (1 - k["c_s"]) * k["p_s"] + rate * root(k["C"], -0.5) @ k["y_w"]


def covariance_path(known):
    length, limit = np.linalg.norm(known["p_s"]), (1.4 + 2 / 3) * CHI
    known["h"] = float(length / np.sqrt(1 - (1 - known["c_s"]) ** (2 * known["t"])) < limit)
    rate = np.sqrt(known["c_c"] * (2 - known["c_c"]) * known["mu_w"])
    known["p_c"] = (1 - known["c_c"]) * known["p_c"] + known["h"] * rate * known["y_w"]


def covariance(k):
    lengths = np.linalg.norm(k["y"] @ root(k["C"], -0.5), axis=1)
    fair = np.where(k["w"] >= 0, k["w"], k["w"] * 2 / lengths**2)
    delta = (1 - k["h"]) * k["c_c"] * (2 - k["c_c"])
    C = (1 - k["c_1"] - k["c_mu"] * k["w"].sum()) * k["C"]
    C = C + k["c_1"] * (np.outer(k["p_c"], k["p_c"]) + delta * k["C"])
    return C + k["c_mu"] * sum(w * np.outer(y, y) for w, y in zip(fair, k["y"], strict=True))


def moved_and_resized(known):
    known["x"] = known["x"] + known["sigma"] * known["y_w"]
    known["sigma"] *= np.exp(known["c_s"] / known["d_s"] * (np.linalg.norm(known["p_s"]) / CHI - 1))


def tried(known):
    xi, x = known["xi"], known["x"]
    ways = (way for way in (xi, -xi) if value(x + way) < value(x))
    known["s"] = next(ways, np.zeros(2))


def bias(k):
    if (k["s"] == k["xi"]).all():
        return 0.2 * k["b"] + 0.4 * k["xi"]
    return k["b"] - 0.4 * k["xi"] if (k["s"] == -k["xi"]).all() else 0.5 * k["b"]


def counted(known):
    """What is in a row is remembered beside the state: after so many it begins anew."""
    row = known.get("row", 0) if known["t"] > 1 else 0
    row = max(row, 0) + 1 if known["s"].any() else min(row, 0) - 1
    known["sigma"] = known[r"\sigma"][0]
    if row >= known["S"]:
        known["sigma"], row = 2 * known["sigma"], 0
    elif -row >= known["F"]:
        known["sigma"], row = known["sigma"] / 2, 0
    known["row"] = row


def annealed(known):
    rise = value(known["x"] + known["xi"]) - value(known["x"])
    if known["u"] < np.exp(min(0.0, -rise / known["T"])):
        known["x"] = known["x"] + known["xi"]


def slope(k):
    ahead, behind = (value(k["x"] + sign * k["c"] * k["Delta"]) for sign in (1, -1))
    return (ahead - behind) / (2 * k["c"]) * k["Delta"]


def gains(known):
    later = known["t"] + known["A"]
    known |= {"a": known["eta"] / later ** known["alpha"], "c": known["c_0"] / known["t"] ** known["gamma"]}


CHI = np.sqrt(2) * (1 - 1 / 8 + 1 / 84)

SAYS = {
    CMAES[0]: generation,
    CMAES[1]: ranked,
    CMAES[2]: lambda known: known.update(p_s=size_path(known | {"p_s": known[r"p_{\sigma}"]})),
    CMAES[3]: covariance_path,
    CMAES[4]: say("C", covariance),
    CMAES[5]: moved_and_resized,
    SEARCH[0]: say("xi", lambda k: k["b"] + k[r"\sigma"] * At(None, k["t"]).normal(2)),
    SEARCH[1]: tried,
    SEARCH[2]: say("b", bias),
    SEARCH[3]: counted,
    ANNEALING[0]: lambda known: (
        (ask := At(None, known["t"])) and known.update(xi=known["sigma"] * ask.normal(2), u=ask.uniform(1)[0])
    ),
    ANNEALING[1]: say("T", lambda k: k["T_0"] * k["kappa"] ** (k["t"] - 1)),
    ANNEALING[2]: annealed,
    SPSA[0]: gains,
    SPSA[1]: say("Delta", lambda k: np.where(At(None, k["t"]).uniform(2) < 0.5, -1, 1)),
    SPSA[2]: say("g", slope),
    SPSA[3]: say("x", lambda k: k["x"] - k["a"] * k["g"]),
}
