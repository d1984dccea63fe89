"""The command line: what may be asked for, its help, and the order that a command amounts to.

The race and its looks are the rows of `setups.rows.TABLE`, what is made of it the options of `exports.options`.
"""

import argparse
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import optimizers
from exports.formats import FORMATS, RAINS, Format
from exports.options import GLASS, OPTIONS, RAIN, WITH_CHART
from figures.choice import Choice
from figures.rain import Rain
from figures.views import VIEWS
from optimizers import Count, Switch
from optimizers.numbers import number, whole
from optimizers.texts import default_text
from racing import Race, commands
from racing.commands import Parser, UsageError, argument, chosen, closest, listing, surfaces_listing
from setups import RACES, Setup, link
from setups.entrants import LENGTH
from setups.own_data import table_text
from setups.row import Row
from setups.rows import TABLE
from setups.setup import OWN_DATA
from setups.starts import rain_of
from surfaces import Table
from words import _, joined, listed, say, tell

ROWS: Mapping[str, Row] = {row.key: row for row in TABLE if row.help}
"""Key → row, for each that is an option."""

OWN: Mapping[str, Any] = {option: spec for option, spec in OPTIONS.items() if option not in ("view", "width", "height")}
"""What an export can be asked for beside its size."""

BASES = ("race", "link", "settings")
"""Where a race may come from that options change."""

EXAMPLES = """\
  python -m exports gif --surface beale --racer "Adam learning_rate=0.1" --racer "Momentum learning_rate=0.001" \\
      --steps 300 -o race.gif
  python -m exports gif --race saddle
  python -m exports gif --surface himmelblau --racer Momentum --racer Adam --rain
  python -m exports png --link "http://localhost:8501/?surface=himmelblau&step=40" --theme dark
  python -m exports mp4 --settings race.json --view 3-D --turn 60 --with-chart --size 1280x960
  python -m exports csv --surface rosenbrock \\
      --racer "Adam learning_rate=0.2 name='Adam, cooling' schedule=Cosine(final=0.001) warm_up=20\""""


@dataclass(frozen=True)
class Order:
    """What a command line asks for: a race, as what, shown how, into which file; or rain on the map of its starts."""

    format: str
    kind: Format
    setup: Setup
    options: Mapping[str, Any]
    output: Path

    def run(self) -> Race | Rain:
        """Run the race, or map its starts."""
        return rain_of(self.setup) if self.kind is RAINS.get(self.format) else self.setup.race()


def read_order(argv: Sequence[str]) -> Order:
    """Return what `argv` asks for; UsageError where it is no legal order."""
    given = vars(_parser().parse_args(commands.joined(argv, [row.called for row in ROWS.values()])))
    given = {option: value for option, value in given.items() if value is not None}
    formats = RAINS if given.pop("rain", False) else FORMATS
    name = chosen("format", given.pop("format"), formats)
    kind, texts = formats[name], {key: given[key] for key in ROWS if key in given}
    _refuse_what_is_not_for(name, kind, given)
    base = _base(given)
    setup = _setup(base, texts)
    race = base["race"][0] if "race" in base else None
    own = {**(RACES[race].animation if race else {}), **{option: given[option] for option in OWN if option in given}}
    if "size" in given:
        own["width"], own["height"] = given["size"]
    if "glass" in given:
        own["glass"] = chosen("--glass", given["glass"], [racer.name for racer in setup.racers if racer.on])
    charted = "with_chart" in given or any(ROWS[key].part == "chart" for key in texts)
    output = given.get("output") or Path(kind.named(race or setup.surface))
    return Order(name, kind, setup, kind.asked(setup, own, charted), output)


def _base(given: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return key → texts of the race that the options change."""
    named = [base for base in BASES if base in given]
    if len(named) > 1:
        told = {"options": listed([f"--{base}" for base in named], "and"), "count": len(named)}
        raise UsageError(say("expected one of {options}, got {count}", **told))
    if "race" in given:
        return {"race": [chosen("--race", given["race"], RACES)]}
    if "link" in given:
        return link.asked(given["link"])
    if "settings" not in given:
        return {}
    try:
        return link.texts_of(given["settings"].read_text("utf-8"))
    except OSError as problem:
        told = {"file": given["settings"], "problem": problem.strerror or problem}
        raise UsageError(say("--settings: cannot read {file}: {problem}", **told)) from None
    except ValueError as problem:
        raise UsageError(say("{option}: {problem}", option="--settings", problem=problem)) from None


def _setup(base: Mapping[str, Sequence[str]], texts: Mapping[str, Sequence[str]]) -> Setup:
    """Return the setup that `texts` make of another; UsageError for the first thing that is wrong with it."""
    if len({"surface", "f", OWN_DATA} & {*texts}) > 1:
        raise UsageError(say("expected one of --surface, --formula and --data, got more"))
    if OWN_DATA in texts:
        texts = {**texts, OWN_DATA: list(map(_table, texts[OWN_DATA]))}
    if "view" in texts:
        texts = {**texts, "view": list(map(_view, texts["view"]))}
    setup, notes = link.read(link.changed(base, texts), most_steps=None)
    for note in notes:
        key, problem = note.values["key"], note.values["problem"]
        raise UsageError(say("{option}: {problem}", option=ROWS[key].called, problem=problem) if key in ROWS else note)
    return setup


def _table(path: str) -> str:
    try:
        return table_text(Table.opened(path))
    except OSError as problem:
        told = {"file": path, "problem": problem.strerror or problem}
        raise UsageError(say("--data: cannot read {file}: {problem}", **told)) from None
    except ValueError as problem:
        raise UsageError(say("{option}: {problem}", option="--data", problem=problem)) from None


def _view(given: str) -> str:
    plain = {re.sub(r"\W|_", "", view).lower(): view for view in VIEWS}
    return plain.get(re.sub(r"\W|_", "", given).lower()) or chosen("--view", given, VIEWS)


def _refuse_what_is_not_for(name: str, kind: Format, given: Mapping[str, Any]) -> None:
    """Raise UsageError for the first option of looks that a format does not take."""
    shown = [row for row in ROWS.values() if row.part and row.part != "language"]
    looks = {row.called: kind.of == "setup" or row.part in kind.options for row in shown}
    looks |= {"--size": kind.drawn, "--with-chart": kind.drawn and "chart" in kind.options}
    looks |= {f"--{own}": own in kind.options for own in ("glass", *OWN)}
    asked = {ROWS[option].called if option in ROWS else f"--{option.replace('_', '-')}" for option in given}
    for option, takes in looks.items():
        if option in asked and not takes:
            allowed = ", ".join(option for option, takes in looks.items() if takes)
            told = {"option": option, "format": name, "allowed": allowed or say("no options of looks")}
            raise UsageError(say("{option}: not for {format}, which takes {allowed}", **told))


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,6})[x×](\d{1,6})", text.strip().lower())
    if not found:
        raise ValueError(say("width and height such as 640x480, got {given!r}", given=text[:40]))
    return int(found[1]), int(found[2])


def _one(choices: Sequence[str], text: str) -> str:
    if text not in choices:
        raise ValueError(say("one such as {closest}, got {given!r}", closest=closest(text, choices), given=text[:40]))
    return text


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m exports",
        description=_("Race optimizers down a surface and take the race away as a file."),
        epilog="\n\n".join([_examples(), _formats(), _races(), surfaces_listing(), _rules(), _schedules()]),
    )
    add = parser.add_argument
    add("format", metavar="FORMAT", help=_("One of {formats}.", formats=", ".join(FORMATS)))
    add("-o", "--output", type=Path, metavar="FILE", help=_("Where to; by default the surface's name, here."))
    add = parser.add_argument_group(_("a race to begin with, which other options change")).add_argument
    add("--race", metavar="NAME", help=_("A ready-made one."))
    add("--link", metavar="ADDRESS", help=_("The one that the page shows at this address."))
    add("--settings", type=Path, metavar="FILE", help=_("The one of a file of settings, or of a race's JSON file."))
    race = parser.add_argument_group(_("the race"))
    looks = parser.add_argument_group(_("how it looks; of several names, the first is the default"))
    for row in ROWS.values():
        add = (looks if row.part else race).add_argument
        add(row.called, dest=row.key, action="append", metavar=row.metavar, help=_plain(row.help))
    looks.add_argument("--with-chart", action="store_true", default=None, help=_plain(WITH_CHART.help))
    looks.add_argument("--rain", action="store_true", default=None, help=_plain(RAIN.help))
    looks.add_argument("--glass", metavar="RACER", help=_plain(GLASS[1]))
    _add_own(parser.add_argument_group(_("the file")).add_argument)
    return parser


def _add_own(add) -> None:
    width, height = OPTIONS["width"], OPTIONS["height"]
    told = say(
        "Pixels: {width}x{height} by default, {narrowest} to {widest} wide, {lowest} to {highest} high.",
        width=width.default,
        height=height.default,
        narrowest=width.at_least,
        widest=width.at_most,
        lowest=height.at_least,
        highest=height.at_most,
    )
    add("--size", type=argument(_size), metavar="WxH", help=_plain(told))
    for option, spec in OWN.items():
        if isinstance(spec, Choice):
            titles = joined("; ", [joined(": ", [key, title]) for key, title in spec.titles.items()])
            told = say("{label}: {choices}.", label=spec.label, choices=titles)
            add(f"--{option}", type=argument(partial(_one, spec.titles)), metavar="NAME", help=_plain(told))
        elif isinstance(spec, Switch):
            add(f"--{option}", action=argparse.BooleanOptionalAction, default=None, help=_plain(spec.help))
        else:
            told = say("{help} {usual:g} by default, {legal}.", help=spec.help, usual=spec.default, legal=spec.legal)
            read = argument(whole if isinstance(spec, Count) else number)
            add(f"--{option}", type=read, metavar="N", help=_plain(told))


def _plain(help: str) -> str:
    """Return a help in the language spoken, as argparse takes it."""
    return tell(help).replace("%", "%%")


def _examples() -> str:
    return "\n".join([_("examples:"), EXAMPLES])


def _formats() -> str:
    return listing(say("formats:"), {name: kind.told for name, kind in FORMATS.items()})


def _races() -> str:
    return listing(say("ready-made races:"), {name: made.title for name, made in RACES.items()})


def _rules() -> str:
    head = _("""\
rules, with their fields, defaults and ranges (also name=, noise=, batch=, and beside a learning rate schedule=,
warm_up=); what stands as "..." suits the surface where it is left out; the fields of a rule within another follow after
a dot, as in "Lookahead inner=Adam inner.beta1=0.8":""")
    return "\n\n".join([head, *(_declared(rule, rule.line) for rule in optimizers.CATALOGUE.values())])


def _schedules() -> str:
    head = _("schedules, which begin at the learning rate; without steps=, Linear and Cosine take until the race ends:")
    kinds = (optimizers.schedules.CATALOGUE[name] for name in optimizers.schedules.CHOICES)
    return "\n".join([head, *(_declared(kind) for kind in kinds)])


def _declared(kind, line: str = "") -> str:
    lines = [f"  {kind.__name__}: {tell(line)}" if line else f"  {kind.__name__}"]
    for field, spec in kind.hyperparameters().items():
        if field != "initial":
            lines += [f"    {field}={_default(field, spec)}, {tell(spec.legal)}", f"        {tell(spec.help)}"]
    return "\n".join(lines)


def _default(field: str, spec) -> str:
    suits = field == "learning_rate" or getattr(spec, "measure", None)
    return "..." if suits or field == LENGTH else default_text(spec)
