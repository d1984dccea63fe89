"""Adam's two means, their first steps, and its relatives."""

from setups.races.ready_made import ReadyMade
from surfaces.sources import ADAM_NOTE, FAMILY, ROUNDUP
from words import joined, say

TOPIC = say("Adam and its relatives")

BY_HAND = ReadyMade(
    title=say("Adam by hand, with ½"),
    topic=TOPIC,
    line=say("With both β at ½ the first two steps can be worked out on paper: m goes from (−7, −3) to (−10.4, −4.4)."),
    source=say("{source}, the worked example", source=ADAM_NOTE),
    texts={
        "surface": "quadratic",
        "start": "0,0",
        "steps": "20",
        "racer": ("Adam learning_rate=0.1 beta1=0.5 beta2=0.5",),
    },
)

UNCORRECTED = ReadyMade(
    title=say("Adam without its correction"),
    topic=TOPIC,
    line=say("Both means begin at zero: taken as they are, they make Adam's first step 3.2 times as long as its rate."),
    source="Kingma & Ba 2015, arXiv:1412.6980, §3",
    texts={
        "surface": "quadratic",
        "start": "0,0",
        "steps": "100",
        "racer": (
            "Adam learning_rate=0.1 name=corrected",
            "Adam learning_rate=0.1 bias_correction=false name='as they are'",
        ),
    },
    names=(say("corrected"), say("as they are")),
)

EPSILON_PLACE = ReadyMade(
    title=say("ε under the root, ε beside it"),
    topic=TOPIC,
    line=say("Where gradients are small, the same ε is 10,000 times as large under the root: Adam then creeps."),
    source=joined("; ", [FAMILY, joined(", ", [ROUNDUP, "Adam"])]),
    texts={
        "f": "(x^2 + y^2) / 200000",
        "start": "3,2",
        "steps": "100",
        "racer": (
            "Adam learning_rate=0.1 name=beside",
            "Adam learning_rate=0.1 epsilon_inside=true name=under",
        ),
    },
    names=(say("beside"), say("under")),
)

ADAMAX = ReadyMade(
    title=say("AdaMax remembers the largest"),
    topic=TOPIC,
    line=say(
        "A feature that is rarely there: AdaMax divides by the largest gradient yet, and y hardly moves; Adam's does."
    ),
    source="Kingma & Ba 2015, arXiv:1412.6980, §7.1",
    texts={
        "surface": "sparse_feature",
        "start": "0,-10",
        "batch": "1",
        "racer": ("AdaMax learning_rate=1", "Adam learning_rate=1"),
    },
)

NADAM = ReadyMade(
    title=say("NAdam looks ahead"),
    topic=TOPIC,
    line=say("NAdam weighs this gradient in once more: its first step is 1.9 times Adam's, and it arrives sooner."),
    source="Dozat 2016, Incorporating Nesterov Momentum into Adam",
    texts={
        "surface": "ravine",
        "start": "-7,2",
        "steps": "120",
        "racer": ("NAdam learning_rate=0.1", "Adam learning_rate=0.1"),
    },
)

RELATIVES = {
    "by_hand": BY_HAND,
    "uncorrected": UNCORRECTED,
    "epsilon_place": EPSILON_PLACE,
    "adamax": ADAMAX,
    "nadam": NADAM,
}
