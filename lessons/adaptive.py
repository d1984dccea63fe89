"""A learning rate for each coordinate."""

import numpy as np

from lessons.lesson import Attempt, Claim, Lesson
from lessons.seen import distance, ends_at, stride
from lessons.terms import EPSILON, FEATURE, GRADIENT, MEAN, RATE
from words import say

SPARSE_FEATURE = Lesson(
    key="sparse_feature",
    documents=("roundup",),
    text=(
        say(
            "Each row of the data pulls at two weights, $x$ and $y$. The {feature} that belongs to $y$ is 0 in 48 "
            "rows of 50: there, $y$ has no slope at all.",
            feature=FEATURE,
        ),
        say(
            "One row is drawn a step. AdaGrad divides each coordinate's step by the root of the sum of all squared "
            "slopes that it has met so far."
        ),
    ),
    question=say("How does gradient descent's $y$ come along?"),
    choices=(
        Claim(
            say("As far as AdaGrad's: both see the same rows"),
            lambda race: abs(race["Gradient descent"].points[-1, 1] - race["AdaGrad"].points[-1, 1]) < 1,
        ),
        Claim(
            say("About two thirds of AdaGrad's way"),
            lambda race: 0.5 < _way(race["Gradient descent"]) / _way(race["AdaGrad"]) < 0.78,
        ),
        Claim(say("Further than AdaGrad's"), lambda race: _way(race["Gradient descent"]) > _way(race["AdaGrad"])),
    ),
    reveal=(
        Claim(
            lambda race: say(
                "In {steps} steps $y$ had a slope {times} times.",
                steps=race.steps,
                times=np.count_nonzero(race["Gradient descent"].gradients[:, 1]),
            ),
            lambda race: np.count_nonzero(race["Gradient descent"].gradients[:, 1]) == 12,
        ),
        Claim(
            lambda race: say(
                "Gradient descent uses them as they come and gets $y$ to {plain:.1f}. AdaGrad has seen little of $y$, "
                "divides by little, and gets to {adaptive:.1f}; the goal is {goal:.1f}.",
                plain=race["Gradient descent"].points[-1, 1],
                adaptive=race["AdaGrad"].points[-1, 1],
                goal=race.surface.minima[0][1],
            ),
            lambda race: (
                race["Gradient descent"].points[-1, 1] < race.surface.minima[0][1] - 5 < race["AdaGrad"].points[-1, 1]
            ),
        ),
        Claim(
            say("What is rare gets larger steps: that is what AdaGrad was made for."),
            lambda race: _way(race["AdaGrad"]) > _way(race["Gradient descent"]) + 3,
        ),
    ),
    attempt=Attempt(
        say("Look at all rows at each step"),
        {"batch": ()},
        Claim(
            say("Now $y$ has a slope at every step, if a small one."),
            lambda race: (race["Gradient descent"].gradients[:, 1] != 0).all(),
        ),
    ),
)


def _way(run) -> float:
    return float(run.points[-1, 1] - run.points[0, 1])


DYING_STEPS = Lesson(
    key="dying_steps",
    documents=("family", "roundup"),
    text=(
        say("This slope never ends: its {gradient} is the same everywhere.", gradient=GRADIENT),
        say(
            "AdaGrad divides by the root of the sum of all squared slopes so far. RMSProp divides by the root of a "
            "{mean} of them, which forgets. Both have the rate 0.5.",
            mean=MEAN,
        ),
    ),
    question=say("How long are AdaGrad's steps after 400 of them?"),
    choices=(
        Claim(say("As long as at first"), lambda race: _last(race, "AdaGrad") > 0.9),
        Claim(say("Half as long"), lambda race: 0.4 < _last(race, "AdaGrad") < 0.6),
        Claim(say("A twentieth of the first"), lambda race: 0.04 < _last(race, "AdaGrad") < 0.06),
    ),
    reveal=(
        Claim(
            lambda race: say(
                "The sum only grows. The step after $t$ of them is {formula} of the first: {first:.3f}, and at last "
                "{last:.3f}.",
                formula="$1/√t$",
                first=stride(race["AdaGrad"], 1),
                last=stride(race["AdaGrad"], -1),
            ),
            lambda race: np.isclose(_last(race, "AdaGrad"), 1 / np.sqrt(race.steps), rtol=1e-6),
        ),
        Claim(
            lambda race: say(
                "RMSProp's mean settles instead, and so do its steps, at {last:.3f}.",
                last=stride(race["RMSProp"], -1),
            ),
            lambda race: np.isclose(stride(race["RMSProp"], -1), stride(race["RMSProp"], -100), rtol=1e-6),
        ),
        Claim(
            say(
                "AdaGrad's steps die like this only while slopes keep coming. In a bowl the sum settles, since the "
                "slopes die first."
            ),
            lambda race: race["AdaGrad"].values[-1] > race["RMSProp"].values[-1] + 100,
        ),
    ),
    attempt=Attempt(
        say("Let them race on the bowl"),
        {
            "surface": "quadratic",
            "start": "0,0",
            "steps": "400",
            "racer": ("AdaGrad learning_rate=2", "RMSProp learning_rate=0.5"),
        },
        Claim(say("Here AdaGrad arrives."), lambda race: ends_at(race["AdaGrad"], (7, 3))),
    ),
)


def _last(race, name: str) -> float:
    return stride(race[name], -1) / stride(race[name], 1)


EPSILON_LESSON = Lesson(
    key="epsilon",
    documents=("roundup",),
    text=(
        say(
            "Adadelta has no {rate}. It divides by the size of the slopes, as RMSProp does, and multiplies by the size "
            "of its own last steps.",
            rate=RATE,
        ),
        say(
            "At the beginning there are no last steps. What stands in for them is {epsilon}, added under both roots. "
            "One racer has $ε = 0.000001$, the other $ε = 0.001$.",
            epsilon=EPSILON,
        ),
    ),
    question=say("Does that tiny number matter?"),
    choices=(
        Claim(
            say("No: both arrive at about the same time"),
            lambda race: ends_at(race["ε 1e-6"], (0, 0), 0.1) and ends_at(race["ε 1e-3"], (0, 0), 0.1),
        ),
        Claim(
            say("Yes: the larger arrives, the smaller crawls"),
            lambda race: ends_at(race["ε 1e-3"], (0, 0), 0.1) and distance(race["ε 1e-6"], (0, 0)) > 4,
        ),
        Claim(
            say("Yes: the smaller arrives, the larger crawls"),
            lambda race: ends_at(race["ε 1e-6"], (0, 0), 0.1) and distance(race["ε 1e-3"], (0, 0)) > 4,
        ),
    ),
    reveal=(
        Claim(
            lambda race: say(
                "Its first step is about $√ε / √0.1$: {small:.4f} along each axis for the smaller, {large:.2f} for "
                "the larger.",
                small=abs(race["ε 1e-6"].points[1, 1] - 2),
                large=abs(race["ε 1e-3"].points[1, 1] - 2),
            ),
            lambda race: np.isclose(
                abs(race["ε 1e-3"].points[1, 1] - 2), 31.6 * abs(race["ε 1e-6"].points[1, 1] - 2), rtol=0.01
            ),
        ),
        Claim(
            lambda race: say(
                "After {steps} steps the smaller is still {far:.1f} from the minimum. So $ε$ sets the pace: it is the "
                "learning rate after all.",
                steps=race.steps,
                far=distance(race["ε 1e-6"], (0, 0)),
            ),
            lambda race: distance(race["ε 1e-6"], (0, 0)) > 5,
        ),
    ),
    attempt=Attempt(
        say("Make $ε$ a hundred times larger still: 0.1"),
        {"racer": ("Adadelta epsilon=0.1 name='ε 0.1'", "Adadelta epsilon=1e-3 name='ε 1e-3'")},
        Claim(
            say("Its first step is eight times as long again."),
            lambda race: np.isclose(stride(race["ε 0.1"], 1) / stride(race["ε 1e-3"], 1), 8, rtol=0.01),
        ),
    ),
)

BIAS_CORRECTION = Lesson(
    key="bias_correction",
    documents=("adam", "roundup"),
    text=(
        say(
            "RMSProp and Adam both divide by the root of a {mean} of squared slopes. It begins at zero, and with $β₂ "
            "= 0.999$ it takes in a thousandth of the first square.",
            mean=MEAN,
        ),
        say("Adam divides that mean by $1 − 0.999$ first, to make up for it. Both have the rate 0.1."),
    ),
    question=say("How long is RMSProp's first step along each axis?"),
    choices=(
        Claim(say("0.1, like Adam's"), lambda race: np.isclose(_first(race, "RMSProp"), 0.1, rtol=0.15)),
        Claim(say("A thousandth of Adam's"), lambda race: _first(race, "RMSProp") < 0.01 * _first(race, "Adam")),
        Claim(say("About 32 times Adam's"), lambda race: 31 < _first(race, "RMSProp") / _first(race, "Adam") < 32.5),
    ),
    reveal=(
        Claim(
            lambda race: say(
                "{first:.2f}: whoever divides by the root of a thousandth multiplies by $√1000 ≈ 32$.",
                first=_first(race, "RMSProp"),
            ),
            lambda race: np.isclose(_first(race, "RMSProp") / _first(race, "Adam"), np.sqrt(1000), rtol=1e-3),
        ),
        Claim(
            lambda race: say(
                "Corrected, Adam's first step is {first:.2f}, its rate.",
                first=_first(race, "Adam"),
            ),
            lambda race: np.isclose(_first(race, "Adam"), race["Adam"].rule.learning_rate, rtol=1e-6),
        ),
    ),
    attempt=Attempt(
        say("Let RMSProp forget sooner: 0.9"),
        {"racer": ("RMSProp learning_rate=0.1 decay=0.9", "Adam learning_rate=0.1 beta1=0")},
        Claim(
            say("Then its mean fills quickly, and the first step is only 3.2 times as long."),
            lambda race: np.isclose(_first(race, "RMSProp") / _first(race, "Adam"), np.sqrt(10), rtol=1e-3),
        ),
    ),
)


def _first(race, name: str) -> float:
    return float(abs(race[name].points[1, 0] - race[name].points[0, 0]))


ADAPTIVE = (SPARSE_FEATURE, DYING_STEPS, EPSILON_LESSON, BIAS_CORRECTION)
"""A learning rate for each coordinate."""
