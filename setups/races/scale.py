"""What the axes and the units of a surface do to a race."""

from setups.races.ready_made import ReadyMade
from surfaces.sources import EZEKIEL
from words import say

TOPIC = say("Axes and scale")

TURNED = ReadyMade(
    title=say("Turning the ravine"),
    topic=TOPIC,
    line=say(
        "A ravine at 45°: a rate for each coordinate cannot see its direction, and AdaGrad needs 63 steps, not 22."
    ),
    source="Duchi, Hazan & Singer 2011, Adaptive Subgradient Methods, §1.1",
    texts={
        "f": "(x cos(a) + y sin(a))^2 / 20 + (y cos(a) - x sin(a))^2",
        "a": "0.785",
        "domain": "-10,10,-10,10",
        "start": "-6.364,-3.5355",
        "steps": "200",
        "racer": ("GradientDescent learning_rate=0.7", "AdaGrad learning_rate=1.5"),
    },
)

SCALED = ReadyMade(
    title=say("Scaling the features"),
    topic=TOPIC,
    line=say(
        "In miles an hour and feet the valley is 50 times as long as wide: gradient descent creeps along its floor."
    ),
    source=EZEKIEL,
    texts={
        "surface": "cars_raw",
        "racer": ("GradientDescent learning_rate=0.0034", "AdaGrad learning_rate=5"),
    },
)

SCALE = {"turned": TURNED, "scaled": SCALED}
