"""What stands below a picture or a page where it is asked for: the formula, the start of all, the learning rates."""

import re
from collections.abc import Callable, Iterator
from operator import attrgetter

from sympy import Float
from sympy.printing.str import StrPrinter

from figures.rain import Rain
from optimizers import rate_field
from optimizers.schedules import Schedule, WarmUp
from racing import Race
from surfaces import DataLoss, Dialled, Surface, TypedSurface
from words import Text, joined, say, tell

LONGEST = 240
"""Letters of a formula that are written; of a longer one, so many."""

MOST_RATES = 12
"""Learning rates that are written; of further racers, only how many there are."""

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def caption(race: Race | Rain) -> tuple[str, ...]:
    """Return two lines, told in the language spoken: the formula; the start, if all begin at one, and the rates.

    Without a start and without rates there is only the first.
    """
    formula = tell(_formula(race.surface))
    formula = formula if len(formula) <= LONGEST else f"{formula[:LONGEST]}…"
    start = [] if isinstance(race, Rain) else [_start(race)]
    told = tell(joined(". ", [*start, *_rates(race)]))
    return (f"f(x, y) = {formula}", *([told] if told else []))


def _start(race: Race) -> Text:
    return say("Start ({start})", start=", ".join(f"{at:g}".replace("-", "−") for at in race.start))


def _rates(race: Race | Rain) -> list[Text]:
    """Return what is told of the learning rates, if there are any."""
    rates = [
        joined(" ", [name, _rate(attrgetter(field)(run.rule))])
        for name, run in race.items()
        if (field := rate_field(run.rule)) is not None
    ]
    if not rates:
        return []
    if len(rates) <= MOST_RATES:
        return [say("Learning rates: {rates}", rates=joined(", ", rates))]
    first, more = joined(", ", rates[:MOST_RATES]), len(rates) - MOST_RATES
    return [say("Learning rates: {rates} and {more} more", rates=first, more=more)]


def wrapped(text: str, room: float, measure: Callable[[str], float]) -> Iterator[str]:
    """Yield the lines of a text, of at most so much `room` by `measure`; a word that is longer has a line to itself."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and measure(longer) > room:
            yield line
            longer = word
        line = longer
    yield line


def _formula(surface: Surface) -> str:
    if isinstance(surface, TypedSurface):
        return ", ".join([surface.formula, *(f"{letter} = {value:g}" for letter, value in surface.parameters.items())])
    if isinstance(surface, Dialled):
        stand = [f"{name} = {value:g}" for name, value in surface.parameters.items()]
        return ", ".join([_plain(surface.written), surface.where.plain, *stand])
    if isinstance(surface, DataLoss):
        return say("mean of {loss} over {rows} rows", loss=_plain(surface.sample), rows=surface.rows)
    return _plain(surface.expression)


def _plain(expression) -> str:
    written = _Printer().doprint(expression)
    written = re.sub(r"\*\*(\d+)", lambda power: power[1].translate(_RAISED), written)
    return written.replace("**", "^").replace("*", "·").replace("-", "−")


def _rate(rate: float | Schedule) -> str:
    if isinstance(rate, WarmUp):
        return say("{rate} after a warm-up of {steps}", rate=_rate(rate.after), steps=rate.steps)
    return f"{rate.initial:g} ({type(rate).__name__})" if isinstance(rate, Schedule) else f"{rate:g}"


class _Printer(StrPrinter):
    """SymPy's own way of writing, with as many digits as tell something."""

    def _print_Float(self, expr: Float) -> str:
        return f"{float(expr):g}"
