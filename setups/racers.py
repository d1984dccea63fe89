"""A racer as a line of text: `Adam learning_rate=0.1 beta2=1/3 name="slow Adam" schedule=Cosine(steps=300) warm_up=20`.

A rule, then fields of it in any order. A value is a number or a fraction; for a switch, true or false. `schedule` bends
the learning rate, to the end of the race where its `steps` are left out; `warm_up` counts the steps of a rise before
it. `noise=0.5` and `batch=10` are its own, where the others have those of the race. `name` may stand in quotes, which
count as part of it where they stand twice. What a surface measures, the learning rate above all, suits it where it is
left out. A field that holds a rule takes its name, and that rule's fields follow after a dot: `Lookahead inner=Adam
inner.beta1=0.8`.
Nothing is evaluated.
"""

import re
from collections.abc import Mapping, Sequence

import optimizers
from optimizers import Rule, declarations, rate_field, schedules, suited_fields
from optimizers.hyperparameters import Spec
from optimizers.numbers import whole
from optimizers.texts import Value, read_value, rule_around
from racing.commands import closest
from setups.entrants import BATCH, LENGTH, NO_SCHEDULE, NOISE, Entrant, default_values
from setups.names import checked_name
from words import say

MOST_WARM_UP = 10**6

_RULE = re.compile(r"\s*(\w+)(?=\s|$)")
_FIELD = re.compile(r"""\s+([\w.]+)=((?:"[^"]*")+|(?:'[^']*')+|\w+\([^()]*\)|[^\s"'()]+)(?=\s|$)""")
_BESIDE = ("name", "schedule", "warm_up", "noise", "batch")
"""What a text may give beside the rule's own fields."""

_CALL = re.compile(r"(\w+)(?:\(([^()]*)\))?")


def read_racer(text: str) -> Entrant:
    """Return the racer that `text` describes; ValueError saying what is wrong with it."""
    plain, given = _parts(text)
    name, schedule, warm_up, noise, batch = (given.pop(field, None) for field in _BESIDE)
    owner, specs, suited = type(plain).__name__, declarations(plain), suited_fields(plain)
    schedule, schedule_values = (NO_SCHEDULE, {}) if schedule is None else _schedule(schedule, owner)
    racer = Entrant(
        name=None if name is None else checked_name(owner, name),
        rule=owner,
        values={
            field: read_value(owner, field, given[field], specs[field]) if field in given else default
            for field, default in default_values(plain).items()
            if field in given or field not in suited
        },
        schedule=schedule,
        schedule_values=schedule_values,
        warm_up=0 if warm_up is None else _warm_up(owner, warm_up),
        noise=None if noise is None else read_value(owner, "noise", noise, NOISE),
        batch_size=None if batch is None else read_value(owner, "batch", batch, BATCH),
    )
    racer.build()
    return racer


def write_racer(racer: Entrant) -> str:
    """Return the text that `read_racer` reads back to the same racer: what suits its surface, and what is not usual."""
    parts = [racer.rule, *_written(racer.values, declarations(racer.plain), racer.suited_fields)]
    if racer.schedule != NO_SCHEDULE:
        inside = _written(racer.schedule_values, schedules.CATALOGUE[racer.schedule].hyperparameters(), (LENGTH,))
        parts.append(f"schedule={racer.schedule}" + (f"({','.join(inside)})" if inside else ""))
    if racer.warm_up:
        parts.append(f"warm_up={racer.warm_up}")
    drawn = {"noise": racer.noise, "batch": racer.batch_size}
    parts += [f"{field}={in_full(value)}" for field, value in drawn.items() if value is not None]
    if racer.name not in (None, racer.kind.title):
        plain = re.fullmatch(r"[^\s\"'()]+", racer.name)
        parts.append(f"name={racer.name}" if plain else f"""name="{racer.name.replace('"', '""')}\"""")
    return " ".join(parts)


def _parts(text: str) -> tuple[Rule, dict[str, str]]:
    """Return the rule at its defaults, around the rules within it that are chosen, and the texts of all fields."""
    start = _RULE.match(text)
    if not start:
        raise ValueError(say("expected a rule, then field=value, got {given!r}", given=text[:60]))
    try:
        rule = optimizers.get(start[1])
    except KeyError as problem:
        raise ValueError(problem.args[0]) from None
    given = _fields(rule.__name__, text[start.end() :])
    plain = rule_around(rule, given)
    rated = rate_field(plain) is not None
    known = [*declarations(plain), *(field for field in _BESIDE if rated or field not in ("schedule", "warm_up"))]
    for field in given:
        if field not in known:
            found = {"owner": rule.__name__, "field": field[:40], "closest": closest(field, known)}
            raise ValueError(say("{owner}: no field {field!r}; closest: {closest}", **found))
    return plain, given


def _fields(owner: str, text: str) -> dict[str, str]:
    fields, at, text = {}, 0, text.rstrip()
    while at < len(text):
        found = _FIELD.match(text, at)
        if not found:
            rest = text[at:].strip()[:60]
            raise ValueError(say("{owner}: expected field=value, got {given!r}", owner=owner, given=rest))
        field, given = found.groups()
        if field in fields:
            raise _twice(owner, field)
        fields[field] = _unquoted(given)
        at = found.end()
    return fields


def _twice(owner: str, field: str) -> ValueError:
    return ValueError(say("{owner}: {field} must be given once, got it twice", owner=owner, field=field))


def _unquoted(given: str) -> str:
    quote = given[0]
    return given[1:-1].replace(quote * 2, quote) if quote in "\"'" else given


def _warm_up(owner: str, given: str) -> int:
    try:
        steps = whole(given)
    except ValueError as problem:
        raise ValueError(say("{owner}: warm_up must be {problem}", owner=owner, problem=problem)) from None
    if not 0 <= steps <= MOST_WARM_UP:
        found = {"owner": owner, "most": MOST_WARM_UP, "value": steps}
        raise ValueError(say("{owner}: warm_up must be at least 0 and at most {most}, got {value}", **found))
    return steps


def _schedule(text: str, owner: str) -> tuple[str, dict[str, float]]:
    """Return a schedule's key and the values of its fields, the initial rate left out."""
    call = _CALL.fullmatch(text)
    if not call or call[1] not in schedules.CHOICES:
        near = closest(call[1] if call else "", schedules.CHOICES)
        found = {"owner": owner, "closest": near, "given": text[:40]}
        wrong = say(
            "{owner}: schedule must be one such as Cosine(steps=300), closest: {closest}, got {given!r}", **found
        )
        raise ValueError(wrong)
    name, inside = call[1], call[2] or ""
    declared = {
        field: spec for field, spec in schedules.CATALOGUE[name].hyperparameters().items() if field != "initial"
    }
    values = {}
    for part in filter(None, map(str.strip, inside.split(","))):
        field, _, given = map(str.strip, part.partition("="))
        if field not in declared:
            found = {"owner": name, "field": field[:40], "closest": closest(field, declared) or say("none")}
            wrong = say("{owner}: no field {field!r}; closest: {closest} (the initial rate is learning_rate)", **found)
            raise ValueError(wrong)
        if field in values:
            raise _twice(name, field)
        values[field] = read_value(name, field, given, declared[field])
    return name, {
        field: values.get(field, spec.default) for field, spec in declared.items() if field in values or field != LENGTH
    }


def in_full(value: float) -> str:
    """Return `value` in as few digits as read back to the same float64; a whole number beyond those is none."""
    return repr(float(value)).removesuffix(".0")


def _written(values: Mapping[str, Value], specs: Mapping[str, Spec], always: Sequence[str]) -> list[str]:
    return [
        f"{field}={_text(value)}"
        for field, value in values.items()
        if field in always or _text(value) != _text(specs[field].default)
    ]


def _text(value: Value | Rule) -> str:
    if isinstance(value, Rule):
        return type(value).__name__
    return value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else in_full(value)
