"""A racer as a line of text: `Adam learning_rate=0.1 beta2=1/3 name="slow Adam" schedule=Cosine(steps=300) warm_up=20`.

A rule, then fields of it in any order. A value is a number or a fraction; for a switch, true or false. `schedule` bends
the learning rate, `warm_up` counts the steps of a rise before it, `name` may stand in quotes. Nothing is evaluated.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import count
from types import MappingProxyType
from typing import Any

import optimizers
from optimizers import Rule, Switch, schedules
from optimizers.numbers import number

_RULE = re.compile(r"\s*(\w+)(?=\s|$)")
_FIELD = re.compile(r"""\s+(\w+)=("[^"]*"|'[^']*'|\w+\([^()]*\)|[^\s"'()]+)(?=\s|$)""")
_CALL = re.compile(r"(\w+)(?:\(([^()]*)\))?")
_SWITCH = MappingProxyType({"true": True, "yes": True, "false": False, "no": False})
_NAME_LENGTH = 40


def whole(text: str) -> int:
    """Read a whole number; ValueError where it is none."""
    if not re.fullmatch(r"\s*[+-]?\d{1,18}\s*", text, re.A):
        raise ValueError(f"a whole number, got {text[:40]!r}")
    return int(text)


def read_racer(text: str) -> tuple[str | None, Rule]:
    """Return the racer's name, None where it has none, and its rule; ValueError saying what is wrong with `text`."""
    rule, fields = _parts(text)
    name = fields.pop("name", None)
    schedule, warm_up = fields.pop("schedule", None), fields.pop("warm_up", None)
    owner = rule.__name__
    values = {field: _value(owner, field, given, rule.hyperparameters()) for field, given in fields.items()}
    if schedule is not None or warm_up is not None:
        declared = rule.hyperparameters().get("learning_rate")
        if declared is None:
            raise ValueError(f"{owner}: schedule and warm_up need a learning rate, and {owner} has none")
        values["learning_rate"] = _rate(values.get("learning_rate", declared.default), schedule, warm_up, owner)
    return _checked_name(owner, name), rule(**values)


def named(racers: Iterable[tuple[str | None, Rule]]) -> dict[str, Rule]:
    """Return name → rule: a racer without a name goes by its rule's title, the second of them as `title 2`.

    ValueError where two are given the same name.
    """
    racers = list(racers)
    given = [name for name, _ in racers if name is not None]
    for name in given:
        if given.count(name) > 1:
            raise ValueError(f"racers: name must be different for each, got {name!r} {given.count(name)} times")
    field = {}
    for name, rule in racers:
        if name is None:
            name = next(free for free in _titles(rule) if free not in given and free not in field)
        field[name] = rule
    return field


def closest(given: str, choices: Iterable[str]) -> str:
    """Return the choices most like `given`, or all of them, in one line."""
    lower = {choice.lower(): choice for choice in choices}
    found = [lower[key] for key in get_close_matches(given.lower(), lower, cutoff=0.5)]
    return ", ".join(found or lower.values())


def _titles(rule: Rule) -> Iterator[str]:
    yield rule.title
    for again in count(2):
        yield f"{rule.title} {again}"


def _parts(text: str) -> tuple[type[Rule], dict[str, str]]:
    start = _RULE.match(text)
    if not start:
        raise ValueError(f"racer: expected a rule, then field=value, got {text[:60]!r}")
    try:
        rule = optimizers.get(start[1])
    except KeyError as problem:
        raise ValueError(problem.args[0]) from None
    return rule, _fields(rule, text[start.end() :])


def _fields(rule: type[Rule], text: str) -> dict[str, str]:
    fields, at, text = {}, 0, text.rstrip()
    known = [*rule.hyperparameters(), "name"] + ["schedule", "warm_up"] * ("learning_rate" in rule.hyperparameters())
    while at < len(text):
        found = _FIELD.match(text, at)
        if not found:
            raise ValueError(f"{rule.__name__}: expected field=value, got {text[at:].strip()[:60]!r}")
        field, given = found.groups()
        if field not in known:
            raise ValueError(f"{rule.__name__}: no field {field!r}; closest: {closest(field, known)}")
        if field in fields:
            raise ValueError(f"{rule.__name__}: {field} must be given once, got it twice")
        fields[field] = given[1:-1] if given[0] in "\"'" else given
        at = found.end()
    return fields


def _value(owner: str, field: str, given: str, declared: Mapping[str, Any]) -> float | bool:
    if isinstance(declared[field], Switch):
        if given.lower() not in _SWITCH:
            raise ValueError(f"{owner}: {field} must be true or false, got {given[:40]!r}")
        return _SWITCH[given.lower()]
    try:
        return number(given)
    except ValueError as problem:
        raise ValueError(f"{owner}: {field} must be {problem}") from None


def _rate(initial: float, schedule: str | None, warm_up: str | None, owner: str) -> float | schedules.Schedule:
    rate = initial if schedule is None else _schedule(initial, schedule, owner)
    if warm_up is None:
        return rate
    return schedules.WarmUp(after=rate, steps=_value(owner, "warm_up", warm_up, {"warm_up": None}))


def _schedule(initial: float, text: str, owner: str) -> schedules.Schedule:
    call = _CALL.fullmatch(text)
    if not call or call[1] not in schedules.CHOICES:
        near = closest(call[1] if call else "", schedules.CHOICES)
        raise ValueError(f"{owner}: schedule must be one such as Cosine(steps=300), closest: {near}, got {text[:40]!r}")
    kind, inside = schedules.CATALOGUE[call[1]], call[2] or ""
    declared = {field: spec for field, spec in kind.hyperparameters().items() if field != "initial"}
    values = {}
    for part in filter(None, map(str.strip, inside.split(","))):
        field, _, given = map(str.strip, part.partition("="))
        if field not in declared:
            near = closest(field, declared) or "none"
            raise ValueError(f"{call[1]}: no field {field!r}; closest: {near} (the initial rate is learning_rate)")
        if field in values:
            raise ValueError(f"{call[1]}: {field} must be given once, got it twice")
        values[field] = _value(call[1], field, given, declared)
    return kind(initial=initial, **values)


def _checked_name(owner: str, name: str | None) -> str | None:
    if name is not None and not (name.strip() and name.isprintable() and len(name) <= _NAME_LENGTH):
        raise ValueError(f"{owner}: name must be 1 to {_NAME_LENGTH} printable characters, got {name[:60]!r}")
    return name
