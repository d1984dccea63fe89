"""Six racers, 200 frames, 640 × 480: `exports.race_gif` against Matplotlib's FuncAnimation with its PillowWriter.

Matplotlib draws the same race on the same map or relief as its documentation shows it: a line and a head for each
racer, moved from frame to frame. Both in one process, on Agg, the slow one between repeats of the fast one. Memory is
what a fresh process grows by at its peak while it makes the GIF, everything having been imported.
"""

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

import numpy as np
from matplotlib.animation import FuncAnimation, PillowWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

import optimizers
import surfaces
from benchmarks.tables import against, table
from exports import frame_steps, race_gif
from exports.scene import draw_map
from figures import Look, landscape, styles
from racing import Race, race

FRAMES, WIDTH, HEIGHT, FPS, DPI = 200, 640, 480, 25, 100
VIEWS = ("contour", "3-D")
FACES = 80  # along each side of the relief, as ours has them
REPEATS = 3  # before the slow one, and as many after it
TARGET_SECONDS, TARGET_RATIO, TARGET_KB, TARGET_MB = 1.2, 40, 260, 150

RULES = {
    "Gradient descent": optimizers.GradientDescent(0.005),
    "Momentum": optimizers.Momentum(0.002),
    "Nesterov": optimizers.Nesterov(0.002),
    "AdaGrad": optimizers.AdaGrad(0.5),
    "RMSProp": optimizers.RMSProp(0.03),
    "Adam": optimizers.Adam(0.2),
}


class Measured(NamedTuple):
    """Seconds and kilobytes of both, and the megabytes that ours grew by."""

    ours: float
    theirs: float
    kilobytes: float
    their_kilobytes: float
    megabytes: float


def report() -> str:
    """Measure; return the tables."""
    return "\n\n".join(
        [f"### GIF, {len(RULES)} racers, {FRAMES} frames, {WIDTH} × {HEIGHT}", *(_table(view) for view in VIEWS)]
    )


def finished() -> Race:
    """Run the race."""
    return race(surfaces.get("beale"), RULES, (1.0, 1.5), steps=300)


def ours(finished: Race, view: str) -> bytes:
    """Make the GIF as the project makes it."""
    return race_gif(finished, view, width=WIDTH, height=HEIGHT, frames=FRAMES, fps=FPS)


def theirs(finished: Race, view: str) -> bytes:
    """Make the GIF as Matplotlib makes it."""
    figure = Figure((WIDTH / DPI, HEIGHT / DPI), dpi=DPI)
    FigureCanvasAgg(figure)
    update = {"contour": _flat, "3-D": _relief}[view](figure, finished)
    figure.legend(list(finished), loc="upper left", ncols=3, frameon=False, fontsize=8)
    animation = FuncAnimation(figure, update, frames=frame_steps(finished.steps, FRAMES))
    with TemporaryDirectory() as directory:
        path = Path(directory) / "race.gif"
        animation.save(path, writer=PillowWriter(fps=FPS), dpi=DPI)
        return path.read_bytes()


def growth(view: str) -> float:
    """Return by how many megabytes this process's peak grows while it makes one GIF."""
    race, before = finished(), _peak()
    ours(race, view)
    return _peak() - before


def _measure(view: str) -> Measured:
    command = f"from benchmarks.gif import growth; print(growth({view!r}))"
    grown = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    run = finished()
    ours(run, view)
    seconds = [_timed(lambda: ours(run, view))[0] for _ in range(REPEATS)]
    their_seconds, slow = _timed(lambda: theirs(run, view))
    seconds += [_timed(lambda: ours(run, view))[0] for _ in range(REPEATS)]
    fast = ours(run, view)
    for gif in (fast, slow):
        assert Image.open(BytesIO(gif)).size == (WIDTH, HEIGHT)
    return Measured(median(seconds), their_seconds, len(fast) / 1e3, len(slow) / 1e3, float(grown.stdout))


def _table(view: str) -> str:
    found = _measure(view)
    ratio = found.theirs / found.ours
    rows = [
        ["race_gif, s", f"{found.ours:.2f}", f"≤ {TARGET_SECONDS}", against(found.ours, TARGET_SECONDS)],
        ["FuncAnimation and PillowWriter, s", f"{found.theirs:.1f}", "", ""],
        ["times as fast", f"{ratio:.0f}", f"≥ {TARGET_RATIO}", against(ratio, TARGET_RATIO, at_most=False)],
        ["race_gif, KB", f"{found.kilobytes:.0f}", f"≤ {TARGET_KB}", against(found.kilobytes, TARGET_KB)],
        ["FuncAnimation and PillowWriter, KB", f"{found.their_kilobytes:.0f}", "", ""],
        ["race_gif, peak growth, MB", f"{found.megabytes:.0f}", f"≤ {TARGET_MB}", against(found.megabytes, TARGET_MB)],
    ]
    return table((view, "measured", "target", "met"), rows)


def _flat(figure: Figure, finished: Race) -> Callable[[float], list]:
    axes = figure.add_axes((0.07, 0.07, 0.9, 0.8))
    draw_map(axes, finished, Look(), landscape(finished.surface))
    looks = styles([type(run.rule) for run in finished.values()])
    trails = [axes.plot([], [], color=look.color, linewidth=1.6)[0] for look in looks]
    heads = [axes.plot([], [], "o", color=look.color, markeredgecolor="white")[0] for look in looks]

    clock = figure.text(0.98, 0.98, "", ha="right", va="top", fontsize=9)

    def update(step: float) -> list:
        clock.set_text(f"step {int(step)} / {finished.steps}")
        for run, trail, head in zip(finished.values(), trails, heads, strict=True):
            path = run.points[: int(step) + 1]
            trail.set_data(*path.T)
            head.set_data(*path[-1:].T)
        return [*trails, *heads, clock]

    return update


def _relief(figure: Figure, finished: Race) -> Callable[[float], list]:
    ground = landscape(finished.surface)
    axes = figure.add_axes((0, 0, 1, 0.9), projection="3d", proj_type="ortho", computed_zorder=False)
    axes.view_init(44, -56)
    x, y = np.meshgrid(ground.x, ground.y)
    axes.plot_surface(
        x, y, np.minimum(ground.height(ground.loss), ground.top), cmap="Blues_r",
        rcount=FACES, ccount=FACES, linewidth=0, antialiased=False,
    )  # fmt: skip
    looks = styles([type(run.rule) for run in finished.values()])
    heights = [np.minimum(ground.height(run.values), ground.top) for run in finished.values()]
    trails = [axes.plot([], [], [], color=look.color, linewidth=1.6)[0] for look in looks]
    heads = [axes.plot([], [], [], "o", color=look.color, markeredgecolor="white")[0] for look in looks]

    clock = figure.text(0.98, 0.98, "", ha="right", va="top", fontsize=9)

    def update(step: float) -> list:
        clock.set_text(f"step {int(step)} / {finished.steps}")
        for run, height, trail, head in zip(finished.values(), heights, trails, heads, strict=True):
            path = np.column_stack([run.points, height])[: int(step) + 1]
            trail.set_data_3d(*path.T)
            head.set_data_3d(*path[-1:].T)
        return [*trails, *heads, clock]

    return update


def _timed(call: Callable[[], bytes]) -> tuple[float, bytes]:
    began = perf_counter()
    made = call()
    return perf_counter() - began, made


def _peak() -> float:
    """Return the largest size this process has had, in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage tells of a process on Linux includes the one that started it
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    print(report())
