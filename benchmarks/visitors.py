"""How long a second visitor waits for a picture while a first one's export is made, beside how long on a quiet server.

Both have the app open in one headless Chromium on one server. The first asks for one large animation after another; the
second moves a slider again and again, as in `page`. Longest times, for nobody's page may stand still.
"""

from statistics import median

from playwright.sync_api import Locator

from benchmarks.page import Watched, chromium
from benchmarks.server import ROOT, serving
from benchmarks.tables import against, table
from figures.views import VIEWS

PRESSES = 12
TARGET_MILLISECONDS = 200
EXPORTS = {"map": "contour", "relief that turns": "3-D"}


def report() -> str:
    """Measure; return the table."""
    with serving(ROOT / "app.py") as address, chromium() as browser:
        first, second = Watched(browser, address, "app"), Watched(browser, address, "app")
        quiet = [answer["shown"] for _ in range(PRESSES) if (answer := second.move_slider())]
        rows = [["nobody exports", f"{median(quiet):.0f}", f"{max(quiet):.0f}", str(len(quiet)), "", "", ""]]
        for name, view in EXPORTS.items():
            _ask(first, view)
            waits = _waits(second, first.page.get_by_text("Making it: "))
            longer = max(waits) - median(quiet)
            judged = [f"{longer:.0f}", f"≤ {TARGET_MILLISECONDS}", against(longer, TARGET_MILLISECONDS)]
            rows.append(
                [f"another exports a {name}", f"{median(waits):.0f}", f"{max(waits):.0f}", str(len(waits)), *judged]
            )
            first.page.get_by_role("button", name="Download").wait_for(timeout=120_000)
    head = ("slider to picture, ms", "median", "longest", "presses", "longest above the quiet median", "target", "met")
    return "\n\n".join(("### Two visitors", table(head, rows)))


def _waits(watched: Watched, painting: Locator) -> list[float]:
    """Return how long each press took that was answered while an export was being painted."""
    waits = []
    while painting.is_visible() and len(waits) < PRESSES:
        if answer := watched.move_slider():
            waits.append(answer["shown"])
    return waits


def _ask(watched: Watched, view: str) -> None:
    """Have the largest animation of `view` made."""
    page = watched.page
    page.bring_to_front()
    if not page.get_by_role("dialog").is_visible():
        page.get_by_role("button", name="Take away").click()
    dialog = page.get_by_role("dialog")
    for field, option in {"Format": "GIF", "View": VIEWS[view]}.items():
        choose = dialog.get_by_role("combobox", name=field)
        choose.click()
        choose.press_sequentially(option)
        page.get_by_role("option", name=option).first.click()
        watched.wait()
    for slider in dialog.locator("input[type=range]").all():
        slider.press("End")
        slider.evaluate("slider => slider.blur()")
        watched.wait()
    dialog.get_by_role("button", name="Make it").click()
    page.get_by_text("Making it: ").wait_for()


if __name__ == "__main__":
    print(report())
