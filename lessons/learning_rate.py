"""How large a step may be."""

import numpy as np

from lessons.lesson import Attempt, Claim, Lesson
from lessons.seen import arrivals, ends_at, excess, signed, turns
from lessons.terms import CURVATURE, DIVERGES, GRADIENT, LOSS, LOWEST, RATE
from racing import Ending
from words import say

RATES = Lesson(
    key="rates",
    documents=("descent",),
    text=(
        say(
            "Gradient descent takes the {gradient}, multiplies it by the {rate} $η$, and goes that far downhill. Four "
            "racers start at $(0, 0)$, where the {loss} is 58. They differ in nothing but $η$.",
            gradient=GRADIENT,
            rate=RATE,
            loss=LOSS,
        ),
        say("At $η = 0$ nobody moves. That leaves three: $η = 1/3$, $η = 1/2$ and $η = 1$."),
    ),
    question=say("Which of them arrives first?"),
    choices=(
        Claim(say("1, the largest: it takes the longest steps"), lambda race: _first(race) == "rate 1"),
        Claim(say("$1/2$, the one in between"), lambda race: _first(race) == "rate 1/2"),
        Claim(say("$1/3$, the most careful"), lambda race: _first(race) == "rate 1/3"),
    ),
    reveal=(
        Claim(
            say(
                "$η = 1/2$ is there after one step: half the slope of this bowl is exactly the way to its {lowest}.",
                lowest=LOWEST,
            ),
            lambda race: (race["rate 1/2"].points[1:] == (7, 3)).all(),
        ),
        Claim(
            say("$η = 1/3$ divides the loss by nine each time: ${losses}$.", losses="58, 58/9, 58/81, 58/729"),
            lambda race: np.allclose(race["rate 1/3"].values[:11], 58 / 9.0 ** np.arange(11), rtol=1e-9),
        ),
        Claim(
            say("$η = 1$ jumps across to $(14, 6)$, as high on the other side, and back again, for ever."),
            lambda race: (race["rate 1"].points[1::2] == (14, 6)).all() and (race["rate 1"].values == 58).all(),
        ),
        Claim(
            say(
                "The note that this comes from prints 7.78, 2.53 and 1.05 for $η = 1/3$: a slip. Exact is $58/9 = "
                "6.44$."
            ),
            lambda race: np.isclose(race["rate 1/3"].values[1], 58 / 9),
        ),
    ),
    attempt=Attempt(
        say("Give the fastest a little less: 0.45"),
        {"racer": ("GradientDescent learning_rate=0.45 name='rate 0.45'",)},
        Claim(
            say("It needs a few steps now, but each leaves only a hundredth of the loss."),
            lambda race: np.allclose(race["rate 0.45"].values[1:4] / race["rate 0.45"].values[:3], 0.01),
        ),
    ),
    robust=False,
)


def _first(race) -> str:
    took = arrivals(race)
    return min(took, key=took.get)


EDGE = Lesson(
    key="edge",
    documents=("descent",),
    text=(
        say(
            "At $η = 1$ gradient descent swings between two points of this bowl for ever. Here it races beside $η = "
            "0.9$, a little less, and $η = 1.1$, a little more.",
        ),
        say("All three jump across the {lowest} at every step.", lowest=LOWEST),
    ),
    question=say("How do 0.9 and 1.1 end?"),
    choices=(
        Claim(
            say("Both swing for ever, like 1"),
            lambda race: all(run.verdict.ending is Ending.SWINGING for run in race.values()),
        ),
        Claim(
            say("0.9 arrives; 1.1 goes further away with each step"),
            lambda race: excess(race["rate 0.9"]) < 0.01 and race["rate 1.1"].verdict.ending.lost,
        ),
        Claim(
            say("Both arrive, 1.1 later"),
            lambda race: excess(race["rate 0.9"]) < 0.01 and excess(race["rate 1.1"]) < 0.01,
        ),
    ),
    reveal=(
        Claim(
            lambda race: say(
                "A step turns the distance $d$ from the minimum into $(1 − 2η) d$. At 0.9 that is $−0.8 d$: the "
                "swings shrink, and after {steps} steps the loss is {loss:.2g}.",
                steps=race.steps,
                loss=race["rate 0.9"].values[-1],
            ),
            lambda race: np.allclose(race["rate 0.9"].points[1] - (7, 3), -0.8 * np.array((-7, -3))),
        ),
        Claim(
            lambda race: say(
                "At 1.1 it is $−1.2 d$: the loss grows by 44 % a step, to {loss:,.0f}. The run {diverges}.",
                loss=race["rate 1.1"].values[-1],
                diverges=DIVERGES,
            ),
            lambda race: np.allclose(race["rate 1.1"].values[1:] / race["rate 1.1"].values[:-1], 1.44),
        ),
        Claim(
            say("Between the two lies the edge: $η = 1$, which neither arrives nor leaves."),
            lambda race: race["rate 1"].verdict.ending is Ending.SWINGING,
        ),
    ),
    attempt=Attempt(
        say("Step over the edge by one part in a hundred: 1.01"),
        {"racer": ("GradientDescent learning_rate=1.01 name='rate 1.01'",), "steps": "200"},
        Claim(
            say("It takes longer to see, but it diverges all the same."),
            lambda race: race["rate 1.01"].values[-1] > 100 * race["rate 1.01"].values[0],
        ),
    ),
    robust=False,
)

STABLE_RATE = Lesson(
    key="stable_rate",
    documents=("descent", "chapter"),
    text=(
        say(
            "The slope of this valley changes slowly along $x$ and fast along $y$: its {curvature} is 1 along $x$ and "
            "10 along $y$. The {rate} $η$ is the same for both.",
            curvature=CURVATURE,
            rate=RATE,
        ),
        say(
            "Along each axis a step multiplies the distance by $1 − η · curvature$. It shrinks as long as that lies "
            "between $−1$ and 1; beyond, the run diverges. The racers have $η = 0.02$, 0.15 and 0.24."
        ),
    ),
    question=say("Which curvature decides how large $η$ may be?"),
    choices=(
        Claim(say("The smaller, 1: up to $η = 2$ all is well"), lambda race: not race["rate 0.24"].verdict.ending.lost),
        Claim(
            say("The larger, 10: beyond $η = 0.2$ it diverges"),
            lambda race: race["rate 0.24"].verdict.ending.lost and ends_at(race["rate 0.15"], (0, 0)),
        ),
        Claim(say("Neither: all three arrive"), lambda race: all(ends_at(run, (0, 0)) for run in race.values())),
    ),
    reveal=(
        Claim(
            say(
                "0.24 is more than $2/10$: along the steep $y$ it swings out further with each step, though $x$ comes "
                "home."
            ),
            lambda race: (
                (np.abs(race["rate 0.24"].points[1:11, 1]) > np.abs(race["rate 0.24"].points[:10, 1])).all()
                and (np.abs(race["rate 0.24"].points[1:11, 0]) < np.abs(race["rate 0.24"].points[:10, 0])).all()
            ),
        ),
        Claim(
            say("0.15 is less: $y$ swings in, turning at every step, and $x$ follows."),
            lambda race: turns(race["rate 0.15"], 1, 20) == 20 and ends_at(race["rate 0.15"], (0, 0)),
        ),
        Claim(
            lambda race: say(
                "0.02 does not swing at all, but after {steps} steps $x$ is still {x}. The bound is 2 over the "
                "largest curvature, {bound}: the steepest direction sets it, and the flattest pays with time.",
                steps=race.steps,
                x=signed(race["rate 0.02"].points[-1, 0], 2),
                bound="$2/λ_max = 2/10$",
            ),
            lambda race: race["rate 0.02"].points[-1, 0] < -0.8 and turns(race["rate 0.02"], 1, 60) == 0,
        ),
    ),
    attempt=Attempt(
        say("Stay just below the bound: 0.19"),
        {"racer": ("GradientDescent learning_rate=0.19 name='rate 0.19'",)},
        Claim(
            say("It swings nine tenths as far each time: slowly, but it arrives."),
            lambda race: (
                np.allclose(race["rate 0.19"].points[1:9, 1] / race["rate 0.19"].points[:8, 1], -0.9)
                and ends_at(race["rate 0.19"], (0, 0))
            ),
        ),
    ),
)

LEARNING_RATE = (RATES, EDGE, STABLE_RATE)
