"""The page in Korean: on a walk through all of it nothing is seen or read out in English."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import expect

import surfaces
import words
from figures.views import VIEWS
from setups.exploration import MODES
from surfaces.expressions import FUNCTIONS
from tests.browser.app import App
from words import _, tell
from words.languages import CATALOGUES

STREAMLIT = {
    "Browse", "Choose", "Close", "Collapse", "Decrement", "Deploy", "Dismiss", "Drag", "Help", "Increment", "JSON",
    "MB", "Main", "Open", "Sidebar", "Skip", "Upload", "an", "and", "content", "drop", "file", "files", "for", "here",
    "main", "menu", "option", "per", "progress", "sidebar", "to", "upload",
}  # fmt: skip
"""Words of what Streamlit says by itself, which cannot be told in another language from here."""

NAMES = {"Descent", "Derby", "English", "KB", "PNG", "SVG"}
"""What is called so in every language, or is the name of another."""

FOREIGN = ".katex, code, pre, script, style, template, [lang=en], [data-testid=stIconMaterial], .derby-source"
"""What holds formulas, code, no words, or where a lesson is from."""

SAID = """(foreign) => {
  const said = new Set();
  for (const element of document.querySelectorAll("body *")) {
    if (element.closest(foreign) || !element.checkVisibility({ visibilityProperty: true })) continue;
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) said.add(node.data.trim());
    for (const name of ["aria-label", "aria-valuetext", "title", "placeholder", "alt"]) {
      said.add(element.getAttribute(name)?.trim());
    }
  }
  return [...said].filter(Boolean);
}"""
"""All that is seen, and the names that a screen reader reads out."""


@pytest.fixture(scope="module", autouse=True)
def _korean():
    with words.speaking("ko"):
        yield


@pytest.fixture(scope="module")
def known() -> set[str]:
    """The words that Korean texts write in Latin letters, and those that are no texts."""
    with (CATALOGUES / "ko" / "LC_MESSAGES" / "derby.po").open("rb") as file:
        told = [message.string for message in read_po(file) if message.id]
    told = [text for one in told for text in ([one] if isinstance(one, str) else one)]
    return {*latin(" ".join(told)), *FUNCTIONS, *STREAMLIT, *NAMES}


def latin(text: str) -> list[str]:
    """The words of a text in Latin letters, of two and more: none in braces or quotes, nor what a note is about."""
    return re.findall(r"[A-Za-z]{2,}", re.sub(r"\{[^{}]*\}|'[^']*'|^[a-z]+: ", "", text))


def without_sources(text: str) -> str:
    """A text without the books that a surface is from: their titles stay as they are."""
    for surface in surfaces.CATALOGUE.values():
        text = text.removeprefix(tell(surface.source))
    return text


def press(app: App, role: str, name: str) -> None:
    """Press what is called so, and wait for what follows."""
    with app.asking():
        app.page.get_by_role(role, name=name, exact=True).first.click()


def the_race(app: App, address: str) -> Iterator[str]:
    app.open(f"{address}/?lang=ko&seed=x&racer=Adam&racer=GradientDescent&steps=60")
    yield "a race, and notes"
    app.enter(app.sidebar.get_by_label(_("Steps"), exact=True), "abc")
    press(app, "button", _("More"))
    with app.asking():
        app.sidebar.get_by_text(_("Look of the picture")).click()
    yield "what is wrong, a racer's settings, the look"
    for title in (_("Formulas"), _("Critical points")):
        press(app, "tab", title)
        yield title
    for title in list(VIEWS.values())[1:]:
        press(app, "radio", tell(title))
        yield tell(title)
    press(app, "button", _("Take away"))
    yield "the panel"
    app.page.keyboard.press("Escape")


def what_is_picked(app: App, address: str) -> Iterator[str]:
    for what in ("surface", "rule", "race"):
        app.page.locator(f".st-key-pick-{what} button").click()
        expect(app.page.locator(".derby-card").first).to_be_visible()
        app.settle()
        yield f"the picker of a {what}"
        for listed in app.page.get_by_role("dialog").get_by_role("radio").all():
            listed.click()
            app.settle()
            yield listed.inner_text()
        app.page.keyboard.press("Escape")
        expect(app.page.get_by_role("dialog")).to_have_count(0)


def what_is_explored(app: App, address: str) -> Iterator[str]:
    app.page.goto(
        f"{address}/?lang=ko&view=explore&explore=map&surface=sphere&noise=1&steps=20&racer=Adam&racer=Momentum"
    )
    for title in MODES.values():
        app.page.get_by_role("radio", name=tell(title)).click()
        app.settle()
        yield tell(title)
    press(app, "button", _("Take away"))
    yield "the panel of what is explored"


def a_lesson(app: App, address: str) -> Iterator[str]:
    app.page.goto(f"{address}/?lang=ko&lesson=local_minimum")
    answer = app.page.locator(".derby-answers button").first
    expect(answer).to_be_visible()
    app.settle()
    yield "a question"
    with app.asking():
        answer.click()
    expect(app.page.locator(".derby-attempt")).to_be_visible()
    yield "its answer"
    app.page.goto(f"{address}/?lang=ko&challenge=six")
    expect(app.page.locator(".derby-level")).to_have_count(3)
    app.settle()
    yield "a challenge"


def a_formula(app: App, address: str) -> Iterator[str]:
    app.open(f"{address}/?lang=ko&f=x^2%2Ba+y^2&racer=Adam&steps=20")
    for sign in app.page.get_by_test_id("stTooltipIcon").all():
        sign.hover()
        expect(app.page.get_by_role("tooltip")).to_be_visible()
        yield "a help"
    app.enter(app.sidebar.get_by_label("f(x, y)", exact=True), "x^2 + q")
    yield "no formula"


def test_a_walk_through_the_page_finds_no_english(visitor, server, known):
    app, found = visitor(), []
    for walk in (the_race, what_is_picked, what_is_explored, a_lesson, a_formula):
        for place in walk(app, server):
            said = app.page.evaluate(SAID, FOREIGN)
            found += [f"{place}: {text[:300]}" for text in said if set(latin(without_sources(text))) - known]
    assert app.page.evaluate("document.documentElement.lang") == "ko"
    assert not found, "\n".join(dict.fromkeys(found))
