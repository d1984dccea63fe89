"""Bowls: one minimum, seen from everywhere."""

from surfaces.sources import YU
from surfaces.surface import Surface, x, y
from words import say

QUADRATIC = Surface(
    name=say("Quadratic bowl"),
    expression=(x - 7) ** 2 + (y - 3) ** 2,
    domain=((-2, 16), (-3, 9)),
    start=(0, 0),
    minima=((7, 3),),
    source=say("{source}, §3", source=YU),
    teaches=say("A round bowl: one learning rate suits x and y alike, and beyond 1 gradient descent diverges."),
)

SPHERE = Surface(
    name=say("Sphere"),
    expression=x**2 + y**2,
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    start=(-4, 3),
    minima=((0, 0),),
    source="De Jong 1975, An Analysis of the Behavior of a Class of Genetic Adaptive Systems, F1",
    teaches=say("Curved alike in every direction: the gradient points straight at the minimum from everywhere."),
)

BOOTH = Surface(
    name=say("Booth"),
    expression=(x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
    domain=((-10, 10), (-10, 10)),
    start=(-8, -5),
    minima=((1, 3),),
    source="Surjanovic & Bingham 2013, Virtual Library of Simulation Experiments, Booth",
    teaches=say("Nine times as curved one way as the other, turned by 45°: scaling x and y apart cannot mend it."),
)

MATYAS = Surface(
    name=say("Matyas"),
    expression=0.26 * (x**2 + y**2) - 0.48 * x * y,
    domain=((-10, 10), (-10, 10)),
    start=(-8, 2),
    minima=((0, 0),),
    source="Surjanovic & Bingham 2013, Virtual Library of Simulation Experiments, Matyas",
    teaches=say("Across the diagonal 25 times as curved as along it: the last stretch to the minimum takes long."),
)

BOWLS = {"quadratic": QUADRATIC, "sphere": SPHERE, "booth": BOOTH, "matyas": MATYAS}
