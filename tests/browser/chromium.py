"""Finds a Chrome or Chromium for the browser tests, or installs one; run it to make sure that there is one.

A system browser is taken if there is one, else Playwright's own. Where there is neither, Debian's is installed by apt,
with the libraries that a bare machine lacks, where this runs as root, else Playwright's. With --system only apt is
tried, which can work while pip does.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
APT = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"])
PLAYWRIGHT = ([sys.executable, "-m", "playwright", "install", "chromium"],)
DOWNLOAD_SECONDS = 300


def find_system() -> str | None:
    """Return the path of a browser that the system has, or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return next((place for place in PLACES if Path(place).exists()), None)


def find() -> str | None:
    """Return the path of a browser, or None where there is neither a system one nor Playwright's."""
    if path := find_system():
        return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install_system() -> str | None:
    """Return the path of a browser that the system has, fetched by apt if need be, or None where that fails."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        return _fetched(APT, find_system)
    return find_system()


def install() -> str:
    """Return the path of a browser, fetched if need be; SystemExit with what to do where that fails."""
    if path := find() or install_system() or _fetched(PLAYWRIGHT, find):
        return path
    raise SystemExit("The browser tests need Chrome or Chromium: install one, or run `playwright install chromium`.")


def _fetched(commands, found: Callable[[], str | None]) -> str | None:
    for command in commands:
        if path := found():
            return path
        print("no browser yet:", " ".join(command), flush=True)
        try:
            subprocess.run(command, timeout=DOWNLOAD_SECONDS, check=False, stdout=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            continue
    return found()


if __name__ == "__main__":
    print("browser:", (install_system() or "none yet") if "--system" in sys.argv else install())
