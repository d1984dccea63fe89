"""The app as a visitor uses it: what one does with the page, and what one sees on it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from playwright.sync_api import Locator, Page, expect

from figures.views import VIEWS
from tests.browser.rest import rest
from tests.browser.runs import Runs

# The middle of what is drawn in a racer's colour on a canvas, and how many pixels that is, in a board's own pixels.
_INK = """([view, layer, color]) => {
  const canvas = document.querySelector(`.derby-board[data-view="${view}"] .derby-${layer}`);
  const wanted = [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));
  const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let [count, x, y] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] < 250 || wanted.some((value, k) => Math.abs(data[i + k] - value) > 2)) continue;
    [count, x, y] = [count + 1, x + ((i / 4) % width), y + Math.floor(i / 4 / width)];
  }
  const ratio = canvas.width / canvas.clientWidth;
  return { count, x: (x / count + 0.5) / ratio, y: (y / count + 0.5) / ratio };
}"""

_RANGES = """(view) => {
  const { xaxis, yaxis } = document.querySelector(`.derby-board[data-view="${view}"] .derby-plot`)._fullLayout;
  return [...xaxis.range, ...yaxis.range];
}"""

_TITLE = ".st-key-cards > .stElementContainer > .stCheckbox p"
_RACER = "(title) => title.closest('.stElementContainer').className.match(/st-key-(racer\\d+)-on/)[1]"
_TO_PIXEL = """([view, x, y]) => {
  const plot = document.querySelector(`.derby-board[data-view="${view}"] .derby-plot`);
  const { xaxis, yaxis } = plot._fullLayout;
  const box = plot.getBoundingClientRect();
  return [box.left + xaxis._offset + xaxis.d2p(x), box.top + yaxis._offset + yaxis.d2p(y)];
}"""

_HOLD = """(step) => {
  if (Number(document.querySelector(".derby-readout").innerText.split(" ")[1]) <= step) return false;
  document.querySelector("[data-action=play][data-playing=true]")?.click();
  return true;
}"""

_TURN = "() => new Promise((done) => setTimeout(done))"  # Streamlit asks in the turn after the one with the event
_FRAMES = "(count) => new Promise((done) => { const f = () => (count-- ? requestAnimationFrame(f) : done()); f(); })"


class App:
    """A visitor's page. `messages` holds the sizes of what the server has sent, in bytes."""

    def __init__(self, page: Page):
        self.page = page
        self.runs = Runs(page)
        self.messages = self.runs.messages

    def open(self, address: str) -> Self:
        self.page.goto(address)
        expect(self.page.locator(".derby-board:not([hidden]) .main-svg").first).to_be_attached()
        self.settle()
        return self

    @contextmanager
    def asking(self) -> Iterator[None]:
        """What is done within asks for a run: wait until it has run and what it sent is painted."""
        with self.runs.asked_for():
            yield
        self.settle()

    def settle(self) -> None:
        """Wait until what is asked for now has run and what it sent is painted."""
        self.page.evaluate(_TURN)
        self.runs.wait()
        expect(self.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        self.page.evaluate(_FRAMES, 4)

    def start_over(self) -> None:
        """Take back what was set, and end what a visitor has begun; one can still go back."""
        dialog = self.page.get_by_role("dialog")
        if dialog.count():
            self.page.keyboard.press("Escape")
            expect(dialog).to_have_count(0)
        self.settle()  # what was set last may not be on the page yet, and the way back not open
        over = self.page.locator(".st-key-way-restart_alt button")
        if over.is_enabled():
            with self.asking():
                over.click()
        self.page.get_by_role("tab", name="Standings").click()
        self.page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
        self.page.locator("body").press("End")
        self.page.mouse.move(0, 0)

    # The player

    def board(self, view: str = "contour") -> Locator:
        return self.page.locator(f'.derby-board[data-view="{view}"]')

    def plot(self, view: str = "contour") -> Locator:
        return self.board(view).locator(".derby-plot")

    def contours(self, view: str = "contour") -> Locator:
        return self.board(view).locator(".contourlayer path")

    def press(self, label: str) -> None:
        self.page.locator(f'.derby-transport button[aria-label^="{label}"]').click()

    @property
    def step(self) -> int:
        return int(self.page.locator(".derby-readout").inner_text().split()[1])

    def expect_step(self, step: int, steps: int = 300) -> None:
        expect(self.page.locator(".derby-readout")).to_have_text(f"step {step} / {steps}")

    def play_past(self, step: int) -> None:
        """Play until the playhead is past a step, and hold it in the same frame: a later one may be the last."""
        self.press("Play")
        self.page.wait_for_function(_HOLD, arg=step)

    def scrub(self, step: int) -> None:
        self.page.locator(".derby-scrub").fill(str(step))
        self.page.evaluate(_FRAMES, 2)

    def colors(self) -> dict[str, str]:
        """The colour of each racer by name, as the legend has them."""
        items = self.page.locator(".derby-legend li")
        fills = items.locator("polygon").evaluate_all("marks => marks.map((mark) => mark.getAttribute('fill'))")
        return dict(zip(items.locator(".derby-racer").all_inner_texts(), fills, strict=True))

    def ink(self, layer: str, racer: str, view: str = "contour") -> dict:
        """What is drawn in a racer's colour in the layer "trails" or "heads": count, x, y."""
        return self.page.evaluate(_INK, [view, layer, self.colors()[racer]])

    def ranges(self, view: str = "contour") -> list[float]:
        return self.page.evaluate(_RANGES, view)

    def pixel(self, x: float, y: float, view: str = "contour") -> tuple[float, float]:
        """Where on the page the (first) map has the point (x, y)."""
        left, top = self.page.evaluate(_TO_PIXEL, [view, x, y])
        return left, top

    def zoom(self, pixels: float) -> None:
        """Turn the wheel where the mouse is over the map, with the key that makes it zoom, and wait until it has."""
        before = self.ranges()
        self.page.keyboard.down("Control")
        self.page.mouse.wheel(0, pixels)
        self.page.keyboard.up("Control")
        self.page.wait_for_function(
            f"(before) => ({_RANGES})('contour').some((end, i) => end !== before[i])", arg=before
        )
        rest(self.plot())

    def choose_view(self, view: str) -> None:
        self.page.get_by_role("radio", name=view).click()
        expect(self.board(next(name for name, title in VIEWS.items() if title == view))).to_be_visible()
        self.settle()

    # The sidebar

    @property
    def sidebar(self) -> Locator:
        return self.page.get_by_test_id("stSidebar")

    def names(self) -> list[str]:
        """The names on the racers' cards."""
        return self.sidebar.locator(_TITLE).all_inner_texts()

    def card(self, name: str) -> Locator:
        """All that belongs to a racer in the sidebar."""
        title = self.sidebar.locator(_TITLE, has_text=re.compile(f"^{re.escape(name)}$"))
        return self.sidebar.locator(f"[class*='st-key-{title.evaluate(_RACER)}-']")

    def more(self, name: str) -> Locator:
        """Open a racer's further settings."""
        card = self.card(name)
        with self.asking():
            card.get_by_role("button", name="More").click()
        expect(card.get_by_label("Name")).to_be_visible()
        return card

    def number(self, label: str) -> Locator:
        return self.sidebar.get_by_label(label, exact=True)

    def enter(self, field: Locator, text: str) -> None:
        """Type into a field another text than it has, and wait for what follows."""
        field.fill(text)
        with self.asking():
            field.press("Enter")

    def nudge(self, name: str, key: str = "ArrowRight", times: int = 1) -> None:
        """Move a racer's learning rate by the keyboard, and wait for the race that follows."""
        slider = self.card(name).locator("input[type=range]").first
        with self.asking():
            for _ in range(times):
                slider.press(key)
        slider.evaluate("slider => slider.blur()")

    def open_picker(self, what: str) -> None:
        """Open a picker, and wait until all of it is there: what is done to a part that is still replaced is lost."""
        with self.asking():
            self.page.locator(f".st-key-pick-{what} button").click()

    def pick(self, what: str, title: str) -> None:
        """Pick a "surface", a "rule" or a "race" by its title."""
        self.open_picker(what)
        called = self.page.locator(".derby-called", has_text=re.compile(f"^{re.escape(title)}$"))
        with self.asking():
            self.page.get_by_role("dialog").locator(".derby-card", has=called).click()
        expect(self.page.get_by_role("dialog")).to_have_count(0)
        self.settle()

    def choose(self, label: str, option: str) -> None:
        """Choose from a list of the sidebar."""
        box = self.sidebar.get_by_role("combobox", name=label)
        box.click()
        box.press_sequentially(option)
        with self.asking():
            self.page.get_by_role("option", name=option, exact=True).click()

    def standings(self) -> list[list[str]]:
        """The rows of the standings, cell by cell."""
        rows = self.page.locator(".derby-standings tbody tr")
        return rows.evaluate_all("rows => rows.map((row) => [...row.cells].map((cell) => cell.innerText.trim()))")
