r"""The formulas that a race ran, in LaTeX: those of the rules with their schedules, and of what was drawn.

formulas(finished)[0].lines     # ('g = \\nabla f(\\theta) + \\xi_t', '\\theta \\leftarrow ...', ...)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from optimizers import Hyperparameter, Rule, declarations, filled, latex, schedule_latex
from optimizers.held import held_to, told
from optimizers.program import GRADIENT, SUM, Piece, symbol
from optimizers.schedules import Schedule
from racing.checks import of_kind, whole_number
from racing.drawn import epochs
from racing.oracle import Oracle
from racing.race import Race, as_race
from racing.run import Run
from words import say


@dataclass(frozen=True)
class Formula:
    """Lines of LaTeX under a title. names: the racers that ran them. note: what the symbols leave open, in words.

    held: each path that the rule was held to, in words, where it is one.
    """

    title: str
    lines: tuple[str, ...]
    names: tuple[str, ...] = ()
    note: str = ""
    held: tuple[str, ...] = ()


def formulas(race: Race) -> tuple[Formula, ...]:
    """Return each formula that ran once, the rules in the order of the racers, then what is drawn at every step."""
    users: dict[tuple[type[Rule], tuple[str, ...]], list[str]] = {}
    for name, run in as_race("formulas", race).items():
        lines = (*(latex(run.rule, _gradient(run)) or _untold(run.rule)), *_moving(run.rule))
        users.setdefault((type(run.rule), lines), []).append(name)
    rules = [Formula(rule.title, lines, tuple(names), held=_held(rule)) for (rule, lines), names in users.items()]
    return (*rules, *_drawn(race))


def filled_formula(run: Run, step: int) -> tuple[tuple[str, ...], ...]:
    """Return the lines of a step of `run`, from 1, with its numbers and what they come to: for x, then for y.

    No lines where the rule's step cannot be written down.
    """
    of_kind("formulas", "run", run, Run, say("a run of a race"))
    step = whole_number("formulas", "step", step, 1, len(run.gradients))
    oracle = Oracle(run.surface, step, np.array([run.seed]), run.noise, run.batch_size)
    for _ in range(step):
        oracle.next_step()
    before = slice(step - 1, step)
    state = {name: part[before] for name, part in run.state.items()}
    with np.errstate(all="ignore"):
        return filled(run.rule, run.points[before], oracle, state)


def _held(rule: type[Rule]) -> tuple[str, ...]:
    return tuple(say("Held to {path}", path=told(each)) for each in held_to(rule))


def _moving(rule: Rule) -> Iterator[str]:
    """Yield the lines of the rule's schedules, in symbols that stand for nothing else in it."""
    specs = declarations(rule)
    own = frozenset(spec.symbol for spec in specs.values() if isinstance(spec, Hyperparameter))
    for field, spec in specs.items():
        value = attrgetter(field)(rule)
        if isinstance(value, Schedule):
            yield from schedule_latex(value, spec.symbol, own - {spec.symbol})


def _untold(rule: Rule) -> tuple[str, ...]:
    """Return the line for a rule whose step is no formula."""
    letters = ", ".join(symbol(letter)[0] for letter in ("x", *rule.letters))
    return (rf"{letters} \leftarrow \operatorname{{step}}({letters})",)


def _gradient(run: Run) -> Piece:
    """Return how the gradients that the rule saw are written."""
    text, level = GRADIENT
    if run.batch_size:
        text, level = r"\frac{{1}}{{|B_t|}} \sum_{{i \in B_t}} \nabla \ell_i({})", SUM
    return (text + r" + \xi_t", SUM) if run.noise else (text, level)


def _drawn(race: Race) -> Iterator[Formula]:
    """Yield what is drawn: once for every batch size, then for every noise, with who has it where not all have."""
    n = race.surface.rows
    for size, names in _users(race, "batch_size"):
        mean = rf"f(\theta) = \frac{{1}}{{{n}}} \sum_{{i = 1}}^{{{n}}} \ell_i(\theta)"
        yield Formula(say("Mini-batches"), (mean,), names, epochs(race.steps, n, size))
    for noise, names in _users(race, "noise"):
        if names:
            note = say(
                "σ = {noise:.4g}; drawn anew for every step, the same for every racer, but for its own σ.", noise=noise
            )
        else:
            note = say("σ = {noise:.4g}; drawn anew for every step, the same for every racer.", noise=noise)
        yield Formula(say("Noise"), (r"\xi_t \sim \mathcal{N}(0, \sigma^2 I)",), names, note)


def _users(race: Race, field: str) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Yield each value of what is drawn, where there is any, with the names of those that have it; none for all."""
    values = {name: getattr(run, field) for name, run in race.items()}
    for value in dict.fromkeys(filter(None, values.values())):
        names = tuple(name for name in values if values[name] == value)
        yield value, names if len(names) < len(values) else ()
