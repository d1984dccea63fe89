"""Visitors whose pages stay open from test to test: what a page has compiled once it need not compile again."""

from collections import defaultdict

from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.app import App

PATIENCE = 60_000
"""Milliseconds, more than a busy machine needs: what comes is not waited for any longer."""

LAPTOP = {"width": 1366, "height": 768}

_FORGET = "() => { try { localStorage.clear(); sessionStorage.clear(); } catch { /* a page without any */ } }"


class Visitors:
    """Who looks at pages, each in a context of their own. `errors` are those in any of their browsers' consoles."""

    def __init__(self, browser: Browser):
        self.browser = browser
        self.errors: list[str] = []
        self._waiting: dict[bool, list[App]] = defaultdict(list)
        self._here: list[tuple[bool, App]] = []

    def come(self, *, viewport=LAPTOP, phone=False, color_scheme="light", permissions=(), offline=False) -> App:
        """Let in a visitor with nothing open, nothing stored and the mouse in the corner."""
        waiting = self._waiting[phone]
        visitor = waiting.pop() if waiting else App(self._page(phone))
        self._here.append((phone, visitor))
        page = visitor.page
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme)
        page.context.grant_permissions(list(permissions))
        page.context.set_offline(offline)
        return visitor

    def stay(self) -> App:
        """Let in one who is not sent away."""
        visitor = App(self._page(phone=False))
        visitor.page.set_viewport_size(LAPTOP)
        visitor.page.emulate_media(color_scheme="light")
        return visitor

    def go(self) -> None:
        """Send all away until they are wanted again."""
        while self._here:  # the last first, so that the first is the first to come again
            phone, visitor = self._here.pop()
            page = visitor.page
            page.unroute_all()
            page.evaluate(_FORGET)
            page.goto("about:blank")
            page.mouse.move(0, 0)
            page.context.clear_permissions()
            page.context.clear_cookies()
            page.emulate_media(media="null")
            visitor.messages.clear()
            self._waiting[phone].append(visitor)

    def _page(self, phone: bool) -> Page:
        context = self.browser.new_context(has_touch=phone, is_mobile=phone)
        return watched(context.new_page(), self.errors)


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
