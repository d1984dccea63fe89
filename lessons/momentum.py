"""What a memory of the last steps is good for, and what it costs."""

import numpy as np

from lessons.lesson import Attempt, Claim, Lesson
from lessons.seen import arrivals, ended_at, ends_at, turns
from lessons.terms import GRADIENT, LOCAL, LOWEST, MOMENTUM, RATE, RAVINE
from racing import Ending
from words import say

RAVINE_LESSON = Lesson(
    key="ravine",
    documents=("chapter", "roundup"),
    text=(
        say(
            "In a {ravine} the slope across is steep and the slope along is gentle. A large {rate} jumps from wall to "
            "wall; a small one creeps along the floor.",
            ravine=RAVINE,
            rate=RATE,
        ),
        say("Gradient descent races twice, at 0.9 and at 0.1. Momentum has the small rate, 0.1."),
    ),
    question=say("What does momentum make of the small rate?"),
    choices=(
        Claim(say("It is as slow as gradient descent at 0.1"), lambda race: _gain(race) < 1.5),
        Claim(say("It arrives in a quarter of the steps"), lambda race: 3.5 < _gain(race) < 6),
        Claim(say("It leaves the ravine"), lambda race: race["Momentum"].verdict.ending.lost),
    ),
    reveal=(
        Claim(
            say("At 0.9 gradient descent changes sides at every step."),
            lambda race: turns(race["rate 0.9"], 1, 20) == 20,
        ),
        Claim(
            say("At 0.1 it never does, but the floor is nearly level, and its steps along it are short."),
            lambda race: turns(race["rate 0.1"], 1, race.steps) == 0,
        ),
        Claim(
            lambda race: say(
                "Momentum is there at step {steps}. Along the floor the slopes agree and add up; across it they change "
                "sign and cancel.",
                steps=arrivals(race)["Momentum"],
            ),
            lambda race: 3.5 * arrivals(race)["Momentum"] < arrivals(race)["rate 0.1"],
        ),
    ),
    attempt=Attempt(
        say("Take the momentum away: $γ = 0$"),
        {"racer": ("Momentum learning_rate=0.1 momentum=0", "GradientDescent learning_rate=0.1")},
        Claim(
            say("Without its memory momentum is gradient descent, step for step."),
            lambda race: (race["Momentum"].points == race["Gradient descent"].points).all(),
        ),
    ),
)


def _gain(race) -> float:
    took = arrivals(race)
    return min(took["rate 0.1"], race.steps) / took["Momentum"]


SLIDE = Lesson(
    key="slide",
    documents=("roundup",),
    text=(
        say(
            "A slide that ends in a flat. On the flat the {gradient} is exactly zero; behind it, at $(4, 0)$, lies a "
            "well.",
            gradient=GRADIENT,
        ),
        say("Gradient descent and momentum come down the slide with the same learning rate."),
    ),
    question=say("What happens on the flat?"),
    choices=(
        Claim(
            say("Gradient descent stops, momentum runs on"),
            lambda race: race["Gradient descent"].verdict.ending is Ending.FLAT and ends_at(race["Momentum"], (4, 0)),
        ),
        Claim(
            say("Both stop where it begins"),
            lambda race: all(run.verdict.ending is Ending.FLAT for run in race.values()),
        ),
        Claim(say("Both run on"), lambda race: all(ends_at(run, (4, 0)) for run in race.values())),
    ),
    reveal=(
        Claim(
            say("Gradient descent's step is the slope times the rate: no slope, no step. It stands at the edge."),
            lambda race: 0 <= race["Gradient descent"].points[-1, 0] < 0.01,
        ),
        Claim(
            say(
                "Momentum takes nine tenths of its last step along, and nine tenths of that, and so on. The sum "
                "carries it across the flat into the well."
            ),
            lambda race: ends_at(race["Momentum"], (4, 0)),
        ),
    ),
    attempt=Attempt(
        say("Halve its memory: $γ = 0.45$"),
        {"racer": ("GradientDescent learning_rate=0.06", "Momentum learning_rate=0.06 momentum=0.45")},
        Claim(
            say("With so short a memory it comes to rest on the flat."),
            lambda race: race["Momentum"].verdict.ending is Ending.FLAT,
        ),
    ),
)

BUMP = Lesson(
    key="bump",
    documents=("roundup",),
    text=(
        say(
            "On the way down lies a small bump, and before it a hollow: a {local}.",
            local=LOCAL,
        ),
        say(
            "Gradient descent can only go down. The other racer has {momentum}, like a ball that has come down the "
            "slope.",
            momentum=MOMENTUM,
        ),
    ),
    question=say("Who gets over the bump?"),
    choices=(
        Claim(say("Only momentum"), lambda race: ended_at(race, (0, 0)) == {"Momentum"}),
        Claim(say("Both"), lambda race: ended_at(race, (0, 0)) == {"Gradient descent", "Momentum"}),
        Claim(say("Neither"), lambda race: ended_at(race, (0, 0)) == set()),
    ),
    reveal=(
        Claim(
            say("Gradient descent rests in the hollow at $(−3, 0)$: on every side it would have to climb."),
            lambda race: ends_at(race["Gradient descent"], (-3, 0)),
        ),
        Claim(
            say("Momentum goes uphill for a few steps, on what is left of its speed, and rolls into $(0, 0)$."),
            lambda race: (np.diff(race["Momentum"].values) > 0).any() and ends_at(race["Momentum"], (0, 0)),
        ),
        Claim(
            say("Its loss rises on the way: with momentum not every step goes down."),
            lambda race: (
                (np.diff(race["Momentum"].values) > 0).any()
                and (np.diff(race["Gradient descent"].values) <= 1e-12).all()
            ),
        ),
    ),
    attempt=Attempt(
        say("Start it lower, at $(−3.5, 0.2)$"),
        {"start": "-3.5,0.2"},
        Claim(
            say("With so little speed it stays in the hollow too."),
            lambda race: ends_at(race["Momentum"], (-3, 0)),
        ),
    ),
)


THUMBTACK = Lesson(
    key="thumbtack",
    documents=("roundup",),
    text=(
        say(
            "Momentum is blind: it adds the slope where it stands to its speed, and sees too late that it goes uphill "
            "again."
        ),
        say(
            "Nesterov's rule (NAG) looks first where its speed will carry it, and takes the slope there. The {lowest} "
            "at $(2, 1)$ is near; behind it lies a trap.",
            lowest=LOWEST,
        ),
    ),
    question=say("Who stops at $(2, 1)$?"),
    choices=(
        Claim(say("NAG"), lambda race: ended_at(race, (2, 1)) == {"Nesterov (NAG)"}),
        Claim(say("Momentum"), lambda race: ended_at(race, (2, 1)) == {"Momentum"}),
        Claim(say("Both"), lambda race: len(ended_at(race, (2, 1))) == 2),
    ),
    reveal=(
        Claim(
            say("Momentum runs through the lowest point, over the rise behind it, and ends in the trap at $(−1, −½)$."),
            lambda race: ends_at(race["Momentum"], (-1, -0.5)),
        ),
        Claim(
            lambda race: say(
                "NAG feels the rise one step earlier and brakes: it gets no further than $x = {x:.2f}$ and comes back.",
                x=race["Nesterov (NAG)"].points[:, 0].min(),
            ),
            lambda race: ends_at(race["Nesterov (NAG)"], (2, 1)) and race["Nesterov (NAG)"].points[:, 0].min() > 0.9,
        ),
    ),
    attempt=Attempt(
        say("Give momentum less memory: $γ = 0.8$"),
        {"racer": ("Momentum learning_rate=0.03 momentum=0.8", "Nesterov learning_rate=0.03")},
        Claim(say("With less speed momentum stops there too."), lambda race: ends_at(race["Momentum"], (2, 1))),
    ),
)


DAMPING = Lesson(
    key="damping",
    documents=("roundup",),
    text=(
        say(
            "Back in the {ravine}. Momentum is fast along the floor, but at first it swings from wall to wall.",
            ravine=RAVINE,
        ),
        say("NAG has the same rate, 0.1, and the same momentum, 0.9. It only takes its slope one look further on."),
    ),
    question=say("How far do both swing across the ravine, from step 20 to step 40?"),
    choices=(
        Claim(say("Both as far"), lambda race: 0.67 < _ratio(race) < 1.5),
        Claim(say("NAG about half as far"), lambda race: 1.5 <= _ratio(race) < 4),
        Claim(say("NAG less than a fifth as far"), lambda race: _ratio(race) > 5),
    ),
    reveal=(
        Claim(
            lambda race: say(
                "Momentum still swings {momentum:.2f} to each side, NAG {nag:.2f}.",
                momentum=_swings(race)[0],
                nag=_swings(race)[1],
            ),
            lambda race: _ratio(race) > 5,
        ),
        Claim(
            say("Where the speed is about to carry it too far, the look ahead shows a slope that already points back."),
            lambda race: _swings(race)[1] < 0.2,
        ),
        Claim(
            lambda race: say(
                "So it is sooner there as well: at step {nag} instead of {momentum}.",
                nag=arrivals(race)["Nesterov (NAG)"],
                momentum=arrivals(race)["Momentum"],
            ),
            lambda race: arrivals(race)["Nesterov (NAG)"] < arrivals(race)["Momentum"],
        ),
    ),
    attempt=Attempt(
        say("Give both a third of the rate"),
        {"racer": ("Momentum learning_rate=0.03", "Nesterov learning_rate=0.03")},
        Claim(
            say("At a small rate there is less to brake: NAG swings about half as far as momentum, not a tenth."),
            lambda race: 1.5 <= _ratio(race) < 3,
        ),
    ),
)


def _swings(race) -> list[float]:
    return [float(np.abs(run.points[20:41, 1]).max()) for run in race.values()]


def _ratio(race) -> float:
    momentum, nag = _swings(race)
    return momentum / nag


MOMENTUM_LESSONS = (RAVINE_LESSON, SLIDE, BUMP, THUMBTACK, DAMPING)
