"""The sweep's command line: what may be asked for, its help, and the plan that a command amounts to."""

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import optimizers
import surfaces
from optimizers import Rule, declarations
from optimizers.numbers import whole
from optimizers.texts import default_text, rule_around, said
from racing.axis import COORDINATES, MOST_VALUES, read_axis
from racing.axis import fields as varied_fields
from racing.batch import MOST_STEPS
from racing.checks import ENGINES, GET_JAX, JAX, NUMPY, whole_number
from racing.commands import Parser, UsageError, argument, chosen, closest, joined, listing, pair, surfaces_listing
from racing.run import STEPS
from racing.suited import unsuited
from racing.sweep.plan import MOST_RUNS, MOST_STARTS, Plan, spread_starts
from surfaces import Surface
from surfaces.tables import LINE, MODELS
from words import ENGLISH, LANGUAGES, _, listed, say, tell

MOST_PROCESSES = 256

COMMANDS = """\
  python -m racing.sweep --surface rosenbrock --rule Adam --vary learning_rate=1e-4:1:200:log \\
      --vary beta1=0:0.999:200 --starts 16 --steps 2000 -o sweep.parquet
  python -m racing.sweep --surface beale --rule Momentum --set momentum=0.9 --vary start_x=-4:4:101 \\
      --vary learning_rate=1e-4:0.1:31:log -o sweep.csv
  python -m racing.sweep ... --scheduler tcp://host:8786"""

NOTES = (
    say(
        """\
examples, the last on a Dask cluster, with the same rows in the same order:
{commands}""",
        commands=COMMANDS,
    ),
    say("""\
rows: one for each run, the first --vary slowest, the starts fastest. Columns: what is varied, start_x and
  start_y; x, y and loss where the run ended; steps_to_tolerance: the first step from which the loss stays within 1/1000
  of its starting height above the minimum; ending, and step: since when; rest_x and rest_y: the critical point it rests
  at. What there is not is empty."""),
    say("""\
stopping: chunks are kept beside the output, in FILE.unfinished, as they finish. Ctrl-C stops the sweep with exit code
  130; the same command goes on from there, here or on a cluster."""),
    say(
        """\
a cluster ({install}), each in a copy of this project, as many workers as there are machines:
{commands}""",
        install="pip install -r requirements-cluster.txt",
        commands="  PYTHONPATH=. dask scheduler\n  PYTHONPATH=. dask worker tcp://host:8786",
    ),
)
"""What the help says after the options."""


@dataclass(frozen=True)
class Order:
    """What a command line asks for: a plan, into which file, with how many processes or on whose scheduler."""

    plan: Plan
    output: Path
    processes: int | None
    scheduler: str | None


def read_order(argv: Sequence[str]) -> Order:
    """Return what `argv` asks for; ValueError where it is no legal order."""
    given = _parser().parse_args(joined(argv, ("--start",)))
    surface = _surface(given)
    for option in ("rule", "vary", "output"):
        if not getattr(given, option):
            raise UsageError(say("expected --{option}; --help says all", option=option))
    chosen("--language", given.language, LANGUAGES)
    kind = optimizers.CATALOGUE[chosen("--rule", given.rule, optimizers.CATALOGUE)]
    if given.start is not None and given.starts is not None:
        raise UsageError(
            say("{option} and {other}: expected one of them, got both", option="--start", other="--starts")
        )
    if given.processes is not None:
        whole_number("sweep", "processes", given.processes, 1, MOST_PROCESSES)
        if given.scheduler is not None:
            raise UsageError(
                say("{option} and {other}: expected one of them, got both", option="--processes", other="--scheduler")
            )
    starts = given.start if given.starts is None else spread_starts(surface, given.starts, given.seed)
    rule, axes = _rule(kind, given.set or ()), tuple(map(read_axis, given.vary))
    for axis in axes:
        if any(setting.partition("=")[0].strip() == axis.field for setting in given.set or ()):
            text = say("--set and --vary: expected {field} in one of them, got it in both", field=axis.field)
            raise UsageError(text)
    if rule.of_squares and (lacking := unsuited(rule, surface)):
        raise UsageError(say("{option}: {problem}", option="--rule", problem=lacking))
    plan = Plan(surface, rule, axes, starts, given.steps, engine=given.engine)
    return Order(plan, given.output, given.processes, given.scheduler)


def _surface(given: argparse.Namespace) -> Surface:
    if given.data is None:
        if not given.surface:
            raise UsageError(say("expected --{option}; --help says all", option="surface"))
        return surfaces.CATALOGUE[chosen("--surface", surfaces.key_of(given.surface), surfaces.CATALOGUE)]
    if given.surface:
        raise UsageError(
            say("{option} and {other}: expected one of them, got both", option="--surface", other="--data")
        )
    for option in ("x", "y"):
        if not getattr(given, option):
            raise UsageError(say("expected --{option}; --help says all", option=option))
    try:
        return surfaces.from_table(given.data, given.x, given.y, given.model)
    except OSError as problem:
        told = {"file": given.data, "problem": problem.strerror or problem}
        raise UsageError(say("--data: cannot read {file}: {problem}", **told)) from None
    except ValueError as problem:
        raise UsageError(say("{option}: {problem}", option="--data", problem=problem)) from None


def _rule(kind: type[Rule], settings: Iterable[str]) -> Rule:
    texts: dict[str, str] = {}
    for setting in settings:
        field, _, text = map(str.strip, setting.partition("="))
        if field in texts:
            raise UsageError(say("--set: {field} must be given once, got it twice", field=field))
        texts[field] = text
    rule = rule_around(kind, texts)
    declared = declarations(rule)
    for field, text in texts.items():
        if field not in declared:
            told = {"rule": kind.__name__, "field": field[:60], "closest": closest(field, declared)}
            raise UsageError(say("--set: {rule} has no field {field!r}; closest: {closest}", **told))
        try:
            value = said(kind.__name__, field, text, declared[field])
        except ValueError as problem:
            raise UsageError(say("--set: {problem}", problem=problem)) from None
        rule = rule if isinstance(value, str) else rule.having(field, value)
    return rule


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m racing.sweep",
        description=_(
            "Run one rule with every combination of some hyperparameters and starts; write a row for each run."
        ),
        epilog="\n\n".join([*map(tell, NOTES), surfaces_listing(), _rules()]),
    )
    _add_runs(parser.add_argument)
    _add_work(parser.add_argument)
    return parser


def _add_runs(add: Callable) -> None:
    """Add what says which runs are made."""
    integer = argument(whole)
    add("--surface", metavar="KEY", help=_("what is descended"))
    add("--data", type=Path, metavar="FILE", help=_("comma-separated values that it is fitted to instead"))
    add("--x", action="append", metavar="COLUMN", help=_("the header of the feature, once for each"))
    add("--y", metavar="COLUMN", help=_("the header of the target"))
    models = ", ".join(MODELS)
    add("--model", default=LINE, metavar="NAME", help=_("one of {models}; the first by default", models=models))
    add("--rule", metavar="RULE", help=_("the optimizer"))
    add("--set", action="append", metavar="FIELD=VALUE", help=_("a fixed hyperparameter; as often as need be"))
    add(
        "--vary",
        action="append",
        metavar="FIELD=LOW:HIGH:COUNT[:log]",
        help=_(
            "a hyperparameter, or {coordinates}, over a range, ends included; once for each, 2 to {values:,} values,"
            " {runs:,} runs in all at most",
            coordinates=listed(COORDINATES, "or"),
            values=MOST_VALUES,
            runs=MOST_RUNS,
        ),
    )
    add("--start", type=argument(pair), metavar="X,Y", help=_("where all begin; by default the surface's own start"))
    add(
        "--starts",
        type=integer,
        metavar="N",
        help=_("N starts drawn evenly from the domain, at most {most:,}", most=MOST_STARTS),
    )
    add("--seed", type=integer, default=0, metavar="N", help=_("what --starts are drawn from; 0 by default"))
    add(
        "--steps",
        type=integer,
        default=STEPS,
        metavar="N",
        help=_("of each run; {usual} by default, {most:,} at most", usual=STEPS, most=MOST_STEPS),
    )


def _add_work(add: Callable) -> None:
    """Add what says where the rows go, who does the work, and what it is told in."""
    add("-o", "--output", type=Path, metavar="FILE", help=_("where to: a .parquet or a .csv"))
    add(
        "--engine",
        default=NUMPY,
        metavar="NAME",
        help=_(
            "{engines}; {usual} by default, {other} is faster and wants {install}",
            engines=listed(ENGINES, "or"),
            usual=NUMPY,
            other=JAX,
            install=GET_JAX,
        ),
    )
    add(
        "--processes",
        type=argument(whole),
        metavar="N",
        help=_(
            "of this machine do the work, at most {most}; by default its threads, which suit short runs",
            most=MOST_PROCESSES,
        ),
    )
    add("--scheduler", metavar="ADDRESS", help=_("of a Dask scheduler whose workers do the work"))
    told = _("of what is told here: {codes}; {usual} by default", codes=listed(LANGUAGES, "or"), usual=ENGLISH)
    add("--language", default=ENGLISH, metavar="CODE", help=told)


def _rules() -> str:
    lines = [_("rules, with their fields, defaults and ranges:")]
    for name, rule in optimizers.CATALOGUE.items():
        fields, varied = {}, varied_fields(rule)
        for field, spec in declarations(rule).items():
            told = spec.legal if field in varied else say("{legal} (fixed with --set)", legal=spec.legal)
            fields[f"  {field}={default_text(spec)}"] = told
        lines.append(listing(f"  {name}", fields))
    return "\n".join(lines)
