"""What a row of settings is, and how its texts are read: once, one of several, as numbers."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from optimizers.numbers import number, whole
from racing.commands import closest
from setups.setup import Setup
from words import joined, say


class Row(NamedTuple):
    """How one setting is written: as texts, one for each time that its key stands in the address; none for a default.

    read: the setup with what the texts say, from those read so far; ValueError says what is wrong. help: what a command
    says of it, empty where it is no option of one; metavar: what stands there for its text; option: its name there,
    where that is another than the key. part: the field of the setup that it is of, where that is how a race is shown.
    """

    key: str
    write: Callable[[Setup], Sequence[str]]
    read: Callable[[Setup, Sequence[str]], Setup]
    help: str = ""
    metavar: str = "NAME"
    option: str = ""
    part: str = ""

    @property
    def called(self) -> str:
        """What it is called on a command line, with its dashes."""
        return f"--{self.option or self.key}"


class Partly(ValueError):
    """Some of several texts are wrong: the setup with the others, and a note for each of these."""

    def __init__(self, setup: Setup, notes: list[str]):
        super().__init__(joined("; ", notes))
        self.setup, self.notes = setup, notes


def note(key: str, problem: str | ValueError) -> str:
    """Return what is said of a setting that fell back."""
    return say("{key}: {problem}", key=key, problem=problem)


def one(texts: Sequence[str]) -> str:
    """Return the one text that there is; ValueError where there are more."""
    if len(texts) > 1:
        raise ValueError(say("expected once, got {count} times", count=len(texts)))
    return texts[0]


def chosen(text: str, choices: Sequence[str]) -> str:
    """Return a text that is one of `choices`; ValueError naming the closest."""
    if text not in choices:
        found = {"closest": closest(text, choices), "given": text[:40]}
        raise ValueError(say("expected one such as {closest}, got {given!r}", **found))
    return text


def read_number(text: str) -> float:
    """Read a number; ValueError, worded to follow a key, where it is none."""
    try:
        return number(text)
    except ValueError as problem:
        raise ValueError(say("expected {problem}", problem=problem)) from None


def read_numbers(text: str, expected: str, size: int) -> list[float]:
    """Read so many numbers with commas between; ValueError saying what is `expected`."""
    parts = text.split(",")
    if len(parts) != size:
        raise ValueError(say("expected {what}, got {given!r}", what=expected, given=text[:40]))
    return [read_number(part) for part in parts]


def read_whole(text: str, low: int, high: int) -> int:
    """Read a whole number from `low` to `high`; ValueError where it is none."""
    try:
        value = whole(text)
    except ValueError as problem:
        raise ValueError(say("expected {problem}", problem=problem)) from None
    if not low <= value <= high:
        found = {"low": low, "high": high, "value": value}
        raise ValueError(say("expected a whole number from {low} to {high}, got {value}", **found))
    return value
