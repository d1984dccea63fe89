"""How long a surface takes for its value, gradient and Hessian at one point of a batch of 8,192, in nanoseconds.

Medians of interleaved repeats, points drawn evenly from the domain. Beale's gradient is measured beside what SymPy's
`lambdify` makes of the same expressions, plain and with `cse=True`.
"""

from functools import partial

import numpy as np
import sympy

import surfaces
from benchmarks.interleaved import median_seconds
from benchmarks.tables import table

POINTS = 8192
REPEATS = 25
PARTS = ("value", "gradient", "hessian")


def report() -> str:
    """Measure; return both tables."""
    return (
        f"### Derivatives over {POINTS:,} points, ns a point\n\n{_catalogue()}\n\n#### Beale's gradient\n\n{_beale()}"
    )


def sample(surface: surfaces.Surface) -> np.ndarray:
    """Return `POINTS` points of the surface's domain, (POINTS, 2)."""
    low, high = np.array(surface.domain).T
    return np.random.default_rng(0).uniform(low, high, (POINTS, 2))


def _catalogue() -> str:
    rows = []
    for key, surface in surfaces.CATALOGUE.items():
        points = sample(surface)
        seconds = median_seconds({part: partial(getattr(surface, part), points) for part in PARTS}, REPEATS)
        rows.append([key, *(_nanoseconds(seconds[part]) for part in PARTS)])
    return table(("surface", *PARTS), rows)


def _beale() -> str:
    beale = surfaces.get("beale")
    points = sample(beale)
    slopes = [beale.expression.diff(symbol) for symbol in (surfaces.x, surfaces.y)]
    calls = {"surfaces": lambda: beale.gradient(points)}
    for name, options in {"lambdify": {}, "lambdify, cse=True": {"cse": True}}.items():
        function = sympy.lambdify((surfaces.x, surfaces.y), slopes, "numpy", **options)
        calls[name] = lambda function=function: np.stack(function(points[:, 0], points[:, 1]), axis=-1)
        np.testing.assert_allclose(calls[name](), beale.gradient(points), rtol=1e-9, atol=1e-6)
    seconds = median_seconds(calls, REPEATS)
    rows = [[name, _nanoseconds(time), f"{time / seconds['surfaces']:.1f}"] for name, time in seconds.items()]
    return table(("", "ns a point", "times as long"), rows)


def _nanoseconds(seconds: float) -> str:
    return f"{seconds / POINTS * 1e9:.1f}"


if __name__ == "__main__":
    print(report())
