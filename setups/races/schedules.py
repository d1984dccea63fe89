"""Learning rates that change during the run."""

from setups.races.ready_made import ReadyMade
from surfaces.sources import ROUNDUP
from words import joined, say

# Ends between two epochs: at an epoch's end, where every row has counted as often, a run is closer than it mostly is.
DECAY = ReadyMade(
    title=say("Decay ends the wandering"),
    topic=say("Schedules"),
    line=say(
        "A constant rate wanders about the minimum; halved every 100 steps it settles; a tenth is slow to get there."
    ),
    source=joined(", ", [ROUNDUP, "§3"]),
    texts={
        "surface": "cars_scaled",
        "start": "-10,10",
        "steps": "525",
        "batch": "1",
        "racer": (
            "GradientDescent learning_rate=0.05 name=constant",
            "GradientDescent learning_rate=0.05 schedule=StepDecay(factor=1/2,every=100) name=halved",
            "GradientDescent learning_rate=0.005 name='a tenth'",
        ),
    },
    names=(say("constant"), say("halved"), say("a tenth")),
)

SCHEDULES = {"schedules": DECAY}
