"""Puts the player's browser files, the racers' marks and plotly.js where Streamlit serves static files from.

The names carry a hash of the contents: a browser may keep them for ever, and never mixes an upgrade with what it kept.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from figures import STYLES, Style
from figures.marks import svg

BROWSER = Path(__file__).parent / "browser"
STATIC = Path(__file__).parent.parent / "static"


SHEET = "all.css"
"""The style sheet of everything: the pictures', and that of the page around them."""


def publish(static: Path = STATIC, more: Sequence[Path] = ()) -> tuple[str, str]:
    """Copy what is missing into `static`; return the player's folder and plotly.js, both relative to `static`.

    `more` files go into the player's folder. Safe to call from several processes at once: files are written beside and
    renamed.
    """
    contents = {path.name: path.read_bytes() for path in [*sorted(BROWSER.iterdir()), *more]}
    contents |= {mark_file(style): svg(style).encode() for style in STYLES}
    sheets = [content for name, content in contents.items() if name.endswith(".css")]
    contents[SHEET] = b"\n".join(sheets)
    folder = f"player-{_digest(contents)}"
    if not (static / folder).is_dir():
        static.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=static) as parent:
            copy = Path(parent) / folder
            copy.mkdir()
            for name, content in contents.items():
                (copy / name).write_bytes(content)
            _rename(copy, static / folder)
    plotly = Path(str(files("plotly") / "package_data" / "plotly.min.js"))
    script = f"plotly-{_digest({plotly.name: plotly.read_bytes()})}.min.js"
    if not (static / script).is_file():
        with tempfile.TemporaryDirectory(dir=static) as parent:
            _rename(Path(shutil.copy(plotly, parent)), static / script)
    return folder, script


def mark_file(style: Style) -> str:
    """Return the name of a racer's mark in the player's folder."""
    return f"{style.symbol}-{style.color[1:]}.svg"


def _rename(source: Path, target: Path) -> None:
    try:
        os.replace(source, target)
    except OSError:
        if not target.exists():  # else another process was first
            raise


def _digest(contents: dict[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name, content in contents.items():
        whole.update(name.encode() + b"\0" + content)
    return whole.hexdigest()[:12]
