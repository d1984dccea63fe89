"""How each setting is written as texts, in an address or a file, and read back: one row for each."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from functools import partial
from types import MappingProxyType

import surfaces
from figures import STYLES, styles
from figures.theme import next_style
from optimizers import Hyperparameter
from racing import suited_values
from racing.axis import COORDINATES
from setups.entrants import BATCH, named
from setups.explored_rows import EXPLORED
from setups.limits import MAX_RACERS, MAX_STEPS
from setups.own_data import DATA
from setups.racers import in_full, read_racer, write_racer
from setups.row import Partly, Row, chosen, note, one, read_number, read_numbers, read_whole
from setups.setup import (
    CONDITIONS,
    EVALUATIONS,
    FIRST_SURFACE,
    PARAMETERS,
    SIDES,
    TYPED,
    Formula,
    Racer,
    Setup,
    first_racers,
    sides,
    suggested_start,
)
from setups.shown_rows import SHOWN
from words import say


def _written_surface(setup: Setup) -> list[str]:
    return [] if setup.formula or setup.data or setup.surface == FIRST_SURFACE else [setup.surface]


def _surface(setup: Setup, texts: Sequence[str]) -> Setup:
    return replace(setup, surface=chosen(surfaces.key_of(one(texts)), list(surfaces.CATALOGUE)))


def _formula(setup: Setup, texts: Sequence[str]) -> Setup:
    return replace(setup, surface=TYPED, formula=Formula.typed(one(texts)))


def _parameter(letter: str) -> Row:
    spec = PARAMETERS[letter]

    def read_one(setup: Setup, texts: Sequence[str]) -> Setup:
        if letter not in setup.letters:
            if spec.help:
                raise ValueError(say("expected a surface with a dial for {letter}, got none", letter=letter))
            raise ValueError(say("expected a formula with {letter} in it, got none", letter=letter))
        return setup.with_letter(letter, spec.check(say("Surface"), letter, read_number(one(texts))))

    def write_one(setup: Setup) -> list[str]:
        value = setup.letters.get(letter)
        return [] if value is None else _unless(value, spec.default)

    told = {"letter": letter, "default": spec.default}
    help = say("A number for {letter} in it; {default:g} by default.", **told)
    if spec.help:
        help = say("{help} Of a surface with dials; {default:g} by default.", help=spec.help, default=spec.default)
    return Row(letter, write_one, read_one, help, "N")


def _domain(setup: Setup, texts: Sequence[str]) -> Setup:
    if setup.formula is None:
        raise ValueError(say("expected a formula beside it, got none"))
    ends = read_numbers(one(texts), say("four numbers such as -5,5,-5,5"), len(SIDES))
    domain = {side: SIDES[side].check(say("Domain"), side, end) for side, end in zip(SIDES, ends, strict=True)}
    bounded = sides(domain)
    checked = {side: bounded[side].check(say("Domain"), side, end) for side, end in domain.items()}
    return replace(setup, formula=setup.formula.with_ends(checked))


def _written_domain(setup: Setup) -> list[str]:
    domain = setup.formula and setup.formula.domain
    return [] if domain in (None, Formula.domain) else [_ends(domain)]


def _ends(domain: Sequence[Sequence[float]]) -> str:
    return ",".join(in_full(end) for side in domain for end in side)


def _written_start(setup: Setup) -> list[str]:
    return [] if setup.start == suggested_start(setup.descended) else [",".join(map(in_full, setup.start))]


def _start(setup: Setup, texts: Sequence[str]) -> Setup:
    pair = read_numbers(one(texts), say("two numbers such as 1,1.5"), 2)
    checked = (CONDITIONS[field].check(say("Race"), field, pair[i]) for field, i in COORDINATES.items())
    return replace(setup, start=tuple(checked))


def _condition(field: str, spec: Hyperparameter) -> Row:
    def read_one(setup: Setup, texts: Sequence[str]) -> Setup:
        value = spec.check(say("Race"), field, read_number(one(texts)))
        if field == "noise" and setup.descended.rows is not None:
            raise ValueError(say("expected a surface that is not over data beside it, got one that is"))
        return replace(setup, **{field: value})

    help = say("{help} {default:g} by default.", help=spec.help, default=spec.default)
    return Row(field, lambda setup: _unless(getattr(setup, field), spec.default), read_one, help, "N")


def _batch(setup: Setup, texts: Sequence[str]) -> Setup:
    if setup.descended.rows is None:
        raise ValueError(say("expected a surface over data beside it, got another"))
    return replace(setup, batch_size=read_whole(one(texts), 1, setup.descended.rows))


def _evaluations(setup: Setup, texts: Sequence[str]) -> Setup:
    return replace(setup, evaluations=read_whole(one(texts), EVALUATIONS.at_least, EVALUATIONS.at_most))


def _unless(value: float, default: float) -> list[str]:
    return [] if value == default else [in_full(value)]


def _written_racers(setup: Setup) -> list[str]:
    texts = [write_racer(racer) for racer in setup.racers]
    if setup.formula or setup.dials:  # whose rates would be sought anew at every move of a letter's slider
        return texts
    return [] if texts == [write_racer(racer) for racer in first_racers(setup.descended)] else texts


def _racers(most_steps: int | None, setup: Setup, texts: Sequence[str]) -> Setup:
    entrants, notes = [], []
    for text in texts[:MAX_RACERS]:
        try:
            entrant = read_racer(text).suited_to(setup.descended)
            if most_steps is not None and entrant.warm_up > most_steps:
                found = {"owner": entrant.rule, "most": most_steps, "value": entrant.warm_up}
                raise ValueError(say("{owner}: warm_up must be at most {most}, got {value}", **found))
            named([*entrants, entrant])
            entrants.append(entrant)
        except ValueError as problem:
            notes.append(note("racer", problem))
    if len(texts) > MAX_RACERS:
        told = say("expected at most {most}, got {count}", most=MAX_RACERS, count=len(texts))
        notes.append(note("racer", told))
    racers: list[Racer] = []
    for name, entrant in named(entrants).items():
        style = next_style(entrant.kind, [racer.style for racer in racers])
        known = {"card": len(racers) + 1, "suited": suited_values(entrant.plain, setup.descended)}
        own = {field.name: getattr(entrant, field.name) for field in fields(entrant)}
        racers.append(Racer(**{**own, "name": name}, style=style, **known))
    found = replace(setup, racers=tuple(racers)) if racers else setup
    if notes:
        raise Partly(found, notes)
    return found


def _written_styles(setup: Setup) -> list[str]:
    own = [racer.style for racer in setup.racers]
    usual = styles([racer.kind for racer in setup.racers])
    return [] if tuple(STYLES[style] for style in own) == usual else [",".join(map(str, own))]


def _styles(setup: Setup, texts: Sequence[str]) -> Setup:
    numbers = [read_whole(part, 0, len(STYLES) - 1) for part in one(texts).split(",")]
    if len(numbers) != len(setup.racers):
        found = {"racers": len(setup.racers), "given": len(numbers)}
        raise ValueError(say("expected one for each of {racers} racers, got {given}", **found))
    pairs = zip(setup.racers, numbers, strict=True)
    return replace(setup, racers=tuple(replace(racer, style=style) for racer, style in pairs))


def _written_off(setup: Setup) -> list[str]:
    off = [str(place) for place, racer in enumerate(setup.racers, start=1) if not racer.on]
    return [",".join(off)] if off else []


def _off(setup: Setup, texts: Sequence[str]) -> Setup:
    off = {read_whole(part, 1, len(setup.racers)) for part in one(texts).split(",")}
    if len(off) == len(setup.racers):
        raise ValueError(say("expected at least one racer that takes part, got none"))
    racers = enumerate(setup.racers, start=1)
    return replace(setup, racers=tuple(replace(racer, on=place not in off) for place, racer in racers))


GROUND: tuple[Row, ...] = (
    Row("surface", _written_surface, _surface, say("What is descended; {key} by default.", key=FIRST_SURFACE), "KEY"),
    Row(
        "f",
        lambda setup: [setup.formula.text] if setup.formula else [],
        _formula,
        say("A surface of your own in x and y, such as 'x^2 + a y^2'."),
        "TEXT",
        option="formula",
    ),
    *map(_parameter, PARAMETERS),
    Row(
        "domain",
        _written_domain,
        _domain,
        say("The part of it to show; {ends} by default.", ends=_ends(Formula.domain)),
        "X0,X1,Y0,Y1",
    ),
    *DATA,
)
"""What is descended. These rows lean on each other, so the surface is made once all are read."""


def runs(most_steps: int | None = MAX_STEPS) -> tuple[Row, ...]:
    """Return the rows of the rest, for races of at most so many steps; a row may lean on what those before it read."""
    conditions = {**CONDITIONS, "steps": replace(CONDITIONS["steps"], at_most=most_steps)}
    return (
        Row("start", _written_start, _start, say("Where all begin; by default the surface's own start."), "X,Y"),
        *(_condition(field, conditions[field]) for field in ("steps", "seed", "noise")),
        Row(
            "batch",
            lambda setup: [str(setup.batch_size)] if setup.batch_size else [],
            _batch,
            say("{help} All by default.", help=BATCH.help),
            "ROWS",
        ),
        Row(
            "evaluations",
            lambda setup: [str(setup.evaluations)] if setup.evaluations else [],
            _evaluations,
            say("{help} As many as its steps take by default.", help=EVALUATIONS.help),
            "N",
        ),
        Row(
            "racer",
            _written_racers,
            partial(_racers, most_steps),
            say("A rule and its settings, once for each racer; those of the page by default."),
            "RULE ...",
        ),
        Row("styles", _written_styles, _styles),
        Row("off", _written_off, _off),
        *SHOWN,
        *EXPLORED,
    )


TABLE = (*GROUND, *runs())
"""Every setting, in the order that addresses have them."""

_OF_A_GROUND = (*(row.key for row in GROUND), "start", "noise", "batch")

LEANING: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "surface": _OF_A_GROUND,
        "f": _OF_A_GROUND,
        "data": _OF_A_GROUND,
        **dict.fromkeys(("model", "x", "y"), ("start", "batch")),
        "steps": ("step",),
        "racer": ("styles", "off", "of", "across", "along"),
    }
)
"""Row → those that mean nothing any more once it says something else."""

USUAL: Mapping[str, Sequence[str]] = MappingProxyType(
    {"surface": [FIRST_SURFACE], "steps": [in_full(CONDITIONS["steps"].default)]}
)
"""What such a row says where it is left out."""
