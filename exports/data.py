"""A race as a table and as a file, each of which reads back to the same race.

Numbers are written as Python prints them, which is as few digits as read back to the same float64.
"""

import json
import reprlib
from collections.abc import Iterator
from itertools import zip_longest
from math import isfinite, isnan

import numpy as np

from exports.progress import Progress, told
from exports.table import MARK, NOTHING_NEW, name_cell, settings_of, table_text
from racing import Race, Run
from racing.states import entries_of
from setups.recorded import FORMAT, race_settings, read_race
from words import say

VERSION = 1

MOST_TO_READ = 200_000_000
"""Characters of a file that is still read."""

_HEAD = ("format", "version", "settings")


def race_csv(race: Race, *, progress: Progress | None = None) -> str:
    """Return a `table_text` of a row for each racer and step, with the settings of `race`.

    The gradient and the state are those that led to the step's point: there is no gradient at step 0. A cell is empty
    where there is no such number, nan where a racer had stopped. `progress` is told now and then how many rows are
    written. ValueError where a rule is in no catalogue.
    """
    entries = list(dict.fromkeys(entry for run in race.values() for entry in entries_of(run.state)))
    columns = ["racer", "step", "x", "y", "loss", "gradient_x", "gradient_y", *entries]
    rows = told(_rows(race, entries), len(race) * (race.steps + 1), progress)
    return table_text(_json(_head(race)), columns, rows)


def read_csv(text: str) -> Race:
    """Run the race of a text by `race_csv`, and make sure that it is the one written there.

    ValueError in plain words where the text is no such file, or where its rows are not those that its settings make.
    """
    _check_size("read_csv", text)
    race = _read_head("read_csv", settings_of("read_csv", text), ())[0]
    given, made = (whole.removeprefix(MARK).splitlines() for whole in (text, race_csv(race)))
    for number, (line, expected) in enumerate(zip_longest(given, made), start=1):
        if line is None or expected is None or line.removesuffix(NOTHING_NEW) != expected.removesuffix(NOTHING_NEW):
            found = {"number": number, "expected": expected, "line": line}
            raise ValueError(
                say("read_csv: line {number}: expected what the settings make, {expected!r}, got {line!r}", **found)
            )
    return race


def race_json(race: Race, step: int | None = None, *, progress: Progress | None = None) -> str:
    """Return the settings of `race` and what each racer did; ValueError where a rule is in no catalogue.

    step: the one that the page opens the file at, the last where None. Numbers that JSON has no word for are the texts
    "nan", "inf" and "-inf". `progress` is told how many racers are done.
    """
    racers = {}
    for done, (name, run) in enumerate(race.items()):
        if progress:
            progress(done, len(race))
        racers[name] = _arrays(run)
    return _json({**_head(race, step), "racers": racers})


def read_json(text: str) -> Race:
    """Run the race of a text by `race_json`, and make sure that it is the one written there.

    ValueError in plain words where the text is no such file, or where its numbers are not those that its settings make.
    """
    _check_size("read_json", text)
    race, whole = _read_head("read_json", text.removeprefix(MARK), ("racers",))
    _check_same(race, whole["racers"])
    return race


def _head(race: Race, step: int | None = None) -> dict:
    return {"format": FORMAT, "version": VERSION, "settings": race_settings(race, step)}


def _json(whole: dict) -> str:
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _read_head(reader: str, text: str, further: tuple[str, ...]) -> tuple[Race, dict]:
    """Return the race of a JSON text with settings, and all that the text holds."""
    try:
        whole = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise ValueError(say("{reader}: text: expected a race, got JSON nested too deeply", reader=reader)) from None
    except ValueError as error:
        found = {"reader": reader, "problem": error}
        raise ValueError(say("{reader}: text: expected JSON, got something else: {problem}", **found)) from None
    fields = (*_HEAD, *further)
    if not isinstance(whole, dict) or whole.get("format") != FORMAT or set(whole) != set(fields):
        given = list(whole) if isinstance(whole, dict) else whole
        found = {"reader": reader, "fields": ", ".join(fields), "given": reprlib.repr(given)}
        raise ValueError(say("{reader}: text: expected the fields {fields}, got {given}", **found))
    if whole["version"] != VERSION:
        found = {"reader": reader, "version": VERSION, "given": reprlib.repr(whole["version"])}
        raise ValueError(say("{reader}: version: expected {version}, got {given}", **found))
    return read_race(whole["settings"]), whole


def _rows(race: Race, entries: list[str]) -> Iterator[list]:
    for name, run in race.items():
        for step, numbers in enumerate(_numbers(run, entries)):
            yield [name_cell(name), step, *numbers]


def _numbers(run: Run, entries: list[str]) -> Iterator[list]:
    nowhere, state = [""] * len(run.points), entries_of(run.state)
    slopes = run.gradients.T.tolist() if run.asked["gradients"][-1] else [nowhere[1:]] * 2
    columns = [*run.points.T.tolist(), run.values.tolist(), *(["", *slope] for slope in slopes)]
    columns += [state[entry].tolist() if entry in state else nowhere for entry in entries]
    return ([repr(n) if isinstance(n, float) else n for n in row] for row in zip(*columns, strict=True))


def _arrays(run: Run) -> dict:
    counts = {kind: int(asked[-1]) for kind, asked in run.asked.items()}
    return {
        "points": _listed(run.points),
        "values": _listed(run.values),
        "gradients": _listed(run.gradients),
        "state": {letter: _listed(array) for letter, array in run.state.items()},
        "stopped": run.stopped,
        "evaluations": run.evaluations,
        **({} if run.evaluations == counts["gradients"] else {"asked": counts}),
    }


def _listed(array: np.ndarray) -> list:
    return array.tolist() if np.isfinite(array).all() else [_worded(entry) for entry in array.tolist()]


def _worded(entry):
    if isinstance(entry, list):
        return [_worded(number) for number in entry]
    return entry if isfinite(entry) else "nan" if isnan(entry) else "inf" if entry > 0 else "-inf"


def _check_same(race: Race, written) -> None:
    if not isinstance(written, dict) or list(written) != list(race):
        found = {"names": list(race), "given": reprlib.repr(written)}
        raise ValueError(say("read_json: racers: expected {names}, got {given}", **found))
    for name, run in race.items():
        arrays = _arrays(run)
        if not isinstance(written[name], dict) or set(written[name]) != set(arrays):
            found = {"name": name, "fields": ", ".join(arrays), "given": reprlib.repr(written[name])}
            raise ValueError(say("read_json: {name!r}: expected {fields}, got {given}", **found))
        for field, made in arrays.items():
            if written[name][field] != made:
                found = {"name": name, "field": field}
                raise ValueError(
                    say("read_json: {name!r}: {field}: expected what the settings make, got other numbers", **found)
                )


def _refuse(constant: str) -> float:
    raise ValueError(say("{constant} is no number of JSON", constant=constant))


def _check_size(reader: str, text) -> None:
    if not isinstance(text, str) or len(text) > MOST_TO_READ:
        size = f"{len(text):,}" if isinstance(text, str) else type(text).__name__
        found = {"reader": reader, "most": MOST_TO_READ, "given": size}
        raise ValueError(say("{reader}: text: expected at most {most:,} characters, got {given}", **found))
