"""Taking away what is on the screen."""

import csv
import io
import json
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

_COUNT_IMAGES = """() => {
  const dialog = document.querySelector("[role=dialog]");
  const count = () => (window.mostImages = Math.max(window.mostImages, dialog.querySelectorAll("img").length));
  window.mostImages = 0;
  count();
  new MutationObserver(count).observe(dialog, { childList: true, subtree: true });
}"""


@pytest.fixture
def dialog(home):
    """The panel's dialog."""
    return home.page.get_by_role("dialog")


def open_panel(app):
    app.page.get_by_role("button", name="Take away").click()
    expect(app.page.get_by_role("dialog")).to_be_visible()


def taken(app):
    """The file that one press brings."""
    with app.page.expect_download() as download:
        app.page.get_by_role("dialog").get_by_role("button", name="Download").click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def choose(app, label, option):
    """Choose an option that may be chosen already: what was chosen for one file holds for the next."""
    box = app.page.get_by_role("dialog").get_by_role("combobox", name=label)
    if box.input_value().startswith(option):
        return
    box.click()
    box.press_sequentially(option)
    with app.asking():
        app.page.get_by_role("option", name=option).first.click()


def turn(app):
    """Have the relief turn, which takes long."""
    choose(app, "Format", "GIF")
    choose(app, "View", "3-D")
    slider = app.page.get_by_role("dialog").locator("input[type=range]").last
    if slider.evaluate("slider => slider.value !== slider.max"):
        with app.asking():
            slider.press("End")
        slider.evaluate("slider => slider.blur()")


def test_it_opens_on_the_step_and_view_shown_and_one_press_brings_the_picture(home, dialog):
    home.choose_view("Side by side")
    home.scrub(77)
    home.page.wait_for_url(re.compile("step=77"))
    open_panel(home)
    choose(home, "Format", "PNG")
    expect(dialog.get_by_label("Step", exact=True)).to_have_value("77")
    expect(dialog.get_by_role("combobox", name="View")).to_have_value("Side by side")
    expect(dialog.get_by_test_id("stImage").locator("img")).to_be_visible()
    name, picture = taken(home)
    assert name.startswith("beale-Gradient_descent-Momentum")
    assert Image.open(io.BytesIO(picture)).size == (640, 480)


def test_a_picture_wears_the_colours_of_the_page(home):
    home.page.emulate_media(color_scheme="dark")
    home.settle()
    open_panel(home)
    choose(home, "Format", "PNG")
    picture = Image.open(io.BytesIO(taken(home)[1])).convert("RGB")
    assert max(picture.getpixel((2, 2))) < 60


def test_a_gif_is_made_shown_and_downloaded(home, dialog):
    open_panel(home)
    choose(home, "Format", "GIF")
    dialog.get_by_role("button", name="Make it").click()
    expect(dialog.get_by_role("button", name="Download")).to_be_visible()
    expect(dialog.get_by_test_id("stImage").locator("img")).to_be_visible()
    name, file = taken(home)
    assert name.endswith(".gif")
    assert Image.open(io.BytesIO(file)).n_frames == 200


def test_an_export_is_cancelled_and_the_page_is_fine_afterwards(home, dialog):
    open_panel(home)
    turn(home)
    dialog.get_by_role("button", name="Make it").click()
    expect(dialog.get_by_text("Making it: ")).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog.get_by_role("button", name="Make it")).to_be_visible()
    expect(dialog.get_by_text("Making it: ")).to_have_count(0)
    choose(home, "View", "Side by side")
    dialog.get_by_role("button", name="Make it").click()
    expect(dialog.get_by_role("button", name="Download")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    home.settle()
    home.enter(home.number("Steps"), "40")
    home.expect_step(40, 40)


def test_the_picture_is_shown_once_while_it_is_waited_for(home, dialog):
    open_panel(home)
    turn(home)
    choose(home, "Colours", "Dark")  # no picture of which is kept
    expect(dialog.get_by_test_id("stImage").locator("img")).to_be_visible()
    home.page.evaluate(_COUNT_IMAGES)
    dialog.get_by_role("button", name="Make it").click()
    expect(dialog.get_by_text("Making it: ")).to_be_visible()
    assert home.page.evaluate("window.mostImages") == 1


def test_who_closes_the_panel_stops_what_is_being_made(home, dialog):
    open_panel(home)
    turn(home)
    dialog.get_by_role("button", name="Make it").click()
    expect(dialog.get_by_text("Making it: ")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    home.settle()
    open_panel(home)
    choose(home, "View", "3-D")
    expect(dialog.get_by_role("button", name="Make it")).to_be_visible()
    expect(dialog.get_by_text("Making it: ")).to_have_count(0)


def test_a_file_that_takes_longer_than_an_opening_panel_waits_for_comes_by_itself(visit):
    app = visit("steps=50&surface=ackley&" + "&".join(f"racer=Adam+learning_rate=0.{i}" for i in range(10, 22)))
    dialog = app.page.get_by_role("dialog")
    open_panel(app)
    choose(app, "Format", "JSON")
    expect(dialog.get_by_role("button", name="Download JSON")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    app.enter(app.number("Steps"), "5000")
    app.expect_step(5000, 5000)
    open_panel(app)
    expect(dialog.get_by_role("button", name="Download JSON")).to_be_visible()


def test_the_panel_closes_and_the_race_goes_on(home, dialog):
    before = home.colors()
    open_panel(home)
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    assert home.colors() == before


def test_a_page_is_played_in_the_panel_before_it_is_taken(home, dialog):
    home.choose_view("Side by side")
    home.scrub(40)
    home.page.wait_for_url(re.compile("step=40"))
    open_panel(home)
    choose(home, "Format", "HTML")
    preview = dialog.frame_locator("iframe")
    expect(preview.locator(".derby-readout")).to_have_text("step 40 / 300")
    expect(preview.locator('.views [aria-pressed="true"]')).to_have_text("Side by side")


def test_an_export_holds_up_nobody_else(home, visit):
    other = visit()
    open_panel(home)
    turn(home)
    home.page.get_by_role("dialog").get_by_role("button", name="Make it").click()
    expect(home.page.get_by_text("Making it: ")).to_be_visible()
    for steps in ("40", "60"):
        other.enter(other.number("Steps"), steps)
        other.expect_step(int(steps), int(steps))
    expect(home.page.get_by_text("Making it: ")).to_be_visible()


MAP = "view=explore&explore=map&racer=Momentum+learning_rate=0.001&steps=40"


@pytest.fixture
def explored(visitor, server):
    """Open what is explored, in one's own page."""

    def opened(query, **options):
        app = visitor(**options)
        app.page.goto(f"{server}/?{query}")
        expect(app.page.locator(".derby-plot .main-svg").first).to_be_attached()
        app.settle()
        open_panel(app)
        return app

    return opened


def test_a_map_goes_away_as_picture_drawing_table_page_and_settings(explored, open_page, tmp_path):
    app = explored(MAP)
    app.page.wait_for_function("document.querySelector('.derby-preview')?.naturalWidth > 300")
    name, picture = taken(app)
    assert name == "beale-Momentum-learning_rate-momentum.png"
    assert Image.open(io.BytesIO(picture)).width > 1000
    choose(app, "Format", "SVG")
    expect(app.page.get_by_role("button", name="Download (SVG)")).to_be_visible()
    drawing = taken(app)[1].decode()
    assert drawing.startswith("<svg")
    assert set(re.findall(r"font-family: ([^,;]*)", drawing)) == {"Arial"}  # the file knows no font of the page
    choose(app, "Format", "CSV")
    expect(app.page.get_by_role("button", name="Download CSV")).to_be_visible()
    header = next(csv.reader(taken(app)[1].decode("utf-8-sig").splitlines()))
    assert (header[:2], header[-1]) == (["learning_rate", "momentum"], "settings")
    choose(app, "Format", "SETTINGS")
    expect(app.page.get_by_role("button", name="Download JSON")).to_be_visible()
    assert json.loads(taken(app)[1])["settings"]["explore"] == ["map"]
    choose(app, "Format", "HTML")
    expect(app.page.get_by_role("button", name="Download HTML")).to_be_visible()
    path = tmp_path / "map.html"
    path.write_bytes(taken(app)[1])
    page = open_page(offline=True)
    page.goto(path.as_uri())
    expect(page.get_by_role("heading", name="Beale: map two values")).to_be_visible()
    expect(page.locator(".derby-plot .main-svg").first).to_be_attached()
    page.locator(".derby-board").click()


def test_the_page_of_the_starts_tells_below_what_ran_unless_that_is_switched_off(explored):
    app = explored("view=explore&explore=starts&racer=Adam+learning_rate=0.25&steps=30")
    choose(app, "Format", "HTML")
    download = app.page.get_by_role("button", name="Download HTML")
    switch = app.page.get_by_role("dialog").get_by_role("switch", name="Caption")
    for captioned in (True, False):
        expect(switch).to_be_checked(checked=captioned)
        expect(download).to_be_visible()
        app.settle()
        assert (b"Learning rates: Adam 0.25" in taken(app)[1]) == captioned
        with app.asking():
            app.page.get_by_role("dialog").get_by_text("Caption").click()
