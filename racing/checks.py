"""What races and batches are given, checked: errors name the owner, the field, what is expected and what was given."""

import operator
from collections.abc import Callable, Collection, Mapping
from importlib.util import find_spec
from math import isfinite
from numbers import Real
from typing import Any

from optimizers import Rule
from optimizers.program import Unrecorded, taped_step
from surfaces import Surface
from words import listed, say

NUMPY, JAX = ENGINES = ("numpy", "jax")
"""What many runs at once are carried out by; the first is there always."""

GET_JAX = "pip install -r requirements-jax.txt"


def of_kind(owner: str, field: str, value: Any, kind: type, expected: str, *, or_class: bool = False) -> Any:
    """Return a value of a kind, or a class of that kind; ValueError where `value` is neither."""
    if isinstance(value, kind) or (or_class and isinstance(value, type) and issubclass(value, kind)):
        return value
    told = {"owner": owner, "field": field, "expected": expected, "value": value}
    raise ValueError(say("{owner}: {field} must be {expected}, got {value!r}", **told))


def as_rule(owner: str, rule: Any) -> Any:
    """Return a rule, or a class of rules; ValueError where `rule` is neither."""
    return of_kind(owner, "rule", rule, Rule, say("an optimizers.Rule, or a class of them"), or_class=True)


def start_point(owner: str, start: Any) -> tuple[float, float]:
    """Return a point to start from; ValueError where `start` is none."""
    return point(owner, "start", start)


def point(owner: str, field: str, given: Any) -> tuple[float, float]:
    """Return a point; ValueError where `given` is none."""
    try:
        x, y = (float(entry) for entry in given)
    except (TypeError, ValueError):
        x = y = float("nan")
    if not (isfinite(x) and isfinite(y)):
        told = {"owner": owner, "field": field, "value": given}
        raise ValueError(say("{owner}: {field} must be two finite numbers (x, y), got {value!r}", **told))
    return x, y


def whole_number(owner: str, field: str, value: object, at_least: int, at_most: int | None = None) -> int:
    """Return a whole number within its limits; ValueError where `value` is none."""
    try:
        given = operator.index(value)
    except TypeError:
        given = None
    if given is None or isinstance(value, bool) or given < at_least or (at_most is not None and given > at_most):
        told = {"owner": owner, "field": field, "least": at_least, "most": at_most, "value": value}
        if at_most is None:
            raise ValueError(
                say("{owner}: {field} must be a whole number of at least {least:,}, got {value!r}", **told)
            )
        raise ValueError(
            say("{owner}: {field} must be a whole number from {least:,} to {most:,}, got {value!r}", **told)
        )
    return given


def deviation(owner: str, noise: object) -> float:
    """Return the standard deviation of the gradients' noise; ValueError where `noise` is none."""
    if isinstance(noise, bool) or not isinstance(noise, Real) or not isfinite(noise) or noise < 0:
        told = {"owner": owner, "value": noise}
        raise ValueError(say("{owner}: noise must be a finite standard deviation of at least 0, got {value!r}", **told))
    return float(noise)


def rows_a_step(owner: str, surface: Surface, batch_size: object) -> int | None:
    """Return how many rows each step draws, None for all; ValueError where the surface has not so many, or none."""
    if batch_size is None:
        return None
    if surface.rows is None:
        told = {"owner": owner, "surface": surface.name, "value": batch_size}
        raise ValueError(
            say("{owner}: batch_size needs a surface over data, and {surface} has none, got {value!r}", **told)
        )
    return whole_number(owner, "batch_size", batch_size, 1, surface.rows)


def budget(owner: str, evaluations: object) -> int | None:
    """Return how many evaluations a run may make, None for any number; ValueError where it is no such number."""
    return None if evaluations is None else whole_number(owner, "evaluations", evaluations, 1)


def engine_of(owner: str, engine: object, rule: Rule) -> str:
    """Return an engine that runs `rule`; ValueError where there is none such, or where it is not installed."""
    if engine not in ENGINES:
        told = {"owner": owner, "engines": listed(ENGINES, "or"), "value": engine}
        raise ValueError(say("{owner}: engine must be {engines}, got {value!r}", **told))
    if engine == JAX:
        if not find_spec("jax"):
            raise ValueError(say("{owner}: engine jax needs JAX: {command}", owner=owner, command=GET_JAX))
        try:
            taped_step(rule)
        except Unrecorded:
            told = {"owner": owner, "rule": type(rule).__name__}
            text = say("{owner}: engine jax runs rules whose step can be recorded, and that of {rule} cannot", **told)
            raise ValueError(text) from None
    return engine


def draws(owner: str, racers: Collection[str], surface: Surface, noise, batch_size) -> dict[str, dict[str, Any]]:
    """Return name → noise and batch_size of each racer, from one for all or a mapping of those with their own.

    ValueError for a name that is no racer's, and where `deviation` and `rows_a_step` raise it.
    """
    noises = _each(owner, "noise", noise, 0.0, racers, deviation)
    sizes = _each(owner, "batch_size", batch_size, None, racers, lambda whose, size: rows_a_step(whose, surface, size))
    return {name: {"noise": noises[name], "batch_size": sizes[name]} for name in racers}


def _each(owner: str, field: str, given, usual, racers: Collection[str], check: Callable) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        return dict.fromkeys(racers, check(owner, given))
    for name in given:
        if name not in racers:
            told = {"owner": owner, "field": field, "name": name}
            raise ValueError(say("{owner}: {field} must be for racers that take part, got {name!r}", **told))
    return {
        name: check(say("{owner}: racer {name!r}", owner=owner, name=name), given.get(name, usual)) for name in racers
    }
