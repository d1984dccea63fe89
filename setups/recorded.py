"""A finished race's settings, as its JSON and CSV files tell them, in the rows of an address.

`exports.settings` says how they stand there. What rows cannot say is a ValueError, as everything is that is no such
settings: nothing in a file is trusted.
"""

from collections.abc import Mapping
from typing import Any

from optimizers import schedules
from setups.entrants import NO_SCHEDULE, Entrant
from setups.racers import write_racer, written

FORMAT = "Descent Derby race"

_WARM_UP = schedules.WarmUp.__name__


def recorded_texts(settings: Any) -> dict[str, list[str]]:
    """Return key → texts of a race's settings; ValueError where they are none, or rows cannot say them."""
    try:
        texts = {**_ground(settings["surface"]), "racer": [_racer(entry, settings) for entry in settings["racers"]]}
        if "start" in settings:
            texts["start"] = [",".join(_number(end) for end in settings["start"])]
        return texts | {key: [_number(settings[key])] for key in ("steps", "seed") if key in settings}
    except (TypeError, KeyError, AttributeError, OverflowError) as problem:
        raise ValueError(f"settings: expected those of a race, got others: {problem}") from None


def _ground(surface: str | Mapping) -> dict[str, list[str]]:
    if isinstance(surface, str):
        return {"surface": [surface]}
    texts = {"f": [str(surface["formula"])]}
    texts |= {str(letter): [_number(value)] for letter, value in surface.get("parameters", {}).items()}
    if "domain" in surface:
        texts["domain"] = [",".join(_number(end) for side in surface["domain"] for end in side)]
    return texts


def _racer(entry: Mapping, settings: Mapping) -> str:
    """Return the line of a racer, which says what is drawn for it itself."""
    name = str(entry["name"])
    values = {field: value for field, value in entry.items() if field not in ("name", "rule")}
    schedule, own, warm_up = NO_SCHEDULE, {}, 0
    rate = values.get("learning_rate")
    if isinstance(rate, Mapping) and rate["schedule"] == _WARM_UP:
        rate, warm_up = rate["after"], int(rate["steps"])
    if isinstance(rate, Mapping):
        schedule, own = str(rate["schedule"]), {field: each for field, each in rate.items() if field != "schedule"}
        rate = own.pop("initial")
    if rate is not None:
        values["learning_rate"] = rate
    for field, value in {**values, **own}.items():
        if not isinstance(value, bool | int | float):
            raise TypeError(f"{name!r}: {field!r} is {type(value).__name__}")
    drawn = {field: _drawn(settings.get(field), name) for field in ("noise", "batch_size")}
    racer = Entrant(
        name=name, rule=str(entry["rule"]), values=values, schedule=schedule, schedule_values=own, warm_up=warm_up,
        noise=drawn["noise"] or None, batch_size=drawn["batch_size"],
    )  # fmt: skip
    return write_racer(racer)


def _drawn(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else value


def _number(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return written(value)
