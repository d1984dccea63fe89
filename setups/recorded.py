"""A finished race's settings as a plain dictionary, as its JSON and CSV files hold them, and back.

    {"surface": "beale", "start": [1.0, 1.5], "steps": 300, "seed": 0, "noise": 0.0, "batch_size": None, "step": 40,
     "racers": [{"name": "Adam", "rule": "Adam", "learning_rate": {"schedule": "Cosine", "initial": 0.2}}]}

`setups.described` says how surfaces and rules stand there. Noise and batch size stand by name where racers have their
own: {"Adam": 0.5, "big Adam": 0.0}. What is left out after `surface` has its default; `step` is the one shown, the last
where it is left out. What comes from outside is checked here and by the classes themselves: ValueError in plain words.
"""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, NamedTuple

import racing
from optimizers import Rule, declarations, rate_field
from optimizers.schedules import Schedule, WarmUp
from racing import Race
from racing.checks import whole_number
from setups.described import (
    LARGEST,
    are_numbers,
    check_fields,
    error,
    read_rule,
    read_surface,
    rule_settings,
    surface_settings,
)
from setups.entrants import NO_SCHEDULE, Entrant
from setups.limits import LONGEST_RECORDED_NAME, MOST_RECORDED_RACERS, MOST_RECORDED_RUN, MOST_RECORDED_STEPS
from setups.own_data import table_text
from setups.racers import in_full, write_racer
from setups.setup import OWN_DATA
from surfaces import DataLoss, Fitting, Surface, TypedSurface
from words import say

FORMAT = "Descent Derby race"

_CONDITIONS = ("start", "steps", "seed", "noise", "batch_size", "evaluations")


class Recorded(NamedTuple):
    """What settings say: conditions are those given of `racing.race`; step None: the last."""

    surface: Surface
    racers: dict[str, Rule]
    conditions: dict[str, Any]
    step: int | None


def race_settings(race: Race, step: int | None = None) -> dict:
    """Return what made `race`, and the step shown; ValueError where a rule is in no catalogue."""
    return {
        "surface": surface_settings(race.surface),
        "start": list(race.start),
        "steps": race.steps,
        "seed": race.seed,
        "noise": race.noise,
        "batch_size": race.batch_size,
        **({} if race.evaluations is None else {"evaluations": race.evaluations}),
        **({} if step is None else {"step": whole_number("race", "step", step, 0, race.steps)}),
        "racers": [{"name": name, **rule_settings(run.rule)} for name, run in race.items()],
    }


def read_race(settings: Mapping) -> Race:
    """Run the race that `settings` describe."""
    found = read_recorded(settings)
    return racing.race(found.surface, found.racers, **found.conditions)


def read_recorded(settings: Mapping) -> Recorded:
    """Return what `settings` say."""
    check_fields("race", settings, ("surface", "racers"), (*_CONDITIONS, "step"))
    racers = _read_racers(settings["racers"])
    surface = read_surface(settings["surface"])
    given = {field: settings[field] for field in _CONDITIONS if field in settings}
    noise = given.get("noise", 0.0)
    numbers = {"noise": list(noise.values()) if isinstance(noise, Mapping) else noise, "start": given.get("start", ())}
    for field, value in numbers.items():
        if not are_numbers(value):
            raise error("race", field, say("finite numbers of at most {most:g}", most=LARGEST), value)
    steps = given.get("steps", 1)
    if isinstance(steps, int) and (steps > MOST_RECORDED_STEPS or steps * len(racers) > MOST_RECORDED_RUN):
        most = min(MOST_RECORDED_STEPS, MOST_RECORDED_RUN // len(racers))
        raise error("race", "steps", say("at most {most}", most=most), steps)
    step = settings.get("step")
    return Recorded(surface, racers, given, None if step is None else whole_number("race", "step", step, 0))


def recorded_texts(settings: Mapping) -> dict[str, list[str]]:
    """Return key → texts of a race's settings in the rows of an address; ValueError where rows cannot say them."""
    try:
        found = read_recorded(settings)
        given = found.conditions
        drawn = {"noise": given.get("noise", 0.0), "batch_size": given.get("batch_size")}
        texts = {**_ground(found.surface), "racer": [_racer(name, rule, drawn) for name, rule in found.racers.items()]}
        if "start" in given:
            texts["start"] = [",".join(map(_number, given["start"]))]
        texts |= {key: [_number(given[key])] for key in ("steps", "seed", "evaluations") if given.get(key) is not None}
    except (TypeError, ValueError) as problem:
        raise ValueError(say("settings: expected those of a race, got others: {problem}", problem=problem)) from None
    return texts if found.step in (None, given.get("steps")) else {**texts, "step": [str(found.step)]}


def _read_racers(listed: Any) -> dict[str, Rule]:
    if not isinstance(listed, list | tuple) or not 1 <= len(listed) <= MOST_RECORDED_RACERS:
        raise error("race", "racers", say("a list of 1 to {most}", most=MOST_RECORDED_RACERS), listed)
    racers = {}
    for entry in listed:
        name = entry.get("name") if isinstance(entry, Mapping) else None
        if not isinstance(name, str) or not 1 <= len(name) <= LONGEST_RECORDED_NAME or not _is_unicode(name):
            raise error("racer", "name", say("a text of 1 to {most} letters", most=LONGEST_RECORDED_NAME), name)
        if name in racers:
            raise error("racer", "name", say("a name of its own"), name)
        racers[name] = read_rule({field: value for field, value in entry.items() if field != "name"})
    return racers


def _ground(surface: Surface) -> dict[str, list[str]]:
    if isinstance(surface, DataLoss) and isinstance(fitting := surface.columns, Fitting):
        columns = {OWN_DATA: [table_text(fitting.table)], "x": list(fitting.features), "y": [fitting.target]}
        return {**columns, "model": [fitting.model]}
    if not isinstance(surface, TypedSurface):
        made = surface_settings(surface)
        key, moved = (made["key"], made["parameters"]) if isinstance(made, dict) else (made, {})
        return {"surface": [key], **{name: [_number(value)] for name, value in moved.items()}}
    letters = {letter: [_number(value)] for letter, value in surface.parameters.items()}
    return {
        "f": [surface.formula],
        **letters,
        "domain": [",".join(_number(end) for side in surface.domain for end in side)],
    }


def _racer(name: str, rule: Rule, drawn: Mapping[str, Any]) -> str:
    """Return the line of a racer, which says what is drawn for it itself."""
    values = {field: attrgetter(field)(rule) for field in declarations(rule)}
    values = {field: type(value).__name__ if isinstance(value, Rule) else value for field, value in values.items()}
    schedule, own, warm_up = NO_SCHEDULE, {}, 0
    field = rate_field(rule)
    rate = values.get(field)
    if isinstance(rate, WarmUp):
        warm_up, rate = rate.steps, rate.after
    if isinstance(rate, WarmUp):
        raise ValueError(say("{name!r}: expected one warm-up at most, got more", name=name))
    if isinstance(rate, Schedule):
        schedule, own = type(rate).__name__, {name: getattr(rate, name) for name in rate.hyperparameters()}
        rate = own.pop("initial")
    own_draws = {field: value.get(name) if isinstance(value, Mapping) else value for field, value in drawn.items()}
    return write_racer(
        Entrant(
            name=name,
            rule=type(rule).__name__,
            values=values if rate is None else {**values, field: rate},
            schedule=schedule,
            schedule_values=own,
            warm_up=warm_up,
            noise=own_draws["noise"] or None,
            batch_size=own_draws["batch_size"],
        )
    )


def _number(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(say("{value!r} is no number", value=value))
    return in_full(value)


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
