r"""The formulas that a race ran, in LaTeX: those of the rules with their schedules, and of what was drawn.

formulas(finished)[0].lines     # ('g = \\nabla f(\\theta) + \\xi_t', '\\theta \\leftarrow ...', ...)
"""

from dataclasses import dataclass

from optimizers import latex, schedule_latex
from optimizers.formula import GRADIENT, SUM, Piece
from optimizers.schedules import Schedule
from racing.gradients import epochs
from racing.race import Race


@dataclass(frozen=True)
class Formula:
    """Lines of LaTeX under a title. names: the racers that ran them. note: what the symbols leave open, in words."""

    title: str
    lines: tuple[str, ...]
    names: tuple[str, ...] = ()
    note: str = ""


def formulas(race: Race) -> tuple[Formula, ...]:
    """Return each formula that ran once, the rules in the order of the racers, then what is drawn at every step."""
    users: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for name, run in race.items():
        values = (getattr(run.rule, field) for field in run.rule.hyperparameters())
        moving = [line for value in values if isinstance(value, Schedule) for line in schedule_latex(value)]
        lines = (*latex(run.rule, _gradient(race)), *moving)
        users.setdefault((type(run.rule).title, lines), []).append(name)
    rules = [Formula(title, lines, tuple(names)) for (title, lines), names in users.items()]
    return (*rules, *_drawn(race))


def _gradient(race: Race) -> Piece:
    """Return how the gradients that the rules see are written."""
    text, level = GRADIENT
    if race.batch_size:
        text, level = r"\frac{{1}}{{|B_t|}} \sum_{{i \in B_t}} \nabla \ell_i({})", SUM
    return (text + r" + \xi_t", SUM) if race.noise else (text, level)


def _drawn(race: Race) -> list[Formula]:
    found, n = [], race.surface.rows
    if race.batch_size:
        mean = rf"f(\theta) = \frac{{1}}{{{n}}} \sum_{{i = 1}}^{{{n}}} \ell_i(\theta)"
        found.append(Formula("Mini-batches", (mean,), note=epochs(race.steps, n, race.batch_size)))
    if race.noise:
        note = f"σ = {race.noise:.4g}; drawn anew for every step, the same for every racer."
        found.append(Formula("Noise", (r"\xi_t \sim \mathcal{N}(0, \sigma^2 I)",), note=note))
    return found
