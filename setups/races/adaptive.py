"""A learning rate for each coordinate: what it is good for, how it dies, and what sets its size."""

from setups.races.ready_made import ReadyMade
from surfaces.sources import ROUNDUP
from words import joined, say

TOPIC = say("Per-coordinate rates")

SPARSE_FEATURE = ReadyMade(
    title=say("A sparse feature"),
    topic=TOPIC,
    line=say("y's feature is 0 in 48 rows of 50: gradient descent leaves y far from its goal, AdaGrad brings it near."),
    source=joined(", ", [ROUNDUP, "Adagrad"]),
    texts={
        "surface": "sparse_feature",
        "start": "0,-10",
        "batch": "1",
        "racer": ("GradientDescent learning_rate=0.05", "AdaGrad learning_rate=8"),
    },
)

DYING_STEPS = ReadyMade(
    title=say("AdaGrad's dying steps"),
    topic=TOPIC,
    line=say("On a slope without end AdaGrad's steps shrink as 1/√t, to 0.035 here; RMSProp's settle at 0.707."),
    source=joined(", ", [ROUNDUP, "Adagrad"]),
    texts={
        "f": "x + 2 y",
        "domain": "-220,20,-220,20",
        "start": "0,0",
        "steps": "400",
        "racer": ("AdaGrad learning_rate=0.5", "RMSProp learning_rate=0.5"),
    },
)

BIAS_CORRECTION = ReadyMade(
    title=say("Bias correction"),
    topic=TOPIC,
    line=say(
        "RMSProp's mean square starts at 0: its first step is 32 times Adam's, which corrects it, at the same rate."
    ),
    source="Kingma & Ba 2015, arXiv:1412.6980, §3",
    texts={
        "surface": "quadratic",
        "start": "0,0",
        "steps": "100",
        "racer": ("RMSProp learning_rate=0.1 decay=0.999", "Adam learning_rate=0.1 beta1=0"),
    },
)

EPSILON = ReadyMade(
    title=say("Adadelta's ε is its rate"),
    topic=TOPIC,
    line=say("Adadelta has no learning rate, but ε sets its first steps: with 1e-6 it crawls, with 1e-3 it arrives."),
    source="Zeiler 2012, arXiv:1212.5701, §3.2",
    texts={
        "surface": "ravine",
        "start": "-7,2",
        "racer": ("Adadelta epsilon=1e-6 name='ε 1e-6'", "Adadelta epsilon=1e-3 name='ε 1e-3'"),
    },
)

UNITS = ReadyMade(
    title=say("A change of units"),
    topic=TOPIC,
    line=say(
        "Turn a to 5: gradient descent and momentum diverge; AdaGrad, RMSProp and Adam keep to the very same paths."
    ),
    source="Kingma & Ba 2015, arXiv:1412.6980, §2.1",
    texts={
        "f": "a (x^2 + 3 y^2)",
        "start": "-4,2",
        "steps": "150",
        "racer": (
            "GradientDescent learning_rate=0.1",
            "Momentum learning_rate=0.15",
            "AdaGrad learning_rate=1",
            "RMSProp learning_rate=0.1",
            "Adam learning_rate=0.2",
        ),
    },
)

ADAPTIVE = {
    "sparse_feature": SPARSE_FEATURE,
    "dying_steps": DYING_STEPS,
    "bias_correction": BIAS_CORRECTION,
    "epsilon": EPSILON,
    "units": UNITS,
}
