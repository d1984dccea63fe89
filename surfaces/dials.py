"""Surfaces with dials: how far they are turned, and how much steeper one way than the other."""

from sympy import Expr, cos, pi, sin, symbols

from surfaces.dialled import Dial, Dialled, Where, dial_symbol
from surfaces.sources import YU
from surfaces.surface import x, y
from words import say

rotation, condition, curvature = map(dial_symbol, ("rotation", "condition", "curvature"))

u, v, b, κ = symbols("u v b κ", real=True)

_ANGLE = pi * rotation / 180
ROTATION = Dial(
    say("rotation in degrees"),
    say("How far the axes of the valley are turned against x and y, along which many rules scale their steps."),
    default=0,
    low=0,
    high=90,
)


def _turned(across: float, along: float) -> tuple[Expr, Expr]:
    """x and y from a point, in axes that are turned against them."""
    return (
        cos(_ANGLE) * (x - across) + sin(_ANGLE) * (y - along),
        cos(_ANGLE) * (y - along) - sin(_ANGLE) * (x - across),
    )


_gentle, _steep = _turned(7, 3)

TURNED_QUADRATIC = Dialled(
    name=say("Quadratic bowl with dials"),
    written=u**2 / κ + v**2,
    letters={u: _gentle, v: _steep, κ: condition},
    where=Where("(u, v) = R(θ)·(x − 7, y − 3)", r"\left(u, v\right) = R_\theta \left(x - 7, y - 3\right)"),
    dials={
        "rotation": ROTATION,
        "condition": Dial(
            say("condition number"),
            say("How many times as curved the ground is across the valley as along it; 1 is a round bowl."),
            default=20,
            low=1,
            high=1000,
            log=True,
        ),
    },
    domain=((-2, 16), (-3, 9)),
    start=(0, 0),
    minima=((7, 3),),
    source=say("{source}, §3; turned and stretched", source=YU),
    teaches=say("Turn the ravine: what the rules that scale x and y apart have gained on it, they lose."),
    traits=("ravine",),
)

_first, _second = _turned(1, 1)

TURNED_ROSENBROCK = Dialled(
    name=say("Rosenbrock with dials"),
    written=(1 - u) ** 2 + b * (v - u**2) ** 2,
    letters={u: 1 + _first, v: 1 + _second, b: curvature},
    where=Where(
        "(u − 1, v − 1) = R(θ)·(x − 1, y − 1)",
        r"\left(u - 1, v - 1\right) = R_\theta \left(x - 1, y - 1\right)",
    ),
    dials={
        "rotation": ROTATION,
        "curvature": Dial(
            say("steepness of the walls"),
            say("How steep the walls of the valley are beside its floor; Rosenbrock's own is 100."),
            default=100,
            low=1,
            high=1000,
            log=True,
        ),
    },
    domain=((-2, 2), (-1, 3)),
    start=(-1, 0.5),
    minima=((1, 1),),
    source="Rosenbrock 1960, doi:10.1093/comjnl/3.3.175",
    teaches=say("The curved valley, turned about its minimum, its walls steeper or gentler: see who minds the turn."),
    traits=("ravine",),
)

DIALLED = {"turned_quadratic": TURNED_QUADRATIC, "turned_rosenbrock": TURNED_ROSENBROCK}
