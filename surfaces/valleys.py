"""Ravines and valleys: steep across, nearly level along."""

from sympy import sqrt

from surfaces.sources import JAMIL, VIRTUAL_LIBRARY
from surfaces.surface import Surface, x, y
from words import say

RAVINE = Surface(
    name=say("Ravine"),
    expression=x**2 / 20 + y**2,
    domain=((-10, 10), (-5, 5)),
    start=(-7, 2),
    minima=((0, 0),),
    source="Saito 2016, Deep Learning from Scratch, §6.1",
    teaches=say("Twenty times as curved across as along: steps that are right across it are far too short along it."),
    traits=("ravine",),
)

ROSENBROCK = Surface(
    name=say("Rosenbrock"),
    expression=(1 - x) ** 2 + 100 * (y - x**2) ** 2,
    domain=((-2, 2), (-1, 3)),
    start=(-1.2, 1),
    minima=((1, 1),),
    source="Rosenbrock 1960, doi:10.1093/comjnl/3.3.175",
    teaches=say("A long curved valley: steps that are right across it are far too short along it."),
    traits=("ravine",),
)

BEALE = Surface(
    name=say("Beale"),
    expression=(1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2,
    domain=((-4.5, 4.5), (-4.5, 4.5)),
    start=(1, 1.5),
    minima=((3, 0.5),),
    source=f"{JAMIL}, no. 10",
    teaches=say("Steep walls, then a long, nearly level valley: who is fast overshoots, who is careful crawls."),
    traits=("ravine", "saddle", "plateau"),
)

LONG_VALLEY = Surface(
    name=say("Long valley (Dixon-Price)"),
    expression=(x - 1) ** 2 + 2 * (2 * y**2 - x) ** 2,
    domain=((-2, 10), (-3, 3)),
    start=(9, 2.5),
    minima=((1, 1 / sqrt(2)), (1, -1 / sqrt(2))),
    source=f"{VIRTUAL_LIBRARY}, Dixon-Price",
    teaches=say("A valley bent into a parabola, with a minimum on either arm, each as low as the other."),
    traits=("ravine", "saddle"),
)

CUBE = Surface(
    name=say("Cube (Leon)"),
    expression=100 * (y - x**3) ** 2 + (1 - x) ** 2,
    domain=((-1.5, 1.5), (-1.5, 1.5)),
    start=(-1.2, -0.5),
    minima=((1, 1),),
    source=say(
        "{source}; {other} has its minimum wrong",
        source="Leon 1966, Recent Advances in Optimization Techniques",
        other=JAMIL,
    ),
    teaches=say("Rosenbrock's valley along a cube: level in the middle, steep at either end."),
    traits=("ravine",),
)

FREUDENSTEIN_ROTH = Surface(
    name=say("Freudenstein-Roth"),
    expression=(x - 13 + ((5 - y) * y - 2) * y) ** 2 + (x - 29 + ((y + 1) * y - 14) * y) ** 2,
    domain=((-5, 18), (-3, 6)),
    start=(7.5, -2.3),
    minima=((5, 4),),
    source="Freudenstein & Roth 1963, doi:10.1145/321186.321200",
    teaches=say("Nearly every way down from the start leads to a minimum at 49; the one at 0 lies behind a ridge."),
    traits=("ravine",),
)

VALLEYS = {
    "ravine": RAVINE,
    "rosenbrock": ROSENBROCK,
    "beale": BEALE,
    "long_valley": LONG_VALLEY,
    "cube": CUBE,
    "freudenstein_roth": FREUDENSTEIN_ROTH,
}
