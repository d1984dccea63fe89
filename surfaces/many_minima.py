"""Many minima, one of them the lowest."""

from sympy import E, cos, exp, pi, sin, sqrt

from surfaces.surface import Surface, x, y
from words import say

RASTRIGIN = Surface(
    name=say("Rastrigin"),
    expression=20 + x**2 - 10 * cos(2 * pi * x) + y**2 - 10 * cos(2 * pi * y),
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    start=(-3.4, 2.6),
    minima=((0, 0),),
    source="Surjanovic & Bingham 2013, Virtual Library of Simulation Experiments, Rastrigin",
    teaches=say("A lattice of 121 minima on a wide bowl: downhill from almost anywhere leads into a wrong one."),
)

ACKLEY = Surface(
    name=say("Ackley"),
    expression=-20 * exp(-sqrt((x**2 + y**2) / 2) / 5) - exp((cos(2 * pi * x) + cos(2 * pi * y)) / 2) + 20 + E,
    domain=((-5, 5), (-5, 5)),
    start=(-3.4, 2.6),
    minima=((0, 0),),
    source="Ackley 1987, A Connectionist Machine for Genetic Hillclimbing",
    teaches=say("Ripples all the way down to a pointed minimum: small steps stay in the first ripple they meet."),
)

EASOM = Surface(
    name=say("Easom"),
    expression=-cos(x) * cos(y) * exp(-((x - pi) ** 2) - (y - pi) ** 2),
    domain=((-1, 7), (-1, 7)),
    start=(2, 4.5),
    minima=((pi, pi),),
    source="Surjanovic & Bingham 2013, Virtual Library of Simulation Experiments, Easom",
    teaches=say("A hole in a plain so level that a little way off the gradient is too small to follow."),
)

GRIEWANK = Surface(
    name=say("Griewank"),
    expression=1 + (x**2 + y**2) / 4000 - cos(x) * cos(y / sqrt(2)),
    domain=((-15, 15), (-15, 15)),
    start=(-11, 8),
    minima=((0, 0),),
    source="Griewank 1981, doi:10.1007/BF00933356",
    teaches=say("Ripples on a very wide bowl: its slope is lost in theirs, and downhill ends in the next one."),
)

LEVY_13 = Surface(
    name=say("Lévy no. 13"),
    expression=sin(3 * pi * x) ** 2
    + (x - 1) ** 2 * (1 + sin(3 * pi * y) ** 2)
    + (y - 1) ** 2 * (1 + sin(2 * pi * y) ** 2),
    domain=((-3, 5), (-3, 5)),
    start=(-1.7, 3.4),
    minima=((1, 1),),
    source="Surjanovic & Bingham 2013, Virtual Library of Simulation Experiments, Levy no. 13",
    teaches=say("Hundreds of small hollows, deeper the further out: small steps stay in the one they begin in."),
)

MANY_MINIMA = {"rastrigin": RASTRIGIN, "ackley": ACKLEY, "easom": EASOM, "griewank": GRIEWANK, "levy_13": LEVY_13}
