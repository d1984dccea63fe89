"""Many runs at once: what the page lets one drag and map, beside JAX, and the memory of a sweep as it grows.

The sweeps that JAX is measured on are the same runs of the same rule in float64; its paths are compared. "Cold" is with
its compilation, each time anew. Medians of interleaved repeats in one run.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import sympy

import optimizers
import surfaces
from benchmarks.interleaved import median_seconds
from benchmarks.tables import against, table
from racing import Axis, basins, drag, many_seeds, map_two, slider_axis
from racing.axis import spaced

REPEATS = 7
SIZE, STEPS = 256, 200  # of the sweep that JAX runs too
AGREEMENT = 1e-9
COMPARED = 25  # steps; later runs that bounce amplify rounding
SWEEPS = (10_000, 100_000, 1_000_000)
SWEEP_STEPS = 50
TARGET_GROWTH_MB = 20

NO_JAX = """JAX is not installed, so nothing is measured against it:
    pip install -r requirements-benchmarks.txt"""

MEASURED_SWEEP = """
import sys
from pathlib import Path
from racing.sweep.__main__ import main
code = main(sys.argv[1:])
print("peak", Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
sys.exit(code)
"""
"""A sweep that tells its largest size in memory, in KB; `getrusage` would tell that of the program that started it."""


def report() -> str:
    """Measure; return the tables."""
    return f"### Many runs at once\n\n{_targets()}\n\n#### Beside JAX\n\n{_jax()}\n\n#### Sweeps\n\n{_sweeps()}"


def _targets() -> str:
    beale, himmelblau, adam = surfaces.get("beale"), surfaces.get("himmelblau"), optimizers.Adam(0.1)
    rates_dragged = slider_axis(adam, beale, "learning_rate").values()
    rates, momenta = Axis("learning_rate", 1e-4, 1, 64, log=True), Axis("momentum", 0, 0.999, 64)
    calls = {
        "drag, 61 × 300 of Adam on Beale": lambda: drag(adam, beale, "learning_rate", rates_dragged, steps=300),
        "map, 64 × 64 × 200 of Momentum on Beale": lambda: map_two(
            optimizers.Momentum(), beale, rates, momenta, steps=200
        ),
        "basins, 128 × 128 × 300 of Adam on Himmelblau": lambda: basins(adam, himmelblau, himmelblau.minima),
        "64 seeds × 300 of Adam on Beale, noise 1": lambda: many_seeds(adam, beale, noise=1.0),
    }
    targets = dict(zip(calls, (50, 100, 400, None), strict=True))
    rows = []
    for name, seconds in median_seconds(calls, REPEATS).items():
        target, milliseconds = targets[name], 1e3 * seconds
        met = ["", ""] if target is None else [f"≤ {target}", against(milliseconds, target)]
        rows.append([name, f"{milliseconds:.0f}", *met])
    return table(("ms", "measured", "target", "met"), rows)


def _jax() -> str:
    try:
        import jax
    except ImportError:
        return NO_JAX
    jax.config.update("jax_enable_x64", True)
    beale, adam = surfaces.get("beale"), optimizers.Adam(0.1)
    starts = np.stack(np.meshgrid(*(spaced(*interval, SIZE) for interval in beale.domain)), axis=-1)
    begun = _jax_sweep(jax, beale, adam, STEPS)(starts)

    def cold() -> np.ndarray:
        jax.clear_caches()
        return np.asarray(_jax_sweep(jax, beale, adam, STEPS)(starts))

    warm = _jax_sweep(jax, beale, adam, STEPS)
    calls = {
        "basins": lambda: basins(adam, beale, beale.minima, STEPS, SIZE),
        "JAX, cold": cold,
        "JAX, warm": lambda: warm(starts).block_until_ready(),
    }
    seconds = _median_seconds(calls)
    ratio = seconds["JAX, cold"] / seconds["basins"]
    rows = [[f"{name}, ms", f"{1e3 * time:.0f}", "", ""] for name, time in seconds.items()]
    rows.append(["times as fast as JAX with its compilation", f"{ratio:.2f}", "≥ 1", against(ratio, 1, at_most=False)])
    few = np.asarray(_jax_sweep(jax, beale, adam, COMPARED)(starts))
    apart = np.abs(few - basins(adam, beale, beale.minima, COMPARED, SIZE).points).max()
    ended = np.abs(np.asarray(begun) - basins(adam, beale, beale.minima, STEPS, SIZE).points)
    agreement = "agrees" if apart <= AGREEMENT else "DIFFERS"
    head = (f"{SIZE} × {SIZE} × {STEPS} of Adam on Beale, JAX {jax.__version__}", "measured", "target", "met")
    return (
        f"{table(head, rows)}\n\nPoints after {COMPARED} steps are at most {apart:.1e} apart: {agreement}; "
        f"after {STEPS} steps {(ended <= 1e-6).mean():.2%} of the coordinates are within 1e-6."
    )


def _median_seconds(calls: Mapping[str, Callable]) -> dict[str, float]:
    """Time the calls in turn, as `median_seconds` does; the warm one is warmed after each cold one, unmeasured."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    calls["basins"]()
    for _ in range(REPEATS):
        for name, call in calls.items():
            if name == "JAX, warm":
                call()
            began = perf_counter()
            call()
            times[name].append(perf_counter() - began)
    return {name: median(each) for name, each in times.items()}


def _jax_sweep(jax, surface: surfaces.Surface, rule: optimizers.Adam, steps: int) -> Callable:
    """Return the sweep as JAX's users write it: the gradient by autodiff, all starts by vmap, compiled as one."""
    loss = sympy.lambdify((surfaces.x, surfaces.y), surface.expression, jax.numpy)
    gradient = jax.grad(lambda point: loss(point[0], point[1]))
    eta, beta1, beta2, epsilon = rule.learning_rate, rule.beta1, rule.beta2, rule.epsilon

    def run(start):
        def step(t, carried):
            point, m, v = carried
            g = gradient(point)
            m = beta1 * m + (1 - beta1) * g
            v = beta2 * v + (1 - beta2) * g**2
            m_hat, v_hat = m / (1 - beta1 ** (t + 1.0)), v / (1 - beta2 ** (t + 1.0))
            return point - eta * m_hat / (jax.numpy.sqrt(v_hat) + epsilon), m, v

        zero = jax.numpy.zeros(2)
        return jax.lax.fori_loop(0, steps, step, (start, zero, zero))[0]

    return jax.jit(jax.vmap(jax.vmap(run)))


def _sweeps() -> str:
    rows, peaks = [], []
    for runs in SWEEPS:
        side = round(np.sqrt(runs))
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "sweep.parquet"
            command = [
                *(sys.executable, "-c", MEASURED_SWEEP, "--surface", "rosenbrock", "--rule", "Adam"),
                *("--vary", f"learning_rate=1e-4:1:{side}:log", "--vary", f"beta1=0:0.999:{side}"),
                *("--steps", str(SWEEP_STEPS), "-o", str(output)),
            ]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            size = output.stat().st_size / 1e6
        peak = int(done.stdout.rpartition("peak ")[2]) / 1024
        seconds = done.stderr.rpartition("runs, ")[2].strip()
        rows.append([f"{side**2:,}", f"{peak:.0f}", seconds, f"{size:.1f}"])
        peaks.append(peak)
    growth = peaks[-1] - peaks[-2]
    head = (f"runs × {SWEEP_STEPS} of Adam on Rosenbrock", "peak MB", "time", "file, MB")
    met = against(growth, TARGET_GROWTH_MB)
    return f"{table(head, rows)}\n\nFrom the second to the third: {growth:+.0f} MB, target ≤ {TARGET_GROWTH_MB}: {met}."


if __name__ == "__main__":
    print(report())
