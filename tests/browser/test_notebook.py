"""Races in a notebook that was run and converted, as a reader of it sees them."""

import base64
from importlib.resources import files
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from tests.browser.conftest import ROOT

CELLS = [
    """import optimizers, surfaces
from racing import race

evil = "</script></iframe><script>window.hit = 1</script>"
finished = race(surfaces.get("beale"), {evil: optimizers.Adam(0.2), "Momentum": optimizers.Momentum(0.002)}, steps=200)
finished""",
    """from IPython.display import HTML
from player import notebook_html

HTML(notebook_html(finished, view="side by side"))""",
]
PLOTLY = files("plotly") / "package_data" / "plotly.min.js"
CDN_HEADERS = {"Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript"}
BACKGROUND = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 22, 27)"}
OTHER = {"light": "dark", "dark": "light"}
READY = """() => {
  const { header, boards } = window.player ?? {};
  return header && [header.view, "loss"].every((view) => boards[view].ready);
}"""
ROOM = "() => [document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth]"


@pytest.fixture(scope="module")
def notebook():
    """A notebook of two cells, run."""
    cells = new_notebook(cells=[new_code_cell(cell) for cell in CELLS])
    return NotebookClient(cells, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()


@pytest.fixture
def cdn(browser):
    """The CDN's address, answered with the installed plotly.js; Playwright's own routes do not reach into `srcdoc`."""
    body = base64.b64encode(PLOTLY.read_bytes()).decode()
    answer = {"responseCode": 200, "body": body}
    answer["responseHeaders"] = [{"name": name, "value": value} for name, value in CDN_HEADERS.items()]
    session = browser.new_browser_cdp_session()
    session.on("Fetch.requestPaused", lambda asked: session.send("Fetch.fulfillRequest", {**asked_id(asked), **answer}))
    session.send("Fetch.enable", {"patterns": [{"urlPattern": "https://cdn.plot.ly/*"}]})
    yield
    session.detach()
