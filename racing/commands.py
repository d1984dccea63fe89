"""What the command lines share: refusals of one line, the closest name, and words read as numbers."""

import argparse
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from optimizers.numbers import number


class UsageError(ValueError):
    """What was asked for cannot be; the message is one line."""


class Parser(argparse.ArgumentParser):
    """Reads one command line. Refuses by `UsageError`: an option that there is not, or one of a single value twice."""

    def __init__(self, **settings: Any):
        super().__init__(**settings)
        self.register("action", None, _Once)

    def error(self, message: str):
        """Raise `UsageError`."""
        if unknown := re.fullmatch(r"unrecognized arguments: (--?[\w-]+).*", message, re.DOTALL):
            options = [option for option in self._option_string_actions if option.startswith("--")]
            message = f"no option {unknown[1]}; closest: {closest(unknown[1], options)}"
        raise UsageError(message)


class _Once(argparse.Action):
    """Stores the value of an option the first time, and refuses it the second."""

    given = False

    def __call__(self, parser, namespace, values, option_string=None):
        if self.given:
            raise UsageError(f"{option_string}: expected once, got it twice")
        self.given = True
        setattr(namespace, self.dest, values)


def closest(given: str, choices: Iterable[str]) -> str:
    """Return the choices most like `given`, at most three in one line; the first of them where none is like it."""
    lower = {choice.lower(): choice for choice in choices}
    found = [lower[key] for key in get_close_matches(given.lower(), lower, cutoff=0.5)]
    return ", ".join(found or [*lower.values()][:3])


def chosen(owner: str, given: str, choices: Iterable[str]) -> str:
    """Return `given` where it is one of the choices; UsageError naming the closest where it is not."""
    if given not in choices:
        raise UsageError(f"{owner}: expected one such as {closest(given, choices)}, got {given[:60]!r}")
    return given


def joined(argv: Sequence[str], options: Sequence[str]) -> list[str]:
    """Return `argv` with "--start", "-1,2" as one word for each of `options`: argparse takes "-1,2" for an option."""
    words: list[str] = []
    for word in argv:
        if words and words[-1] in options and re.match(r"-[^-]", word):
            words[-1] = f"{words[-1]}={word}"
        else:
            words.append(word)
    return words


def argument(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return `read`, which says what is wrong in words that follow "expected", for argparse."""

    def checked(text: str):
        try:
            return read(text)
        except ValueError as problem:
            raise argparse.ArgumentTypeError(f"expected {problem}") from None

    return checked


def pair(text: str) -> tuple[float, float]:
    """Read two numbers with a comma between; ValueError, worded to follow "expected", where they are none."""
    parts = text.split(",")
    if len(parts) != 2:
        raise ValueError(f"two numbers such as 1,1.5, got {text[:40]!r}")
    return number(parts[0]), number(parts[1])


def listing(head: str, rows: Mapping[str, str]) -> str:
    """Return `head` and one line for each row, the texts below each other."""
    width = max(map(len, rows), default=0)
    return "\n".join([head, *(f"  {name:<{width}}  {text}" for name, text in rows.items())])
