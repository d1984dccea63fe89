"""The learning rate that suits a surface: at which a rule's run from the surface's own start is worth watching.

    suited_rate(optimizers.Adam, surfaces.get("beale"))     # 0.6

Rules without a learning rate may have a length instead (`optimizers.suited_field`), which says where to look, not how
fast to go: `LONGEST`. What else a surface measures (`optimizers.suited_fields`) has a value of its own there too:
`NEARBY`, `HALF`.

Runs are tried, no derivative is asked what it would take, so the principle holds for any rule on any surface. Its
measure is the first step, which grows with the rate, or a power of it, alone: for rules that follow the gradient that
makes a rate per curvature, for those that follow its sign a length. From the rate whose first step is `LONGEST` down to
`LEAST` of it, every round number makes one run of the usual length, as far as the domain's edge. Fit to watch are those
that neither jump nor wander nor rest at once (`LONGEST`, `FURTHEST`, `SOONEST`), nor leave a domain that has a minimum.
Of these that one is chosen whose loss above the lowest is the least over the whole run, on a log scale that ends at the
standings' tolerance: it arrives, and soon. Where f has no least value the lowest is what any of them saw, so that it
leaves the domain soon; where it has one, a run that hovers about it at last gives way to one that settles, if that is
nearly as good (`HOVERS`).
"""

from collections.abc import Mapping
from math import log
from operator import attrgetter
from types import MappingProxyType

import numpy as np

from optimizers import GradientDescent, GradientFlow, Rule, by_default, measured_fields, suited_field, suited_fields
from optimizers.hyperparameters import Measure
from racing.axis import round_numbers, vary
from racing.checks import as_rule
from racing.oracle import Oracle
from racing.paths import Paths, trace
from racing.ranking import TOLERANCE
from racing.rests import diagonal
from racing.run import STEPS
from racing.states import begun
from surfaces import Surface
from surfaces.surface import as_surface
from surfaces.threads import remembered
from words import Text, say

LONGEST = 1 / 12
"""No step is a larger part of the domain's diagonal."""

NEARBY = 1 / 100
"""So far away, as a part of the domain's diagonal, losses still tell of the slope where nothing is noisy."""

GENTLE = 0.25
HALF = log(2)
"""A rise of this part of the temperature is taken by every other draw: the one that is higher than `GENTLE` of those
that first steps make all over the domain.
"""

DIRECTIONS = 8

FURTHEST = 1.5
"""No path is longer than so many diagonals."""

SOONEST = 20
"""No run is within the tolerance of its own last loss, to stay, before so many steps."""

LEAST = 1e-3
"""The smallest rate that is tried, as a part of the largest."""

PROBED = 1e100
"""The rate that measures first steps: so large that they drown the point that they begin at."""

EXTREME = 1e100
"""No rate is larger than this, or smaller than its inverse."""

SETTLED = TOLERANCE / 10
"""A run has settled that is within so much of the lowest, as a part of its starting height, over its last tenth."""

HOVERS = 0.15
"""What one that has not must be better by, in decades over the whole run."""

LIKE: Mapping[type[Rule], type[Rule]] = MappingProxyType({GradientFlow: GradientDescent})
"""Rule → the one that it is seen beside, at whose rate."""

LATTICE = 8
"""Places along each side of the domain that are asked for a first step where the start has none."""


def suited_rate(rule: Rule | type[Rule], surface: Surface) -> float | None:
    """Return the learning rate at which `rule`, otherwise as it is by default, suits `surface`.

    Of a rule without one it is its other `suited_field`; None where it has neither. A round number, finite and above 0.
    It depends on nothing but the two, and the rule that is within the rule.
    """
    as_rule("suited_rate", rule)
    as_surface("suited_rate", surface)
    if suited_field(rule) is None:
        return None
    rule = _beside(by_default(rule))
    for field, measure in measured_fields(rule).items():
        rule = rule.having(field, _nearby(surface)) if measure is Measure.NEARBY else rule
    return _suited_rate(rule, surface)


def suited_values(rule: Rule | type[Rule], surface: Surface) -> dict[str, float]:
    """Return the value that suits `surface` for each of the `optimizers.suited_fields` of `rule`, as `suited_rate`."""
    as_rule("suited_values", rule)
    as_surface("suited_values", surface)
    rule = by_default(rule)
    return {field: suited_value(rule, surface, field) for field in suited_fields(rule)}


def suited_value(rule: Rule, surface: Surface, field: str) -> float:
    """Return the value that suits `surface` for one of the `optimizers.suited_fields` of a rule by default."""
    match measured_fields(rule).get(field):
        case Measure.NEARBY:
            return _nearby(surface)
        case Measure.RISE:
            return _likely_rise(surface, suited_rate(rule, surface))
    return suited_rate(rule, surface)


def _beside(rule: Rule) -> Rule:
    """Return the rule whose rate suits this one too: itself, but for `LIKE`."""
    within = suited_field(rule).rpartition(".")[0]
    like = LIKE.get(type(attrgetter(within)(rule) if within else rule))
    if like is None:
        return rule
    return rule.having(within, like()) if within else like()


def unsuited(rule: Rule, surface: Surface) -> Text | None:
    """Return what a rule needs that `surface` has not, and what becomes of it, in a sentence; None where it has all."""
    told = {"rule": rule.title, "surface": surface.name}
    if rule.of_squares and not surface.is_sum_of_squares:
        return say("{rule} needs a sum of squares, and {surface} is not written as one: it stays at its start.", **told)
    if rule.of_least and surface.minimum is None:
        return say("{rule} needs the least value, and none is known of {surface}: its largest rate decides.", **told)
    return None


@remembered(1024)
def _suited_rate(rule: Rule, surface: Surface) -> float:
    surface = surface.stand_in
    limit, field = LONGEST * diagonal(surface), suited_field(rule)
    if field in measured_fields(rule):
        return _rounded(limit)
    length, power = _first_step(rule, field, surface)
    largest = np.clip((limit / length) ** (1 / power), 1 / (LEAST * EXTREME), EXTREME)
    rates = round_numbers(LEAST * largest, largest)[::-1]
    runs = trace(vary(rule, field, rates), surface, surface.start, STEPS)
    best = np.lexsort(_judged(surface, *_seen(surface, runs)))[0]
    return float(rates[best])


def _nearby(surface: Surface) -> float:
    return _rounded(NEARBY * diagonal(surface))


@remembered(256)
@np.errstate(all="ignore")
def _likely_rise(surface: Surface, size: float) -> float:
    """Return the temperature of which `HALF` is the rise that `GENTLE` of the steps of a size stay below."""
    surface, places = surface.stand_in, _places(surface)
    angles = np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False)
    steps = size * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    rises = surface.value(places[:, None] + steps) - surface.value(places)[:, None]
    rises = rises[np.isfinite(rises) & (rises > 0)]
    return _rounded(float(np.quantile(rises, GENTLE)) / HALF) if rises.size else 1.0


def _rounded(number: float) -> float:
    """Return the largest round number that is not above a number."""
    number = float(np.clip(number, 1 / EXTREME, EXTREME))
    return float(round_numbers(number / 10, number)[-1])


@np.errstate(all="ignore")
def _first_step(rule: Rule, field: str, surface: Surface) -> tuple[float, float]:
    """Return the length of the first step at a rate of 1, and the power of the rate that it grows with.

    The step is that from the start, or if there is none the domain's median.
    """
    places = _places(surface)
    lengths, longer = (_lengths(vary(rule, field, rate), surface, places) for rate in (PROBED, 10 * PROBED))
    some = np.isfinite(longer) & (lengths > np.hypot(*places.T))
    if not some.any():
        return 1.0, 1.0
    length, tenfold = (np.median(each[0 if some[0] else some]) for each in (lengths, longer))
    power = round(float(np.log10(tenfold / length)), 6)
    return (float(length / PROBED**power), power) if power > 0 else (1.0, 1.0)


def _places(surface: Surface) -> np.ndarray:
    """Return the start and the lattice, (k, 2)."""
    across, along = (np.linspace(*side, LATTICE) for side in surface.domain)
    lattice = np.stack(np.meshgrid(across, along), axis=-1).reshape(-1, 2)
    return np.concatenate([[surface.start], lattice])


def _lengths(probe: Rule, surface: Surface, places: np.ndarray) -> np.ndarray:
    """Return how long the first step of a rule is from each of the places (k, 2)."""
    oracle = Oracle(surface, 1, np.zeros(len(places), dtype=int))
    oracle.next_step()
    stepped, _ = probe.step(places, oracle, begun(probe, places))
    return np.hypot(*(stepped - places).T)


def _seen(surface: Surface, runs: Paths) -> tuple[np.ndarray, ...]:
    """Return points (n, steps + 1, 2) and losses (n, steps + 1), from a run's last point in the domain on that one.

    And which point that is, (n,).
    """
    low, high = np.transpose(surface.domain)
    outside = ((runs.points < low) | (runs.points > high)).any(axis=-1)
    outside &= ~outside[:, :1]  # where already the start is outside there is no edge
    last = np.where(outside.any(axis=1), outside.argmax(axis=1) - 1, STEPS)
    rows = np.minimum(np.arange(STEPS + 1), last[:, None])
    points = np.take_along_axis(runs.points, rows[..., None], axis=1)
    return points, np.take_along_axis(runs.values, rows, axis=1), last


@np.errstate(all="ignore")
def _judged(
    surface: Surface, points: np.ndarray, values: np.ndarray, last: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the loss of each run over its length, in decades, and by how much it is unfit to watch; the least wins."""
    lowest = values.min() if surface.minimum is None else surface.minimum
    excess = (values - lowest) / (values[:, :1] - lowest)
    decades = np.log10(np.maximum(excess, TOLERANCE)).mean(axis=1)
    if surface.minimum is not None:
        decades += HOVERS * ~(excess[:, -STEPS // 10 :] < SETTLED).all(axis=1)

    steps = np.hypot(*np.moveaxis(np.diff(points, axis=1), -1, 0)) / diagonal(surface)
    drop = values - values[:, -1:]
    above = drop > TOLERANCE * drop[:, :1]
    rests = np.where(above.any(axis=1), values.shape[1] - above[:, ::-1].argmax(axis=1), 1)
    unfit = np.max([steps.max(axis=1) / LONGEST, steps.sum(axis=1) / FURTHEST, SOONEST / rests], axis=0)
    if surface.minimum is not None:
        unfit = np.maximum(unfit, STEPS / np.maximum(last, 1))
    return np.nan_to_num(decades), np.maximum(np.nan_to_num(unfit, nan=np.inf), 1 + 1e-9)
