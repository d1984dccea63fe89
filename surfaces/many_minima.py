"""Many minima, one of them the lowest."""

from sympy import E, cos, exp, pi, sin, sqrt

from surfaces.surface import Surface, x, y

RASTRIGIN = Surface(
    name="Rastrigin",
    expression=20 + x**2 - 10 * cos(2 * pi * x) + y**2 - 10 * cos(2 * pi * y),
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    start=(-3.4, 2.6),
    minima=((0, 0),),
    source="Surjanovic & Bingham 2013, Virtual Library of Simulation Experiments, Rastrigin",
)

ACKLEY = Surface(
    name="Ackley",
    expression=-20 * exp(-sqrt((x**2 + y**2) / 2) / 5) - exp((cos(2 * pi * x) + cos(2 * pi * y)) / 2) + 20 + E,
    domain=((-5, 5), (-5, 5)),
    start=(-3.4, 2.6),
    minima=((0, 0),),
    source="Ackley 1987, A Connectionist Machine for Genetic Hillclimbing",
)

EASOM = Surface(
    name="Easom",
    expression=-cos(x) * cos(y) * exp(-((x - pi) ** 2) - (y - pi) ** 2),
    domain=((-1, 7), (-1, 7)),
    start=(2, 4.5),
    minima=((pi, pi),),
    source="Surjanovic & Bingham 2013, Virtual Library of Simulation Experiments, Easom",
)

GRIEWANK = Surface(
    name="Griewank",
    expression=1 + (x**2 + y**2) / 4000 - cos(x) * cos(y / sqrt(2)),
    domain=((-15, 15), (-15, 15)),
    start=(-11, 8),
    minima=((0, 0),),
    source="Griewank 1981, doi:10.1007/BF00933356",
)

LEVY_13 = Surface(
    name="Lévy no. 13",
    expression=sin(3 * pi * x) ** 2
    + (x - 1) ** 2 * (1 + sin(3 * pi * y) ** 2)
    + (y - 1) ** 2 * (1 + sin(2 * pi * y) ** 2),
    domain=((-3, 5), (-3, 5)),
    start=(-1.7, 3.4),
    minima=((1, 1),),
    source="Surjanovic & Bingham 2013, Virtual Library of Simulation Experiments, Levy no. 13",
)

MANY_MINIMA = {"rastrigin": RASTRIGIN, "ackley": ACKLEY, "easom": EASOM, "griewank": GRIEWANK, "levy_13": LEVY_13}
