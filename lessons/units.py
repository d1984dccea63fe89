"""What a rule makes of a loss that is told in other units."""

import numpy as np

from lessons.lesson import Attempt, Claim, Lesson
from lessons.seen import ends_at
from lessons.terms import LOSS, RATE
from racing import Race
from racing import race as race_on
from words import say

UNITS = Lesson(
    key="units",
    documents=("adam", "roundup"),
    text=(
        say(
            "Five racers in a bowl: gradient descent, momentum, AdaGrad, RMSProp and Adam. Each has a {rate} that "
            "suits it, and all reach the lowest point. Now the {loss} is told in another currency: every height is "
            "five times as large.",
            rate=RATE,
            loss=LOSS,
        ),
        say("Every slope is five times as large, too. The lowest point has not moved."),
    ),
    question=say("If all keep their learning rates, who still gets there?"),
    choices=(
        Claim(say("All five: it is the same bowl"), lambda race: _still_there(race) == set(race)),
        Claim(say("AdaGrad, RMSProp and Adam"), lambda race: _still_there(race) == {"AdaGrad", "RMSProp", "Adam"}),
        Claim(say("Gradient descent and momentum"), lambda race: _still_there(race) == {*_PLAIN}),
        Claim(say("Nobody"), lambda race: _still_there(race) == set()),
    ),
    reveal=(
        Claim(
            say(
                "A step of gradient descent, and of momentum, is the rate times the slope: five times as long now, and "
                "too long. Both fly off."
            ),
            lambda race: all(_changed(race)[name].verdict.ending.lost for name in _PLAIN),
        ),
        Claim(
            say(
                "The others divide the slope by its own usual size. The five cancels, and step for step they are where "
                "they were."
            ),
            lambda race: all(
                np.allclose(run.points, race[name].points, atol=1e-3)
                for name, run in _changed(race).items()
                if name not in _PLAIN
            ),
        ),
        Claim(
            say("So their rates are lengths on the map: Adam's first step is its rate, whatever the loss is told in."),
            lambda race: np.allclose(np.abs(race["Adam"].points[1] - race.start), race["Adam"].rule.learning_rate),
        ),
    ),
    attempt=Attempt(
        say("Turn a to 5"),
        {"a": "5"},
        Claim(
            say("Three are where they were; two are gone."),
            lambda race: {name for name, run in race.items() if run.verdict.ending.lost} == {*_PLAIN},
        ),
    ),
)

_PLAIN = ("Gradient descent", "Momentum")


def _changed(race: Race) -> Race:
    """Return the same race with every height five times as large."""
    surface = UNITS.tried.descended
    return race_on(surface, {name: run.rule for name, run in race.items()}, race.start, race.steps)


def _still_there(race: Race) -> set[str]:
    return {name for name, run in _changed(race).items() if ends_at(run, (0, 0), 0.25)}
