"""What can be done to a setup: each takes one and returns the next; none is changed.

A racer is meant by its `card`, the number that stays with it under any name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from optimizers import schedules
from racing import suited_values
from racing.axis import COORDINATES
from setups.entrants import LENGTH, NO_SCHEDULE, default_values
from setups.exploration import MAX_START
from setups.limits import MAX_RACERS
from setups.own_data import sample
from setups.setup import (
    OWN_DATA,
    TYPED,
    Formula,
    Racer,
    Setup,
    new_racer,
    rounded,
    suggested_start,
)
from surfaces import Fitting, Surface, critical_points


def on_surface(setup: Setup, key: str, past: Sequence[Setup] = ()) -> Setup:
    """Return `setup` on another surface, at its start, where rates that nobody set follow it.

    past: what was set before, the latest last; noise, batches, formula and data come back as a surface of the kind had
    them.
    """
    before = [*past, setup]
    sound = [old for old in reversed(before) if (old.formula or old.data) and not old.problem]
    typed = next((old.formula for old in sound if old.formula), Formula()) if key == TYPED else None
    data = next((old.data for old in sound if old.data), sample()) if key == OWN_DATA else None
    moved = replace(setup, surface=key, formula=typed, data=data, dials={})
    alike = [old for old in before if old.over_data == moved.over_data]
    noise, batch_size = (alike[-1].noise, alike[-1].batch_size) if alike else (0.0, None)
    rows = moved.descended.rows
    batch_size = batch_size and min(batch_size, rows)
    moved = replace(moved, start=suggested_start(moved.descended), noise=noise, batch_size=batch_size)
    return replace(moved, racers=tuple(_following(racer, moved.descended) for racer in moved.racers))


def with_formula(setup: Setup, formula: Formula) -> Setup:
    """Return `setup` with a formula that was typed; FormulaError where it is none."""
    surface = formula.surface
    start = setup.start if np.isfinite(surface.value(np.array(setup.start))) else suggested_start(surface)
    racers = tuple(_following(racer, surface) for racer in setup.racers)
    return replace(setup, surface=TYPED, formula=formula, dials={}, start=start, racers=racers)


def with_letter(setup: Setup, name: str, value: float) -> Setup:
    """Return `setup` with a number of its surface set, a letter of a formula or a dial, if it has that."""
    return setup.with_letter(name, value) if name in setup.letters else setup


def with_data(setup: Setup, data: Fitting) -> Setup:
    """Return `setup` over data, from where the loss over them suggests, as it was before where they make no loss."""
    told = replace(setup, surface=OWN_DATA, formula=None, data=data, dials={})
    if told.problem:
        return told
    rows, surface = data.table.rows, data.surface
    told = replace(told, start=suggested_start(surface), noise=0.0)
    told = replace(told, batch_size=told.batch_size and min(told.batch_size, rows))
    return replace(told, racers=tuple(_following(racer, surface) for racer in told.racers))


def started_at(setup: Setup, point: Sequence[float], surface: Surface) -> Setup:
    """Return `setup` with the start (x, y), rounded to what the picture shows and within what a start may be.

    A critical point is kept to its last digit: beside a saddle all slide off.
    """
    known = any(critical.point == tuple(point) for critical in critical_points(surface))
    return _started(setup, point if known else rounded(surface, point))


def with_condition(setup: Setup, field: str, value: Any) -> Setup:
    """Return `setup` with a field of its own set; as it is where that is noise on data, or a batch elsewhere."""
    unfit = "noise" if setup.over_data else "batch_size"
    return setup if field == unfit else replace(setup, **{field: value})


def with_value(setup: Setup, name: str, field: str, value: float) -> Setup:
    """Return `setup` with one value of the racer of that name, or a coordinate of the start, set, if it has that."""
    if field in COORDINATES:
        start = list(setup.start)
        start[COORDINATES[field]] = value
        return _started(setup, start)
    card = next((racer.card for racer in setup.racers if racer.name == name and field in racer.values), None)
    return setup if card is None else with_racer_values(setup, card, {field: float(value)})


def exploring(setup: Setup, **changes) -> Setup:
    """Return `setup` with fields of what is explored changed."""
    return replace(setup, explored=replace(setup.explored, **changes))


def with_racer(setup: Setup, card: int, **changes) -> Setup:
    """Return `setup` with fields of one racer changed; who is explored stays so under another name."""
    racers = tuple(replace(racer, **changes) if racer.card == card else racer for racer in setup.racers)
    known = {old.name: new.name for old, new in zip(setup.racers, racers, strict=True)}
    explored = replace(setup.explored, racer=known.get(setup.explored.racer, setup.explored.racer))
    return replace(setup, racers=racers, explored=explored)


def with_racer_values(setup: Setup, card: int, values: Mapping[str, float | bool]) -> Setup:
    """Return `setup` with values of one racer's rule set that it has; what suited one then follows no surface."""
    racer = _found(setup, card)[1]
    racer = racer.with_values({field: value for field, value in values.items() if field in racer.values})
    suited = {field: value for field, value in racer.suited.items() if field not in values}
    return with_racer(setup, card, values=racer.values, suited=suited)


def with_rule_within(setup: Setup, card: int, field: str, rule: str) -> Setup:
    """Return `setup` with another rule in a field of one racer's, at its defaults and a learning rate that suits."""
    racer = _found(setup, card)[1]
    kept = {name: value for name, value in racer.values.items() if not name.startswith(f"{field}.")} | {field: rule}
    racer = replace(racer, values=kept)
    racer = replace(racer, values=default_values(racer.plain) | kept)
    racer = replace(racer, suited={}).suiting(suited_values(racer.plain, setup.descended))
    unbent = {"schedule": NO_SCHEDULE, "schedule_values": {}, "warm_up": 0} if racer.rate_field is None else {}
    return with_racer(setup, card, values=racer.values, suited=racer.suited, **unbent)


def with_rule_rate(setup: Setup, rule: str, rate: float, surface: Surface) -> Setup:
    """Return `setup` with the learning rate of all racers of a rule set, the last of them added where there is none."""
    if not any(racer.rule == rule for racer in setup.racers):
        setup = added(setup, rule, surface)
    for racer in setup.racers:
        if racer.rule == rule:
            setup = with_racer_values(setup, racer.card, {racer.rate_field: rate})
    return setup


def with_schedule(setup: Setup, card: int, name: str) -> Setup:
    """Return `setup` with another schedule of one racer's learning rate, at its defaults, until the race ends."""
    specs = schedules.CATALOGUE[name].hyperparameters() if name != NO_SCHEDULE else {}
    values = {field: spec.default for field, spec in specs.items() if field not in ("initial", LENGTH)}
    return with_racer(setup, card, schedule=name, schedule_values=values)


def with_schedule_value(setup: Setup, card: int, field: str, value: float | None) -> Setup:
    """Return `setup` with a value of one racer's schedule set; None, for its length, is until the race ends."""
    values = {**_found(setup, card)[1].schedule_values, field: value}
    return with_racer(setup, card, schedule_values={name: each for name, each in values.items() if each is not None})


def added(setup: Setup, rule: str, surface: Surface) -> Setup:
    """Return `setup` with a racer of that rule at its end, unless there are as many as can be told apart."""
    if len(setup.racers) >= MAX_RACERS:
        return setup
    return replace(setup, racers=(*setup.racers, new_racer(rule, setup.racers, surface)))


def duplicated(setup: Setup, card: int) -> Setup:
    """Return `setup` with a racer's like below it: its values, a style and a name of its own."""
    if len(setup.racers) >= MAX_RACERS:
        return setup
    at, racer = _found(setup, card)
    twin = new_racer(racer.rule, setup.racers, setup.descended)
    twin = replace(racer, name=twin.name, style=twin.style, card=twin.card)
    return replace(setup, racers=(*setup.racers[: at + 1], twin, *setup.racers[at + 1 :]))


def removed(setup: Setup, card: int) -> Setup:
    """Return `setup` without a racer."""
    return replace(setup, racers=tuple(racer for racer in setup.racers if racer.card != card))


def moved(setup: Setup, card: int, by: int) -> Setup:
    """Return `setup` with a racer so many places further down, or up where negative."""
    at, racer = _found(setup, card)
    others = [other for other in setup.racers if other.card != card]
    others.insert(max(0, min(at + by, len(others))), racer)
    return replace(setup, racers=tuple(others))


def alone(setup: Setup, card: int) -> Setup:
    """Return `setup` with one racer running alone; with all of them where it does already."""
    only = setup.cards_on == (card,)
    return replace(setup, racers=tuple(replace(racer, on=only or racer.card == card) for racer in setup.racers))


def _started(setup: Setup, point: Sequence[float]) -> Setup:
    """Return `setup` with the start at a point, or as near to it as a start may be."""
    return replace(setup, start=tuple(float(max(-MAX_START, min(value, MAX_START))) for value in point))


def _found(setup: Setup, card: int) -> tuple[int, Racer]:
    return next((at, racer) for at, racer in enumerate(setup.racers) if racer.card == card)


def _following(racer: Racer, surface: Surface) -> Racer:
    """Return the racer as it fits `surface`, with what suits it where it still has the last that suited."""
    racer = racer.fitting(surface)
    following = [field for field, suited in racer.suited.items() if racer.values[field] == suited]
    if not following:
        return racer
    suited = suited_values(racer.plain, surface)
    return racer.suiting({field: suited[field] for field in following})
