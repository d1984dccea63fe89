"""Many minima, one of them the lowest."""

from itertools import product

from sympy import Abs, E, Mul, cos, exp, pi, sin, sqrt

from surfaces.sources import JAMIL, MISHRA, VIRTUAL_LIBRARY
from surfaces.surface import Surface, x, y
from words import say

RASTRIGIN = Surface(
    name=say("Rastrigin"),
    expression=20 + x**2 - 10 * cos(2 * pi * x) + y**2 - 10 * cos(2 * pi * y),
    domain=((-5.12, 5.12), (-5.12, 5.12)),
    start=(-3.4, 2.6),
    minima=((0, 0),),
    source=f"{VIRTUAL_LIBRARY}, Rastrigin",
    teaches=say("A lattice of 121 minima on a wide bowl: downhill from almost anywhere leads into a wrong one."),
    traits=("saddle", "many minima"),
)

ACKLEY = Surface(
    name=say("Ackley"),
    expression=-20 * exp(-sqrt((x**2 + y**2) / 2) / 5) - exp((cos(2 * pi * x) + cos(2 * pi * y)) / 2) + 20 + E,
    domain=((-5, 5), (-5, 5)),
    start=(-3.4, 2.6),
    minima=((0, 0),),
    source="Ackley 1987, A Connectionist Machine for Genetic Hillclimbing",
    teaches=say("Ripples all the way down to a pointed minimum: small steps stay in the first ripple they meet."),
    traits=("saddle", "many minima", "kink"),
)

GRIEWANK = Surface(
    name=say("Griewank"),
    expression=1 + (x**2 + y**2) / 4000 - cos(x) * cos(y / sqrt(2)),
    domain=((-15, 15), (-15, 15)),
    start=(-11, 8),
    minima=((0, 0),),
    source="Griewank 1981, doi:10.1007/BF00933356",
    teaches=say("Ripples on a very wide bowl: its slope is lost in theirs, and downhill ends in the next one."),
    traits=("saddle", "many minima"),
)

LEVY_13 = Surface(
    name=say("Lévy no. 13"),
    expression=sin(3 * pi * x) ** 2
    + (x - 1) ** 2 * (1 + sin(3 * pi * y) ** 2)
    + (y - 1) ** 2 * (1 + sin(2 * pi * y) ** 2),
    domain=((-3, 5), (-3, 5)),
    start=(-1.7, 3.4),
    minima=((1, 1),),
    source=f"{VIRTUAL_LIBRARY}, Levy no. 13",
    teaches=say("Hundreds of small hollows, deeper the further out: small steps stay in the one they begin in."),
    traits=("saddle", "many minima"),
)

LEVY = Surface(
    name=say("Lévy"),
    expression=sin(pi * (x + 3) / 4) ** 2
    + ((x - 1) / 4) ** 2 * (1 + 10 * sin(pi * (x + 3) / 4 + 1) ** 2)
    + ((y - 1) / 4) ** 2 * (1 + sin(pi * (y + 3) / 2) ** 2),
    domain=((-10, 10), (-10, 10)),
    start=(-6.1, 8.5),
    minima=((1, 1),),
    source=f"{VIRTUAL_LIBRARY}, Levy",
    teaches=say("Deep waves along x, mild ones along y: a racer soon finds one coordinate and is caught in the other."),
    traits=("saddle", "many minima"),
)

BOHACHEVSKY_1 = Surface(
    name=say("Bohachevsky no. 1"),
    expression=x**2 + 2 * y**2 - 0.3 * cos(3 * pi * x) - 0.4 * cos(4 * pi * y) + 0.7,
    domain=((-2, 2), (-2, 2)),
    start=(-1.7, 1.3),
    minima=((0, 0),),
    source="Bohachevsky, Johnson & Stein 1986, doi:10.1080/00401706.1986.10488128",
    teaches=say("A steep bowl with small waves on it: steep enough that momentum rolls through to the middle."),
    traits=("saddle", "many minima"),
)

EGG_CRATE = Surface(
    name=say("Egg crate"),
    expression=x**2 + y**2 + 25 * (sin(x) ** 2 + sin(y) ** 2),
    domain=((-5, 5), (-5, 5)),
    start=(0.4, -4.3),
    minima=((0, 0),),
    source=f"{JAMIL}, Egg Crate",
    teaches=say("Nine hollows on a bowl, the lowest in the middle: without a run-up each keeps what falls into it."),
    traits=("saddle", "many minima"),
)

# The constant as usual, which leaves -9e-10 at the minimum; that of some lists, 2 · 418.9829, leaves 3e-5.
SCHWEFEL = Surface(
    name=say("Schwefel"),
    expression=837.965774544 - x * sin(sqrt(Abs(x))) - y * sin(sqrt(Abs(y))),
    domain=((-500, 500), (-500, 500)),
    start=(-180, -40),
    minima=((420.96874635998203, 420.96874635998203),),
    source="Schwefel 1981, Numerical Optimization of Computer Models",
    teaches=say("The lowest hollow lies in a corner and the next best far from it: going downhill says nothing of it."),
    traits=("saddle", "many minima"),
)

# The least and the greatest place of one factor, which repeats after 2π.
_SHUBERT = [[place + 2 * pi * turn for turn in (-1, 0, 1)] for place in (-0.80032110047197312, -1.4251284283197610)]

SHUBERT = Surface(
    name=say("Shubert"),
    expression=Mul(*(sum(i * cos((i + 1) * u + i) for i in range(1, 6)) for u in (x, y))),
    domain=((-10, 10), (-10, 10)),
    start=(7.1, -1.4),
    minima=tuple(pair for few, many in product(*_SHUBERT) for pair in ((few, many), (many, few))),
    source=say(
        "{source}; some lists have one of its {count} minima", source="Shubert 1972, doi:10.1137/0709036", count=18
    ),
    teaches=say("Hundreds of hollows, and 18 of them lowest, in pairs: the step that leaves one lands anywhere."),
    traits=("saddle", "many minima"),
)

DROP_WAVE = Surface(
    name=say("Drop-wave"),
    expression=-(1 + cos(12 * sqrt(x**2 + y**2))) / (2 + (x**2 + y**2) / 2),
    domain=((-2, 2), (-2, 2)),
    start=(1.36, -0.1),
    minima=((0, 0),),
    source=f"{VIRTUAL_LIBRARY}, Drop-wave",
    teaches=say("Rings around the lowest place, each ring a valley: downhill ends on one, and all of it is as low."),
    traits=("many minima",),
)

SALOMON = Surface(
    name=say("Salomon"),
    expression=1 - cos(2 * pi * sqrt(x**2 + y**2)) + sqrt(x**2 + y**2) / 10,
    domain=((-3, 3), (-3, 3)),
    start=(-0.2, -2.4),
    minima=((0, 0),),
    source="Salomon 1996, doi:10.1016/0303-2647(96)01621-8",
    teaches=say("Rings of valleys around a pointed minimum: momentum must carry over each ridge anew."),
    traits=("many minima", "kink"),
)

SCHAFFER_2 = Surface(
    name=say("Schaffer no. 2"),
    expression=0.5 + (sin(x**2 - y**2) ** 2 - 0.5) / (1 + (x**2 + y**2) / 1000) ** 2,
    domain=((-4, 4), (-4, 4)),
    start=(1.8, -1.6),
    minima=((0, 0),),
    source=f"{MISHRA}, Schaffer 2",
    teaches=say("Valleys along both diagonals that fall ever so little towards their crossing, and waves beside them."),
    traits=("ravine", "many minima"),
)

SCHAFFER_4 = Surface(
    name=say("Schaffer no. 4"),
    expression=0.5 + (cos(sin(x**2 - y**2)) ** 2 - 0.5) / (1 + (x**2 + y**2) / 1000) ** 2,
    domain=((-4, 4), (-4, 4)),
    start=(0.4, -3.4),
    minima=tuple(
        (across * 1.2531318314637332, along * 1.2531318314637332)
        for across, along in ((0, 1), (0, -1), (1, 0), (-1, 0))
    ),
    source=say("{source}; some lists have one of its {count} minima", source=f"{MISHRA}, Schaffer 4", count=4),
    teaches=say(
        "Bent valleys that are level but for a thousandth: the four lowest places hardly differ from the rest."
    ),
    traits=("ravine", "many minima"),
)

KEANE = Surface(
    name=say("Keane's bump"),
    expression=-(sin(x - y) ** 2) * sin(x + y) ** 2 / sqrt(x**2 + y**2),
    domain=((-3, 6), (-3, 6)),
    start=(-1.3, 1.4),
    minima=tuple(
        (across * 1.3932490753255885, along * 1.3932490753255885)
        for across, along in ((0, 1), (0, -1), (1, 0), (-1, 0))
    ),
    source=say(
        "{source}; some lists have its least value wrong",
        source="Keane 1994, Experiences with optimizers in structural design",
    ),
    teaches=say("A checkerboard of hollows, deeper towards the origin, where there is no value at all."),
    traits=("many minima",),
)

CHICHINADZE = Surface(
    name=say("Chichinadze"),
    expression=x**2
    - 12 * x
    + 8 * sin(2.5 * pi * x)
    + 10 * cos(pi * x / 2)
    + 11
    - sqrt(5) / 5 * exp(-((y - 0.5) ** 2) / 2),
    domain=((-2, 14), (-3, 4)),
    start=(1.9, 1.4),
    minima=((6.1898665869843104, 0.5),),
    source=say("{source}; some lists have its least value wrong", source=f"{JAMIL}, Chichinadze"),
    teaches=say("Waves along x dwarf the hollow along y: who scales each coordinate apart still finds it."),
    traits=("ravine", "saddle", "many minima"),
)

TREFETHEN = Surface(
    name=say("Trefethen"),
    expression=exp(sin(50 * x))
    + sin(60 * exp(y))
    + sin(70 * sin(x))
    + sin(sin(80 * y))
    - sin(10 * (x + y))
    + (x**2 + y**2) / 4,
    domain=((-0.4, 0.4), (-0.2, 0.6)),
    start=(0.22, 0.02),
    minima=((-0.024403079694375172, 0.21061242715535577),),
    source="Trefethen 2002, SIAM News 35(1), A Hundred-dollar, Hundred-digit Challenge, problem 4",
    teaches=say("Waves upon waves without a plan: the lowest hollow was a prize question, and no slope leads to it."),
    traits=("saddle", "many minima"),
)

EGGHOLDER = Surface(
    name=say("Eggholder"),
    expression=-(y + 47) * sin(sqrt(Abs(x / 2 + y + 47))) - x * sin(sqrt(Abs(x - y - 47))),
    domain=((-512, 512), (-512, 512)),
    start=(100, 200),
    minima=(),
    edge_minima=((512, 404.23180511375781),),
    source=say(
        "{source}; {other} prints it otherwise",
        source="Whitley et al. 1996, doi:10.1016/0004-3702(95)00124-7",
        other=JAMIL,
    ),
    teaches=say("Hollows of all sizes between creases; the lowest place lies on the edge, where the surface falls on."),
    traits=("saddle", "many minima", "kink"),
)

MANY_MINIMA = {
    "rastrigin": RASTRIGIN,
    "ackley": ACKLEY,
    "griewank": GRIEWANK,
    "levy_13": LEVY_13,
    "levy": LEVY,
    "bohachevsky_1": BOHACHEVSKY_1,
    "egg_crate": EGG_CRATE,
    "shubert": SHUBERT,
    "schwefel": SCHWEFEL,
    "eggholder": EGGHOLDER,
    "drop_wave": DROP_WAVE,
    "salomon": SALOMON,
    "schaffer_2": SCHAFFER_2,
    "schaffer_4": SCHAFFER_4,
    "keane": KEANE,
    "chichinadze": CHICHINADZE,
    "trefethen": TREFETHEN,
}
