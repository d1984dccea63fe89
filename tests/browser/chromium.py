"""Finds a Chrome or Chromium for the browser tests, or installs one; run it to make sure that there is one.

A system browser is taken if there is one, else Playwright's own, else Debian's by apt where this runs as root.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
DOWNLOAD_SECONDS = 300


def find() -> str | None:
    """Return the path of a browser, or None where there is neither a system one nor Playwright's."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    for place in PLACES:
        if Path(place).exists():
            return place
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install() -> str:
    """Return the path of a browser, fetched if need be; SystemExit with what to do where that fails."""
    if path := find():
        return path
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and os.geteuid() == 0:
        attempts += [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]]
    for command in attempts:
        print("no browser yet:", " ".join(command), flush=True)
        try:
            subprocess.run(command, timeout=DOWNLOAD_SECONDS, check=False, stdout=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            continue
        if path := find():
            return path
    raise SystemExit("The browser tests need Chrome or Chromium: install one, or run `playwright install chromium`.")


if __name__ == "__main__":
    print("browser:", install())
