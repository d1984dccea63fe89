"""Several minima, each as low as the others."""

from sympy import cos, exp, pi, sin

from surfaces.sources import JAMIL, MISHRA
from surfaces.surface import Surface, x, y
from words import say

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
    traits=("saddle",),
)

TRECCANI = Surface(
    name=say("Treccani"),
    expression=x**4 + 4 * x**3 + 4 * x**2 + y**2,
    domain=((-3.5, 1.5), (-2.5, 2.5)),
    start=(-2.6, 2),
    minima=((0, 0), (-2, 0)),
    source=say(
        "{source}; some lists have one of its {count} minima",
        source="Treccani 1975, in Dixon & Szegö, Towards Global Optimisation",
        count=2,
    ),
    teaches=say("Two minima alike: the careful take the nearer one, momentum may carry a racer on to the other."),
    traits=("saddle",),
)

BRANIN = Surface(
    name=say("Branin"),
    expression=(y - 5.1 * x**2 / (4 * pi**2) + 5 * x / pi - 6) ** 2 + 10 * (1 - 1 / (8 * pi)) * cos(x) + 10,
    domain=((-5, 10), (0, 15)),
    start=(5.5, 14),
    minima=((-pi, 12.275), (pi, 2.275), (3 * pi, 2.475)),
    source="Branin 1972, doi:10.1147/rd.165.0504",
    teaches=say("Three minima alike along one bent valley: the steeper the fall into it, the further one runs on."),
    traits=("ravine", "saddle"),
)

WAYBURN_SEADER = Surface(
    name=say("Wayburn-Seader no. 1"),
    expression=(x**6 + y**4 - 17) ** 2 + (2 * x + y - 4) ** 2,
    domain=((-3, 3), (-3, 3)),
    start=(-1.8, 2.5),
    minima=((1, 2), (1.5968041538769333, 0.80639169224613333)),
    source="Wayburn & Seader 1987, doi:10.1016/0098-1354(87)80001-9",
    teaches=say("Two roots of two equations, side by side: walls of a twelfth power, and hardly a slope in between."),
    traits=("ravine", "saddle", "plateau"),
)

BIRD = Surface(
    name=say("Bird"),
    expression=sin(x) * exp((1 - cos(y)) ** 2) + cos(y) * exp((1 - sin(x)) ** 2) + (x - y) ** 2,
    domain=((-2 * pi, 2 * pi), (-2 * pi, 2 * pi)),
    start=(3.8, 0.1),
    minima=((-1.5821421769300335, -3.1302468034546564), (4.7010431302495530, 3.1529385037249301)),
    source=f"{MISHRA}, Bird",
    teaches=say("Deep holes beside high peaks: what bends the path off a peak decides which hole it falls into."),
    traits=("saddle",),
)

DECKKERS_AARTS = Surface(
    name=say("Deckkers-Aarts"),
    expression=100_000 * x**2 + y**2 - (x**2 + y**2) ** 2 + (x**2 + y**2) ** 4 / 100_000,
    domain=((-20, 20), (-20, 20)),
    start=(16.6, 8.1),
    minima=((0, 14.945112151891958), (0, -14.945112151891958)),
    source=say(
        "{source}; some lists have one of its {count} minima",
        source="Dekkers & Aarts 1991, doi:10.1007/BF01594945",
        count=2,
    ),
    teaches=say("A ravine so steep across that a rate fit for it hardly moves along, where the two minima lie."),
    traits=("ravine", "saddle"),
)

PARSOPOULOS = Surface(
    name=say("Parsopoulos"),
    expression=cos(x) ** 2 + sin(y) ** 2,
    domain=((-5, 5), (-5, 5)),
    start=(0.2, 1.4),
    minima=tuple((across * pi / 2, along * pi) for across in (-3, -1, 1, 3) for along in (-1, 0, 1)),
    source=f"{JAMIL}, Parsopoulos",
    teaches=say("Twelve minima in rows, all at 0: no start is far from one, and none is better than another."),
    traits=("saddle", "many minima"),
)

SEVERAL_MINIMA = {
    "himmelblau": HIMMELBLAU,
    "treccani": TRECCANI,
    "branin": BRANIN,
    "wayburn_seader_1": WAYBURN_SEADER,
    "bird": BIRD,
    "deckkers_aarts": DECKKERS_AARTS,
    "parsopoulos": PARSOPOULOS,
}
