"""Saddles: a point without slope that is no minimum. Starts lie almost on the ridge that leads there."""

from sympy import cos, sin

from surfaces.sources import RUDER, YU
from surfaces.surface import Surface, x, y
from words import say

SADDLE = Surface(
    name=say("Saddle"),
    expression=x**2 - y**2,
    domain=((-1.5, 1.5), (-1.5, 1.5)),
    start=(1, 0.001),
    minima=(),
    source=say("Radford's animation of 2014, in {source}, figure 4; {other}, §4-2", source=RUDER, other=YU),
    teaches=say("Downhill only off the ridge: gradient descent lingers on it, momentum and scaled steps get away."),
    traits=("saddle",),
)

MONKEY_SADDLE = Surface(
    name=say("Monkey saddle"),
    expression=x**3 - 3 * x * y**2,
    domain=((-1.5, 1.5), (-1.5, 1.5)),
    start=(1, 0.001),
    minima=(),
    source="Hilbert & Cohn-Vossen 1932, Anschauliche Geometrie",
    teaches=say("Three ways down from a point where even the curvature is zero: little pushes a racer off it."),
    traits=("saddle",),
)

BOUNDED_SADDLE = Surface(
    name=say("Saddle between two minima"),
    expression=x**2 / 2 + y**4 / 4 - y**2 / 2,
    domain=((-2, 2), (-2, 2)),
    start=(1.5, 0.001),
    minima=((0, 1), (0, -1)),
    source="Nesterov 2004, Introductory Lectures on Convex Optimization, example 1.2.2",
    teaches=say("A saddle between two minima: a hair's breadth at the start decides which of them is reached."),
    traits=("saddle",),
)

ADJIMAN = Surface(
    name=say("Adjiman"),
    expression=cos(x) * sin(y) - x / (y**2 + 1),
    domain=((-1, 2), (-1, 1)),
    start=(-0.8, 0.5),
    minima=(),
    edge_minima=((2, 0.10578346945171691),),
    source="Adjiman, Dallwig, Floudas & Neumaier 1998, doi:10.1016/S0098-1354(98)00027-1",
    teaches=say("Past a saddle the way leads down to the map's edge, where it is lowest, and on beyond it for ever."),
    traits=("saddle",),
)

SADDLES = {"saddle": SADDLE, "monkey_saddle": MONKEY_SADDLE, "bounded_saddle": BOUNDED_SADDLE, "adjiman": ADJIMAN}
