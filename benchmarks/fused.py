"""A sweep on JAX beside the same sweep on NumPy, and beside JAX as its users write it: 10⁷ runs of Adam on Rosenbrock.

The first two are the command line, with its file and JAX's compilation. By hand there are no verdicts and no file, but
all else of a row, in chunks as large as ours; that is set against our rows, verdicts among them, before they are
written. `python -m benchmarks.fused RUNS` makes fewer.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

import numpy as np

import optimizers
import surfaces
from benchmarks.explore import MEASURED_SWEEP, NO_JAX
from benchmarks.tables import against, table
from racing import Axis
from racing.checks import ENGINES, JAX
from racing.engine import completed, threads
from racing.spans import tolerance
from racing.sweep import Plan
from racing.sweep.plan import rows

RUNS, STEPS = 10**7, 500
TARGET_TIMES, TARGET_BY_HAND, TARGET_GROWTH_MB = 4, 0.9, 100
FEWER = 10
"""Memory is compared with that of a sweep so many times smaller."""


def report(runs: int = RUNS) -> str:
    """Measure; return the tables."""
    head = (f"runs × {STEPS} of Adam on Rosenbrock", "s", "peak MB", "target", "met")
    if not find_spec("jax"):
        return f"### Sweeps on JAX\n\n{NO_JAX}"
    seconds, peaks = zip(*(_command(engine, runs) for engine in ENGINES), strict=True)
    growth = peaks[1] - _command(JAX, runs // FEWER)[1]
    made = [
        [f"{runs:,}, {name}", f"{s:.1f}", f"{mb:.0f}", "", ""]
        for name, s, mb in zip(ENGINES, seconds, peaks, strict=True)
    ]
    ratio, (ours, theirs) = seconds[0] / seconds[1], (_timed(work, runs) for work in (_rows, _by_hand))
    met = against(growth, TARGET_GROWTH_MB)
    made.append(["from a tenth of them", "", f"{growth:+.0f}", f"≤ {TARGET_GROWTH_MB}", met])
    met = against(ratio, TARGET_TIMES, at_most=False)
    made.append(["times as fast as NumPy", f"{ratio:.1f}", "", f"≥ {TARGET_TIMES}", met])
    made += [["rows without a file", f"{ours:.1f}", "", "", ""], ["by hand", f"{theirs:.1f}", "", "", ""]]
    met = against(theirs / ours, TARGET_BY_HAND, at_most=False)
    made.append(["times as fast as by hand", f"{theirs / ours:.2f}", "", f"≥ {TARGET_BY_HAND}", met])
    return f"### Sweeps on JAX\n\n{table(head, made)}"


def _plan(runs: int) -> Plan:
    side = round(np.sqrt(runs))
    axes = Axis("learning_rate", 1e-4, 1, side, log=True), Axis("beta1", 0, 0.999, side)
    return Plan(surfaces.get("rosenbrock"), optimizers.Adam(), axes, steps=STEPS, engine=JAX)


def _command(engine: str, runs: int) -> tuple[float, float]:
    """Return how long a sweep takes from a shell, and its largest size in memory, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        varied = (part for axis in _plan(runs).axes for part in ("--vary", str(axis)))
        command = [sys.executable, "-c", MEASURED_SWEEP, "--surface", "rosenbrock", "--rule", "Adam", *varied]
        command += ["--steps", str(STEPS), "--engine", engine, "-o", str(Path(folder) / "sweep.parquet")]
        began = perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return perf_counter() - began, int(done.stdout.rpartition("peak ")[2]) / 1024


def _timed(work: Callable[[Plan], None], runs: int) -> float:
    began = perf_counter()
    work(_plan(runs))
    return perf_counter() - began


def _rows(plan: Plan) -> None:
    calls = ((i, rows, (plan, part)) for i, part in enumerate(plan.chunks))
    for _ in completed(calls, threads=threads(plan.chunks, plan.engine)):
        pass


def _by_hand(plan: Plan) -> None:
    """Run the sweep as JAX's users write it: the gradient by autodiff, the runs of a chunk by vmap, compiled as one."""
    import jax
    from jax import numpy as jnp

    beta2, epsilon = plan.rule.beta2, plan.rule.epsilon

    def loss(point):
        return (1 - point[0]) ** 2 + 100 * (point[1] - point[0] ** 2) ** 2

    def run(rate, beta1, least, allowed):
        def step(t, carried):
            point, m, v, reached = carried
            g = jax.grad(loss)(point)
            m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
            m_hat, v_hat = m / (1 - beta1 ** (t + 1)), v / (1 - beta2 ** (t + 1))
            point = point - rate * m_hat / (jnp.sqrt(v_hat) + epsilon)
            return point, m, v, jnp.where(jnp.abs(loss(point) - least) <= allowed, reached, t + 2)

        zero = jnp.zeros(2)
        point, *_, reached = jax.lax.fori_loop(0, STEPS, step, (start, zero, zero, 0))
        return point, loss(point), reached

    with jax.enable_x64(True):
        start = jnp.array(plan.surface.start)
        least, allowed = tolerance(plan.surface, plan.surface.value([plan.surface.start]))
        chunk = jax.jit(jax.vmap(run, (0, 0, None, None)))
        for part in plan.chunks:
            values = plan.values(part)
            jax.tree.map(np.asarray, chunk(values["learning_rate"], values["beta1"], least, allowed[0]))


if __name__ == "__main__":
    print(report(*map(int, sys.argv[1:])))
