"""The sweep's command line: what may be asked for, its help, and the plan that a command amounts to."""

import argparse
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import optimizers
import surfaces
from optimizers import Count, Rule, Switch
from optimizers.numbers import number
from racing.axis import COORDINATES, MOST_VALUES, read_axis, whole
from racing.batch import MOST_STEPS
from racing.sweep.plan import MOST_RUNS, MOST_STARTS, Plan, spread_starts

STEPS = 300
MOST_PROCESSES = 256
_SWITCH = {"true": True, "yes": True, "false": False, "no": False}

EXAMPLES = """examples:
  python -m racing.sweep --surface rosenbrock --rule Adam --vary learning_rate=1e-4:1:200:log \\
      --vary beta1=0:0.999:200 --starts 16 --steps 2000 -o sweep.parquet
  python -m racing.sweep --surface beale --rule Momentum --set momentum=0.9 --vary start_x=-4:4:101 \\
      --vary learning_rate=1e-4:0.1:31:log -o sweep.csv
  python -m racing.sweep ... --scheduler tcp://host:8786      on a Dask cluster: the same rows in the same order"""

ROWS = """rows: one for each run, the first --vary slowest, the starts fastest. Columns: what is varied, start_x and
  start_y; x, y and loss where the run ended; steps_to_tolerance: the first step from which the loss stays within 1/1000
  of its starting height above the minimum; ending, and step: since when; rest_x and rest_y: the critical point it rests
  at. What there is not is empty.

stopping: chunks are kept beside the output, in FILE.unfinished, as they finish. Ctrl-C stops the sweep with exit code
  130; the same command goes on from there, here or on a cluster.

a cluster (pip install -r requirements-cluster.txt), each in a copy of this project:
  PYTHONPATH=. dask scheduler
  PYTHONPATH=. dask worker tcp://host:8786      as many as there are machines"""


class UsageError(ValueError):
    """What was asked for cannot be; the message is one line."""


@dataclass(frozen=True)
class Order:
    """What a command line asks for: a plan, into which file, on whose scheduler."""

    plan: Plan
    output: Path
    processes: int | None
    scheduler: str | None


class _Parser(argparse.ArgumentParser):
    def error(self, message: str):
        if unknown := re.fullmatch(r"unrecognized arguments: (--?[\w-]+).*", message, re.DOTALL):
            options = [option for option in self._option_string_actions if option.startswith("--")]
            message = f"no option {unknown[1]}; closest: {_closest(unknown[1], options)}"
        raise UsageError(message)


def read_order(argv: Sequence[str]) -> Order:
    """Return what `argv` asks for; ValueError where it is no legal order."""
    given = _parser().parse_args(_joined(argv))
    for option in ("surface", "rule", "vary", "output"):
        if not getattr(given, option):
            raise UsageError(f"expected --{option}; --help says all")
    surface = surfaces.CATALOGUE[_chosen("--surface", given.surface, surfaces.CATALOGUE)]
    kind = optimizers.CATALOGUE[_chosen("--rule", given.rule, optimizers.CATALOGUE)]
    if given.start is not None and given.starts is not None:
        raise UsageError("--start and --starts: expected one of them, got both")
    if given.processes is not None:
        whole("sweep", "processes", given.processes, 1, MOST_PROCESSES)
        if given.scheduler is not None:
            raise UsageError("--processes and --scheduler: expected one of them, got both")
    starts = given.start if given.starts is None else spread_starts(surface, given.starts, given.seed)
    plan = Plan(surface, _rule(kind, given.set or ()), tuple(map(read_axis, given.vary)), starts, given.steps)
    return Order(plan, given.output, given.processes, given.scheduler)


def _rule(kind: type[Rule], settings: Iterable[str]) -> Rule:
    values: dict[str, float | bool] = {}
    for setting in settings:
        field, _, text = map(str.strip, setting.partition("="))
        declared = kind.hyperparameters()
        if field not in declared:
            raise UsageError(
                f"--set: {kind.__name__} has no field {field[:60]!r}; closest: {_closest(field, declared)}"
            )
        if field in values:
            raise UsageError(f"--set: {field} must be given once, got it twice")
        if isinstance(declared[field], Switch):
            if text.lower() not in _SWITCH:
                raise UsageError(f"--set: {kind.__name__}: {field} must be true or false, got {text[:40]!r}")
            values[field] = _SWITCH[text.lower()]
            continue
        try:
            values[field] = number(text)
        except ValueError as problem:
            raise UsageError(f"--set: {kind.__name__}: {field} must be {problem}") from None
    return kind(**values)


def _chosen(option: str, given: str, choices: Mapping[str, Any]) -> str:
    if given not in choices:
        raise UsageError(f"{option}: expected one such as {_closest(given, choices)}, got {given[:60]!r}")
    return given


def _closest(given: str, choices: Iterable[str]) -> str:
    lower = {choice.lower(): choice for choice in choices}
    found = [lower[key] for key in get_close_matches(given.lower(), lower, cutoff=0.5)]
    return ", ".join(found or lower.values())


def _joined(argv: Sequence[str]) -> list[str]:
    """Return `argv` with "--start", "-1,2" as one word, for argparse would take the second for an option."""
    words: list[str] = []
    for word in argv:
        if words and words[-1] == "--start" and re.match(r"-[\d.]", word):
            words[-1] = f"--start={word}"
        else:
            words.append(word)
    return words


def _argument(read: Callable[[str], Any]) -> Callable[[str], Any]:
    def checked(text: str):
        try:
            return read(text)
        except ValueError as problem:
            raise argparse.ArgumentTypeError(f"expected {problem}") from None

    return checked


def _whole(text: str) -> int:
    if not re.fullmatch(r"\s*[+-]?\d{1,18}\s*", text, re.ASCII):
        raise ValueError(f"a whole number, got {text[:40]!r}")
    return int(text)


def _pair(text: str) -> tuple[float, float]:
    parts = text.split(",")
    if len(parts) != 2:
        raise ValueError(f"two numbers such as 1,1.5, got {text[:40]!r}")
    return number(parts[0]), number(parts[1])


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m racing.sweep",
        description="Run one rule with every combination of some hyperparameters and starts; write a row for each run.",
        epilog="\n\n".join([EXAMPLES, ROWS, _surfaces(), _rules()]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    integer = _argument(_whole)
    add = parser.add_argument
    add("--surface", metavar="KEY", help="what is descended")
    add("--rule", metavar="RULE", help="the optimizer")
    add("--set", action="append", metavar="FIELD=VALUE", help="a fixed hyperparameter; as often as need be")
    add(
        "--vary",
        action="append",
        metavar="FIELD=LOW:HIGH:COUNT[:log]",
        help=f"a hyperparameter, or {' or '.join(COORDINATES)}, over a range, ends included; once for each, "
        f"2 to {MOST_VALUES:,} values, {MOST_RUNS:,} runs in all at most",
    )
    add("--start", type=_argument(_pair), metavar="X,Y", help="where all begin; by default the surface's own start")
    add("--starts", type=integer, metavar="N", help=f"N starts drawn evenly from the domain, at most {MOST_STARTS:,}")
    add("--seed", type=integer, default=0, metavar="N", help="what --starts are drawn from; 0 by default")
    add(
        "--steps",
        type=integer,
        default=STEPS,
        metavar="N",
        help=f"of each run; {STEPS} by default, {MOST_STEPS:,} at most",
    )
    add("-o", "--output", type=Path, metavar="FILE", help="where to: a .parquet or a .csv")
    add(
        "--processes",
        type=integer,
        metavar="N",
        help=f"of this machine do the work, at most {MOST_PROCESSES}; by default its threads, which suit short runs",
    )
    add("--scheduler", metavar="ADDRESS", help="of a Dask scheduler whose workers do the work")
    return parser


def _surfaces() -> str:
    return "\n".join(["surfaces:", *_listed({key: surface.name for key, surface in surfaces.CATALOGUE.items()})])


def _rules() -> str:
    lines = ["rules, with their fields, defaults and ranges:"]
    for name, rule in optimizers.CATALOGUE.items():
        fields = {}
        for field, spec in rule.hyperparameters().items():
            fixed = " (fixed with --set)" if isinstance(spec, Switch | Count) else ""
            default = str(spec.default).lower() if isinstance(spec.default, bool) else f"{spec.default:g}"
            fields[f"  {field}={default}"] = spec.legal + fixed
        lines += [f"  {name}", *_listed(fields)]
    return "\n".join(lines)


def _listed(rows: Mapping[str, str]) -> list[str]:
    width = max(map(len, rows))
    return [f"  {name:<{width}}  {text}" for name, text in rows.items()]
