"""How a picture comes to the page where the network is slow or fails."""

import base64
import gzip
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from player.assets import STATIC, publish
from tests.browser.stand import message, run, serve
from ui import PAGE_STYLE

_MOUNT = """async (message) => {
  const { default: show } = await import("/player/loader.js");
  const place = document.body.appendChild(document.createElement("div"));
  place.innerHTML = `<template class="derby-failed">Not loaded. <button>Try again</button></template>
                     <div class="derby" data-module="player/index.js" data-create="createPlayer"
                          data-plotly="plotly.min.js"></div>`;
  const data = Uint8Array.from(atob(message), (letter) => letter.charCodeAt(0));
  window.show = () => show({ data, parentElement: place, setTriggerValue() {} });
  window.unmount = window.show();
}"""

_COUNT = """() => {
  window.heard = 0;
  for (const target of [window, document, document.documentElement]) {
    const { addEventListener: add, removeEventListener: remove } = target;
    target.addEventListener = (...told) => { window.heard++; add.apply(target, told); };
    target.removeEventListener = (...told) => { window.heard--; remove.apply(target, told); };
  }
  window.watched = new Set();
  const Real = window.ResizeObserver;
  window.ResizeObserver = class extends Real {
    observe(...told) { window.watched.add(this); super.observe(...told); }
    disconnect() { window.watched.delete(this); super.disconnect(); }
  };
}"""

_ARRIVED = """async () => {
  await import("/player/index.js");
  await (await import("/player/drawing.js")).loadPlotly("plotly.min.js");
  await new Promise((done) => setTimeout(done));
}"""

# Takes what is said of a picture that does not come off the page.
_WORDLESS = """() => new MutationObserver(() => document.querySelector(".derby-failed")?.remove())
  .observe(document.body, { childList: true, subtree: true })"""

# A style sheet that is on its way, and a count of what Plotly draws.
_LATE = """() => {
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/late.css" }));
  window.draws = 0;
  let Plotly;
  Object.defineProperty(window, "Plotly", {
    get: () => Plotly,
    set(made) {
      Plotly = made;
      for (const draw of ["react", "relayout"]) {
        const drawn = made[draw];
        made[draw] = (...told) => { window.draws++; return drawn(...told); };
      }
    },
  });
}"""


@pytest.fixture(scope="module")
def _kept(browser):
    """A page that stays, as it need not compile again what it has compiled, and where it finds the pictures."""
    with serve() as address, browser.new_context() as context:
        yield context.new_page(), address


@pytest.fixture
def page(_kept):
    """A page without a picture and without Plotly; failed requests are no failure of its test."""
    page, address = _kept
    page.route("**/plotly.min.js", lambda route: route.abort())
    page.goto(address)
    page.unroute_all()
    assert page.evaluate("'Plotly' in window") is False
    yield page
    page.unroute_all()


def mount(page):
    page.evaluate(_MOUNT, base64.b64encode(message(run())).decode())


def test_a_picture_that_is_taken_off_before_its_module_arrives_listens_to_nothing(page):
    def take_off_first(route):
        page.evaluate("unmount()")
        route.continue_()

    page.route("**/player/index.js", take_off_first)
    page.evaluate(_COUNT)
    mount(page)
    page.evaluate(_ARRIVED)
    assert page.evaluate("[window.heard, window.watched.size]") == [0, 0]


def test_the_same_holds_for_one_that_was_on_the_page(page):
    page.evaluate(_COUNT)
    mount(page)
    expect(page.locator(".derby-board .main-svg").first).to_be_attached()
    assert page.evaluate("window.heard") > 0
    page.evaluate("unmount()")
    assert page.evaluate("[window.heard, window.watched.size]") == [0, 0]


@pytest.mark.parametrize("file", ["player/index.js", "player/board.js", "plotly.min.js"])
def test_what_did_not_arrive_is_said_and_fetched_anew(page, file):
    asked = fail_first(page, f"**/{file}")
    mount(page)
    expect(page.get_by_text("Not loaded")).to_be_visible()
    page.evaluate("void show()")  # a message that comes meanwhile changes nothing
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".derby-board .main-svg").first).to_be_attached()
    expect(page.get_by_text("Not loaded")).to_have_count(0)
    assert len(asked) == 2


def fail_first(page, address):
    """Have the first request for an address fail; return the requests so far."""
    asked = []

    def fail(route):
        asked.append(route)
        route.abort() if len(asked) == 1 else route.continue_()

    page.route(address, fail)
    return asked


def test_what_fails_before_there_is_a_word_for_it_is_tried_again_by_itself(page):
    asked = fail_first(page, "**/player/index.js")
    page.evaluate(_WORDLESS)
    mount(page)
    expect(page.locator(".derby-board .main-svg").first).to_be_attached()
    assert len(asked) == 2
    assert page.locator(".derby-failed").count() == 0


@pytest.mark.parametrize(("query", "file"), [("lesson=saddle", "lesson.js"), ("challenge=swing", "challenge.js")])
def test_what_a_race_lacks_beside_it_is_said_and_fetched_anew(cut_off, server, query, file):
    page = cut_off().page
    asked = fail_first(page, f"**/{file}")
    page.goto(f"{server}/?{query}")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".derby-beside:not([hidden])")).to_be_visible()
    expect(page.locator(".derby-board .main-svg").first).to_be_attached()
    assert len(asked) == 2


def test_the_page_has_its_name_and_languages_once_they_come(cut_off, server):
    page = cut_off().page
    fail_first(page, "**/page.js")
    page.goto(server)
    name = page.locator(".derby-name, [data-create=createPage]")
    name.get_by_role("button", name="Try again").click()
    expect(name.get_by_role("heading")).to_have_text("Descent Derby")
    expect(name.get_by_role("button")).to_have_text(["한국어"])


def test_a_style_sheet_that_did_not_arrive_comes_by_itself(cut_off, server):
    page = cut_off().page
    asked = fail_first(page, "**/all.css")
    page.goto(server)
    expect(page.get_by_test_id("stMainBlockContainer")).to_have_css("padding-top", "12px")
    expect(page.locator(".derby-board .main-svg").first).to_be_attached()
    assert len(asked) == 2


def test_nothing_is_drawn_before_the_style_that_it_would_have_to_be_drawn_again_for(page):
    held = []
    page.route("**/late.css", lambda route: held.append(route))
    page.evaluate(_LATE)
    mount(page)
    page.evaluate(_ARRIVED)
    assert page.locator(".main-svg").count() == 0
    held[0].fulfill(content_type="text/css", body=".derby-board { height: 123px !important; }")
    expect(page.locator(".derby-board .main-svg").first).to_have_css("height", "123px")
    assert page.evaluate("draws") == 2  # of the map, and of the chart


def test_a_style_that_is_not_asked_for_any_more_is_not_waited_for(page):
    page.route("**/late.css", lambda route: None)
    page.evaluate(_LATE)
    page.evaluate(
        "document.head.append(Object.assign(document.createElement('link'), {rel: 'stylesheet', disabled: true}))"
    )
    mount(page)
    page.evaluate(_ARRIVED)
    assert page.locator(".main-svg").count() == 0
    page.evaluate("document.querySelector('link[href=\"/late.css\"]').remove()")
    expect(page.locator(".derby-board .main-svg").first).to_be_attached()


@pytest.mark.parametrize(
    ("kind", "listed", "key"), [("lesson", "Lessons by topic", "saddle"), ("challenge", "Challenges", "swing")]
)
def test_what_does_not_come_beside_a_picture_leaves_that_where_it_is(cut_off, server, kind, listed, key):
    app = cut_off().open(server)
    fail_first(app.page, f"**/{kind}.js")
    panel, drawn = app.page.locator(f".derby-{kind}"), app.contours().count()
    app.open_picker("race")
    with app.asking():
        app.page.get_by_role("radio", name=listed).click()
    with app.asking():
        app.page.locator(f'.derby-card[data-key="{kind} {key}"]').click()
    expect(panel).to_contain_text("Not loaded")
    assert app.contours().count() == drawn
    panel.get_by_role("button", name="Try again").click()
    expect(panel.get_by_role("heading")).to_be_visible()
    expect(panel).not_to_contain_text("Not loaded")


def test_what_stands_beside_a_slider_comes_with_the_next_one_where_it_did_not_come(cut_off, server):
    app = cut_off().open(server)
    tries = fail_first(app.page, "**/finals.js")
    assert not tries
    slider, panel = app.sidebar.locator("input[type=range]").first, app.page.locator(".derby-finals")
    with app.asking(), app.page.expect_event("requestfailed"):
        slider.press("ArrowLeft")
    expect(panel).to_have_count(0)
    app.page.keyboard.down("ArrowLeft")
    expect(panel).to_be_visible()
    assert len(tries) == 2
    app.page.keyboard.up("ArrowLeft")
    expect(panel).to_be_hidden()


def test_the_server_hands_out_what_is_published_packed_once_and_to_keep(server):
    for name in publish(more=[PAGE_STYLE]):
        name = name if name.endswith(".js") else f"{name}/index.js"
        with urlopen(Request(f"{server}/app/static/{name}", headers={"Accept-Encoding": "gzip"})) as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            assert "immutable" in answer.headers["Cache-Control"]
            assert gzip.decompress(answer.read()) == (STATIC / name).read_bytes()
