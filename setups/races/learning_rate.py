"""How long a step should be: the worked example's four learning rates, and the edge past which all diverge."""

from setups.races.ready_made import ReadyMade
from surfaces.sources import YU
from words import joined, say

TOPIC = say("Learning rate")

RATES = ReadyMade(
    title=say("Four learning rates"),
    topic=TOPIC,
    line=say("At 0 it stays at 58; at 1/3 the loss is a ninth after each step; 1/2 arrives in one; 1 swings for ever."),
    source=joined(", ", [YU, "§3"]),
    texts={
        "surface": "quadratic",
        "start": "0,0",
        "steps": "20",
        "view": "side by side",
        "racer": (
            "GradientDescent learning_rate=0 name='rate 0'",
            "GradientDescent learning_rate=1/3 name='rate 1/3'",
            "GradientDescent learning_rate=1/2 name='rate 1/2'",
            "GradientDescent learning_rate=1 name='rate 1'",
        ),
    },
)

# The curvature is 2, so that a step multiplies the distance to the minimum by 1 - 2 × rate.
EDGE = ReadyMade(
    title=say("The edge of stability"),
    topic=TOPIC,
    line=say(
        "0.9 swings in to the minimum; 1 is the edge and swings for ever; at 1.1 each step adds 44 % to the loss."
    ),
    source=say("the worked example of {source}, §3", source=YU),
    texts={
        "surface": "quadratic",
        "start": "0,0",
        "steps": "20",
        "view": "side by side",
        "racer": (
            "GradientDescent learning_rate=0.9 name='rate 0.9'",
            "GradientDescent learning_rate=1 name='rate 1'",
            "GradientDescent learning_rate=1.1 name='rate 1.1'",
        ),
    },
)

STABLE_RATE = ReadyMade(
    title=say("How large may a learning rate be?"),
    topic=TOPIC,
    line=say(
        "The steepest curvature is 10, so the bound is 2/10: 0.02 is slow, 0.15 arrives, 0.24 swings out for ever."
    ),
    source=joined(", ", [YU, "§3"]),
    texts={
        "f": "(x^2 + 10 y^2) / 2",
        "start": "-3.5,1",
        "steps": "60",
        "racer": (
            "GradientDescent learning_rate=0.02 name='rate 0.02'",
            "GradientDescent learning_rate=0.15 name='rate 0.15'",
            "GradientDescent learning_rate=0.24 name='rate 0.24'",
        ),
    },
)

LEARNING_RATE = {"rates": RATES, "edge": EDGE, "stable_rate": STABLE_RATE}
