"""The two animations that everybody has seen."""

import numpy as np

from lessons.lesson import Attempt, Claim, Lesson
from lessons.seen import departures
from lessons.terms import GRADIENT, SADDLE
from words import say

BEALE = Lesson(
    key="beale",
    documents=("adam", "roundup"),
    text=(
        say(
            "You may have seen this one, as Alec Radford drew it in 2014: plain gradient descent (SGD), momentum, NAG "
            "and three adaptive rules, from $(1, 1.5)$ on Beale's surface. Here they run again, with today's exact "
            "gradients."
        ),
        say(
            "At the start the slope is steep. Downhill, against the {gradient}, leads towards $y = 0$, but the "
            "minimum lies off to the right, at $(3, 0.5)$.",
            gradient=GRADIENT,
        ),
    ),
    question=say("Who strays furthest from the minimum on the way?"),
    choices=(
        Claim(say("Plain gradient descent (SGD)"), lambda race: _furthest(race) == "SGD"),
        Claim(say("Momentum"), lambda race: _furthest(race) == "Momentum"),
        Claim(say("NAG"), lambda race: _furthest(race) == "NAG"),
    ),
    reveal=(
        Claim(
            lambda race: say(
                "Momentum, up to {momentum:.2f} away: the first slope makes it so fast that it shoots across $y = 0$. "
                "NAG brakes earlier, at {nag:.2f}; plain descent strays {plain:.2f}.",
                momentum=_strays(race)["Momentum"],
                nag=_strays(race)["NAG"],
                plain=_strays(race)["SGD"],
            ),
            lambda race: _strays(race)["Momentum"] > _strays(race)["NAG"] > _strays(race)["SGD"],
        ),
        Claim(
            say(
                "The adaptive rules do not shoot across: divided by its size, a steep slope is no longer than another."
            ),
            lambda race: all((race[name].points[:, 1] > 0).all() for name in ("AdaGrad", "Adadelta", "RMSProp")),
        ),
    ),
    attempt=Attempt(
        say("Start nearer, at $(2, 1)$"),
        {"start": "2,1"},
        Claim(
            say("From a gentler slope momentum strays less."),
            lambda race: _strays(race)["Momentum"] < 3,
        ),
    ),
)


def _strays(race) -> dict[str, float]:
    """Return name → the largest distance from the minimum."""
    return {name: float(np.hypot(*(run.points - (3, 0.5)).T).max()) for name, run in race.items()}


def _furthest(race) -> str:
    strays = _strays(race)
    return max(strays, key=strays.get)


SADDLE_LESSON = Lesson(
    key="saddle",
    documents=("adam",),
    text=(
        say(
            "The other famous picture: a {saddle}, seen from the side. Plain gradient descent (SGD), momentum, NAG "
            "and three adaptive rules start high on its back, a hair beside the ridge that leads down to the middle.",
            saddle=SADDLE,
        ),
        say(
            "In the middle it is level. Some notes call it a local minimum: it is none, for across the ridge it goes "
            "down."
        ),
    ),
    question=say("Who is still on the ridge after 150 steps?"),
    choices=(
        Claim(say("Only plain gradient descent (SGD)"), lambda race: _on(race) == {"SGD"}),
        Claim(say("SGD and momentum"), lambda race: _on(race) == {"SGD", "Momentum"}),
        Claim(say("Nobody"), lambda race: _on(race) == set()),
    ),
    reveal=(
        Claim(
            lambda race: say(
                "Only SGD: it is {away:.1g} off the ridge. It does leave, as everything beside the ridge does, but far "
                "later than this animation lasts.",
                away=abs(race["SGD"].points[-1, 1]),
            ),
            lambda race: np.abs(race["SGD"].points[:, 1]).max() < 0.01,
        ),
        Claim(
            say("AdaGrad, Adadelta and RMSProp leave first: they turn a tiny slope into a whole step."),
            lambda race: (
                max(departures(race)[name] for name in ("AdaGrad", "Adadelta", "RMSProp"))
                < min(departures(race)[name] for name in ("Momentum", "NAG"))
            ),
        ),
        Claim(
            say("Momentum and NAG swing through the middle before they leave."),
            lambda race: all(race[name].points[:, 0].min() < -0.2 for name in ("Momentum", "NAG")),
        ),
    ),
    attempt=Attempt(
        say("Let it run for 400 steps"),
        {"steps": "400"},
        Claim(
            say("Now SGD leaves as well, as the last of all."),
            lambda race: (
                race.steps > departures(race)["SGD"] > max(departures(race)[name] for name in race if name != "SGD")
            ),
        ),
    ),
)


def _on(race) -> set[str]:
    return {name for name in race if departures(race)[name] > race.steps}


FAMOUS = (BEALE, SADDLE_LESSON)
