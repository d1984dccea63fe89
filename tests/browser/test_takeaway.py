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
