"""Losses that people train, with two weights each: networks, factorisations, and robust and separating fits."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from sympy import Abs, Expr, Max, Piecewise, Rational, symbols, tanh
from sympy.codegen.numpy_nodes import logaddexp

from surfaces.data_loss import DataLoss, standardised
from surfaces.real_data import cars, cars_scaled, o_rings
from surfaces.sources import EZEKIEL
from surfaces.surface import Surface, x, y
from surfaces.training import INPUTS, TARGETS
from words import say

s, d, t, c, p, q = symbols("s d t c p q", real=True)

THRESHOLD = 10
"""Feet from which on Huber's loss grows by the distance and no longer by its square."""

RECURRENCES = 6
"""Times that the recurrent unit is applied."""


@cache
def cars_standard() -> dict[str, NDArray[np.float64]]:
    """Return the speeds and distances of 50 cars, both standardised."""
    return {name: standardised(column) for name, column in cars().items()}


@cache
def fast_cars() -> dict[str, NDArray[np.float64]]:
    """Return the standardised speeds of 50 cars, and whether each is faster than the middle one."""
    speed = cars_scaled()["s"]
    return {"s": speed, "c": (speed > np.median(speed)).astype(float)}


@cache
def signed_o_rings() -> dict[str, NDArray[np.float64]]:
    """Return the temperatures of 23 launches, and 1 where an O-ring suffered, else -1."""
    return {"t": o_rings()["t"], "c": 2 * o_rings()["d"] - 1}


@cache
def exclusive_or() -> dict[str, NDArray[np.float64]]:
    """Return the four rows that the network of the slice was trained on."""
    return {"p": INPUTS[:, 0], "q": INPUTS[:, 1], "d": TARGETS}


NEURON = DataLoss(
    name=say("A neuron and its weight"),
    sample=(y * tanh(x * s) - d) ** 2 + (x**2 + y**2) / 50,
    columns=cars_standard,
    about=say("s: speed; d: stopping distance, both standardised."),
    domain=((-3, 3), (-3, 3)),
    start=(-1.9, 2.4),
    minima=((0.62330194851710669, 1.4850663986077921), (-0.62330194851710669, -1.4850663986077921)),
    source=EZEKIEL,
    teaches=say("Weights before and behind a tanh, and some decay of both: two minima alike, a saddle between them."),
    traits=("saddle", "noise", "data", "network"),
)

FACTORISATION = Surface(
    name=say("Factorisation"),
    expression=(1 - x * y) ** 2,
    domain=((-3, 3), (-3, 3)),
    start=(-2.4, 0.9),
    minima=(),
    least=0,
    source="Baldi & Hornik 1989, doi:10.1016/0893-6080(89)90014-2",
    teaches=say("One as a product of two weights: the minima fill both branches of a hyperbola, a saddle between."),
    traits=("saddle", "network"),
)

DEEP_CHAIN = Surface(
    name=say("Deep linear chain"),
    expression=(1 - x**3 * y**3) ** 2,
    domain=((-0.5, 1.7), (-0.5, 1.7)),
    start=(0.35, 0.75),
    minima=(),
    least=0,
    source="Saxe, McClelland & Ganguli 2014, arXiv:1312.6120",
    teaches=say("Six layers, three with the weight x and three with y: a plateau first, and then a cliff."),
    traits=("plateau", "network"),
)


def _recurrent(times: int) -> Expr:
    """What a unit with the weight x and the bias y holds after so many times, from 1/2 on."""
    held = Rational(1, 2)
    for _ in range(times):
        held = tanh(x * held + y)
    return held


CLIFF = Surface(
    name=say("Cliff"),
    expression=(_recurrent(RECURRENCES) - Rational(7, 10)) ** 2,
    domain=((0, 2.5), (-1.2, 1.2)),
    start=(1.53, 0.6),
    minima=(),
    least=0,
    source="Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, figure 6, with tanh and six steps",
    teaches=say("A recurrent unit: one step up its cliff throws a racer far off, unless the gradient is clipped."),
    traits=("plateau", "network"),
)

HINGE = DataLoss(
    name=say("O-rings, hinge loss"),
    sample=Max(0, 1 - c * (x * t + y)),
    columns=signed_o_rings,
    about=say("t: temperature at launch, standardised; c: 1 where an O-ring showed distress, else -1."),
    domain=((-4, 2), (-4, 2)),
    start=(1.5, 1.2),
    minima=((-1.1503266569846051, -1.0942028985507242),),
    source="Cortes & Vapnik 1995, doi:10.1007/BF00994018; Dalal, Fowlkes & Hoadley 1989",
    teaches=say("Made of planes that meet in creases: the slope does not shrink on the way, so that steps must."),
    traits=("kink", "noise", "data"),
)

HUBER = DataLoss(
    name=say("Cars, Huber's loss"),
    sample=Piecewise(
        ((x * s + y - d) ** 2 / 2, Abs(x * s + y - d) < THRESHOLD),
        (THRESHOLD * (Abs(x * s + y - d) - Rational(THRESHOLD, 2)), True),
    ),
    columns=cars_scaled,
    about=say("s: speed, standardised; d: stopping distance in ft."),
    domain=((-20, 60), (0, 80)),
    start=(-10, 10),
    minima=((19.154619784574076, 40.634610875642530),),
    source="Huber 1964, doi:10.1214/aoms/1177703732",
    teaches=say("Far rows pull no harder than near ones: the slope is bounded, and so are steps from far away."),
    traits=("noise", "data"),
)

SEPARABLE = DataLoss(
    name=say("Separable classes"),
    sample=logaddexp(0, x * s + y) - c * (x * s + y),
    columns=fast_cars,
    about=say("s: speed, standardised; c: 1 for cars faster than the middle one, else 0."),
    domain=((-5, 25), (-10, 10)),
    start=(-2, 4),
    minima=(),
    source="Soudry et al. 2018, arXiv:1710.10345; Ezekiel 1930, Methods of Correlation Analysis",
    teaches=say("Speeds tell the classes apart without a slip, so that larger weights are always better: no minimum."),
    traits=("data",),
)

# The trained network and its two directions, as `python -m surfaces.training` prints them.
_HIDDEN = (((84, 79, -126), (95, -99, -14)), ((-141, 131, -55), (-169, -177, 213)))
_BIASES = (63, 121)
_OUTPUT = ((166, -204, 122), (153, -97, -190))
_BIAS = -117


def _cut(weight: int, along: int, across: int) -> Expr:
    """A weight in hundredths, and as much of both directions as x and y say."""
    return (weight + along * x + across * y) / 100


def _sliced() -> Expr:
    """What the network makes of the inputs p and q at a place of the slice."""
    held = (
        tanh(_cut(*of_p) * p + _cut(*of_q) * q + Rational(bias, 100))
        for (of_p, of_q), bias in zip(_HIDDEN, _BIASES, strict=True)
    )
    return sum(_cut(*weight) * unit for weight, unit in zip(_OUTPUT, held, strict=True)) + Rational(_BIAS, 100)


NETWORK_SLICE = DataLoss(
    name=say("Slice of a network"),
    sample=(_sliced() - d) ** 2,
    columns=exclusive_or,
    about=say("p, q: inputs; d: 1 where just one of them is 1, else -1."),
    domain=((-2, 2), (-2, 2)),
    start=(-1.2, 1.6),
    minima=((-0.0015165465091316630, -0.00048890774153902443),),
    source="Li et al. 2018, arXiv:1712.09913, §4",
    teaches=say("A cut through the loss of a trained network, 9 weights in all: the way it was seen from above."),
    traits=("saddle", "data", "network"),
)

TRAINED = {
    "neuron": NEURON,
    "factorisation": FACTORISATION,
    "deep_chain": DEEP_CHAIN,
    "cliff": CLIFF,
    "hinge": HINGE,
    "huber": HUBER,
    "separable": SEPARABLE,
    "network_slice": NETWORK_SLICE,
}
