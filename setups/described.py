"""Surfaces and rules as plain dictionaries, as JSON can hold them, and back.

A typed surface stands as {"formula": "x^2 + a y^2", "parameters": {"a": 2.0}, "domain": [[-5, 5], [-5, 5]]}, a loss
over one's own data as {"data": {"s": [4.0, 7.0, 9.0], "d": [2.0, 4.0, 10.0]}, "x": ["s"], "y": "d", "model": "line"}.
A rule and a schedule name their class in the catalogue, {"rule": "Lookahead", "inner": {"rule": "Adam"}}; what is left
out has its default. Nothing that comes from outside is ever run: ValueError in plain words, naming owner, field, what
is expected and what was given.
"""

import reprlib
from collections.abc import Callable, Mapping
from difflib import get_close_matches

import optimizers
import surfaces
from optimizers import Rule, schedules
from optimizers.hyperparameters import Declared
from surfaces import DataLoss, Dialled, Fitting, Surface, TypedSurface
from words import say

LARGEST = 1e300
"""Of numbers beside the rules' own."""

DEEPEST = 4
"""How many rules and schedules may stand within each other."""

_KINDS = {"rule": optimizers.CATALOGUE, "schedule": schedules.CATALOGUE}
_OF_THE_CATALOGUE = {"rule": say("a rule of the catalogue"), "schedule": say("a schedule of the catalogue")}


def rule_settings(rule: Rule) -> dict:
    """Return {"rule": class name, hyperparameter: number, switch, schedule or rule}; ValueError for what is none."""
    return _described("rule", rule)


def read_rule(settings: Mapping) -> Rule:
    """Build the rule that `settings` describe."""
    return _built("rule", settings, depth=0)


def surface_settings(surface: Surface) -> str | dict:
    """Return the catalogue's key of `surface`, what made it where it is typed, or its name where it is neither."""
    if isinstance(surface, TypedSurface):
        domain = [list(side) for side in surface.domain]
        return {"formula": surface.formula, "parameters": dict(surface.parameters), "domain": domain}
    if isinstance(surface, Dialled) and (key := _key(surface.turned(**_defaults(surface)))):
        moved = {name: value for name, value in surface.parameters.items() if value != surface.dials[name].default}
        return {"key": key, "parameters": moved} if moved else key
    if isinstance(surface, DataLoss) and isinstance(fitting := surface.columns, Fitting):
        headers = [*fitting.features, fitting.target]
        data = {header: fitting.table.column(header).tolist() for header in headers}
        return {"data": data, "x": headers[:-1], "y": headers[-1], "model": fitting.model}
    return _key(surface) or surface.name


def read_surface(given: str | Mapping) -> Surface:
    """Return the surface of a key, or of what `surface_settings` says of a typed one."""
    if not isinstance(given, Mapping):
        return _known("surface", surfaces.key_of(given) if isinstance(given, str) else given, surfaces.CATALOGUE)
    if "data" in given:
        return _read_data(given)
    if "key" in given:
        return _read_turned(given)
    check_fields("surface", given, ("formula",), ("parameters", "domain"))
    if not isinstance(given["formula"], str):
        raise error("surface", "formula", say("a formula as text"), given["formula"])
    parameters = given.get("parameters", {})
    if not isinstance(parameters, Mapping) or not all(map(are_numbers, parameters.values())):
        raise error("surface", "parameters", say("a number for each letter"), parameters)
    domain = {"domain": given["domain"]} if "domain" in given else {}
    if domain and not (isinstance(given["domain"], list | tuple) and all(map(are_numbers, given["domain"]))):
        raise error("surface", "domain", "[[x0, x1], [y0, y1]]", given["domain"])
    return surfaces.from_formula(given["formula"], parameters=parameters, **domain)


def _key(surface: Surface) -> str | None:
    return next((key for key, known in surfaces.CATALOGUE.items() if known == surface), None)


def _defaults(surface: Dialled) -> dict[str, float]:
    return {name: dial.default for name, dial in surface.dials.items()}


def _read_turned(given: Mapping) -> Surface:
    check_fields("surface", given, ("key",), ("parameters",))
    parameters = given.get("parameters", {})
    if not isinstance(parameters, Mapping) or not all(map(are_numbers, parameters.values())):
        raise error("surface", "parameters", say("a number for each dial"), parameters)
    return _known("surface", given["key"], surfaces.CATALOGUE).turned(
        **{str(name): parameters[name] for name in parameters}
    )


def _read_data(given: Mapping) -> Surface:
    check_fields("surface", given, ("data", "x", "y"), ("model",))
    data, features, target = given["data"], given["x"], given["y"]
    if not isinstance(data, Mapping) or not all(isinstance(column, list | tuple) for column in data.values()):
        raise error("surface", "data", say("numbers for each header"), data)
    if not isinstance(features, list | tuple) or not all(isinstance(each, str) for each in (*features, target)):
        raise error("surface", "x", say("headers of the data"), features)
    try:
        return surfaces.from_table(data, features, target, **{key: given[key] for key in ("model",) if key in given})
    except ValueError as problem:
        raise ValueError(say("{owner}: {problem}", owner="surface", problem=problem)) from None


def check_fields(owner: str, settings, needed: tuple[str, ...], optional: tuple[str, ...]) -> None:
    """Raise ValueError where `settings` are no fields with values, lack one, or have another."""
    if not isinstance(settings, Mapping):
        found = {"owner": owner, "given": reprlib.repr(settings)}
        raise ValueError(say("{owner}: expected fields with values, got {given}", **found))
    for field in needed:
        if field not in settings:
            found = {"owner": owner, "field": field, "given": reprlib.repr(list(settings))}
            raise ValueError(say("{owner}: expected the field {field}, got {given}", **found))
    for field in settings:
        if field not in needed + optional:
            found = {"owner": owner, "fields": ", ".join(needed + optional), "given": reprlib.repr(field)}
            raise ValueError(say("{owner}: expected the fields {fields}, got {given}", **found))


def are_numbers(value) -> bool:
    """Whether `value` is a finite number, or a list of them."""
    entries = value if isinstance(value, list | tuple) else [value]
    return all(
        isinstance(entry, int | float) and not isinstance(entry, bool) and abs(entry) <= LARGEST for entry in entries
    )


def error(owner: str, field: str, expected: str, got) -> ValueError:
    """Return the refusal of what was given for a field."""
    found = {"owner": owner, "field": field, "what": expected, "given": reprlib.repr(got)}
    return ValueError(say("{owner}: {field}: expected {what}, got {given}", **found))


def _described(kind: str, made: Declared) -> dict:
    name = type(made).__name__
    if _KINDS[kind].get(name) is not type(made):
        raise error(kind, name, _OF_THE_CATALOGUE[kind], made)
    values = {field: _plain(name, field, getattr(made, field)) for field in made.hyperparameters()}
    return {kind: name, **values}


def _plain(owner: str, field: str, value):
    if isinstance(value, Declared):
        return _described("rule" if isinstance(value, Rule) else "schedule", value)
    if isinstance(value, bool | int | float):
        return value
    raise error(owner, field, say("one number"), value)


def _built(kind: str, settings: Mapping, depth: int) -> Declared:
    if depth > DEEPEST:
        raise ValueError(say("{owner}: expected at most {most} within each other, got more", owner=kind, most=DEEPEST))
    name = settings.get(kind) if isinstance(settings, Mapping) else None
    made = _known(kind, name, _KINDS[kind])
    check_fields(name, settings, (kind,), tuple(made.hyperparameters()))
    values = {field: _read_value(name, field, value, depth) for field, value in settings.items() if field != kind}
    return made(**values)


def _read_value(owner: str, field: str, value, depth: int):
    if isinstance(value, Mapping) and "rule" in value:
        try:
            return _built("rule", value, depth + 1)
        except ValueError as problem:
            raise ValueError(say("{owner}: {field}: {problem}", owner=owner, field=field, problem=problem)) from None
    if isinstance(value, Mapping):
        return _built("schedule", value, depth + 1)
    if not isinstance(value, bool | int | float):
        raise error(owner, field, say("one number"), value)
    return value


def _known(field: str, name, catalogue: Mapping[str, Callable]):
    if not isinstance(name, str) or name not in catalogue:
        close = get_close_matches(str(name), catalogue, cutoff=0.4) or list(catalogue)[:3]
        found = {"owner": field, "closest": ", ".join(close), "given": reprlib.repr(name)}
        raise ValueError(say("{owner}: expected one such as {closest}, got {given}", **found))
    return catalogue[name]
