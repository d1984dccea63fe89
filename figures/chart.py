"""The chart beside a race: one quantity of every racer, over steps or over evaluations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from figures.choice import Choice, not_one_of
from figures.values_axis import FITTING, LINEAR, LOG, ValuesAxis, above_label, losses_axis, sizes_axis, values_axis
from racing import Race, Run
from racing.measures import goal_distances, gradient_norms, learning_rates, step_lengths
from racing.standings import asked_kinds
from surfaces import Surface, least_value
from words import counted, listed, say

LOSS, EXCESS, GRADIENT, DISTANCE, LENGTH, RATE = "loss", "excess", "gradient", "distance", "length", "rate"

QUANTITIES: Mapping[str, str] = MappingProxyType(
    {
        FITTING: say("Loss, as it fits"),
        LOSS: say("Loss"),
        EXCESS: say("Loss above the minimum"),
        GRADIENT: say("Norm of the exact gradient"),
        DISTANCE: say("Distance to the nearest minimum"),
        LENGTH: say("Length of the step"),
        RATE: say("Learning rate"),
    }
)
"""What a chart can show of each racer → its title."""

SCALES: Mapping[str, str] = MappingProxyType(
    {FITTING: say("Automatic scale"), LINEAR: say("Linear scale"), LOG: say("Logarithmic scale")}
)
"""How the chart's values are spread → its title."""

STEPS, EVALUATIONS = "steps", "evaluations"

OVERS: Mapping[str, str] = MappingProxyType({STEPS: say("Steps"), EVALUATIONS: say("Evaluations")})
"""What the chart runs over → its title."""

CHOICES: Mapping[str, Choice] = MappingProxyType(
    {
        "quantity": Choice(say("What the chart shows"), QUANTITIES),
        "scale": Choice(say("Scale of the chart"), SCALES),
        "over": Choice(say("What the chart runs over"), OVERS),
    }
)
"""Field → what it may be."""

_LABELS = {
    FITTING: say("loss"),
    LOSS: say("loss"),
    GRADIENT: say("norm of the exact gradient"),
    DISTANCE: say("distance to the nearest minimum"),
    LENGTH: say("length of the step"),
    RATE: say("learning rate"),
}
"""What an axis of each is called."""

_ASKED = {
    "gradients": say("gradients"),
    "values": say("values"),
    "hessians": say("Hessians"),
    "jacobians": say("Jacobians"),
}

LONGEST = 40
"""Racers are named in a note in so many letters, else counted."""


@dataclass(frozen=True)
class Chart:
    """What a chart shows, each field one of its `CHOICES`.

    The gradient is the exact one at each point, whatever noise or batch the rule met; the distance is that of
    `racing.measures.goals`; evaluations are those of `racing.oracle.KINDS` together. ValueError naming the field, what
    is expected and what was given.
    """

    quantity: str = FITTING
    scale: str = FITTING
    over: str = STEPS

    def __post_init__(self):
        for field, choices in CHOICES.items():
            value = getattr(self, field)
            if value not in tuple(choices.titles):
                raise not_one_of("Chart", field, choices.titles, value)


USUAL = Chart()


class Lines(NamedTuple):
    """What a chart draws of a race.

    axis: of the values, without bounds where no racer has any. over: the title of the axis below; last: where it ends.
    places: for each racer, (steps + 1,) how far along it each step lies. values: for each, (steps + 1,) above the
    axis's offset; nan where there are none, inf from where the run diverged. note: what is missing, in a sentence.
    """

    axis: ValuesAxis
    over: str
    last: float
    places: tuple[np.ndarray, ...]
    values: tuple[np.ndarray, ...]
    note: str


def chart_lines(race: Race, chart: Chart = USUAL) -> Lines:
    """Return what `chart` draws of a race."""
    measured = _measured(race, chart.quantity)
    axis = _axis(race, chart, measured)
    over, places = _places(race, chart.over)
    return Lines(
        axis=axis,
        over=over,
        last=max(float(place[-1]) for place in places),
        places=places,
        values=tuple(
            np.full(race.steps + 1, np.nan) if values is None else _drawn(run, values, axis, chart)
            for run, values in zip(race.values(), measured, strict=True)
        ),
        note=_note(race, chart, measured, axis),
    )


_SIZES: Mapping[str, Callable[[Run], np.ndarray | None]] = MappingProxyType(
    {GRADIENT: gradient_norms, DISTANCE: goal_distances, LENGTH: step_lengths, RATE: learning_rates}
)
"""The quantities that are not losses → what measures them."""


def _measured(race: Race, quantity: str) -> list[np.ndarray | None]:
    """Return the quantity of each racer, (steps + 1,), None where there is no such thing."""
    if quantity == EXCESS and least_value(race.surface) is None:
        return [None] * len(race)
    return [_SIZES[quantity](run) if quantity in _SIZES else run.values for run in race.values()]


def _axis(race: Race, chart: Chart, measured: list[np.ndarray | None]) -> ValuesAxis:
    """Choose the axis, without bounds where nothing was measured.

    A log axis has room for losses that run away; in any other choice lost runs take no part, unless all are lost.
    """
    label = _label(race.surface, chart.quantity)
    known = [(values, run) for values, run in zip(measured, race.values(), strict=True) if values is not None]
    if not known:
        return ValuesAxis(label, False, 0.0, None)
    values, is_loss = np.stack([values for values, _ in known]), chart.quantity not in _SIZES
    stays = np.array([chart.quantity == RATE or not run.verdict.ending.lost for _, run in known])
    runaway = not stays.any() or (is_loss and chart.scale != LINEAR)
    how = {"scale": chart.scale, "runaway": runaway}
    values = values if runaway else values[stays]
    if chart.quantity == FITTING:
        return values_axis(race.surface, values, **how)
    if is_loss:
        offset = least_value(race.surface) if chart.quantity == EXCESS else 0.0
        return losses_axis(race.surface, values, label, offset, **how)
    first = int(np.isnan(values[:, 0]).all())  # no step leads to the start
    return sizes_axis(np.nan_to_num(values[:, first:], posinf=np.inf), label, **how)


def _label(surface: Surface, quantity: str) -> str:
    if quantity == DISTANCE and surface.minima:
        return say("distance to the nearest global minimum")
    return above_label(surface) if quantity == EXCESS else _LABELS[quantity]


def _places(race: Race, over: str) -> tuple[str, tuple[np.ndarray, ...]]:
    """Return the title of the axis below, and where each racer's steps lie on it."""
    if over == STEPS:
        return say("step"), (np.arange(race.steps + 1.0),) * len(race)
    return _evaluations(asked_kinds(race), race.surface.rows is not None), tuple(run.spent for run in race.values())


def _evaluations(kinds: list[str], over_data: bool) -> str:
    """Return what an axis of evaluations of these kinds is called."""
    if kinds == ["gradients"]:
        return say("gradient evaluations, one for each row") if over_data else say("gradient evaluations")
    told = listed([_ASKED[kind] for kind in kinds])
    if over_data:
        return say("evaluations: {kinds}, one for each row", kinds=told)
    return say("evaluations: {kinds}", kinds=told)


def _drawn(run: Run, values: np.ndarray, axis: ValuesAxis, chart: Chart) -> np.ndarray:
    """Return the values above the axis's offset; a run that stopped has gone beyond any, or has none any more."""
    drawn = values - axis.offset
    if run.stopped is not None:
        drawn[run.stopped :] = np.nan if run.left or chart.quantity == RATE else np.inf
    return drawn


def _note(race: Race, chart: Chart, measured: list[np.ndarray | None], axis: ValuesAxis) -> str:
    without = [name for name, values in zip(race, measured, strict=True) if values is None]
    if without and chart.quantity == RATE:
        return _without_rate(without)
    if without:
        least = chart.quantity == EXCESS
        return say("The least loss is not known here.") if least else say("No minimum is known here.")
    if chart.scale == LOG and not axis.log:
        return say("Nothing here is above 0, so the axis is linear.")
    if axis.log and axis.offset != least_value(race.surface) and any((values < 0).any() for values in measured):
        return say("What is below 0 lies below a logarithmic axis.")
    return ""


def _without_rate(names: list[str]) -> str:
    told = listed(names, "and")
    if len(told) <= LONGEST:
        return counted(
            "{racers} has no learning rate.", "{racers} have no learning rate.", count=len(names), racers=told
        )
    return counted(
        "{count} of the racers has no learning rate.", "{count} of the racers have no learning rate.", count=len(names)
    )
