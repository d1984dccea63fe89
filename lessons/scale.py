"""What the axes and the units of a surface do to a race."""

import numpy as np

from lessons.lesson import Attempt, Claim, Lesson
from lessons.seen import arrivals, excess
from lessons.terms import CURVATURE, FEATURE, RAVINE
from words import say

TURNED = Lesson(
    key="turned",
    documents=("chapter",),
    text=(
        say(
            "AdaGrad has a rate for each coordinate: a small one for the steep axis, a large one for the gentle. That "
            "suits a {ravine} that lies along an axis.",
            ravine=RAVINE,
        ),
        say(
            "This one lies at 45°. Its floor is neither $x$ nor $y$ but both. Along $x$ and along $y$ it looks "
            "equally steep."
        ),
    ),
    question=say("What is AdaGrad's advantage over gradient descent here?"),
    choices=(
        Claim(
            say("None: it needs more steps"),
            lambda race: arrivals(race)["AdaGrad"] > 1.2 * arrivals(race)["Gradient descent"],
        ),
        Claim(
            say("It needs far fewer steps"),
            lambda race: arrivals(race)["AdaGrad"] < 0.8 * arrivals(race)["Gradient descent"],
        ),
        Claim(say("It does not arrive at all"), lambda race: not np.isfinite(arrivals(race)["AdaGrad"])),
    ),
    reveal=(
        Claim(
            lambda race: say(
                "AdaGrad needs {adagrad} steps, gradient descent {plain}.",
                adagrad=arrivals(race)["AdaGrad"],
                plain=arrivals(race)["Gradient descent"],
            ),
            lambda race: arrivals(race)["Gradient descent"] < arrivals(race)["AdaGrad"] < race.steps,
        ),
        Claim(
            say(
                "Its two divisors are alike, for both coordinates meet like slopes. Two numbers cannot say "
                "\u201csteep across, gentle along\u201d when that direction is not an axis."
            ),
            lambda race: 1 / 3 < race["AdaGrad"].state["G"][-1, 0] / race["AdaGrad"].state["G"][-1, 1] < 3,
        ),
        Claim(
            say("Gradient descent knows no axes: turn the ravine and its start, and its path turns along."),
            lambda race: arrivals(race)["Gradient descent"] < 60,
        ),
    ),
    attempt=Attempt(
        say("Turn the ravine straight"),
        {"a": "0", "start": "-7,2"},
        Claim(
            say("Along an axis AdaGrad needs a third of the steps; gradient descent as many as before."),
            lambda race: arrivals(race)["AdaGrad"] < 25 < arrivals(race)["Gradient descent"] < 60,
        ),
    ),
)

SCALED = Lesson(
    key="scaled",
    documents=("chapter", "roundup"),
    text=(
        say(
            "Fifty cars: how far do they go until they stop, at which speed? A straight line through them has two "
            "weights. Speed is told in miles an hour, so one {feature} is about 15 times the other.",
            feature=FEATURE,
        ),
        say("The {curvature} across this valley is 2,572 times that along it.", curvature=CURVATURE),
    ),
    question=say("Where is gradient descent after 300 steps?"),
    choices=(
        Claim(say("At the minimum"), lambda race: excess(race["Gradient descent"]) < 0.1),
        Claim(say("Gone: further away with each step"), lambda race: race["Gradient descent"].verdict.ending.lost),
        Claim(say("Still far away, creeping along the floor"), lambda race: excess(race["Gradient descent"]) > 10),
    ),
    reveal=(
        Claim(
            lambda race: say(
                "Its loss is still {excess:.1f} above the minimum. A rate a fifth larger would diverge across the "
                "valley; this one is too small along it.",
                excess=excess(race["Gradient descent"]),
            ),
            lambda race: excess(race["Gradient descent"]) > 20,
        ),
        Claim(
            lambda race: say(
                "AdaGrad, with a rate for each weight, is {excess:.2f} above it.", excess=excess(race["AdaGrad"])
            ),
            lambda race: excess(race["AdaGrad"]) < 1,
        ),
    ),
    attempt=Attempt(
        say("Scale the features to one size"),
        {"surface": "cars_scaled", "start": "-10,10", "racer": ("GradientDescent learning_rate=0.45",)},
        Claim(
            say("The valley is a round bowl now, and gradient descent is there in three steps."),
            lambda race: excess(race["Gradient descent"], 3) < 0.01,
        ),
    ),
    robust=False,
)

SCALE = (TURNED, SCALED)
