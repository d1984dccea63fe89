"""A short script that runs the race again with this project's packages.

Numbers and names are written by `repr`, so that the script makes the same bits, and no name can become code.
"""

from collections.abc import Mapping

import sympy
from sympy import Float, Function
from sympy.printing.str import StrPrinter

import optimizers
import surfaces
from exports.progress import Progress, told
from optimizers import Rule
from optimizers.schedules import Schedule
from racing import Race
from setups.described import surface_settings
from surfaces import DataLoss, Surface
from words import say

_HEAD = """\
# A race of Descent Derby. The modules optimizers, surfaces and racing are its own packages: put this script into
# the project's folder, or that folder into PYTHONPATH, and run it by the Python that its requirements.txt is installed
# for.
"""

_END = """
for name, run in finished.items():
    x, y = run.points[-1].tolist()
    print(f"{name}: ({x!r}, {y!r}), {run.verdict}")
"""


def race_script(race: Race, *, progress: Progress | None = None) -> str:
    """Return a script that runs `race` and prints where each racer ended.

    `progress` is told of each racer. ValueError where a rule is in no catalogue, or the surface is over data of its
    own.
    """
    racers = [f"    {name!r}: {_made(run.rule)},\n" for name, run in told(race.items(), len(race), progress, every=1)]
    conditions = {"start": race.start, "steps": race.steps, "seed": race.seed}
    conditions |= {"noise": race.noise} if race.noise else {}
    conditions |= {"batch_size": race.batch_size} if race.batch_size else {}
    conditions |= {"evaluations": race.evaluations} if race.evaluations else {}
    made, more = surface_settings(race.surface), ""
    if isinstance(made, dict) and "data" in made:
        surface = f"surfaces.from_table({made.pop('data')!r}, {_arguments(made)})"
    elif isinstance(made, dict) and "key" in made:
        surface = f"surfaces.get({made['key']!r}, {_arguments(made['parameters'])})"
    elif isinstance(made, dict):
        surface = f"surfaces.from_formula({made.pop('formula')!r}, {_arguments(made)})"
    elif made in surfaces.CATALOGUE:
        surface = f"surfaces.get({made!r})"
    else:
        surface, more = _declared(race.surface), _imports(race.surface)
    return "".join(
        [
            _HEAD,
            more,
            "import optimizers\nimport surfaces\nfrom racing import race\n",
            "from surfaces import x, y\n" if more else "",
            f"\nsurface = {surface}\n",
            "racers = {\n",
            *racers,
            "}\n",
            f"finished = race(surface, racers, {_arguments(conditions)})\n",
            _END,
        ]
    )


def _made(made: Rule | Schedule) -> str:
    name, home = type(made).__name__, "optimizers"
    catalogue: Mapping = optimizers.CATALOGUE
    if isinstance(made, Schedule):
        home, catalogue = "optimizers.schedules", optimizers.schedules.CATALOGUE
    if catalogue.get(name) is not type(made):
        told = {"name": name, "made": made}
        raise ValueError(say("race_script: {name}: expected a rule or schedule of the catalogue, got {made!r}", **told))
    values = {field: getattr(made, field) for field in made.hyperparameters()}
    return f"{home}.{name}({_arguments(values)})"


def _arguments(values: Mapping) -> str:
    return ", ".join(f"{k}={_made(v) if isinstance(v, Rule | Schedule) else repr(v)}" for k, v in values.items())


def _declared(surface: Surface) -> str:
    if isinstance(surface, DataLoss):
        found = say(
            "race_script: surface: expected one of the catalogue or a formula, got data {name!r}", name=surface.name
        )
        raise ValueError(found)
    fields = {field: getattr(surface, field) for field in ("domain", "start", "minima", "source")}
    formula = _Printer({"sympy_integers": True}).doprint(surface.expression)
    return f"surfaces.Surface(name={surface.name!r}, expression={formula}, {_arguments(fields)})"


def _imports(surface: Surface) -> str:
    others = {type(part) for part in surface.expression.atoms(Function) if not hasattr(sympy, type(part).__name__)}
    lines = sorted(f"from {other.__module__} import {other.__name__}\n" for other in others)
    return "".join(["from sympy import *\n", *lines, "\n"])


class _Printer(StrPrinter):
    """SymPy's own way of writing, with all digits."""

    def _print_Float(self, expr: Float) -> str:
        return f"Float({float(expr)!r})"
