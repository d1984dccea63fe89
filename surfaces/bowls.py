"""Bowls: one minimum, seen from everywhere."""

from surfaces.sources import YU
from surfaces.surface import Surface, x, y

QUADRATIC = Surface(
    name="Quadratic bowl",
    expression=(x - 7) ** 2 + (y - 3) ** 2,
    domain=((-2, 16), (-3, 9)),
    start=(0, 0),
    minima=((7, 3),),
    source=f"{YU}, §3",
)

SPHERE = Surface(
    name="Sphere",
    expression=x**2 + y**2,
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    start=(-4, 3),
    minima=((0, 0),),
    source="De Jong 1975, An Analysis of the Behavior of a Class of Genetic Adaptive Systems, F1",
)

BOOTH = Surface(
    name="Booth",
    expression=(x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
    domain=((-10, 10), (-10, 10)),
    start=(-8, -5),
    minima=((1, 3),),
    source="Surjanovic & Bingham 2013, Virtual Library of Simulation Experiments, Booth",
)

MATYAS = Surface(
    name="Matyas",
    expression=0.26 * (x**2 + y**2) - 0.48 * x * y,
    domain=((-10, 10), (-10, 10)),
    start=(-8, 2),
    minima=((0, 0),),
    source="Surjanovic & Bingham 2013, Virtual Library of Simulation Experiments, Matyas",
)

BOWLS = {"quadratic": QUADRATIC, "sphere": SPHERE, "booth": BOOTH, "matyas": MATYAS}
