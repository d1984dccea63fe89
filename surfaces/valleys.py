"""Ravines and valleys: steep across, nearly level along."""

from sympy import sqrt

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
)

ROSENBROCK = Surface(
    name=say("Rosenbrock"),
    expression=(1 - x) ** 2 + 100 * (y - x**2) ** 2,
    domain=((-2, 2), (-1, 3)),
    start=(-1.2, 1),
    minima=((1, 1),),
    source="Rosenbrock 1960, doi:10.1093/comjnl/3.3.175",
    teaches=say("A long curved valley: steps that are right across it are far too short along it."),
)

BEALE = Surface(
    name=say("Beale"),
    expression=(1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2,
    domain=((-4.5, 4.5), (-4.5, 4.5)),
    start=(1, 1.5),
    minima=((3, 0.5),),
    source="Jamil & Yang 2013, arXiv:1308.4008, no. 10",
    teaches=say("Steep walls, then a long, nearly level valley: who is fast overshoots, who is careful crawls."),
)

LONG_VALLEY = Surface(
    name=say("Long valley (Dixon-Price)"),
    expression=(x - 1) ** 2 + 2 * (2 * y**2 - x) ** 2,
    domain=((-2, 10), (-3, 3)),
    start=(9, 2.5),
    minima=((1, 1 / sqrt(2)), (1, -1 / sqrt(2))),
    source="Surjanovic & Bingham 2013, Virtual Library of Simulation Experiments, Dixon-Price",
    teaches=say("A valley bent into a parabola, with a minimum on either arm, each as low as the other."),
)

VALLEYS = {"ravine": RAVINE, "rosenbrock": ROSENBROCK, "beale": BEALE, "long_valley": LONG_VALLEY}
