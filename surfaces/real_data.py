"""Losses over real data (data/README.md): what mini-batches are drawn from.

x is the weight of the feature that varies; y is the intercept, or the weight of a second feature.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sympy import symbols
from sympy.codegen.numpy_nodes import logaddexp

from surfaces.data_loss import DataLoss, standardised
from surfaces.sources import EZEKIEL, ROUNDUP
from surfaces.surface import x, y
from words import say

s, d, t, a = symbols("s d t a", real=True)


def _table(name: str) -> NDArray[np.float64]:
    """The columns of a file under data/: (columns, rows)."""
    return np.loadtxt(Path(__file__).parent / "data" / name, delimiter=",", skiprows=1, unpack=True)


@cache
def cars() -> dict[str, NDArray[np.float64]]:
    """Return the speeds and distances of 50 cars."""
    speed, distance = _table("cars.csv")
    return {"s": speed, "d": distance}


@cache
def cars_scaled() -> dict[str, NDArray[np.float64]]:
    """Return the same with standardised speeds."""
    return {"s": standardised(cars()["s"]), "d": cars()["d"]}


@cache
def cars_with_slowest() -> dict[str, NDArray[np.float64]]:
    """Return the same with a second feature, and distances about their mean."""
    speed, distance = cars()["s"], cars()["d"]
    return {"s": standardised(speed), "a": (speed == speed.min()).astype(float), "d": distance - distance.mean()}


@cache
def o_rings() -> dict[str, NDArray[np.float64]]:
    """Return the temperatures of 23 launches, and at which of them an O-ring suffered."""
    temperature, distress = _table("o_rings.csv")
    return {"t": standardised(temperature), "d": distress}


CARS_RAW = DataLoss(
    name=say("Cars, raw speed"),
    sample=(x * s + y - d) ** 2,
    columns=cars,
    about=say("s: speed in mph; d: stopping distance in ft."),
    domain=((-2, 10), (-75, 40)),
    start=(0, 0),
    minima=((3.9324087591240877, -17.579094890510948),),
    source=EZEKIEL,
    teaches=say("Unscaled data make a long, thin ravine out of fitting a line: the speeds should be standardised."),
    traits=("ravine", "noise", "data"),
)

CARS_SCALED = DataLoss(
    name=say("Cars, scaled speed"),
    sample=(x * s + y - d) ** 2,
    columns=cars_scaled,
    about=say("s: speed, standardised; d: stopping distance in ft."),
    domain=((-20, 60), (0, 80)),
    start=(-10, 10),
    minima=((20.584197311969738, 42.98),),
    source=EZEKIEL,
    teaches=say("The same line with standardised speeds is a round bowl; small batches jitter around its minimum."),
    traits=("noise", "data"),
)

# Temperatures are standardised because raw ones (53 to 81 °F) make a ravine too thin to draw.
O_RINGS = DataLoss(
    name=say("O-rings"),
    sample=logaddexp(0, x * t + y) - d * (x * t + y),
    columns=o_rings,
    about=say("t: temperature at launch, standardised; d: 1 where an O-ring showed distress, else 0."),
    domain=((-5, 3), (-5, 3)),
    start=(2, 2),
    minima=((-1.6023779606000995, -1.1075501240260095),),
    source="Dalal, Fowlkes & Hoadley 1989, doi:10.1080/01621459.1989.10478858",
    teaches=say(
        "Logistic regression: one minimum, but the curvature fades far from it, and with it the sense of scale."
    ),
    traits=("noise", "data"),
)

# The second feature is 0 in 48 rows of 50, so a single row rarely moves y.
SPARSE_FEATURE = DataLoss(
    name=say("Cars, a sparse feature"),
    sample=(x * s + y * a - d) ** 2,
    columns=cars_with_slowest,
    about=say(
        "s: speed, standardised; a: 1 for the two cars at 4 mph, 0 for the other 48; d: distance less its mean, in ft."
    ),
    domain=((-10, 40), (-20, 30)),
    start=(0, -10),
    minima=((21.428106320410116, 9.6873738829633900),),
    source=say("{source}; the story of {story}, Adagrad", source=EZEKIEL, story=ROUNDUP),
    teaches=say("A feature that is 0 in 48 of 50 rows: small batches rarely move y, and AdaGrad makes up for that."),
    traits=("ravine", "noise", "data"),
)

REAL_DATA = {
    "cars_raw": CARS_RAW,
    "cars_scaled": CARS_SCALED,
    "o_rings": O_RINGS,
    "sparse_feature": SPARSE_FEATURE,
}
