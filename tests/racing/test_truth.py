"""What a run did, and what the table of critical points says, agree with the hand: however the surface is turned."""

from functools import cache

import numpy as np
import pytest
from sympy import Abs, Integer, Max, Min, Rational, cos, exp, log, pi, sin, sqrt

from optimizers import GradientDescent, Momentum, RMSProp
from racing import Ending, race, survey
from surfaces import Surface, critical_points, kinds_at, x, y
from surfaces.critical import KINDS, NONE, Kind
from tests.meetings import meetings

MIN, SADDLE, MAX, FLAT = Kind.MINIMUM, Kind.SADDLE, Kind.MAXIMUM, Kind.FLAT
VALLEY, RIDGE = Kind.FLAT_MINIMUM, Kind.FLAT_MAXIMUM
DEGENERATE = {
    MIN: Kind.DEGENERATE_MINIMUM,
    SADDLE: Kind.DEGENERATE_SADDLE,
    MAX: Kind.DEGENERATE_MAXIMUM,
}
KINK = {MIN: Kind.KINK_MINIMUM, MAX: Kind.KINK_MAXIMUM}

# (f, place, its kind by hand): a place stands for its line where the kind is a valley, a ridge or a flat.
BY_HAND = [
    (x**2 + y**2, (0, 0), MIN),
    (x**2 + 100 * y**2, (0, 0), MIN),
    (x**2 + x * y + y**2, (0, 0), MIN),
    (Rational(1, 10**6) * x**2 + y**2, (0, 0), MIN),
    (exp(x**2 + y**2 / 2), (0, 0), MIN),
    (log(1 + x**2 + 2 * y**2), (0, 0), MIN),
    (1 - exp(-(x**2) - 3 * y**2), (0, 0), MIN),
    (x**4 - 2 * x**2 + y**2, (1, 0), MIN),
    (x**4 - 2 * x**2 + y**2, (-1, 0), MIN),
    (2 - cos(x) - cos(y), (0, 0), MIN),
    (sqrt(1 + x**2 + y**2), (0, 0), MIN),
    ((1 - x) ** 2 + 100 * (y - x**2) ** 2, (1, 1), MIN),
    (-(x**2) - y**2, (0, 0), MAX),
    (exp(-(x**2) - y**2), (0, 0), MAX),
    (cos(x) + cos(2 * y), (0, 0), MAX),
    (1 / (1 + x**2 + 2 * y**2), (0, 0), MAX),
    ((x**2 + y**2 - 1) ** 2, (0, 0), MAX),
    (sin(x) * sin(y), (pi / 2, pi / 2), MAX),
    (x**2 - y**2, (0, 0), SADDLE),
    (x * y, (0, 0), SADDLE),
    (x**4 - 2 * x**2 + y**2, (0, 0), SADDLE),
    (x**2 / 2 + y**4 / 4 - y**2 / 2, (0, 0), SADDLE),
    (sin(x) * sin(y), (0, 0), SADDLE),
    (cos(x) + cos(y), (0, pi), SADDLE),
    ((x * y - 1) ** 2, (0, 0), SADDLE),
    (x**3 / 3 - x + y**2, (-1, 0), SADDLE),
    (x**4 + y**4, (0, 0), DEGENERATE[MIN]),
    (x**2 + y**4, (0, 0), DEGENERATE[MIN]),
    (x**2 + y**6, (0, 0), DEGENERATE[MIN]),
    (x**4 + x**2 * y**2 + y**4, (0, 0), DEGENERATE[MIN]),
    ((x**2 + y**2) ** 2 + y**6, (0, 0), DEGENERATE[MIN]),
    (x**2 + (y - x**2) ** 4, (0, 0), DEGENERATE[MIN]),
    (-(x**4) - y**4, (0, 0), DEGENERATE[MAX]),
    (-(x**2) - y**4, (0, 0), DEGENERATE[MAX]),
    (x**3 + y**2, (0, 0), DEGENERATE[SADDLE]),
    (x**3 + y**3, (0, 0), DEGENERATE[SADDLE]),
    (x**3 - 3 * x * y**2, (0, 0), DEGENERATE[SADDLE]),
    (x**2 - y**4, (0, 0), DEGENERATE[SADDLE]),
    (x**4 - y**4, (0, 0), DEGENERATE[SADDLE]),
    ((y - x**2) * (y - 2 * x**2), (0, 0), DEGENERATE[SADDLE]),
    ((y - x**2) * (y - 3 * x**2), (0, 0), DEGENERATE[SADDLE]),
    (x**2, (0, Rational(1, 3)), VALLEY),
    ((x + 2 * y) ** 2, (Rational(-2, 3), Rational(1, 3)), VALLEY),
    (x**4 - 2 * x**2, (1, Rational(1, 2)), VALLEY),
    (x**4 - 2 * x**2, (0, Rational(1, 2)), RIDGE),
    (sin(x), (-pi / 2, 1), VALLEY),
    (sin(x), (pi / 2, 1), RIDGE),
    (-(x**2), (0, Rational(1, 2)), RIDGE),
    ((x**2 + y**2 - 1) ** 2, (Rational(3, 5), Rational(4, 5)), VALLEY),
    (sin(x**2 + y**2), (sqrt(3 * pi / 2), 0), VALLEY),
    (sin(x**2 + y**2), (0, sqrt(pi / 2)), RIDGE),
    ((x * y - 1) ** 2, (2, Rational(1, 2)), VALLEY),
    ((y - x**2) ** 2, (1, 1), VALLEY),
    (x**2 * y**2, (0, 0), VALLEY),
    (x**2 * y**2, (1, 0), VALLEY),
    (x**2 * y, (0, 1), VALLEY),
    (x**2 * y, (0, -1), RIDGE),
    (x**4, (0, 1), VALLEY),
    (1 - exp(-(x**2)), (0, 1), VALLEY),
    (Max(0, 1 - x) ** 2 + y**2, (2, 0), VALLEY),
    (x**3, (0, 1), FLAT),
    ((x - y) ** 3, (1, 1), FLAT),
    (Min(x**2, 1) + y**2, (2, 0), FLAT),
    (Max(0, x - 1) ** 2 - Max(0, -1 - x) ** 2 + Integer(0) * y, (0, 0), FLAT),
    (Max(0, x**2 + y**2 - 1), (0, 0), VALLEY),
    (Min(x**2 + y**2, 1), (2, 1), FLAT),
    (sqrt(x**2 + y**2), (0, 0), KINK[MIN]),
    (-sqrt(x**2 + 4 * y**2), (0, 0), KINK[MAX]),
    (Abs(x) + y**2, (0, 0), KINK[MIN]),
    (Abs(x) + 3 * Abs(y), (0, 0), KINK[MIN]),
    (Max(Abs(x), Abs(y)), (0, 0), KINK[MIN]),
    (Abs(x), (0, 1), VALLEY),
    (Abs(x - 2 * y), (1, Rational(1, 2)), VALLEY),
    (-Abs(x + y), (1, -1), RIDGE),
    (Abs(x**2 + y**2 - 1), (0, 1), VALLEY),
    (exp(-x) + y**2, (18, 0), None),
    (log(1 + exp(x)) + y**2, (-18, 0), None),
    (x + y**2, (0, 0), None),
]

# (f, a place where its values have no end, or an edge of where it is defined that slopes)
NO_REST = [
    (log(x**2 + y**2), (0, 0)),
    (log(x**2 + y**2), (Rational(1, 10**12), 0)),
    (-log(x**2 + 2 * y**2), (0, 0)),
    (-1 / (x**2 + y**2), (Rational(1, 10**9), 0)),
    (log(Abs(x)) + y**2, (0, 1)),
    (log(x) + y**2, (Rational(1, 10**12), 0)),
    (sqrt(x) + y**2, (0, Rational(1, 2))),
]
TURNS = ((0.0, Rational(1, 1000)), (0.6435011087932844, 1000), (1.1, 1))
"""Angles, and what f is multiplied by."""

TURNED = [(*case, *TURNS[i % len(TURNS)]) for i, case in enumerate(BY_HAND)]
"""One turn each: the places of a kind meet them in turn."""

ENDINGS = {
    **{kind: Ending.CONVERGED for kind in Kind if kind.is_minimum},
    SADDLE: Ending.SADDLE,
    DEGENERATE[SADDLE]: Ending.SADDLE,
    MAX: Ending.MAXIMUM,
    DEGENERATE[MAX]: Ending.MAXIMUM,
    KINK[MAX]: Ending.MAXIMUM,
    RIDGE: Ending.MAXIMUM,
    FLAT: Ending.FLAT,
}
NAMED = [f"{f} at {place}" for f, place, _ in BY_HAND]


@cache
def moved(f, place, angle, scale):
    """The surface of scale · f, turned by an angle and moved by (0.37, -0.21), and where `place` has come to."""
    c, s = float(np.cos(angle)), float(np.sin(angle))
    across, along = x - 0.37, y + 0.21
    turned = scale * f.subs({x: c * across + s * along, y: -s * across + c * along}, simultaneous=True)
    u, v = map(float, place)
    reach = 3 + np.hypot(u, v)
    surface = Surface(
        name="Turned",
        expression=turned,
        domain=((0.37 - reach, 0.37 + reach), (-0.21 - reach, -0.21 + reach)),
        start=(1, 1),
        minima=(),
        source="test",
    )
    return surface, np.array([0.37 + c * u - s * v, -0.21 + s * u + c * v])


@pytest.mark.parametrize(("f", "place", "kind", "angle", "scale"), TURNED, ids=NAMED)
def test_a_place_is_what_the_hand_says_in_the_classifier_the_table_and_the_verdict(f, place, kind, angle, scale):
    surface, at = moved(f, place, angle, scale)
    verdict = race(surface, {"racer": GradientDescent(1e-9 / float(scale))}, start=at, steps=12)["racer"].verdict
    if kind is None:
        assert verdict.ending in (Ending.MOVING, Ending.STALLED)
        return
    assert KINDS[kinds_at(surface, at[None])[0]] is kind
    assert (verdict.ending, verdict.kind) == (ENDINGS[kind], kind)
    listed = [point.point for point in critical_points(surface) if point.kind is kind]
    assert listed
    if kind not in (VALLEY, RIDGE, FLAT):
        assert np.hypot(*(np.array(listed) - at).T).min() < 1e-4


@pytest.mark.parametrize(("case", "turn"), meetings(NO_REST, TURNS, 2), ids=str)
def test_no_run_rests_in_a_hole_without_a_bottom_nor_on_an_edge_that_slopes(case, turn):
    surface, at = moved(*case, *turn)
    verdict = race(surface, {"racer": GradientDescent(1e-30)}, start=at, steps=12)["racer"].verdict
    assert verdict.kind is None
    assert kinds_at(surface, at[None])[0] == NONE
    assert not any(np.hypot(*(np.array(point.point) - at)) < 1e-3 for point in critical_points(surface))


RATES = np.geomspace(3e-3, 1, 3)
RACED = [(case, (GradientDescent, Momentum, RMSProp)[i // len(TURNS) % 3]) for i, case in enumerate(TURNED)]
"""One rule each, that goes with no turn."""


@pytest.mark.parametrize(("case", "rule"), RACED, ids=NAMED)
def test_a_race_is_judged_as_its_batch_and_rests_on_what_the_table_lists(case, rule):
    f, place, _, angle, scale = case
    surface, at = moved(f, place, angle, scale)
    rates = RATES if rule is RMSProp else RATES / float(scale)
    outcomes = survey(rule(rates), surface, at + 0.3, 120)
    verdicts = [outcomes.verdict(i) for i in range(len(rates))]
    assert race(surface, {"racer": rule(rates[1])}, start=at + 0.3, steps=120)["racer"].verdict == verdicts[1]
    assert {verdict.kind for verdict in verdicts} <= {None, *(point.kind for point in critical_points(surface))}
