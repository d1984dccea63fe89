"""Visitors whose pages stay open from test to test: what a page has loaded and compiled once it need not again."""

from collections import defaultdict
from collections.abc import Mapping

from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.app import RACE, App

PATIENCE = 60_000
"""Milliseconds, more than a busy machine needs: what comes is not waited for any longer."""

BLANK = "about:blank"
LAPTOP = {"width": 1366, "height": 768}


class Visitors:
    """Who looks at pages, each in a context of their own. `errors` are those in any of their browsers' consoles."""

    def __init__(self, browser: Browser):
        self.browser = browser
        self.errors: list[str] = []
        self._waiting: dict[tuple[bool, str], list[App]] = defaultdict(list)
        self._here: list[tuple[tuple[bool, str], App, bool]] = []

    def come(self, *, phone=False, **options) -> App:
        """Let in a visitor with nothing open, nothing stored and the mouse in the corner; the options are a `look`."""
        return self._let_in(phone, "", options)

    def visit(self, site: str, query: str = "", shows: str = RACE, *, phone=False, **options) -> App:
        """Let in one who has just come to a query of the app at `site`, on a page that is loaded already if one is."""
        visitor = self._let_in(phone, site, options)
        if visitor.page.url == BLANK:
            return visitor.open(f"{site}/{query and '?'}{query}", shows)
        return visitor.fill(query, shows)

    def load(self, site: str, query: str = "", shows: str | None = RACE, *, phone=False, **options) -> App:
        """The same, but have the page loaded; where it is to show nothing do not wait for it."""
        visitor = self._let_in(phone, site, options, stays=False)
        return visitor.open(f"{site}/{query and '?'}{query}", shows)

    def stay(self) -> App:
        """Let in one who is not sent away."""
        visitor = App(self._page(phone=False))
        look(visitor)
        return visitor

    def go(self) -> None:
        """Send all away until they are wanted again."""
        while self._here:  # the last first, so that the first is the first to come again
            kind, visitor, stays = self._here.pop()
            page = visitor.page
            page.unroute_all()
            if stays:
                visitor.empty()
            else:
                visitor.forget()
                page.goto(BLANK)
                page.context.clear_cookies()
            page.mouse.move(0, 0)
            page.context.clear_permissions()
            page.emulate_media(media="null")
            visitor.messages.clear()
            self._waiting[kind].append(visitor)

    def _let_in(self, phone: bool, site: str, options: Mapping, *, stays: bool | None = None) -> App:
        """Let in a visitor who waits for a site, "" for any; say whether the page is to stay there afterwards."""
        waiting = self._waiting[phone, site]
        visitor = waiting.pop() if waiting else App(self._page(phone))
        self._here.append(((phone, site), visitor, bool(site) if stays is None else stays))
        look(visitor, **options)
        return visitor

    def _page(self, phone: bool) -> Page:
        context = self.browser.new_context(has_touch=phone, is_mobile=phone)
        return watched(context.new_page(), self.errors)


def look(visitor: App, *, viewport=LAPTOP, color_scheme="light", permissions=(), offline=False) -> None:
    """Give a visitor a screen of that size and scheme, what the browser may do, and a network or none."""
    page = visitor.page
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=color_scheme)
    page.context.grant_permissions(list(permissions))
    page.context.set_offline(offline)


def watched(page: Page, errors: list[str]) -> Page:
    """Give a page the tests' patience, and collect what goes wrong on it."""

    def listen(said: ConsoleMessage) -> None:
        if said.type == "error" and not _is_probe(said):
            errors.append(f"{said.text} at {said.location}")

    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: errors.append(f"{error}\n{error.stack}"))
    page.on("console", listen)
    return page


def _is_probe(said: ConsoleMessage) -> bool:
    """Whether Streamlit asked in vain for a file to download that a later run has replaced meanwhile.

    It asks once for each that it offers, by itself; who presses and gets none fails for want of a download.
    """
    return "/media/" in said.location["url"] or "Download Button source error" in said.text
