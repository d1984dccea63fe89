"""Where gradient descent stays: in a local minimum, and on the ridge of a saddle."""

from setups.races.ready_made import ReadyMade
from surfaces.sources import YU
from words import joined, say

TOPIC = say("Traps and saddles")

LOCAL_MINIMUM = ReadyMade(
    title=say("Trapped in a local minimum"),
    topic=TOPIC,
    line=say("Gradient descent stays in the first hollow; momentum climbs out of it and reaches the lower minimum."),
    source=joined(", ", [YU, "§4-1"]),
    texts={
        "surface": "local_trap",
        "start": "-2,1.5",
        "racer": ("GradientDescent learning_rate=0.05", "Momentum learning_rate=0.05"),
    },
)

UNLUCKY = ReadyMade(
    title=say("An unlucky start"),
    topic=TOPIC,
    line=say("From here both end in the wrong hollow; a quarter of a unit further right neither would."),
    source=joined(", ", [YU, "§4-1"]),
    texts={
        "surface": "local_trap",
        "start": "-0.5,1.5",
        "racer": ("GradientDescent learning_rate=0.05", "Momentum learning_rate=0.05"),
    },
)

_SIX = (
    "GradientDescent learning_rate=0.1",
    "Momentum learning_rate=0.1",
    "Nesterov learning_rate=0.1",
    "AdaGrad learning_rate=0.1",
    "RMSProp learning_rate=0.05",
    "Adam learning_rate=0.05",
)

RIDGE = ReadyMade(
    title=say("Exactly on the ridge"),
    topic=TOPIC,
    line=say("The slope across the ridge is exactly zero: none of the six leaves it, momentum and Adam included."),
    source=joined(", ", [YU, "§4-2"]),
    texts={"surface": "bounded_saddle", "start": "1.5,0", "racer": _SIX},
)

OFF_RIDGE = ReadyMade(
    title=say("A hair off the ridge"),
    topic=TOPIC,
    line=say(
        "A millionth beside it the adaptive rules leave first, within 12 steps; gradient descent leaves last, at 139."
    ),
    source=joined(", ", [YU, "§4-2"]),
    texts={"surface": "bounded_saddle", "start": "1.5,1e-6", "steps": "200", "racer": _SIX},
)

TRAPS = {"local_minimum": LOCAL_MINIMUM, "unlucky": UNLUCKY, "ridge": RIDGE, "off_ridge": OFF_RIDGE}
