"""Bowls: one minimum, seen from everywhere."""

from sympy import Piecewise, exp

from surfaces.sources import JAMIL, VIRTUAL_LIBRARY, YU
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
    source=f"{VIRTUAL_LIBRARY}, Booth",
    teaches=say("Nine times as curved one way as the other, turned by 45°: scaling x and y apart cannot mend it."),
)

MATYAS = Surface(
    name=say("Matyas"),
    expression=0.26 * (x**2 + y**2) - 0.48 * x * y,
    domain=((-10, 10), (-10, 10)),
    start=(-8, 2),
    minima=((0, 0),),
    source=f"{VIRTUAL_LIBRARY}, Matyas",
    teaches=say("Across the diagonal 25 times as curved as along it: the last stretch to the minimum takes long."),
    traits=("ravine",),
)

TRID = Surface(
    name=say("Trid"),
    expression=(x - 1) ** 2 + (y - 1) ** 2 - x * y,
    domain=((-4, 4), (-4, 4)),
    start=(-3, 0),
    minima=((2, 2),),
    source=f"{VIRTUAL_LIBRARY}, Trid",
    teaches=say("Three times as curved one way as the other, turned by 45°: every racer's path bends a little."),
)

ROTATED_HYPER_ELLIPSOID = Surface(
    name=say("Rotated hyper-ellipsoid"),
    expression=2 * x**2 + y**2,
    domain=((-65.536, 65.536), (-65.536, 65.536)),
    start=(-40, 50),
    minima=((0, 0),),
    source=f"{VIRTUAL_LIBRARY}, Rotated hyper-ellipsoid",
    teaches=say(
        "Not rotated, whatever its name says, but wide: rules that step by lengths need rates as wide as the map."
    ),
)

ZAKHAROV = Surface(
    name=say("Zakharov"),
    expression=x**2 + y**2 + (x / 2 + y) ** 2 + (x / 2 + y) ** 4,
    domain=((-5, 10), (-5, 10)),
    start=(2.7, 8.6),
    minima=((0, 0),),
    source=f"{VIRTUAL_LIBRARY}, Zakharov",
    teaches=say("Walls as steep as a fourth power around a mild bowl: a rate that is safe at the start is slow below."),
    traits=("plateau",),
)

BRENT = Surface(
    name=say("Brent"),
    expression=(x + 10) ** 2 + (y + 10) ** 2 + exp(-(x**2) - y**2),
    domain=((-20, 0), (-20, 0)),
    start=(-0.3, -0.2),
    minima=((-10, -10),),
    source=say("{source}; the minimum printed there is wrong", source=f"{JAMIL}, Brent"),
    teaches=say("A round bowl with a bump in one corner, beside whose top the race begins."),
)

SUM_OF_POWERS = Surface(
    name=say("Sum of different powers"),
    expression=x**2 + Piecewise((y**3, y > 0), (-(y**3), True)),
    domain=((-1, 1), (-1, 1)),
    start=(-0.8, 0.9),
    minima=((0, 0),),
    source=f"{VIRTUAL_LIBRARY}, Sum of different powers",
    teaches=say("A square along x and a cube along y: the curvature along y fades on the way, and so do the steps."),
)

BOWLS = {
    "quadratic": QUADRATIC,
    "sphere": SPHERE,
    "booth": BOOTH,
    "matyas": MATYAS,
    "trid": TRID,
    "rotated_hyper_ellipsoid": ROTATED_HYPER_ELLIPSOID,
    "zakharov": ZAKHAROV,
    "brent": BRENT,
    "sum_of_powers": SUM_OF_POWERS,
}
