"""Traps: flats and local minima on the way, where plain gradient descent can stay."""

from sympy import Piecewise, Rational, exp, pi, sin

from surfaces.sources import JAMIL, MISHRA, ROUNDUP, VIRTUAL_LIBRARY, YU
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
    traits=("saddle",),
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
    traits=("plateau",),
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
    traits=("saddle",),
)

THREE_HUMP_CAMEL = Surface(
    name=say("Three-hump camel"),
    expression=2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2,
    domain=((-2.5, 2.5), (-2.5, 2.5)),
    start=(-2.2, 2),
    minima=((0, 0),),
    source=f"{VIRTUAL_LIBRARY}, Three-hump camel",
    teaches=say("Three minima, the lowest in the middle: many starts left and right of it end at an outer one."),
    traits=("saddle",),
)

SIX_HUMP_CAMEL = Surface(
    name=say("Six-hump camel"),
    expression=(4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (4 * y**2 - 4) * y**2,
    domain=((-2.2, 2.2), (-1.4, 1.4)),
    start=(-1.9, 1.2),
    minima=((0.089842013100318062, -0.71265640302073963), (-0.089842013100318062, 0.71265640302073963)),
    source="Dixon & Szegö 1978, Towards Global Optimisation 2",
    teaches=say("Six minima, and only two of them are lowest: where a run ends is a matter of its start."),
    traits=("saddle",),
)

STYBLINSKI_TANG = Surface(
    name=say("Styblinski-Tang"),
    expression=(x**4 - 16 * x**2 + 5 * x + y**4 - 16 * y**2 + 5 * y) / 2,
    domain=((-5, 5), (-5, 5)),
    start=(0.5, 4.5),
    minima=((-2.9035340277711771, -2.9035340277711771),),
    source="Styblinski & Tang 1990, Neural Networks 3(4), 467-483",
    teaches=say("Four minima, one in each quarter, and one is lowest: from elsewhere there is a ridge to cross."),
    traits=("saddle",),
)

# Unbounded below far outside; the minimum is that of the domain.
MCCORMICK = Surface(
    name=say("McCormick"),
    expression=sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1,
    domain=((-1.5, 4), (-3, 4)),
    start=(-1, 3),
    minima=((Rational(1, 2) - pi / 3, -Rational(1, 2) - pi / 3),),
    source=f"{VIRTUAL_LIBRARY}, McCormick",
    teaches=say("A tilted, wavy valley: one of its two dips is only a local minimum."),
    traits=("saddle",),
)

ZIRILLI = Surface(
    name=say("Zirilli"),
    expression=x**4 / 4 - x**2 / 2 + x / 10 + y**2 / 2,
    domain=((-2, 2), (-2, 2)),
    start=(1.8, 1.5),
    minima=((-1.0466805318046023, 0),),
    source="Aluffi-Pentini, Parisi & Zirilli 1985, doi:10.1007/BF00941312",
    teaches=say("Two hollows in a row, the nearer one higher: what comes in with momentum may go on to the other."),
    traits=("saddle",),
)

ZETTL = Surface(
    name=say("Zettl"),
    expression=(x**2 + y**2 - 2 * x) ** 2 + x / 4,
    domain=((-1, 3), (-2, 2)),
    start=(2.4, 0.6),
    minima=((-0.029895985050660383, 0),),
    source=f"{JAMIL}, Zettl",
    teaches=say("A round valley that falls gently from one side of a circle to the other: all go along its rim."),
    traits=("ravine", "saddle"),
)

GIUNTA = Surface(
    name=say("Giunta"),
    expression=0.6 + sum(sin(u) + sin(u) ** 2 + sin(4 * u) / 50 for u in (16 * x / 15 - 1, 16 * y / 15 - 1)),
    domain=((-1, 1), (-1, 1)),
    start=(-0.3, 0.5),
    minima=((0.46732002539796061, 0.46732002539796061),),
    source=say("{source}; {other} has its minimum wrong", source=f"{MISHRA}, Giunta", other=JAMIL),
    teaches=say("A mild bowl whose far corner bends down outwards: from there the way leads off the map."),
    traits=("saddle",),
)

PEAKS = Surface(
    name=say("Peaks"),
    expression=3 * (1 - x) ** 2 * exp(-(x**2) - (y + 1) ** 2)
    - 10 * (x / 5 - x**3 - y**5) * exp(-(x**2) - y**2)
    - exp(-((x + 1) ** 2) - y**2) / 3,
    domain=((-3, 3), (-3, 3)),
    start=(0.2, 1.3),
    minima=((0.22827892055636910, -1.6255349574999965),),
    source="The MathWorks 1984, MATLAB, peaks",
    teaches=say("Three peaks and three hollows: from one peak's side the way down ends in the wrong hollow."),
    traits=("saddle", "plateau"),
)

HOSAKI = Surface(
    name=say("Hosaki"),
    expression=(1 - 8 * x + 7 * x**2 - 7 * x**3 / 3 + x**4 / 4) * y**2 * exp(-y),
    domain=((0, 5), (0, 6)),
    start=(2.2, 5),
    minima=((4, 2),),
    source="Bekey & Ung 1974, doi:10.1109/TSMC.1974.5408534",
    teaches=say("Two hollows, one deeper, and a slope towards them that dwindles exponentially with y."),
    traits=("saddle",),
)

TRAPS = {
    "local_trap": LOCAL_TRAP,
    "slide": SLIDE,
    "slide_bump": SLIDE_BUMP,
    "three_hump_camel": THREE_HUMP_CAMEL,
    "six_hump_camel": SIX_HUMP_CAMEL,
    "styblinski_tang": STYBLINSKI_TANG,
    "mccormick": MCCORMICK,
    "zirilli": ZIRILLI,
    "zettl": ZETTL,
    "giunta": GIUNTA,
    "peaks": PEAKS,
    "hosaki": HOSAKI,
}
