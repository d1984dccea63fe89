"""Sweeps too large to hold: every combination of some axes and starts, run in chunks and written to a file.

    plan = Plan(surface, optimizers.Adam(), (Axis("learning_rate", 1e-4, 1, 200, log=True),), steps=2000)
    write_sweep(plan, Path("sweep.parquet"))

A chunk is kept as soon as it is finished; a sweep that is stopped, however abruptly, goes on from there. The rows and
their order do not depend on where the chunks run. From a shell: `python -m racing.sweep --help`.
"""

from racing.sweep.plan import Plan, spread_starts
from racing.sweep.store import OtherSweep
from racing.sweep.writing import Progress, write_sweep

__all__ = ["OtherSweep", "Plan", "Progress", "spread_starts", "write_sweep"]
