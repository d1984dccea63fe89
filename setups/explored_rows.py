"""What is explored, as rows; each leans on the racers, which are read before."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from figures.maps import Measure
from optimizers import Rule
from racing import Axis, Criterion, read_axis
from racing.axis import fields
from setups.exploration import FAIR, MODES, RATE, Exploration, map_axis
from setups.racers import in_full
from setups.row import Row, chosen, one, read_number
from setups.setup import EXPLORE, Setup
from words import say


def _explored(key: str, field: str, write_one: Callable, read_one: Callable[[Setup, str], object]) -> Row:
    """Return the row of one field of what is explored; `read_one` makes its value from a text."""

    def write_all(setup: Setup) -> list[str]:
        value = getattr(setup.explored, field)
        if value == getattr(Exploration, field):
            return []
        try:  # what was set for a racer that is another one now does not count
            read_one(setup, write_one(value))
        except ValueError:
            return []
        return [write_one(value)]

    def read_all(setup: Setup, texts: Sequence[str]) -> Setup:
        return replace(setup, explored=replace(setup.explored, **{field: read_one(setup, one(texts))}))

    return Row(key, write_all, read_all)


def _write_mode(setup: Setup) -> list[str]:
    """Write what is explored wherever that is seen: an address without it is older than what is explored first."""
    return [setup.explored.mode] if setup.view == EXPLORE or setup.explored.mode != Exploration.mode else []


def _read_mode(setup: Setup, texts: Sequence[str]) -> Setup:
    return replace(setup, explored=replace(setup.explored, mode=chosen(one(texts), list(MODES))))


def _explored_racer(setup: Setup, text: str) -> str:
    return chosen(text, [racer.name for racer in setup.running])


def _explored_rule(setup: Setup) -> Rule:
    return setup.explored_racer.plain


def _axis(setup: Setup, text: str) -> Axis:
    rule = _explored_rule(setup)
    chosen(text.partition("=")[0].strip(), fields(rule))
    return map_axis(read_axis(text), rule)


def _other_axis(setup: Setup, text: str) -> Axis:
    axis, across = _axis(setup, text), setup.explored.across
    if across and across.field == axis.field:
        raise ValueError(say("expected another field than across, got {field} again", field=axis.field))
    return axis


def _rate(text: str) -> float:
    return RATE.check(say("Fair race"), "rate", read_number(text))


EXPLORED: tuple[Row, ...] = (
    Row("explore", _write_mode, _read_mode),
    _explored("of", "racer", str, _explored_racer),
    _explored("across", "across", str, _axis),
    _explored("along", "along", str, _other_axis),
    _explored("measure", "measure", str, lambda setup, text: Measure(chosen(text, list(Measure)))),
    _explored("fair", "fair", str, lambda setup, text: chosen(text, list(FAIR))),
    _explored("rate", "rate", in_full, lambda setup, text: _rate(text)),
    _explored("criterion", "criterion", str, lambda setup, text: Criterion(chosen(text, list(Criterion)))),
)
"""One row for each field of what is explored."""
