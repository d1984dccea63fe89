"""Where the slope is zero and nothing is won: hollows, ridges, flats."""

from functools import lru_cache

import numpy as np

from lessons.lesson import Attempt, Claim, Lesson
from lessons.seen import departures, ended_at, ends_at, signed
from lessons.terms import GRADIENT, LOCAL, LOSS, MOMENTUM, SADDLE
from racing import Run, basins, race
from words import say

LOCAL_MINIMUM = Lesson(
    key="local_minimum",
    documents=("descent", "roundup"),
    text=(
        say(
            "This surface has two hollows. The one at $(−1, −½)$ is a {local}; the lowest point of all is at $(2, 1)$.",
            local=LOCAL,
        ),
        say(
            "Both racers start on the left, with the same learning rate. Gradient descent only feels the slope under "
            "it. The other has {momentum}.",
            momentum=MOMENTUM,
        ),
    ),
    question=say("Who reaches the lowest point?"),
    choices=(
        Claim(say("Both"), lambda race: ended_at(race, (2, 1)) == {"Gradient descent", "Momentum"}),
        Claim(say("Only gradient descent"), lambda race: ended_at(race, (2, 1)) == {"Gradient descent"}),
        Claim(say("Only momentum"), lambda race: ended_at(race, (2, 1)) == {"Momentum"}),
        Claim(say("Neither"), lambda race: ended_at(race, (2, 1)) == set()),
    ),
    reveal=(
        Claim(
            say(
                "Gradient descent walks into the first hollow and stays: there the slope is zero, and it knows of "
                "nothing else."
            ),
            lambda race: ends_at(race["Gradient descent"], (-1, -0.5)),
        ),
        Claim(
            say(
                "Momentum arrives with speed, climbs out on the far side and rolls on to $(2, 1)$. It was lucky, too: "
                "from other starts, or with another rate, it can stay in the hollow or leave the better one."
            ),
            lambda race: race["Momentum"].points[:, 0].min() < -1 and ends_at(race["Momentum"], (2, 1)),
        ),
        Claim(
            lambda race: say(
                "The {loss} in the hollow is {high}, at the lowest point {low}.",
                loss=LOSS,
                high=signed(race["Gradient descent"].values[-1], 3),
                low=signed(race["Momentum"].values[-1], 3),
            ),
            lambda race: race["Gradient descent"].values[-1] > race["Momentum"].values[-1] + 2,
        ),
    ),
    attempt=Attempt(
        say("Start on the right, at $(0.5, 1.5)$"),
        {"start": "0.5,1.5"},
        Claim(
            say("From here the nearest hollow is the lowest, and gradient descent reaches it as well."),
            lambda race: ends_at(race["Gradient descent"], (2, 1)),
        ),
    ),
)


UNLUCKY = Lesson(
    key="unlucky",
    documents=("roundup",),
    text=(
        say(
            "The same two hollows: a {local} on the left, the lowest point on the right. The start is in between.",
            local=LOCAL,
        ),
        say("From here neither gradient descent nor {momentum} reaches the lowest point.", momentum=MOMENTUM),
    ),
    question=say("From how many of all starts on this map does gradient descent end in the wrong hollow?"),
    choices=(
        Claim(say("Hardly any: fewer than one in ten"), lambda race: _trapped(race["Gradient descent"]) < 0.1),
        Claim(say("More than half"), lambda race: _trapped(race["Gradient descent"]) > 0.5),
        Claim(say("About four in ten"), lambda race: 0.35 < _trapped(race["Gradient descent"]) < 0.45),
    ),
    reveal=(
        Claim(
            lambda race: say(
                "About four in ten: {plain:.1%} for gradient descent, {heavy:.1%} with momentum.",
                plain=_trapped(race["Gradient descent"]),
                heavy=_trapped(race["Momentum"]),
            ),
            lambda race: _trapped(race["Momentum"]) < _trapped(race["Gradient descent"]) - 0.1,
        ),
        Claim(
            say("It is close: a quarter of a unit further right, at $(−0.25, 1.5)$, both would have been lucky."),
            lambda race: (
                ended_at(race, (-1, -0.5)) == set(race)
                and all(ends_at(_from(run, (-0.25, 1.5)), (2, 1)) for run in race.values())
            ),
        ),
        Claim(
            say(
                "Where it matters, one starts several times at random and keeps the best. That all of five starts are "
                "unlucky happens less than once in a hundred times."
            ),
            lambda race: _trapped(race["Gradient descent"]) ** 5 < 0.01,
        ),
    ),
    attempt=Attempt(
        say("See the map of all starts"),
        {"view": "explore", "explore": "starts"},
        Claim(
            say(
                "A place's colour says where a start there leads. With momentum the border is far longer: near it luck "
                "decides."
            ),
            lambda race: _border(race["Momentum"]) > 2 * _border(race["Gradient descent"]),
        ),
    ),
)


@lru_cache(maxsize=16)
def _leads_left(run: Run) -> np.ndarray:
    """Return from which starts of the map a rule ends in the left hollow, (64, 64)."""
    hollows = run.surface.minima[0], (-1, -0.5)
    return basins(run.rule, run.surface, hollows, len(run.gradients), 64).labels == 1


def _trapped(run: Run) -> float:
    """Return from which part of all starts that is."""
    return float(_leads_left(run).mean())


def _border(run: Run) -> int:
    """Return how long the border is between those starts and the others, in cells."""
    left = _leads_left(run)
    return int(np.diff(left, axis=0).sum() + np.diff(left, axis=1).sum())


def _from(run: Run, start: tuple[float, float]) -> Run:
    """Return the same run from another start."""
    [other] = race(run.surface, {"": run.rule}, start, len(run.gradients)).values()
    return other


RIDGE = Lesson(
    key="ridge",
    documents=("descent", "roundup"),
    text=(
        say(
            "At $(0, 0)$ lies a {saddle}: along $x$ it is the bottom of a valley, along $y$ the top of a ridge. The "
            "start is exactly on that ridge.",
            saddle=SADDLE,
        ),
        say(
            "Six racers: gradient descent, momentum and NAG, and the adaptive rules AdaGrad, RMSProp and Adam. The "
            "{gradient} has two parts, and the part across the ridge is exactly zero there.",
            gradient=GRADIENT,
        ),
    ),
    question=say("Who gets off the ridge?"),
    choices=(
        Claim(say("Momentum and NAG"), lambda race: _off(race) == {"Momentum", "Nesterov (NAG)"}),
        Claim(say("The adaptive rules"), lambda race: _off(race) == {"AdaGrad", "RMSProp", "Adam"}),
        Claim(say("All but gradient descent"), lambda race: _off(race) == set(race) - {"Gradient descent"}),
        Claim(say("Nobody"), lambda race: _off(race) == set()),
    ),
    reveal=(
        Claim(
            say(
                "Nobody. All six go along the ridge towards the saddle and never turn: every rule multiplies, averages "
                "and divides slopes, and of zeros nothing but zero can be made."
            ),
            lambda race: all((run.points[:, 1] == 0).all() for run in race.values()),
        ),
        Claim(
            say("Notes often say that momentum gets off a saddle. Not from exactly on its ridge."),
            lambda race: (race["Momentum"].points[:, 1] == 0).all(),
        ),
        Claim(
            say("In practice nobody starts so exactly: a little noise is enough."),
            lambda race: race.surface.gradient(np.array((0.5, 1e-9)))[1] < 0,  # it slopes away from the ridge
        ),
    ),
    attempt=Attempt(
        say("Shake every gradient a little"),
        {"noise": "0.1"},
        Claim(
            say("With noise all six leave."),
            lambda race: all(np.abs(run.points[:, 1]).max() > 0.5 for run in race.values()),
        ),
    ),
)


def _off(race) -> set[str]:
    return {name for name, run in race.items() if (run.points[:, 1] != 0).any()}


OFF_RIDGE = Lesson(
    key="off_ridge",
    documents=("descent", "adam"),
    text=(
        say(
            "The same {saddle}, the same six racers, but now the start is a millionth beside the ridge. There is a "
            "slope across it: a very small one.",
            saddle=SADDLE,
        ),
        say(
            "Gradient descent's step is as long as the slope is steep; momentum and NAG add their last steps to it. "
            "The adaptive rules AdaGrad, RMSProp and Adam divide by the slope's size."
        ),
    ),
    question=say("Who is the last to leave the ridge?"),
    choices=(
        Claim(say("Adam"), lambda race: _last(race) == "Adam"),
        Claim(say("Momentum"), lambda race: _last(race) == "Momentum"),
        Claim(say("Gradient descent"), lambda race: _last(race) == "Gradient descent"),
    ),
    reveal=(
        Claim(
            lambda race: say(
                "Gradient descent: it needs {steps} steps until it is half a unit away. From a millionth, each step "
                "makes the distance larger by the same small part.",
                steps=int(departures(race)["Gradient descent"]),
            ),
            lambda race: _last(race) == "Gradient descent",
        ),
        Claim(
            lambda race: say(
                "RMSProp, AdaGrad and Adam leave within {steps} steps: divided by its own size, even a tiny slope "
                "makes a whole step.",
                steps=int(max(departures(race)[name] for name in ("RMSProp", "AdaGrad", "Adam"))),
            ),
            lambda race: (
                max(departures(race)[name] for name in ("RMSProp", "AdaGrad", "Adam"))
                < min(departures(race)[name] for name in ("Momentum", "Nesterov (NAG)", "Gradient descent"))
            ),
        ),
        Claim(
            say("Momentum and NAG come between: their speed adds up."),
            lambda race: (
                2 * max(departures(race)[name] for name in ("Momentum", "Nesterov (NAG)"))
                < departures(race)["Gradient descent"]
            ),
        ),
    ),
    attempt=Attempt(
        say("Start a tenth beside it"),
        {"start": "1.5,0.1"},
        Claim(
            say("Now gradient descent leaves soon, though still last."),
            lambda race: _last(race) == "Gradient descent" and departures(race)["Gradient descent"] < 40,
        ),
    ),
)


def _last(race) -> str:
    left = departures(race)
    return max(left, key=left.get)


TRAPS = (LOCAL_MINIMUM, UNLUCKY, RIDGE, OFF_RIDGE)
