"""Rows drawn at random, and rates that decay."""

import numpy as np

from lessons.lesson import Attempt, Claim, Lesson
from lessons.seen import ends_at, excess
from lessons.terms import BATCH, GRADIENT, LOCAL, RATE, SCHEDULE
from words import say

BATCH_SIZES = Lesson(
    key="batch_sizes",
    documents=("descent", "roundup"),
    text=(
        say(
            "The loss is a mean over 50 rows of data. Its {gradient} can be taken over all rows, or over a {batch} of "
            "a few that are drawn anew at each step.",
            gradient=GRADIENT,
            batch=BATCH,
        ),
        say("Three racers take 500 steps at the same rate: with 1 row, with 10 rows, and with all 50."),
    ),
    question=say("Who ends lowest, if only the number of rows read counts: 500 for each?"),
    choices=(
        Claim(say("1 row: it takes the most steps"), lambda race: _best_spent(race) == "1 row"),
        Claim(say("10 rows"), lambda race: _best_spent(race) == "10 rows"),
        Claim(say("All rows: every step is right"), lambda race: _best_spent(race) == "all rows"),
    ),
    reveal=(
        Claim(
            lambda race: say(
                "For 500 rows read the loss is {one:.3g} above the minimum with single rows, {ten:.3g} with tens, "
                "{all:.3g} with all rows, which has had 10 steps.",
                one=_spent(race)["1 row"],
                ten=_spent(race)["10 rows"],
                all=_spent(race)["all rows"],
            ),
            lambda race: _best_spent(race) == "10 rows",
        ),
        Claim(
            say("Step for step all rows are best: no step goes the wrong way."),
            lambda race: min(race, key=lambda name: excess(race[name])) == "all rows",
        ),
        Claim(
            say("Single rows jitter to the end: each row pulls towards a minimum of its own."),
            lambda race: (race["1 row"].values[-100:] - race.surface.minimum).max() > 50,
        ),
    ),
    attempt=Attempt(
        say("Make the single row's steps smaller: 0.005"),
        {
            "racer": (
                "GradientDescent learning_rate=0.005 batch=1 name='1 row'",
                "GradientDescent learning_rate=0.05 name='all rows'",
            )
        },
        Claim(
            say("It jitters less."),
            lambda race: (race["1 row"].values[-100:] - race.surface.minimum).max() < 50,
        ),
    ),
)

_ROWS = {"1 row": 1, "10 rows": 10, "all rows": 50}


def _spent(race) -> dict[str, float]:
    return {name: excess(race[name], 500 // rows) for name, rows in _ROWS.items()}


def _best_spent(race) -> str:
    spent = _spent(race)
    return min(spent, key=spent.get)


NOISE_ESCAPES = Lesson(
    key="noise_escapes",
    documents=("roundup",),
    text=(
        say(
            "Gradient descent from the left ends in the {local}. Here its gradients are shaken: noise 0, 1 and 3 is "
            "added to them at each step, as drawing rows would.",
            local=LOCAL,
        ),
        say("Noise knows no direction. It pushes back as often as forth."),
    ),
    question=say("Can it help?"),
    choices=(
        Claim(say("No: all three stay in the trap"), lambda race: _out(race) == set()),
        Claim(say("Yes, the strongest: only noise 3 gets out"), lambda race: _out(race) == {"noise 3"}),
        Claim(say("Yes: any noise gets out"), lambda race: _out(race) == {"noise 1", "noise 3"}),
    ),
    reveal=(
        Claim(
            say("Noise 1 shakes the racer about in its hollow; the wall is too high for it."),
            lambda race: race["noise 1"].points[:, 0].max() < 0.5,
        ),
        Claim(
            say("Noise 3 throws it over sooner or later, and the deeper hollow on the right holds it."),
            lambda race: race["noise 3"].points[-1, 0] > 0.5,
        ),
        Claim(
            say("That is one reason why small batches can find better minima, and why nobody can promise it."),
            lambda race: ends_at(race["noise 0"], (-1, -0.5)),
        ),
    ),
    attempt=Attempt(
        say("Draw other noise: seed 7"),
        {"seed": "7"},
        Claim(say("The path is another, the end the same."), lambda race: _out(race) == {"noise 3"}),
    ),
)


def _out(race) -> set[str]:
    return {name for name, run in race.items() if run.points[-1, 0] > 0.5}


DECAY = Lesson(
    key="schedules",
    documents=("roundup", "chapter"),
    text=(
        say(
            "With one row a step, gradient descent never comes to rest: near the minimum the rows still pull this way "
            "and that. A small {rate} would help, but it takes long to get there.",
            rate=RATE,
        ),
        say("The second racer has a {schedule}: its rate is halved every 100 steps.", schedule=SCHEDULE),
    ),
    question=say("Who ends nearest to the minimum after 525 steps?"),
    choices=(
        Claim(say("The constant rate"), lambda race: _nearest(race) == "constant"),
        Claim(say("The halved rate"), lambda race: _nearest(race) == "halved"),
        Claim(say("A tenth of the rate from the start"), lambda race: _nearest(race) == "a tenth"),
    ),
    reveal=(
        Claim(
            say("The halved rate. For its first 100 steps it is the constant one, and just as quick."),
            lambda race: (race["halved"].points[:100] == race["constant"].points[:100]).all(),
        ),
        Claim(
            lambda race: say(
                "Then its steps shrink and the wandering ends: {halved:.2g} above the minimum instead of "
                "{constant:.2g}.",
                halved=excess(race["halved"]),
                constant=excess(race["constant"]),
            ),
            lambda race: excess(race["halved"]) < excess(race["constant"]) / 10,
        ),
        Claim(
            lambda race: say(
                "A tenth of the rate is calm as well, but at step 50 it is still {tenth:.0f} above the minimum; the "
                "others are at {quick:.0f}.",
                tenth=excess(race["a tenth"], 50),
                quick=excess(race["halved"], 50),
            ),
            lambda race: excess(race["a tenth"], 50) > 10 * excess(race["halved"], 50),
        ),
    ),
    attempt=Attempt(
        say("Halve it every 20 steps"),
        {"racer": ("GradientDescent learning_rate=0.05 schedule=StepDecay(factor=1/2,every=20) name=halved",)},
        Claim(
            say("Too soon: its steps die before it is there."),
            lambda race: (
                np.hypot(*(race["halved"].points[-1] - race["halved"].points[-100])) < 0.01
                and excess(race["halved"]) > 0.05
            ),
        ),
    ),
)


def _nearest(race) -> str:
    return min(race, key=lambda name: excess(race[name]))


NOISE = (BATCH_SIZES, NOISE_ESCAPES, DECAY)
