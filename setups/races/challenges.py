"""Where the challenges start, and what their goals are; `lessons.challenges` judges them."""

from collections.abc import Mapping
from types import MappingProxyType

from setups.races.ready_made import ReadyMade
from words import say

_TOPIC = say("Challenges")

CHALLENGES: Mapping[str, ReadyMade] = MappingProxyType(
    {
        "swing": ReadyMade(
            title=say("Where does it begin to swing?"),
            topic=_TOPIC,
            line=say(
                "Find the learning rate at which gradient descent swings across the ravine for ever, neither more "
                "nor less."
            ),
            source="",
            texts={"surface": "ravine", "start": "-7,2", "racer": ("GradientDescent learning_rate=0.6",)},
        ),
        "ravine": ReadyMade(
            title=say("Down the ravine with momentum"),
            topic=_TOPIC,
            line=say("Come within 0.1 % of the minimum with as few gradients as you can."),
            source="",
            texts={"surface": "ravine", "start": "-7,2", "racer": ("Momentum learning_rate=0.02",)},
        ),
        "bump": ReadyMade(
            title=say("Over the bump, with little memory"),
            topic=_TOPIC,
            line=say("Get over the bump to the minimum, with as little momentum as you can."),
            source="",
            texts={"surface": "slide_bump", "start": "-5,1.5", "racer": ("Momentum learning_rate=0.01",)},
        ),
        "ridge": ReadyMade(
            title=say("Off the ridge by yourself"),
            topic=_TOPIC,
            line=say("Have gradient descent half a unit off the ridge as soon as you can, and not lost."),
            source="",
            texts={"surface": "bounded_saddle", "start": "1.5,1e-6", "racer": ("GradientDescent learning_rate=0.02",)},
        ),
        "six": ReadyMade(
            title=say("All six home"),
            topic=_TOPIC,
            line=say("Bring all six within 0.1 % of the minimum; the last of them counts."),
            source="",
            texts={
                "surface": "beale",
                "start": "1,1.5",
                "racer": (
                    "GradientDescent learning_rate=0.001",
                    "Momentum learning_rate=0.001",
                    "Nesterov learning_rate=0.001",
                    "AdaGrad learning_rate=0.1",
                    "RMSProp learning_rate=0.001",
                    "Adam learning_rate=0.001",
                ),
            },
        ),
        "quiet": ReadyMade(
            title=say("Come to rest among noisy rows"),
            topic=_TOPIC,
            line=say("End as near to the least loss as you can, seeing one row a step."),
            source="",
            texts={
                "surface": "cars_scaled",
                "start": "-10,10",
                "steps": "500",
                "batch": "1",
                "racer": ("GradientDescent learning_rate=0.05",),
            },
        ),
        "turned": ReadyMade(
            title=say("AdaGrad in a turned ravine"),
            topic=_TOPIC,
            line=say("Come within 0.1 % of the minimum in as few steps as you can."),
            source="",
            texts={
                "f": "(x cos(a) + y sin(a))^2 / 20 + (y cos(a) - x sin(a))^2",
                "a": "0.785",
                "domain": "-10,10,-10,10",
                "start": "-6.364,-3.5355",
                "steps": "200",
                "racer": ("AdaGrad learning_rate=0.9",),
            },
        ),
        "banana": ReadyMade(
            title=say("Through the banana valley"),
            topic=_TOPIC,
            line=say(
                "Come within 0.1 % of the minimum with as few evaluations as you can: gradients, values and Hessians."
            ),
            source="",
            texts={
                "surface": "rosenbrock",
                "start": "-1.2,1",
                "steps": "1000",
                "racer": ("GradientDescent learning_rate=0.001",),
            },
        ),
    }
)
"""Key → the race that a challenge starts with; its line is the goal. The easier first."""
