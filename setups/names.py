"""What racers are called: as someone typed it, or as the house does, in texts that can be told in other languages."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from types import MappingProxyType

import optimizers
from optimizers import Rule
from setups import races
from setups.limits import LONGEST_NAME
from words import joined, say

_RULES: Mapping[str, str] = MappingProxyType({rule.title: rule.title for rule in optimizers.CATALOGUE.values()})
_OWN: Mapping[str, str] = MappingProxyType(
    {**_RULES, **{name: name for race in races.CATALOGUE.values() for name in race.names}}
)
"""Names that the house gives → the texts that they are."""

_VALUES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"rate": lambda value: say("rate {rate}", rate=value), "noise": lambda value: say("noise {noise}", noise=value)}
)
"""What it calls racers by that differ in one number → the text with that number in it."""

_VALUE = re.compile("[0-9./]+")


def titles(rule: type[Rule]) -> Iterator[str]:
    """Yield what racers of a rule are called, one after another: its title, then that with 2, 3, ..."""
    yield rule.title
    for number in count(2):
        yield _numbered(rule.title, str(number))


def checked_name(owner: str, name: str) -> str:
    """Return a name that stands in a line, as a text where the house gives it; ValueError where it cannot be one."""
    if not (name.strip() and name.isprintable() and len(name) <= LONGEST_NAME):
        told = {"owner": owner, "most": LONGEST_NAME, "name": name[:60]}
        raise ValueError(say("{owner}: name must be 1 to {most} printable characters, got {name!r}", **told))
    title, _, number = name.rpartition(" ")
    if title in _VALUES and _VALUE.fullmatch(number):
        return _VALUES[title](number)
    return _numbered(_RULES[title], number) if title in _RULES and number.isdecimal() else _OWN.get(name, name)


def _numbered(title: str, number: str) -> str:
    return joined(" ", [title, number])
