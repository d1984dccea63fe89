"""Setup as an address, and as a small file; `setups.rows` says how each setting is written and read back.

What has its default is left out. What is unknown or wrong falls back by itself, with a note, and the rest stands.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import parse_qs, quote_plus

from racing.commands import closest
from setups import races, recorded
from setups.limits import MAX_STEPS
from setups.own_data import DATA, fitted, reference
from setups.racers import read_racer, write_racer
from setups.row import Partly, Row, chosen, note, one
from setups.rows import GROUND, LEANING, TABLE, USUAL, runs
from setups.setup import EXPLORE, OWN_DATA, TYPED, Formula, Setup, first_setup, opened_on
from words import say

FORMAT = "Descent Derby settings"
VERSION = 1
MOST_CHARACTERS = 20_000_000
"""Characters of a file that is still read."""

NEAR = 0.8
"""How like a setting's name another must be, from 0 to 1, to be told as a slip; any other is none of ours."""

_PLAIN = ",()*'/:=@!$;"


RACE = "race"
"""The key that opens a ready-made race; what stands beside it changes that race."""

TAUGHT: Mapping[str, Mapping[str, races.ReadyMade]] = MappingProxyType(
    {"lesson": races.CATALOGUE, "challenge": races.CHALLENGES}
)
"""Keys that open a race with a panel beside it, fields of a setup → the races by key.

What stands beside one changes its race; where that says what is descended, it is the whole of another race.
"""

_DRAGGED = ["drag"]
"""What was explored where nothing said what, while a value was dragged in a place of its own."""

BESIDE = ("step", "lang")
"""Keys of what is none of a ready-made race's, so that it is still that race with them."""

_BESIDE_RACES = ("view", "look", "chart", "step", "explored", "language", *TAUGHT)
FOLDED = MappingProxyType({RACE: races.CATALOGUE, **TAUGHT})
"""Keys that stand for a race's rows → those races by key."""

_PANELS = dict.fromkeys(TAUGHT)


def write(setup: Setup) -> dict[str, list[str]]:
    """Return key → texts of all that is not as it would be without them."""
    told = {row.key: list(texts) for row in TABLE if (texts := row.write(setup))}
    beside = {key: told[key] for key in BESIDE if key in told}
    plain = replace(setup, step=None, language=None, **_PANELS)
    for field in TAUGHT:
        if key := getattr(setup, field):
            whole = told if {"f", OWN_DATA} & {*told} else {"surface": [setup.surface], **told}
            return {field: [key], **(beside if plain == folded(field, key) else whole)}
    race = race_of(setup)
    if race is None or ready_made(race) != plain:
        return told
    return {RACE: [race], **beside}


def read(texts: Mapping[str, Sequence[str]], most_steps: int | None = MAX_STEPS) -> tuple[Setup, list[str]]:
    """Return the setup that key → texts describe, and a note for each that had to fall back.

    most_steps: of a race, and of a warm-up; any number where None.
    """
    notes: list[str] = []
    texts, was_dragged = _raced(texts)
    known = [row.key for row in TABLE]
    strangers = [key for key in texts if key not in (*known, *FOLDED)]
    panels = {}
    for field, catalogue in FOLDED.items():
        try:
            if texts.get(field):
                panels[field] = chosen(one(texts[field]), list(catalogue))
            texts = _unfolded(texts, field)
        except ValueError as problem:
            notes.append(note(field, problem))
    texts, more = _without_lost(texts)
    notes += more
    setup, more = _read_rows(first_setup(), texts, GROUND)
    notes += more
    setup, more = _grounded(setup)
    notes += more
    setup, more = _read_rows(setup, texts, runs(most_steps))
    notes += more
    setup = replace(setup, **{field: key for field, key in panels.items() if field in TAUGHT})
    if was_dragged:
        setup = replace(setup, focus=setup.explored_racer.name)
    return setup, notes + [slip for key in strangers for slip in _slip(key, [*known, *FOLDED])]


def ready_made(key: str) -> Setup:
    """Return the setup of a ready-made race; KeyError naming the closest keys."""
    if not isinstance(key, str) or key not in races.CATALOGUE:
        found = {"closest": closest(str(key), races.CATALOGUE), "given": key}
        raise KeyError(say("setups.ready_made: key: expected one such as {closest}, got {given!r}", **found))
    return folded(RACE, key)


@lru_cache(maxsize=64)
def folded(field: str, key: str) -> Setup:
    """Return the race that `RACE` or a field of `TAUGHT` opens, alone."""
    return read(FOLDED[field][key].rows)[0]


def race_of(setup: Setup) -> str | None:
    """Return the key of the ready-made race that `setup` shows, in whatever view and look; None where it is another."""
    ground = (setup.surface, setup.formula)
    for key in races.CATALOGUE:
        if _ground(key) == ground:  # the others need not be made
            made = ready_made(key)
            shown = {field: getattr(made, field) for field in _BESIDE_RACES}
            if made == replace(setup, **shown):
                return key
    return None


def query(setup: Setup) -> str:
    """Return `setup` as the part of an address after its question mark, without rows of data."""
    texts = write(setup) | ({OWN_DATA: [reference(setup.data.table)]} if setup.data else {})
    pairs = ((key, text) for key, listed in texts.items() for text in listed)
    return "&".join(f"{key}={quote_plus(text, safe=_PLAIN)}" for key, text in pairs)


def asked(address: str) -> dict[str, list[str]]:
    """Return key → texts of an address, or of the part of one after its question mark alone."""
    _, mark, query = address.partition("?")
    return parse_qs((query if mark or "://" in address else address).partition("#")[0], keep_blank_values=True)


def save(setup: Setup) -> str:
    """Return `setup` as the text of a small JSON file."""
    whole_file = {"format": FORMAT, "version": VERSION, "settings": write(setup)}
    return json.dumps(whole_file, ensure_ascii=False, indent=2) + "\n"


def load(text: str) -> tuple[Setup, list[str]]:
    """Return what `read` makes of the `texts_of` a file."""
    return read(texts_of(text))


def texts_of(text: str) -> dict[str, list[str]]:
    """Return key → texts of a text by `save`, or of a race's JSON file; ValueError where it is neither."""
    if len(text) > MOST_CHARACTERS:
        found = {"most": MOST_CHARACTERS, "count": len(text)}
        raise ValueError(say("settings: expected at most {most:,} characters, got {count:,}", **found))
    try:
        whole_file = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise ValueError(say("settings: expected the JSON of saved settings, got something else")) from None
    if not isinstance(whole_file, dict) or whole_file.get("format") not in (FORMAT, recorded.FORMAT):
        raise ValueError(say("settings: expected a file with the format {format!r}, got another", format=FORMAT))
    if whole_file.get("version") != VERSION:
        found = {"version": VERSION, "given": whole_file.get("version")}
        raise ValueError(say("settings: expected version {version}, got {given!r:.40}", **found))
    texts = whole_file.get("settings")
    if whole_file["format"] == recorded.FORMAT:
        texts = recorded.recorded_texts(texts)
    if not isinstance(texts, dict) or not all(map(_is_texts, texts.values())):
        raise ValueError(say("settings: expected a list of texts for each setting, got something else"))
    return texts


def changed(base: Mapping[str, Sequence[str]], texts: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return key → texts of `base` with `texts` in their place, without what leaned on a row that is another now."""
    with suppress(ValueError):  # what is no race is told once it is read
        for field in FOLDED:
            base = _unfolded(base, field)
    own = next(({"surface": [kind]} for key, kind in (("f", TYPED), (OWN_DATA, OWN_DATA)) if key in base), {})
    said = {**USUAL, **own, **base}
    others = [key for key in texts if texts[key] != said.get(key)]
    gone = {leaning for key in others for leaning in LEANING.get(key, ())}
    kept = {key: listed for key, listed in base.items() if key not in gone}
    if "racer" in kept and {"surface", "f", OWN_DATA} & {*others}:
        kept["racer"] = list(map(_undrawn, kept["racer"]))
    return {**kept, **texts}


def _slip(key: str, known: Sequence[str]) -> list[str]:
    """Return a note where a key is like a `known` one: others are what sites, mails and hosts add to addresses."""
    near = get_close_matches(key.lower(), known, cutoff=NEAR) if key.isprintable() and not key.startswith("_") else []
    found = say("no setting of that name; closest: {closest}", closest=", ".join(near))
    return [note(key[:40], found)] if near else []


def _raced(texts: Mapping[str, Sequence[str]]) -> tuple[Mapping[str, Sequence[str]], bool]:
    """Return the texts of an address of a value that was dragged as those of its race; and whether that was seen.

    The race follows what is dragged by itself since; who was dragged stands out.
    """
    if list(texts.get("explore", _DRAGGED)) != _DRAGGED:
        return texts, False
    was_seen = list(texts.get("view", ())) == [EXPLORE]
    gone = ("explore", "vary", "view") if was_seen else ("explore", "vary")
    return {key: each for key, each in texts.items() if key not in gone}, was_seen


def _unfolded(texts: Mapping[str, Sequence[str]], field: str) -> Mapping[str, Sequence[str]]:
    """Return `texts` with the rows of the race that a key of `FOLDED` names in its place; ValueError for none."""
    if not texts.get(field):
        return texts
    beside = {key: listed for key, listed in texts.items() if key != field}
    if field in TAUGHT and {"surface", "f", OWN_DATA, RACE} & {*beside}:
        return beside
    return changed(FOLDED[field][chosen(one(texts[field]), list(FOLDED[field]))].rows, beside)


def _without_lost(texts: Mapping[str, Sequence[str]]) -> tuple[Mapping[str, Sequence[str]], list[str]]:
    """Return `texts` without data whose rows are not there and all that leans on them, and a note of what is gone."""
    _, notes = _read_rows(first_setup(), texts, DATA[:1])
    gone = {OWN_DATA, "racer", *LEANING[OWN_DATA], *LEANING["racer"]} if notes else {}
    return {key: listed for key, listed in texts.items() if key not in gone}, notes


def _undrawn(text: str) -> str:
    """Return a racer's text without noise and batch of its own, which are for its surface; any other as it is."""
    try:
        return write_racer(replace(read_racer(text), noise=None, batch_size=None))
    except ValueError:
        return text


def _read_rows(setup: Setup, texts: Mapping[str, Sequence[str]], rows: Sequence[Row]) -> tuple[Setup, list[str]]:
    notes: list[str] = []
    for row in rows:
        if given := list(texts.get(row.key, ())):
            try:
                setup = row.read(setup, given)
            except Partly as found:
                setup = found.setup
                notes += found.notes
            except ValueError as problem:
                notes.append(note(row.key, problem))
    return setup, notes


@lru_cache(maxsize=64)
def _ground(key: str) -> tuple[str, Formula | None]:
    """Return what a ready-made race descends, which is told sooner than the rates that suit it."""
    setup, _ = _read_rows(first_setup(), races.CATALOGUE[key].rows, GROUND)
    return setup.surface, setup.formula


def _grounded(setup: Setup) -> tuple[Setup, list[str]]:
    """Return what the surface opens with, once a formula has its numbers and its domain.

    Where there is no surface, it falls back to the usual numbers and domain, then to no formula.
    """
    try:
        return opened_on(setup.surface, setup.formula, setup.data, **setup.dials), []
    except ValueError as problem:
        notes = [note(OWN_DATA if setup.data else "f", problem)]
    try:
        if setup.data:
            return opened_on(OWN_DATA, data=fitted(setup.data.table)), notes
        return opened_on(TYPED, Formula.typed(setup.formula.text)), notes
    except ValueError:
        return first_setup(), notes


def _is_texts(texts) -> bool:
    return isinstance(texts, list) and all(isinstance(text, str) for text in texts)
