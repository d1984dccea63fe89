"""The page as axe-core reads it: names, roles, contrast and what a keyboard reaches, in every state, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from figures.views import VIEWS
from setups import RACES
from setups.exploration import MODES
from setups.setup import EXPLORE
from tests.browser.app import App

PHONE = {"width": 375, "height": 812}

EXCUSED = {
    # Streamlit gives its place for dropped files a role that hides it, and a name that shows it again.
    ("presentation-role-conflict", 'data-testid="stFileUploaderDropzone"'),
}
"""Rules that fail on an element of Streamlit's own making, told by what stands in its tag."""


def broken(page: Page, *rules: str) -> list[str]:
    """Say what fails on the page as it stands, by all rules or these."""
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    return [
        f"{found['id']}: {node['html']}\n{node['failureSummary']}"
        for found in Axe().run(page, options=options).response["violations"]
        for node in found["nodes"]
        if not any(found["id"] == rule and tag in node["html"] for rule, tag in EXCUSED)
    ]


def opened(tab, address) -> App:
    app = App(tab)
    tab.goto(address)
    for part in (".main-svg", ".derby-name h1"):
        expect(tab.locator(part).first).to_be_attached(timeout=30_000)
    app.settle()
    return app


def pick(what):
    def act(app):
        app.page.locator(f".st-key-pick-{what} button").click()
        expect(app.page.locator(".derby-card").first).to_be_visible()

    return act


def unfold(app):
    app.more("Adam")
    app.sidebar.get_by_text("Look of the picture").click()
    expect(app.sidebar.get_by_label("Ground")).to_be_visible()


def turn_to(title, part):
    def act(app):
        app.page.get_by_role("tab", name=title).click()
        expect(app.page.locator(part).first).to_be_visible()

    return act


def present(app):
    app.page.locator("body").press("p")
    expect(app.page.locator(".derby-presenter")).to_be_visible()


def mistype(app):
    app.enter(app.sidebar.get_by_role("textbox", name="f(x, y)"), "x^2 + sni(y)")
    expect(app.sidebar.get_by_text("did you mean sin")).to_be_visible()


def take(part):
    def act(app):
        app.page.get_by_role("button", name="Take away").click()
        expect(app.page.get_by_role("dialog").locator(part)).to_be_visible()

    return act


def nothing(app):
    """Leave the page as it opens."""


STATES = {
    **{title: (f"view={view.replace(' ', '+')}", nothing) for view, title in VIEWS.items()},
    **{title: (f"view={EXPLORE}&explore={mode}&steps=30&noise=1", nothing) for mode, title in MODES.items()},
    "surfaces": ("", pick("surface")),
    "rules": ("", pick("rule")),
    "races": ("", pick("race")),
    "a racer's settings and the look": ("", unfold),
    "formulas": ("", turn_to("Formulas", ".st-key-formulas .katex")),
    "critical points": ("", turn_to("Critical points", ".st-key-critical table")),
    "presenter view": ("race=saddle", present),
    "taking a race away": ("view=side+by+side&step=40", take("[data-testid=stImage] img")),
    "taking a map away": ("view=explore&explore=map&steps=30", take(".derby-preview")),
    "a formula with a mistake": ("f=x^2", mistype),
    "notes on an address": ("surface=nowhere", nothing),
}
"""Everything there is to see → the query that opens it, and what to do then."""


@pytest.mark.parametrize("state", STATES)
def test_every_view_passes_in_light_and_dark(tab, server, state):
    query, act = STATES[state]
    tab.emulate_media(color_scheme="light")
    app = opened(tab, f"{server}/?{query}")
    act(app)
    app.settle()
    assert not broken(tab)
    tab.emulate_media(color_scheme="dark")
    app.settle()
    assert not broken(tab, "color-contrast")


@pytest.mark.parametrize("race", RACES)
def test_every_ready_made_race_passes(tab, server, race):
    opened(tab, f"{server}/?race={race}")
    assert not broken(tab)


def test_a_phone_passes_with_its_sidebar_in_and_out(tab, server):
    tab.set_viewport_size(PHONE)
    opened(tab, server)
    assert not broken(tab)
    tab.get_by_test_id("stExpandSidebarButton").click()
    expect(tab.locator(".st-key-pick-surface")).to_be_in_viewport()
    assert not broken(tab)
