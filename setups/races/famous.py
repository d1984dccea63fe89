"""The two animations that everybody has seen."""

from setups.races.ready_made import ReadyMade
from surfaces.sources import RUDER
from words import say

TOPIC = say("Famous animations")

_RADFORD = say("Alec Radford's animations of 2014, in {source}, figure 4", source=RUDER)

BEALE = ReadyMade(
    title=say("The famous animation: Beale"),
    topic=TOPIC,
    line=say(
        "Momentum and NAG are led off track across y = 0, NAG less far; the others stay above it, and SGD comes last."
    ),
    source=_RADFORD,
    texts={
        "surface": "beale",
        "start": "1,1.5",
        "steps": "200",
        "racer": (
            "GradientDescent learning_rate=0.005 name=SGD",
            "Momentum learning_rate=0.005",
            "Nesterov learning_rate=0.005 name=NAG",
            "AdaGrad learning_rate=0.8",
            "Adadelta decay=0.95 epsilon=1e-3",
            "RMSProp learning_rate=0.03",
        ),
    },
)

SADDLE = ReadyMade(
    title=say("The famous animation: a saddle"),
    topic=TOPIC,
    line=say(
        "The adaptive rules leave the ridge first, Momentum and NAG later; SGD is on it still after these 150 steps."
    ),
    source=_RADFORD,
    texts={
        "surface": "saddle",
        "start": "1,-1e-6",  # on the ridge but for a hair, which is all that the rules have to go by
        "steps": "150",
        "view": "3-D",
        "racer": (
            "GradientDescent learning_rate=0.02 name=SGD",
            "Momentum learning_rate=0.02",
            "Nesterov learning_rate=0.02 name=NAG",
            "AdaGrad learning_rate=0.1",
            "Adadelta decay=0.9 epsilon=1e-3",
            "RMSProp learning_rate=0.02",
        ),
    },
    animation={"spacing": "linear", "frames": 151},
)

FAMOUS = {"beale": BEALE, "saddle": SADDLE}
