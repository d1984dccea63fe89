"""Puts the player's browser files, the racers' marks and plotly.js where Streamlit serves static files from.

The names carry a hash of the contents: a browser may keep them for ever, and never mixes an upgrade with what it kept.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import words
from figures import STYLES, Style
from figures.marks import svg
from player.scripts import short
from player.words import LOADING
from words import say

BROWSER = Path(__file__).parent / "browser"
STATIC = Path(__file__).parent.parent / "static"


SHEET = "all.css"
"""The style sheet of everything: the pictures', and that of the page around them."""


class Unpublished(OSError):
    """The files are not there and cannot be put there; says where, why, and what to do."""


def publish(static: Path = STATIC, more: Sequence[Path] = ()) -> tuple[str, str]:
    """Put what is missing or wrong into `static`; return the player's folder and plotly.js, both relative to `static`.

    `more` files go into the player's folder. What is right is only read, so that set-up may have made it for a server
    that cannot. Safe to call from several processes at once: files are written beside and renamed. Unpublished where
    something is missing and cannot be made.
    """
    contents = {path.relative_to(BROWSER).as_posix(): _sent(path) for path in sorted(BROWSER.rglob("*.*"))}
    contents |= {path.name: path.read_bytes() for path in more}
    contents |= {mark_file(style): svg(style).encode() for style in STYLES}
    sheets = [content for name, content in contents.items() if name.endswith(".css")]
    contents[SHEET] = b"\n".join([*sheets, *map(_loading, words.LANGUAGES)])
    plotly = (files("plotly") / "package_data" / "plotly.min.js").read_bytes()
    folder = f"player-{_digest(contents)}"
    script = f"plotly-{_digest({'plotly.min.js': plotly})}.min.js"
    for name, wanted in ((folder, contents), (script, plotly)):
        if not _holds(static / name, wanted):
            try:
                _put(static / name, wanted)
            except OSError as problem:
                raise Unpublished(
                    say(
                        "static: expected the page's files in {place}, and they cannot be put there ({problem}). As "
                        "one who may write there, run `make setup`, or `python -m ui` in the project's folder; then "
                        "reload the page",
                        place=static / name,
                        problem=problem.strerror or problem,
                    )
                ) from problem
    return folder, script


def _sent(path: Path) -> bytes:
    return short(path.read_text("utf-8")).encode() if path.suffix == ".js" else path.read_bytes()


def mark_file(style: Style) -> str:
    """Return the name of a racer's mark in the player's folder."""
    return f"{style.symbol}-{style.color[1:]}.svg"


def _loading(code: str) -> bytes:
    """Return the rule by which a picture that is on its way says so in a language."""
    with words.speaking(code):
        return f'html:lang({code}) {{ --derby-loading: "{words.tell(LOADING)}"; }}'.encode()


def _holds(place: Path, wanted: bytes | Mapping[str, bytes]) -> bool:
    """Whether there is the file, or the folder with its files, that is wanted."""
    if isinstance(wanted, Mapping):
        return all(_holds(place / name, content) for name, content in wanted.items())
    try:
        return place.read_bytes() == wanted
    except OSError:
        return False


def _put(place: Path, wanted: bytes | Mapping[str, bytes]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as beside:
        made = Path(beside) / place.name
        if isinstance(wanted, Mapping):
            for name, content in wanted.items():
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                (made / name).write_bytes(content)
        else:
            made.write_bytes(wanted)
        try:
            os.replace(made, place)
        except OSError:
            if _holds(place, wanted):  # another process was first
                return
            shutil.rmtree(place)  # a folder that is not whole stands in the way
            os.replace(made, place)


def _digest(contents: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name, content in contents.items():
        whole.update(name.encode() + b"\0" + content)
    return whole.hexdigest()[:12]
