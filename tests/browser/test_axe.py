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

State = tuple[str, str | None]
"""What is seen, and the part of the page where that is new: what lies around has been read before; None for all."""

PLAYER, DIALOG, MAIN, SIDEBAR = ".derby-player", "[role=dialog]", "[data-testid=stMain]", "[data-testid=stSidebar]"


def opened(visitor, address) -> App:
    visitor.page.goto(address)
    for part in (".main-svg", ".derby-name h1"):
        expect(visitor.page.locator(part).first).to_be_attached()
    visitor.settle()
    return visitor


def the_race(app) -> Iterator[State]:
    """All but the relief, which is the same on a phone but for its canvas."""
    app.more("Adam")
    fold = app.sidebar.get_by_text("Look of the picture")
    fold.click()
    expect(app.sidebar.get_by_label("Ground")).to_be_visible()
    app.page.get_by_role("tab", name="Formulas").click()
    expect(app.page.locator(".st-key-formulas .katex").first).to_be_visible()
    yield "formulas, a racer's settings and the look", None
    app.page.get_by_role("tab", name="Critical points").click()
    expect(app.page.locator(".st-key-critical table")).to_be_visible()
    yield "critical points", ".st-key-critical"
    app.page.locator(".derby-legend button").first.click()
    expect(app.page.locator(".derby-slide")).to_be_visible()
    yield "a racer that stands out", PLAYER
    app.page.locator("body").press("p")
    expect(app.page.locator(".derby-presenter")).to_be_visible()
    yield "presenter view", PLAYER
    app.page.keyboard.press("Escape")
    app.choose_view(VIEWS["side by side"])
    yield "side by side", PLAYER
    app.page.keyboard.press("Escape")
    fold.click()


def the_pickers(app) -> Iterator[State]:
    for what in ("surface", "rule", "race"):
        app.page.locator(f".st-key-pick-{what} button").click()
        expect(app.page.locator(".derby-card").first).to_be_visible()
        yield what, DIALOG
        app.page.keyboard.press("Escape")
        expect(app.page.get_by_role("dialog")).to_have_count(0)


def what_is_explored(app, server) -> Iterator[State]:
    opened(app, f"{server}/?view={EXPLORE}&explore=map&steps=30&noise=1")
    for title in MODES.values():
        app.page.get_by_role("radio", name=title).click()
        app.settle()
        yield title, MAIN


def what_is_taken_away(app, server) -> Iterator[State]:
    shown = {"view=side+by+side&step=40": "[data-testid=stImage] img", "view=explore&explore=map": ".derby-preview"}
    for query, part in shown.items():
        opened(app, f"{server}/?steps=50&{query}")
        app.page.get_by_role("button", name="Take away").click()
        expect(app.page.get_by_role("dialog").locator(part)).to_be_visible()
        yield query, DIALOG


def what_is_wrong(app, server) -> Iterator[State]:
    opened(app, f"{server}/?f=x^2&surfaces=1")
    expect(app.page.get_by_role("button", name="Dismiss")).to_be_visible()
    app.enter(app.sidebar.get_by_role("textbox", name="f(x, y)"), "x^2 + sni(y)")
    expect(app.sidebar.get_by_text("did you mean sin")).to_be_visible()
    yield "notes on an address, and a formula with a mistake", None


def what_is_taught(app, server) -> Iterator[State]:
    opened(app, f"{server}/?lesson=by_hand")
    panel = app.page.locator(".derby-lesson")
    yield "a question", PLAYER
    with app.asking():
        panel.locator(".derby-answers button").first.click()
    panel.locator("abbr").first.focus()
    yield "a wrong answer, and what a word means", PLAYER
    with app.asking():
        panel.locator(".derby-attempt").click()
    yield "what is tried", PLAYER
    opened(app, f"{server}/?challenge=swing&racer=GradientDescent+learning_rate=1")
    yield "a challenge", PLAYER


def a_phone(app, server) -> Iterator[State]:
    app.page.set_viewport_size(PHONE)
    opened(app, server)
    parts = dict.fromkeys(VIEWS.values(), PLAYER) | {VIEWS["contour"]: None, "Explore": MAIN}
    for title, part in parts.items():
        app.page.get_by_role("radio", name=title).click()
        app.settle()
        yield title, part
    app.page.get_by_test_id("stExpandSidebarButton").click()
    expect(app.page.locator(".st-key-pick-surface")).to_be_in_viewport()
    yield "the sidebar out", SIDEBAR


def walk_in_light_and_dark(app, states, *, twice=True):
    """Read each state in one scheme, and the contrast in the other; where not twice, schemes take turns."""
    scheme, other = "light", "dark"
    for state, within in states:
        app.settle()
        assert not broken(app.page, within=within), (state, scheme)
        scheme, other = other, scheme
        app.page.emulate_media(color_scheme=scheme)
        if twice:
            app.settle()
            assert not broken(app.page, "color-contrast", within=within), (state, scheme)


def test_every_state_of_the_first_visit_s_race_passes_in_light_and_dark(home):
    walk_in_light_and_dark(home, the_race(home))


def test_every_picker_passes_in_light_or_dark(home):
    """They are one component, which has its colours from one style sheet."""
    walk_in_light_and_dark(home, the_pickers(home), twice=False)


@pytest.mark.parametrize(
    ("walk", "twice"),
    [(what_is_explored, False), (what_is_taken_away, False), (what_is_taught, True), (what_is_wrong, True)],
)
def test_every_state_of_other_pages_passes_in_light_and_dark(visitor, server, walk, twice):
    """The charts of what is explored, and both panels, have their colours from one place: these take turns."""
    app = visitor()
    walk_in_light_and_dark(app, walk(app, server), twice=twice)


def test_every_state_on_a_phone_passes_in_light_or_dark(visitor, server):
    """No rule for narrow pages sets a colour: it is dark in turn."""
    app = visitor()
    walk_in_light_and_dark(app, a_phone(app, server), twice=False)


def of_a_kind() -> Iterator[str]:
    """Few ready-made races that between them set all that any sets: the others differ in words and numbers alone."""
    parts = {
        key: {*race.texts, *re.findall(r"\b(schedule|noise|batch)=", str(race.texts))} for key, race in RACES.items()
    }
    left = set().union(*parts.values())
    while left:
        key = max(parts, key=lambda key: len(parts[key] & left))
        yield key
        left -= parts[key]


def test_every_kind_of_ready_made_race_passes(home):
    for key in of_a_kind():
        home.pick("race", str(RACES[key].title))
        assert not broken(home.page), key
