"""Races in a notebook that was run and converted, as a reader of it sees them."""

import base64
from importlib.resources import files

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
READY = """() => {
  const { header, boards } = window.player ?? {};
  return header && [header.view, "loss"].every((view) => boards[view].ready);
}"""
PLAYING = "() => window.player.clock.playing && window.player.clock.step > 3"
FITS = """() => {
  const { scrollWidth, scrollHeight } = document.documentElement;
  return scrollWidth === innerWidth && scrollHeight === innerHeight;
}"""
HEARING = "() => { window.heard = new Promise((done) => onmessage = ({ data }) => data === 'last' && done()); }"
LAST = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  .then(() => parent.postMessage("last", "*"))"""


@pytest.fixture(scope="module")
def notebook():
    """A notebook of two cells, run."""
    cells = new_notebook(cells=[new_code_cell(cell) for cell in CELLS])
    return NotebookClient(cells, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()


@pytest.fixture
def cdn(browser):
    """The CDN's address, answered with the installed plotly.js; Playwright's own routes do not reach into `srcdoc`."""
    body = base64.b64encode(PLOTLY.read_bytes()).decode()
    headers = [{"name": name, "value": value} for name, value in CDN_HEADERS.items()]
    answer = {"responseCode": 200, "responseHeaders": headers, "body": body}
    session = browser.new_browser_cdp_session()

    def fulfil(asked):
        session.send("Fetch.fulfillRequest", {"requestId": asked["requestId"], **answer})

    session.on("Fetch.requestPaused", fulfil)
    session.send("Fetch.enable", {"patterns": [{"urlPattern": "https://cdn.plot.ly/*"}]})
    yield
    session.detach()


@pytest.fixture
def read(open_page, cdn, notebook, tmp_path):
    """Convert the notebook's first cells to a page and open that; the options are those of a browser context."""

    def open_converted(cells=1, theme="light", **options):
        exporter = HTMLExporter(theme=theme, mathjax_url="", require_js_url="", jquery_url="")
        path = tmp_path / "notebook.html"
        some = new_notebook(cells=notebook.cells[:cells], metadata=notebook.metadata)
        path.write_text(exporter.from_notebook_node(some)[0], encoding="utf-8")
        page = open_page(**options)
        page.goto(path.as_uri())
        return page

    return open_converted


def frames(page):
    """What is in the frames of the races, once they are on view and ready."""
    found = []
    for element in page.locator("iframe").all():
        element.scroll_into_view_if_needed()
        found.append(element.element_handle().content_frame())
        found[-1].wait_for_function(READY)
    return found


def test_each_race_plays_by_itself_in_the_colours_of_the_notebook(read):
    page = read(len(CELLS), "dark", color_scheme="light")
    first, second = frames(page)
    for frame in (first, second):
        frame.locator('[data-action="loop"]').click()  # so that none is over before it is looked at
    first.locator('[data-action="play"]').click()
    first.wait_for_function(PLAYING)
    expect(second.locator(".derby-readout")).to_have_text("step 200 / 200")
    second.locator(".derby-player").focus()
    page.keyboard.press("Space")
    second.wait_for_function(PLAYING)
    first.wait_for_function(PLAYING)
    for frame, view in ((first, "contour"), (second, "side by side")):
        assert frame.evaluate("window.player.header.view") == view
        assert_colours(frame, "dark")
        frame.wait_for_function(FITS)
        expect(frame.locator(".derby-racer").first).to_contain_text("</iframe>")
    assert [inside.evaluate("window.hit") for inside in page.frames] == [None] * 3


def assert_colours(frame, theme):
    assert frame.evaluate("window.player.look.name") == theme
    assert frame.evaluate("getComputedStyle(document.body).backgroundColor") == BACKGROUND[theme]


def test_races_follow_the_notebook_where_it_changes_its_colours(read):
    page = read(theme="light", color_scheme="dark")
    [frame] = frames(page)
    assert_colours(frame, "light")
    for change, theme in (
        ("document.body.dataset.jpThemeLight = 'false'", "dark"),
        ("document.body.dataset.jpThemeLight = 'true'", "light"),
        ("delete document.body.dataset.jpThemeLight", "dark"),  # as the reader's system is
        ("document.body.dataset.vscodeThemeKind = 'vscode-high-contrast-light'", "light"),
        ("document.body.dataset.vscodeThemeKind = 'vscode-dark'", "dark"),
        ("delete document.body.dataset.vscodeThemeKind", "dark"),
        ("document.documentElement.setAttribute('theme', 'light')", "light"),
    ):
        page.evaluate(change)
        frame.wait_for_function(f"window.player.look.name === '{theme}'")


def test_a_frame_is_as_high_as_its_race_needs(read):
    page = read(viewport={"width": 390, "height": 844})
    [frame] = frames(page)
    before = page.locator("iframe").bounding_box()["height"]
    frame.wait_for_function(FITS)
    frame.locator(".derby-fold").click()
    frame.wait_for_function(f"innerHeight > {before}")
    frame.wait_for_function(FITS)
    grown = page.locator("iframe").get_attribute("style")
    frame.locator('[data-action="present"]').click()
    expect(frame.locator(".derby-player")).to_have_css("position", "fixed")
    page.evaluate(HEARING)
    frame.evaluate(LAST)
    page.evaluate("window.heard")  # what the frame told before, too
    assert page.locator("iframe").get_attribute("style") == grown
