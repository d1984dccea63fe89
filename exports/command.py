"""The command line: `python -m exports gif --surface beale --racer "Adam learning_rate=0.1" -o race.gif`."""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import words
from exports.arguments import Order, read_order
from exports.progress import Progress
from exports.video import VideoUnavailable
from racing.commands import UsageError, bar, language_of
from racing.suited import unsuited
from words import _, counted, say, tell

USAGE, INTERRUPTED = 2, 130
STOPS = (signal.SIGINT, signal.SIGTERM)


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line asks; return the exit code: 0, 2 where it cannot be done, 130 where it is stopped."""
    argv = sys.argv[1:] if argv is None else argv
    with words.speaking(language_of(argv)):
        return _done(argv)


def _done(argv: Sequence[str]) -> int:
    try:
        order = read_order(argv)
        words.speak(order.setup.language or words.language())  # which a link may say
        for racer in order.setup.running:
            if lacking := unsuited(racer.build(), order.setup.descended):
                _say(lacking)
        with _written_whole(order.output) as file:
            file.write(_made(order))
        if order.kind.drawn and (lacking := _undrawn(order)):
            _say(lacking)
    except (ValueError, VideoUnavailable) as problem:
        return _refuse(problem)
    except OSError as problem:
        found = {"file": problem.filename or say("the file"), "problem": problem.strerror or problem}
        return _refuse(say("cannot write {file}: {problem}", **found))
    except KeyboardInterrupt:
        return INTERRUPTED
    print(f"{order.output}: {_size(order.output)}")
    return 0


def _made(order: Order) -> bytes:
    with _progress() as progress:
        try:
            return order.kind.make(order.setup, order.run, order.options, progress)
        except VideoUnavailable:
            raise
        except ImportError:
            raise UsageError(say("format: {format} cannot be made here", format=order.format)) from None


def _undrawn(order: Order) -> str | None:
    from exports.fonts import undrawn  # which brings Matplotlib: not where nothing is drawn

    return undrawn(tell(racer.name) for racer in order.setup.running)


@contextmanager
def _written_whole(output: Path) -> Iterator[BinaryIO]:
    """Open a file beside `output` that takes its place once all is written, and is gone if anything goes wrong."""
    target = output.resolve()
    if target.exists() and not target.is_file() and not target.is_dir():  # a device or a pipe, which must stay one
        with target.open("wb") as file:
            yield file
        return
    if target.is_dir():
        raise IsADirectoryError(21, say("it is a directory"), str(output))
    beside = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")
    try:
        file = beside.open("xb")
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, str(output)) from None
    try:
        with file:
            yield file
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Offer what draws a bar on a terminal, and ends the work after a stop that Python could not pass on.

    An exception that a signal raises is lost where nobody can catch it, as in the callback of a weak reference.
    """
    stopped, seen = [], sys.stderr.isatty()

    def draw(done: int, whole: int) -> None:
        if stopped:
            raise KeyboardInterrupt
        if seen:
            far = _("{done:,} of {whole:,}", done=done, whole=whole)
            print(f"\r{bar(done, whole)} {far}", end="", file=sys.stderr, flush=True)

    try:
        with _noted(stopped):
            yield draw
    finally:
        if seen:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


@contextmanager
def _noted(stopped: list[int]) -> Iterator[None]:
    """Add to `stopped` each signal to stop that is not ignored."""
    heard = {sign: handler for sign in STOPS if callable(handler := signal.getsignal(sign))}

    def note(sign, frame) -> None:
        stopped.append(sign)
        heard[sign](sign, frame)

    for sign in heard:
        signal.signal(sign, note)
    try:
        yield
    finally:
        for sign, handler in heard.items():
            signal.signal(sign, handler)


def _refuse(problem: str | Exception) -> int:
    _say(problem)
    return USAGE


def _say(told: str | Exception) -> None:
    print(f"exports: {' '.join(tell(told).split())}", file=sys.stderr)


def _size(path: Path) -> str:
    count = path.stat().st_size
    if count >= 1e3:
        return f"{count / 1e6:.3g} MB" if count >= 1e6 else f"{count / 1e3:.3g} KB"
    return tell(counted("{count} byte", "{count} bytes", count=count))
