"""Gradients that are drawn: from some rows of the data, or with noise added."""

from setups.races.ready_made import ReadyMade
from surfaces.sources import ROUNDUP
from words import counted, joined, say

TOPIC = say("Noise and data")

BATCH_SIZES = ReadyMade(
    title=say("One row, ten rows, all rows"),
    topic=TOPIC,
    line=say(
        "Step for step all 50 rows end lowest; for 500 rows read, batches of 10 do; single rows jitter to the end."
    ),
    source=joined(", ", [ROUNDUP, "§2"]),
    texts={
        "surface": "cars_scaled",
        "start": "-10,10",
        "steps": "500",
        "racer": (
            "GradientDescent learning_rate=0.05 batch=1 name='1 row'",
            "GradientDescent learning_rate=0.05 batch=10 name='10 rows'",
            "GradientDescent learning_rate=0.05 name='all rows'",
        ),
    },
    names=(*(counted("{count} row", "{count} rows", count=count) for count in (1, 10)), say("all rows")),
)

NOISE_ESCAPES = ReadyMade(
    title=say("Noise leaves the trap"),
    topic=TOPIC,
    line=say("With noise 0 or 1 gradient descent stays in the local minimum; noise 3 throws it over into the lower."),
    source=joined(", ", [ROUNDUP, "§2"]),
    texts={
        "surface": "local_trap",
        "start": "-2,1.5",
        "steps": "1000",
        "racer": (
            "GradientDescent learning_rate=0.08 noise=0 name='noise 0'",
            "GradientDescent learning_rate=0.08 noise=1 name='noise 1'",
            "GradientDescent learning_rate=0.08 noise=3 name='noise 3'",
        ),
    },
)

NOISE = {"batch_sizes": BATCH_SIZES, "noise_escapes": NOISE_ESCAPES}
