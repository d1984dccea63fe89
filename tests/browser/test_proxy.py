"""The page behind a proxy that strips a prefix, in a real browser."""

from playwright.sync_api import expect

from tests.browser.proxy import stripping

_IMAGES = "images => images.map((image) => image.complete && image.naturalWidth > 0)"
_FETCHED = "performance.getEntriesByType('resource').map(({ name }) => name)"


def test_behind_a_proxy_that_strips_a_prefix_the_page_is_whole(visitor, server):
    with stripping("/some/derby/", server) as address:
        app = visitor().open(address)
        app.nudge("Adam")  # over the websocket
        assert app.contours().count() > 10
        for place in (".st-key-cards img", ".derby-standings img"):
            assert set(app.page.locator(place).evaluate_all(_IMAGES)) == {True}
        assert "learning_rate" in app.page.url
        assert all(name.startswith((address, "data:", "blob:")) for name in app.page.evaluate(_FETCHED))
        app.choose_view("3-D")
        app.page.locator(".st-key-pick-surface button").click()
        expect(app.page.get_by_role("dialog").locator(".derby-card").first).to_be_visible()
        app.page.goto("about:blank")
