"""Taking the race away from the page."""

import io

from PIL import Image
from playwright.sync_api import expect


def test_a_gif_is_made_shown_and_downloaded_under_a_telling_name(app):
    app.page.get_by_role("button", name="Take away").click()
    dialog = app.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Make it").click()
    expect(dialog.get_by_test_id("stImage").locator("img")).to_be_visible()
    with app.page.expect_download() as download:
        dialog.get_by_role("button", name="Download").click()
    name = download.value.suggested_filename
    assert name.startswith("beale-Gradient_descent-Momentum")
    assert name.endswith(".gif")
    picture = Image.open(io.BytesIO(download.value.path().read_bytes()))
    assert picture.size == (640, 480)
    assert picture.n_frames == 200


def test_the_panel_closes_and_the_race_goes_on(app):
    before = app.colors()
    app.page.get_by_role("button", name="Take away").click()
    app.page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(app.page.get_by_role("dialog")).to_be_hidden()
    assert app.colors() == before


def test_a_page_is_played_in_the_panel_before_it_is_taken(app):
    app.page.get_by_role("button", name="Take away").click()
    dialog = app.page.get_by_role("dialog")
    _choose(app, "Format", "HTML")
    _choose(app, "View", "side by side")
    dialog.get_by_role("button", name="Make it").click()
    preview = dialog.frame_locator("iframe")
    expect(preview.locator(".derby-readout")).to_have_text("step 300 / 300")
    expect(preview.locator('.views [aria-pressed="true"]')).to_have_text("Side by side")


def test_an_export_holds_up_nobody_else(app, visit):
    other = visit()
    app.page.get_by_role("button", name="Take away").click()
    _choose(app, "View", "3-D")
    turn = app.page.get_by_role("dialog").locator("input[type=range]").last
    for _ in range(4):
        turn.press("ArrowRight")
    turn.evaluate("slider => slider.blur()")
    app.page.wait_for_timeout(300)  # the slider reports a little later
    app.settle()
    app.page.get_by_role("dialog").get_by_role("button", name="Make it").click()
    expect(app.page.get_by_text("Painting the frames")).to_be_visible()
    for steps in ("40", "60", "80"):
        other.enter(other.number("Steps"), steps)
        other.expect_step(int(steps), int(steps))
    expect(app.page.get_by_text("Painting the frames")).to_be_visible()


def _choose(app, label, option):
    box = app.page.get_by_role("dialog").get_by_role("combobox", name=label)
    box.click()
    box.press_sequentially(option)
    app.page.get_by_role("option", name=option).first.click()
    app.page.wait_for_timeout(150)
    app.settle()
