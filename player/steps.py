"""One racer's steps on a page without a server: what the app's page says and draws of each, made beforehand.

All steps are told alike but for their numbers, so these travel by themselves: a few templates, and for each step which
of them and the numbers in it. `browser/steps.js` reads it.
"""

import json
import re
from html import escape
from string import Template

import numpy as np

from figures.cut import Cut, cut, cut_text, heights, uncut_text
from figures.step_words import ON_MAP, RATES, UNTOLD, curvatures_text, losses_text, step_rows
from player.glass import packed_steps
from player.mathml import mathml
from player.standalone import bare, packed_bytes, packed_words, text
from racing import Race, Run, Step, filled_formula, formulas, no_step
from words import Text, _, joined, say, tell

MOST = 90
"""Steps that are told of: those around the one at which the page opens."""

WIDTH, HEIGHT = 640, 360
"""Of the chart of a cut, in its own units."""

PLACES = 25
"""Of the line along a step, at which the loss is drawn."""

_FAR = 50
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]\d+)?")


def section(race: Race, name: str, color: str, step: int | None = None) -> str:
    """Return the part of a page that tells of the steps of the racer `name`; step: at which the page opens."""
    run, opened = race[name], race.steps if step is None else step
    first = max(1, min(opened - MOST // 2, race.steps - MOST + 1))
    numbers = [number for number in range(first, min(first + MOST, race.steps + 1)) if not no_step(run, number)]
    rule = next(formula for formula in formulas(race) if name in formula.names)
    templates: dict[str, int] = {}
    told = {
        "first": first,
        "steps": [_told(Step(run, number), templates) for number in numbers],
        "templates": list(templates),
        "start": tell(no_step(run, 0)),
        "beyond": tell(_beyond(run, numbers)),
    }
    return Template(text("steps.html")).substitute(
        title=escape(_("One step of {name}", name=name)),
        lines=_displayed(rule.lines),
        note=escape(tell(joined(" ", [RATES, ON_MAP]))),
        cut=escape(_("The loss along the step, from the ring to the dot; dashed, the parabola.")),
        color=color,
        size=f"0 0 {WIDTH} {HEIGHT}",
        told=packed_bytes(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()),
        script=bare(text("steps.js")),
        drawn=packed_words(packed_steps(run, numbers, name=name)),
    )


def _beyond(run: Run, numbers: list[int]) -> Text:
    """Say why there is nothing to be told of any other step."""
    last = len(run.points) - 1
    if (problem := no_step(run, last)) and (not numbers or numbers[-1] < last):
        return problem
    return say("This page tells of steps {first} to {last}.", first=numbers[0], last=numbers[-1])


def _told(step: Step, templates: dict[str, int]) -> list:
    """Return what is told of a step: which template with which numbers, one after another, then what is drawn."""
    seen = cut(step)
    blocks = [*_lines(step), _table(step), _sentences(step, seen)]
    return [*(_folded(block, templates) for block in blocks), _drawn(seen) if seen else None]


def _folded(block: str, templates: dict[str, int]) -> list:
    """Return the number of a template that is a text without its numbers, and these, each once."""
    numbers = list(dict.fromkeys(_NUMBER.findall(block)))
    template = _NUMBER.sub(lambda found: f"{{{numbers.index(found[0])}}}", block)
    return [templates.setdefault(template, len(templates)), *numbers]


def _lines(step: Step) -> list[str]:
    """Return the lines of the rule with the numbers of a step, for x and for y."""
    filled = dict(zip("xy", filled_formula(step.run, step.number), strict=True))
    if not any(filled.values()):
        return [f"<p>{escape(tell(UNTOLD))}</p>", ""]
    return [f"<h3>{axis}</h3>{_displayed(lines)}" for axis, lines in filled.items()]


def _displayed(lines: tuple[str, ...]) -> str:
    return "".join(f"<div>{mathml(line)}</div>" for line in lines)


def _table(step: Step) -> str:
    rows = ((escape(tell(title)), *pair) for title, pair in step_rows(step).items())
    cells = "".join(f'<tr><th scope="row">{title}</th><td>{x}</td><td>{y}</td></tr>' for title, x, y in rows)
    return f'<tr><td></td><th scope="col">x</th><th scope="col">y</th></tr>{cells}'


def _sentences(step: Step, seen: Cut | None) -> str:
    texts = [losses_text(step), curvatures_text(step), cut_text(seen) if seen else uncut_text(step)]
    return "".join(f"<p>{escape(tell(text))}</p>" for text in texts)


def _drawn(seen: Cut) -> list:
    """Return what is drawn along a step: the paths of the loss and of the parabola, and where it begins and lands."""
    places = np.linspace(seen.along[0], seen.along[-1], PLACES)
    curve = _placed(seen, places, np.interp(places, seen.along, seen.losses))
    steps = " ".join(f"{across} {down}" for across, down in np.diff(curve, axis=0))
    marks = _placed(seen, np.array([0, 1]), np.array([seen.before, seen.after])).tolist()
    return [f"M0 {curve[0, 1]}l{steps}", _parabola(seen) if seen.has_parabola else "", *marks]


def _parabola(seen: Cut) -> str:
    """Return the path of the parabola: between its ends, towards where the tangents at these meet."""
    first, last = ends = seen.along[[0, -1]]
    before, after = seen.parabola(ends)
    meeting = before + (seen.slope + seen.curvature * first) * (last - first) / 2
    placed = _placed(seen, np.array([first, (first + last) / 2, last]), np.array([before, meeting, after]))
    return "M{} {}Q{} {} {} {}".format(*placed.ravel())


def _placed(seen: Cut, along: np.ndarray, losses: np.ndarray) -> np.ndarray:
    """Return where points of a cut stand in its chart, (n, 2); those without a loss far above it."""
    (low, high), (left, right) = heights(seen), seen.along[[0, -1]]
    down = np.clip((high - losses) / (high - low), -_FAR, _FAR)
    placed = np.column_stack([(along - left) / (right - left), np.nan_to_num(down, nan=-_FAR)])
    return np.rint((WIDTH, HEIGHT) * placed).astype(int)


MODULES, CSS = ("steps.js",), text("steps.css")
"""What the section needs beside what every page has."""
