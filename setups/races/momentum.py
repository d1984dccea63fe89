"""What momentum is good for, where it goes too far, and how NAG brakes."""

from setups.races.ready_made import ReadyMade
from surfaces.sources import ROUNDUP
from words import joined, say

TOPIC = say("Momentum")

RAVINE = ReadyMade(
    title=say("Zigzag and speed in a ravine"),
    topic=TOPIC,
    line=say(
        "At 0.9 gradient descent zigzags at every step; at 0.1 it does not, but needs four times Momentum's steps."
    ),
    source="Saito 2016, Deep Learning from Scratch, §6.1",
    texts={
        "surface": "ravine",
        "start": "-7,2",
        "racer": (
            "GradientDescent learning_rate=0.9 name='rate 0.9'",
            "GradientDescent learning_rate=0.1 name='rate 0.1'",
            "Momentum learning_rate=0.1",
        ),
    },
)

SLIDE = ReadyMade(
    title=say("A slide that ends in a flat"),
    topic=TOPIC,
    line=say("Gradient descent stops where the flat begins; momentum runs on across it, into the well behind."),
    source=joined(", ", [ROUNDUP, "Momentum"]),
    texts={
        "surface": "slide",
        "start": "-4,1",
        "racer": ("GradientDescent learning_rate=0.06", "Momentum learning_rate=0.06"),
    },
)

BUMP = ReadyMade(
    title=say("A bump on the way down"),
    topic=TOPIC,
    line=say("Gradient descent stays in the hollow before the bump; momentum rolls over it, to the minimum."),
    source=joined(", ", [ROUNDUP, "Momentum"]),
    texts={
        "surface": "slide_bump",
        "start": "-5,1.5",
        "racer": ("GradientDescent learning_rate=0.1", "Momentum learning_rate=0.1"),
    },
)

THUMBTACK = ReadyMade(
    title=say("The thumbtack"),
    topic=TOPIC,
    line=say(
        "Momentum passes the lowest minimum and ends in the trap behind it; NAG, which looks ahead, brakes and stays."
    ),
    source=joined(", ", [ROUNDUP, "NAG"]),
    texts={
        "surface": "local_trap",
        "start": "3.4,1.7",
        "racer": ("Momentum learning_rate=0.03", "Nesterov learning_rate=0.03"),
    },
)

DAMPING = ReadyMade(
    title=say("NAG damps the swing"),
    topic=TOPIC,
    line=say(
        "The same rate and momentum: from step 20 to 40 Momentum still swings 0.70 across the ravine, NAG only 0.07."
    ),
    source=joined(", ", [ROUNDUP, "NAG"]),
    texts={
        "surface": "ravine",
        "start": "-7,2",
        "steps": "100",
        "racer": ("Momentum learning_rate=0.1", "Nesterov learning_rate=0.1"),
    },
)

MOMENTUM = {"ravine": RAVINE, "slide": SLIDE, "bump": BUMP, "thumbtack": THUMBTACK, "damping": DAMPING}
