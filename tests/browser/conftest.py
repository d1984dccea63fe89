"""A running app, a real browser, and pages that fail their test on any error in the browser's console."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser import chromium
from tests.browser.engine import opened
from tests.browser.stand import Stand, serve
from tests.browser.visitors import LAPTOP, PATIENCE, Visitors, watched

ROOT = Path(__file__).parents[2]
START_SECONDS = 40
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of a Streamlit server that runs the app."""
    with running(_free_port(), tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture
def free_port():
    """A port that nothing listens at."""
    return _free_port()


@contextmanager
def running(port: int, log: Path) -> Iterator[str]:
    """Run the app on a server of its own at that port; yields its address."""
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
    }
    flags = [f"--{key}={value}" for key, value in options.items()]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *flags]
    with log.open("wb") as output, subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
    said = log.read_text(errors="replace")
    assert "Traceback" not in said, said[-4000:]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def browser():
    """Chrome or Chromium, without a profile; to have none is a failure."""
    path = chromium.find()
    if path is None:
        pytest.fail("no Chrome or Chromium for the browser tests: run `python tests/browser/chromium.py`")
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=[*FLAGS, *root]) as browser,
    ):
        yield browser


@pytest.fixture(scope="session")
def _visitors(browser):
    return Visitors(browser)


@pytest.fixture
def visitor(_visitors):
    """Let in a visitor, with a 1366 × 768 screen unless told; errors in any's browser fail the test at its end."""
    _visitors.errors.clear()
    yield _visitors.come
    _visitors.go()
    assert not _visitors.errors, "\n".join(_visitors.errors)


@pytest.fixture
def cut_off(_visitors):
    """Let in a visitor whose server goes away: what the browser says of that is no error."""
    yield _visitors.come
    _visitors.go()
    _visitors.errors.clear()


@pytest.fixture
def open_page(visitor):
    """Make an empty page; the options are those of a visitor."""
    return lambda **options: visitor(**options).page


@pytest.fixture
def visit(visitor, server):
    """Open the app as a new visitor, at a query where there is one; the options are those of a visitor."""
    return lambda query="", **options: visitor(**options).open(f"{server}/{query and '?'}{query}")


@pytest.fixture
def app(visit):
    """The app as a first visitor finds it."""
    return visit()


@pytest.fixture(scope="session")
def engine(browser):
    """The race's engine by itself, on a page that compiles nothing from text."""
    with opened(browser) as there:
        yield there


@pytest.fixture(scope="session")
def _homes():
    """The page that waits to be somebody's home, if there is one."""
    return []


@pytest.fixture
def home(_visitors, _homes, server):
    """The app as a first visitor finds it, on a page opened once: what a test sets there is taken back after it.

    For tests that leave no trace but in what is set, the tab, the step, a dialog, the colour scheme, the size of the
    window, and the ways back and forth.
    """
    _visitors.errors.clear()
    app = _homes.pop() if _homes else _visitors.stay().open(server)
    yield app
    app.page.emulate_media(color_scheme="light")
    app.page.set_viewport_size(LAPTOP)
    app.start_over()
    expect(app.page).to_have_url(f"{server}/")
    for trace in (app.sidebar.get_by_test_id("stAlert"), app.sidebar.get_by_label("Name", exact=True)):
        expect(trace).to_have_count(0)
    assert not _visitors.errors, "\n".join(_visitors.errors)
    _homes.append(app)


@pytest.fixture(scope="session")
def _stand_page(browser):
    errors: list[str] = []
    with serve() as address, browser.new_context(viewport={"width": 1200, "height": 700}) as context:
        page = watched(context.new_page(), errors)
        page.goto(address)
        yield page, errors


@pytest.fixture
def stand(_stand_page):
    """The player by itself, on a page without Streamlit."""
    page, errors = _stand_page
    errors.clear()
    stand = Stand(page)
    stand.mount()
    yield stand
    stand.unmount()
    assert not errors, "\n".join(errors)


def _wait_for(address: str, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(address, timeout=1) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"the app did not start:\n{log.read_text(errors='replace')[-4000:]}")
