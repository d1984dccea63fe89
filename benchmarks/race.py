"""Ten racers, 500 steps, on Beale: `racing.race` against the same race in torch.optim with autograd, both in float64.

Both keep the same record: every point, loss, gradient and piece of state. PyTorch gets the formula as anyone would
write it. Medians of interleaved repeats in one run. Where PyTorch has the rule in the form used here, the paths
are compared too: a race that is faster because it does something else would not count.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import sympy

import optimizers
import surfaces
from benchmarks.interleaved import median_seconds
from benchmarks.tables import against, table
from racing import race

STEPS = 500
START = (1.0, 1.5)
REPEATS = 9
TARGET_MILLISECONDS = 60
TARGET_RATIO = 30
AGREEMENT = 1e-9
COMPARED = 100  # steps; later a rule that bounces around the minimum amplifies rounding

NO_TORCH = """The race is measured against PyTorch, which is not installed. Its build for processors is enough:
    pip install torch --index-url https://download.pytorch.org/whl/cpu
or, with everything else the benchmarks need: pip install -r requirements-benchmarks.txt"""


class Pair(NamedTuple):
    """One racer in both libraries; differs: why the paths are not the same, None where they are."""

    rule: optimizers.Rule
    torch_name: str
    torch_settings: Mapping
    differs: str | None = None


RACERS = {
    "Gradient descent": Pair(optimizers.GradientDescent(0.005), "SGD", {"lr": 0.005}),
    "Momentum": Pair(optimizers.Momentum(0.002, 0.9), "SGD", {"lr": 0.002, "momentum": 0.9}),
    "Nesterov": Pair(
        optimizers.Nesterov(0.002, 0.9),
        "SGD",
        {"lr": 0.002, "momentum": 0.9, "nesterov": True},
        "PyTorch's points are the look-ahead",
    ),
    "AdaGrad": Pair(optimizers.AdaGrad(0.5, 1e-8, False), "Adagrad", {"lr": 0.5, "eps": 1e-8}),
    "Adadelta": Pair(optimizers.Adadelta(0.9, 1e-6), "Adadelta", {"lr": 1, "rho": 0.9, "eps": 1e-6}),
    "RMSProp": Pair(optimizers.RMSProp(0.01, 0.9, 1e-8, False), "RMSprop", {"lr": 0.01, "alpha": 0.9, "eps": 1e-8}),
    "Adam": Pair(optimizers.Adam(0.2), "Adam", {"lr": 0.2}),
    "AdaMax": Pair(optimizers.AdaMax(0.1), "Adamax", {"lr": 0.1, "eps": 1e-300}),
    "NAdam": Pair(optimizers.NAdam(0.1), "NAdam", {"lr": 0.1}, "PyTorch's beta 1 grows during the run"),
    "big Adam": Pair(optimizers.Adam(0.5, 0.8), "Adam", {"lr": 0.5, "betas": (0.8, 0.999)}),
}


def report() -> str:
    """Measure; return the tables."""
    try:
        import torch
    except ImportError:
        raise SystemExit(NO_TORCH) from None
    beale = surfaces.get("beale")
    rules = {name: pair.rule for name, pair in RACERS.items()}
    theirs = torch_race(torch, beale)
    calls = {"ours": lambda: race(beale, rules, START, STEPS), "torch": theirs}
    seconds = median_seconds(calls, REPEATS)
    ours, torchs = 1e3 * seconds["ours"], 1e3 * seconds["torch"]
    ratio = torchs / ours
    rows = [
        ["racing.race, ms", f"{ours:.1f}", f"≤ {TARGET_MILLISECONDS}", against(ours, TARGET_MILLISECONDS)],
        [f"torch.optim {torch.__version__}, ms", f"{torchs:.0f}", "", ""],
        ["times as fast", f"{ratio:.0f}", f"≥ {TARGET_RATIO}", against(ratio, TARGET_RATIO, at_most=False)],
    ]
    head = ("median", "measured", "target", "met")
    agreement = _agreement(race(beale, rules, START, STEPS), theirs())
    return f"### {len(RACERS)} racers × {STEPS} steps on Beale\n\n{table(head, rows)}\n\n#### Paths\n\n{agreement}"


def torch_race(torch, surface: surfaces.Surface) -> Callable[[], dict[str, np.ndarray]]:
    """Return a function that runs the race in PyTorch and returns every racer's points, (STEPS + 1, 2)."""
    loss_of = sympy.lambdify((surfaces.x, surfaces.y), surface.expression, "math")

    def run() -> dict[str, np.ndarray]:
        paths = {}
        for name, pair in RACERS.items():
            point = torch.tensor(START, dtype=torch.float64, requires_grad=True)
            optimizer = getattr(torch.optim, pair.torch_name)([point], **pair.torch_settings)
            path, losses, gradients, states = [point.tolist()], [], [], []
            for _ in range(STEPS):
                optimizer.zero_grad()
                loss = loss_of(*point.unbind())
                loss.backward()
                optimizer.step()
                path.append(point.tolist())
                losses.append(loss.item())
                gradients.append(point.grad.tolist())
                kept = optimizer.state[point].values()
                states.append([entry.tolist() for entry in kept if torch.is_tensor(entry)])
            paths[name] = np.array(path)
        return paths

    return run


def _agreement(ours, theirs: Mapping[str, np.ndarray]) -> str:
    rows = []
    for name, pair in RACERS.items():
        apart = np.abs(ours[name].points - theirs[name]).max(axis=1)
        verdict = pair.differs or ("agrees" if apart[: COMPARED + 1].max() <= AGREEMENT else "DIFFERS")
        rows.append([name, f"{apart[: COMPARED + 1].max():.1e}", f"{apart[-1]:.1e}", verdict])
    return table(("apart", f"at most, first {COMPARED} steps", "at the end", ""), rows)


if __name__ == "__main__":
    print(report())
