"""What a moved slider costs on the page, in kilobytes and milliseconds, and how smoothly a race plays.

The app is driven as a visitor would, in headless Chromium, beside the smallest Streamlit app that answers a slider
(`empty_app.py`); both are focused, sent the same key and watched in the same way, in turn (`probe.js`). A slider
reports a key within a few milliseconds on both; each press chooses a value that no race has been run with.

- KB a change: all websocket frames received from the key until the page is quiet; the surface stays.
- frames/s: frames in which the heads were drawn anew while playing at normal speed.
- slider to picture: from the key to the end of the first frame in which the map shows what the server has answered; in
  the empty app, in which the text shows the new value. Medians. `live` measures what is seen before.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

from benchmarks.server import ROOT, serving
from benchmarks.tables import against, table
from tests.browser.chromium import find

HERE = Path(__file__).parent
VIEWPORT = {"width": 1366, "height": 768}
PAIRS = 24
CHANGES = 9
QUIET_MILLISECONDS = 400
MOST_WAITS = 50
SECONDS_PLAYED = 4
PLAYS = 3
SIZES = {"6 × 300": (6, 300), "12 × 1000": (12, 1000)}
TARGET_KILOBYTES = {"6 × 300": 38.8, "12 × 1000": 250}
TARGET_FRAMES = 55
TARGET_RATIO = 1.35

_NO_BROWSER = "The page is measured in Chrome or Chromium: install one, or run `playwright install chromium`."
SLIDERS_USED = 6
SLIDERS = "[data-testid=stSidebar] input[type=range]"


class Watched:
    """A page with its probe and a count of the bytes that it received."""

    def __init__(self, browser: Browser, address: str, kind: str):
        self.kind = kind
        self.page: Page = browser.new_page(viewport=VIEWPORT)
        self.page.add_init_script(path=HERE / "probe.js")
        self.frames: list[int] = []
        self.page.on("websocket", self._listen)
        self.page.goto(address)
        self.page.locator(SLIDERS).first.wait_for()
        if kind == "app":
            self.page.locator(".derby-readout").wait_for()
        self.wait()
        self.presses = 0

    def wait(self) -> None:
        """Let the page come to rest: nothing received for a while."""
        received = -1
        for _ in range(MOST_WAITS):
            if received == len(self.frames):
                return
            received = len(self.frames)
            self.page.wait_for_timeout(QUIET_MILLISECONDS)
        raise SystemExit(f"{self.page.url} does not come to rest")

    def move_slider(self) -> dict | None:
        """Press an arrow on the next slider; return what the probe saw, with kilobytes; None if nothing changed."""
        self.page.bring_to_front()
        sliders = self.page.locator(SLIDERS)
        sliders.nth(self.presses % min(sliders.count(), SLIDERS_USED)).focus()
        self.presses += 1
        self.page.wait_for_timeout(100)
        self.frames.clear()
        self.page.evaluate("kind => probe.arm(kind)", self.kind)
        self.page.keyboard.press("ArrowLeft")
        answer = self.page.evaluate("probe.answer")
        self.wait()
        return answer and answer | {"kilobytes": sum(self.frames) / 1000}

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: self.frames.append(len(payload)))


def report() -> str:
    """Measure; return the tables."""
    with opened() as (pages, blank):
        latency = _latency({f"app, {name}": watched for name, watched in pages.items()} | {"empty app": blank})
        return "\n\n".join(("### The page", _payload(pages), _frames(pages), latency))


@contextmanager
def opened() -> Iterator[tuple[dict[str, Watched], Watched]]:
    """Open races of all `SIZES`, by name, and the empty app beside them."""
    with serving(ROOT / "app.py") as app, serving(HERE / "empty_app.py") as empty, chromium() as browser:
        yield {name: raced(browser, app, *size) for name, size in SIZES.items()}, Watched(browser, empty, "empty")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a headless browser; SystemExit where there is none."""
    path = find()
    if path is None:
        raise SystemExit(_NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def raced(browser: Browser, app: str, racers: int, steps: int) -> Watched:
    """Open a race of that size and move the playhead to its end."""
    rules = ("GradientDescent", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam", "NAdam", "AdaMax", "Adadelta")
    listed = [rules[number % len(rules)] for number in range(racers)]
    watched = Watched(browser, f"{app}?{urlencode({'racer': listed, 'steps': steps}, doseq=True)}", "app")
    page = watched.page
    assert page.locator(SLIDERS).count() == racers, "not every racer has its slider"
    page.locator(".derby-plot").first.hover()
    page.locator("[data-action=last]").click()
    page.get_by_text(f"step {steps} / {steps}").wait_for()
    return watched


def _payload(pages: dict[str, Watched]) -> str:
    rows = []
    for name, watched in pages.items():
        kilobytes = median(answer["kilobytes"] for _ in range(CHANGES) if (answer := watched.move_slider()))
        target = TARGET_KILOBYTES[name]
        rows.append([name, f"{kilobytes:.1f}", f"≤ {target}", against(kilobytes, target)])
    return table(("KB a change", "median", "target", "met"), rows)


def _frames(pages: dict[str, Watched]) -> str:
    rates: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(PLAYS):
        for name, watched in pages.items():
            page = watched.page
            page.bring_to_front()
            page.locator("[data-action=first]").click()
            page.locator("[data-action=play]").click()
            page.wait_for_timeout(300)
            rates[name].append(page.evaluate("seconds => probe.framesPerSecond(seconds)", SECONDS_PLAYED))
            page.locator("[data-action=last]").click()
    rows = [
        [name, f"{median(rate):.1f}", f"≥ {TARGET_FRAMES}", against(median(rate), TARGET_FRAMES, at_most=False)]
        for name, rate in rates.items()
    ]
    return table(("frames/s while playing", "median", "target", "met"), rows)


def _latency(pages: dict[str, Watched]) -> str:
    answers: dict[str, list[dict]] = {name: [] for name in pages}
    for _ in range(PAIRS):
        for name, watched in pages.items():
            if answer := watched.move_slider():
                answers[name].append(answer)
    base = median(answer["settled"] for answer in answers["empty app"])
    rows = []
    for name, seen in answers.items():
        times = [answer["settled"] for answer in seen]
        low, _, high = quantiles(times, n=4)
        player = median(_largest(answer) for answer in seen)
        judged = name == "app, 6 × 300"
        ratio = median(times) / base
        rows.append(
            [
                name,
                f"{median(times):.0f}",
                str(len(times)),
                f"{low:.0f} to {high:.0f}",
                f"{player:.0f}",
                f"{median(answer['received'][-1][0] for answer in seen):.0f}",
                f"{median(len(answer['received']) for answer in seen):.0f}",
                f"{ratio:.2f}",
                f"≤ {TARGET_RATIO}" if judged else "",
                against(ratio, TARGET_RATIO) if judged else "",
            ]
        )
    head = (
        "slider to picture, ms",
        "median",
        "samples",
        "quartiles",
        "largest message",
        "last",
        "messages",
        "ratio",
        "target",
        "met",
    )
    return table(head, rows)


def _largest(answer: dict) -> float:
    return max(answer["received"], key=lambda message: message[1])[0]


if __name__ == "__main__":
    print(report())
