"""What many runs showed, as tables: maps, basins, seeds, tuning.

Each text is a `table_text` with a row for each run. Numbers are written as Python prints them, which is as few digits
as read back to the same float64. A cell is empty where there is no such number.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite

import numpy as np

from exports.progress import Progress, told
from exports.table import name_cell, table_text
from figures.plots import GONE
from racing import Axis, Basins, Ending, Map, Seeds, Tuned
from racing.basins import DIVERGED, ELSEWHERE, MOVING
from setups.described import rule_settings, surface_settings
from surfaces import Surface

FORMAT = "Descent Derby {}"
VERSION = 1


def map_csv(
    found: Map,
    *,
    start: tuple[float, float],
    steps: int,
    seed: int = 0,
    noise: float = 0.0,
    batch_size: int | None = None,
    progress: Progress | None = None,
) -> str:
    """Return a row for each cell: both values, how the run ended; the keywords are what `racing.map_two` was given.

    `progress` is told now and then how many rows are written.
    loss: the last finite one, empty where the start has none. ending_step: its first step. rest_x, rest_y: the critical
    point that it rests at.
    """
    made = {
        "surface": surface_settings(found.surface),
        "rule": rule_settings(found.rule),
        "across": str(found.across),
        "along": str(found.along),
        **_run(start, steps, noise, batch_size),
        "seed": seed,
    }
    columns = ["loss", "steps_to_tolerance", "ending", "ending_step", "rest_x", "rest_y", "end_x", "end_y"]
    rows = told(_map_rows(found), found.across.count * found.along.count, progress)
    return _table("map", made, [found.across.field, found.along.field, *columns], rows)


def _map_rows(found: Map) -> Iterator[list]:
    outcomes, across, along = found.outcomes, found.across.values().tolist(), found.along.values().tolist()
    reached, ends = outcomes.steps_to_tolerance.tolist(), outcomes.points.tolist()
    for i, loss in enumerate(outcomes.values.tolist()):
        row, column = divmod(i, len(across))
        verdict = outcomes.verdict(i)
        rest = verdict.point or ("", "")
        yield [across[column], along[row], loss, _or_empty(reached[i]), verdict.ending, verdict.step, *rest, *ends[i]]


def basins_csv(found: Mapping[str, Basins], *, steps: int, progress: Progress | None = None) -> str:
    """Return a row for each racer and start: the target it rests at, or how else it ended, and since which step.

    `progress` is told now and then how many rows are written.
    """
    first = next(iter(found.values()))
    targets = first.targets.tolist()
    made = {
        "surface": surface_settings(first.surface),
        "racers": _racers({name: basins.rule for name, basins in found.items()}),
        "targets": targets,
        "start_x": _grid("start_x", first.across),
        "start_y": _grid("start_y", first.along),
        "steps": steps,
    }
    columns = ["racer", "start_x", "start_y", "ending", "target_x", "target_y", "step", "end_x", "end_y"]
    starts = len(first.across) * len(first.along)
    return _table("basins", made, columns, told(_basins_rows(found), len(found) * starts, progress))


def _basins_rows(found: Mapping[str, Basins]) -> Iterator[list]:
    words = {DIVERGED: GONE, MOVING: Ending.MOVING, ELSEWHERE: "at rest elsewhere"}
    for name, basins in found.items():
        cell, targets, across = name_cell(name), basins.targets.tolist(), basins.across.tolist()
        for y, *row in zip(basins.along.tolist(), basins.labels, basins.steps, basins.points, strict=True):
            for x, label, step, end in zip(across, *(column.tolist() for column in row), strict=True):
                target = targets[label] if label >= 0 else ("", "")
                ending = words.get(label, "at rest")
                yield [cell, x, y, ending, *target, _or_empty(step), *end]


def seeds_csv(
    found: Mapping[str, Seeds],
    *,
    noise: float | Mapping[str, float] = 0.0,
    batch_size: int | Mapping[str, int | None] | None = None,
) -> str:
    """Return a row for each racer and seed: where its run ended, its last finite loss, and when it stopped."""
    first = next(iter(found.values())).paths
    made = {
        "surface": surface_settings(first.surface),
        "racers": _racers({name: seeds.paths.rule for name, seeds in found.items()}),
        **_run(first.points[0, 0].tolist(), first.points.shape[1] - 1, noise, batch_size),
        "seeds": _whole(next(iter(found.values())).seeds),
    }
    rows = (
        [name_cell(name), seed, *seeds.ends[i].tolist(), float(seeds.paths.values[i, -1]), _or_empty(int(stopped))]
        for name, seeds in found.items()
        for i, (seed, stopped) in enumerate(zip(seeds.seeds, seeds.paths.stopped, strict=True))
    )
    return _table("seeds", made, ["racer", "seed", "end_x", "end_y", "loss", "stopped"], rows)


def tuning_csv(
    tuned: Mapping[str, Tuned],
    surface: Surface,
    *,
    start: tuple[float, float],
    steps: int,
    noise: float | Mapping[str, float] = 0.0,
    batch_size: int | Mapping[str, int | None] | None = None,
) -> str:
    """Return a row for each racer, setting and field that was varied in it: medians over seeds, and which was chosen.

    setting: the number of it, from 0. loss: empty where lost, or where the domain was left. steps_to_tolerance: empty
    where never, and evaluations where each run was given so many. runs: how many the medians are of. The keywords are
    what `racing.tune` was given.
    """
    first = next(iter(tuned.values()))
    made = {
        "surface": surface_settings(surface),
        "racers": _racers({name: found.rule for name, found in tuned.items()}),
        "criterion": str(first.criterion),
        **_run(start, steps, noise, batch_size),
        **({} if first.evaluations is None else {"evaluations": first.evaluations}),
        "seeds": _whole(first.seeds),
    }
    columns = ["racer", "setting", "field", "value", "loss", "steps_to_tolerance", "runs", "chosen"]
    return _table("tuning", made, columns, _tuning_rows(tuned))


def _tuning_rows(tuned: Mapping[str, Tuned]) -> Iterator[list]:
    for name, found in tuned.items():
        for i, (loss, taken) in enumerate(zip(found.losses.tolist(), found.steps.tolist(), strict=True)):
            became = [loss, taken if isfinite(taken) else "", len(found.seeds), int(i == found.best)]
            yield from ([name_cell(name), i, field, value, *became] for field, value in found.setting(i).items())


def _table(kind: str, made: Mapping, columns: Sequence[str], rows: Iterable[Sequence]) -> str:
    head = {"format": FORMAT.format(kind), "version": VERSION, "settings": made}
    settings = json.dumps(head, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return table_text(settings, columns, (list(map(_written, row)) for row in rows))


def _written(cell) -> object:
    if not isinstance(cell, float):
        return cell
    return repr(cell) if isfinite(cell) else ""


def _run(start, steps: int, noise, batch_size) -> dict:
    x, y = start
    return {"start": [float(x), float(y)], "steps": steps, "noise": noise, "batch_size": batch_size}


def _racers(rules: Mapping) -> list[dict]:
    return [{"name": name, **rule_settings(rule)} for name, rule in rules.items()]


def _grid(field: str, values: np.ndarray) -> str:
    return str(Axis(field, values[0], values[-1], len(values)))


def _whole(seeds: Sequence[int]) -> list[int]:
    return [int(seed) for seed in seeds]


def _or_empty(step: int) -> int | str:
    return "" if step < 0 else step
