"""A race's settings as plain dictionaries, as JSON and addresses can hold them, and back.

    {"surface": "beale", "start": [1.0, 1.5], "steps": 300, "seed": 0, "noise": 0.0, "batch_size": None,
     "racers": [{"name": "Adam", "rule": "Adam", "learning_rate": {"schedule": "Cosine", "initial": 0.2}}]}

Noise and batch size stand by name where racers have their own: {"Adam": 0.5, "big Adam": 0.0}.
A typed surface stands as {"formula": "x^2 + a y^2", "parameters": {"a": 2.0}, "domain": [[-5, 5], [-5, 5]]}. A rule
and a schedule name their class in the catalogue; what is left out has its default, and so have the fields of the race
after `surface`. What comes from outside is checked here and by the classes themselves, and nothing in it is ever run:
ValueError in plain words, naming owner, field, what is expected and what was given.
"""

import reprlib
from collections.abc import Callable, Mapping
from difflib import get_close_matches

import optimizers
import racing
import surfaces
from optimizers import Rule, schedules
from optimizers.hyperparameters import Declared
from racing import Race
from surfaces import Surface, TypedSurface

MOST_RACERS = 100
MOST_STEPS = 100_000
MOST_RUN = 500_000
"""Steps of all racers together."""

LARGEST = 1e300
"""Of start and noise."""

LONGEST_NAME = 200
DEEPEST = 4
"""How many schedules may stand within each other."""

_KINDS = {"rule": optimizers.CATALOGUE, "schedule": schedules.CATALOGUE}
_OPTIONAL = ("start", "steps", "seed", "noise", "batch_size")


def race_settings(race: Race) -> dict:
    """Return what made `race`; ValueError where a rule is in no catalogue."""
    return {
        "surface": surface_settings(race.surface),
        "start": list(race.start),
        "steps": race.steps,
        "seed": race.seed,
        "noise": race.noise,
        "batch_size": race.batch_size,
        "racers": [{"name": name, **rule_settings(run.rule)} for name, run in race.items()],
    }


def read_race(settings: Mapping) -> Race:
    """Run the race that `settings` describe."""
    _check_fields("race", settings, ("surface", "racers"), _OPTIONAL)
    racers = _read_racers(settings["racers"])
    surface = _read_surface(settings["surface"])
    given = {field: settings[field] for field in _OPTIONAL if field in settings}
    noise = given.get("noise", 0.0)
    numbers = {"noise": list(noise.values()) if isinstance(noise, Mapping) else noise, "start": given.get("start", ())}
    for field, value in numbers.items():
        if not _are_numbers(value):
            raise _error("race", field, f"finite numbers of at most {LARGEST:g}", value)
    steps = given.get("steps", 1)
    if isinstance(steps, int) and (steps > MOST_STEPS or steps * len(racers) > MOST_RUN):
        raise _error("race", "steps", f"at most {min(MOST_STEPS, MOST_RUN // len(racers))}", steps)
    return racing.race(surface, racers, **given)


def rule_settings(rule: Rule) -> dict:
    """Return {"rule": class name, hyperparameter: number, switch or schedule}; ValueError for what is no such thing."""
    return _described("rule", rule)


def read_rule(settings: Mapping) -> Rule:
    """Build the rule that `settings` describe."""
    return _built("rule", settings, depth=0)


def surface_settings(surface: Surface) -> str | dict:
    """Return the catalogue's key of `surface`, what made it where it is typed, or its name where it is neither."""
    if isinstance(surface, TypedSurface):
        domain = [list(side) for side in surface.domain]
        return {"formula": surface.formula, "parameters": dict(surface.parameters), "domain": domain}
    return next((key for key, known in surfaces.CATALOGUE.items() if known == surface), surface.name)


def _described(kind: str, made: Declared) -> dict:
    name = type(made).__name__
    if _KINDS[kind].get(name) is not type(made):
        raise _error(kind, name, f"a {kind} of the catalogue", made)
    values = {field: _plain(name, field, getattr(made, field)) for field in made.hyperparameters()}
    return {kind: name, **values}


def _plain(owner: str, field: str, value):
    if isinstance(value, schedules.Schedule):
        return _described("schedule", value)
    if isinstance(value, bool | int | float):
        return value
    raise _error(owner, field, "one number", value)


def _built(kind: str, settings: Mapping, depth: int) -> Declared:
    if depth > DEEPEST:
        raise ValueError(f"schedule: expected at most {DEEPEST} within each other, got more")
    name = settings.get(kind) if isinstance(settings, Mapping) else None
    made = _known(kind, name, _KINDS[kind])
    _check_fields(name, settings, (kind,), tuple(made.hyperparameters()))
    values = {field: _read_value(name, field, value, depth) for field, value in settings.items() if field != kind}
    return made(**values)


def _read_value(owner: str, field: str, value, depth: int):
    if isinstance(value, Mapping):
        return _built("schedule", value, depth + 1)
    if not isinstance(value, bool | int | float):
        raise _error(owner, field, "one number", value)
    return value


def _read_surface(given) -> Surface:
    if not isinstance(given, Mapping):
        return _known("surface", given, surfaces.CATALOGUE)
    _check_fields("surface", given, ("formula",), ("parameters", "domain"))
    parameters = given.get("parameters", {})
    if not isinstance(parameters, Mapping) or not all(map(_are_numbers, parameters.values())):
        raise _error("surface", "parameters", "a number for each letter", parameters)
    domain = {"domain": given["domain"]} if "domain" in given else {}
    if domain and not (isinstance(given["domain"], list | tuple) and all(map(_are_numbers, given["domain"]))):
        raise _error("surface", "domain", "[[x0, x1], [y0, y1]]", given["domain"])
    return surfaces.from_formula(given["formula"], parameters=parameters, **domain)


def _read_racers(listed) -> dict[str, Rule]:
    if not isinstance(listed, list | tuple) or not 1 <= len(listed) <= MOST_RACERS:
        raise _error("race", "racers", f"a list of 1 to {MOST_RACERS}", listed)
    racers = {}
    for entry in listed:
        name = entry.get("name") if isinstance(entry, Mapping) else None
        if not isinstance(name, str) or not 1 <= len(name) <= LONGEST_NAME or not _is_unicode(name):
            raise _error("racer", "name", f"a text of 1 to {LONGEST_NAME} letters", name)
        if name in racers:
            raise _error("racer", "name", "a name of its own", name)
        racers[name] = read_rule({field: value for field, value in entry.items() if field != "name"})
    return racers


def _known(field: str, name, catalogue: Mapping[str, Callable]):
    if not isinstance(name, str) or name not in catalogue:
        close = get_close_matches(str(name), catalogue, cutoff=0.4) or list(catalogue)
        raise ValueError(f"{field}: expected one such as {', '.join(close)}, got {reprlib.repr(name)}")
    return catalogue[name]


def _check_fields(owner: str, settings, needed: tuple[str, ...], optional: tuple[str, ...]) -> None:
    if not isinstance(settings, Mapping):
        raise ValueError(f"{owner}: expected fields with values, got {reprlib.repr(settings)}")
    for field in needed:
        if field not in settings:
            raise ValueError(f"{owner}: expected the field {field}, got {reprlib.repr(list(settings))}")
    for field in settings:
        if field not in needed + optional:
            raise ValueError(f"{owner}: expected the fields {', '.join(needed + optional)}, got {reprlib.repr(field)}")


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _are_numbers(value) -> bool:
    entries = value if isinstance(value, list | tuple) else [value]
    return all(
        isinstance(entry, int | float) and not isinstance(entry, bool) and abs(entry) <= LARGEST for entry in entries
    )


def _error(owner: str, field: str, expected: str, got) -> ValueError:
    return ValueError(f"{owner}: {field}: expected {expected}, got {reprlib.repr(got)}")
