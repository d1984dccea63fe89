"""Names, roles, contrast and what a keyboard reaches, as axe-core reads them in every state, light and dark."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from figures.views import VIEWS
from setups import RACES
from setups.exploration import MODES
from setups.setup import EXPLORE
from tests.browser.app import App
from tests.browser.axe import broken

PHONE = {"width": 375, "height": 812}


def opened(visitor, address) -> App:
    visitor.page.goto(address)
    for part in (".main-svg", ".derby-name h1"):
        expect(visitor.page.locator(part).first).to_be_attached()
    visitor.settle()
    return visitor


def the_race(app, server) -> Iterator[str]:
    """All but the relief, which is the same on a phone but for its canvas."""
    opened(app, server)
    app.more("Adam")
    app.sidebar.get_by_text("Look of the picture").click()
    expect(app.sidebar.get_by_label("Ground")).to_be_visible()
    for title, part in {"Formulas": ".st-key-formulas .katex", "Critical points": ".st-key-critical table"}.items():
        app.page.get_by_role("tab", name=title).click()
        expect(app.page.locator(part).first).to_be_visible()
        yield f"{title}, a racer's settings and the look"
    app.page.locator(".derby-legend button").first.click()
    expect(app.page.locator(".derby-slide")).to_be_visible()
    yield "a racer that stands out"
    app.page.locator("body").press("p")
    expect(app.page.locator(".derby-presenter")).to_be_visible()
    yield "presenter view"
    app.page.keyboard.press("Escape")
    app.choose_view(VIEWS["side by side"])
    yield "side by side"


def what_is_explored(app, server) -> Iterator[str]:
    opened(app, f"{server}/?view={EXPLORE}&explore=map&steps=30&noise=1")
    for title in MODES.values():
        app.page.get_by_role("radio", name=title).click()
        app.settle()
        yield title


def the_pickers(app, server) -> Iterator[str]:
    opened(app, server)
    for what in ("surface", "rule", "race"):
        app.page.locator(f".st-key-pick-{what} button").click()
        expect(app.page.locator(".derby-card").first).to_be_visible()
        yield what
        app.page.keyboard.press("Escape")
        expect(app.page.get_by_role("dialog")).to_have_count(0)


def what_is_taken_away(app, server) -> Iterator[str]:
    shown = {"view=side+by+side&step=40": "[data-testid=stImage] img", "view=explore&explore=map": ".derby-preview"}
    for query, part in shown.items():
        opened(app, f"{server}/?steps=50&{query}")
        app.page.get_by_role("button", name="Take away").click()
        expect(app.page.get_by_role("dialog").locator(part)).to_be_visible()
        yield query


def what_is_wrong(app, server) -> Iterator[str]:
    opened(app, f"{server}/?f=x^2&surfaces=1")
    expect(app.page.get_by_role("button", name="Dismiss")).to_be_visible()
    app.enter(app.sidebar.get_by_role("textbox", name="f(x, y)"), "x^2 + sni(y)")
    expect(app.sidebar.get_by_text("did you mean sin")).to_be_visible()
    yield "notes on an address, and a formula with a mistake"


def a_phone(app, server) -> Iterator[str]:
    app.page.set_viewport_size(PHONE)
    opened(app, server)
    for title in [*VIEWS.values(), "Explore"]:
        app.page.get_by_role("radio", name=title).click()
        app.settle()
        yield title
    app.page.get_by_test_id("stExpandSidebarButton").click()
    expect(app.page.locator(".st-key-pick-surface")).to_be_in_viewport()
    yield "the sidebar out"


WALKS = (the_race, what_is_explored, the_pickers, what_is_taken_away, what_is_wrong, a_phone)
"""Everything there is to see: each opens the page, and goes on from state to state."""


PARTS = {the_pickers: "[role=dialog]", what_is_taken_away: "[role=dialog]", what_is_explored: "[data-testid=stMain]"}
"""Where a walk shows what no other does; what lies around is read by the others."""


@pytest.mark.parametrize("walk", WALKS)
def test_every_state_passes_in_light_and_dark(visitor, server, walk):
    app = visitor()
    scheme, other = "light", "dark"
    within = PARTS.get(walk)
    for state in walk(app, server):
        app.settle()
        assert not broken(app.page, within=within), (state, scheme)
        scheme, other = other, scheme
        app.page.emulate_media(color_scheme=scheme)
        if walk is a_phone:  # no rule for narrow pages sets a colour: it is dark in turn
            continue
        app.settle()
        assert not broken(app.page, "color-contrast", within=within), (state, scheme)


def of_a_kind() -> Iterator[str]:
    """The ready-made races that set what none before them does: the others differ in words and numbers alone."""
    seen: set[str] = set()
    for key, race in RACES.items():
        parts = {*race.texts, *re.findall(r"\b(schedule|noise|batch)=", str(race.texts))}
        if parts - seen:
            yield key
        seen |= parts


@pytest.mark.parametrize("race", list(of_a_kind()))
def test_every_kind_of_ready_made_race_passes(visitor, server, race):
    assert not broken(opened(visitor(), f"{server}/?race={race}").page)
