"""Puts the player's browser files and plotly.js where Streamlit serves static files from.

The names carry a hash of the contents: a browser may keep them for ever, and never mixes an upgrade with what it kept.
"""

import hashlib
import os
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path

BROWSER = Path(__file__).parent / "browser"
STATIC = Path(__file__).parent.parent / "static"


def publish(static: Path = STATIC) -> tuple[str, str]:
    """Copy what is missing into `static`; return the player's folder and plotly.js, both relative to `static`.

    Safe to call from several processes at once: files are written beside and renamed.
    """
    folder = f"player-{_digest(sorted(BROWSER.iterdir()))}"
    if not (static / folder).is_dir():
        static.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=static) as parent:
            copy = Path(parent) / folder
            shutil.copytree(BROWSER, copy)
            _rename(copy, static / folder)
    plotly = Path(str(files("plotly") / "package_data" / "plotly.min.js"))
    script = f"plotly-{_digest([plotly])}.min.js"
    if not (static / script).is_file():
        with tempfile.TemporaryDirectory(dir=static) as parent:
            _rename(Path(shutil.copy(plotly, parent)), static / script)
    return folder, script


def _rename(source: Path, target: Path) -> None:
    try:
        os.replace(source, target)
    except OSError:
        if not target.exists():  # else another process was first
            raise


def _digest(paths: list[Path]) -> str:
    content = hashlib.sha256()
    for path in paths:
        content.update(path.name.encode() + b"\0" + path.read_bytes())
    return content.hexdigest()[:12]
