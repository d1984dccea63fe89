"""Plateaus: ground so level that a slope is hard to find, and steep falls beside it."""

from sympy import cos, exp, pi, sin

from surfaces.sources import VIRTUAL_LIBRARY
from surfaces.surface import Surface, x, y
from words import say

EASOM = Surface(
    name=say("Easom"),
    expression=-cos(x) * cos(y) * exp(-((x - pi) ** 2) - (y - pi) ** 2),
    domain=((-1, 7), (-1, 7)),
    start=(2, 4.5),
    minima=((pi, pi),),
    source=f"{VIRTUAL_LIBRARY}, Easom",
    teaches=say("A hole in a plain so level that a little way off the gradient is too small to follow."),
    traits=("saddle", "plateau"),
)

MICHALEWICZ = Surface(
    name=say("Michalewicz"),
    expression=-sin(x) * sin(x**2 / pi) ** 20 - sin(y) * sin(2 * y**2 / pi) ** 20,
    domain=((0, pi), (0, pi)),
    start=(1.83, 0.89),
    minima=((2.2029055201726093, pi / 2),),
    source="Michalewicz 1992, Genetic Algorithms + Data Structures = Evolution Programs",
    teaches=say("Narrow trenches in level ground, deepest where two cross: off them there is no slope to follow."),
    traits=("plateau", "many minima"),
)

GOLDSTEIN_PRICE = Surface(
    name=say("Goldstein-Price"),
    expression=(1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2))
    * (30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2)),
    domain=((-2, 2), (-2, 2)),
    start=(0.41, 1.5),
    minima=((0, -1),),
    source="Goldstein & Price 1971, Mathematics of Computation 25, 569-574",
    teaches=say("From 3 to a million: rates that survive the walls of an eighth power crawl on the floor."),
    traits=("ravine", "saddle", "plateau"),
)

PLATEAUS = {
    "easom": EASOM,
    "michalewicz": MICHALEWICZ,
    "goldstein_price": GOLDSTEIN_PRICE,
}
