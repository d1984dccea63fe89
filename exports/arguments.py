"""The command line: what may be asked for, its help, and the order that a command amounts to."""

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import optimizers
import surfaces
from exports.formats import FORMATS, OPTIONS
from exports.options import FPS, FRAMES, HEIGHTS, TURNS, WIDTHS, Options
from exports.pacing import SPACINGS
from exports.page import PLOTLY
from figures import STYLES, THEMES, Look
from figures.chart import USUAL
from figures.views import VIEWS
from optimizers.numbers import number, whole
from racing import Race, race
from racing.commands import Parser, UsageError, argument, chosen, joined, listing, pair
from setups import RACES, Setup, ready_made
from setups.entrants import LENGTH, Entrant, named, race_conditions
from setups.racers import read_racer
from surfaces import Surface

_MAY_BE_NEGATIVE = ("--start", "--domain", "--formula")
MOST_RACERS = len(STYLES)
STEPS = 300

EXAMPLES = """examples:
  python -m exports gif --surface beale --racer "Adam learning_rate=0.1" --racer "Momentum learning_rate=0.001" \\
      --steps 300 -o race.gif
  python -m exports gif --race saddle
  python -m exports mp4 --surface rosenbrock \\
      --racer "Adam learning_rate=0.2 name='Adam, cooling' schedule=Cosine(final=0.001) warm_up=20" \\
      --view 3-D --loss --size 1280x960"""


@dataclass(frozen=True)
class Order:
    """What a command line asks for: a race, as what, shown how, into which file."""

    format: str
    run: Callable[[], Race]
    options: Mapping[str, Any]
    output: Path


def read_order(argv: Sequence[str]) -> Order:
    """Return what `argv` asks for; UsageError where it is no legal order."""
    given = vars(_parser().parse_args(joined(argv, _MAY_BE_NEGATIVE)))
    given = {name: value for name, value in given.items() if value is not None}
    name = chosen("format", given.pop("format"), FORMATS)
    made = ready_made(chosen("--race", given["race"], RACES)) if "race" in given else None
    key, surface = _surface(given, made)
    asked = _usual(made, surface) | given
    entrants = _entrants(given.get("racer", ()), made, surface, asked["steps"])
    racers = {name: racer.build() for name, racer in entrants.items()}
    settings = {field: asked[field] for field in ("start", "steps", "seed") if field in asked}
    drawn = race_conditions(entrants, **{field: asked[field] for field in ("noise", "batch_size") if field in asked})
    looks = {"view": made.view, **RACES[given["race"]].animation} if made else {}
    output = given.get("output") or Path(f"{given.get('race') or key or 'formula'}.{FORMATS[name].ending}")
    return Order(
        format=name,
        run=lambda: race(surface, racers, **settings, **drawn),
        options=_options(name, given, looks),
        output=output,
    )


def _usual(made: Setup | None, surface: Surface) -> dict[str, Any]:
    """Return what holds where nothing is said: a ready-made race's, on another surface not what was for its own."""
    if made is None:
        return {"steps": STEPS}
    own = ("start", "noise", "batch_size") if surface == made.descended else ()
    return {field: getattr(made, field) for field in ("steps", "seed", *own)}


def _surface(given: Mapping[str, Any], made: Setup | None) -> tuple[str | None, Surface]:
    """Return the surface and its key, None where it is typed."""
    if "formula" not in given:
        for option in ("parameter", "domain"):
            if option in given:
                raise UsageError(f"--{option}: only for a --formula")
        if "surface" in given:
            key = chosen("--surface", given["surface"], surfaces.CATALOGUE)
            return key, surfaces.CATALOGUE[key]
        if made is None:
            raise UsageError("expected --surface, --formula or --race; --help lists them")
        return made.surface, made.descended
    if "surface" in given:
        raise UsageError("expected --surface or --formula, got both")
    domain = {"domain": given["domain"]} if "domain" in given else {}
    try:
        return None, surfaces.from_formula(given["formula"], parameters=dict(given.get("parameter", ())), **domain)
    except ValueError as problem:
        raise UsageError(f"--formula: {problem}") from None


def _entrants(texts: Sequence[str], made: Setup | None, surface: Surface, steps: int) -> dict[str, Entrant]:
    """Return name → entrant: those asked for, else those of the ready-made race."""
    if not texts and made:
        return {racer.name: racer.fitting(surface).lasting(steps) for racer in made.racers if racer.on}
    if not texts:
        raise UsageError('expected --racer, such as --racer "Adam learning_rate=0.1"; --help lists the rules')
    if len(texts) > MOST_RACERS:
        raise UsageError(f"--racer: expected at most {MOST_RACERS}, got {len(texts)}")
    try:
        entrants = named(map(read_racer, texts))
        return {name: racer.suited_to(surface).lasting(steps) for name, racer in entrants.items()}
    except ValueError as problem:
        raise UsageError(f"--racer: {problem}") from None


def _options(name: str, given: Mapping[str, Any], made: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of the format: those given, else the ready-made race's, else the format's own defaults."""
    taken = FORMATS[name].options
    asked = {option: given[option] for option in OPTIONS if option in given}
    for option in asked:
        if option not in taken:
            allowed = ", ".join(f"--{each}" for each in taken) or "no options of looks"
            raise UsageError(f"--{option}: not for {name}, which takes {allowed}")
    options = {option: made[option] for option in taken if option in made} | asked
    if "view" in asked:
        options["view"] = _view(asked["view"])
    if "spacing" in asked:
        options["spacing"] = chosen("--spacing", asked["spacing"], SPACINGS)
    if "plotly" in options:
        options["plotly"] = chosen("--plotly", options["plotly"], PLOTLY)
    if "theme" in options:
        options["look"] = Look(theme=chosen("--theme", options.pop("theme"), THEMES))
    if "size" in options:
        options["width"], options["height"] = options.pop("size")
    return options


def _view(given: str) -> str:
    plain = {re.sub(r"\W|_", "", view).lower(): view for view in VIEWS}
    return plain.get(re.sub(r"\W|_", "", given).lower()) or chosen("--view", given, VIEWS)


def _domain(text: str) -> tuple[tuple[float, float], tuple[float, float]]:
    parts = text.split(",")
    if len(parts) != 4:
        raise ValueError(f"four numbers such as -5,5,-5,5, got {text[:40]!r}")
    x0, x1, y0, y1 = map(number, parts)
    return (x0, x1), (y0, y1)


def _parameter(text: str) -> tuple[str, float]:
    letter, sign, value = text.partition("=")
    if not sign:
        raise ValueError(f"a letter and its number such as a=2, got {text[:40]!r}")
    return letter.strip(), number(value)


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,6})[x×](\d{1,6})", text.strip().lower())
    if not found:
        raise ValueError(f"width and height such as 640x480, got {text[:40]!r}")
    return int(found[1]), int(found[2])


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m exports",
        description="Race optimizers down a surface and take the race away as a file.",
        epilog="\n\n".join([EXAMPLES, _formats(), _races(), _surfaces(), _rules(), _schedules()]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    real, integer = argument(number), argument(whole)
    add = parser.add_argument
    add("format", metavar="FORMAT", help=", ".join(FORMATS))
    add("-o", "--output", type=Path, metavar="FILE", help="where to; by default the surface's name, here")
    what = parser.add_argument_group("the race")
    add = what.add_argument
    add("--race", metavar="NAME", help="a ready-made race; other options change it")
    add("--surface", metavar="KEY", help="what is descended")
    add("--formula", metavar="TEXT", help="a surface of your own in x and y, such as 'x^2 + a y^2'")
    add("--parameter", action="append", type=argument(_parameter), metavar="a=N", help="a number for a, b or c in it")
    add("--domain", type=argument(_domain), metavar="X0,X1,Y0,Y1", help="the part of it to show; -5,5,-5,5 by default")
    add("--racer", action="append", metavar="RULE ...", help="a rule and its settings; once for each racer")
    add("--start", type=argument(pair), metavar="X,Y", help="where all begin; by default the surface's own start")
    add("--steps", type=integer, metavar="N", help=f"how many steps; {STEPS} by default")
    add("--seed", type=integer, metavar="N", help="what noise and mini-batches are drawn from; 0 by default")
    add("--noise", type=real, metavar="SIGMA", help="standard deviation of the noise of each gradient component")
    add("--batch", dest="batch_size", type=integer, metavar="ROWS", help="rows of a mini-batch, on a surface over data")
    add = parser.add_argument_group("how it looks").add_argument
    add("--view", metavar="VIEW", help=", ".join(VIEWS))
    add(
        "--size",
        type=argument(_size),
        metavar="WxH",
        help=f"pixels; {Options.width}x{Options.height} by default, {_span(WIDTHS)} wide, {_span(HEIGHTS)} high",
    )
    add("--frames", type=integer, metavar="N", help=f"of an animation; {Options.frames} by default, {_span(FRAMES)}")
    add("--fps", type=real, metavar="N", help=f"frames a second; {Options.fps} by default, {_span(FPS)}")
    add("--spacing", metavar="KIND", help=f"how steps are spread over frames: {', '.join(SPACINGS)}")
    add("--turn", type=real, metavar="DEGREES", help=f"how far the 3-D view turns meanwhile, {_span(TURNS)}")
    add("--loss", dest="chart", action="store_const", const=USUAL, help="with the loss chart below")
    add("--theme", metavar="NAME", help=", ".join(THEMES))
    add("--step", type=integer, metavar="N", help="which step a still shows; the last by default")
    add("--plotly", metavar="WHERE", help="plotly.js of a page: inside, or cdn, which needs the network to open it")
    return parser


def _span(ends: tuple[int, int]) -> str:
    return f"{ends[0]} to {ends[1]}"


def _formats() -> str:
    return listing("formats:", {name: kind.title for name, kind in FORMATS.items()})


def _races() -> str:
    return listing("ready-made races:", {name: made.title for name, made in RACES.items()})


def _surfaces() -> str:
    rows = {key: surface.name for key, surface in surfaces.CATALOGUE.items()}
    return listing("surfaces:", rows)


def _rules() -> str:
    head = "rules, with their fields, defaults and ranges (also name=, and beside a learning rate schedule=, warm_up=);"
    rate = "a learning rate that is left out suits the surface:"
    return "\n".join([head, rate, *(_declared(rule) for rule in optimizers.CATALOGUE.values())])


def _schedules() -> str:
    head = "schedules, which begin at the learning rate; without steps=, Linear and Cosine take until the race ends:"
    kinds = (optimizers.schedules.CATALOGUE[name] for name in optimizers.schedules.CHOICES)
    return "\n".join([head, *(_declared(kind) for kind in kinds)])


def _declared(kind) -> str:
    specs = kind.hyperparameters().items()
    rows = {f"  {field}={_default(field, spec)}": spec.legal for field, spec in specs if field != "initial"}
    return listing(f"  {kind.__name__}", rows)


def _default(field: str, spec) -> str:
    if field in ("learning_rate", LENGTH):
        return "..."
    return str(spec.default).lower() if isinstance(spec.default, bool) else f"{spec.default:g}"
