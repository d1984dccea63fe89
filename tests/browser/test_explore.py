"""Many runs at once, as a visitor explores them."""

import csv
import json
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

import optimizers
import surfaces
from racing import slider_range
from setups.exploration import MODES, STARTS
from tests.browser.app import App


@pytest.fixture
def explored(visitor, server):
    """Open the page on what the query says."""

    def open_explored(query, **options) -> App:
        app = visitor(**options)
        app.page.goto(f"{server}/?view=explore&{query}")
        expect(app.page.locator(".derby-plot .main-svg").first).to_be_attached()
        app.settle()
        return app

    return open_explored


def click_on(app, across, along):
    """Click a plot at a part of its first panel's width and height, from the lower left."""
    box = app.page.locator(".derby-chart .nsewdrag").first.bounding_box()
    app.page.mouse.click(box["x"] + across * box["width"], box["y"] + (1 - along) * box["height"])


def test_a_cell_of_a_map_is_raced_with(explored):
    app = explored("explore=map&racer=Momentum+learning_rate=0.01&surface=ravine&steps=100")
    click_on(app, 0.5, 0.5)
    expect(app.board()).to_be_visible()
    app.settle()
    [racer] = parse_qs(urlsplit(app.page.url).query)["racer"]
    values = dict(part.split("=") for part in racer.split()[1:])
    low, high = slider_range(optimizers.Momentum, surfaces.get("ravine"))
    assert float(values["learning_rate"]) == pytest.approx((low * high) ** 0.5, rel=0.1)
    assert float(values["momentum"]) == pytest.approx(0.5, rel=0.05)


def test_a_start_of_a_map_is_raced_from(explored):
    app = explored("explore=starts&racer=Adam+learning_rate=0.1&surface=himmelblau&steps=150")
    click_on(app, 0.25, 0.75)
    expect(app.board()).to_be_visible()
    app.settle()
    [start] = parse_qs(urlsplit(app.page.url).query)["start"]
    stops = np.linspace(-6, 6, STARTS)
    for at, near in zip(map(float, start.split(",")), (-3, 3), strict=True):
        assert np.abs(stops - at).min() < 1e-3  # the cell's own, as the axis shows it
        assert at == pytest.approx(near, abs=0.1)


COLUMNS = {
    "map": ["learning_rate", "momentum"],
    "starts": ["racer", "start_x", "start_y"],
    "seeds": ["racer", "seed"],
    "fair": ["racer", "setting", "field", "value"],
}
"""Mode → the columns that its table begins with."""


def test_every_map_downloads_as_picture_and_table_and_stands_in_the_address(explored):
    asked = {"racer": ["Momentum learning_rate=0.01"], "noise": ["1"], "steps": ["40"]}
    app = explored(f"explore=map&{urlencode(asked, doseq=True)}")
    dialog = app.page.get_by_role("dialog")
    for mode, columns in COLUMNS.items():
        app.page.get_by_role("radio", name=str(MODES[mode])).click()
        app.page.wait_for_url(re.compile(f"explore={mode}"))
        app.settle()
        with app.page.expect_download() as picture:
            app.page.locator(".derby-save").click()
        assert picture.value.suggested_filename.startswith("beale-")
        assert picture.value.path().read_bytes().startswith(b"\x89PNG")
        app.page.get_by_role("button", name="Take away").click()
        if mode == "map":  # what is chosen for one file holds for the next
            dialog.get_by_role("combobox", name="Format").fill("CSV")
            app.page.get_by_role("option", name="CSV").click()
        with app.page.expect_download() as table:
            dialog.get_by_role("button", name="Download CSV").click()
        names, first = list(csv.reader(table.value.path().read_text("utf-8-sig").splitlines()))[:2]
        assert names[: len(columns)] == columns
        assert json.loads(first[names.index("settings")])
        assert parse_qs(urlsplit(app.page.url).query).items() >= {**asked, "explore": [mode]}.items()
        app.page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)


def test_the_link_of_a_map_is_copied(visitor, server):
    app = visitor(permissions=["clipboard-read", "clipboard-write"])
    app.page.goto(f"{server}/?view=explore&explore=map&racer=Momentum&measure=verdict&steps=30")
    app.page.locator(".derby-link").click()
    expect(app.page.locator(".derby-said")).to_have_text("Link copied")
    assert parse_qs(urlsplit(app.page.evaluate("navigator.clipboard.readText()")).query)["measure"] == ["verdict"]


def _is_dressed(app) -> bool:
    """Whether the page wears its style sheet and every racer its mark."""
    margin = app.page.get_by_test_id("stMainBlockContainer").evaluate("main => getComputedStyle(main).paddingTop")
    marks = app.sidebar.locator(".st-key-cards img").evaluate_all("marks => marks.map((mark) => mark.naturalWidth)")
    return margin == "12px" and len(marks) > 0 and min(marks) > 0


def test_long_work_comes_after_the_controls_and_can_be_stopped_in_one_way(visitor, server):
    app = visitor()
    app.page.goto(f"{server}/?view=explore&explore=starts&surface=levy_13&steps=5000&racer=Adam")
    cancel = app.page.get_by_role("button", name="Cancel")
    expect(cancel).to_be_visible()
    expect(app.page.get_by_test_id("stStatusWidget")).to_be_attached()  # Streamlit's own, which says "Stop"
    expect(app.page.get_by_role("button", name="Stop")).to_be_hidden()
    assert _is_dressed(app)
    app.page.get_by_role("button", name="Take away").click(trial=True)
    cancel.click()
    expect(app.page.get_by_text("Cancelled.")).to_be_visible()
    expect(app.page.get_by_role("button", name="run it again")).to_be_visible()
    app.settle()
    assert _is_dressed(app)
    app.page.get_by_role("radio", name="Together").click()
    expect(app.board()).to_be_visible()


@pytest.mark.parametrize("mode", ["map", "starts"])
def test_what_was_there_before_stays_where_its_successor_is_cancelled(explored, mode):
    app = explored(f"explore={mode}&surface=levy_13&steps=30&racer=Adam&across=learning_rate=0.01:0.3:256")
    app.number("Steps").fill("5000")
    app.number("Steps").press("Enter")
    app.page.get_by_role("button", name="Cancel").click()
    expect(app.page.get_by_text("Cancelled.")).to_be_visible()
    app.settle()
    expect(app.page.locator(".derby-chart .main-svg").first).to_be_visible()
    expect(app.page.get_by_text("30 steps")).to_be_visible()
    expect(app.number("Steps")).to_have_value("5000")
    assert parse_qs(urlsplit(app.page.url).query)["steps"] == ["5000"]
    app.page.get_by_role("radio", name="Many seeds").click()
    expect(app.page.locator(".derby-chart")).to_have_count(0)  # another kind of picture


def test_on_a_phone_what_a_cell_raced_with_comes_into_sight_and_every_mode_has_its_frame(visit):
    app = visit(viewport={"width": 375, "height": 812}, phone=True)
    app.page.get_by_role("radio", name="Explore").click()
    expect(app.page.locator(".derby-chart .main-svg").first).to_be_attached()
    app.settle()
    expect(app.page.get_by_text("or tap it twice")).to_be_attached()
    modes = app.page.locator(".st-key-explore-mode button")
    frames = modes.evaluate_all("""(buttons) => buttons.map((button) => {
      const { borderLeftColor, borderRightColor } = getComputedStyle(button);
      return [borderLeftColor, borderRightColor];
    })""")
    assert len(frames) == 4
    assert all(left == right for left, right in frames), frames
    panel = app.page.locator(".derby-chart .nsewdrag").first
    panel.evaluate("panel => panel.scrollIntoView({ block: 'center' })")
    box, main = panel.bounding_box(), app.page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollTop") > 0
    label = app.page.locator(".hoverlayer .hovertext")
    for _ in range(2):
        app.page.touchscreen.tap(box["x"] + 60, box["y"] + 60)
        expect(label.or_(app.board()).first).to_be_visible()
    expect(app.board()).to_be_visible()
    app.settle()
    assert main.evaluate("main => main.scrollTop") == 0


def test_it_fits(explored):
    app = explored("explore=map&steps=30", viewport={"width": 390, "height": 844})
    for mode in ("map", "fair"):
        app.page.set_viewport_size({"width": 390, "height": 844})
        app.page.get_by_role("radio", name=str(MODES[mode])).click()
        for width in (390, 1366):
            app.page.set_viewport_size({"width": width, "height": 844})
            app.settle()
            assert app.page.evaluate("document.documentElement.scrollWidth") <= width
