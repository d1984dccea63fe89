"""Traps: flats and local minima on the way, where plain gradient descent can stay."""

from sympy import Piecewise, Rational, pi, sin

from surfaces.sources import ROUNDUP, YU
from surfaces.surface import Surface, x, y
from words import say

# From its start gradient descent ends in the hollow at (-1, -1/2) with rates up to 0.17; with 0.175 to 0.295 it leaps
# the ridge to the minimum. Momentum 0.9 climbs out with rates from 0.004 to 0.12.
LOCAL_TRAP = Surface(
    name=say("Local minimum trap"),
    expression=x**4 / 4 - x**3 / 3 - x**2 + (y - x / 2) ** 2,
    domain=((-2.5, 3.5), (-2, 3)),
    start=(-2, 1.5),
    minima=((2, 1),),
    source=say("the story of {source}, §4-1", source=YU),
    teaches=say("A local minimum on the way: gradient descent stays in it, momentum climbs out to the lower one."),
)

# The slope (-x)^(3/2) is still so steep at its foot that gradient descent, with rates up to 1.88, lands on the flat
# 0 ≤ x ≤ 2 after finitely many steps; the gradient there is exactly zero and the well begins behind it.
SLIDE = Surface(
    name=say("Slide onto a flat"),
    expression=Piecewise(
        ((-x) ** Rational(3, 2), x < 0),
        (0, x <= 2),
        ((x - 2) ** 2 * (4 * x + 3 * y**2 - 20) / 24, True),
    ),
    domain=((-5, 6), (-2.5, 2.5)),
    start=(-4, 1),
    minima=((4, 0),),
    source=say("the story of {source}, Momentum", source=ROUNDUP),
    teaches=say("A slope that runs out on a flat: gradient descent stops there, momentum rolls on into the well."),
)

# The slope along y = 0 is x(x + 2)(x + 3)/10: a hollow at -3, a bump at -2, the minimum at 0.
SLIDE_BUMP = Surface(
    name=say("Slide with a bump"),
    expression=x**4 / 40 + x**3 / 6 + 3 * x**2 / 10 + y**2 / 2,
    domain=((-5.5, 2), (-2.5, 2.5)),
    start=(-5, 1.5),
    minima=((0, 0),),
    source=say("the story of {source}, Momentum", source=ROUNDUP),
    teaches=say("A hollow with a bump behind it: gradient descent stays in the hollow, momentum rolls over."),
)

HIMMELBLAU = Surface(
    name=say("Himmelblau"),
    expression=(x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    domain=((-6, 6), (-6, 6)),
    start=(0, 0),
    minima=(
        (3, 2),
        (-2.8051180869527449, 3.1313125182505730),
        (-3.7793102533777469, -3.2831859912861694),
        (3.5844283403304917, -1.8481265269644036),
    ),
    source="Himmelblau 1972, Applied Nonlinear Programming",
    teaches=say("Four minima, each as low as the others: start and learning rate decide which one is reached."),
)

THREE_HUMP_CAMEL = Surface(
    name=say("Three-hump camel"),
    expression=2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2,
    domain=((-2.5, 2.5), (-2.5, 2.5)),
    start=(-2.2, 2),
    minima=((0, 0),),
    source="Surjanovic & Bingham 2013, Virtual Library of Simulation Experiments, Three-hump camel",
    teaches=say("Three minima, the lowest in the middle: many starts left and right of it end at an outer one."),
)

SIX_HUMP_CAMEL = Surface(
    name=say("Six-hump camel"),
    expression=(4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (4 * y**2 - 4) * y**2,
    domain=((-2.2, 2.2), (-1.4, 1.4)),
    start=(-1.9, 1.2),
    minima=((0.089842013100318062, -0.71265640302073963), (-0.089842013100318062, 0.71265640302073963)),
    source="Dixon & Szegö 1978, Towards Global Optimisation 2",
    teaches=say("Six minima, and only two of them are lowest: where a run ends is a matter of its start."),
)

STYBLINSKI_TANG = Surface(
    name=say("Styblinski-Tang"),
    expression=(x**4 - 16 * x**2 + 5 * x + y**4 - 16 * y**2 + 5 * y) / 2,
    domain=((-5, 5), (-5, 5)),
    start=(0.5, 4.5),
    minima=((-2.9035340277711771, -2.9035340277711771),),
    source="Styblinski & Tang 1990, Neural Networks 3(4), 467-483",
    teaches=say("Four minima, one in each quarter, and one is lowest: from elsewhere there is a ridge to cross."),
)

# Unbounded below far outside; the minimum is that of the domain.
MCCORMICK = Surface(
    name=say("McCormick"),
    expression=sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1,
    domain=((-1.5, 4), (-3, 4)),
    start=(-1, 3),
    minima=((Rational(1, 2) - pi / 3, -Rational(1, 2) - pi / 3),),
    source="Surjanovic & Bingham 2013, Virtual Library of Simulation Experiments, McCormick",
    teaches=say("A tilted, wavy valley: one of its two dips is only a local minimum."),
)

TRAPS = {
    "local_trap": LOCAL_TRAP,
    "slide": SLIDE,
    "slide_bump": SLIDE_BUMP,
    "himmelblau": HIMMELBLAU,
    "three_hump_camel": THREE_HUMP_CAMEL,
    "six_hump_camel": SIX_HUMP_CAMEL,
    "styblinski_tang": STYBLINSKI_TANG,
    "mccormick": MCCORMICK,
}
