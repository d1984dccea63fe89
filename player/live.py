"""What the browser needs to run a race itself, so that it follows the hand: programs, each sent once, and the numbers.

The header's `live` tells the race by names, which its `programs` give a meaning where the browser has none yet;
`browser/engine/engine.js` reads both. A racer whose rule has no program is null there.

    surface, table      tapes: `Surface.tapes`, `DataLoss.row_tapes`; a table only where a racer draws rows; one and
                        the same where the mean over all rows is no polynomial
    start, parameters   where all begin; the letters of a typed formula → their numbers, where there are any
    far                 how far from the domain's centre a run has run away
    drawn               the noise at σ = 1: float64, two for each step; where a racer has noise
    rows                those that each step draws in the largest batch: uint8, or uint16 of a table beyond 256 rows
    racers              rule: `optimizers.program.taped`; numbers: of its fields; noise and batch, where there are any;
                        moves: after so many steps it stands still, where it may not evaluate more

What is drawn is little-endian in base 64. A page that has sliders tells of them beside it, in `handles` where the
browser does not know them yet, each (the widget's key, the racer's number or null, the field, its label, its stops),
and in `stops` the number of the stop that each is at; in `own`, by "noise" and "batch_size", the numbers of the racers
that have one of their own, and in `lasting`, by those whose schedule ends with the race, the field of its length and by
how many steps it is shorter. Neither is there where no racer is.
"""

import base64
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from optimizers import Rule
from optimizers.program import Unrecorded, asked, taped, told_numbers
from racing import Race, Run
from racing.axis import COORDINATES, fields, varied_at
from racing.drawn import drawn_noise, mini_batches
from racing.judge import escape
from racing.rates import spec_on
from racing.stops import positions
from surfaces import Surface

DIGITS = 8
"""So many hexadecimal digits tell what is sent from all else that a browser holds at once."""

AHEAD = 1000
"""Noise is drawn ahead for so many steps."""

MOST_ROWS = 250_000
"""So many rows are drawn ahead at most: what a hand comes to beyond waits for the server."""


class Live(NamedTuple):
    """race: the header's `live`. programs: what it names, by name."""

    race: Mapping[str, object]
    programs: Mapping[str, object]

    def header(self, held: Collection[str] = ()) -> dict[str, Mapping[str, object]]:
        """Return the header's fields, without the programs that the browser holds."""
        return {"live": self.race, "programs": {name: each for name, each in self.programs.items() if name not in held}}


def live(race: Race, ahead: bool = False) -> Live:
    """Return what the browser needs to run `race`; ahead: with the draws that a hand may come to next.

    Those are noise where there is none, for more steps, and batches of as many rows as there are: a smaller one takes
    the first of what a larger one draws.
    """
    named = _Names()
    told = {**_ground(race.surface, named), "start": race.start, **_draws(race, ahead, named)}
    told["racers"] = [_racer(race, run, named) for run in race.values()]
    return Live(told, named.programs)


def descents(rules: Iterable[Rule], surface: Surface) -> Live:
    """Return what the browser needs to run rules from any start of a surface, without noise and with all rows."""
    named = _Names()
    told = {**_ground(surface, named), "start": surface.start, "racers": [_ruled(rule, named) for rule in rules]}
    return Live(told, named.programs)


def sliders(race: Race) -> dict[str, list]:
    """Return the header's `handles` and `stops`: a slider for each number of each racer that a browser runs."""
    handles, stops = [], []
    for number, run in enumerate(race.values()):
        if _ruled(run.rule, _Names()) is None:
            continue
        for field in (field for field in fields(run.rule) if field not in COORDINATES):
            varied, spec = varied_at(run.rule, field), spec_on(run.rule, race.surface, field)
            value = attrgetter(varied)(run.rule)
            values = positions(spec, value)
            handles.append([f"{number} {field}", number, varied, spec.label, values])
            stops.append(values.index(value))
    return {"handles": handles, "stops": stops}


class _Names:
    """Names each thing that is sent once; `programs` has what was named, by name."""

    def __init__(self):
        self.programs: dict[str, object] = {}

    def __call__(self, thing: object) -> str:
        name = hashlib.sha256(json.dumps(thing).encode()).hexdigest()[:DIGITS]
        self.programs[name] = thing
        return name


def _ground(surface: Surface, named: _Names) -> dict[str, object]:
    told = {"surface": named(surface.tapes), "far": escape(surface)}
    parameters = getattr(surface, "parameters", None)
    return {**told, "parameters": parameters} if parameters else told


def _draws(race: Race, ahead: bool, named: _Names) -> dict[str, str]:
    surface, told = race.surface, {}
    if any(run.noise for run in race.values()) or (ahead and not surface.rows):
        steps = max(race.steps, AHEAD) if ahead else race.steps
        told["drawn"] = named(_base64(drawn_noise(steps, race.seed, 1.0), "<f8"))
    batch = max(run.batch_size or 0 for run in race.values())
    if ahead and surface.rows:
        batch = max(batch, min(surface.rows, MOST_ROWS // race.steps))
    if batch:
        rows = [*islice(mini_batches(surface.rows, batch, race.seed), race.steps)]
        told["table"] = named(surface.row_tapes)
        told["rows"] = named(_base64(rows, "u1" if surface.rows <= 256 else "<u2"))
    return told


def _ruled(rule: Rule, named: _Names) -> dict[str, object] | None:
    try:
        return {"rule": named(taped(rule)), "numbers": told_numbers(rule)}
    except Unrecorded:
        return None


def _racer(race: Race, run: Run, named: _Names) -> dict[str, object] | None:
    told = _ruled(run.rule, named)
    if told is None:
        return None
    if run.noise:
        told["noise"] = run.noise
    if run.batch_size:
        told["batch"] = run.batch_size
    if race.evaluations is not None:
        told["moves"] = race.evaluations // (asked(run.rule) * (run.batch_size or race.surface.rows or 1))
    return told


def _base64(numbers: ArrayLike, kind: str) -> str:
    return base64.b64encode(np.array(numbers, kind).tobytes()).decode()
