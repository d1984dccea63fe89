"""The page as axe-core reads it: names, roles, contrast and what a keyboard reaches, in every state, light and dark."""

from collections.abc import Iterator

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


def the_race(tab, server) -> Iterator[str]:
    app = opened(tab, server)
    for title, part in {"Formulas": ".st-key-formulas .katex", "Critical points": ".st-key-critical table"}.items():
        tab.get_by_role("tab", name=title).click()
        expect(tab.locator(part).first).to_be_visible()
        yield title
    app.more("Adam")
    app.sidebar.get_by_text("Look of the picture").click()
    expect(app.sidebar.get_by_label("Ground")).to_be_visible()
    yield "a racer's settings and the look"
    tab.locator("body").press("p")
    expect(tab.locator(".derby-presenter")).to_be_visible()
    yield "presenter view"
    tab.keyboard.press("Escape")
    for title in VIEWS.values():
        app.choose_view(title)
        yield title


def what_is_explored(tab, server) -> Iterator[str]:
    app = opened(tab, f"{server}/?view={EXPLORE}&steps=30&noise=1")
    for title in MODES.values():
        tab.get_by_role("radio", name=title).click()
        tab.wait_for_timeout(150)
        app.settle()
        yield title


def the_pickers(tab, server) -> Iterator[str]:
    opened(tab, server)
    for what in ("surface", "rule", "race"):
        tab.locator(f".st-key-pick-{what} button").click()
        expect(tab.locator(".derby-card").first).to_be_visible()
        yield what
        tab.keyboard.press("Escape")
        expect(tab.get_by_role("dialog")).to_have_count(0)


def what_is_taken_away(tab, server) -> Iterator[str]:
    shown = {"view=side+by+side&step=40": "[data-testid=stImage] img", "view=explore&explore=map": ".derby-preview"}
    for query, part in shown.items():
        opened(tab, f"{server}/?steps=50&{query}")
        tab.get_by_role("button", name="Take away").click()
        expect(tab.get_by_role("dialog").locator(part)).to_be_visible()
        yield query


def what_is_wrong(tab, server) -> Iterator[str]:
    app = opened(tab, f"{server}/?f=x^2&surfaces=1")
    expect(tab.get_by_role("button", name="Dismiss")).to_be_visible()
    app.enter(app.sidebar.get_by_role("textbox", name="f(x, y)"), "x^2 + sni(y)")
    expect(app.sidebar.get_by_text("did you mean sin")).to_be_visible()
    yield "notes on an address, and a formula with a mistake"


def a_phone(tab, server) -> Iterator[str]:
    tab.set_viewport_size(PHONE)
    app = opened(tab, server)
    for title in [*VIEWS.values(), "Explore"]:
        tab.get_by_role("radio", name=title).click()
        tab.wait_for_timeout(150)
        app.settle()
        yield title
    tab.get_by_test_id("stExpandSidebarButton").click()
    expect(tab.locator(".st-key-pick-surface")).to_be_in_viewport()
    yield "the sidebar out"


WALKS = (the_race, what_is_explored, the_pickers, what_is_taken_away, what_is_wrong, a_phone)
"""Everything there is to see: each opens the page, and goes on from state to state."""


@pytest.mark.parametrize("walk", WALKS)
def test_every_state_passes_in_light_and_dark(tab, server, walk):
    scheme, other = "light", "dark"
    tab.emulate_media(color_scheme=scheme)
    for state in walk(tab, server):
        App(tab).settle()
        assert not broken(tab), (state, scheme)
        scheme, other = other, scheme
        tab.emulate_media(color_scheme=scheme)
        App(tab).settle()
        assert not broken(tab, "color-contrast"), (state, scheme)


@pytest.mark.parametrize("race", RACES)
def test_every_ready_made_race_passes(tab, server, race):
    opened(tab, f"{server}/?race={race}")
    assert not broken(tab)
