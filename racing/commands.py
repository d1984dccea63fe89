"""What the command lines share: refusals of one line, the closest name, words read as numbers, and the language."""

import argparse
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import surfaces
from optimizers.numbers import number
from words import ENGLISH, LANGUAGES, _, say, tell

WIDTH = 30
"""Of a bar that tells how far a command is."""


class UsageError(ValueError):
    """What was asked for cannot be; the message is one line."""


class Help(argparse.RawDescriptionHelpFormatter):
    """Lays help out, in the language spoken."""

    def add_usage(self, usage, actions, groups, prefix=None):
        """Begin with how to call the program."""
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """Reads one command line. Refuses by `UsageError`: an option that there is not, or one of a single value twice."""

    def __init__(self, **settings: Any):
        own = {"formatter_class": Help, "allow_abbrev": False, "exit_on_error": False, "add_help": False}
        super().__init__(**{**own, **settings})
        self.register("action", None, _Once)
        self._positionals.title, self._optionals.title = _("positional arguments"), _("options")
        self.add_argument("-h", "--help", action="help", help=_("show this help and exit"))

    def parse_args(self, args=None, namespace=None):
        """Return what was given."""
        try:
            return super().parse_args(args, namespace)
        except argparse.ArgumentError as refused:
            if refused.argument_name is None:
                self.error(refused.message)
            problem = _refusal(refused)
            text = say("argument {option}: {problem}", option=refused.argument_name, problem=problem)
            raise UsageError(text) from None

    def error(self, message: str):
        """Raise `UsageError`."""
        stray, missing = (message.removeprefix(kind) for kind in (_STRAY, _MISSING))
        if option := re.match(r"--?[\w-]+", stray):
            options = [option for option in self._option_string_actions if option.startswith("--")]
            found = {"option": option[0], "closest": closest(option[0], options)}
            raise UsageError(say("no option {option}; closest: {closest}", **found))
        if stray != message:
            raise UsageError(say("unrecognized arguments: {given}", given=stray))
        if missing != message:
            raise UsageError(say("the following arguments are required: {names}", names=missing))
        raise UsageError(message)


_STRAY = "unrecognized arguments: "
_MISSING = "the following arguments are required: "
_IGNORED = "ignored explicit argument "
"""How argparse begins what it refuses."""


def _refusal(refused: argparse.ArgumentError) -> str | Exception:
    """Return what is wrong with the value of an option."""
    if isinstance(refused.__context__, argparse.ArgumentTypeError):
        return refused.__context__
    if refused.message.startswith(_IGNORED):
        return say("ignored explicit argument {given}", given=refused.message.removeprefix(_IGNORED))
    return say("expected one argument") if refused.message == "expected one argument" else refused.message


class _Once(argparse.Action):
    """Stores the value of an option the first time, and refuses it the second."""

    given = False

    def __call__(self, parser, namespace, values, option_string=None):
        if self.given:
            raise UsageError(say("{option}: expected once, got it twice", option=option_string))
        self.given = True
        setattr(namespace, self.dest, values)


def language_of(argv: Sequence[str]) -> str:
    """Return the language that a command line asks for by --language, English where it asks for none that there is.

    It is known before anything else of the line is, so that help and refusals are told in it.
    """
    asked = re.search(r"(?:^|\0)--language[=\0]([^\0]*)", "\0".join(argv))
    return asked[1] if asked and asked[1] in LANGUAGES else ENGLISH


def closest(given: str, choices: Iterable[str]) -> str:
    """Return the choices most like `given`, at most three in one line; the first of them where none is like it."""
    lower = {choice.lower(): choice for choice in choices}
    found = [lower[key] for key in get_close_matches(given.lower(), lower, cutoff=0.5)]
    return ", ".join(found or [*lower.values()][:3])


def chosen(owner: str, given: str, choices: Iterable[str]) -> str:
    """Return `given` where it is one of the choices; UsageError naming the closest where it is not."""
    if given not in choices:
        found = {"owner": owner, "closest": closest(given, choices), "given": given[:60]}
        raise UsageError(say("{owner}: expected one such as {closest}, got {given!r}", **found))
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


def bar(done: int, whole: int) -> str:
    """Return a bar of `WIDTH` characters, filled as far as is done of the whole."""
    filled = WIDTH * done // max(whole, 1)
    return f"[{'#' * filled}{'.' * (WIDTH - filled)}]"


def argument(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return `read`, which says what is wrong in words that follow "expected", for argparse."""

    def checked(text: str):
        try:
            return read(text)
        except ValueError as problem:
            raise argparse.ArgumentTypeError(say("expected {problem}", problem=problem)) from None

    return checked


def pair(text: str) -> tuple[float, float]:
    """Read two numbers with a comma between; ValueError, worded to follow "expected", where they are none."""
    parts = text.split(",")
    if len(parts) != 2:
        raise ValueError(say("two numbers such as 1,1.5, got {given!r}", given=text[:40]))
    return number(parts[0]), number(parts[1])


def listing(head: str, rows: Mapping[str, str]) -> str:
    """Return `head` and one line for each row, the texts below each other, told in the language spoken."""
    width = max(map(len, rows), default=0)
    return "\n".join([tell(head), *(f"  {name:<{width}}  {tell(text)}" for name, text in rows.items())])


def surfaces_listing() -> str:
    """Return the keys of all surfaces with their names, a line each."""
    return listing(say("surfaces:"), {key: surface.name for key, surface in surfaces.CATALOGUE.items()})
