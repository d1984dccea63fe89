"""Kinks: creases and points where the slope jumps, so that steps of a fixed size never come to rest there."""

from itertools import product

from sympy import Abs, Rational, asin, cos, exp, pi, sin, sqrt

from surfaces.sources import JAMIL, MISHRA
from surfaces.surface import Surface, x, y
from words import say

ACKLEY_2 = Surface(
    name=say("Ackley no. 2"),
    expression=-200 * exp(-sqrt(x**2 + y**2) / 50),
    domain=((-32, 32), (-32, 32)),
    start=(18, 27),
    minima=((0, 0),),
    source="Ackley 1987, A Connectionist Machine for Genetic Hillclimbing",
    teaches=say("A tent upside down, as steep at its point as around: who takes steps of one length hops about it."),
    traits=("kink",),
)

BUKIN_6 = Surface(
    name=say("Bukin no. 6"),
    expression=100 * sqrt(Abs(y - x**2 / 100)) + Abs(x + 10) / 100,
    domain=((-15, -5), (-3, 3)),
    start=(-9.2, -2.6),
    minima=((-10, 1),),
    source=f"{JAMIL}, Bukin 6",
    teaches=say("A crease with infinitely steep sides, nearly level along: all jump across it and hardly move along."),
    traits=("ravine", "kink"),
)

HOLDER_TABLE = Surface(
    name=say("Hölder table"),
    expression=-Abs(sin(x) * cos(y) * exp(Abs(1 - sqrt(x**2 + y**2) / pi))),
    domain=((-10, 10), (-10, 10)),
    start=(5.9, -1.6),
    minima=tuple((across * 8.0550234757365634, along * 9.6645900192412729) for across in (1, -1) for along in (1, -1)),
    source=say("{source}; {other} prints it otherwise", source=f"{MISHRA}, Hölder table", other=JAMIL),
    teaches=say("Hollows that deepen towards the corners, parted by creased ridges: the nearest one takes all."),
    traits=("many minima", "kink"),
)

CROSS_IN_TRAY = Surface(
    name=say("Cross-in-tray"),
    expression=-((Abs(sin(x) * sin(y) * exp(Abs(100 - sqrt(x**2 + y**2) / pi))) + 1) ** Rational(1, 10)) / 10_000,
    domain=((-10, 10), (-10, 10)),
    start=(0.2, 4.6),
    minima=tuple((across * 1.3494066171539108, along * 1.3494066171539108) for across in (1, -1) for along in (1, -1)),
    source=f"{MISHRA}, Cross in tray",
    teaches=say("Shallow hollows between ridges as sharp as blades, up which the slope grows without bound."),
    traits=("many minima", "kink"),
)

# Where x or sin(x) + 1/10 vanishes.
_ALPINE = (0, *(turn * pi + (-1) ** (turn + 1) * asin(Rational(1, 10)) for turn in range(-3, 4)))

ALPINE_1 = Surface(
    name=say("Alpine no. 1"),
    expression=Abs(x * sin(x) + x / 10) + Abs(y * sin(y) + y / 10),
    domain=((-10, 10), (-10, 10)),
    start=(5.9, -1.6),
    minima=tuple(product(_ALPINE, repeat=2)),
    source=say("{source}; some lists have one of its {count} minima", source=f"{JAMIL}, Alpine 1", count=64),
    teaches=say("All of its 64 minima lie in creases, at 0: steps that do not shrink hop from side to side for ever."),
    traits=("many minima", "kink"),
)

KINKS = {
    "ackley_2": ACKLEY_2,
    "bukin_6": BUKIN_6,
    "alpine_1": ALPINE_1,
    "holder_table": HOLDER_TABLE,
    "cross_in_tray": CROSS_IN_TRAY,
}
